"""Joint reviews, the answers they rest on, and the actions that came of them."""
