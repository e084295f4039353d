"""Feedback between parties, and small wins."""
