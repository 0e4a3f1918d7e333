"""Reads the files of a corpus folder: every `*.toml` below it, and the texts of its digests.

What is wrong with one file, table or key is reported, and the reading goes on with the next.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..domain.check import Finding, Piece, Pieces, Unread
from ..domain.check.pieces import Item, quote
from ..domain.reply import Block
from ..domain.text import LANGUAGES, Lang, Text
from . import build, markdown, shapes, tables
from .tables import Fault
from .values import Localised

TEXTS = "texts"
_CHOOSE = "name a corpus folder with --corpus or in corpus.dir"
_ABSENT = (
    "…"  # stands in for words that are reported as missing, so that the rest is checked and they are reported once
)
_MAKERS: Mapping[str, Callable[[Any, Fault], Item]] = MappingProxyType(
    {
        "source": build.source,
        "person": build.person,
        "topic": build.topic,
        "chapter": build.chapter,
        "event": build.event,
        "coverage": build.row,
    }
)


def read(folder: Path) -> tuple[Pieces, tuple[Finding, ...]]:
    """Return what a folder holds, and what cannot be read of it."""
    reader = _Reader(folder)
    reader.read()
    return Pieces(tuple(reader.pieces), reader.whole), tuple(reader.findings)


@dataclass
class _Reader:
    """Gathers the pieces and findings of one folder."""

    folder: Path
    pieces: list[Piece] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    whole: bool = True

    def read(self) -> None:
        try:
            problem = _no_folder(self.folder)
        except OSError as error:
            problem = _denied(error)
        if problem:
            self._unread(str(self.folder), problem)
            return
        names = sorted(self._names())
        self.texts = {name for name in names if name.startswith(f"{TEXTS}/") and name.endswith(".md")}
        tomls = [name for name in names if name.endswith(".toml")]
        if not tomls and self.whole:
            self._unread(str(self.folder), f"holds no *.toml: {_CHOOSE}")
        for name in tomls:
            self._toml(name)
        for name in sorted(self.texts) if self.whole else ():
            self._find(name, "no [[digest]] has this id: write one, or rename the file to <id>.ja.md or <id>.en.md")

    def _names(self) -> Iterator[str]:
        """Yield the files below the folder, relative to it, without hidden ones."""

        def unreadable(error: OSError) -> None:
            folder = Path(error.filename)
            where = str(folder) if folder == self.folder else folder.relative_to(self.folder).as_posix()
            self._unread(where, _denied(error))

        for folder, folders, names in os.walk(self.folder, onerror=unreadable):
            folders[:] = [name for name in folders if not name.startswith(".")]
            relative = Path(folder).relative_to(self.folder)
            yield from ((relative / name).as_posix() for name in names if not name.startswith("."))

    def _find(self, file: str, message: str, entry: str | None = None, where: str | None = None) -> None:
        self.findings.append(Finding(file, entry, where, message))

    def _unread(self, file: str, message: str, table: str | None = None) -> None:
        """Report what keeps a folder, a file or a kind of table from being read, and with it whatever it holds."""
        self.whole = False
        self._find(file, message, table)

    def _fault(self, file: str, entry: str | None) -> Fault:
        return lambda where, message: self._find(file, message, entry, where)

    def _content(self, name: str) -> str | None:
        """Return what a file holds, with plain line feeds; None if it is no text, which is reported."""
        try:
            data = (self.folder / name).read_bytes()
        except OSError as error:
            self._find(name, _denied(error))
            return None
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._find(name, "is not UTF-8: save the file as UTF-8", None, f"line {line}")
            return None

    def _toml(self, name: str) -> None:
        content = self._content(name)
        if content is None:
            self.whole = False
            return
        try:
            found = tomllib.loads(content)
        except (ValueError, RecursionError) as error:
            # Besides its own error tomllib lets out what int() and deep nesting raise.
            self._unread(
                name, f"this is no TOML: {error}: mend it first; what refers to this file is checked after that"
            )
            return
        for key, value in found.items():
            self._table(name, key, value)

    def _table(self, name: str, key: str, value: object) -> None:
        if key in shapes.LISTS:
            self._list(name, key, value)
        elif key not in ("story", "coverage_reasons"):
            remedy = tables.nearest(key, list(shapes.CorpusFile.model_fields))
            self._unread(name, f"there is no such table: {remedy}", quote(key))
        elif not isinstance(value, dict):
            self._unread(name, f"is no table: write [{key}] on a line, once, and its keys below", key)
        elif key == "story":
            self._keep(name, key, value, self._story(value, self._fault(name, _label(key, value))))
        else:
            for code, words in value.items():
                self._reason(name, code, words)

    def _story(self, raw: dict[str, Any], fault: Fault) -> Item | None:
        table = tables.read(shapes.StoryTable, raw, fault)
        return None if table is None else build.story(table, fault)

    def _reason(self, name: str, code: str, words: object) -> None:
        table = tables.read(Localised, words, self._fault(name, f"coverage_reasons {quote(code)}"))
        absent = Localised(ja=_ABSENT, en=_ABSENT)
        self.pieces.append(Piece(name, build.reason(code, table or absent)))

    def _list(self, name: str, key: str, values: object) -> None:
        if not isinstance(values, list):
            self._unread(name, f"is no list of tables: write [[{key}]]", key)
            return
        for number, raw in enumerate(values, start=1):
            label = _label(key, raw, number)
            if isinstance(raw, dict):
                self._keep(name, key, raw, self._item(key, raw, self._fault(name, label)))
            else:
                self._unread(name, f"is no table: write [[{key}]] on a line, and its keys below", label)

    def _item(self, key: str, raw: dict[str, Any], fault: Fault) -> Item | None:
        table = tables.read(shapes.LISTS[key], raw, fault)
        if isinstance(table, shapes.DigestTable):
            return self._digest(table)
        if key == "digest" and isinstance(id_ := raw.get("id"), str):
            self.texts -= {_text_file(id_, lang) for lang in LANGUAGES}
        return None if table is None else _MAKERS[key](table, fault)

    def _keep(self, name: str, kind: str, raw: Mapping[str, Any], item: Item | None) -> None:
        """Keep an item, or that there is one of this id, so that what refers to it is not found wrong too."""
        id_ = raw.get("id")
        named = id_ if isinstance(id_, str) else None
        self.pieces.append(Piece(name, item or Unread(kind, named)))
        if item is None and named is None and kind != "coverage":
            self.whole = False

    def _digest(self, table: shapes.DigestTable) -> Item:
        titles: dict[Lang, str] = {}
        bodies: dict[Lang, str] = {}
        blocks: dict[Lang, tuple[Block, ...]] = {}
        for lang in LANGUAGES:
            reading = self._read_text(table.id, lang)
            titles[lang], bodies[lang], blocks[lang] = reading.title or _ABSENT, reading.body, reading.blocks
        return build.digest(table, Text(**titles), Text(**bodies), blocks)

    def _read_text(self, id_: str, lang: Lang) -> markdown.Reading:
        """Read a digest's text in one language; words that stand for it, where it is not there."""
        name, label = _text_file(id_, lang), f"digest {quote(id_)}"
        content = None
        if name in self.texts:
            self.texts.remove(name)
            content = self._content(name)
        else:
            self._find(name, "is missing: write it, with # and the title in the first line", label)
        if content is None:
            return markdown.Reading(title=_ABSENT, body=_ABSENT)
        reading = markdown.read_text(content)
        for problem in reading.problems:
            self._find(name, problem.message, label, f"line {problem.line}")
        return reading


def _text_file(id_: str, lang: Lang) -> str:
    return f"{TEXTS}/{id_}.{lang}.md"


def _label(key: str, raw: object, number: int | None = None) -> str:
    """Name a table as a finding names it, by what of its identity can be read; else by its place among its like."""
    values = raw if isinstance(raw, dict) else {}
    if key == "coverage" and {"source", "line", "expression"} <= values.keys():
        return f"coverage {quote(str(values['source']))} line {values['line']} {quote(str(values['expression']))}"
    id_ = values.get("id")
    if isinstance(id_, str) and id_:
        return f"{key} {quote(id_)}"
    return key if number is None else f"{key} number {number}"


def _no_folder(path: Path) -> str | None:
    """Tell why `path` is no folder, None if it is one. Raises OSError when the system does not say."""
    if path.is_dir():
        return None
    return f"is no folder: {_CHOOSE}" if path.exists() else f"there is no such folder: {_CHOOSE}"


def _denied(error: OSError) -> str:
    return f"cannot be read ({error.strerror}): give read permission"
