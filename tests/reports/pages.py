"""Reading a written page back: its elements, texts and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("meta", "link", "br", "hr", "img", "input"))


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        parts = (c if isinstance(c, str) else c.text for c in self.children)
        return "".join(parts)

    def all(self, name: str) -> list[Element]:
        found = [self] if self.name == name else []
        for child in self.children:
            if isinstance(child, Element):
                found += child.all(name)
        return found

    def of_class(self, name: str) -> list[Element]:
        found = [self] if name in self.attributes.get("class", "").split() else []
        for child in self.children:
            if isinstance(child, Element):
                found += child.of_class(name)
        return found


class _Reader(HTMLParser):
    """Strict: every element that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Element:
    """The page's elements; fails where one is not closed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def requests_of(page: Element) -> list[str]:
    """Whatever a browser would fetch on its own."""
    found = []
    for element in _every(page):
        for name in ("src", "srcset", "poster", "data", "action", "xlink:href"):
            if name in element.attributes:
                found.append(element.attributes[name])
        if element.name in ("link", "use", "image") and element.attributes.get("href") != "data:,":
            found.append(element.attributes.get("href", ""))
        if element.name in ("script", "iframe", "object", "embed", "base"):
            found.append(element.name)
        if element.name == "style":
            found += [word for word in ("url(", "@import", "@font-face") if word in element.text]
    return found


def _every(element: Element) -> list[Element]:
    found = [element]
    for child in element.children:
        if isinstance(child, Element):
            found += _every(child)
    return found


def table_texts(table: Element) -> list[str]:
    """Each cell's texts: its own and the small one below it."""
    cells = table.all("th") + table.all("td")
    return [
        (child if isinstance(child, str) else child.text).strip()
        for cell in cells
        for child in cell.children
    ]
