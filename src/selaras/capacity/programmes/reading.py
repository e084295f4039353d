"""A programme from its YAML file, every mistake refused with file, line and mend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ValidationError

from selaras.agreements.fields import Number
from selaras.agreements.shape import nearest
from selaras.agreements.source import Place, Source, parse_source, read_source
from selaras.capacity.choices import PROGRAMME, ProgrammeChoices
from selaras.capacity.programmes.document import (
    ProgrammeDocument,
    SiteForm,
    WindowForm,
)
from selaras.capacity.programmes.values import Floats, Programme, SitePlan, weeks_between
from selaras.errors import InputError, Said, said

LONGEST_WEEKS = 520
"""Weeks (*choice*): ten years; a longer window is a slip of the pen."""
_FORMS: dict[str, type[BaseModel]] = {"window": WindowForm, "sites": SiteForm}
_MAPPING = said("must be a mapping of keys to values", "harus berupa pemetaan kunci ke nilai")
_EMPTY = said("is empty", "kosong")
_MEANINGS = {
    "string_type": said(
        "must be text; put numbers, dates and true/false in quotes",
        "harus berupa teks; beri tanda kutip pada angka, tanggal, dan true/false",
    ),
    "string_too_short": _EMPTY,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "list_type": said("must be a list", "harus berupa daftar"),
    "too_short": _EMPTY,
}


def read_programme(path: Path | str, choices: ProgrammeChoices = PROGRAMME) -> Programme:
    """The programme in the file `path`; InputError with file, line and mend where it is wrong."""
    return _programme(read_source(Path(path)), choices)


def parse_programme(
    text: str, file: str | None = None, choices: ProgrammeChoices = PROGRAMME
) -> Programme:
    """The programme in `text`; `file` is what errors call it."""
    return _programme(parse_source(text, file), choices)


def _programme(source: Source, choices: ProgrammeChoices) -> Programme:
    place = Place(source)
    document = _document(source)
    first, last = document.window.from_, document.window.to
    if last < first:
        raise place.at("window", "to").fault(
            said(
                "It ends on {last}, before it begins on {first}.",
                "Berakhir pada {last}, sebelum dimulai pada {first}.",
                last=str(last),
                first=str(first),
            ),
            said("Turn the two dates round.", "Tukar kedua tanggal itu."),
        )
    weeks = weeks_between(first, last)
    if weeks > LONGEST_WEEKS:
        raise place.at("window").fault(
            said("It lasts {weeks} weeks.", "Lamanya {weeks} minggu.", weeks=weeks),
            said(
                "At most {most} are looked at: check the years.",
                "Paling banyak {most} yang dilihat: periksa tahunnya.",
                most=LONGEST_WEEKS,
            ),
        )
    days = (last - first).days + 1
    shares = np.minimum(days - 7.0 * np.arange(weeks), 7.0) / 7.0
    sites = tuple(
        SitePlan(
            site,
            form.product or document.product,
            tuple(map(float, _planned(form, shares, place.at("sites", site)))),
        )
        for site, form in document.sites.items()
    )
    planned = float(sum(site.total for site in sites))
    target = planned if document.target is None else _quantity(document.target, place.at("target"))
    if not target > 0:
        raise place.at("target" if document.target else "sites").fault(
            said("Nothing is to be sold.", "Tidak ada yang akan dijual."),
            said(
                "State a target, or a plan, above 0.", "Nyatakan target, atau rencana, di atas 0."
            ),
        )
    return Programme(
        document.programme,
        document.name or document.programme,
        first,
        last,
        sites,
        target,
        _share(document.service_level, choices.service_level, place.at("service_level")),
        _share(document.tolerance, choices.tolerance, place.at("tolerance")),
    )


def _planned(form: SiteForm, shares: Floats, place: Place) -> Floats:
    """What is planned in each week."""
    if (form.per_week is None) == (form.total is None):
        raise place.fault(
            said(
                "A plan is either `per_week` or `total`.", "Rencana adalah `per_week` atau `total`."
            ),
            said("Write one of the two.", "Tulis salah satu.")
            if form.per_week is None
            else said("Keep one of the two.", "Pertahankan salah satu."),
        )
    if form.per_week is not None:
        if form.profile is not None:
            raise place.at("profile").fault(
                said(
                    "`profile` spreads a `total`; here stands `per_week`.",
                    "`profile` membagi sebuah `total`; di sini tertulis `per_week`.",
                ),
                said("Remove one of the two.", "Hapus salah satu."),
            )
        if isinstance(form.per_week, list):
            at = place.at("per_week")
            return _weekly(form.per_week, shares.size, at, said("quantity", "jumlah"))
        return _quantity(form.per_week, place.at("per_week")) * shares
    assert form.total is not None
    total = _quantity(form.total, place.at("total"))
    if form.profile is None:
        return np.asarray(total * shares / shares.sum())
    weights = _weekly(form.profile, shares.size, place.at("profile"), said("weight", "bobot"))
    if not weights.sum() > 0:
        raise place.at("profile").fault(
            said("Every weight is 0.", "Semua bobot adalah 0."),
            said("Give one week a weight above 0.", "Beri satu minggu bobot di atas 0."),
        )
    return np.asarray(total * weights / weights.sum())


def _weekly(written: Sequence[Number], weeks: int, place: Place, what: Said) -> Floats:
    if len(written) != weeks:
        raise place.fault(
            said(
                "Here stand {n}, and the window has {weeks} weeks.",
                "Di sini tertulis {n}, sedangkan jendelanya {weeks} minggu.",
                n=len(written),
                weeks=weeks,
            ),
            said(
                "Write one {what} for each week that begins in the window.",
                "Tulis satu {what} untuk setiap minggu yang dimulai dalam jendela itu.",
                what=what,
            ),
        )
    return np.array([_quantity(number, place.at(n)) for n, number in enumerate(written)])


def _quantity(number: Number, place: Place) -> float:
    if number.is_percent:
        raise place.fault(
            said(
                "{number} is a share, where a quantity belongs.",
                "{number} adalah bagian, padahal di sini tempatnya jumlah.",
                number=number,
            ),
            said("Write the quantity.", "Tulis jumlahnya."),
        )
    if number.value < 0:
        raise place.fault(
            said("{number} is below 0.", "{number} di bawah 0.", number=number),
            said("A plan is 0 or more.", "Rencana bernilai 0 atau lebih."),
        )
    return float(number.value)


def _share(number: Number | None, otherwise: float, place: Place) -> float:
    if number is None:
        return otherwise
    if not 0 < number.value < 1:
        raise place.fault(
            said("{number} is no probability.", "{number} bukan peluang.", number=number),
            said("Write a share such as 90% or 0.9.", "Tulis bagian seperti 90% atau 0.9."),
        )
    return float(number.value)


def _document(source: Source) -> ProgrammeDocument:
    if not isinstance(source.data, dict):
        raise Place(source).fault(
            said(
                "A programme is a mapping of keys to values.",
                "Program adalah pemetaan kunci ke nilai.",
            ),
            said("Begin with `programme: NAME`.", "Mulai dengan `programme: NAMA`."),
        )
    try:
        return ProgrammeDocument.model_validate(source.data)
    except ValidationError as error:
        faults = [_fault(source, detail) for detail in error.errors(include_url=False)]
        raise min(faults, key=lambda fault: (fault.line or 0, fault.problem)) from None


def _fault(source: Source, error: object) -> InputError:
    assert isinstance(error, dict)
    written: list[str | int] = []
    data = source.data
    for step in error["loc"]:
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if inside:
            data = data[step]
            written.append(step)
    place = Place(source, tuple(written))
    name = ".".join(str(step) for step in written)
    kind = error["type"]
    if kind == "missing":
        missing = error["loc"][-1]
        where = said(" in `{name}`", " di `{name}`", name=name) if written else ""
        return place.fault(
            said(
                "`{missing}` is missing{where}.",
                "`{missing}` belum ada{where}.",
                missing=missing,
                where=where,
            ),
            said("Write `{missing}: …`.", "Tulis `{missing}: …`.", missing=missing),
        )
    if kind == "extra_forbidden":
        return place.fault(
            said("`{name}` is not known here.", "`{name}` tidak dikenal di sini.", name=name),
            nearest(str(written[-1]), _known(error)),
        )
    says = error.get("ctx", {}).get("error") if kind == "value_error" else _MEANINGS.get(kind)
    if isinstance(says, Exception) and says.args:
        says = says.args[0]
    says = says or said("is not right: {why}", "keliru: {why}", why=error["msg"].lower())
    dot = "" if str(says).endswith(".") else "."
    return place.fault(
        said("`{name}` {says}{dot}", "`{name}` {says}{dot}", name=name, says=says, dot=dot)
    )


def _known(error: dict[str, object]) -> list[str]:
    loc = error["loc"]
    assert isinstance(loc, tuple)
    form = _FORMS.get(str(loc[0]), ProgrammeDocument) if len(loc) > 1 else ProgrammeDocument
    return [field.alias or name for name, field in form.model_fields.items()]
