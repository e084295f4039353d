"""The JSON of a programme's answer: stable, sorted by the writer, without a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np

from selaras.capacity.finding import Json, plain
from selaras.capacity.programmes.answer import ProgrammeAnswer, SiteAnswer
from selaras.capacity.programmes.assessment import Assessment, Chances, Held
from selaras.capacity.programmes.bearing import Test


def programme_form(answer: ProgrammeAnswer) -> Json:
    """As `selaras capacity programme FILE --format json` prints it."""
    found, programme = answer.assessment, answer.programme
    tightest = found.with_expansions.chances.tightest
    return {
        "programme": programme.programme_id,
        "name": programme.name,
        "window": {"from": plain(programme.first), "to": plain(programme.last)},
        "weeks": [plain(day) for day in programme.starts],
        "target": plain(programme.target),
        "planned": plain(float(programme.planned.sum())),
        "tolerance": plain(programme.tolerance),
        "service_level": plain(programme.service_level),
        "verdict": answer.verdict.value,
        "sentence": answer.sentence.as_json(),
        "probability_short": None if tightest is None else tightest.as_json(),
        "today": _held(found.today),
        "with_expansions": _held(found.with_expansions),
        "if_claims_hold": _chances(found.by_claims),
        "demand": {**found.total.as_json(), "level": 0.8},
        "reaches_target": found.reaches_target.as_json(),
        "safe_target": plain(found.safe_target),
        "sites": [_site(found, n, site) for n, site in enumerate(answer.sites)],
        "breaks_first": [
            {"site": s.site, "product": s.product, "on": plain(s.breaks_on)} for s in answer.breaks
        ],
        "evidence": [test_form(test) for test in found.bearing.tests],
        "limits": [limit.as_json() for limit in answer.limits],
        "n": {"past_programmes": found.forecast.past, "weeks": found.forecast.weeks},
        "as_of": plain(answer.as_of),
        "snapshot": answer.snapshot,
    }


def _held(held: Held) -> Json:
    known = ~np.isnan(held.service.lost).any(axis=1)
    if not known.any():
        return {**_chances(held.chances), "fill": None, "late": None, "lost": None}
    wanted = float(held.service.wanted[known].sum())
    on_time = float(held.service.on_time[known].sum())
    return {
        **_chances(held.chances),
        "fill": plain(on_time / wanted if wanted > 0 else 1.0),
        "late": plain(float(held.service.late[known].sum())),
        "lost": plain(float(held.service.lost[known].sum())),
    }


def _chances(chances: Chances) -> Json:
    return {
        "probability_short": None if chances.tightest is None else chances.tightest.as_json(),
        "somewhere": plain(chances.somewhere),
    }


def _site(found: Assessment, n: int, site: SiteAnswer) -> Json:
    return {
        "site": site.site,
        "product": site.product,
        "kind": site.kind,
        "unit": site.unit,
        "backing": site.backing.value,
        "planned": plain(site.planned),
        "expected": plain(site.expected),
        "free": plain(site.free),
        "debt": plain(site.debt),
        "claimed": plain(site.claimed),
        "probability_short": plain(site.probability_short),
        "by_week": [plain(float(p)) for p in found.with_expansions.chances.by_week[n]],
        "expected_by_week": [plain(float(x)) for x in found.forecast.expected.expected[n]],
        "breaks_on": plain(site.breaks_on),
        "late": plain(site.late),
        "lost": plain(site.lost),
        "safe": plain(site.safe),
    }


def read_test(form: Mapping[str, Any]) -> Test:
    """A test from what `test_form` gave once; what an older form lacks is not known."""
    at, on = form.get("tested_at"), form.get("tested_on")
    return Test(
        form.get("site", ""),
        form.get("product", ""),
        form["resource_id"],
        form.get("capacity"),
        datetime.fromisoformat(at) if at else None,
        date.fromisoformat(on) if on else None,
        form.get("method"),
        form.get("tester"),
        form.get("expires_on"),
        form.get("standing") or "",
    )


def test_form(test: Test) -> Json:
    """What stands behind a resource."""
    return {
        "site": test.site,
        "product": test.product,
        "resource_id": test.resource_id,
        "capacity": plain(test.capacity),
        "tested_at": plain(test.tested_at),
        "tested_on": plain(test.tested_on),
        "method": test.method,
        "tester": test.tester,
        "expires_on": test.expires_on,
        "standing": test.standing,
    }
