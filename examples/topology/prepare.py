"""Links of the Internet Topology Zoo's GML files as one CSV: prepare.py DATA_FOLDER OUT_FOLDER.

`DATA_FOLDER` holds `gml.tar.gz`, or the GML files themselves. A link without a speed has an
empty one: nothing is claimed of it.
"""

from __future__ import annotations

import csv
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

_BLOCK = re.compile(r"^  (node|edge) \[\n(.*?)^  \]", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r'^    (\w+) (?:"([^"]*)"|(\S+))', re.MULTILINE)
HEAD = ("link", "network", "source", "target", "kind", "speed_bits")


def main(data: Path, out: Path) -> int:
    """Write `links.csv`; how many links there are."""
    out.mkdir(parents=True, exist_ok=True)
    links = 0
    with (out / "links.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for network, text in sorted(graphs(data)):
            for row in rows(network, text):
                writer.writerow(row)
                links += 1
    return links


def graphs(data: Path) -> Iterator[tuple[str, str]]:
    """The name and the text of every graph."""
    archive = data / "gml.tar.gz"
    if not archive.is_file():
        for path in sorted(data.rglob("*.gml")):
            yield path.stem, path.read_text(encoding="utf-8", errors="replace")
        return
    with tarfile.open(archive) as opened:
        for member in opened:
            file = opened.extractfile(member) if member.name.endswith(".gml") else None
            if file is not None:
                yield Path(member.name).stem, file.read().decode("utf-8", errors="replace")


def rows(network: str, text: str) -> Iterator[tuple[str, ...]]:
    """Each link of a graph, numbered in the order of the file."""
    names: dict[str, str] = {}
    number = 0
    for kind, body in _BLOCK.findall(text):
        fields = {name: quoted or plain for name, quoted, plain in _FIELD.findall(body)}
        if kind == "node":
            names[fields.get("id", "")] = fields.get("label", "")
            continue
        number += 1
        ends = [names.get(fields.get(end, ""), fields.get(end, "")) for end in ("source", "target")]
        label = fields.get("LinkType") or fields.get("LinkLabel") or ""
        yield f"{network}-{number:03d}", network, *ends, label, fields.get("LinkSpeedRaw", "")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Usage: prepare.py DATA_FOLDER OUT_FOLDER")
    print(f"{main(Path(sys.argv[1]), Path(sys.argv[2])):,} links", file=sys.stderr)
