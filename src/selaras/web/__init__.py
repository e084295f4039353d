"""The web: pages, the API and jobs over records and answers."""
