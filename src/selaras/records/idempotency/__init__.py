"""Writes that were asked for under a key: done once, and answered the same each time."""
