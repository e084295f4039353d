"""What in the data cannot be counted as it stands, said in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from selaras.capacity.finding import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a word for machines, the resource, site or reservation, and a sentence."""

    kind: str
    subject: str
    says: Words


@dataclass
class Problems:
    """Faults in the order in which they were met."""

    found: list[Problem] = field(default_factory=list)

    def say(self, kind: str, subject: str, en: str, indonesian: str) -> None:
        """Note a fault; the sentence begins with its subject."""
        says = Words(f"{subject}: {en}", f"{subject}: {indonesian}")
        self.found.append(Problem(kind, subject, says))
