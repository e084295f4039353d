"""Whether postmortems are right and fair, and promises as safe as they say: on known truths."""
