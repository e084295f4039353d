import pytest

from selaras.reports.page import (
    Badge,
    Bullets,
    Callout,
    Cell,
    Column,
    Fact,
    Page,
    Prose,
    Row,
    Section,
    Source,
    Table,
    Terms,
    Tone,
    write_page,
)

from ..pages import read_page, requests_of

HOSTILE = '<img src="https://example.com/x" onerror=alert(1)>&"\''


def a_page(text="words", **changes):
    table = Table(
        text,
        (Column(text, text), Column(text, numeric=True)),
        (Row((Cell(text, text), Cell("12", text)), strong=True),),
    )
    blocks = (Prose(text), Bullets((text,)), Terms(((text, text),)), Callout(text, text), table)
    values = {
        "language": "en",
        "kind": text,
        "sentence": text,
        "standfirst": text,
        "place": text,
        "badge": Badge(text, Tone.NAMED),
        "facts": (Fact(text, text, text),),
        "sections": (Section(text, blocks, label=text),),
        "sources": (Source(text, text), Source(text, text, exact=True)),
    }
    return Page(**(values | changes))


def test_whatever_a_page_holds_is_text():
    elements = read_page(write_page(a_page(HOSTILE)))
    assert elements.all("img") == []
    assert elements.all("h1")[0].text == HOSTILE
    assert elements.all("caption")[0].text == HOSTILE
    assert requests_of(elements) == []


def test_a_hostile_text_changes_no_element():
    def names(element):
        return [
            (child.name, names(child)) for child in element.children if not isinstance(child, str)
        ]

    hostile, plain = (read_page(write_page(a_page(text))) for text in (HOSTILE, "words"))
    assert names(hostile) == names(plain)


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_page_says_its_language(language):
    html = read_page(write_page(a_page(language=language))).all("html")[0]
    assert html.attributes["lang"] == language


def test_headings_descend_without_a_gap():
    page = read_page(write_page(a_page()))
    assert len(page.all("h1")) == 1
    assert [h.text for h in page.all("h2")] == ["words", "Where this comes from"]


def test_a_caption_that_repeats_its_heading_is_not_seen_twice():
    captions = read_page(write_page(a_page())).all("caption")
    assert [caption.attributes["class"] for caption in captions] == ["unseen"]


def test_every_id_is_one_element_s_and_every_label_exists():
    page = read_page(write_page(a_page()))
    ids, labels = [], []

    def walk(element):
        ids.extend([element.attributes["id"]] if "id" in element.attributes else [])
        labels.extend(element.attributes.get("aria-labelledby", "").split())
        for child in element.children:
            if not isinstance(child, str):
                walk(child)

    walk(page)
    assert len(ids) == len(set(ids))
    assert set(labels) <= set(ids)


def test_cannot_tell_looks_different_from_missed():
    def badge(tone):
        shown = read_page(write_page(a_page(badge=Badge("x", tone)))).of_class("badge")[0]
        return shown.attributes["class"], shown.of_class("sign")[0].text

    assert len({badge(tone) for tone in Tone}) == len(Tone)
    assert badge(Tone.UNKNOWN) == ("badge badge-unknown", "?")
    assert badge(Tone.MISSED) == ("badge badge-missed", "✗")


def test_the_same_page_is_the_same_bytes():
    assert write_page(a_page()) == write_page(a_page())


@pytest.mark.parametrize(
    ("head", "has"), [("Tamalanrea", False), ("Was the target too high, then?", True)]
)
def test_a_table_headed_by_sentences_says_so(head, has):
    table = Table("Sites", (Column("Site"), Column("Free")), (Row((Cell(head), Cell("3"))),))
    assert table.has_sentences is has
