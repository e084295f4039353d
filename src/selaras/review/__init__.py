"""The joint review: its agenda, drawn from every answer; its cadence; its shared target."""
