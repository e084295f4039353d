"""What is said of a programme before it starts, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from selaras.capacity.finding import Words, listed, number_words, percent_words
from selaras.capacity.programmes.assessment import Assessment, Verdict
from selaras.capacity.programmes.bearing import Backing
from selaras.capacity.programmes.shortfall import Flags
from selaras.capacity.promise_words import overdue_words
from selaras.capacity.quantities import amount

if TYPE_CHECKING:
    from selaras.capacity.known import Evidence

BACKINGS = {
    Backing.TESTED: Words("tested", "teruji"),
    Backing.PARTLY: Words("partly tested", "sebagian teruji"),
    Backing.UNREAD: Words("use not read", "pemakaian tidak dibaca"),
    Backing.EXPIRED: Words("test expired", "uji kedaluwarsa"),
    Backing.FAILED: Words("test failed", "uji gagal"),
    Backing.UNTESTED: Words("unsupported claim", "klaim tanpa uji"),
    Backing.UNKNOWN: Words("no capacity on record", "kapasitas tidak tercatat"),
    Backing.OUT_OF_SERVICE: Words("out of service", "tidak beroperasi"),
    Backing.UNSTATED: Words("no usable figure", "tanpa angka yang sah"),
    Backing.UNITS: Words("several units", "beberapa satuan"),
}
_CERTAIN = 0.001


def chance_words(probability: float) -> Words:
    """A probability as it is read: never 0% or 100% of what is not certain."""
    if 0 < probability < _CERTAIN:
        return Words("under 0.1%", "di bawah 0,1%")
    if 1 - _CERTAIN < probability < 1:
        return Words("over 99.9%", "di atas 99,9%")
    digits = 1 if min(probability, 1 - probability) < 0.1 and 0 < probability < 1 else 0
    return percent_words(probability, digits)


def sentence_of(assessment: Assessment, breaking: Sequence[str]) -> Words:
    """The answer in a sentence or two; `breaking` are sites in the order in which they break."""
    programme = assessment.programme
    name = programme.name
    tightest = assessment.with_expansions.chances.tightest
    tolerated = percent_words(programme.tolerance)
    if assessment.verdict is Verdict.SHORT:
        return _short(assessment, breaking)
    if assessment.verdict is Verdict.CANNOT_TELL:
        found = Words(
            f"Whether {name} can be borne cannot be told.",
            f"Belum dapat dipastikan apakah {name} tertampung.",
        ) + _unproven(assessment)
        claimed = assessment.by_claims.tightest
        if claimed is None:
            return found
        return found + _chance_by_claims(claimed.value)
    assert tightest is not None
    chance = chance_words(tightest.value)
    return Words(
        f"{name} can be borne: the chance that capacity runs short is {chance.en}, and "
        f"{tolerated.en} is tolerated.",
        f"{name} tertampung: peluang kekurangan kapasitas {chance.id}, dan yang ditoleransi "
        f"{tolerated.id}.",
    )


def _short(assessment: Assessment, breaking: Sequence[str]) -> Words:
    name, tolerated = assessment.programme.name, percent_words(assessment.programme.tolerance)
    tested, claimed = assessment.with_expansions.chances.tightest, assessment.by_claims.tightest
    if tested is not None and tested.value > assessment.programme.tolerance:
        chance = chance_words(tested.value)
        found = Words(
            f"{name} cannot be promised as planned: with a chance of {chance.en} capacity runs "
            f"short, and {tolerated.en} is tolerated.",
            f"{name} belum dapat dijanjikan sesuai rencana: peluang kekurangan kapasitas "
            f"{chance.id}, sedangkan yang ditoleransi {tolerated.id}.",
        )
    else:
        assert claimed is not None
        chance = chance_words(claimed.value)
        found = Words(
            f"{name} cannot be promised as planned: even if what is claimed were true, capacity "
            f"would run short with a chance of {chance.en}, and {tolerated.en} is tolerated.",
            f"{name} belum dapat dijanjikan sesuai rencana: andai yang diklaim benar pun, "
            f"peluang kekurangan kapasitas {chance.id}, sedangkan yang ditoleransi {tolerated.id}.",
        )
    if breaking:
        found += Words(
            f"It breaks first at {listed(breaking, 'en')}.",
            f"Yang pertama kekurangan: {listed(breaking, 'id')}.",
        )
    return found + _safe(assessment) + _unproven(assessment) + _if_claimed(assessment)


def _if_claimed(assessment: Assessment) -> Words:
    """What claims beside tests would make of a programme that is short without them."""
    claimed = assessment.by_claims.tightest
    parts = Backing.PARTLY in assessment.bearing.backing
    if not parts or claimed is None or claimed.value > assessment.programme.tolerance:
        return Words("", "")
    return _chance_by_claims(claimed.value)


def _chance_by_claims(probability: float) -> Words:
    chance = chance_words(probability)
    return Words(
        f"If what is claimed were true, capacity would run short with a chance of {chance.en}.",
        f"Andai yang diklaim benar, peluang kekurangan kapasitas {chance.id}.",
    )


def debt_words(owed: Sequence[tuple[str, float, str]]) -> Words:
    """Sites at which more is taken already than is tested: the name, how much, its unit."""
    if not owed:
        return Words("", "")
    amounts = [
        (site, amount(float(round(much)) if much >= 1 else much, unit)) for site, much, unit in owed
    ]
    en = listed([f"{much.en} at {site}" for site, much in amounts], "en")
    in_id = listed([f"{much.id} di {site}" for site, much in amounts], "id")
    return Words(
        f"More is foreseen to be in use or reserved than was tested: {en}.",
        f"Yang diperkirakan terpakai atau direservasi melebihi yang teruji: {in_id}.",
    )


def _safe(assessment: Assessment) -> Words:
    safe = assessment.safe_target
    if safe is None:
        return Words("", "")
    if safe < 1:
        return Words("No target would be safe.", "Tidak ada target yang aman.")
    most = number_words(float(int(safe)))
    return Words(f"A target of {most.en} would be safe.", f"Target {most.id} akan aman.")


_OPEN = (
    (
        frozenset((Backing.UNTESTED, Backing.EXPIRED, Backing.FAILED)),
        Words(
            "No valid test shows what {sites} can bear: a dated test there would settle it.",
            "Tidak ada uji yang berlaku atas kapasitas {sites}: uji bertanggal di sana akan "
            "memastikannya.",
        ),
    ),
    (
        frozenset((Backing.PARTLY,)),
        Words(
            "A part of what {sites} has stands without a valid test and is not counted: a dated "
            "test there would settle it.",
            "Sebagian kapasitas {sites} belum teruji dan tidak dihitung: uji bertanggal di sana "
            "akan memastikannya.",
        ),
    ),
    (
        frozenset((Backing.UNREAD,)),
        Words(
            "Nobody has read how much of what was tested at {sites} is in use: readings would "
            "settle it.",
            "Pemakaian atas yang teruji di {sites} tidak dibaca: pembacaan akan memastikannya.",
        ),
    ),
    (
        frozenset((Backing.UNKNOWN,)),
        Words(
            "No resource of the product is on record at {sites}: load it, or check the name.",
            "Tidak ada sumber daya produk itu yang tercatat di {sites}: muatlah, atau periksa "
            "namanya.",
        ),
    ),
    (
        frozenset((Backing.OUT_OF_SERVICE,)),
        Words(
            "Nothing of the product at {sites} is in service in these weeks.",
            "Tidak ada sumber daya produk itu di {sites} yang beroperasi pada minggu-minggu itu.",
        ),
    ),
    (
        frozenset((Backing.UNSTATED,)),
        Words(
            "Neither a claim nor a valid test says how much {sites} can bear: state the capacity, "
            "and test it.",
            "Tidak ada klaim maupun uji yang sah tentang kapasitas {sites}: nyatakan kapasitasnya, "
            "lalu ujilah.",
        ),
    ),
    (
        frozenset((Backing.UNITS,)),
        Words(
            "Capacity at {sites} is in several units, which cannot be added up: keep them as "
            "products of their own.",
            "Kapasitas di {sites} memakai beberapa satuan yang tidak dapat dijumlahkan: catatlah "
            "sebagai produk tersendiri.",
        ),
    ),
)
"""What leaves a site open, by what stands behind its capacity."""


def _is_open(assessment: Assessment) -> Flags:
    """Sites of which a test would tell more: not known, or short by a tested part alone."""
    partly = (Backing.PARTLY, Backing.UNREAD)
    parts = np.array([b in partly for b in assessment.bearing.backing], dtype=bool)
    short = assessment.with_expansions.chances.by_site > assessment.programme.tolerance
    return np.asarray(~assessment.is_known | (parts & short))


def _unproven(assessment: Assessment) -> Words:
    """Sites whose capacity is not known, by what would settle it."""
    backings = assessment.bearing.backing
    found = Words("", "")
    for backed, says in _OPEN:
        sites = [
            plan.site
            for plan, open_, backing in zip(
                assessment.programme.sites, _is_open(assessment), backings, strict=True
            )
            if open_ and backing in backed
        ]
        if sites:
            found += Words(
                says.en.format(sites=listed(sites, "en")), says.id.format(sites=listed(sites, "id"))
            )
    return found


def limits_of(assessment: Assessment, evidence: Evidence) -> tuple[Words, ...]:
    """What the answer assumes, or does not show."""
    found, forecast, bearing = [], assessment.forecast, assessment.bearing
    target = assessment.programme.target
    planned = float(assessment.programme.planned.sum())
    if target > planned * (1 + 1e-9):
        most, asked = number_words(planned), number_words(target)
        found.append(
            Words(
                f"The sites plan {most.en} in all, less than the target of {asked.en}: what is "
                "said is of what the sites plan.",
                f"Lokasi merencanakan {most.id} seluruhnya, kurang dari target {asked.id}: yang "
                "dinyatakan adalah tentang rencana lokasi.",
            )
        )
    if not forecast.past:
        found.append(
            Words(
                "No earlier programme is on record: how far a plan comes true is believed, not "
                "learnt.",
                "Belum ada program terdahulu: seberapa jauh rencana tercapai masih dugaan, bukan "
                "hasil belajar.",
            )
        )
    if not forecast.weeks:
        found.append(
            Words(
                "No week of demand is on record at these sites.",
                "Tidak ada catatan permintaan mingguan di lokasi ini.",
            )
        )
    if bearing.unread:
        names = listed(bearing.unread, "en"), listed(bearing.unread, "id")
        found.append(
            Words(
                f"Nobody has read of late how much of {names[0]} is in use: it is not counted.",
                f"Pemakaian {names[1]} tidak dibaca akhir-akhir ini: kapasitasnya tidak dihitung.",
            )
        )
    if bearing.unused:
        names = listed(bearing.unused, "en"), listed(bearing.unused, "id")
        found.append(
            Words(
                f"Nobody has read how much of {names[0]} is in use: it counts as nothing.",
                f"Pemakaian {names[1]} tidak pernah dibaca dan dihitung nol.",
            )
        )
    expiring = sorted(
        {
            test.resource_id
            for test in bearing.tests
            if test.standing == Backing.TESTED.value
            and test.expires_on is not None
            and test.expires_on <= assessment.programme.last.isoformat()
        }
    )
    if expiring:
        found.append(
            Words(
                f"The test of {listed(expiring, 'en')} expires before the programme ends: test "
                "again by then.",
                f"Uji {listed(expiring, 'id')} kedaluwarsa sebelum program berakhir: uji lagi "
                "sebelum itu.",
            )
        )
    found += _lapsing(assessment, evidence)
    if bearing.planned.any():
        found.append(
            Words(
                "Planned expansions are counted from the day on which they are to be ready.",
                "Penambahan yang direncanakan dihitung sejak hari siapnya.",
            )
        )
    found += overdue_words(bearing.overdue, evidence.today)
    found += _faults_at(assessment, evidence)
    if assessment.programme.first <= evidence.today:
        found.append(
            Words(
                "The programme has begun: what it sold so far is not taken into account.",
                "Program sudah berjalan: penjualannya sejauh ini tidak diperhitungkan.",
            )
        )
    return tuple(found)


def _lapsing(assessment: Assessment, evidence: Evidence) -> list[Words]:
    """Tests that hold today, and no more when the programme begins."""
    names = sorted(
        {
            test.resource_id
            for test in assessment.bearing.tests
            if test.standing == Backing.EXPIRED.value
            and test.expires_on is not None
            and test.expires_on > evidence.today.isoformat()
        }
    )
    if not names:
        return []
    return [
        Words(
            f"The test of {listed(names, 'en')} expires before the programme begins, and is not "
            "counted: test again by then.",
            f"Uji {listed(names, 'id')} kedaluwarsa sebelum program dimulai dan tidak dihitung: "
            "uji lagi sebelum itu.",
        )
    ]


_FAULTS = frozenset({"negative_capacity", "unusable_test", "test_after_expiry"})
"""Faults for which a capacity does not count."""


def _faults_at(assessment: Assessment, evidence: Evidence) -> list[Words]:
    """What is wrong with capacities and tests at the programme's sites that are not known."""
    if evidence.plant is None:
        return []
    sites = zip(assessment.programme.spots, assessment.is_known, strict=True)
    unknown = {spot for spot, known in sites if not known}
    names = {r.resource_id for r in evidence.plant.resources if (r.site, r.product) in unknown}
    return [p.says for p in evidence.plant.problems if p.kind in _FAULTS and p.subject in names]
