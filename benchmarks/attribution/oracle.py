"""ChannelAttribution run to convergence on small path sets: figures to hold exact ones against.

    python -m benchmarks.attribution.oracle tests/diagnosis/attribution/oracle.json

Needs ChannelAttribution 2.2.5 and matplotlib (which it imports and does not name). It simulates:
with `max_step` raised and its tolerance lowered its figures come within about 0.001 of the truth,
which takes minutes, so that they are stored, with how they were made, and not made in a test.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

SETTINGS = {"max_step": 10_000, "nsim_start": 1_000_000, "conv_par": 0.001, "seed": 1}
Rows = list[tuple[str, int, int, float]]
"""Path with `>` between channels, how many converted, how many did not, what those brought."""
SIX_PATHS: Rows = [
    ("A>B>A>B>B>A", 1, 0, 21.0),
    ("A>B>B>A>A", 1, 0, 19.0),
    ("A>A", 1, 0, 13.0),
    ("B", 0, 1, 0.0),
    ("A>C", 2, 3, 26.0),
    ("C>B", 1, 4, 13.0),
]
"""The worked example of the methods, with values."""


def random_paths(seed: int, kinds: int = 25) -> Rows:
    """Paths of one to six of five channels; none twice."""
    chance = random.Random(seed)
    found: dict[str, tuple[int, int, float]] = {}
    while len(found) < kinds:
        path = ">".join(chance.choice("ABCDE") for _ in range(chance.randint(1, 6)))
        converted = chance.choice([0, 0, 1, 2, 5])
        nulls = chance.randint(0, 9) or int(converted == 0)
        found[path] = converted, nulls, float(converted * chance.randint(10, 90))
    return [(path, *numbers) for path, numbers in found.items()]


def oracle(rows: Rows, order: int) -> dict[str, Any]:
    """Removal effects of conversions and of revenue by channel."""
    import ChannelAttribution  # noqa: PLC0415 - prints as it is imported
    import pandas as pd  # noqa: PLC0415 - what the package takes

    frame = pd.DataFrame(rows, columns=["path", "converted", "nulls", "value"])
    found = ChannelAttribution.markov_model(
        frame, "path", "converted", var_value="value", var_null="nulls", order=order,
        out_more=True, verbose=False, flg_pro=False, **SETTINGS,
    )  # fmt: skip
    effects = found["removal_effects"] if isinstance(found, dict) else found[2]
    return {
        name: [
            float(f"{conversions:.5f}"),
            float(f"{value:.5f}"),
        ]
        for name, conversions, value in effects.itertuples(index=False)
    }


def main(target: Path) -> None:
    """Write the figures of every set and order to `target`."""
    sets = {"six": SIX_PATHS, "random-1": random_paths(1), "random-2": random_paths(2)}
    body = {
        "made_with": "ChannelAttribution 2.2.5",
        "settings": SETTINGS,
        "cases": [
            {"name": name, "order": order, "paths": rows, "removal_effects": oracle(rows, order)}
            for name, rows in sets.items()
            for order in (1, 2)
        ],
    }
    target.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
