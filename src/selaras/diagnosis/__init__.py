"""Why there is a gap, and whose story the data support."""
