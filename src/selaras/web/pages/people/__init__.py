"""People: a rep's own promises, seen by whom the agreement lets see them."""
