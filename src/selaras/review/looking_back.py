"""What a review begins with: the shared target, wins, and what the last one left."""

from __future__ import annotations

from collections.abc import Iterator

from selaras.ledger.verdict import Status
from selaras.review.discretion import says_too_much
from selaras.review.joint_target import TargetStanding, TargetState, target_standing
from selaras.review.material import Material, OldAction
from selaras.review.point import Point, Section
from selaras.review.standing import standing_of
from selaras.review.words import Words, day_words, period_words, same, shown_name


def target_point(material: Material) -> Point | None:
    """The shared target, and the celebration where it is met."""
    shared = material.target
    if shared is None:
        return None
    found = target_standing(standing_of(shared.commitment, material.told))
    lines = []
    if found.state is TargetState.MET and shared.celebration:
        lines.append(
            Words(f"We celebrate: {shared.celebration}", f"Kita rayakan: {shared.celebration}")
        )
    if found.state is TargetState.MISSED:
        lines.append(
            Words(
                "The celebration waits. What would have to be otherwise, on both sides?",
                "Perayaannya menunggu. Apa yang perlu berubah, di kedua pihak?",
            )
        )
    return Point(
        Section.TARGET,
        f"target/{shared.commitment}",
        _target_title(shown_name(shared.commitment), found),
        tuple(lines),
        {
            "state": found.state.value,
            "commitment": shared.commitment,
            "statuses": {} if found.period is None else status_counts(found.period.counts),
            "verdicts": [] if found.period is None else [one.id for one in found.period.told],
        },
    )


def _target_title(commitment: str, found: TargetStanding) -> Words:
    when = None if found.period is None else period_words(found.period.first, found.period.last)
    en = "" if when is None else f" in {when.en}"
    id_ = "" if when is None else f" pada {when.id}"
    match found.state:
        case TargetState.MET:
            return Words(f"We met our shared target: {commitment}{en}",
                         f"Target bersama tercapai: {commitment}{id_}")  # fmt: skip
        case TargetState.MISSED:
            return Words(f"We missed our shared target: {commitment}{en}",
                         f"Target bersama belum tercapai: {commitment}{id_}")  # fmt: skip
        case TargetState.RUNNING:
            return Words(f"Our shared target is open: {commitment}{en}",
                         f"Target bersama masih berjalan: {commitment}{id_}")  # fmt: skip
    return Words(f"Our shared target cannot be told yet: {commitment}{en}",
                 f"Target bersama belum dapat dipastikan: {commitment}{id_}")  # fmt: skip


def win_points(material: Material) -> Iterator[Point]:
    """Small wins since the last review, and promises that are kept again."""
    for win in material.wins:
        yield Point(Section.WINS, f"win/{win.id}", win.sentence,
                    (day_words(win.happened_on),), {"win": win.id})  # fmt: skip
    for commitment in material.version.agreement.commitments:
        standing = standing_of(commitment.name, material.told)
        closed = [one for one in standing.periods if one.is_closed]
        if any(says_too_much(material.version.agreement, commitment, one) for one in closed[:2]):
            continue
        if len(closed) > 1 and closed[0].is_kept and closed[1].is_missed:
            name = shown_name(commitment.name)
            now = period_words(closed[0].first, closed[0].last)
            before = period_words(closed[1].first, closed[1].last)
            yield Point(
                Section.WINS,
                f"kept-again/{commitment.name}/{closed[0].first.isoformat()}",
                Words(
                    f"{name} is kept again in {now.en}, after {before.en} was missed",
                    f"{name} ditepati lagi pada {now.id}, setelah {before.id} tidak ditepati",
                ),
                () if commitment.says is None else (same(commitment.says),),
                {
                    "commitment": commitment.name,
                    "party": commitment.promisor,
                    "statuses": status_counts(closed[0].counts),
                    "verdicts": [one.id for one in closed[0].told],
                },
            )


def action_points(material: Material) -> Iterator[Point]:
    """Actions of earlier reviews: the open ones by their day, then what was done meanwhile."""
    for action in sorted(material.actions, key=lambda a: (a.state != "open", a.due_on, a.id)):
        yield Point(
            Section.ACTIONS,
            f"action/{action.id}",
            same(action.text),
            (_action_line(action, material),),
            {
                "action": action.id,
                "state": action.state,
                "overdue": action.state == "open" and action.due_on < material.today,
            },
        )


def _action_line(action: OldAction, material: Material) -> Words:
    due = day_words(action.due_on)
    if action.state == "done":
        return Words(f"{action.owner}: done", f"{action.owner}: selesai")
    if action.state == "dropped":
        return Words(f"{action.owner}: dropped", f"{action.owner}: dibatalkan")
    if action.due_on < material.today:
        days = (material.today - action.due_on).days
        late = "1 day" if days == 1 else f"{days} days"
        return Words(
            f"{action.owner}, due {due.en}: {late} late",
            f"{action.owner}, tenggat {due.id}: terlambat {days} hari",
        )
    return Words(f"{action.owner}, due {due.en}", f"{action.owner}, tenggat {due.id}")


def feedback_points(material: Material) -> Iterator[Point]:
    """Questions between the parties that still wait for their answer."""
    for one in sorted(material.feedback, key=lambda q: (q.due_on, q.id)):
        due, about = day_words(one.due_on), _about(one.about)
        to, from_ = material.party(one.to_party), material.party(one.from_party)
        yield Point(
            Section.ACTIONS,
            f"feedback/{one.id}",
            Words(
                f"{to} owes {from_} an answer on {about.en}",
                f"{to} belum menjawab {from_} tentang {about.id}",
            ),
            (
                Words(f"Due {due.en}: overdue", f"Tenggat {due.id}: terlewat")
                if one.overdue
                else Words(f"Due {due.en}", f"Tenggat {due.id}"),
            ),
            {"feedback": one.id, "overdue": one.overdue},
        )


_ABOUT = {"lead": "prospek", "source": "sumber", "asset": "materi", "promise": "janji"}
"""What feedback may be about, in Bahasa Indonesia."""


def _about(text: str) -> Words:
    """`promise first-response` as both languages have it."""
    kind, _, which = text.partition(" ")
    return Words(f"{kind} {which}", f"{_ABOUT.get(kind, kind)} {which}")


def status_counts(counts: object) -> dict[str, int]:
    """Status → how many, in the ledger's order, only what there is."""
    found: dict[Status, int] = dict(counts)  # type: ignore[call-overload]
    return {status.value: found[status] for status in Status if found.get(status)}
