"""Why there is a gap, what marketing brought, and how often to try: asked, answered, kept."""
