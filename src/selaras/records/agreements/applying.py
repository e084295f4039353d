"""Files brought to the database: first a plan in sentences, then drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from selaras.agreements import diff_versions
from selaras.agreements.reading import agreement_files, read_agreement
from selaras.agreements.values import AgreementVersion
from selaras.errors import InputError, said
from selaras.records.agreements.drafting import check_name
from selaras.records.agreements.models import Draft, Version
from selaras.records.agreements.texts import read_text, read_version
from selaras.records.agreements.versions import SHOWN, find_version
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.workspace import Workspace


class Step(StrEnum):
    """What a file comes to."""

    NEW = "new"
    AMENDS = "amends"
    REDRAFTS = "redrafts"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Planned:
    """One file and what applying it does.

    `changes` says in sentences, by language, what is different from what there is: the draft, or
    else the version `against`; None where the agreement is new.
    """

    file: Path
    text: str
    version: AgreementVersion
    step: Step
    against: Version | None
    changes: tuple[dict[str, str], ...]
    already: str = ""

    @property
    def name(self) -> str:
        return self.version.agreement.name

    @property
    def does_something(self) -> bool:
        return self.step is not Step.UNCHANGED


def plan_files(paths: Sequence[Path]) -> tuple[Planned, ...]:
    """What applying the files, and those in the folders, would do; in the order of names.

    Raises InputError for the first fault in a file, and where two files bring something new of
    one agreement: versions are signed one after the other.
    """
    files = [file for path in paths for file in agreement_files(path)]
    plans = [_plan(file) for file in dict.fromkeys(files)]
    fresh: dict[str, Planned] = {}
    for plan in plans:
        if plan.does_something and plan.name in fresh:
            raise InputError(
                said(
                    "{file} and this file both bring a new version of `{name}`.",
                    "{file} dan berkas ini sama-sama membawa versi baru dari `{name}`.",
                    file=fresh[plan.name].file,
                    name=plan.name,
                ),
                file=str(plan.file),
                mend=said(
                    "Apply one, have it signed, then apply the next.",
                    "Terapkan satu, minta ditandatangani, lalu terapkan berikutnya.",
                ),
            )
        if plan.does_something:
            fresh[plan.name] = plan
    return tuple(sorted(plans, key=lambda plan: (plan.name, str(plan.file))))


def _plan(file: Path) -> Planned:
    text = file.read_text(encoding="utf-8-sig")
    version = read_agreement(file)
    name = version.agreement.name
    check_name(name)
    same = Version.objects.filter(agreement__name=name, hash=version.version).first()
    if same is not None:
        return Planned(file, text, version, Step.UNCHANGED, same, (), f"version {same.number}")
    draft = Draft.objects.filter(name=name, party=None).first()
    newest = _newest(name)
    if draft is not None:
        before = _readable(draft.text)
        if before is not None and before.version == version.version:
            return Planned(file, text, version, Step.UNCHANGED, newest, (), "the draft")
        return Planned(file, text, version, Step.REDRAFTS, newest, _changes(before, version))
    if newest is None:
        return Planned(file, text, version, Step.NEW, None, ())
    return Planned(
        file, text, version, Step.AMENDS, newest, _changes(read_version(newest), version)
    )


def _newest(name: str) -> Version | None:
    try:
        return find_version(name, None)
    except InputError:
        return None


def _readable(text: str) -> AgreementVersion | None:
    try:
        return read_text(text)
    except InputError:
        return None


def _changes(
    before: AgreementVersion | None, after: AgreementVersion
) -> tuple[dict[str, str], ...]:
    if before is None:
        return ()
    return tuple(
        {"en": change.sentence("en"), "id": change.sentence("id")}
        for change in diff_versions(before, after)
    )


@transaction.atomic
def apply_plan(actor: Actor, workspace: Workspace, plan: Sequence[Planned]) -> tuple[Draft, ...]:
    """Make or change the drafts that a plan speaks of: all of them, or none."""
    return tuple(_apply(actor, workspace, one) for one in plan if one.does_something)


def _apply(actor: Actor, workspace: Workspace, planned: Planned) -> Draft:
    agreement = planned.version.agreement
    draft = Draft.objects.select_for_update().filter(name=planned.name, party=None).first()
    fresh = draft is None
    if draft is None:
        draft = Draft(name=planned.name, party=None, follows=planned.against, revision=0)
    draft.text = planned.text
    draft.parties = f" {' '.join(agreement.parties)} "
    draft.revision += 1
    draft.changed_at, draft.changed_by = workspace.now(), actor.person
    draft.save()
    record(
        actor,
        "draft.started" if fresh else "draft.changed",
        "agreement",
        planned.name,
        parties=agreement.parties,
        at=draft.changed_at.isoformat(),
        draft=draft.pk,
        file=planned.file.name,
        hash=planned.version.version[:SHOWN],
    )
    return draft
