"""Administration: who belongs to what in which role, who is invited, and who did what when."""
