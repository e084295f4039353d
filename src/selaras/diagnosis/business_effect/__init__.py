"""What broken promises cost in deals and revenue, and what leads and deals cost by source."""
