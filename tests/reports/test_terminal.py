from rich.table import Table

from selaras.reports.terminal import plain_text, terminal


def test_what_users_wrote_is_no_markup():
    table = Table(box=None)
    table.add_column("for")
    table.add_row("[bold]PT Maju[/bold]")
    table.add_row("[/b] :smile:")

    text = plain_text([table, "[/i] :warning:"], 60)

    assert "[bold]PT Maju[/bold]" in text
    assert "[/b] :smile:" in text
    assert "[/i] :warning:" in text


def test_plain_text_has_no_blanks_at_the_ends_of_lines():
    assert plain_text(["one  ", "two"], 20) == "one\ntwo\n"


def test_without_a_terminal_the_width_is_the_given_one(capsys):
    terminal(30).print("word " * 10)

    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [["word"] * 6, ["word"] * 4]
