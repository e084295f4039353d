"""The documentation, and what generates the part of it that comes from the code."""
