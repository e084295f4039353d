"""The catalogues of the pages' words: collected from the code, compiled into what gettext reads.

`python -m docs.messages` brings every catalogue up
to date: each folder of pages has its own, `locale/id/LC_MESSAGES/django.po`; English is what stands
in the code. Texts that have no translation yet are listed, and the tests fail on them.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parents[1] / "src" / "selaras" / "web"
_NO_CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}


def homes() -> dict[Path, tuple[Path, ...]]:
    """Catalogue folder → what it holds the words of."""
    pages = sorted(folder for folder in (HERE / "pages").iterdir() if folder.is_dir())
    rest = [
        path
        for path in HERE.iterdir()
        if path not in (HERE / "pages", HERE / "locale", HERE / "static")
    ]
    return {
        HERE / "locale": (*sorted(rest), HERE.parent / "records"),
        **{folder / "locale": (folder,) for folder in pages if folder.name != "__pycache__"},
    }


def texts(folders: tuple[Path, ...]) -> Catalog:
    """Every text in the Python files and templates under `folders`."""
    catalog = Catalog(locale="id", project="Selaras", charset="utf-8", fuzzy=False)
    for path in sorted(_sources(folders)):
        content = _as_python(path)
        place = str(path.relative_to(HERE.parent))
        for line, message, comments, context in extract(
            "python", io.BytesIO(content.encode()), keywords=KEYWORDS
        ):
            del line  # lines move too often to be kept
            catalog.add(message, None, [(place, None)], auto_comments=comments, context=context)
    return catalog


def _sources(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_file():
            yield from [folder] if folder.suffix == ".py" else []
            continue
        for path in folder.rglob("*"):
            if path.suffix in (".py", ".html", ".txt") and "__pycache__" not in path.parts:
                yield path


def _as_python(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    return templatize(text)


def catalogue(home: Path) -> Path:
    return home / "id" / "LC_MESSAGES" / "django.po"


def updated(home: Path, folders: tuple[Path, ...]) -> Catalog:
    """The catalogue with today's texts and what is translated of them."""
    path = catalogue(home)
    found = texts(folders)
    if not path.exists():
        return found
    with path.open("rb") as file:
        known = read_po(file, locale="id")
    known.update(found, no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


def missing(catalog: Catalog) -> list[str]:
    """Texts without a translation."""
    return [str(message.id) for message in catalog if message.id and not _said(message.string)]


def _said(translation: object) -> bool:
    return all(translation) if isinstance(translation, tuple | list) else bool(translation)


def compiled(catalog: Catalog) -> bytes:
    """What gettext reads; the same bytes for the same catalogue."""
    buffer = io.BytesIO()
    catalog.creation_date = catalog.revision_date = _NO_CLOCK
    write_mo(buffer, catalog)
    return buffer.getvalue()


def written(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=True, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n"Language: id\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    )
    header += '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    return header.encode() + buffer.getvalue()


def main() -> int:
    """Write every catalogue; end with 1 where something is not translated."""
    untranslated = 0
    for home, folders in homes().items():
        catalog = updated(home, folders)
        if not any(message.id for message in catalog):
            continue
        path = catalogue(home)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        with path.open("rb") as file:
            path.with_suffix(".mo").write_bytes(compiled(read_po(file, locale="id")))
        for text in missing(catalog):
            untranslated += 1
            sys.stdout.write(f"{path.relative_to(HERE)}: {text!r}\n")
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
