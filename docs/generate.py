"""`make docs`: the generated reference and the JSON Schemas, from the code.

Run as `python -m docs.generate`. Whatever lies in docs/reference and docs/schemas comes from here;
tests/docs fails where it is not what the code says today.
"""

from __future__ import annotations

import json
from pathlib import Path

from docs.pages.commands import command_page
from docs.pages.formats import format_page, schemas
from docs.pages.markdown import page
from docs.pages.names import name_page
from docs.pages.tables import table_page

FOLDER = Path(__file__).parent

_INDEX = """
- [The command line](cli.md): every command and option
- YAML formats, with a JSON Schema each: [agreement](agreement.md), [calendar](calendar.md),
  [mapping](mapping.md)
- [The evidence tables](evidence.md): every table and column
- [The public Python names](python.md)

The JSON that commands print is described in [verdicts.md](../verdicts.md#json).
"""


def render() -> dict[str, str]:
    """Path below docs/ → the text that belongs there."""
    texts = {
        "reference/README.md": page("Reference", _INDEX),
        "reference/cli.md": command_page(),
        "reference/evidence.md": table_page(),
        "reference/python.md": name_page(),
    }
    for name, schema in schemas().items():
        texts[f"reference/{name}.md"] = format_page(name, schema)
        texts[f"schemas/{name}.json"] = (
            json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        )
    return texts


def main() -> None:
    """Write what has changed, and remove generated files that have no source any more."""
    texts = render()
    for folder in ("reference", "schemas"):
        for path in sorted((FOLDER / folder).glob("*")):
            if path.relative_to(FOLDER).as_posix() not in texts:
                path.unlink()
                print(f"removed {path.relative_to(FOLDER.parent)}")
    for name, text in texts.items():
        path = FOLDER / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(FOLDER.parent)}")


if __name__ == "__main__":
    main()
