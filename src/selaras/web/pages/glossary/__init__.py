"""The glossary: the words both sides agreed on, where they are used, and where they disagree."""
