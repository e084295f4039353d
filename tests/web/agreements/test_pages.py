"""Agreements on pages: from a draft to two signatures, and who sees what on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import person, signed_in

from selaras.records.agreements.drafting import start_draft
from selaras.records.agreements.models import Draft, Enactment, Proposal, Version
from selaras.records.agreements.proposing import propose
from selaras.records.agreements.signing import sign
from selaras.records.alerts.models import Notice
from selaras.records.audit.actor import Actor
from selaras.records.people.models import Party, Person, Role
from selaras.records.tasks.models import Task
from selaras.web.jobs.performing import work_off
from selaras.workspace import Workspace

TEXT = """\
agreement: marketing-sales
title: Marketing and Sales
parties: [marketing, sales]
effective: {from: 2026-05-01, to: 2026-12-31}
calendar: jakarta-office
review: {every: month}
terms:
  mql: {table: lead_stages, where: {stage: mql}, says: ready for Sales}
commitments:
  leads-per-rep:
    promisor: marketing
    promisee: sales
    measure: {count: mql}
    per: rep
    every: month
    objective: {at_least: 5}
    owner: head of marketing
    baseline: 4
    says: Every rep gets five.
  first-response:
    promisor: sales
    promisee: marketing
    measure: {response_time: {from: leads.assigned_at, to: attempts.happened_at}}
    per: rep
    every: month
    objective: {within: 4 business hours, for: 85%}
    owner: head of sales
    baseline: 80%
"""


@pytest.fixture
def maya(home: Party) -> Person:
    return person("maya", ("marketing", Role.SIGNER))


@pytest.fixture
def sari(home: Party) -> Person:
    return person("sari", ("sales", Role.HEAD))


def proposal_of(maya: Person, place: Workspace, text: str = TEXT) -> Proposal:
    actor = Actor(maya, "page")
    draft = start_draft(actor, place, name="marketing-sales", party="marketing", text=text)
    return propose(actor, place, draft.pk, revision=draft.revision)


def enacted(maya: Person, sari: Person, place: Workspace, text: str = TEXT) -> Enactment:
    proposal = proposal_of(maya, place, text)
    for who, party in ((maya, "marketing"), (sari, "sales")):
        sign(Actor(who, "page"), place, proposal.pk, party=party, hash=proposal.version.hash)
    return Enactment.objects.get(proposal=proposal)


def test_two_people_write_answer_and_sign(place: Workspace, maya: Person, sari: Person) -> None:
    mayas, saris = signed_in(maya), signed_in(sari)
    begun = mayas.post(
        "/agreements/new/",
        {"title": "Marketing Sales", "party": "marketing", "other": "sales",
         "start": "marketing-sales", "calendar": "jakarta-office"},
    )  # fmt: skip
    draft = Draft.objects.get()
    assert begun["Location"] == f"/agreements/drafts/{draft.pk}/"
    assert saris.get(f"/agreements/drafts/{draft.pk}/").status_code == 404
    page = mayas.get(f"/agreements/drafts/{draft.pk}/")
    assert page.status_code == 200
    mayas.post(
        f"/agreements/drafts/{draft.pk}/text/",
        {"text": TEXT, "revision": draft.revision, "do": "propose"},
    )
    draft.refresh_from_db()
    mayas.post(f"/agreements/drafts/{draft.pk}/propose/", {"revision": draft.revision})
    first = Proposal.objects.get()
    here = f"/agreements/marketing-sales/proposals/{first.pk}"
    saris.post(f"{here}/comment/", {"text": "Five is little", "commitment": "leads-per-rep"})
    assert b"Five is little" in mayas.get(f"{here}/").content
    answered = saris.post(f"{here}/answer/")
    mine = Draft.objects.get()
    assert answered["Location"] == f"/agreements/drafts/{mine.pk}/"
    saris.post(
        f"/agreements/drafts/{mine.pk}/text/",
        {"text": TEXT.replace("at_least: 5", "at_least: 6"), "revision": mine.revision},
    )
    mine.refresh_from_db()
    saris.post(f"/agreements/drafts/{mine.pk}/propose/", {"revision": mine.revision})
    second = Proposal.objects.get(state="open")
    there = f"/agreements/marketing-sales/proposals/{second.pk}"
    assert b"The target goes from 5 to 6" in mayas.get(f"{there}/").content
    for client, party in ((saris, "sales"), (mayas, "marketing")):
        shown = client.get(f"{there}/sign/")
        assert second.version.hash.encode() in shown.content
        client.post(f"{there}/sign/", {"party": party, "hash": second.version.hash})
    assert Enactment.objects.get().version.number == 2
    page = mayas.get("/agreements/marketing-sales/")
    assert b"Version 2 is signed and takes force on 1 May 2026" in page.content


def test_what_is_in_force_stays_shown_until_its_successor_holds(
    place: Workspace, maya: Person, sari: Person
) -> None:
    enacted(maya, sari, place, TEXT.replace("2026-05-01", "2026-04-01"))
    enacted(maya, sari, place, TEXT.replace("at_least: 5", "at_least: 9"))
    page = signed_in(sari).get("/agreements/marketing-sales/").content.decode()
    assert "Version 1 has been in force since 11 April 2026, until 30 April 2026" in page
    assert "Version 2 is signed: it takes the place of this one on 1 May 2026." in page
    assert "/agreements/marketing-sales/compare/?from=1&amp;to=2" in page
    assert "At least 5 MQL" in page
    assert "At least 9 MQL" not in page


def test_an_answer_is_read_against_what_it_answers_and_against_what_was_signed(
    place: Workspace, maya: Person, sari: Person
) -> None:
    enacted(maya, sari, place)
    offered = proposal_of(maya, place, TEXT.replace("at_least: 5", "at_least: 9"))
    saris = Actor(sari, "page")
    draft = start_draft(
        saris, place, name="marketing-sales", party="sales", answers=offered,
        text=TEXT.replace("at_least: 5", "at_least: 8"),
    )  # fmt: skip
    answer = propose(saris, place, draft.pk, revision=draft.revision)
    client = signed_in(maya)
    page = client.get(f"/agreements/marketing-sales/proposals/{answer.pk}/").content.decode()
    assert "The target goes from 9 to 8" in page
    assert "/agreements/marketing-sales/compare/?from=1&amp;to=3" in page
    for who, party in ((maya, "marketing"), (sari, "sales")):
        sign(Actor(who, "page"), place, answer.pk, party=party, hash=answer.version.hash)
    versions = client.get("/agreements/marketing-sales/versions/").content.decode()
    assert "the target goes from 5 to 8" in versions  # against what was agreed before
    assert "the target goes from 9 to 8" not in versions


def test_each_side_of_a_notice_is_offered_what_it_may_do(
    place: Workspace, maya: Person, sari: Person
) -> None:
    enacted(maya, sari, place)
    mayas, saris = signed_in(maya), signed_in(sari)
    here = "/agreements/marketing-sales/"
    given = mayas.post(
        f"{here}end/", {"last_day": "2026-06-30", "reason": "We merge."}, follow=True
    ).content.decode()
    assert "Notice is given: it ends after 30 June 2026" in given
    assert ("end/take-back/" in given, "end/agree/" in given) == (True, False)
    other = saris.get(here).content.decode()
    assert ("end/take-back/" in other, "end/agree/" in other) == (False, True)
    saris.post(f"{here}end/agree/")
    both = saris.get(here).content.decode()
    assert "Marketing gave notice and everyone agreed: it ends after 30 June 2026." in both
    assert "end/agree/" not in both
    told = Notice.objects.filter(person=maya).latest("pk").says
    assert told["en"] == "Everyone agrees: marketing-sales ends after 30 June 2026."
    assert told["id"] == "Semua pihak setuju: marketing-sales berakhir setelah 30 Juni 2026."


def test_what_is_taken_back_is_told(place: Workspace, maya: Person, sari: Person) -> None:
    enacted(maya, sari, place)
    mayas, here = signed_in(maya), "/agreements/marketing-sales/"
    mayas.post(f"{here}end/", {"last_day": "2026-06-30", "reason": "We merge."})
    mayas.post(f"{here}end/take-back/")
    offered = proposal_of(maya, place, TEXT.replace("at_least: 5", "at_least: 9"))
    mayas.post(f"{here}proposals/{offered.pk}/withdraw/")
    last, _, before = Notice.objects.filter(person=sari).order_by("-pk")[:3]
    assert before.says["en"] == "Marketing takes its notice back: marketing-sales holds on."
    assert "has taken version 2 of marketing-sales back" in last.says["en"]


def test_a_stale_form_is_told_and_keeps_what_was_typed(place: Workspace, maya: Person) -> None:
    draft = start_draft(
        Actor(maya, "page"), place, name="marketing-sales", party="marketing", text=TEXT
    )
    client = signed_in(maya)
    client.post(f"/agreements/drafts/{draft.pk}/text/", {"text": TEXT + "# a\n", "revision": 1})
    late = client.post(
        f"/agreements/drafts/{draft.pk}/text/", {"text": TEXT + "# late\n", "revision": 1}
    )
    assert b"has changed this draft since you opened it" in late.content
    assert b"# late" in late.content


def test_signing_what_was_answered_meanwhile_says_so(
    place: Workspace, maya: Person, sari: Person
) -> None:
    proposal = proposal_of(maya, place)
    signed_in(maya).post(f"/agreements/marketing-sales/proposals/{proposal.pk}/withdraw/")
    late = signed_in(sari).post(
        f"/agreements/marketing-sales/proposals/{proposal.pk}/sign/",
        {"party": "sales", "hash": proposal.version.hash},
        follow=True,
    )
    assert b"Marketing has taken version 1 back" in late.content
    assert Enactment.objects.count() == 0


def test_the_form_answers_with_another_shape(place: Workspace, maya: Person) -> None:
    draft = start_draft(
        Actor(maya, "page"), place, name="marketing-sales", party="marketing", text=TEXT
    )
    client = signed_in(maya)
    sent = {
        "agreement": "marketing-sales",
        "commitments-0-name": "one",
        "commitments-0-kind": "attempts",
        "do": "add:commitments",
        "revision": "1",
    }
    answer = client.post(
        f"/agreements/drafts/{draft.pk}/form/", sent, headers={"HX-Request": "true"}
    )
    assert b'name="commitments-0-window"' in answer.content
    assert b'name="commitments-1-name"' in answer.content
    tries, other = answer.content.split(b'name="commitments-1-name"')
    # Nobody can promise to try at most so often.
    assert (b'value="at_most"' in tries, b'value="at_most"' in other) == (False, True)
    draft.refresh_from_db()
    assert (draft.text, draft.revision) == (TEXT, 1)


def test_the_check_says_what_is_wrong_while_one_writes(place: Workspace, maya: Person) -> None:
    draft = start_draft(
        Actor(maya, "page"), place, name="marketing-sales", party="marketing", text=TEXT
    )
    answer = signed_in(maya).post(
        f"/agreements/drafts/{draft.pk}/check/", {"text": TEXT.replace("[marketing", "[nobody")}
    )
    assert b"`marketing` is not a party of this agreement" in answer.content


def test_the_preview_is_worked_out_once_for_a_text(place: Workspace, maya: Person) -> None:
    draft = start_draft(
        Actor(maya, "page"), place, name="marketing-sales", party="marketing", text=TEXT
    )
    client = signed_in(maya)
    asked = client.post(
        f"/agreements/drafts/{draft.pk}/preview/", {"text": TEXT}, headers={"HX-Request": "true"}
    )
    assert b"every 2s" in asked.content
    work_off()
    known = client.post(f"/agreements/drafts/{draft.pk}/check/", {"text": TEXT})
    assert b"preview-table" in known.content
    assert b"every 2s" not in known.content


def test_a_customer_s_signer_is_not_shown_what_the_house_saw(
    place: Workspace, maya: Person
) -> None:
    hotel = signed_in(person("wulan", ("hotel-nirwana", Role.SIGNER)))
    draft = start_draft(
        Actor(Person.objects.get(email="wulan@example.org"), "page"), place,
        name="stay", party="hotel-nirwana",
        text=TEXT.replace("sales", "hotel-nirwana"),
    )  # fmt: skip
    for client, status, offered in ((hotel, 403, False), (signed_in(maya), 404, None)):
        answer = client.post(f"/agreements/drafts/{draft.pk}/preview/", {"text": draft.text})
        assert answer.status_code == status
        page = client.post(f"/agreements/drafts/{draft.pk}/check/", {"text": draft.text})
        assert offered is None or ('id="preview"' in page.content.decode()) is offered
    assert not Task.objects.filter(name="agreements.preview").exists()


@pytest.mark.parametrize(
    "path",
    ["", "versions/", "versions/1/", "versions/1/yaml/", "compare/", "history/",
     "history/export/?format=json", "proposals/{p}/", "proposals/{p}/sign/", "end/"],
)  # fmt: skip
def test_strangers_find_nothing(place: Workspace, maya: Person, sari: Person, path: str) -> None:
    made = enacted(maya, sari, place)
    stranger = signed_in(person("nina", ("network", Role.HEAD)))
    address = f"/agreements/marketing-sales/{path}".format(p=made.proposal_id)
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_an_auditor_reads_and_does_nothing(
    place: Workspace, maya: Person, sari: Person, home: Party
) -> None:
    proposal = proposal_of(maya, place)
    auditor = signed_in(person("asih", (home.slug, Role.AUDITOR)))
    here = f"/agreements/marketing-sales/proposals/{proposal.pk}"
    assert auditor.get(f"{here}/").status_code == 200
    assert auditor.get(f"{here}/sign/").status_code == 403
    for act in ("comment", "withdraw", "answer"):
        assert auditor.post(f"{here}/{act}/", {"text": "x"}).status_code == 403
    assert auditor.get("/agreements/new/").status_code == 403


def test_the_history_leaves_as_csv_and_json(place: Workspace, maya: Person, sari: Person) -> None:
    enacted(maya, sari, place)
    client = signed_in(sari)
    rows = client.get("/agreements/marketing-sales/history/export/?format=csv").content.decode()
    assert rows.splitlines()[0].startswith("id,at,recorded_at,action,person")
    form = json.loads(client.get("/agreements/marketing-sales/history/export/?format=json").content)
    actions = [row["action"] for row in form["history"]]
    assert actions == [
        "agreement.enacted", "agreement.signed", "agreement.signed", "agreement.proposed",
    ]  # the draft was Marketing's alone  # fmt: skip


def test_a_version_gives_its_text_back_to_the_letter(
    place: Workspace, maya: Person, sari: Person
) -> None:
    text = TEXT.replace("commitments:", "commitments:  # ours")
    enacted(maya, sari, place, text)
    answer = signed_in(sari).get("/agreements/marketing-sales/versions/1/yaml/")
    assert answer.content.decode() == text


def test_hostile_words_do_not_become_html(place: Workspace, maya: Person) -> None:
    text = TEXT.replace("Every rep gets five.", '"<script>alert(1)</script>"')
    proposal = proposal_of(maya, place, text)
    page = signed_in(maya).get(f"/agreements/marketing-sales/proposals/{proposal.pk}/")
    assert b"<script>alert" not in page.content


def test_a_file_is_read_and_taken_up_while_nothing_is_signed(
    place: Workspace, maya: Person
) -> None:
    client = signed_in(maya)
    assert b"In files, as drafts" in client.get("/agreements/").content
    assert client.get("/agreements/marketing-sales/").status_code == 200
    client.post("/agreements/new/", {"file": "marketing-sales", "party": "marketing"})
    draft = Draft.objects.get()
    assert draft.text == (place.agreements / "marketing-sales.yaml").read_text(encoding="utf-8")


def test_the_glossary_counts_beside_the_page(place: Workspace, maya: Person, sari: Person) -> None:
    enacted(maya, sari, place)
    client = signed_in(sari)
    assert b'hx-trigger="load"' in client.get("/glossary/").content
    client.post("/glossary/use/", headers={"HX-Request": "true"})
    work_off()
    page = client.get("/glossary/").content
    assert b"hx-trigger" not in page.split(b'id="words"')[1].split(b">")[0]
    assert b"leads-per-rep" in page


def test_pages_ask_little_whether_there_is_one_or_three(
    place: Workspace, maya: Person, sari: Person, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(sari)
    for n in range(3):
        text = TEXT.replace("at_least: 5", f"at_least: {5 + n}")
        text = text.replace("from: 2026-05-01", f"from: 2026-0{5 + n}-01")
        enacted(maya, sari, place, text)
        proposal = proposal_of(maya, place, text.replace("85%", f"{80 + n}%"))
        for word in ("one", "two", "three"):
            client.post(
                f"/agreements/marketing-sales/proposals/{proposal.pk}/comment/", {"text": word}
            )
        number = Version.objects.count()
        for path in (
            "/agreements/", "/agreements/marketing-sales/", "/glossary/",
            "/agreements/marketing-sales/versions/", "/agreements/marketing-sales/history/",
            f"/agreements/marketing-sales/versions/{number}/",
            f"/agreements/marketing-sales/proposals/{proposal.pk}/",
        ):  # fmt: skip
            with django_assert_max_num_queries(20):
                assert len(client.get(path).content) < 100_000
        signed_in(maya).post(f"/agreements/marketing-sales/proposals/{proposal.pk}/withdraw/")


def test_indonesian_speaks_indonesian(place: Workspace, maya: Person, sari: Person) -> None:
    enacted(maya, sari, place)
    Person.objects.filter(pk=sari.pk).update(language="id")
    page = signed_in(Person.objects.get(pk=sari.pk)).get("/agreements/marketing-sales/")
    assert "Usulkan perubahan" in page.content.decode()
    assert "85% dari prospek mendapat jawaban dalam 4 jam kerja" in page.content.decode()
