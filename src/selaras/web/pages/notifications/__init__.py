"""What I was told, and how I want to be told; the work that pages wait for."""
