"""Rows: a corpus folder loaded and checked, against what only reading the same files costs."""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bot.domain.content import Event
from bot.domain.text import Text
from bot.intake import files

from . import corpora, people
from .rows import Row, guarded
from .timing import Effort, compare

_STORY = """
[story]
id = "bench"
title = { ja = "測る物語", en = "A story to measure" }
as_of = "2025-12"

[[source]]
id = "gazette"
kind = "report"
language = "en"
short = { ja = "官報", en = "Gazette" }
title = "Gazette"
"""


def rows(effort: Effort, sizes: tuple[int, ...] = (1_000, 10_000)) -> Iterator[Row]:
    """Yield a row for each size and each way of only reading."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            toml = write(Path(folder), size)
            whole = Path(folder) / "whole.json"
            whole.write_text(json.dumps(_parsed(toml), default=str), encoding="utf-8")
            question = f"a corpus of {size:,} events in TOML, loaded and checked"
            inside = toml[0].parent
            yield from _row(question, "tomllib alone", inside, partial(_parsed, toml), effort)
            yield from _row(question, "json of the same", inside, partial(_json, whole), effort)


def _row(question: str, floor: str, folder: Path, read: Callable[[], object], effort: Effort) -> Iterator[Row]:
    def measured() -> Iterator[Row]:
        loaded = files.load(folder)
        if loaded.corpus is None:
            raise AssertionError(str(loaded.errors[0]))
        took = compare(lambda _: files.load(folder), lambda _: read(), lambda _: (0,), effort, same=False)
        yield Row(question, floor, ours=took.ours, theirs=took.theirs, kind="floor")

    yield from guarded(question, floor, None, measured)


def write(folder: Path, size: int) -> list[Path]:
    """Write a corpus of `size` events and a tenth as many people, a file for each thousand; return the files."""
    persons = max(10, size // 10)
    parts = {"story.toml": _STORY + "".join(map(_topic, range(corpora.TOPICS)))}
    parts["people.toml"] = "".join(map(_person, range(persons)))
    for start in range(0, size, 1000):
        events = (corpora.event(number, persons) for number in range(start, min(start + 1000, size)))
        parts[f"events-{start // 1000:04}.toml"] = "".join(map(_event, events))
    inside = folder / "corpus"
    inside.mkdir()
    paths = [inside / name for name in parts]
    for path, text in zip(paths, parts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def _json(path: Path) -> object:
    return json.loads(path.read_bytes())


def _parsed(paths: list[Path]) -> list[dict[str, object]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


def _text(text: Text) -> str:
    return f"{{ ja = {json.dumps(text.ja, ensure_ascii=False)}, en = {json.dumps(text.en)} }}"


def _topic(number: int) -> str:
    return f'\n[[topic]]\nid = "t{number}"\nname = {_text(Text(f"話題{number}", f"Topic {number}"))}\n'


def _person(number: int) -> str:
    person = people.person(number)
    aliases = f"{{ ja = {json.dumps(person.aliases[:2], ensure_ascii=False)}, en = {json.dumps(person.aliases[2:])} }}"
    return (
        f'\n[[person]]\nid = "{person.id}"\nname = {_text(person.name)}\nshort = {_text(person.short)}\n'
        f"about = {_text(person.about)}\naliases = {aliases}\n"
        f'sources = ["gazette"]\n'
    )


def _event(event: Event) -> str:
    wording = event.when.wording
    within = f"within = true\nwording = {_text(wording)}\n" if wording else ""
    return (
        f'\n[[event]]\nid = "{event.id}"\ndate = "{event.when.edtf}"\n{within}title = {_text(event.title)}\n'
        f"summary = {_text(event.summary)}\npeople = {json.dumps(event.people)}\ntopics = {json.dumps(event.topics)}\n"
        f'sources = ["gazette"]\nimportance = {event.importance}\nstatus = "reported"\nadded = {event.added}\n'
    )
