"""People, the parties they belong to, in which role, and what they may see and do."""
