"""Holidays of a country, from the `holidays` package."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from selaras.calendars.calendar import FIRST_DAY, LAST_DAY, Holiday
from selaras.errors import InputError, said

# The package names some estimates in English and some in the language of the country.
_LANGUAGE = "en_US"
_MARKS = ("(estimated)", "(observed, estimated)", "(perkiraan)")


@lru_cache(maxsize=64)
def public_holidays(
    country: str, subdivision: str | None, categories: tuple[str, ...]
) -> tuple[Holiday, ...]:
    """Every holiday from 1990 to 2060, ordered by date.

    A date is estimated if all holidays that fall on it are. InputError for a country,
    subdivision or category that the package does not know.
    """
    # It takes a good part of a second to import, and most commands need none of it.
    import holidays  # noqa: PLC0415  (slow to import, and seldom needed)
    from holidays.registry import EntityLoader  # noqa: PLC0415

    # The package's own list of countries imports every one of them.
    if country not in set(EntityLoader.get_country_codes()):
        raise InputError(
            said(
                "Holidays of country {country} are not known.",
                "Hari libur negara {country} tidak dikenal.",
                country=repr(country),
            ),
            mend=said(
                "Write an ISO 3166 code, as in ID or US.",
                "Tulis kode ISO 3166, seperti ID atau US.",
            ),
        )
    kind: Any = getattr(holidays, country)
    unknown = [name for name in categories if name not in kind.supported_categories]
    if unknown:
        raise InputError(
            said(
                "{country} has no holidays of category {category}.",
                "{country} tidak memiliki hari libur berkategori {category}.",
                country=country,
                category=repr(unknown[0]),
            ),
            mend=said(
                "It has {names}.", "Yang ada: {names}.", names=", ".join(kind.supported_categories)
            ),
        )
    try:
        found: Any = holidays.country_holidays(
            country,
            subdiv=subdivision,
            categories=categories,
            years=range(FIRST_DAY.year, LAST_DAY.year + 1),
            # Stated, because its default hangs on the machine's locale and Python's release.
            language=_LANGUAGE if _LANGUAGE in kind.supported_languages else kind.default_language,
        )
    except NotImplementedError:
        known = ", ".join(kind.subdivisions) or said("none", "tidak ada")
        raise InputError(
            said(
                "{country} has no subdivision {subdivision}.",
                "{country} tidak memiliki subdivisi {subdivision}.",
                country=country,
                subdivision=repr(subdivision),
            ),
            mend=said("Known are {known}.", "Yang dikenal: {known}.", known=known),
        ) from None
    marks = (*_MARKS, *_own_marks(found))
    return tuple(
        Holiday(
            day=day,
            estimated=all(name.endswith(marks) for name in found[day].split("; ")),
            says=found[day],
        )
        for day in sorted(found)
        if FIRST_DAY <= day <= LAST_DAY
    )


def _own_marks(found: Any) -> list[str]:
    """The words for an estimate in the country's own language and in the one it is named in."""
    marks = []
    for attribute in ("estimated_label", "observed_estimated_label"):
        label = getattr(found, attribute, None)
        if label:
            texts = (str(label), str(found.tr(label)))
            marks += [text.rsplit("%s", 1)[-1].strip() for text in texts]
    return [mark for mark in marks if mark]
