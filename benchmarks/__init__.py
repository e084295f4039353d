"""Benchmarks: speed as a ratio to a named peer, or to the raw scan, in one run."""
