"""A workspace: the folder that agreements, calendars, mappings and evidence live in."""

from selaras.workspace.folder import SETTINGS_FILE, Workspace, open_workspace

__all__ = ["SETTINGS_FILE", "Workspace", "open_workspace"]
