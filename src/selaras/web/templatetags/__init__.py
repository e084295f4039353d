"""What templates write numbers, dates and statuses with."""
