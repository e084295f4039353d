"""Reps in pools: who shares a level with whom, and that a company of many reps can be told of."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from selaras.diagnosis.cohorts import Cells, read_cells
from selaras.diagnosis.pools_of_reps import in_pools


def cells_of(leads_by_rep: dict[str | None, int]) -> Cells:
    rows = [
        {
            "period": 0, "source": "web", "grade": "A", "region": "west", "segment": "home",
            "rep": rep, "made": 1, "contacted": True, "rejected": False, "wait": 0,
            "leads": leads, "won": 1, "sold": 10.0, "delivered": 10.0,
        }
        for rep, leads in leads_by_rep.items()
    ]  # fmt: skip
    return read_cells(pa.Table.from_pylist(rows), 12)


def test_few_reps_stay_as_they_are() -> None:
    cells = cells_of({"ani": 5, "budi": 3, None: 2})
    pooled, places = in_pools(cells, 2)
    assert pooled is cells
    assert places == {"ani": 0, "budi": 1}


def test_reps_are_dealt_out_by_their_leads() -> None:
    cells = cells_of({"ani": 1, "budi": 9, "citra": 7, "dewi": 4, "eka": 3, None: 2})
    pooled, places = in_pools(cells, 3)
    assert places == {"budi": 0, "citra": 1, "dewi": 2, "eka": 0, "ani": 1}
    worked = pooled.rep >= 0
    assert np.bincount(pooled.rep[worked], pooled.leads[worked]).tolist() == [12, 8, 4]
    assert pooled.leads[~worked].tolist() == [2]
    assert len(pooled.labels.rep) == 3
