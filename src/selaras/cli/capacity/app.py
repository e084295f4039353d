"""The commands of `selaras capacity`, one module each."""

from __future__ import annotations

import typer

from selaras.cli.capacity.claims import claims
from selaras.cli.capacity.postmortem import postmortem
from selaras.cli.capacity.programme import programme
from selaras.cli.capacity.promise import promise
from selaras.cli.capacity.reserve import app as reserve
from selaras.cli.capacity.status import status

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
app.command("status")(status)
app.command("promise")(promise)
app.add_typer(reserve, name="reserve", help="Take, extend, order, release and list reservations.")
app.command("programme")(programme)
app.command("claims")(claims)
app.command("postmortem")(postmortem)
