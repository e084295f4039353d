"""Telling people: what changed in the ledger, to whom, by which way, and that it arrived once."""
