"""Years by Japanese era: the year before the first of each, and the days on which it began and ended."""

from __future__ import annotations

from datetime import date

from .words import Era

_ERAS = {
    "明治": (1867, date(1868, 1, 25), date(1912, 7, 29)),
    "大正": (1911, date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (2018, date(2019, 5, 1), date.max),
}
NAMES = tuple(_ERAS)
INITIALS = dict(zip("mtshr", _ERAS, strict=True))
ROMAN = dict(zip(("meiji", "taisho", "showa", "heisei", "reiwa"), _ERAS, strict=True))


def era(name: str, year: int, *, business: bool = False) -> Era:
    """Return a year of an era by its Japanese name."""
    before, begins, ends = _ERAS[name]
    return Era(before + year, begins, ends, business)
