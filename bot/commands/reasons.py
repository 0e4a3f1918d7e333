"""Why a delivery became what it is: our own reasons in the reader's language, a platform's in its own words."""

from __future__ import annotations

import re

from ..domain.deciding import beginning
from ..domain.ports import Words

# What those who deliver say, by its beginning (a pattern); everything else is what a platform said.
OWN = {
    "its time passed while nothing could be sent": "why-down",
    "it was too late": "why-late",
    "a newer edition was due": "why-newer",
    "the channel unsubscribed": "why-unsubscribed",
    "no entry fits this channel today": "why-nothing",
    "the program ended while this was being sent": "why-ended",
    "it was looked for, and is not there": "why-not-there",
    "sent again, perhaps twice": "why-resent",
    "not sent again, perhaps lost": "why-skipped",
    "seen there by": "why-seen",
    "sent again by the word of": "why-post",
    "left as it is by the word of": "why-left",
    "taken back by": "why-taken-back",
    "it is being sent": "why-sending",
    r"\w+ is not connected": "why-offline",
    # A fault of ours, by its kind: which one is for the log.
    r"[A-Z]\w*(Error|Exception): ": "why-ours",
}
_LONGEST = 120


def worded(reason: str | None, words: Words) -> str:
    """Return a reason from the ledger as a reader is told it; nothing where there is none."""
    if not reason:
        return ""
    message = next((message for start, message in OWN.items() if re.match(start, reason)), None)
    return words(message) if message else words("why-platform", reason=beginning(" ".join(reason.split()), _LONGEST))
