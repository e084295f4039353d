"""Mappings as people write them on a page: drafted, checked, saved in the workspace.

A mapping written here reads the file that was brought and nothing else: neither another file of
the machine nor a database. Those are stated by whoever has the machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from selaras.errors import InputError
from selaras.evidence.loading.first_mapping import Look, draft_mapping, look_at
from selaras.evidence.mapping import Mapping, parse_mapping, read_mappings
from selaras.evidence.mapping.values import FileSource
from selaras.records.audit.actor import Actor
from selaras.records.audit.record import record
from selaras.records.loads import limits
from selaras.records.loads.access import check_may_load
from selaras.records.loads.models import Upload
from selaras.records.loads.uploads import path_of, source_of
from selaras.records.people.scope import Scope
from selaras.workspace import open_workspace

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Preview:
    """A file's columns with a few values of each, as they stand in it."""

    look: Look

    @property
    def columns(self) -> list[tuple[str, list[str]]]:
        """(name, up to three different values), in the file's order."""
        return [
            (name, list(dict.fromkeys(v[:60] for v in self.look.values[name] if v))[:3])
            for name in self.look.columns
        ]

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return max((len(values) for values in self.look.values.values()), default=0)


def preview(upload: Upload) -> Preview:
    """Look at an upload; InputError where it cannot be read or has too many columns."""
    try:
        look = look_at(path_of(upload), upload.member or None)
    except InputError as error:
        raise InputError(error.problem, mend=error.mend) from None  # its path is nobody's business
    if len(look.columns) > limits.MOST_COLUMNS:
        raise InputError(
            _("It has %(n)s columns.") % {"n": len(look.columns)}, mend=_("Bring those you need.")
        )
    return Preview(look)


def suggested_mapping(
    upload: Upload,
    seen: Preview,
    *,
    table: str,
    name: str,
    time_zone: str | None,
    full: bool,
    complete_to: str | None = None,
    complete_from: str | None = None,
    pairs: Dictionary[str, str] | None = None,
) -> str:
    """The YAML of a first mapping of an upload to a table.

    `pairs` (column of the table → column of the file) are what somebody chose; guessed where None.
    """
    check_name(name)
    text = draft_mapping(
        seen.look,
        table,
        name=name,
        file=source_of(upload),
        time_zone=time_zone or None,
        complete_to=complete_to or None,
        complete_from=complete_from or None,
        pairs=pairs,
    )
    return text.replace("\nexport: changes", "\nexport: full", 1) if full else text


def check_name(name: str) -> None:
    """InputError for a name that is no plain word: files are called by it."""
    if not _NAME.fullmatch(name):
        raise InputError(
            _("%(name)s is not a name for a mapping.") % {"name": repr(name[:80])},
            mend=_("Write small letters, digits and hyphens, such as crm-leads."),
        )


def read_text(upload: Upload, text: str) -> Mapping:
    """The mapping that was written for an upload; InputError with line and mend where it is wrong.

    Its source is the upload's file, whatever is written there.
    """
    mapping = _parse(text)
    if not isinstance(mapping.source, FileSource) or (
        mapping.source.path != source_of(upload) or mapping.source.pattern is not None
    ):
        raise InputError(
            _("The mapping of an upload reads that file alone."),
            file="mapping",
            mend=_("Write %(source)s.") % {"source": f"`source: {{file: {source_of(upload)}, …}}`"},
        )
    return mapping


def _parse(text: str) -> Mapping:
    if len(text) > MOST_TEXT:
        raise InputError(_("A mapping has at most %(n)s signs.") % {"n": MOST_TEXT})
    mapping = parse_mapping(text, Path("mapping"))
    check_name(mapping.name)
    return replace(mapping, file=Path(settings.WORKSPACE).resolve() / "mappings" / "mapping.yaml")


_Files = tuple[tuple[str, int, int], ...]
_read: dict[Path, tuple[_Files, tuple[Mapping, ...]]] = {}


def known_mappings() -> tuple[Mapping, ...]:
    """Every mapping of the workspace, in the order of their files.

    They are read again only after one of the files has changed. Raises InputError where one of
    them is wrong.
    """
    folder = open_workspace(settings.WORKSPACE).mappings
    if not folder.is_dir():
        return ()
    states = ((path, path.stat()) for path in sorted(folder.iterdir()) if path.is_file())
    files = tuple((path.name, state.st_mtime_ns, state.st_size) for path, state in states)
    found = _read.get(folder)
    if found is None or found[0] != files:
        found = files, read_mappings(folder)
        _read[folder] = found
    return found[1]


def text_of(mapping: Mapping) -> str:
    return mapping.file.read_text(encoding="utf-8")


@transaction.atomic
def save_for_upload(actor: Actor, scope: Scope, upload: Upload, text: str) -> Mapping:
    """Put an upload's mapping into the workspace, under its own name.

    Raises InputError where another mapping bears that name already.
    """
    check_may_load(scope)
    mapping = read_text(upload, text)
    taken = next((one for one in known_mappings() if one.name == mapping.name), None)
    if taken is not None and taken.source != mapping.source:
        raise InputError(
            _("There is a mapping %(name)s already.") % {"name": repr(mapping.name)},
            mend=_("Choose another name, or load the file by that mapping."),
        )
    upload.mapping_name = mapping.name
    upload.mapping = text
    upload.table = mapping.tables[0].table
    upload.save(update_fields=["mapping_name", "mapping", "table"])
    target = taken.file if taken else _folder() / f"{mapping.name}.yaml"
    if taken is None and target.exists():
        raise InputError(
            _("There is a file %(name)s among the mappings already.") % {"name": target.name}
        )
    _write(target, text)
    record(actor, "mapping.saved", "mapping", mapping.name, version=mapping.version[:12])
    return replace(mapping, file=target)


@transaction.atomic
def save_changed(actor: Actor, scope: Scope, name: str, text: str) -> Mapping:
    """Change a mapping of the workspace; its name and its source stay what they are."""
    check_may_load(scope)
    before = mapping_named(name)
    after = _parse(text)
    if after.name != before.name or after.source != before.source:
        raise InputError(
            _("The name of a mapping and where it reads from are changed on the machine."),
            file="mapping",
            mend=_("Leave `mapping:` and `source:` as they are."),
        )
    _write(before.file, text)
    record(actor, "mapping.changed", "mapping", name, before=before.version[:12],
           version=after.version[:12])  # fmt: skip
    return replace(after, file=before.file)


def mapping_named(name: str) -> Mapping:
    """The mapping of that name; InputError where there is none."""
    for mapping in known_mappings():
        if mapping.name == name:
            return mapping
    raise InputError(_("There is no mapping %(name)s.") % {"name": repr(name)})


def _folder() -> Path:
    folder = open_workspace(settings.WORKSPACE).mappings
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text.replace("\r\n", "\n"))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
