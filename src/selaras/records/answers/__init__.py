"""Kept answers: what was said once, frozen, with the snapshot it was said of."""
