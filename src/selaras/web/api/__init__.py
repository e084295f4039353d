"""The API: everything that the pages can do, for programs, over the same functions."""
