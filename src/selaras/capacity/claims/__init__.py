"""What was said of capacity and of demand, and how good each team's word has been."""
