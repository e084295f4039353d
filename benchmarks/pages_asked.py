"""Who asks for pages, and for which: found in a workspace, so that no address is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Arguments = Mapping[str, Any]
_LEFT_OUT = (
    "account_logout",
    "language",
    "openid_connect_login",
    "openid_connect_callback",
)
"""What would end the session that the others are asked in, or ask another house."""


def people() -> dict[str, Any]:
    """Somebody of every role, as `role of party`, and somebody who is counted in the evidence."""
    from selaras.records.people.models import Membership  # noqa: PLC0415

    found: dict[str, Any] = {}
    roles = Membership.objects.select_related("person", "party").filter(person__is_active=True)
    for one in roles.order_by("role", "party__slug", "pk"):
        who = f"{one.role} of {one.party.slug}"
        if one.role in ("head", "signer") and one.party.slug not in ("marketing", "sales"):
            continue
        found.setdefault(who, one.person)
    return found


def addresses(person: Any) -> Iterator[str]:
    """Every address of the house, with the objects of the workspace put in."""
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    objects = _objects(person)
    yield from (
        "/ledger/?view=verdicts",
        "/ledger/?status=missed",
        "/ledger/?view=verdicts&status=kept&page=3",
    )
    for name, given in _named():
        if name in _LEFT_OUT:
            continue
        for arguments in _filled(name, given, objects):
            try:
                yield reverse(name, kwargs=dict(arguments))
            except NoReverseMatch:
                continue


def _named() -> list[tuple[str, frozenset[str]]]:
    """The name of every address, and what has to be put into it."""
    from django.urls import URLPattern, URLResolver, get_resolver  # noqa: PLC0415

    def walk(patterns: Any, space: str, given: frozenset[str]) -> Iterator[Any]:
        for one in patterns:
            taken = given | set(one.pattern.regex.groupindex)
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, inner, taken)
            elif isinstance(one, URLPattern) and one.name:
                yield f"{space}{one.name}", taken

    found = walk(get_resolver().url_patterns, "", frozenset())
    return sorted(set(found), key=lambda one: (one[0], sorted(one[1])))


_Objects = Callable[[], list[Arguments]]


def _filled(
    name: str, given: frozenset[str], objects: Mapping[str, list[Arguments]]
) -> list[Arguments]:
    """The arguments that an address takes: those of its own name, else of what it takes."""
    if not given:
        return [{}]
    usual = ",".join(sorted(given))
    found = objects.get(name) or objects.get(f"{name.partition('-')[0]}:{usual}")
    found = found or objects.get(usual, [])
    return [one for one in found if set(one) == given]


def _objects(person: Any) -> dict[str, list[Arguments]]:
    """What is there to be put into addresses, by the address's name or by what it takes."""
    from selaras.records.agreements.models import Draft, Proposal, Version  # noqa: PLC0415
    from selaras.records.alerts.models import Notice  # noqa: PLC0415
    from selaras.records.answers.models import KeptAnswer  # noqa: PLC0415
    from selaras.records.feedback.models import Feedback  # noqa: PLC0415
    from selaras.records.loads.models import Load, Upload  # noqa: PLC0415
    from selaras.records.people.models import Party, Person  # noqa: PLC0415
    from selaras.records.reviews.models import Meeting  # noqa: PLC0415
    from selaras.records.tasks.models import Task  # noqa: PLC0415

    def keys(model: Any, most: int = 2) -> list[Arguments]:
        return [{"pk": pk} for pk in model.objects.values_list("pk", flat=True)[:most]]

    def first(model: Any, name: str, **wanted: Any) -> list[Arguments]:
        return [
            {name: pk} for pk in model.objects.filter(**wanted).values_list("pk", flat=True)[:1]
        ]

    versions = Version.objects.select_related("agreement").order_by("-pk")
    proposals = Proposal.objects.select_related("agreement").order_by("-pk")
    mappings = _mappings()
    return _of_the_ledger(person) | {
        "name": [{"name": name} for name in dict.fromkeys(v.agreement.name for v in versions)],
        "name,number": [{"name": v.agreement.name, "number": v.number} for v in versions[:2]],
        "proposal:name,number": [
            {"name": one.agreement.name, "number": one.pk} for one in proposals[:3]
        ],
        "draft": first(Draft, "draft"),
        "review:pk": keys(Meeting),
        "answer:pk": keys(KeptAnswer),
        "feedback:pk": keys(Feedback),
        "administration:pk": keys(Person, 1),
        "administration-invitation-revoke": [],
        "data-load": keys(Load),
        "data:pk": keys(Upload),
        "data:name": mappings[:2],
        "slug": [{"slug": slug} for slug in Party.objects.values_list("slug", flat=True)[:1]],
        "notice_id": first(Notice, "notice_id", person=person),
        "task_id": first(Task, "task_id"),
        "kind": [{"kind": "diagnosis"}, {"kind": "attribution"}, {"kind": "followup"}],
        "programme_id": [{"programme_id": one} for one in _programmes()],
        # over the API
        "review_id": [{"review_id": one["pk"]} for one in keys(Meeting, 1)],
        "feedback_id": [{"feedback_id": one["pk"]} for one in keys(Feedback, 1)],
        "answer_id": [{"answer_id": one["pk"]} for one in keys(KeptAnswer, 1)],
        "load_id": [{"load_id": one["pk"]} for one in keys(Load, 1)],
        "proposal_id": [{"proposal_id": one.pk} for one in proposals[:1]],
        "draft_id": first(Draft, "draft_id"),
    }


def _of_the_ledger(person: Any) -> dict[str, list[Arguments]]:
    """Agreements, promises, a verdict of the widest promise, and somebody it is counted per."""
    from selaras.records.people.scope import PERSONAL, scope_of  # noqa: PLC0415
    from selaras.web.ledger_now import seen_ledger  # noqa: PLC0415

    seen = seen_ledger(scope_of(person))
    keys = [promise.key for promise in seen.promises]
    promises: list[Arguments] = [{"agreement": a, "commitment": c} for a, c in keys]
    found: dict[str, list[Arguments]] = {
        "agreement": [{"agreement": name} for name in dict.fromkeys(a for a, _ in keys)],
        "agreement,commitment": promises,
        "commitment-open": promises,
        "form": [{"form": "csv"}, {"form": "xlsx"}],
    }
    widest = max(seen.promises, key=lambda one: one.newest.subjects, default=None)
    own = [] if widest is None else [o for whole in widest.periods for o in widest.seen(whole)]
    for one in own[:1]:
        found["verdict_id"] = [{"verdict_id": one.id}]
        found["form,verdict_id"] = [{"verdict_id": one.id, "form": "xlsx"}]
    subjects = [one.verdict.subject for one in own if one.verdict.subject_kind in PERSONAL]
    found["subject"] = [{"subject": subject} for subject in subjects[:1]]
    return found


def _mappings() -> list[Arguments]:
    from selaras.web.place import workspace  # noqa: PLC0415

    return [{"name": path.stem} for path in sorted(workspace().mappings.glob("*.yaml"))]


def _programmes() -> list[str]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    from selaras.evidence import open_evidence  # noqa: PLC0415
    from selaras.web.place import workspace  # noqa: PLC0415

    snapshot = open_evidence(workspace().evidence).snapshot()
    if "programmes" not in snapshot.tables:
        return []
    files = snapshot.files("programmes")
    return [
        str(name) for path in files for name in pq.read_table(path)["programme_id"].to_pylist()
    ][:2]
