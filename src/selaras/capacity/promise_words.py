"""A promise in a sentence, and what it does not show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from selaras.capacity.availability import Ahead
from selaras.capacity.choices import HEADROOM
from selaras.capacity.finding import Words, listed, percent_words
from selaras.capacity.open_capacity import Open
from selaras.capacity.plant import Plant
from selaras.capacity.promise import Answer, Question, Reply
from selaras.capacity.quantities import amount, chance_words, day_words
from selaras.capacity.resources import Expansion, Kind, Place


def sentence_of(
    question: Question, place: Place | None, today: Reply, expanded: Reply | None
) -> Words:
    """The answer for today's plant, and what planned expansions would change."""
    said = _answer_words(question, place, today) + _debt_words(place, today)
    if expanded is None or today.answer is Answer.YES:
        return said
    return said + _expanded_words(question, place, today, expanded)


def _debt_words(place: Place | None, reply: Reply) -> Words:
    """What is taken beyond what tests support: it comes before anything new."""
    if not reply.debt > 0:
        return Words("", "")
    owed = amount(reply.debt, place.unit if place else "")
    return Words(
        f"A debt of {owed.en} comes first: so much more is in use or reserved than tests support.",
        f"Utang {owed.id} didahulukan: sebanyak itu yang terpakai atau direservasi melebihi yang "
        "teruji.",
    )


def _answer_words(question: Question, place: Place | None, reply: Reply) -> Words:
    unit = place.unit if place else question.unit or ""
    asked, by = amount(question.quantity, unit), day_words(question.by)
    what = Words(
        f"{asked.en} of {question.product} at {question.site} by {by.en}",
        f"{asked.id} {question.product} di {question.site} paling lambat {by.id}",
    )
    limit = reply.binding.says
    if reply.answer is Answer.YES:
        sure = _surety(question, reply)
        return Words(f"Yes: {what.en}{sure.en}.", f"Ya: {what.id}{sure.id}.")
    if reply.answer is Answer.CANNOT_TELL:
        return Words(f"Cannot tell: {what.en}.", f"Belum dapat dipastikan: {what.id}.") + limit
    most = amount(reply.quantity_by_date or 0.0, unit)
    if reply.answer is Answer.LATER and reply.earliest is not None:
        day = day_words(reply.earliest)
        said = Words(
            f"Later: not {what.en}, but from {day.en} on; by the day asked for {most.en}.",
            f"Nanti: bukan {what.id}, melainkan mulai {day.id}; pada hari yang diminta {most.id}.",
        )
    elif reply.answer is Answer.LESS:
        said = Words(
            f"Less: not {what.en}, but {most.en}.", f"Kurang: bukan {what.id}, melainkan {most.id}."
        )
    else:
        said = Words(f"No: not {what.en}.", f"Tidak: {what.id} tidak dapat dijanjikan.")
    return said + limit


def _surety(question: Question, reply: Reply) -> Words:
    if reply.probability_short is None:
        return Words("", "")
    chance, level = chance_words(reply.probability_short), percent_words(question.service_level)
    return Words(
        f", with a chance of {chance.en} to fall short (service level {level.en})",
        f", dengan peluang kurang {chance.id} (tingkat layanan {level.id})",
    )


def _expanded_words(
    question: Question, place: Place | None, today: Reply, expanded: Reply
) -> Words:
    if expanded.answer is Answer.YES:
        return Words(
            "With the expansions that are planned it would be a yes; they are not tested.",
            "Dengan perluasan yang direncanakan jawabannya ya; perluasan itu belum diuji.",
        )
    if expanded.answer is Answer.LATER and expanded.earliest is not None:
        if today.earliest is not None and today.earliest <= expanded.earliest:
            return Words("", "")
        day = day_words(expanded.earliest)
        return Words(
            f"With the expansions that are planned it could be promised from {day.en} on; they "
            "are not tested.",
            f"Dengan perluasan yang direncanakan dapat dijanjikan mulai {day.id}; perluasan itu "
            "belum diuji.",
        )
    return Words(
        "The expansions that are planned do not change it.",
        "Perluasan yang direncanakan tidak mengubahnya.",
    )


def _demand_limits(plant: Plant, place: Place, ahead: Ahead) -> list[Words]:
    """What demand on record adds to readings of use, or what it cannot add."""
    flow, weeks = plant.flow_of(place), ahead.use.wanted_weeks
    if plant.is_told_by_demand(place):
        return [
            Words(
                f"Nobody reads how much is worked: what was wanted in {weeks} weeks stands for it.",
                "Tidak ada pembacaan jam yang terpakai: permintaan selama "
                f"{weeks} minggu dipakai sebagai gantinya.",
            )
        ]
    if weeks:
        return [
            Words(
                "What was wanted and could not be served counts as needed, beside what was read.",
                "Permintaan yang tidak terlayani ikut dihitung sebagai kebutuhan, di samping yang "
                "terbaca.",
            )
        ]
    if place.kind is Kind.HOURS or flow is None or not flow.turned_away > 0:
        return []
    waiting = amount(flow.turned_away, place.unit)
    return [
        Words(
            f"{waiting.en} were wanted and not served in the last {HEADROOM.window_weeks} weeks: "
            "who still waits for them is not counted, and may come first.",
            f"{waiting.id} diminta dan tidak terlayani dalam {HEADROOM.window_weeks} minggu "
            "terakhir: yang masih menunggu belum dihitung, dan mungkin didahulukan.",
        )
    ]


def limits_of(
    plant: Plant,
    place: Place,
    ahead: Ahead,
    opens: Open,
    coming: tuple[Expansion, ...],
    soft: tuple[Expansion, ...],
) -> tuple[Words, ...]:
    """What the answer does not show, or rests on; `coming` are the expansions it counts, `soft`
    those that it cannot."""
    found = []
    unsupported = opens.untested_resources + opens.expired_resources
    if unsupported:
        found.append(
            Words(
                f"What is claimed of {listed(unsupported, 'en')} is not counted: no test holds on "
                "that day.",
                f"Klaim atas {listed(unsupported, 'id')} tidak dihitung: tidak ada uji yang "
                "berlaku pada hari itu.",
            )
        )
    if opens.unread_resources:
        found.append(
            Words(
                f"{listed(opens.unread_resources, 'en')} is not counted: nobody has read how much "
                f"of it is in use in the last {HEADROOM.most_stale_weeks} weeks.",
                f"{listed(opens.unread_resources, 'id')} tidak dihitung: pemakaiannya tidak "
                f"dibaca dalam {HEADROOM.most_stale_weeks} minggu terakhir.",
            )
        )
    if ahead.use.readings and ahead.use.forecast is None:
        found.append(
            Words(
                f"Use was read in {ahead.use.weeks} weeks only: how much it varies is not known, "
                "and no chance of falling short is stated.",
                f"Pemakaian hanya dibaca dalam {ahead.use.weeks} minggu: seberapa berubah tidak "
                "diketahui, sehingga peluang kurang tidak disebutkan.",
            )
        )
    found += _demand_limits(plant, place, ahead)
    if ahead.tested[0] < ahead.reserved[0] and plant.bookings.total(place) > 0:
        found.append(
            Words(
                "More is reserved than was tested: the difference is a debt.",
                "Yang direservasi melebihi yang teruji: selisihnya adalah utang.",
            )
        )
    if coming:
        found.append(
            Words(
                "Planned expansions count from the day on which they are to be ready; no test has "
                "shown them.",
                "Perluasan yang direncanakan dihitung mulai hari siapnya; belum ada uji atasnya.",
            )
        )
    if soft:
        names = tuple(dict.fromkeys(one.resource_id for one in soft))
        found.append(
            Words(
                f"What is planned to be added to {listed(names, 'en')} is not counted: what that "
                "has itself, or how much of it is in use, is not known.",
                f"Yang direncanakan ditambahkan pada {listed(names, 'id')} tidak dihitung: "
                "kapasitasnya sendiri atau pemakaiannya tidak diketahui.",
            )
        )
    return (*found, *overdue_words(coming, plant.today))


def overdue_words(coming: Sequence[Expansion], today: date) -> list[Words]:
    """Expansions that should have been ready and that no test has shown: they may be late."""
    late = [
        Words(
            f"{one.resource_id} ({day_words(one.ready_on).en})",
            f"{one.resource_id} ({day_words(one.ready_on).id})",
        )
        for one in coming
        if one.ready_on < today
    ]
    if not late:
        return []
    names = Words(listed([one.en for one in late], "en"), listed([one.id for one in late], "id"))
    return [
        Words(
            f"The day on which an expansion was to be ready has passed, and no test has shown it "
            f"since: {names.en}. It is counted from today on, and may be late.",
            f"Hari siapnya perluasan sudah lewat, tetapi belum ada uji yang menunjukkannya: "
            f"{names.id}. Dihitung mulai hari ini, dan mungkin terlambat.",
        )
    ]
