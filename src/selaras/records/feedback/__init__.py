"""What parties say to each other between reviews: feedback with a deadline, and small wins."""
