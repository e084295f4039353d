"""The source of a mapping: read and checked."""

from __future__ import annotations

from selaras.errors import said
from selaras.evidence.mapping.document import SourceDocument
from selaras.evidence.mapping.lines import Document
from selaras.evidence.mapping.refusal import together
from selaras.evidence.mapping.values import CsvForm, FileSource, Format, SqlSource


def read_source(document: Document, source: SourceDocument) -> FileSource | SqlSource:
    """Where a mapping's rows come from; InputError where that is not clear."""
    stated = [key for key in ("file", "folder", "sql") if getattr(source, key) is not None]
    if len(stated) != 1:
        raise document.refuse(
            said(
                "A source has {origins}.",
                "Sumber menyatakan {origins}.",
                origins=together(stated, said("nothing", "tidak satu pun")),
            ),
            ("source",),
            said(
                "State exactly one of `file`, `folder` and `sql`.",
                "Nyatakan tepat satu dari `file`, `folder`, dan `sql`.",
            ),
        )
    if source.sql is not None:
        if (source.sqlite is None) == (source.postgres is None):
            raise document.refuse(
                said(
                    "A query is asked of exactly one database.",
                    "Kueri ditujukan kepada tepat satu basis data.",
                ),
                ("source", "sql"),
                said(
                    "State `sqlite: FILE` or `postgres: NAME_OF_ENVIRONMENT_VARIABLE`.",
                    "Nyatakan `sqlite: BERKAS` atau `postgres: NAMA_VARIABEL_LINGKUNGAN`.",
                ),
            )
        return SqlSource(source.sql, source.sqlite, source.postgres)
    if source.sqlite is not None or source.postgres is not None:
        raise document.refuse(
            said(
                "A database is stated, but no query.", "Basis data dinyatakan, tetapi tanpa kueri."
            ),
            ("source",),
            said("Add `sql:`.", "Tambahkan `sql:`."),
        )
    if source.folder is not None and source.pattern is None:
        raise document.refuse(
            said("A folder needs a pattern.", "Folder memerlukan pola."),
            ("source", "folder"),
            said("Add `pattern: '*.csv'`.", "Tambahkan `pattern: '*.csv'`."),
        )
    return FileSource(
        path=source.file or source.folder or "",
        pattern=source.pattern if source.folder is not None else None,
        form=None if source.format is None else Format(source.format),
        csv=_csv_form(document, source),
        member=source.member,
        sheet=source.sheet,
    )


def _csv_form(document: Document, source: SourceDocument) -> CsvForm:
    delimiter = "\t" if source.delimiter in ("tab", "\\t") else source.delimiter
    for key, sign in (("delimiter", delimiter), ("quote", source.quote)):
        if sign not in (None, "none") and (len(sign) != 1 or ord(sign) > 126 or sign in "\r\n"):
            raise document.refuse(
                said("The {key} is one ASCII sign.", "`{key}` adalah satu tanda ASCII.", key=key),
                ("source", key),
            )
    if delimiter is not None and delimiter == (source.quote or '"'):
        raise document.refuse(
            said(
                "The delimiter and the quote are the same sign.",
                "Pemisah dan tanda kutip adalah tanda yang sama.",
            ),
            ("source", "quote" if source.quote else "delimiter"),
            said(
                "State another one, or `quote: none`.",
                "Nyatakan yang lain, atau `quote: none`.",
            ),
        )
    if source.encoding is not None:
        try:
            "".encode(source.encoding)
        except (LookupError, ValueError):
            raise document.refuse(
                said(
                    "The encoding {encoding} is not known.",
                    "Pengodean {encoding} tidak dikenal.",
                    encoding=repr(source.encoding),
                ),
                ("source", "encoding"),
                said(
                    "Write utf-8, utf-16, cp1252, latin-1 or another name that Python knows.",
                    "Tulis utf-8, utf-16, cp1252, latin-1, atau nama lain yang dikenal Python.",
                ),
            ) from None
    if source.header and source.names is not None:
        raise document.refuse(
            said(
                "`names` are for files without a header.",
                "`names` hanya untuk berkas tanpa kepala kolom.",
            ),
            ("source", "names"),
            said("Add `header: false`.", "Tambahkan `header: false`."),
        )
    if not source.header and not source.names:
        raise document.refuse(
            said(
                "A file without a header needs `names`.",
                "Berkas tanpa kepala kolom memerlukan `names`.",
            ),
            ("source", "header"),
            said("List its columns.", "Sebutkan kolom-kolomnya."),
        )
    quote = '"' if source.quote is None else source.quote
    return CsvForm(
        delimiter=delimiter,
        encoding=source.encoding,
        quote=None if quote == "none" else quote,
        escape=source.escape,
        names=None if source.names is None else tuple(source.names),
        skip=source.skip,
    )
