from hypothesis import given
from hypothesis import strategies as st

from selaras.reports.charts.lettering import text_width, wrapped


@given(st.text(max_size=80), st.floats(20, 400), st.integers(1, 3))
def test_wrapped_lines_fit_and_are_few(text, width, most):
    lines = wrapped(text, width, 13.0, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(line, 13.0) <= width for line in lines)


def test_wrapped_keeps_short_texts_as_they_are():
    assert wrapped("Mix of leads", 200.0, 13.0) == ("Mix of leads",)


def test_wrapped_breaks_between_words_and_ends_in_an_ellipsis():
    assert wrapped("one two three four five six", 60.0, 13.0) == ("one two", "three …")
