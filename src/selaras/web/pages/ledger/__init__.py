"""The ledger: every verdict between my parties, each with its way to the rows."""
