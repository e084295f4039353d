"""Programmes from YAML: every mistake with its line and its mend."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import numpy as np
import pytest

from selaras.capacity.programmes.document import json_schema
from selaras.capacity.programmes.reading import parse_programme, read_programme
from selaras.errors import InputError

TEXT = """\
programme: east
name: East expansion
product: fibre-100
window: {from: 2026-01-19, to: 2026-03-13}
target: 200
tolerance: 5%
sites:
  tamalanrea: {total: 120, profile: [1, 1, 2, 2, 2, 2, 1, 1]}
  biringkanaya:
    per_week: 10
  antang: {product: fibre-20, per_week: [1, 2, 3, 4, 5, 6, 7, 8]}
"""


def test_a_programme_is_read():
    found = parse_programme(TEXT)
    assert (found.programme_id, found.name, found.weeks) == ("east", "East expansion", 8)
    assert (found.target, found.tolerance, found.service_level) == (200, 0.05, 0.95)
    by_site = {site.site: site for site in found.sites}
    assert by_site["tamalanrea"].planned == (10, 10, 20, 20, 20, 20, 10, 10)
    assert by_site["antang"].product == "fibre-20"
    # The last week has five days of seven.
    assert by_site["biringkanaya"].planned[-1] == pytest.approx(10 * 5 / 7)
    assert found.planned.shape == (3, 8)


def test_without_a_target_it_is_the_plan():
    found = parse_programme(TEXT.replace("target: 200\n", ""))
    assert found.target == pytest.approx(float(np.sum(found.planned)))


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("total: 120", "totl: 120", "x.yaml:8: `sites.tamalanrea.totl` is not known here. Did you"),
        ("total: 120", "total: -1", "x.yaml:8: -1 is below 0."),
        ("total: 120", "total: 12%", "x.yaml:8: 12% is a share, where a quantity belongs."),
        ("[1, 1, 2, 2, 2, 2, 1, 1]", "[1, 2]", "x.yaml:8: Here stand 2, and the window has 8"),
        ("[1, 1, 2, 2, 2, 2, 1, 1]", "[0, 0, 0, 0, 0, 0, 0, 0]", "x.yaml:8: Every weight is 0."),
        ("per_week: 10", "per_week: ten", "x.yaml:10: `sites.biringkanaya.per_week` 'ten' is not"),
        ("    per_week: 10", "    total: 1\n    per_week: 10", "x.yaml:9: A plan is either"),
        ("2026-03-13", "2025-03-13", "x.yaml:4: It ends on 2025-03-13, before it begins"),
        ("2026-03-13", "2226-03-13", "x.yaml:4: It lasts 104"),
        ("tolerance: 5%", "tolerance: 5", "x.yaml:6: 5 is no probability."),
        ("product: fibre-100\n", "", "x.yaml:1: `product` is missing."),
        ("target: 200", "target: 0", "x.yaml:5: Nothing is to be sold."),
        ("programme: east", "- a", "x.yaml:"),
    ],
)
def test_mistakes_name_the_line_and_the_mend(was, becomes, says):
    with pytest.raises(InputError) as fault:
        parse_programme(TEXT.replace(was, becomes), "x.yaml")
    assert fault.value.sentence.startswith(says)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"nowhere\.yaml: The file cannot be read"):
        read_programme(tmp_path / "nowhere.yaml")


def test_the_schema_takes_what_the_reader_takes():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    shape = {
        "programme": "east",
        "product": "fibre-100",
        "window": {"from": "2026-01-19", "to": "2026-03-13"},
        "sites": {"a": {"total": 120}, "b": {"per_week": [1, 2]}},
        "tolerance": "5%",
    }
    jsonschema.validate(shape, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**shape, "tolerence": 1}, schema)
