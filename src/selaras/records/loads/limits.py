"""How much a file that somebody brings may hold. Choices; docs/how-to/data-pages.md states them."""

from __future__ import annotations

MOST_BYTES = 200 * 1024 * 1024
"""A file as it is sent."""
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
"""What a compressed text or Parquet file may unpack to."""
MOST_WORKBOOK = 300 * 1024 * 1024
"""What a workbook may: it is read as a whole."""
MOST_RATIO = 200
"""An archive that grows more than so many times is a bomb, once past FREE_BYTES."""
FREE_BYTES = 50 * 1024 * 1024
MOST_MEMBERS = 1000
"""Files in an archive."""
LONGEST_LINE = 1024 * 1024
"""Bytes of one line of a text file."""
MOST_COLUMNS = 500
SPARE_DISK = 500 * 1024 * 1024
"""What stays free on the disk that uploads lie on."""
SAMPLED_ROWS = 1000
"""Rows that a mapping is tried on before it is loaded."""
