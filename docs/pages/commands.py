"""The command line, from the Typer apps themselves."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from docs.pages.markdown import code, page, table
from selaras.cli.app import COMMANDS

_INTRO = """
`selaras --help` lists the commands, `selaras COMMAND --help` the options of one, and
`selaras --version` prints the version. A command works on the workspace that `--workspace` names,
and on the current folder without it. Counts and progress go to where they do not disturb: what a
script reads (`--format json` or `csv`) stands alone on standard output.

| a command ends with | when |
| --- | --- |
| 0 | it did what was asked |
| 1 | `evaluate --fail-on STATUS` found a verdict with that status |
| 2 | something that you wrote or passed is wrong: one sentence on standard error says so |
| 70 | Selaras itself is at fault; with `SELARAS_DEBUG=1` it prints what to report |

That sentence names the file, the line and the mend. `lint` ends with 2 where it finds an error.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that can be typed, groups' members included: `load`, `calendar due`."""
    for name in COMMANDS:
        app = importlib.import_module(f"selaras.cli.{name}").app
        command = typer.main.get_command(app)
        yield name, command
        for member, inner in getattr(command, "commands", {}).items():
            yield f"{name} {member}", inner


def options(command: Any) -> tuple[list[Any], list[Any]]:
    """The arguments and the options that are to be seen."""
    shown = [p for p in command.params if not getattr(p, "hidden", False) and p.name != "help"]
    arguments = [p for p in shown if not p.opts[0].startswith("-")]
    return arguments, [p for p in shown if p.opts[0].startswith("-")]


def command_page() -> str:
    """docs/reference/cli.md."""
    parts = [_INTRO]
    for name, command in commands():
        arguments, flags = options(command)
        members = list(getattr(command, "commands", {}))
        parts += [f"{'##' if ' ' not in name else '###'} selaras {name}", _says(name, command)]
        if members and not flags:
            parts.append("Its commands: " + ", ".join(code(member) for member in members) + ".")
            continue
        parts += [
            f"```console\nselaras {name}{_usage(arguments, flags)}\n```",
            table(("argument", "what it is"), ((_argument(a), a.help or "") for a in arguments)),
            table(
                ("option", "values", "default", "what it does"),
                ((_names(o), _values(o), _default(o), o.help or "") for o in flags),
            ),
        ]
    return page("The command line", *(part for part in parts if part))


def _says(name: str, command: Any) -> str:
    return inspect.cleandoc(command.help or COMMANDS.get(name, ""))


def _usage(arguments: list[Any], flags: list[Any]) -> str:
    words = [f"{o.opts[0]} {_metavar(o)}" for o in flags if o.required]
    if any(not o.required for o in flags):
        words.append("[OPTIONS]")
    words += [_argument(a, plain=True) for a in arguments]
    return "".join(f" {word}" for word in words)


def _argument(argument: Any, *, plain: bool = False) -> str:
    name = argument.metavar or argument.name.rstrip("_").upper()
    many = "..." if argument.nargs == -1 else ""
    shown = f"{name}{many}" if argument.required else f"[{name}]{many}"
    return shown if plain else code(shown)


def _names(option: Any) -> str:
    return ", ".join(code(name) for name in (*option.opts, *option.secondary_opts))


def _annotation(option: Any) -> Any:
    return getattr(getattr(option, "type_descriptor", None), "annotation", None)


def _metavar(option: Any) -> str:
    if option.metavar:
        return str(option.metavar)
    kind = _annotation(option)
    return {Path: "DIR", int: "N", float: "N"}.get(kind, "TEXT")


def _values(option: Any) -> str:
    if option.is_flag:
        return ""
    kind = _annotation(option)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(code(member.value) for member in kind)
    return code(_metavar(option)) + (", may be repeated" if option.multiple else "")


def _default(option: Any) -> str:
    default = option.default
    if option.required:
        return "required"
    if option.is_flag or default is None or default == []:
        return ""
    if isinstance(default, Enum):
        return code(default.value)
    return "the current folder" if default == Path() else code(default)
