"""Loads: every time that evidence came in or was evaluated, who did it and what came of it."""
