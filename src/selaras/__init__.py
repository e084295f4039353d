"""Selaras keeps the promises teams make to each other and to their customers."""
