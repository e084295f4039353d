"""The demo on a terminal: what was made, the ledger in short, what stands out, what to try next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from selaras.demo.run import Demo
from selaras.demo.sentences import sentence
from selaras.demo.world import AS_OF
from selaras.ledger import Status, Verdict
from selaras.reports.ledger_table import MARKS, WORDS, asked_text, number_text, status_counts

_WORDS = {
    "en": {
        "made": "Nusantara Net is a simulated company: {leads} leads, evaluated as of {as_of}.",
        "loaded": "Loaded {rows} rows of {tables} tables; {bad} lines did not fit and wait in "
        "quarantine.",
        "standouts": "What stands out (over closed periods; 90% intervals)",
        "nothing": "Nothing stands out.",
        "next": "What to try next",
        "commitment": "commitment",
        "asked": "asked",
    },
    "id": {
        "made": "Nusantara Net adalah perusahaan simulasi: {leads} prospek, dinilai per {as_of}.",
        "loaded": "{rows} baris dari {tables} tabel dimuat; {bad} baris tidak cocok dan menunggu "
        "di karantina.",
        "standouts": "Yang menonjol (periode yang sudah tutup; interval 90%)",
        "nothing": "Tidak ada yang menonjol.",
        "next": "Langkah berikutnya",
        "commitment": "komitmen",
        "asked": "diminta",
    },
}
_NEXT = {
    "en": (
        ("every verdict, one by one", "selaras evaluate --workspace {folder} --as-of {as_of}"),
        (
            "the leads behind one of them ({name})",
            "selaras trace --workspace {folder} --as-of {as_of} "
            "--subject {subject} --period {period} {agreement} {commitment}",
        ),
        (
            "why revenue moved, as a page",
            "selaras diagnose --workspace {folder} --as-of {as_of} "
            "--format html --output {folder}/why.html",
        ),
        (
            "how often a lead is worth calling",
            "selaras followup --workspace {folder} --as-of {as_of}",
        ),
        (
            "which channels brought the deals",
            "selaras attribution --workspace {folder} --as-of {as_of}",
        ),
        ("the lines that did not fit", "selaras quarantine --workspace {folder}"),
        ("change a target in {folder}/agreements, then", "selaras lint --workspace {folder}"),
        (
            "start with your own data",
            "selaras init --workspace my-workspace --template marketing-sales",
        ),
    ),
    "id": (
        ("semua putusan, satu per satu", "selaras evaluate --workspace {folder} --as-of {as_of}"),
        (
            "prospek di balik salah satunya ({name})",
            "selaras trace --workspace {folder} --as-of {as_of} "
            "--subject {subject} --period {period} {agreement} {commitment}",
        ),
        (
            "mengapa pendapatan berubah, sebagai halaman",
            "selaras diagnose --workspace {folder} --as-of {as_of} "
            "--format html --output {folder}/why.html",
        ),
        (
            "berapa kali sebuah prospek layak dihubungi",
            "selaras followup --workspace {folder} --as-of {as_of}",
        ),
        (
            "saluran mana yang membawa transaksi",
            "selaras attribution --workspace {folder} --as-of {as_of}",
        ),
        ("baris yang tidak cocok", "selaras quarantine --workspace {folder}"),
        ("ubah sasaran di {folder}/agreements, lalu", "selaras lint --workspace {folder}"),
        (
            "mulai dengan data sendiri",
            "selaras init --workspace my-workspace --template marketing-sales",
        ),
    ),
}


def demo_summary(demo: Demo, language: str) -> RenderableType:
    """Everything `selaras demo` prints."""
    words = _WORDS[language]
    counts = demo.load.counts
    seen = demo.ledger.snapshot
    leads = number_text(seen.rows("leads"), language)
    parts: list[RenderableType] = [
        Text(words["made"].format(leads=leads, as_of=AS_OF.isoformat()), "bold"),
        words["loaded"].format(
            rows=number_text(sum(map(seen.rows, seen.tables)), language),
            tables=len(seen.tables),
            bad=number_text(sum(count.quarantined_rows for count in counts), language),
        ),
        "",
    ]
    parts += _pairs(demo.ledger.verdicts, language)
    parts.append(Text(words["standouts"], "bold"))
    found = [sentence(one, demo.names, language) for one in demo.standouts]
    parts += [Text(f"• {text}") for text in found] or [words["nothing"]]
    parts += ["", Text(words["next"], "bold")]
    parts += [
        Text.assemble(f"{says}:\n    ", (command, "cyan"))
        for says, command in next_steps(demo, language)
    ]
    return Group(*parts)


def next_steps(demo: Demo, language: str) -> tuple[tuple[str, str], ...]:
    """What may be tried next: words and the command, which works as it stands."""
    folder = shlex.quote(str(demo.workspace.root))
    missed = [
        v for v in demo.ledger.verdicts if v.status is Status.MISSED and v.subject_kind == "rep"
    ]
    steps = []
    for says, command in _NEXT[language]:
        values = {"folder": folder, "as_of": AS_OF.isoformat()}
        if "{commitment}" in command:
            if not missed:
                continue
            worst = min(missed, key=lambda v: (v.value if v.value is not None else 1, -v.n))
            values |= {
                "agreement": worst.agreement,
                "commitment": worst.commitment,
                "subject": str(worst.subject),
                "name": demo.names.get(str(worst.subject), str(worst.subject)),
                "period": f"{worst.period.first:%Y-%m}",
            }
        steps.append((says.format(**values), command.format(**values)))
    return tuple(steps)


def _pairs(verdicts: Sequence[Verdict], language: str) -> list[RenderableType]:
    parts: list[RenderableType] = []
    ordered = sorted(verdicts, key=lambda v: (v.agreement, v.promisor, v.promisee, *v.key))
    for pair, some in groupby(ordered, key=lambda v: (v.agreement, v.promisor, v.promisee)):
        rows = list(some)
        title = Text.assemble(
            (f"{pair[1]} → {pair[2]}", "bold"),
            (f"   {pair[0]} ({rows[0].standing})   ", "dim"),
            status_counts(rows, language),
        )
        parts += [title, _commitments(rows, language), ""]
    return parts


def _commitments(verdicts: Sequence[Verdict], language: str) -> Table:
    table = Table(box=None, pad_edge=True, header_style="dim")
    table.add_column(_WORDS[language]["commitment"], min_width=22)
    table.add_column(_WORDS[language]["asked"], justify="right", min_width=22)
    for status in Status:
        mark, style = MARKS[status]
        table.add_column(Text(f"{mark} {WORDS[language][status]}", style), justify="right")
    for name, some in groupby(verdicts, key=lambda v: v.commitment):
        rows = list(some)
        asked = {asked_text(verdict, language) for verdict in rows}
        counts = Counter(verdict.status for verdict in rows)
        numbers = [str(counts[status]) if counts[status] else "·" for status in Status]
        table.add_row(name, asked.pop() if len(asked) == 1 else "…", *numbers)
    return table
