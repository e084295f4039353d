"""Work that is done beside the pages: what waits, what runs, how far it is, what came of it."""
