"""Blocks of a page between fences."""

from __future__ import annotations

import re

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A block: what is said of it behind its first fence, such as its language, and its text."""
