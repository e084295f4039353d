"""What values look like, also where a few of them are damaged."""

from __future__ import annotations

import pytest

from selaras.evidence.mapping import samples
from selaras.evidence.mapping.samples import TimeForm, decimal_comma, time_form

DAYS = [f"{day:02}/03/2026 10:00" for day in range(1, 29)]


def test_one_damaged_time_of_many_does_not_hide_the_format() -> None:
    assert time_form([*DAYS, "32/13/2026 10:00"]) == TimeForm(("%d/%m/%Y %H:%M",))
    assert time_form([*(f"2026-03-{day:02}" for day in range(1, 29)), "soon"]) == TimeForm()


def test_months_in_another_language_are_known() -> None:
    assert time_form(["3 Mei 2026", "14 Okt 2026", "1 Feb 2026"]) == TimeForm(("%d %b %Y",))
    assert time_form(["3 Agustus 2026", "14 Februari 2026"]) == TimeForm(("%d %B %Y",))


def test_of_a_few_values_all_have_to_fit() -> None:
    assert time_form(["01/03/2026", "soon"]) is None
    assert time_form([]) is None
    assert decimal_comma(["1,5", "x"]) is None


def test_a_format_that_fits_all_goes_before_one_that_fits_nearly_all() -> None:
    # one day above 12 tells that the day comes first, although month first fits all the others
    values = [f"{day:02}/03/2026" for day in (*range(1, 13), *range(1, 13), 13)]
    assert time_form(values) == TimeForm(("%d/%m/%Y",))


def test_one_damaged_number_of_many_does_not_hide_the_sign() -> None:
    numbers = [f"{n}.000,50" for n in range(1, 25)]
    assert decimal_comma([*numbers, "n/d"]) is True
    assert decimal_comma([f"{n}.5" for n in range(1, 25)] + ["?"]) is False


def test_what_is_no_time_is_given_up_early(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(samples, "_parses", lambda value, form: bool(looked.append(value)))
    assert time_form([f"NN-L-{number:09}" for number in range(1000)]) is None
    assert len(looked) < 2_500  # 180 formats, each until the first twelve do not fit


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["1 Juni 2025 03.54", "12 Mei 2025 14.39", "3 Agustus 2025 08.06"], "%d %B %Y %H.%M"),
        (["01/06/2025 03.54", "31/05/2025 14.39"], "%d/%m/%Y %H.%M"),
        (["31/05/2025, 14:39:07", "01/06/2025, 03:54:00"], "%d/%m/%Y, %H:%M:%S"),
        (["3. März 2026", "12. Mai 2026"], "%d. %B %Y"),
        (["3 de maio de 2026", "12 de agosto de 2026"], "%d de %B de %Y"),
    ],
)
def test_times_are_told_as_they_are_written_elsewhere(values: list[str], form: str) -> None:
    assert time_form(values) == TimeForm((form,))
