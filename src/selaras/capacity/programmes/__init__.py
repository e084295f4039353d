"""Programmes: the demand they raise, by site and week, against what capacity bears."""
