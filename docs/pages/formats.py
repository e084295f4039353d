"""The YAML formats, from their JSON Schemas."""

from __future__ import annotations

import re
from typing import Any

from docs.pages.markdown import anchor, code, page, table
from selaras.agreements.document import json_schema as agreement_schema
from selaras.calendars.document import json_schema as calendar_schema
from selaras.capacity.programmes.document import json_schema as programme_schema
from selaras.evidence.mapping import json_schema as mapping_schema

Schema = dict[str, Any]

INTROS = {
    "agreement": """
An agreement is a YAML file in the workspace's `agreements/`. [How agreements are
written](../how-to/agreements.md) has an example of every form; here stands every key.
""",
    "calendar": """
A calendar is a YAML file in the workspace's `calendars/`, or one of those that are shipped
(`selaras calendar list`). [How calendars are written](../how-to/calendars.md) has the examples.
""",
    "mapping": """
A mapping is a YAML file in the workspace's `mappings/`. `selaras map FILE --table TABLE` writes a
first one. [How to load](../how-to/load.md) has the examples. Plain text is read as it stands:
`0012`, `1.50` and `yes` are these texts, not a number or a truth.
""",
    "programme": """
A programme is a YAML file that `selaras capacity programme FILE` reads. [How programmes are
checked](../how-to/programme.md) has the examples.
""",
}


def schemas() -> dict[str, Schema]:
    """Name of each YAML format → its JSON Schema."""
    return {
        "agreement": agreement_schema(),
        "calendar": calendar_schema(),
        "mapping": mapping_schema(),
        "programme": programme_schema(),
    }


def format_page(name: str, schema: Schema) -> str:
    """docs/reference/<name>.md."""
    editor = (
        f"The [JSON Schema](../schemas/{name}.json) lets an editor complete and check the file: "
        f"with the YAML language server, write `# yaml-language-server: "
        f"$schema=<path>/docs/schemas/{name}.json` on its first line. "
        f"`selaras schema {name}` prints it too."
    )
    definitions = schema.get("$defs", {})
    parts = [INTROS[name], editor, f"## The {name}", *_form(schema, definitions)]
    for title, inner in definitions.items():
        parts += [f"## {heading(title)}", *_form(inner, definitions)]
    return page(f"{name.capitalize()}: the YAML format", *(part for part in parts if part))


def heading(definition: str) -> str:
    """`NumberScheduleForm` as `Number schedule`."""
    words = re.sub(r"(Form|Document)$", "", definition)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).capitalize()


def keys(schema: Schema) -> set[str]:
    """Every key that the format knows, at any depth."""
    forms = [schema, *schema.get("$defs", {}).values()]
    return {key for form in forms for key in form.get("properties", {})}


def _form(schema: Schema, definitions: dict[str, Schema]) -> list[str]:
    required = schema.get("required", [])
    rows = [
        (code(key), kind(value), _default(key, value, required), _says(value, definitions))
        for key, value in schema.get("properties", {}).items()
    ]
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        rows.append(("any other key", kind(others), "", ""))
    says = re.sub(r"\n(?!\n)", " ", schema.get("description", "")).replace("\n ", "\n\n")
    return [says, table(("key", "value", "if left out", "what it says"), rows)]


def _says(schema: Schema, definitions: dict[str, Schema]) -> str:
    """What is said of a key; else of one of its members, else of the form that stands there."""
    if "description" in schema:
        return str(schema["description"])
    if "$ref" in schema:
        inner = definitions[schema["$ref"].rsplit("/", 1)[-1]].get("description", "")
        return str(inner).split("\n")[0]
    patterns = list(schema.get("patternProperties", {}).values())
    members = [*schema.get("anyOf", []), *schema.get("oneOf", []), *patterns]
    members += [schema["items"]] if isinstance(schema.get("items"), dict) else []
    return next((says for one in members if (says := _says(one, definitions))), "")


def _default(key: str, schema: Schema, required: list[str]) -> str:
    if key in required:
        return "required"
    default = schema.get("default")
    if default in (None, "", [], {}):
        return ""
    return code(str(default).lower() if isinstance(default, bool) else default)


def kind(schema: Schema) -> str:
    """What may stand there, in words."""
    if "$ref" in schema:
        name = heading(schema["$ref"].rsplit("/", 1)[-1])
        return f"[{name.lower()}](#{anchor(name)})"
    members = schema.get("anyOf") or schema.get("oneOf")
    if members:
        words = [kind(one) for one in members if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(words))
    if "const" in schema:
        value = schema["const"]
        return code(str(value).lower() if isinstance(value, bool) else value)
    if "enum" in schema:
        return " or ".join(code(value) for value in schema["enum"])
    return _plain_kind(schema)


def _plain_kind(schema: Schema) -> str:
    written, pattern = schema.get("type"), schema.get("pattern", "")
    if isinstance(written, list):
        return "a number or percentage" if "%" in pattern else "a plain value"
    if "usiness" in pattern:
        return "a length of time"
    if written == "array":
        return f"a list of: {kind(schema['items'])}"
    if written == "object":
        inner = next(iter(schema.get("patternProperties", {}).values()), None)
        inner = inner or schema.get("additionalProperties")
        return f"names, each with: {kind(inner)}" if isinstance(inner, dict) else "a mapping"
    if schema.get("format") == "date":
        return "a date"
    if "\\d{2}" in pattern and "[-–]" in pattern:
        return "an interval, `08:00-12:00`"
    words = {"string": "text", "integer": "a whole number", "boolean": "`true` or `false`"}
    return words.get(str(written), str(written))
