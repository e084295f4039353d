"""The demo’s joint reviews: one that was held, one to come, and what its people wrote meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from selaras.agreements.values import Book
from selaras.errors import InputError, said
from selaras.ledger.recorded import RecordedVerdict
from selaras.records.agreements.book import workspace_book
from selaras.records.audit.actor import Actor
from selaras.records.feedback.give import answer_feedback, give_feedback
from selaras.records.feedback.wins import tell_win
from selaras.records.people.models import Person, Role
from selaras.records.people.scope import scope_of
from selaras.records.reviews.agenda import add_point
from selaras.records.reviews.joint_target import agree_on_joint_target, propose_joint_target
from selaras.records.reviews.material import version_in_force
from selaras.records.reviews.meetings import (
    call_meeting,
    hold_meeting,
    proposed_start,
    write_minutes,
)
from selaras.records.reviews.models import Action, Meeting
from selaras.records.reviews.outcomes import close_action, decide, give_action
from selaras.workspace import Workspace
from selaras.workspace.evaluation import evaluate_workspace
from selaras.workspace.standing import StandingLedger, standing_ledger

_ZONE = ZoneInfo("Asia/Jakarta")
_AGREEMENT = "marketing-sales"
_SAID = {
    "title": {
        "en": "Joint review: Marketing and Sales",
        "id": "Tinjauan bersama: Marketing dan Sales",
    },
    "place": {"en": "Meeting room Merapi, 3rd floor", "id": "Ruang rapat Merapi, lantai 3"},
    "minutes": {
        "en": "Marketing and Sales looked at March together. Ramadan hours explain part of the "
        "late first calls, but not all: reps with many leads stop before the fifth attempt. "
        "Nobody asked for more leads.\n\nThe reasons on rejected leads helped: two sources were "
        "changed because of them.",
        "id": "Marketing dan Sales bersama-sama melihat bulan Maret. Jam kerja Ramadan menjelaskan "
        "sebagian panggilan pertama yang terlambat, tetapi tidak semuanya: tenaga penjual dengan "
        "banyak prospek berhenti sebelum upaya kelima. Tidak ada yang meminta lebih banyak "
        "prospek.\n\nAlasan pada prospek yang ditolak membantu: dua sumber diubah karenanya.",
    },
    "decision": {
        "en": "Leads are assigned within the hour during Ramadan hours, by region.",
        "id": "Selama jam Ramadan, prospek dibagikan dalam satu jam, menurut wilayah.",
    },
    "decision-2": {
        "en": "We keep five attempts as the rule and look at it again in June.",
        "id": "Lima upaya tetap menjadi aturan dan ditinjau lagi pada Juni.",
    },
    "action": {
        "en": "Send every rep their list of leads with fewer than five attempts, each Monday",
        "id": "Kirim kepada tiap tenaga penjual daftar prospek dengan kurang dari lima upaya, "
        "setiap Senin",
    },
    "action-done": {
        "en": "Show the reasons of rejected leads on Marketing’s weekly page",
        "id": "Tampilkan alasan prospek yang ditolak di halaman mingguan Marketing",
    },
    "action-said": {"en": "On the page since 20 April.", "id": "Ada di halaman sejak 20 April."},
    "celebration": {
        "en": "Satay for both teams at Pak Haji’s",
        "id": "Makan sate bersama di warung Pak Haji",
    },
    "feedback": {
        "en": "Half of the leads of this source ask for a place we do not serve. Can the form ask "
        "for the postcode first?",
        "id": "Separuh prospek dari sumber ini meminta lokasi yang tidak kita layani. Bisakah "
        "formulir menanyakan kode pos lebih dulu?",
    },
    "late": {
        "en": "Since the holidays the first call comes a day later than we promised each other. "
        "What do you need from us?",
        "id": "Sejak libur, panggilan pertama datang sehari lebih lambat dari yang kita janjikan. "
        "Apa yang dibutuhkan dari kami?",
    },
    "answered": {
        "en": "This one came back with a thank-you note: it knew exactly what it wanted. More of "
        "these, please.",
        "id": "Yang satu ini bahkan mengirim ucapan terima kasih: sudah tahu persis yang "
        "dibutuhkan. Tolong lebih banyak yang seperti ini.",
    },
    "answer": {
        "en": "It came by the webinar on branch offices; we repeat it in June.",
        "id": "Datangnya dari webinar tentang kantor cabang; kami ulangi pada Juni.",
    },
    "win": {
        "en": "Sales called all 31 webinar leads within two hours, on a Friday",
        "id": "Sales menghubungi semua 31 prospek webinar dalam dua jam, pada hari Jumat",
    },
    "win-2": {
        "en": "Marketing’s new offer page answered the price question before the first call",
        "id": "Halaman penawaran baru Marketing menjawab soal harga sebelum panggilan pertama",
    },
    "point": {"en": "Who covers leads while reps are on leave in June?",
              "id": "Siapa yang menangani prospek saat tenaga penjual cuti pada Juni?"},
}  # fmt: skip


@transaction.atomic
def make_demo_reviews(workspace: Workspace) -> None:
    """Let the demo's people meet, decide and write to each other.

    After its people are made, its agreements signed and its ledger evaluated. Does nothing where
    there are reviews already. Raises InputError where a party has no head.
    """
    if Meeting.objects.exists():
        return
    book = workspace_book(workspace)
    marketing, sales = _head("marketing"), _head("sales")
    held_at = _instant(workspace, days_back=39, hour=10)
    before = _ledger_then(workspace, book, held_at)
    now = standing_ledger(workspace, book)
    _share_targets(workspace, now, marketing, sales)
    _tell_win(workspace, "win-2", sales, "marketing", held_at.date() - timedelta(days=12))
    _hold(workspace, before, held_at, marketing, sales)
    _tell_win(workspace, "win", marketing, "sales", _day(workspace, -8))
    _give_feedback(workspace, marketing, sales)
    _call_next(workspace, now, sales)


def _head(party: str) -> Person:
    """Who heads a party."""
    found = Person.objects.filter(memberships__party__slug=party, memberships__role=Role.HEAD)
    person = found.order_by("pk").first()
    if person is None:
        raise InputError(
            said("Nobody heads {party}.", "Tidak ada yang memimpin {party}.", party=party)
        )
    return person


def _instant(workspace: Workspace, *, days_back: int, hour: int) -> datetime:
    day = workspace.now().astimezone(_ZONE) - timedelta(days=days_back)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _evening(workspace: Workspace, days: int) -> datetime:
    """Five o'clock of a day, where the company is."""
    return datetime.combine(_day(workspace, days), time(17), workspace.time_zone)


def _day(workspace: Workspace, days: int) -> date:
    return (workspace.now().astimezone(_ZONE) + timedelta(days=days)).date()


def _ledger_then(workspace: Workspace, book: Book, at: datetime) -> StandingLedger:
    """The ledger as it was at an earlier instant; nothing of it is recorded."""
    ledger = evaluate_workspace(workspace, at, agreement=_AGREEMENT, keep=False, book=book)
    number = ledger.snapshot.number
    recorded = tuple(RecordedVerdict("", verdict, number, at, at) for verdict in ledger.verdicts)
    return StandingLedger(book, recorded, at, number)


def _said(workspace: Workspace, key: str) -> str:
    return _SAID[key][workspace.language]


def _share_targets(
    workspace: Workspace, ledger: StandingLedger, marketing: Person, sales: Person
) -> None:
    today = _day(workspace, 0)
    version = version_in_force(ledger, _AGREEMENT, today)
    target = propose_joint_target(
        Actor(marketing, "command"),
        scope_of(marketing),
        version,
        commitment="leads-per-rep",
        celebration=_said(workspace, "celebration"),
    )
    agree_on_joint_target(Actor(sales, "command"), scope_of(sales), target)
    technical = _head("technical")
    version = version_in_force(ledger, "sales-delivery", today)
    target = propose_joint_target(
        Actor(sales, "command"), scope_of(sales), version,
        commitment="opportunities-opened", celebration="",
    )  # fmt: skip
    agree_on_joint_target(Actor(technical, "command"), scope_of(technical), target)


def _tell_win(workspace: Workspace, key: str, person: Person, of: str, day: date) -> None:
    tell_win(
        Actor(person, "command"),
        scope_of(person),
        text=_said(workspace, key),
        happened_on=day,
        parties=("marketing", "sales"),
        agreement=_AGREEMENT,
        of_party=of,
    )


def _hold(
    workspace: Workspace,
    ledger: StandingLedger,
    held_at: datetime,
    marketing: Person,
    sales: Person,
) -> None:
    who, scope = Actor(marketing, "command"), scope_of(marketing)
    version = version_in_force(ledger, _AGREEMENT, held_at.date())
    meeting = call_meeting(
        who,
        scope,
        version,
        ledger,
        starts_at=held_at,
        place=_said(workspace, "place"),
        title=_said(workspace, "title"),
        at=held_at,
    )
    meeting = hold_meeting(who, scope, meeting, ledger, present=(marketing, sales), at=held_at)
    Meeting.objects.filter(pk=meeting.pk).update(held_at=held_at)
    write_minutes(who, scope, meeting, _said(workspace, "minutes"))
    point = meeting.items.filter(section="promises").first()
    decide(who, scope, meeting, _said(workspace, "decision"), point)
    decide(who, scope, meeting, _said(workspace, "decision-2"))
    give_action(who, scope, meeting, text=_said(workspace, "action"), owner=sales,
                due_on=_day(workspace, -4))  # fmt: skip
    done = give_action(who, scope, meeting, text=_said(workspace, "action-done"), owner=marketing,
                       due_on=held_at.date() + timedelta(days=14))  # fmt: skip
    done = close_action(who, scope, done, done=True, said=_said(workspace, "action-said"))
    Action.objects.filter(pk=done.pk).update(closed_at=held_at + timedelta(days=14))


def _give_feedback(workspace: Workspace, marketing: Person, sales: Person) -> None:
    now = workspace.now()
    give_feedback(
        Actor(sales, "command"), scope_of(sales), about="source", about_id="paid_social",
        from_party="sales", to_party="marketing", text=_said(workspace, "feedback"),
        due_at=_evening(workspace, 3), agreement=_AGREEMENT, now=now - timedelta(days=1),
    )  # fmt: skip
    give_feedback(
        Actor(marketing, "command"), scope_of(marketing), about="promise",
        about_id="first-response", from_party="marketing", to_party="sales",
        text=_said(workspace, "late"), due_at=_evening(workspace, -1), agreement=_AGREEMENT,
        now=now - timedelta(days=6),
    )  # fmt: skip
    kind = give_feedback(
        Actor(sales, "command"), scope_of(sales), about="asset", about_id="webinar",
        from_party="sales", to_party="marketing", text=_said(workspace, "answered"),
        due_at=_evening(workspace, -7), agreement=_AGREEMENT, now=now - timedelta(days=12),
    )  # fmt: skip
    answer_feedback(Actor(marketing, "command"), scope_of(marketing), kind,
                    _said(workspace, "answer"), now=now - timedelta(days=9))  # fmt: skip


def _call_next(workspace: Workspace, ledger: StandingLedger, sales: Person) -> None:
    who, scope = Actor(sales, "command"), scope_of(sales)
    version = version_in_force(ledger, _AGREEMENT, _day(workspace, 0))
    meeting = call_meeting(
        who,
        scope,
        version,
        ledger,
        starts_at=proposed_start(version, workspace.now()),
        place=_said(workspace, "place"),
        title=_said(workspace, "title"),
    )
    add_point(who, scope, meeting, _said(workspace, "point"))
