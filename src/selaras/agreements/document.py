"""The YAML of an agreement, as pydantic models: what may be written, before it is understood."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from selaras.agreements.fields import Day, Length, Name, NumberField, Text
from selaras.agreements.measure_forms import (
    Form,
    MeasureForm,
    PlainOrMapping,
    TermForm,
    Where,
    kind_of,
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

    at_least: PlainOrMapping[NumberField, NumberScheduleForm] | None = Field(
        default=None, description="This or more."
    )
    at_most: PlainOrMapping[NumberField, NumberScheduleForm] | None = Field(
        default=None, description="This or less."
    )
    within: PlainOrMapping[Length, LengthScheduleForm] | None = Field(
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
    every: PlainOrMapping[Text, RollingForm] = Field(
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
    calendar: PlainOrMapping[Name, CalendarForm] | None = Field(
        default=None, description="Whose working time applies; the agreement's by default."
    )
    currency: Text | None = Field(default=None, description="ISO 4217 code of an amount.")
    prorate: Literal["working days", "days"] | None = Field(
        default=None, description="Scale the target of a period that is cut short."
    )
    owner: Text | None = Field(default=None, description="Who answers for it.")
    baseline: NumberField | None = Field(default=None, description="The value before.")
    deadline: Day | None = Field(default=None, description="By when; the period's end by default.")
    part_of: PlainOrMapping[Text, PartOfForm] | None = Field(
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
    effective: PlainOrMapping[Day, EffectiveForm] = Field(
        description="`{from: 2026-01-01, to: 2026-12-31}`; `to` may be left out."
    )
    calendar: Name = Field(description="The calendar of its periods and working time.")
    review: PlainOrMapping[Literal["week", "month", "quarter", "year"], ReviewForm] | None = None
    individuals: PlainOrMapping[Literal["own_team", "heads", "parties"], IndividualsForm] | None = (
        None
    )
    terms: dict[Name, TermForm] = Field(default_factory=dict)
    commitments: dict[Name, CommitmentForm] = Field(min_length=1)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an agreement's YAML, for editors and for the docs."""
    schema = AgreementDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
