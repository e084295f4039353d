"""The YAML of a programme, as pydantic models: what may be written, before it is understood."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from selaras.agreements.fields import Day, Name, NumberField, Text
from selaras.agreements.measure_forms import Form, kind_of


class WindowForm(Form):
    """The days of the programme, both included; its weeks begin with its first day."""

    from_: Day = Field(alias="from", description="The first day.")
    to: Day = Field(description="The last day.")


Quantities = Annotated[
    Annotated[NumberField, Tag("plain")] | Annotated[list[NumberField], Tag("list")],
    Discriminator(kind_of),
]


class SiteForm(Form):
    """What is planned at one site: `per_week`, or `total` with an optional `profile`."""

    product: Text | None = Field(default=None, description="The programme's, if left out.")
    per_week: Quantities | None = Field(
        default=None, description="One quantity for every week, or a list with one for each."
    )
    total: NumberField | None = Field(default=None, description="The quantity of all weeks.")
    profile: list[NumberField] | None = Field(
        default=None,
        description="With `total`: how it is spread, a weight for each week; evenly if left out.",
    )


class ProgrammeDocument(Form):
    """A sales or marketing campaign with the demand it plans to raise."""

    programme: Name = Field(description="Its id; the one in the table programmes if it is there.")
    name: Text | None = Field(default=None, description="A name for people.")
    product: Text = Field(description="What is sold, as in resources and demand.")
    window: WindowForm
    sites: dict[Text, SiteForm] = Field(
        min_length=1, description="Site, as in resources and demand, and what is planned there."
    )
    target: NumberField | None = Field(
        default=None, description="What is to be sold in all; the sum of the plan if left out."
    )
    service_level: NumberField | None = Field(
        default=None, description="How sure a figure of capacity has to be, such as `95%`."
    )
    tolerance: NumberField | None = Field(
        default=None,
        description="The chance of running short that is accepted, such as `10%`.",
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a programme's YAML, for editors and for the docs."""
    schema = ProgrammeDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
