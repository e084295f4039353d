"""Django, started for a workspace: the first thing that every command over records does."""

from __future__ import annotations

import os
from pathlib import Path

from selaras.web.secret import do_without_secret, make_secret
from selaras.workspace import Workspace, open_workspace


def start(root: Path, *, migrate: bool = True) -> Workspace:
    """Set Django up for the workspace in `root`, and bring its database up to date.

    Without `migrate` nothing is written: whoever may only read the workspace can start it.

    Raises InputError where there is no such workspace.
    """
    workspace = open_workspace(root)
    os.environ["SELARAS_WORKSPACE"] = str(root.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.web.settings")
    if migrate:
        make_secret(root)
    else:
        do_without_secret(root)
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    return workspace
