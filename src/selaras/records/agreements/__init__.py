"""Agreements as people live them: drafts, proposals, comments, signatures, and what is in force."""
