"""Reservations of capacity: taken in one transaction, with balances, never more than is free."""
