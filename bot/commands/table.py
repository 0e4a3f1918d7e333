"""The table of commands and of what buttons ask: everything that a member can do stands here."""

from __future__ import annotations

from collections.abc import Mapping

from . import (  # named for its command
    add,
    chart,
    digest,
    entry,
    help,
    language,
    search,
    source,
    sources,
    start,
    story,
    subscribe,
    timeline,
    timezone,
    today,
    top,
    unsubscribe,
    who,
)
from .request import Command, Parameter, Tap

COMMANDS = (
    Command("start", start.answer),
    Command("help", help.answer),
    Command("timeline", timeline.answer, Parameter("when", "question")),
    Command("chart", chart.answer, Parameter("when", "question")),
    Command("search", search.answer, Parameter("words")),
    Command("who", who.answer, Parameter("name", "people")),
    Command("digest", digest.answer, Parameter("title", "digests")),
    Command("story", story.answer, Parameter("since", "question")),
    Command("today", today.answer),
    Command("top", top.answer),
    Command("sources", sources.answer, Parameter("entry", "entries")),
    Command("subscribe", subscribe.answer, reads=False),
    Command("unsubscribe", unsubscribe.answer, reads=False),
    Command("language", language.answer, Parameter("language", "languages")),
    Command("timezone", timezone.answer, Parameter("zone", "zones")),
    Command("add", add.answer, Parameter("kind", "kinds"), owners=True, reads=False),
)

# What buttons ask. What only reads can be asked through a link too, which anybody may put before anybody.
READING: Mapping[str, Tap] = {
    "t": timeline.tap,
    "g": chart.tap,
    "gr": chart.tap_relation,
    "f": search.tap,
    "w": who.tap,
    "d": digest.tap,
    "k": digest.tap_kind,
    "s": source.tap,
    "v": entry.tap,
    "y": story.tap,
    "n": today.tap,
    "e": sources.tap,
    "tp": top.tap,
}
CHANGING: Mapping[str, Tap] = {
    "l": language.tap,
    "tz": timezone.tap,
    "o": subscribe.tap_offer,
    "a": add.tap,
}
TAPS: Mapping[str, Tap] = {**READING, **CHANGING}
