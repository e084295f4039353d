"""A promise: yes, later, less, no or cannot tell, and why."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selaras.capacity.plant import Plant
from selaras.capacity.promise import Answer, Limit, Way
from selaras.capacity.promise_form import promise_form
from selaras.capacity.promising import promise, reservable
from selaras.capacity.resources import CapacityTest, Expansion, Kind
from selaras.errors import InputError
from selaras.reports.capacity_promise_table import promise_text

from .plants import TODAY, asked, held, plant, proven, read, resource, simple

ADDED = Expansion("R1", TODAY + timedelta(days=10), 48.0)


def test_what_is_free_is_a_yes_with_its_tests() -> None:
    found = promise(simple(used=(40,) * 8), asked(60))
    assert found.today.answer is Answer.YES
    assert found.today.probability_short == 0.0
    assert found.today.quantity_by_date == 60
    assert found.today.earliest == TODAY
    assert found.alternatives == ()
    (behind,) = found.evidence
    assert (behind.resource_id, behind.standing, behind.capacity) == ("R1", "tested", 100.0)
    assert found.n == {
        "resources": 1, "tests": 1, "readings": 8, "weeks_read": 8, "weeks_of_demand": 0,
        "reservations": 0,
    }  # fmt: skip


def test_readings_of_what_nobody_tested_are_counted() -> None:
    there = plant(resource("R1"), usage=(read("R1", *(40,) * 8),))
    found = promise(there, asked(1))
    assert (found.today.answer, found.n["tests"]) == (Answer.CANNOT_TELL, 0)
    assert (found.n["readings"], found.n["weeks_read"]) == (8, 8)


def test_more_than_is_free_is_less_and_says_what_limits_it() -> None:
    found = promise(simple(used=(40,) * 8), asked(61))
    assert found.today.answer is Answer.LESS
    assert found.today.quantity_by_date == 60
    assert found.today.probability_short == 1.0
    assert [one.way for one in found.alternatives] == [Way.QUANTITY]
    assert found.today.binding.limit is Limit.IN_USE


def test_nothing_free_is_a_no() -> None:
    found = promise(simple(used=(100,) * 8), asked(1))
    assert (found.today.answer, found.today.quantity_by_date) == (Answer.NO, 0)
    assert found.today.binding.limit is Limit.IN_USE


def test_what_becomes_free_later_is_a_later_with_its_day() -> None:
    crew = resource("C1", kind=Kind.HOURS, unit="h", claimed=40.0)
    there = plant(crew, tests=(proven("C1", 40.0),), usage=(read("C1"),))
    found = promise(there, asked(100, days=6))
    assert found.today.answer is Answer.LATER
    assert found.today.quantity_by_date == 40
    assert found.today.earliest == TODAY + timedelta(days=17)  # 2½ weeks of 40 hours
    assert found.alternatives[0].way is Way.DATE
    again = promise(there, asked(100, days=17))
    assert again.today.answer is Answer.YES


def test_later_reservations_hold_it_back() -> None:
    later = TODAY + timedelta(days=60)
    found = promise(simple(reservations=(held(80, later),)), asked(30))
    assert (found.today.answer, found.today.quantity_by_date) == (Answer.LESS, 20)
    assert (found.today.binding.limit, found.today.binding.on) == (Limit.RESERVED_LATER, later)


def test_a_claim_without_a_test_cannot_be_told() -> None:
    found = promise(plant(resource(claimed=180.0), usage=(read(),)), asked(60))
    assert found.today.answer is Answer.CANNOT_TELL
    assert found.today.quantity_by_date is None
    assert found.today.probability_short is None
    assert found.today.at_most == 180
    assert found.today.binding.limit is Limit.UNTESTED
    assert "unsupported claim" in found.sentence.en
    assert [one.way for one in found.alternatives] == [Way.TEST]


@pytest.mark.parametrize("quantity", [1, 1e6])
def test_what_nobody_claims_or_tested_cannot_be_told(quantity: float) -> None:
    silent = plant(resource(claimed=None), usage=(read(),))
    found = promise(silent, asked(quantity))
    assert (found.today.answer, found.today.at_most) == (Answer.CANNOT_TELL, None)
    assert found.today.binding.limit is Limit.UNTESTED
    beside = plant(
        resource(claimed=None), resource("R2"), tests=(proven("R2"),), usage=(read(), read("R2"))
    )
    assert promise(beside, asked(101)).today.answer is Answer.LESS


def test_a_claim_that_would_not_do_either_is_a_no() -> None:
    found = promise(plant(resource(claimed=50.0), usage=(read(),)), asked(60))
    assert found.today.answer is Answer.NO


def test_what_is_in_use_already_is_not_open_where_a_test_is_lacking() -> None:
    used = plant(resource(claimed=180.0), usage=(read("R1", *(30.0,) * 8),))
    found = promise(used, asked(150))
    assert (found.today.answer, found.today.at_most) == (Answer.CANNOT_TELL, 150)
    assert promise(used, asked(151)).today.answer is Answer.NO
    (test,) = found.alternatives
    assert "180 ports" in test.says.en


def test_a_test_is_no_way_where_it_would_not_make_it_a_yes() -> None:
    more = (read("R1", *(10.0,) * 8), read("R2", *(22.0,) * 8))
    there = plant(resource("R1"), resource("R2", claimed=80.0), tests=(proven("R1"),), usage=more)
    ways = {n: [a.way for a in promise(there, asked(n)).alternatives] for n in (148, 149)}
    assert Way.TEST in ways[148]
    assert Way.TEST not in ways[149]


def test_a_test_is_no_way_where_nobody_reads_the_use() -> None:
    found = promise(plant(resource(), tests=(proven(expires_on=TODAY),)), asked(60))
    assert found.today.answer is Answer.CANNOT_TELL
    assert found.alternatives == ()


def test_nobody_is_told_of_half_a_port_elsewhere() -> None:
    levels = (10.0, 11.0, 10.0, 12.0, 11.0, 10.0, 12.0, 11.0)
    there = plant(
        resource("R1"),
        resource("R2", site="Serui"),
        tests=(proven("R1", 5.0), proven("R2")),
        usage=(read("R1"), read("R2", *levels)),
    )
    (other,) = (a for a in promise(there, asked(60)).alternatives if a.way is Way.SITE)
    assert re.search(r"it could promise \d+ ports", other.says.en)


def test_an_expired_test_cannot_be_told_and_is_named() -> None:
    there = plant(resource(), tests=(proven(expires_on=TODAY),), usage=(read(),))
    found = promise(there, asked(60))
    assert found.today.answer is Answer.CANNOT_TELL
    assert found.today.binding.limit is Limit.TEST_EXPIRES
    assert found.today.binding.resources == ("R1",)


def test_a_test_that_expires_before_the_day_limits_it() -> None:
    ends = proven("R2", expires_on=TODAY + timedelta(days=10))
    there = plant(
        resource("R1"), resource("R2"), tests=(proven("R1"), ends), usage=(read("R1"), read("R2"))
    )
    assert promise(there, asked(150, days=9)).today.answer is Answer.YES
    found = promise(there, asked(150, days=10))
    assert found.today.answer is Answer.LESS
    assert found.today.binding.limit is Limit.TEST_EXPIRES
    assert Way.TEST in [one.way for one in found.alternatives]


def test_a_failed_test_is_a_no() -> None:
    there = plant(resource(), tests=(proven(passed=False),), usage=(read(),))
    found = promise(there, asked(60))
    assert (found.today.answer, found.today.binding.limit) == (Answer.NO, Limit.FAILED)


def test_tested_capacity_whose_use_nobody_reads_cannot_be_told() -> None:
    unread = plant(resource(), tests=(proven(),))
    found = promise(unread, asked(60))
    assert (found.today.answer, found.today.binding.limit) == (Answer.CANNOT_TELL, Limit.NOT_READ)
    assert found.today.at_most == 100
    assert promise(unread, asked(101)).today.answer is Answer.NO


def test_use_that_was_read_long_ago_is_not_known() -> None:
    old = plant(resource(), tests=(proven(),), usage=(read("R1", 10, 10, 10, 10, weeks_old=9),))
    assert promise(old, asked(60)).today.answer is Answer.CANNOT_TELL


def test_one_reading_gives_an_answer_without_a_chance() -> None:
    found = promise(simple(used=(37,)), asked(63))
    assert (found.today.answer, found.today.probability_short) == (Answer.YES, None)
    assert any("not known" in words.en for words in found.limits)


def test_both_questions_are_answered_apart() -> None:
    ready = TODAY + timedelta(days=20)
    coming = (Expansion("R1", ready, 50.0, 3e6, "IDR", "approved"),)
    found = promise(simple(used=(40,) * 8, expansions=coming), asked(100))
    assert (found.today.answer, found.today.quantity_by_date) == (Answer.LESS, 60)
    assert found.expanded is not None
    assert (found.expanded.answer, found.expanded.earliest) == (Answer.YES, ready)
    assert promise(simple(), asked(100)).expanded is None


def test_what_is_planned_is_told_apart_from_what_was_tested() -> None:
    coming = (Expansion("R1", TODAY + timedelta(days=20), 50.0, 3e6, "IDR", "approved"),)
    found = promise(simple(used=(40,) * 8, expansions=coming), asked(100))
    assert found.expanded is not None
    binding = found.expanded.binding
    assert (binding.tested, binding.planned) == (100.0, 50.0)
    assert "100 ports tested, 50 ports planned" in binding.says.en
    assert "100 ports teruji, 50 ports direncanakan" in binding.says.id
    assert found.today.binding.planned == 0.0
    assert "planned" not in found.today.binding.says.en


@pytest.mark.parametrize(
    ("there", "at_most"),
    [
        # In use 95 of a claim of 100: 5 at best, and the 48 that are added.
        (plant(resource(), usage=(read("R1", *(95,) * 8),), expansions=(ADDED,)), 53),
        # Tested 100, and nobody knows how many of them are in use.
        (plant(resource(), tests=(proven(),), expansions=(ADDED,)), 148),
        # The test of today does not hold on the day asked for.
        (
            plant(
                resource(),
                tests=(proven(expires_on=TODAY + timedelta(days=5)),),
                usage=(read("R1", *(95,) * 8),),
                expansions=(ADDED,),
            ),
            53,
        ),
    ],
    ids=["untested", "unread", "expired by then"],
)
def test_what_is_added_to_what_is_not_known_is_not_known_either(
    there: Plant, at_most: float
) -> None:
    found = promise(there, asked(40, days=20))
    assert found.expanded is not None
    assert (found.expanded.answer, found.expanded.at_most) == (Answer.CANNOT_TELL, at_most)
    assert Way.EXPANSION not in [one.way for one in found.alternatives]
    assert any("is not counted: what that has itself" in limit.en for limit in found.limits)


def test_what_is_new_counts_from_the_day_on_which_it_is_ready() -> None:
    there = plant(
        resource(), resource("R2", claimed=0.0), tests=(proven(),),
        usage=(read("R1", *(95,) * 8),), expansions=(Expansion("R2", ADDED.ready_on, 48.0),),
    )  # fmt: skip
    found = promise(there, asked(40, days=20))
    assert found.expanded is not None
    assert (found.today.answer, found.expanded.answer) == (Answer.LESS, Answer.YES)


def test_the_cheapest_expansion_that_does_it_is_named() -> None:
    def expansion(days: int, adds: float, cost: float | None) -> Expansion:
        return Expansion("R1", TODAY + timedelta(days=days), adds, cost, "IDR", "planned")

    coming = (
        expansion(5, 30.0, 900.0),
        expansion(6, 30.0, 100.0),
        expansion(7, 30.0, 200.0),
        expansion(8, 500.0, None),
    )
    found = promise(simple(used=(40,) * 8, expansions=coming), asked(115))
    (chosen,) = [one for one in found.alternatives if one.way is Way.EXPANSION]
    assert (chosen.cost, chosen.adds, chosen.currency) == (300.0, 60.0, "IDR")
    assert chosen.ready_on == TODAY + timedelta(days=7)


def test_an_expansion_that_comes_later_gives_a_later_day() -> None:
    coming = (Expansion("R1", TODAY + timedelta(days=50), 50.0, 1.0, "IDR", "planned"),)
    found = promise(simple(used=(40,) * 8, expansions=coming), asked(100, days=30))
    (chosen,) = [one for one in found.alternatives if one.way is Way.EXPANSION]
    assert chosen.by == TODAY + timedelta(days=50)


def test_an_expansion_that_was_called_off_is_none() -> None:
    gone = (Expansion("R1", TODAY, 50.0, 1.0, "IDR", "Cancelled"),)
    assert promise(simple(used=(40,) * 8, expansions=gone), asked(100)).expanded is None


def test_other_sites_that_have_enough_are_named_the_roomiest_first() -> None:
    names = ("Abepura", "Cikini", "Sentani", "Serpong")
    there = plant(
        *(resource(f"R-{name}", name) for name in names),
        resource("R-other", "Waena", product="Metro"),
        tests=tuple(proven(f"R-{name}") for name in (*names, "other")),
        usage=tuple(
            read(f"R-{name}", *(float(used),) * 8)
            for name, used in zip((*names, "other"), (90, 30, 60, 10, 0), strict=True)
        ),
    )
    found = promise(there, asked(50))
    sites = [one.site for one in found.alternatives if one.way is Way.SITE]
    assert sites == ["Serpong", "Cikini"]


def test_an_unknown_site_names_what_comes_near() -> None:
    with pytest.raises(InputError, match=r"no site named 'Abepra'.*Did you mean Abepura"):
        promise(simple(), asked(1, site="Abepra"))
    with pytest.raises(InputError, match=r"no product at Abepura named 'fiber'.*Fibre"):
        promise(simple(), asked(1, product="fiber"))
    with pytest.raises(InputError, match="Known are Abepura"):
        promise(simple(), asked(1, site="Zzz"))


def test_units_that_differ_cannot_be_told_until_one_is_named() -> None:
    mixed = plant(
        resource("R1"),
        resource("R2", unit="Mbit/s"),
        tests=(proven("R1"), proven("R2")),
        usage=(read("R1"), read("R2")),
    )
    found = promise(mixed, asked(10))
    assert (found.today.answer, found.today.binding.limit) == (
        Answer.CANNOT_TELL,
        Limit.UNITS_DIFFER,
    )
    assert promise(mixed, asked(10, unit="PORTS")).today.answer is Answer.YES
    with pytest.raises(InputError, match="no unit there named 'rooms'"):
        promise(mixed, asked(10, unit="rooms"))


def test_reservations_beyond_capacity_are_a_debt() -> None:
    over = (held(90, TODAY + timedelta(days=3)), held(40, TODAY + timedelta(days=5)))
    found = promise(simple(used=(10,) * 8, reservations=over), asked(5))
    assert (found.today.answer, found.today.debt) == (Answer.NO, 40.0)
    assert "A debt of 40 ports comes first" in found.sentence.en
    assert "Utang 40 ports didahulukan" in found.sentence.id


def test_rounding_is_no_debt() -> None:
    expired = proven(capacity=390.0, expires_on=TODAY)
    there = plant(resource(claimed=400.0), tests=(expired,), usage=(read("R1", *(200.0,) * 8),))
    found = promise(there, asked(10))
    assert found.today.debt == 0.0
    assert "debt" not in found.sentence.en


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (asked(0), "quantity asked for is 0"),
        (asked(-3), "quantity asked for is -3"),
        (asked(float("nan")), "quantity asked for is nan"),
        (asked(1e300), "no network has as much"),
        (asked(1, days=-1), "is past"),
        (asked(1, days=5000), "weeks ahead"),
        (asked(1, service_level=1.0), "service level is 1"),
        (asked(1, service_level=0.0), "service level is 0"),
    ],
)
def test_a_question_that_nobody_can_answer_is_refused(question: object, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        promise(simple(), question)  # type: ignore[arg-type]
    assert refused.value.told_in("id") != refused.value.told_in("en")
    assert "--" not in refused.value.told_in("en")


def test_the_json_has_what_it_promises() -> None:
    form = promise_form(promise(simple(used=(40,) * 8), asked(200)))
    assert {
        "answer", "probability_short", "earliest", "quantity_by_date", "alternatives", "binding",
        "evidence", "n", "as_of", "snapshot", "sentence", "with_expansions",
    } <= form.keys()  # fmt: skip
    assert set(form["sentence"]) == {"en", "id"}
    assert form["as_of"] == "2026-06-01T00:00:00+00:00"


def test_nothing_can_be_reserved_without_a_test() -> None:
    with pytest.raises(InputError, match="No test stands behind R1"):
        reservable(plant(resource(), usage=(read(),)), asked(1))
    assert reservable(simple(used=(40,) * 8), asked(1)).room({}, TODAY) == 60


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 120), min_size=4, max_size=12),
    st.integers(0, 80),
    st.integers(1, 150),
    st.integers(0, 100),
    st.sampled_from([Kind.STOCK, Kind.HOURS]),
)
def test_more_tested_capacity_never_delays_a_promise(
    used: list[int], more: int, quantity: int, reserved: int, kind: Kind
) -> None:
    def answer(capacity: float) -> tuple[float, float, float]:
        one = resource(kind=kind, unit="u", claimed=None)
        booked = (held(reserved, TODAY + timedelta(days=40)),) if reserved else ()
        there = plant(
            one,
            tests=(proven(capacity=capacity),),
            usage=(read("R1", *map(float, used)),),
            reservations=booked,
        )
        reply = promise(there, asked(quantity, days=21)).today
        first = reply.earliest.toordinal() if reply.earliest else 10**9
        assert reply.probability_short is not None
        assert reply.quantity_by_date is not None
        return first, reply.probability_short, -reply.quantity_by_date

    before, after = answer(100.0), answer(100.0 + more)
    assert all(b <= a + 1e-9 for a, b in zip(before, after, strict=True))


def test_a_promise_holds_as_often_as_it_says() -> None:
    """Steady use with noise: of promises at the very edge of 90%, about one in ten falls short."""
    import numpy as np

    random = np.random.default_rng(5)
    short = 0
    trials = 400
    for _ in range(trials):
        series = 50 + 5 * random.standard_normal(17)
        there = simple(used=tuple(series[:16]))
        reply = promise(there, asked(1.0, days=6, service_level=0.9)).today
        most = reply.quantity_by_date
        assert most is not None
        exact = promise(there, asked(most + 0.5, days=6, service_level=0.9)).today
        limit = 100 - (exact.quantity_by_date or 0.0)
        short += series[16] > limit
    # 99.9% bounds of a binomial of 400 at 0.1, and a little for rounding to whole units
    assert 0.05 < short / trials < 0.155


def test_a_test_is_of_the_day_that_it_was_where_it_was_made() -> None:
    """Just after midnight in Oslo it is still the day before by UTC."""
    test = CapacityTest("R1", datetime(2026, 3, 1, 23, 30, tzinfo=UTC), date(2026, 3, 2), 100.0)
    found = promise(plant(resource(), tests=(test,), usage=(read(),)), asked(60))
    assert promise_form(found)["evidence"][0]["tested_on"] == "2026-03-02"
    assert "2 Mar 2026" in promise_text(found)


def test_an_expansion_that_should_have_been_ready_is_said_to_be_late() -> None:
    """Its day has passed and no test has shown it: that it is there is believed alone."""
    late = Expansion("R1", TODAY - timedelta(days=10), 50.0, None, None, "planned")
    there = plant(resource(), tests=(proven(),), usage=(read(),), expansions=(late,))
    said = " ".join(words.en for words in promise(there, asked(120)).limits)
    assert "no test has shown it since: R1 (22 May 2026)" in said
    shown = plant(
        resource(),
        tests=(proven(on=TODAY - timedelta(days=3)),),
        usage=(read(),),
        expansions=(late,),
    )
    assert "may be late" not in " ".join(w.en for w in promise(shown, asked(120)).limits)
    soon = Expansion("R1", TODAY, 50.0, None, None, "planned")
    due = plant(resource(), tests=(proven(),), usage=(read(),), expansions=(soon,))
    assert "may be late" not in " ".join(w.en for w in promise(due, asked(120)).limits)
