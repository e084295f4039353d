"""After a programme fell short: which of three causes explains it, by what was known before."""
