"""The traffic's daily sums beside a copy of its hours: prepare.py DATA_FOLDER OUT_FOLDER.

Only days with all their 24 hours are summed.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections import defaultdict
from pathlib import Path

SOURCE = "hourly_bits.csv"


def main(data: Path, out: Path) -> int:
    """Write `daily_bits.csv`; how many days there are."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(data / SOURCE, out / SOURCE)
    days: dict[str, list[int]] = defaultdict(list)
    with (data / SOURCE).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for time, bits in reader:
            days[time[:10]].append(int(bits))
    whole = {day: sum(hours) for day, hours in sorted(days.items()) if len(hours) == 24}
    with (out / "daily_bits.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("day", "bits"))
        writer.writerows(whole.items())
    return len(whole)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Usage: prepare.py DATA_FOLDER OUT_FOLDER")
    print(f"{main(Path(sys.argv[1]), Path(sys.argv[2])):,} days", file=sys.stderr)
