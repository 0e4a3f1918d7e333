"""The table of commands and of what buttons ask: everything that a member can do stands here."""

from __future__ import annotations

from collections.abc import Mapping

from ..domain import deciding
from . import (  # named for its command
    add,
    chart,
    digest,
    entry,
    help,
    hold,
    language,
    ledger,
    release,
    resume,
    search,
    settle,
    source,
    sources,
    start,
    story,
    subscribe,
    takeback,
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
    Command("ledger", ledger.answer, Parameter("channel"), reads=False),
    Command("takeback", takeback.answer, Parameter("channel"), reads=False),
    Command("resume", resume.answer, Parameter("channel"), reads=False),
    Command("language", language.answer, Parameter("language", "languages")),
    Command("timezone", timezone.answer, Parameter("zone", "zones")),
    Command("hold", hold.answer, owners=True, reads=False),
    Command("release", release.answer, owners=True, reads=False),
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
    ledger.VERB: ledger.tap,
}
CHANGING: Mapping[str, Tap] = {
    "l": language.tap,
    "tz": timezone.tap,
    "o": subscribe.tap_offer,
    "a": add.tap,
    takeback.VERB: takeback.tap,
    deciding.SETTLE: settle.tap,
    deciding.RESUME: resume.tap,
}
TAPS: Mapping[str, Tap] = {**READING, **CHANGING}
