"""What may follow /timezone while it is being typed: places, by the names of them and of their zones."""

from __future__ import annotations

from ...domain.text import Lang
from ..request import Kit
from .choice import Choice


def zones(typed: str, kit: Kit, lang: Lang, limit: int) -> tuple[Choice, ...]:
    """Return zones that `typed` may mean; where it says nothing, the usual ones of the languages."""
    if typed.strip():
        found = (*kit.gazetteer.find(typed), *kit.gazetteer.suggest(typed, limit))
    else:
        found = tuple(kit.defaults.timezones.values())
    return tuple(Choice(kit.gazetteer.name(zone, lang), zone) for zone in tuple(dict.fromkeys(found))[:limit])
