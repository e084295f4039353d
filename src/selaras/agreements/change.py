"""One difference between two versions of an agreement, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from selaras.agreements.diff_words import FRAMES, LABELS
from selaras.agreements.phrases import Language, say
from selaras.agreements.version import canonical_value


class About(StrEnum):
    """What a change is about."""

    AGREEMENT = "agreement"
    TERM = "term"
    COMMITMENT = "commitment"


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different.

    `name` is the new name of the term or commitment, and the agreement's own for the rest. `field`
    is None where all of it was added, removed or renamed. `before` and `after` are words for each
    language; None where there was or is nothing.
    """

    about: About
    kind: ChangeKind
    name: str
    field: str | None = None
    before: Mapping[Language, str] | None = None
    after: Mapping[Language, str] | None = None

    def sentence(self, language: Language = "en") -> str:
        """The change in one sentence."""
        frames = FRAMES[language]
        before = self.before[language] if self.before else ""
        after = self.after[language] if self.after else ""
        if self.field is None:
            frame = frames[f"{self.about.value} {self.kind.value}"]
            return frame.format(name=self.name, before=before, after=after)
        label = LABELS[self.field][language]
        subject = "" if self.about is About.AGREEMENT else f"{self.name}: "
        if self.about is About.TERM:
            subject = frames["term"].format(name=self.name)
        frame = frames[self.kind.value]
        text = frame.format(label=label, before=before, after=after)
        return subject + text if subject else text[:1].upper() + text[1:]


def both(value: Any) -> dict[Language, str]:
    return {"en": say(value, "en"), "id": say(value, "id")}


def verbatim(text: str) -> dict[Language, str]:
    return {"en": text, "id": text}


def quoted(text: str) -> dict[Language, str]:
    """Somebody's own wording, within a sentence of ours."""
    return verbatim(f"“{text}”")


def field_change(
    about: About,
    name: str,
    field: str,
    pair: tuple[Any, Any],
    words: Callable[[Any], dict[Language, str]] = both,
) -> Iterator[Change]:
    """The change of one field, if the two values promise different things."""
    before, after = (None if value == () else value for value in pair)
    if canonical_value(before) == canonical_value(after):
        return
    kind = ChangeKind.CHANGED
    if before is None:
        kind = ChangeKind.ADDED
    elif after is None:
        kind = ChangeKind.REMOVED
    yield Change(
        about,
        kind,
        name,
        field,
        None if before is None else words(before),
        None if after is None else words(after),
    )
