"""Capacity: check before you promise, and say afterwards who misread what."""
