"""Agreements: read, written, proposed, commented on, signed, amended and ended."""
