"""Agreements from YAML files: shape first, then meaning, then the versions of each in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path

from selaras.agreements import columns
from selaras.agreements.circles import circles, excused_by, said_circle
from selaras.agreements.commitments import Setting, read_commitment
from selaras.agreements.document import (
    AgreementDocument,
    EffectiveForm,
    IndividualsForm,
    ReviewForm,
)
from selaras.agreements.measure_forms import TermForm
from selaras.agreements.shape import nearest, read_document
from selaras.agreements.source import Place, Source, parse_source, read_source
from selaras.agreements.values import (
    Agreement,
    AgreementVersion,
    Book,
    Commitment,
    Term,
    VisibleTo,
)
from selaras.agreements.version import version_of
from selaras.contracts import TABLES
from selaras.errors import InputError, said

SUFFIXES = (".yaml", ".yml")


def read_agreements(path: Path | str) -> Book:
    """Every agreement version in the folder `path` (its own *.yaml and *.yml), or in one file.

    Files with the same `agreement:` name are versions of it, by `effective.from`: a version is in
    force until the day before the next one begins. InputError where a file is wrong, where two
    versions begin on the same day or excuses go round in a circle, and where there is nothing to
    read.
    """
    versions = [read_agreement(file) for file in agreement_files(Path(path))]
    for version in versions:
        _refuse_circle(version)
    return order_versions(versions)


def _refuse_circle(version: AgreementVersion) -> None:
    # Whichever of them were settled first would decide about the others.
    circle = next(circles(version.agreement, excused_by), None)
    if circle is not None:
        raise InputError(
            said(
                "Excuses go round in a circle: {way}.",
                "Pengecualian berputar-putar: {way}.",
                way=said_circle(circle),
            ),
            file=version.file,
            mend=said("Take one of them out.", "Hapus salah satunya."),
        )


def agreement_files(path: Path) -> tuple[Path, ...]:
    """The agreement files in a folder, by name, or the one file itself."""
    if not path.is_dir():
        if not path.exists():
            raise InputError(
                said("There is no such file or folder.", "Berkas atau folder itu tidak ada."),
                file=str(path),
                mend=said(
                    "Make a workspace with `selaras init --workspace DIR`, or write one there.",
                    "Buat ruang kerja dengan `selaras init --workspace DIR`, atau tulis di sana.",
                ),
            )
        return (path,)
    files = sorted(
        file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()
    )
    if not files:
        raise InputError(
            said("There is no agreement in this folder.", "Tidak ada kesepakatan di map ini."),
            file=str(path),
            mend=said(
                "Put one there as a file that ends in .yaml; `selaras init` writes a first one.",
                "Taruh satu sebagai berkas .yaml; `selaras init` menulis yang pertama.",
            ),
        )
    return tuple(files)


def order_versions(versions: Sequence[AgreementVersion]) -> Book:
    """A book of `versions`, each in force until the next of its name begins."""
    ordered = sorted(versions, key=lambda v: (v.agreement.name, v.agreement.effective_from))
    placed: list[AgreementVersion] = []
    for version, following in zip_longest(ordered, ordered[1:]):
        if following is None or following.agreement.name != version.agreement.name:
            placed.append(version)
            continue
        begins = following.agreement.effective_from
        if begins == version.agreement.effective_from:
            raise InputError(
                said(
                    "Two versions of `{name}` begin on {day}: {one} and {other}.",
                    "Dua versi `{name}` mulai pada {day}: {one} dan {other}.",
                    name=version.agreement.name,
                    day=begins,
                    one=version.file,
                    other=following.file,
                ),
                file=following.file,
                mend=said(
                    "Let the newer one begin later, or remove one.",
                    "Mulailah yang lebih baru belakangan, atau hapus salah satu.",
                ),
            )
        placed.append(replace(version, in_force_to=_last_day(version.agreement, begins)))
    return Book(tuple(placed))


def _last_day(agreement: Agreement, following: date) -> date:
    eve = following - timedelta(days=1)
    ends = agreement.effective_to
    return eve if ends is None else min(eve, ends)


def read_agreement(path: Path | str) -> AgreementVersion:
    """The agreement version in one file; InputError names the first fault and counts the others."""
    version, faults = check_agreement(read_source(Path(path)))
    return _only(version, faults)


def parse_agreement(text: str, file: str | None = None) -> AgreementVersion:
    """The agreement version in YAML text; errors as of `read_agreement`."""
    version, faults = check_agreement(parse_source(text, file))
    return _only(version, faults)


def _only(version: AgreementVersion | None, faults: Sequence[InputError]) -> AgreementVersion:
    if version is not None and not faults:
        return version
    first = faults[0]
    if len(faults) == 1:
        raise first
    others = len(faults) - 1
    more = said(
        "({n} more {faults}; `selaras lint` lists all.)",
        "({n} kesalahan lagi; `selaras lint` menyebut semuanya.)",
        n=others,
        faults="fault" if others == 1 else "faults",
    )
    mend = said("{mend} {more}", "{mend} {more}", mend=first.mend, more=more)
    if not first.mend:
        mend = more
    raise InputError(first.problem, file=first.file, line=first.line, mend=mend)


def check_agreement(source: Source) -> tuple[AgreementVersion | None, tuple[InputError, ...]]:
    """The version in `source`, or None and every fault in it, by line."""
    document, faults = read_document(source)
    if document is None:
        return None, faults
    found: list[InputError] = []
    agreement = _read_document(document, Place(source), found)
    if found or agreement is None:
        return None, tuple(sorted(found, key=lambda fault: fault.line or 0))
    return AgreementVersion(agreement, version_of(agreement), file=source.file), ()


def _read_document(
    document: AgreementDocument, place: Place, found: list[InputError]
) -> Agreement | None:
    """The agreement, with every fault on the way put into `found`."""
    effective = document.effective
    first, last = (
        (effective.from_, effective.to)
        if isinstance(effective, EffectiveForm)
        else (effective, None)
    )
    if last is not None and last < first:
        found.append(
            place.at("effective", "to").fault(
                said(
                    "It ends on {last}, before it begins on {first}.",
                    "Berakhir pada {last}, sebelum mulai pada {first}.",
                    last=last,
                    first=first,
                ),
                said("Turn the two dates round.", "Tukar kedua tanggalnya."),
            )
        )
    for n, party in enumerate(document.parties):
        if party in document.parties[:n]:
            twice = said("`{party}` is named twice.", "`{party}` disebut dua kali.", party=party)
            found.append(place.at("parties", n).fault(twice))
    terms = _read_terms(document, place.at("terms"), found)
    commitments = _read_commitments(document, terms, place.at("commitments"), found)
    if found:
        return None
    return Agreement(
        name=document.agreement,
        parties=tuple(document.parties),
        effective_from=first,
        effective_to=last,
        calendar=document.calendar,
        commitments=commitments,
        terms=tuple(terms.values()),
        title=document.title,
        review_every=_review(document),
        individuals=_individuals(document),
    )


def _review(document: AgreementDocument) -> str | None:
    review = document.review
    return review.every if isinstance(review, ReviewForm) else review


def _individuals(document: AgreementDocument) -> VisibleTo:
    written = document.individuals
    if isinstance(written, IndividualsForm):
        return VisibleTo(written.visible_to)
    return VisibleTo.OWN_TEAM if written is None else VisibleTo(written)


def _read_terms(
    document: AgreementDocument, place: Place, found: list[InputError]
) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    for name, form in document.terms.items():
        try:
            terms[name] = _read_term(name, form, place.at(name))
        except InputError as fault:
            found.append(fault)
    return terms


def _read_term(name: str, form: TermForm, place: Place) -> Term:
    if name in TABLES:
        raise place.fault(
            said(
                "`{name}` is an evidence table, so that no term can have this name.",
                "`{name}` adalah tabel bukti, sehingga istilah tidak boleh bernama sama.",
                name=name,
            ),
            said("Give the term another name.", "Beri istilahnya nama lain."),
        )
    table = columns.find_table(form.table, place.at("table"))
    reach = (table, *columns.parents_of(table))
    where = columns.read_where(form.where, reach, place.at("where"))
    at = None if form.at is None else columns.time_in(table, form.at, place.at("at"))
    return Term(name, table.name, where, form.says, at)


def _read_commitments(
    document: AgreementDocument, terms: dict[str, Term], place: Place, found: list[InputError]
) -> tuple[Commitment, ...]:
    commitments: list[Commitment] = []
    setting = Setting(tuple(document.parties), terms, document.calendar)
    wrong_terms = set(document.terms) - set(terms)
    for name, form in document.commitments.items():
        try:
            commitments.append(read_commitment(name, form, setting, place.at(name)))
        except InputError as fault:
            if not _is_about(fault, wrong_terms):
                found.append(fault)
    _check_names(document, place, found)
    return tuple(commitments)


def _is_about(fault: InputError, words: set[str]) -> bool:
    """Whether a fault only follows from a term that is itself wrong, and reported."""
    return any(f"`{word}`" in fault.problem for word in words)


def _check_names(document: AgreementDocument, place: Place, found: list[InputError]) -> None:
    """Every other commitment that one speaks of must be there."""
    for name, form in document.commitments.items():
        here = place.at(name)
        excuses = form.excused if isinstance(form.excused, list) else [form.excused]
        single = not isinstance(form.excused, list)
        for n, excuse in enumerate(excuses):
            at = here.at("excused") if single else here.at("excused", n)
            _check_name(excuse.when.commitment, name, document, at.at("when", "commitment"), found)
        part_of = form.part_of
        if part_of is not None:
            whole = part_of if isinstance(part_of, str) else part_of.commitment
            _check_name(whole, name, document, here.at("part_of"), found)


def _check_name(
    named: str, by: str, document: AgreementDocument, place: Place, found: list[InputError]
) -> None:
    if named == by:
        found.append(
            place.fault(
                said("`{name}` speaks of itself.", "`{name}` menyebut dirinya sendiri.", name=by),
                said("Name another commitment.", "Sebut janji lain."),
            )
        )
    elif named not in document.commitments:
        found.append(
            place.fault(
                said(
                    "There is no commitment `{name}` in this agreement.",
                    "Tidak ada janji `{name}` di kesepakatan ini.",
                    name=named,
                ),
                nearest(named, document.commitments),
            )
        )
