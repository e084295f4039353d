"""The YAML of measures, terms and conditions, as pydantic models.

A form that has a short and a long way of writing is a union whose member is chosen by the kind of
value that stands there (a word, a list, a mapping), so that an error speaks of one form only.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from selaras.agreements.fields import Length, ScalarField, Text


def kind_of(value: object) -> str:
    """Which member of a union a written value belongs to."""
    if isinstance(value, dict | BaseModel):
        return "mapping"
    if isinstance(value, list | tuple):
        return "list"
    return "plain"


Plain = TypeVar("Plain")
Mapping = TypeVar("Mapping")
PlainOrMapping = Annotated[
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


CountField = PlainOrMapping[Text, CountForm]


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
        description="Conditions on the answer's table, or else on the item's table; where `from` "
        "and `to` are one column, on the rows that answer (`of` says which wait).",
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
        default_factory=list,
        description=(
            "Stages that end the duty: exempt if reached early. Left out, these are `contacted`, "
            "`won` and `disqualified`."
        ),
    )
    where: Where = Field(default_factory=dict, description="Conditions on attempts, or the item.")
    from_: Text = Field(
        default="leads.created_at", alias="from", description="The time column it starts at."
    )


class MeasureForm(Form):
    """How a value is read off the evidence: exactly one of these."""

    count: CountField | None = Field(default=None, description="How many.")
    amount: PlainOrMapping[Text, AmountForm] | None = Field(default=None, description="How much.")
    ratio: RatioForm | None = Field(default=None, description="What share.")
    response_time: ResponseTimeForm | None = Field(
        default=None, description="How long until the first answer."
    )
    resolution_time: ResolutionTimeForm | None = Field(
        default=None, description="How long until it was solved."
    )
    attempts: PlainOrMapping[Length, AttemptsForm] | None = Field(
        default=None, description="How many attempts within a window."
    )
