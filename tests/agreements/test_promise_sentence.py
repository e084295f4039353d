"""A promise as a sentence: every kind of measure, in both languages."""

from __future__ import annotations

import pytest

from selaras.agreements import Commitment, parse_agreement
from selaras.agreements.promise_sentence import excuse_sentence, promise_body, promise_sentence

HEAD = """\
agreement: a
parties: [sales, marketing]
effective: 2026-01-01
calendar: jakarta-office
terms: {mql: {table: lead_stages, where: {stage: mql}}, sal: {table: lead_stages, where: {stage: sal}}}
commitments:
  other: {promisor: marketing, promisee: sales, measure: {count: mql}, every: month, objective: {at_least: 1}}
  one:
    promisor: sales
    promisee: marketing
"""  # noqa: E501


def promise(rest: str) -> Commitment:
    lines = "\n".join(f"    {line}" for line in rest.strip().splitlines())
    return parse_agreement(f"{HEAD}{lines}\n").agreement.commitment("one")


@pytest.mark.parametrize(
    ("rest", "english", "indonesian"),
    [
        (
            "measure: {count: mql}\nper: rep\nevery: month\nobjective: {at_least: 1500}",
            "at least 1,500 MQL, for each rep, every month",
            "sedikitnya 1.500 MQL, untuk tiap tenaga penjual, setiap bulan",
        ),
        (
            "measure: {count: {table: deals, where: {outcome: won}}}\nevery: quarter\n"
            "objective: {growth: 10%, over: previous}",
            "10% more deals (outcome won) than in the period before, every quarter",
            "10% lebih banyak transaksi (hasil menang) daripada periode sebelumnya, "
            "setiap triwulan",
        ),
        (
            "measure: {amount: {of: deals.amount, where: {outcome: won}}}\ncurrency: IDR\n"
            "every: year\nobjective: {at_least: 4400000000}",
            "at least IDR 4,400,000,000 from deals (outcome won), every year",
            "sedikitnya Rp 4.400.000.000 dari transaksi (hasil menang), setiap tahun",
        ),
        (
            "measure: {ratio: {of: sal, over: mql}}\nevery: rolling 30 days\n"
            "objective: {at_least: 75%}",
            "SAL are at least 75% of MQL, over any 30 days",
            "SAL sedikitnya 75% dari MQL, selama 30 hari mana pun",
        ),
        (
            "measure: {response_time: {from: lead_stages.happened_at, "
            "to: lead_stages.happened_at, where: {stage: [sal, rejected]}}}\n"
            "of: {stage: mql}\nevery: week\nobjective: {within: 2 days, for: 75%}",
            "75% of steps of leads get an answer (stage SAL or rejected) within 2 days of being "
            "recorded, only for stage MQL, every week",
            "75% dari langkah prospek mendapat jawaban (tahap SAL atau ditolak) dalam 2 hari "
            "sejak tercatat, hanya untuk tahap MQL, setiap minggu",
        ),
        (
            "measure: {response_time: {from: leads.assigned_at, to: attempts.happened_at, "
            "where: {automated: false}}}\nevery: month\n"
            "objective: {within: 4 business hours, for: 90%}",
            "90% of leads get an answer (by a person) within 4 business hours of being assigned, "
            "every month",
            "90% dari prospek mendapat jawaban (oleh orang) dalam 4 jam kerja sejak ditugaskan, "
            "setiap bulan",
        ),
        (
            "measure: {resolution_time: {from: tickets.opened_at, to: tickets.resolved_at}}\n"
            "per: severity\nevery: month\n"
            "objective: {within: {by: subject, high: 1 business day}}",
            "all tickets are resolved in time – within 1 business day for high of being opened, "
            "for each severity, every month",
            "semua tiket diselesaikan tepat waktu – dalam 1 hari kerja untuk high sejak dibuka, "
            "untuk tiap tingkat keparahan, setiap bulan",
        ),
        (
            "measure: {attempts: {within: 30 days}}\nevery: month\nof: {region: Makassar}\n"
            "objective: {at_least: 5, for: 75%}",
            "75% of leads get at least 5 attempts within 30 days, only for region Makassar, "
            "every month",
            "75% dari prospek mendapat sedikitnya 5 upaya kontak dalam 30 hari, hanya untuk "
            "wilayah Makassar, setiap bulan",
        ),
    ],
)
def test_every_measure_is_said(rest: str, english: str, indonesian: str) -> None:
    commitment = promise(rest)
    assert promise_body(commitment, "en") == english
    assert promise_body(commitment, "id") == indonesian


def test_the_parties_are_shown_by_their_names_and_the_excuse_is_said() -> None:
    commitment = promise(
        "measure: {count: mql}\nevery: month\nobjective: {at_most: 5}\n"
        "excused: {when: {commitment: other, above: 70}, says: too many}"
    )
    names = {"sales": "Penjualan"}
    assert promise_sentence(commitment, "en", names) == (
        "Penjualan promises marketing: at most 5 MQL, every month. "
        "A miss is excused when other is above 70 (too many)."
    )
    assert excuse_sentence(commitment, "id") == (
        "Janji yang tidak ditepati dimaklumi bila other di atas 70 (too many)."
    )
    assert promise_sentence(commitment, "en", excuses=False).endswith("every month.")


def test_two_times_of_one_table_are_told_apart() -> None:
    commitment = promise(
        "measure: {ratio: {of: {table: deals, where: {outcome: won}, at: delivered_at}, "
        "over: {table: deals, where: {outcome: won}, at: closed_at}}}\n"
        "every: month\nobjective: {at_least: 75%}"
    )
    assert promise_body(commitment, "en") == (
        "deals (outcome won) when delivered are at least 75% of deals (outcome won) when closed, "
        "every month"
    )
