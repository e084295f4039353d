"""Today: the sentence first, then what waits for me."""
