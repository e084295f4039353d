"""Data: what evidence there is, how it came in, what did not fit, and bringing more."""
