"""The house that the access matrix is tried in: a small company, people of every kind, and one
object of every kind that an address can name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from tests.web.conftest import person

from selaras.demo.signing import sign_demo_agreements
from selaras.records.agreements.drafting import start_draft
from selaras.records.agreements.models import Enactment, Proposal
from selaras.records.alerts.models import Channel, Notice
from selaras.records.answers.keep import keep_answer
from selaras.records.audit.actor import Actor
from selaras.records.feedback.give import give_feedback
from selaras.records.loads.models import Load, Upload
from selaras.records.people.invitations import invite
from selaras.records.people.models import Membership, Party, Person, Role
from selaras.records.people.scope import Scope, scope_of
from selaras.records.people.tokens import make_token
from selaras.records.reviews.agenda import add_point
from selaras.records.reviews.joint_target import propose_joint_target
from selaras.records.reviews.meetings import call_meeting
from selaras.records.reviews.outcomes import give_action
from selaras.records.tasks.models import Schedule, Task
from selaras.web.book import book
from selaras.web.ledger_now import seen_ledger
from selaras.web.place import workspace
from selaras.workspace import Workspace
from selaras.workspace.standing import standing_ledger

AGREEMENT = "marketing-sales"

ROLES = (
    "stranger",
    "member",
    "head",
    "signer",
    "other",
    "administrator",
    "auditor",
    "customer",
    "inactive",
)
"""Who tries: nobody signed in; a member, the head and a signer of Sales or Marketing, which the
agreement is between; a member of Network, a team that it is not; those who oversee; a customer's
member; and somebody whose access has ended while they were signed in."""


@dataclass
class World:
    """People by role, the arguments that addresses take by kind of object, and values to send."""

    people: dict[str, Person | None]
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    def sent(self, post: dict[str, Any]) -> dict[str, Any]:
        """What is posted, with the values that `@name` stands for."""
        return {
            key: self.values[text[1:]] if isinstance(text, str) and text[:1] == "@" else text
            for key, text in post.items()
        }


def make_world(home: Party, place: Workspace) -> World:
    """People of every role, and objects between Marketing and Sales."""
    people: dict[str, Person | None] = {
        "stranger": None,
        "member": person("sari", ("sales", Role.MEMBER)),
        "head": person("rahmat", ("sales", Role.HEAD)),
        "signer": person("maya", ("marketing", Role.SIGNER)),
        "other": person("bayu", ("network", Role.MEMBER)),
        "administrator": person("ratna", (home.slug, Role.ADMINISTRATOR)),
        "auditor": person("dian", (home.slug, Role.AUDITOR)),
        "customer": person("fajar", ("hotel-nirwana", Role.CUSTOMER)),
        "inactive": person("joko", ("sales", Role.MEMBER)),
    }
    world = World(people)
    _add_people(world, home)
    _add_agreements(world, place)
    _add_verdicts(world)
    _add_reviews(world)
    _add_data(world)
    world.values |= _api_values(world)
    return world


def _add_people(world: World, home: Party) -> None:
    administrator = Actor(world.people["administrator"], "page")
    subject = person("citra", ("network", Role.MEMBER))
    role = Membership.objects.get(person=subject)
    Authenticator.objects.create(user=subject, type="totp", data={"secret": "x"})
    invited = invite(administrator, email="new@example.org", party=home, role=Role.HEAD)
    member = world.people["member"]
    assert member is not None
    token = make_token(
        Actor(member, "page"), member, name="CRM", scopes=frozenset({"read"}), days=1
    )
    world.objects |= {
        "someone": {"pk": subject.pk},
        "role": {"pk": subject.pk, "role": role.pk},
        "party": {"slug": "sales"},
        "invitation": {"pk": invited.invitation.pk},
        "link": {"secret": invited.secret},
        "token": {"pk": token.token.pk},
        "key": {"pk": 1},
        "reset": {"uidb36": "1", "key": "set-password"},
        "provider": {"provider_id": "company"},
    }


def _actor(world: World, role: str) -> Actor:
    return Actor(world.people[role], "page")


def _scope(world: World, role: str) -> Scope:
    someone = world.people[role]
    assert someone is not None
    return scope_of(someone)


def _add_agreements(world: World, place: Workspace) -> None:
    """Version 1 signed by both, an amendment that waits, and a draft of Marketing's."""
    sign_demo_agreements(place)
    enacted = Enactment.objects.select_related("version").get()
    proposal = Proposal.objects.get(state="open")
    draft = start_draft(
        _actor(world, "signer"),
        place,
        name=AGREEMENT,
        party="marketing",
        text=enacted.version.text,
        follows=enacted.version,
    )
    world.objects |= {
        "agreement": {"name": AGREEMENT},
        "version": {"name": AGREEMENT, "number": enacted.version.number},
        "proposal": {"name": AGREEMENT, "number": proposal.pk},
        "draft": {"draft": draft.pk},
        "diagnosis": {"kind": "diagnosis"},
    }
    world.values |= {
        "draft-text": draft.text + "\n# a word\n",
        "revision": str(draft.revision),
        "hash": proposal.version.hash,
        "sales": str(Party.objects.get(slug="sales").pk),
    }


def _add_verdicts(world: World) -> None:
    """A rep's own verdict that Sales promised, and the promise it is of."""
    ledger = seen_ledger(_scope(world, "administrator"))
    rep = next(one for one in ledger.recorded if one.verdict.commitment == "first-response")
    assert rep.verdict.subject is not None
    world.objects |= {
        "verdict": {"verdict_id": rep.id},
        "trace-file": {"verdict_id": rep.id, "form": "csv"},
        "form": {"form": "csv"},
        "ledger": {"agreement": AGREEMENT},
        "commitment": {"agreement": AGREEMENT, "commitment": "first-response"},
        "rep": {"subject": rep.verdict.subject},
    }


def _add_reviews(world: World) -> None:
    """A review with an action, an answer kept, feedback from Sales to Marketing, a notice."""
    head, scope = _actor(world, "head"), _scope(world, "head")
    whole = standing_ledger(workspace(), book())
    version = next(v for v in whole.book.versions if v.agreement.name == AGREEMENT)
    now = workspace().now()
    meeting = call_meeting(head, scope, version, whole, starts_at=now + timedelta(days=3))
    item = add_point(head, scope, meeting, "Leads from the webinar")
    member = world.people["member"]
    assert member is not None
    action = give_action(
        head, scope, meeting, text="Call them", owner=member, due_on=now.date() + timedelta(days=7)
    )
    answer = keep_answer(
        *(head, scope),
        kind="verdict",
        body={"sentence": {"en": "first-response is at risk", "id": "first-response berisiko"}},
        snapshot=whole.snapshot,
        as_of=now,
        versions={AGREEMENT: str(version.version)},
        parties=version.agreement.parties,
        title="Why first-response is at risk",
        agreement=AGREEMENT,
    )
    feedback = give_feedback(
        *(head, scope),
        about="lead",
        about_id="L-0117",
        from_party="sales",
        to_party="marketing",
        text="A student.",
        due_at=now + timedelta(days=2),
        agreement=AGREEMENT,
        now=now,
    )
    propose_joint_target(
        head, scope, version, commitment="leads-per-rep", celebration="Cake", party="sales"
    )
    notice = Notice.objects.create(
        person=member,
        key="try",
        kind="review",
        says={"en": "Hello", "id": "Halo"},
        link="/reviews/",
    )
    channel = Channel.objects.create(person=member, service="json", name="mine", address="x")
    task = Task.objects.create(name="evaluate", person=member)
    schedule = Schedule.objects.create(kind="evaluate", every="day", next_at=now)
    world.objects |= {
        "schedule": {"pk": schedule.pk},
        "review": {"pk": meeting.pk},
        "point": {"pk": meeting.pk, "item": item.pk},
        "action": {"pk": action.pk},
        "target": {"agreement": AGREEMENT},
        "answer": {"pk": answer.pk},
        "feedback": {"pk": feedback.pk},
        "notice": {"notice_id": notice.pk},
        "channel": {"channel_id": channel.pk},
        "task": {"task_id": task.pk},
    }
    world.values |= {"member": str(member.pk), "meeting": str(meeting.pk)}


def _add_data(world: World) -> None:
    """A load, and a file that somebody of Sales brought."""
    load = Load.objects.create(kind="load", person=world.people["member"], via="page")
    upload = Upload.objects.create(
        name="leads.csv",
        suffix=".csv",
        form="csv",
        bytes=1,
        sha256="0" * 64,
        brought_by=world.people["member"],
    )
    world.objects |= {
        "load": {"pk": load.pk},
        "upload": {"pk": upload.pk},
        "mapping": {"mapping": "leads"},
        "mapping-name": {"name": "leads"},
        "row": {"mapping": "leads", "row": "none"},
        "reservation": {"reservation_id": 1},
        "programme": {"programme_id": "none"},
    }


def _api_values(world: World) -> dict[str, str]:
    """What stands in the paths of the API, by the name it has there."""
    taken = {
        "verdict_id": ("verdict", "verdict_id"),
        "name": ("agreement", "name"),
        "number": ("version", "number"),
        "draft_id": ("draft", "draft"),
        "review_id": ("review", "pk"),
        "action_id": ("action", "pk"),
        "answer_id": ("answer", "pk"),
        "feedback_id": ("feedback", "pk"),
        "load_id": ("load", "pk"),
        "upload_id": ("upload", "pk"),
        "task_id": ("task", "task_id"),
        "slug": ("party", "slug"),
        "person_id": ("someone", "pk"),
        "membership_id": ("role", "role"),
        "invitation_id": ("invitation", "pk"),
        "schedule_id": ("schedule", "pk"),
        "token_id": ("token", "pk"),
        "channel_id": ("channel", "channel_id"),
        "point_id": ("point", "item"),
        "agreement": ("commitment", "agreement"),
        "commitment": ("commitment", "commitment"),
        "mapping": ("row", "mapping"),
        "row": ("row", "row"),
        "form": ("form", "form"),
    }
    proposal = Proposal.objects.get(state="open")
    others = {
        "proposal_id": str(proposal.pk),
        "ending_id": "1",
        "reservation_id": "1",
        "programme_id": "none",
        "kind": "diagnosis",
    }
    return {name: str(world.objects[of][key]) for name, (of, key) in taken.items()} | others
