"""Texts to types: times and their zones, numbers, words, flags, expressions, misfits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.errors import InputError
from selaras.evidence.loading.zones import to_local, to_utc

from .loading_kit import LEADS, Shop, utc


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def created(shop: Shop, texts: list[str], column: str = "created", head: str = "") -> list[object]:
    """Load leads with these texts as created_at; (time, is day) or the reason, per text."""
    shop.map(LEADS.replace("created_at: created", f"created_at: {column}") + head)
    lines = [f'{i},"{text}",1' for i, text in enumerate(texts)]
    shop.write("leads.csv", "\n".join(["id,created,value", *lines]))
    shop.load()
    found: dict[int, object] = {
        line: (at, is_day)
        for line, at, is_day in shop.rows(columns=("_line", "created_at", "created_at_is_day"))
    }
    found |= {line: reason for line, reason, _ in shop.misfits()}
    return [found[i + 2] for i in range(len(texts))]


def test_iso_times_need_no_format(shop: Shop) -> None:
    assert created(
        shop,
        [
            "2026-02-03",
            "2026-02-03 08:00",
            "2026-02-03T08:00:01",
            "2026-02-03 08:00:00.25",
            "2026-02-03T08:00:00,5",
            "2026-02-03T08:00Z",
            "2026-02-03T08:00:00+09:00",
            "2026-02-03 08:00:00-0330",
            "2026-02-03T08:00:00+05",
            " 2026-02-03 08:00\t",
            "2026-02-03 08:00:00 +0900",
            "2026-02-03 08:00:00.5 -03:30",
            "2026-02-03 08:00 z",
        ],
    ) == [
        (utc(2026, 2, 2, 17), True),
        (utc(2026, 2, 3, 1), False),
        (utc(2026, 2, 3, 1, 0, 1), False),
        (utc(2026, 2, 3, 1, 0, 0, 250_000), False),
        (utc(2026, 2, 3, 1, 0, 0, 500_000), False),
        (utc(2026, 2, 3, 8), False),
        (utc(2026, 2, 2, 23), False),
        (utc(2026, 2, 3, 11, 30), False),
        (utc(2026, 2, 3, 3), False),
        (utc(2026, 2, 3, 1), False),
        (utc(2026, 2, 2, 23), False),
        (utc(2026, 2, 3, 11, 30, 0, 500_000), False),
        (utc(2026, 2, 3, 8), False),
    ]


def test_what_is_no_time_is_told(shop: Shop) -> None:
    texts = ["03/02/2026", "2026-02-30", "2026-2-3", "soon", "2026-02-03 25:00", "infinity", ""]
    assert created(shop, texts) == [*["not_a_time"] * 6, "missing"]


def test_times_out_of_range_are_told(shop: Shop) -> None:
    texts = ["1899-12-31", "9999-12-31", "2300-01-01 00:00", "1900-06-01"]
    assert created(shop, texts)[:3] == ["out_of_range"] * 3


def test_formats_are_tried_in_turn_and_say_their_precision(shop: Shop) -> None:
    column = '{from: created, format: ["%d/%m/%Y %H:%M", "%d/%m/%Y", "%d %b %Y"]}'
    assert created(shop, ["3/2/2026 8:05", "03/02/2026", "3 Feb 2026", "2026-02-03"], column) == [
        (utc(2026, 2, 3, 1, 5), False),
        (utc(2026, 2, 2, 17), True),
        (utc(2026, 2, 2, 17), True),
        "not_a_time",
    ]


def test_months_are_read_in_the_languages_of_their_sources(shop: Shop) -> None:
    column = '{from: created, format: ["%d %b %Y", "%d %B %Y", "%d-%b-%y", "%d de %B de %Y"]}'
    days = "3 Mei 2026, 3 MEI 2026, 3 May 2026, 3 Mai 2026, 03-mai-26, 3 de maio de 2026, "
    written = (days + "3 Agustus 2026, 3 Agu 2026, 3 März 2026, 3 Maimun 2026").split(", ")
    may, august = (utc(2026, 5, 2, 17), True), (utc(2026, 8, 2, 17), True)
    march = (utc(2026, 3, 2, 17), True)
    found = created(shop, written, column)
    assert found == [may] * 6 + [august] * 2 + [march, "not_a_time"]


def test_precision_day_drops_the_clock_in_the_local_day(shop: Shop) -> None:
    column = "{from: created, precision: day}"
    assert created(shop, ["2026-02-03 00:00:00", "2026-02-03T20:00:00Z"], column) == [
        (utc(2026, 2, 2, 17), True),
        (utc(2026, 2, 3, 17), True),  # 03:00 on the 4th in Jakarta
    ]


def test_a_format_with_an_offset_and_epochs(shop: Shop) -> None:
    column = '{from: created, format: ["%d.%m.%Y %H:%M %z", epoch_ms]}'
    assert created(shop, ["03.02.2026 08:00 +0100", "1770105600500"], column) == [
        (utc(2026, 2, 3, 7), False),
        (utc(2026, 2, 3, 8, 0, 0, 500_000), False),
    ]


def test_a_zone_of_the_column_wins(shop: Shop) -> None:
    column = "{from: created, time_zone: Asia/Jayapura}"
    assert created(shop, ["2026-02-03 08:00"], column) == [(utc(2026, 2, 2, 23), False)]


def test_clocks_set_back_and_forward_and_a_day_without_midnight(shop: Shop) -> None:
    column = "{from: created, time_zone: America/New_York}"
    assert created(shop, ["2025-11-02 01:30", "2026-03-08 02:30"], column) == [
        (utc(2025, 11, 2, 5, 30), False),  # the first of two
        (utc(2026, 3, 8, 7, 30), False),  # 03:30, the gap later
    ]
    column = "{from: created, time_zone: America/Sao_Paulo}"
    assert created(shop, ["2017-10-15"], column) == [(utc(2017, 10, 15, 3), True)]


def test_without_a_zone_only_offsets_are_read(shop: Shop) -> None:
    shop.map(LEADS.replace("time_zone: Asia/Jakarta\n", ""))
    shop.write("leads.csv", "id,created,value\n1,2026-02-03T08:00:00Z,1\n")
    shop.load()
    assert shop.rows(columns=("created_at",)) == [(utc(2026, 2, 3, 8),)]
    shop.write("leads.csv", "id,created,value\n1,2026-02-03T08:00:00,1\n")
    with pytest.raises(InputError, match=r"no time zone is stated") as refused:
        shop.load()
    assert refused.value.line == 6


NAIVE_FROM, NAIVE_TO = (utc(year, 1, 1).replace(tzinfo=None) for year in (1930, 2090))
ZONES = ["Asia/Jakarta", "America/Sao_Paulo", "Europe/Rome", "Africa/Casablanca", "Asia/Kolkata"]


@settings(deadline=None)
@given(
    st.sampled_from([*ZONES, "Australia/Lord_Howe", "America/New_York", "Pacific/Apia"]),
    st.lists(
        st.datetimes(NAIVE_FROM, NAIVE_TO),
        min_size=1,
        max_size=20,
    ),
)
def test_zones_agree_with_python(name: str, local: list[datetime]) -> None:
    zone = ZoneInfo(name)
    micros = np.array(local, dtype="datetime64[us]").astype(np.int64)
    expected = [
        int(at.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None).timestamp())
        for at in (one.replace(microsecond=0) for one in local)
    ]
    zero = [one.replace(microsecond=0).timestamp() for one in local]
    shift = [int(b - a) for a, b in zip(zero, expected, strict=True)]
    assert ((to_utc(micros, zone) - micros) // 10**6).tolist() == shift
    back = to_local(to_utc(micros, zone), zone)
    exists = [
        at.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None)
        == at
        for at in local
    ]
    assert [b == m for b, m in zip(back, micros, strict=True)] == exists


def values(shop: Shop, texts: list[str], column: str) -> list[object]:
    shop.map(LEADS.replace("value: value", f"value: {column}"))
    lines = [f'{i},2026-02-03,"{text}"' for i, text in enumerate(texts)]
    shop.write("leads.csv", "\n".join(["id,created,value", *lines]))
    shop.load()
    found: dict[int, object] = dict(shop.rows(columns=("_line", "value")))
    found |= {line: reason for line, reason, _ in shop.misfits()}
    return [found[i + 2] for i in range(len(texts))]


def test_numbers_as_written(shop: Shop) -> None:
    texts = ["10", "-2.5", "+1e3", ".5", "1,5", "1_000", "abc", "", "1" * 15, "0x10", "NaN"]
    assert values(shop, texts, "value") == [
        Decimal(10), Decimal("-2.5"), Decimal(1000), Decimal("0.5"), "not_a_number",
        "not_a_number", "not_a_number", None, "too_large", "not_a_number", "not_a_number",
    ]  # fmt: skip


def test_numbers_with_other_signs(shop: Shop) -> None:
    column = "{from: value, decimal: ',', thousands: '.'}"
    assert values(shop, ["1.234.567,5", "12", "1,2,3"], column) == [
        Decimal("1234567.5"), Decimal(12), "not_a_number",
    ]  # fmt: skip


def test_a_sign_that_is_not_stated_makes_no_other_number(shop: Shop) -> None:
    """1.500 with a decimal comma is not one and a half, and 1.5 between thousands is not 15."""
    comma = "{from: value, decimal: ','}"
    assert values(shop, ["1.500", "1,5", "-,5", "1500"], comma) == [
        "not_a_number", Decimal("1.5"), Decimal("-0.5"), Decimal(1500),
    ]  # fmt: skip
    both = "{from: value, decimal: ',', thousands: '.'}"
    assert values(shop, ["1.5", "12.50", "1.500", "1.00.000", "1.000.00", "1500,5"], both) == [
        "not_a_number", "not_a_number", Decimal(1500), Decimal(100000), "not_a_number",
        Decimal("1500.5"),
    ]  # fmt: skip


def test_blanks_between_thousands_are_blanks_of_any_kind(shop: Shop) -> None:
    column = "{from: value, decimal: ',', thousands: ' '}"
    assert values(shop, ["1 234,5", "1\u00a0234 567", "1\u202f234", "1 2"], column) == [
        Decimal("1234.5"), Decimal(1234567), Decimal(1234), "not_a_number",
    ]  # fmt: skip


def test_a_number_that_an_expression_reckons_is_read_as_it_is(shop: Shop) -> None:
    both = "decimal: ',', thousands: '.'}"
    reckoned = "{expression: 'CAST(value AS DOUBLE) / 1000', "
    assert values(shop, ["1250", "3", "1500000"], reckoned + both) == [
        Decimal("1.25"), Decimal("0.003"), Decimal(1500),
    ]  # fmt: skip
    assert values(shop, ["1.250,5"], "{expression: 'upper(value)', " + both) == [Decimal("1250.5")]


def test_a_constant_is_read_as_the_mapping_writes_it(shop: Shop) -> None:
    assert values(shop, ["x"], "{value: 2.5}\ndecimal: ','\nthousands: '.'") == [Decimal("2.5")]


def test_a_condition_that_is_neither_true_nor_false_drops_nothing(shop: Shop) -> None:
    shop.map(LEADS.replace("table: leads", "table: leads\nwhere: region"))
    rows = "1,2026-02-03,1,true\n2,2026-02-03,1,false\n3,2026-02-03,1,north\n4,2026-02-03,1,\n"
    shop.write("leads.csv", "id,created,value,region\n" + rows)
    shop.load()
    assert shop.rows(columns=("lead_id",)) == [("1",)]
    assert shop.count.filtered == 2
    assert [reason for _, reason, _ in shop.misfits()] == ["expression"]


def test_null_tokens_of_the_mapping_and_of_the_column(shop: Shop) -> None:
    shop.map(
        LEADS.replace("table:", "nulls: ['?', n/a]\ntable:").replace(
            "value: value", "value: {from: value, nulls: ['0.0']}\n  region: region"
        )
    )
    shop.write("leads.csv", "id,created,value,region\n1,2026-02-03,0.0,?\n2,2026-02-03,n/a,0.0\n")
    shop.load()
    assert shop.rows(columns=("lead_id", "value", "region")) == [
        ("1", None, None),
        ("2", None, "0.0"),
    ]


def test_words_maps_and_else(shop: Shop) -> None:
    shop.map(
        LEADS.replace(
            "value: value",
            "sourced_by: {from: value, map: {MKT: marketing, '-': null, '': sales}}\n"
            "  grade: {from: value, map: {MKT: A, 007: B}, else: C}\n  segment: {value: smb}",
        )
    )
    lines = [f"{i},2026-02-03,{t}" for i, t in enumerate(["MKT", "-", "Partner", "xyz", "", "007"])]
    shop.write("leads.csv", "\n".join(["id,created,value", *lines]))
    shop.load()
    assert shop.rows(columns=("lead_id", "sourced_by", "grade", "segment")) == [
        ("0", "marketing", "A", "smb"),
        ("1", None, "C", "smb"),
        ("2", "partner", "C", "smb"),
        ("4", "sales", None, "smb"),
    ]
    assert shop.misfits() == [(5, "not_a_word", "sourced_by"), (7, "not_a_word", "sourced_by")]


def test_the_empty_text_in_a_mapping_means_nothing_as_in_a_source(shop: Shop) -> None:
    shop.map(
        LEADS.replace(
            "value: value",
            "grade: {from: value, map: {x: ''}}\n  segment: {value: ''}\n"
            "  region: {from: value, map: {y: Y}, else: ''}",
        )
    )
    shop.write("leads.csv", "id,created,value\n1,2026-02-03,x\n2,2026-02-03,y\n")
    shop.load()
    assert shop.rows(columns=("lead_id", "grade", "segment", "region")) == [
        ("1", None, None, None),
        ("2", "y", None, "Y"),
    ]


def test_flags_and_whole_numbers_and_days(shop: Shop) -> None:
    shop.map(
        "mapping: a\nsource: {file: a.csv}\ntime_zone: Asia/Jakarta\ntables:\n"
        "  ticket_events:\n    columns: {ticket_id: id, happened_at: t, seq: n, pause: p}\n"
        "  people:\n    repeated: first\n"
        "    columns: {person_id: id, active_from: {from: d, format: ['%d/%m/%Y', '%Y-%m-%d']}}\n"
    )
    shop.write(
        "a.csv",
        "id,t,n,p,d\n1,2026-02-03,1,Ya,3/2/2026\n2,2026-02-03,2.0,tidak,9999-12-31\n"
        "3,2026-02-03,2.5,true,\n4,2026-02-03,4,maybe,\n5,2026-02-03,99999999999999999999,,x\n",
    )
    shop.load()
    assert shop.rows("ticket_events", ("ticket_id", "seq", "pause")) == [
        ("1", 1, True),
        ("2", 2, False),
    ]
    assert shop.rows("people", ("person_id", "active_from")) == [
        ("1", date(2026, 2, 3)), ("2", date(9999, 12, 31)), ("3", None), ("4", None),
    ]  # fmt: skip
    assert sorted(shop.misfits(), key=str) == [
        (4, "not_a_number", "seq"),
        (5, "not_a_flag", "pause"),
        (6, "not_a_day", "active_from"),
        (6, "too_large", "seq"),
    ]


def test_expressions_read_the_row_and_fail_row_by_row(shop: Shop) -> None:
    shop.map(
        LEADS.replace("lead_id: id", 'lead_id: {expression: "id || \'-\' || \\"odd name\\""}')
        .replace("value: value", "value: {expression: cast(value as int) * 2}")
        .replace("table: leads", "table: leads\nwhere: value is null or value <> 'skip'")
    )
    shop.write(
        "leads.csv",
        "id,created,value,odd name\na,2026-02-03,4,x\nb,2026-02-03,oops,x\n"
        "c,2026-02-03,skip,x\nd,2026-02-03,,x\n",
    )
    shop.load()
    assert shop.rows(columns=("lead_id", "value")) == [("a-x", Decimal(8)), ("d-x", None)]
    assert (shop.count.filtered, shop.misfits()) == (1, [(3, "expression", "value")])


def test_a_required_value_that_is_missing_is_told(shop: Shop) -> None:
    shop.map(LEADS)
    shop.write("leads.csv", "id,created,value\n,2026-02-03,1\nL2,,1\n")
    shop.load()
    assert shop.misfits() == [(2, "missing", "lead_id"), (3, "missing", "created_at")]


def test_names_of_columns_may_be_anything(shop: Shop) -> None:
    shop.map(
        LEADS.replace("lead_id: id", "lead_id: 'Id; \"of\" lead'").replace("created\n", "ID\n")
    )
    shop.write("leads.csv", '"Id; ""of"" lead",ID,id,value\nL1,2026-02-03,z,1\n')
    shop.load()
    assert shop.rows(columns=("lead_id",)) == [("L1",)]
