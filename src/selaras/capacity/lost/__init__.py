"""What was lost because capacity ran out, and what of Sales' credit was never delivered."""
