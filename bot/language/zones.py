"""Places and their time zones: CLDR's cities and countries in both languages, the ids of IANA, and `places.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from importlib import resources
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

from ..domain.names import fold
from ..domain.text import LANGUAGES, Lang
from .catalogue import words
from .fuzzy import Fuzzy

_LOCALES: dict[Lang, str] = {"ja": "ja", "en": "en_GB"}
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
_SIGNS = str.maketrans("−–‐ー", "----")
_FIXED = re.compile(r"Etc/GMT([+-])(\d+)", re.ASCII)
# The rest are countries and their parts, as in US/Central and Australia/West.
_OF_A_CITY = re.compile(r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Europe|Indian|Pacific)/")
_AFTER = re.compile(
    r"(?:(?:標準|夏|現地)?時間帯?|標準時|市|都|府|県|州|\s+(?:(?:standard|daylight|summer)\s+)?time|\s+city)$",
    re.IGNORECASE,
)
# Four days of the last year that every copy of the zones knows day by day: the rules as they are foreseen.
_SAMPLES = tuple(datetime(2037, month, 1) for month in (1, 4, 7, 10))  # noqa: DTZ001  # local, in each zone
LONGEST = 100


class Places:
    """Implements the port `Gazetteer`. The tables are made when they are first needed, and once."""

    def find(self, typed: str) -> tuple[str, ...]:
        """See Gazetteer."""
        text = unicodedata.normalize("NFKC", typed).strip()
        if not text or len(text) > LONGEST:
            return ()
        for form in (text, _AFTER.sub("", text)):
            found = self._offset(form) or self._names.get(fold(form), ())
            if found:
                return found
        return ()

    def _offset(self, text: str) -> tuple[str, ...]:
        match = _OFFSET.fullmatch("".join(text.casefold().translate(_SIGNS).split()))
        if match is None:
            return ()
        sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
        if minutes:
            return tuple(self._file["offsets"].get(f"{sign}{hours:02}:{minutes:02}", ()))
        # POSIX counts hours west of Greenwich, hence the other sign.
        zone = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "Etc/UTC"
        return (zone,) if zone in self._zones else ()

    def suggest(self, typed: str, limit: int) -> tuple[str, ...]:
        """See Gazetteer."""
        text = unicodedata.normalize("NFKC", typed).strip()
        wanted = fold(_AFTER.sub("", text))
        if not wanted or len(text) > LONGEST:
            return ()
        known = self._names
        ways: tuple[Iterable[str], ...] = (
            (name for name in known if name.startswith(wanted)),
            (name for name in known if len(wanted) > 1 and wanted in name),
            Fuzzy().closest(wanted, known, limit * 3),
        )
        found: dict[str, None] = {}
        for names in ways:
            for name in names:
                found.update(dict.fromkeys(known[name]))
            if len(found) >= limit:
                break
        return tuple(found)[:limit]

    def name(self, zone: str, lang: Lang) -> str:
        """See Gazetteer."""
        if match := _FIXED.fullmatch(zone):
            return f"UTC{'-' if match[1] == '+' else '+'}{match[2]}"
        city, country = self._city(zone, lang), self._country(zone, lang)
        return city if city in country or not country else words(lang)("zone-place", city=city, country=country)

    @cached_property
    def _file(self) -> dict[str, Any]:
        return tomllib.loads(resources.files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))

    @cached_property
    def _zones(self) -> frozenset[str]:
        """The zones by which CLDR knows places, as far as this machine has them."""
        return frozenset(get_global("zone_territories")) & available_timezones()

    @cached_property
    def _aliases(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for alias, zone in get_global("zone_aliases").items():
            found.setdefault(zone, []).append(alias)
        return found

    def _city(self, zone: str, lang: Lang) -> str:
        """Return CLDR's city of a zone; where it names none, the id says it. CLDR keeps ids that IANA has renamed."""
        table = Locale.parse(_LOCALES[lang]).time_zones
        for id_ in (zone, *self._aliases.get(zone, ())):
            if city := (table.get(id_) or {}).get("city"):
                return str(city)
        return zone.rpartition("/")[2].replace("_", " ")

    def _country(self, zone: str, lang: Lang) -> str:
        territory = get_global("zone_territories").get(zone, "")
        return "" if zone.startswith("Etc/") else str(Locale.parse(_LOCALES[lang]).territories.get(territory, ""))

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """Every name, folded, and the zones that it may mean."""
        return _gathered(chain(self._cities(), self._countries())) | _gathered(self._told())

    def _told(self) -> Iterator[tuple[str, str]]:
        for zone, names in self._file["zones"].items():
            if zone in self._zones:
                yield from ((name, zone) for name in names)

    def _cities(self) -> Iterator[tuple[str, str]]:
        for zone in sorted(self._zones):
            for id_ in (zone, *self._aliases.get(zone, ())):
                yield id_, zone
                if _OF_A_CITY.match(id_):
                    yield id_.rpartition("/")[2], zone
            if not zone.startswith("Etc/"):
                yield from ((self._city(zone, lang), zone) for lang in LANGUAGES)

    def _countries(self) -> Iterator[tuple[str, str]]:
        """Yield countries with their zones: of those that keep the same time one, whose city is known best."""
        by_country: dict[str, list[str]] = {}
        told, of_windows = self._file["zones"], frozenset(get_global("windows_zone_mapping").values())
        for zone in sorted(self._zones, key=lambda zone: (-len(told.get(zone, ())), zone not in of_windows, zone)):
            by_country.setdefault(get_global("zone_territories")[zone], []).append(zone)
        by_country.pop("ZZ", None)  # no country: UTC and its like
        for territory, zones in by_country.items():
            names = [Locale.parse(_LOCALES[lang]).territories.get(territory, "") for lang in LANGUAGES]
            different = _different(zones)
            for name in (*names, *self._file["countries"].get(territory, ())):
                yield from ((name, zone) for zone in different)


def _different(zones: Sequence[str]) -> Sequence[str]:
    """Return the zones without those that keep the same time as one before them."""
    if len(zones) == 1:
        return zones
    rules = [tuple(day.replace(tzinfo=ZoneInfo(zone)).utcoffset() for day in _SAMPLES) for zone in zones]
    return [zone for place, zone in enumerate(zones) if rules[place] not in rules[:place]]


def _gathered(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, zone in named:
        if folded := fold(name):
            found.setdefault(folded, {})[zone] = None
    return {name: tuple(zones) for name, zones in found.items()}
