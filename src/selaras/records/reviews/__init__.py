"""Joint reviews: meetings made from the ledger, their agenda, decisions and actions."""
