"""A small corpus for the victim: quick to load, and with digests so long that some editions are several messages."""

from __future__ import annotations

from pathlib import Path

from tests.support import small_corpus

EVENTS = 24
# English words in a digest. A corpus allows no more than 280, so those of the long ones are long as well.
DIGESTS = {"short": (20, 5), "middling": (120, 12), "long": (250, 20), "longest": (270, 38)}


def write(folder: Path) -> Path:
    """Write the corpus below `folder` and return it."""
    facts = ", ".join(f'"fact-{number}"' for number in range(EVENTS))
    coverage = small_corpus.FILES["coverage.toml"].replace('events = ["dug"]', f'events = ["dug", {facts}]', 1)
    changes: dict[str, str | bytes | None] = {
        "events/2024.toml": "\n".join(_event(number) for number in range(EVENTS)),
        "digests.toml": small_corpus.FILES["digests.toml"] + "\n".join(map(_digest, DIGESTS)),
        "coverage.toml": coverage,
    }
    for name, (words, length) in DIGESTS.items():
        changes[f"texts/{name}.ja.md"] = f"# {name}\n\n井戸の水は、村の誰もが知るとおり、もう出ない。\n"
        changes[f"texts/{name}.en.md"] = f"# {name}\n\n{_paragraphs(words, length)}\n"
    return small_corpus.write(folder, changes)


def _event(number: int) -> str:
    return f"""
[[event]]
id = "fact-{number}"
date = "2024-{number % 12 + 1:02}-{number + 1:02}"
title = {{ ja = "出来事{number}", en = "Fact {number}" }}
summary = {{ ja = "{number}番目のこと。", en = "The thing number {number}." }}
people = ["hana"]
topics = ["water"]
sources = ["gazette"]
importance = {number % 5 + 1}
status = "reported"
added = 2025-06-07
"""


def _digest(name: str) -> str:
    return f"""
[[digest]]
id = "{name}"
kind = "article"
about = "gazette"
people = ["hana"]
topics = ["water"]
events = ["dug"]
sources = ["gazette"]
revised = 2025-06-08
"""


def _paragraphs(words: int, length: int) -> str:
    """Return so many words, each of about `length` letters and none like another."""
    each = [f"{number}" + "-well" * (length // 5) for number in range(words)]
    return "\n\n".join(" ".join(each[at : at + 10]) for at in range(0, words, 10))
