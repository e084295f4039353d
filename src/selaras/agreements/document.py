"""The YAML of an agreement, as pydantic models: what may be written, before it is understood.

A form that has a short and a long way of writing is a union whose member is chosen by the kind of
value that stands there (a word, a list, a mapping), so that an error speaks of one form only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from selaras.agreements.fields import Day, Length, Name, NumberField, ScalarField, Text


def kind_of(value: object) -> str:
    """Which member of a union a written value belongs to."""
    if isinstance(value, dict | BaseModel):
        return "mapping"
    if isinstance(value, list | tuple):
        return "list"
    return "plain"


Plain = TypeVar("Plain")
Mapping = TypeVar("Mapping")
_PlainOrMapping = Annotated[
    Annotated[Plain, Tag("plain")] | Annotated[Mapping, Tag("mapping")], Discriminator(kind_of)
]


class Form(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class ConditionForm(Form):
    """A condition on a column; several keys must all hold.

    `{not: won}`, `{not: [won, lost]}`, `{not: null}`, `{above: 5}`, `{below: 5}`,
    `{at_least: 5}`, `{at_most: 5}`, `{known: true}`, `{known: false}`.
    """

    not_: Annotated[
        Annotated[ScalarField, Tag("plain")] | Annotated[list[ScalarField], Tag("list")],
        Discriminator(kind_of),
    ] = Field(default=None, alias="not", description="None of these values.")
    above: ScalarField = Field(default=None, description="More than this.")
    below: ScalarField = Field(default=None, description="Less than this.")
    at_least: ScalarField = Field(default=None, description="This or more.")
    at_most: ScalarField = Field(default=None, description="This or less.")
    known: bool | None = Field(default=None, strict=True, description="Whether it has a value.")


Where = dict[
    str,
    Annotated[
        Annotated[ScalarField, Tag("plain")]
        | Annotated[list[ScalarField], Tag("list")]
        | Annotated[ConditionForm, Tag("mapping")],
        Discriminator(kind_of),
    ],
]
"""Column → what it must be: a value, a list of which one must hold, null, or a condition."""


class TermForm(Form):
    """A word both sides agreed on, with the rows of one evidence table that it means."""

    table: Text = Field(description="The evidence table.")
    where: Where = Field(default_factory=dict, description="Column → value; all must hold.")
    says: Text | None = Field(default=None, description="The meaning, in a sentence.")
    at: Text | None = Field(default=None, description="The time column that it happened at.")


class CountForm(Form):
    """Rows of a table, or of a term, counted by one of its time columns.

    `at` is the table's event time unless `where` uses a value that is set later (a deal's outcome
    is set at `closed_at`), which is then the default. `distinct` is `lead_id` for lead_stages and
    leads (each lead once a period); `distinct: false` counts every row.
    """

    term: Text | None = Field(default=None, description="A term of this agreement.")
    table: Text | None = Field(default=None, description="An evidence table.")
    where: Where = Field(default_factory=dict, description="Column → value; all must hold.")
    at: Text | None = Field(default=None, description="The time column to count by.")
    distinct: Text | Literal[False] | None = Field(
        default=None, description="A column whose values count once a period; false: every row."
    )


CountField = _PlainOrMapping[Text, CountForm]


class AmountForm(Form):
    """The sum of a column over rows of a table or of a term; `column` is `amount` by default."""

    of: Text | None = Field(default=None, description="The column: `amount`, `deals.amount`.")
    column: Text | None = Field(default=None, description="The same as `of`.")
    term: Text | None = Field(default=None, description="A term of this agreement.")
    table: Text | None = Field(default=None, description="An evidence table.")
    where: Where = Field(default_factory=dict, description="Column → value; all must hold.")
    at: Text | None = Field(default=None, description="The time column to sum by.")
    currency: Text | None = Field(default=None, description="ISO 4217 code, such as IDR.")


class RatioForm(Form):
    """One count over another, in the same period and for the same subject."""

    of: CountField | None = Field(default=None, description="What is counted.")
    numerator: CountField | None = Field(default=None, description="The same as `of`.")
    over: CountField | None = Field(default=None, description="What it is a share of.")
    to: CountField | None = Field(default=None, description="The same as `over`.")
    denominator: CountField | None = Field(default=None, description="The same as `over`.")


class ResponseTimeForm(Form):
    """Time from an item's start to the first answer that satisfies `where`."""

    from_: Text = Field(
        default="leads.created_at", alias="from", description="The time column it starts at."
    )
    to: Text = Field(default="attempts.happened_at", description="The time column of the answer.")
    where: Where = Field(
        default_factory=dict,
        description="Conditions on the answer's table, or else on the item's table.",
    )
    until: list[Text] = Field(
        default_factory=list, description="Stages or statuses that end the wait: exempt."
    )


class PausesForm(Form):
    """Which rows of ticket_events stop the clock."""

    where: Where = Field(description="Column of ticket_events → value; all must hold.")


def _pauses_kind(value: object) -> str:
    kind = kind_of(value)
    if isinstance(value, PausesForm) or (isinstance(value, dict) and "where" in value):
        return "where"
    return kind


class ResolutionTimeForm(Form):
    """Time between two columns of one row, less the pauses.

    `pauses`: left out or true, the events whose `pause` is true; false, nothing pauses;
    `{status: [Awaiting User Info]}`, the events that satisfy it.
    """

    from_: Text = Field(
        default="tickets.opened_at", alias="from", description="The time column it starts at."
    )
    to: Text = Field(default="tickets.resolved_at", description="The time column it ends at.")
    where: Where = Field(default_factory=dict, description="Conditions on the item.")
    pauses: Annotated[
        Annotated[Literal["ticket_events.pause", "pause"] | bool | None, Tag("plain")]
        | Annotated[Where, Tag("mapping")]
        | Annotated[PausesForm, Tag("where")],
        Discriminator(_pauses_kind),
    ] = Field(default=None, description="What stops the clock.")
    until: list[Text] = Field(
        default_factory=list, description="Stages or statuses that end the wait: exempt."
    )


class AttemptsForm(Form):
    """How many attempts an item got within a time from its start."""

    within: Length = Field(description="The window: `30 days`.")
    until: list[Text] = Field(
        default_factory=list, description="Stages that end the duty: exempt if reached early."
    )
    where: Where = Field(default_factory=dict, description="Conditions on attempts, or the item.")
    from_: Text = Field(
        default="leads.created_at", alias="from", description="The time column it starts at."
    )


class MeasureForm(Form):
    """How a value is read off the evidence: exactly one of these."""

    count: CountField | None = Field(default=None, description="How many.")
    amount: _PlainOrMapping[Text, AmountForm] | None = Field(default=None, description="How much.")
    ratio: RatioForm | None = Field(default=None, description="What share.")
    response_time: ResponseTimeForm | None = Field(
        default=None, description="How long until the first answer."
    )
    resolution_time: ResolutionTimeForm | None = Field(
        default=None, description="How long until it was solved."
    )
    attempts: _PlainOrMapping[Length, AttemptsForm] | None = Field(
        default=None, description="How many attempts within a window."
    )


class NumberScheduleForm(BaseModel):
    """A target that differs: `{by: period, 2026-01: 30, 2026-Q2: 40, else: 50}`.

    `by: period` has the keys 2026, 2026-Q1, 2026-02, 2026-W07 and 2026-02-14 (the finest one that
    holds the period's start applies), `by: subject` plain ids, `by: tenure` 1, 2, … for the n-th
    period in which the person is active. Without `else`, nothing is asked elsewhere.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, NumberField]

    by: Literal["period", "subject", "tenure"]
    else_: NumberField | None = Field(default=None, alias="else")


class LengthScheduleForm(BaseModel):
    """A time that differs: `{by: period, 2026-01: 2 business days, else: 1 business day}`."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Length]

    by: Literal["period", "subject", "tenure"]
    else_: Length | None = Field(default=None, alias="else")


class ObjectiveForm(Form):
    """The bound: exactly one of `at_least`, `at_most`, `within`, `growth`."""

    at_least: _PlainOrMapping[NumberField, NumberScheduleForm] | None = Field(
        default=None, description="This or more."
    )
    at_most: _PlainOrMapping[NumberField, NumberScheduleForm] | None = Field(
        default=None, description="This or less."
    )
    within: _PlainOrMapping[Length, LengthScheduleForm] | None = Field(
        default=None, description="A length of time, such as `8 business hours`."
    )
    growth: NumberField | None = Field(
        default=None, description="Growth on the previous period, such as `10%`."
    )
    over: Literal["previous"] | None = Field(default=None, description="With growth: `previous`.")
    for_: NumberField | None = Field(
        default=None, alias="for", description="Share of the items that is asked, such as `95%`."
    )


class RollingForm(Form):
    """A window that ends with each day."""

    rolling: Text | Annotated[int, Field(strict=True)] = Field(description="`30 days`, or 30.")


class ExcuseWhenForm(Form):
    """A condition on another commitment, for the same subject and period."""

    commitment: Text = Field(description="The other commitment.")
    above: NumberField | None = Field(default=None, description="Its value is more than this.")
    below: NumberField | None = Field(default=None, description="Its value is less than this.")
    at_least: NumberField | None = Field(default=None, description="Its value is this or more.")
    at_most: NumberField | None = Field(default=None, description="Its value is this or less.")
    status: Literal["kept", "missed"] | None = Field(default=None, description="Its verdict.")


class ExcuseForm(Form):
    """When a miss is excused."""

    when: ExcuseWhenForm
    says: Text | None = Field(default=None, description="The reason, in words.")


class PartOfForm(Form):
    """The larger goal that members' quotas add up to."""

    commitment: Text = Field(description="The larger commitment.")
    members: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = Field(
        default=None, description="How many members share it; left out: as many as evidence shows."
    )


class CalendarForm(BaseModel):
    """A calendar that differs by a column: `{by: region, jakarta: jakarta-office, else: …}`."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Name]

    by: Text
    else_: Name | None = Field(
        default=None, alias="else", description="For all others; the agreement's by default."
    )


class CommitmentForm(Form):
    """One promise: promisor → promisee."""

    promisor: Name = Field(description="The party that promises.")
    promisee: Name = Field(description="The party that it is promised to.")
    measure: MeasureForm
    every: _PlainOrMapping[Text, RollingForm] = Field(
        description="day, week, month, quarter, year or `rolling 30 days`."
    )
    objective: ObjectiveForm
    per: Text | None = Field(
        default=None, description="rep, team, company, party or a column; left out: all together."
    )
    of: Where = Field(default_factory=dict, description="Evidence that it is limited to.")
    excused: Annotated[
        Annotated[list[ExcuseForm], Tag("list")] | Annotated[ExcuseForm, Tag("mapping")],
        Discriminator(kind_of),
    ] = Field(default_factory=list, description="When a miss is excused.")
    calendar: _PlainOrMapping[Name, CalendarForm] | None = Field(
        default=None, description="Whose working time applies; the agreement's by default."
    )
    currency: Text | None = Field(default=None, description="ISO 4217 code of an amount.")
    prorate: Literal["working days", "days"] | None = Field(
        default=None, description="Scale the target of a period that is cut short."
    )
    owner: Text | None = Field(default=None, description="Who answers for it.")
    baseline: NumberField | None = Field(default=None, description="The value before.")
    deadline: Day | None = Field(default=None, description="By when; the period's end by default.")
    part_of: _PlainOrMapping[Text, PartOfForm] | None = Field(
        default=None, description="A larger commitment that it adds up to."
    )
    says: Text | None = Field(default=None, description="The promise, in a sentence.")


class EffectiveForm(Form):
    """The days from which and to which it holds, both included."""

    from_: Day = Field(alias="from")
    to: Day | None = None


class ReviewForm(Form):
    """How often the parties meet over it."""

    every: Literal["week", "month", "quarter", "year"]


class IndividualsForm(Form):
    """Who sees the figures of single people."""

    visible_to: Literal["own_team", "heads", "parties"] = "own_team"


class AgreementDocument(Form):
    """What two or more parties promise each other."""

    agreement: Name = Field(description="Its name; versions of it share the name.")
    title: Text | None = Field(default=None, description="A title for people.")
    parties: list[Name] = Field(min_length=2, description="Teams or companies.")
    effective: _PlainOrMapping[Day, EffectiveForm] = Field(
        description="`{from: 2026-01-01, to: 2026-12-31}`; `to` may be left out."
    )
    calendar: Name = Field(description="The calendar of its periods and working time.")
    review: _PlainOrMapping[Literal["week", "month", "quarter", "year"], ReviewForm] | None = None
    individuals: (
        _PlainOrMapping[Literal["own_team", "heads", "parties"], IndividualsForm] | None
    ) = None
    terms: dict[Name, TermForm] = Field(default_factory=dict)
    commitments: dict[Name, CommitmentForm] = Field(min_length=1)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an agreement's YAML, for editors and for the docs."""
    schema = AgreementDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
