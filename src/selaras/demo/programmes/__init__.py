"""Simulated programmes whose causes of falling short are planted and known exactly.

They are the instrument that measures whether a postmortem is right and fair, and whether promises
are as safe as they say (docs/capacity-fairness.md). `world` draws a company that runs programmes,
`planting` the programme that fell short and what was wrong with it, `truth` says what is true of it
by simulation, `tables` writes the evidence. Demand is drawn order by order from frailties that no
estimator knows of; nothing here is shared with what estimates it.
"""
