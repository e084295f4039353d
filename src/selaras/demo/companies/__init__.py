"""Simulated companies in two periods, whose reasons for a gap are planted and known exactly.

They are the instrument that measures whether a diagnosis is right and fair (docs/fairness.md):
`planting` draws a company, `simulate` and `tables` turn it into evidence, `effects` says what is
true of it. The process has the structure that a diagnosis assumes (hazards that decline by attempt,
a penalty for slow answers, calls that stop once a lead is reached), in other functions than any
estimator uses, with a latent quality that nobody records.
"""
