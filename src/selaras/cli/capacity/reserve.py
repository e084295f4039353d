"""`selaras capacity reserve`: take, extend, order, release and list reservations."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from selaras.cli.formats import Language, Report, TableOrJson, spoken_in
from selaras.cli.giving import give

if TYPE_CHECKING:
    from selaras.records.reservations.models import Reservation
    from selaras.workspace import Workspace

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
_WORKSPACE = typer.Option(Path(), "--workspace", "-w", help="The workspace's folder.")
_FORMAT = typer.Option(TableOrJson.TABLE, "--format", help="How to print.")
_LANGUAGE = typer.Option(None, "--language", help="en or id; the workspace's without it.")
_LINES = {
    "en": "{id}  {state}  {quantity:g} {unit}  {product} at {site}  on {needed_on}  "
    "until {expires_at}  {holder}",
    "id": "{id}  {state}  {quantity:g} {unit}  {product} di {site}  pada {needed_on}  "
    "sampai {expires_at}  {holder}",
}
_NOTHING = {"en": "Nothing is reserved.", "id": "Tidak ada yang direservasi."}


@app.command("take")
def take(
    site: str = typer.Option(..., "--site", help="Where, as in resources."),
    product: str = typer.Option(..., "--product", help="What, as in resources."),
    quantity: float = typer.Option(..., "--quantity", help="How much, in the resource's unit."),
    on: str = typer.Option(..., "--on", help="The day from which (hours: by which) it is needed."),
    until: str | None = typer.Option(
        None, "--until", help="Instant at which the hold ends; two weeks from now without it."
    ),
    holder: str = typer.Option("", "--holder", help="The party it is for, such as sales."),
    programme: str = typer.Option("", "--programme", help="The programme it is for."),
    priority: int = typer.Option(0, "--priority", help="How it ranks where it has to be shared."),
    key: str | None = typer.Option(
        None, "--key", help="A word of yours: asking again with it takes nothing more."
    ),
    service_level: float = typer.Option(
        0.95, "--service-level", help="How sure what is free has to be, between 0 and 1."
    ),
    unit: str | None = typer.Option(
        None, "--unit", help="Which unit, where capacity there is in several."
    ),
    workspace: Path = _WORKSPACE,
    format_: TableOrJson = _FORMAT,
    language: Language | None = _LANGUAGE,
) -> None:
    """Reserve a quantity, if it is free."""
    from selaras.capacity.promise import Question
    from selaras.capacity.promising import by_day, reservable
    from selaras.cli.capacity.reading import plant_of
    from selaras.workspace.instants import read_instant

    place = _opened(workspace)
    from selaras.records.audit.actor import command
    from selaras.records.reservations.taking import Wanted
    from selaras.records.reservations.taking import take as take_one

    plant = plant_of(place, None, None)
    question = Question(site, product, quantity, by_day(on, option="--on"), service_level, unit)
    ends = None if until is None else read_instant(until, place.time_zone, option="--until")
    _check_holder(holder)
    wanted = Wanted(quantity, question.by, ends, holder, programme, priority, key)
    made = take_one(command(), reservable(plant, question), wanted, now=place.now())
    _print(place, [made], format_, language)


@app.command("extend")
def extend(
    reservation: int = typer.Argument(..., help="The reservation's number."),
    until: str | None = typer.Option(None, "--until", help="Instant at which the hold ends."),
    days: int | None = typer.Option(None, "--days", min=1, help="Or so many days from now."),
    workspace: Path = _WORKSPACE,
    format_: TableOrJson = _FORMAT,
    language: Language | None = _LANGUAGE,
) -> None:
    """Let a hold last longer."""
    from selaras.errors import InputError, said
    from selaras.workspace.instants import read_instant

    if (until is None) == (days is None):
        raise InputError(
            said(
                "Write --until or --days, one of the two.", "Tulis --until atau --days, salah satu."
            )
        )
    place = _opened(workspace)
    from selaras.records.audit.actor import command
    from selaras.records.reservations.changing import extend as extend_one

    ends = (
        place.now() + timedelta(days=days or 0)
        if until is None
        else read_instant(until, place.time_zone, option="--until")
    )
    changed = extend_one(command(), reservation, ends, now=place.now())
    _print(place, [changed], format_, language)


@app.command("release")
def release(
    reservation: int = typer.Argument(..., help="The reservation's number."),
    reason: str = typer.Option("", "--reason", help="Why; an order: once it is in use."),
    workspace: Path = _WORKSPACE,
    format_: TableOrJson = _FORMAT,
    language: Language | None = _LANGUAGE,
) -> None:
    """Give back what a hold or an order takes."""
    place = _opened(workspace)
    from selaras.records.audit.actor import command
    from selaras.records.reservations.changing import release as release_one

    changed = release_one(command(), reservation, reason, now=place.now())
    _print(place, [changed], format_, language)


@app.command("order")
def order(
    reservation: int = typer.Argument(..., help="The reservation's number."),
    order_id: str = typer.Option(..., "--order", help="The order that it became."),
    workspace: Path = _WORKSPACE,
    format_: TableOrJson = _FORMAT,
    language: Language | None = _LANGUAGE,
) -> None:
    """Turn a hold into an order, which does not expire."""
    place = _opened(workspace)
    from selaras.records.audit.actor import command
    from selaras.records.reservations.changing import convert

    changed = convert(command(), reservation, order_id, now=place.now())
    _print(place, [changed], format_, language)


@app.command("expire")
def expire(workspace: Path = _WORKSPACE) -> None:
    """End the holds whose time has come; takers of the same place do so by themselves."""
    place = _opened(workspace)
    from selaras.records.audit.actor import command
    from selaras.records.reservations.changing import expire as expire_all

    typer.echo(str(expire_all(command(), now=place.now())))


@app.command("list")
def list_(
    site: str = typer.Option("", "--site", help="This site alone."),
    product: str = typer.Option("", "--product", help="This product alone."),
    every: bool = typer.Option(False, "--all", help="Released and expired ones too."),
    workspace: Path = _WORKSPACE,
    format_: TableOrJson = _FORMAT,
    language: Language | None = _LANGUAGE,
) -> None:
    """List reservations, the newest first."""
    place = _opened(workspace)
    from selaras.records.reservations.sought import EVERY, Sought, sought

    found = list(sought(Sought(site, product, EVERY if every else ""), place.now()))
    _print(place, found, format_, language)


@app.command("policies")
def policies(
    capacity: float = typer.Option(..., "--capacity", min=0, help="What is free each week."),
    holder: list[str] = typer.Option(
        ..., "--holder", help="NAME:MEAN[:PRIORITY], such as sales:40:2; again for more."
    ),
    weeks: int = typer.Option(200, "--weeks", min=1, help="Weeks to simulate."),
    seed: int = typer.Option(1, "--seed", min=0, help="Of the draws."),
    format_: Report = typer.Option(Report.TABLE, "--format", help="How to answer."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file."),
    language: Language | None = _LANGUAGE,
) -> None:
    """Try out how scarce capacity may be shared: first come, by priority, fair shares."""
    from selaras.capacity.rationing_simulation import read_holder, trials_form, try_policies

    tried = try_policies([read_holder(text) for text in holder], capacity, weeks=weeks, seed=seed)
    spoken = spoken_in(language, "en")
    if format_ is Report.JSON:
        from selaras.ledger.form import to_json

        give(to_json(trials_form(tried)) + "\n", output)
    elif format_ is Report.HTML:
        from selaras.reports.capacity_rationing_page import rationing_page

        give(rationing_page(tried, spoken), output)
    else:
        from selaras.reports.capacity_rationing_table import trials_text

        give(trials_text(tried, spoken), output)


def _check_holder(holder: str) -> None:
    """Raise InputError for a party that nobody knows; any name does where there are none."""
    from selaras.records.people.models import Party

    known = set(Party.objects.values_list("slug", flat=True))
    if holder and known and holder not in known:
        from selaras.capacity.finding import Words
        from selaras.capacity.refusals import unknown

        raise unknown(Words("party", "pihak"), holder, known)


def _opened(folder: Path) -> Workspace:
    """The workspace, its records ready, and its zone the one in which instants are told."""
    from selaras.web.start import start

    place = start(folder)
    from django.utils import timezone

    timezone.activate(place.time_zone)
    return place


def _print(
    place: Workspace, found: list[Reservation], format_: TableOrJson, language: Language | None
) -> None:
    from selaras.errors import said_in
    from selaras.records.reservations.models import state_said
    from selaras.records.reservations.sought import form_of

    now, spoken = place.now(), spoken_in(language, place.language)
    rows = [form_of(one, now) for one in found]
    if format_ is TableOrJson.JSON:
        from selaras.ledger.form import to_json

        typer.echo(to_json({"reservations": rows}))
        return
    if not rows:
        typer.echo(_NOTHING[spoken])
    for one, row in zip(found, rows, strict=True):
        if one.expires_at is not None:
            row["expires_at"] = f"{one.expires_at.astimezone(place.time_zone):%Y-%m-%d %H:%M %Z}"
        state = said_in(state_said(row["state"]), spoken)
        shown = {name: "—" if value in (None, "") else value for name, value in row.items()}
        typer.echo(_LINES[spoken].format(**(shown | {"state": state})))
