"""Reading a journal back: the state that its lines add up to, and what is wrong with it.

A crash leaves at most the last line half written, in whatever order its pages came to the disk, and that line was acknowledged
to nobody. Anything else that does not fit is damage. Where the mark beside the journal is of the same generation it says which
is which; where it is of neither that nor the one before, the journal is not the one that was written here last. Without a mark,
a last line that is whole but for its checksum counts as damage, because a write that was cut off has no newline, or zeros
where its pages are missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import StoreDamaged, StoreNewer
from . import migrations
from .lines import VERSION, Header, content, read_header
from .mark import Mark, mark_path

Id: TypeAlias = int | str
Row: TypeAlias = dict[str, Any]
Change: TypeAlias = tuple[str, Id, Any]
State: TypeAlias = dict[str, dict[Id, Any]]


@dataclass(frozen=True)
class Kind:
    """How the rows of a table are kept in memory: `load` makes one of a document, `dump` is its JSON. It is frozen."""

    load: Callable[[Row], Any]
    dump: Callable[[Any], bytes]


Kinds: TypeAlias = Mapping[str, Kind]


@dataclass(frozen=True)
class Torn:
    """The rest of a line whose write was cut off: it was never acknowledged, and is no part of the state."""

    path: Path
    line: int  # from 1
    data: bytes
    kept: Path | None = None  # the file beside the journal that has the bytes now; None where the journal was only read

    def __str__(self) -> str:
        kept = "" if self.kept is None else f"; its bytes are kept in {self.kept}"
        return f"{self.path}: line {self.line} was cut off before it was acknowledged, and is left out{kept}"


@dataclass
class Replay:
    """What a journal holds. Without a `header` there is no file yet; `upgraded` is the version that it was read from."""

    path: Path
    state: State = field(default_factory=dict)
    header: Header | None = None
    changes: int = 0
    lines: int = 0
    size: int = 0  # bytes of whole lines
    chain: int = 0
    torn: Torn | None = None

    @property
    def upgraded(self) -> int | None:
        """Return the older version that the file is in; the state is in ours."""
        return self.header.version if self.header is not None and self.header.version != VERSION else None

    def take(self, data: bytes) -> None:
        """Add what one line holds. Raises ValueError or TypeError for what no line of ours holds."""
        if self.header is None:
            self.header = read_header(data)
            if not 1 <= self.header.version <= VERSION:
                raise StoreNewer(self.path, self.header.version, VERSION)
        else:
            changes = json.loads(data)
            apply(self.state, changes)
            self.changes += len(changes)


def apply(state: State, changes: Iterable[Change]) -> None:
    """Make changes to a state, in their order."""
    for name, doc_id, row in changes:
        rows = state.setdefault(name, {})
        if row is None:
            rows.pop(doc_id, None)
        else:
            rows[doc_id] = row


def replay(path: Path, mark: Mark | None, kinds: Kinds) -> Replay:
    """Read a journal, whatever its version, to its last whole line; no file yet is an empty state.

    `mark` was read before the file is opened: the journal only grows, so that of one generation it is as long as any mark that
    could be read before. Raises StoreDamaged, StoreNewer or OSError.
    """
    found = Replay(path)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        if mark is not None:
            raise StoreDamaged(path, None, "it is missing, and was there", remedy(path)) from None
        return found
    with file:
        for line in file:
            data = content(line, found.chain)
            if data is None:
                found.torn = _torn(found, line, bool(file.read(1)), mark)
                break
            try:
                found.take(data)
            except (ValueError, TypeError) as error:
                raise StoreDamaged(path, found.lines + 1, str(error), remedy(path)) from error
            found.lines += 1
            found.size += len(line)
            # Checksums of version 1 stand for themselves.
            found.chain = int(line[:8], 16) if found.upgraded is None else 0
    _check_mark(found, mark)
    _load(found, kinds)
    return found


def remedy(path: Path) -> str:
    """Return what to do about a journal that is damaged."""
    away = f"move it and {mark_path(path).name} away to begin anew"
    return f"restore a backup with `kawaraban restore FILE`, or {away}"


def _torn(found: Replay, line: bytes, more: bool, mark: Mark | None) -> Torn:
    """Return a bad line as one that a crash may leave. Raises StoreDamaged where it can be none."""
    number = found.lines + 1
    if found.header is None:
        # A journal gets its name when it is whole: no crash leaves half a header.
        reason = "the first line is damaged, or this is not a journal of ours"
    elif line.endswith(b"\n") and more:
        reason = "the checksum does not fit, and it is not the last line"
    elif _fits(found, mark):
        if mark is None or found.size >= mark.length:
            return Torn(found.path, number, line)
        reason = "it is damaged, and had been acknowledged"
    elif line.endswith(b"\n") and 0 not in line:
        reason = "the checksum does not fit, and no write that was cut off looks like this"
    else:
        return Torn(found.path, number, line)
    raise StoreDamaged(found.path, number, reason, remedy(found.path))


def _fits(found: Replay, mark: Mark | None) -> bool:
    return mark is not None and found.header is not None and mark.generation == found.header.generation


def _check_mark(found: Replay, mark: Mark | None) -> None:
    if found.header is None:
        raise StoreDamaged(found.path, None, "it is empty", remedy(found.path))
    if mark is None:
        return
    if _fits(found, mark):
        if found.size < mark.length:
            reason = f"it ends here, and {mark.length - found.size} bytes more had been acknowledged: it was cut off"
            raise StoreDamaged(found.path, found.lines + 1, reason, remedy(found.path))
    elif found.header.after not in (None, mark.generation):
        path, name = mark_path(found.path), found.path.name
        reason = f"it is of another {name} than the one that is here, which is an older one, or another bot's"
        raise StoreDamaged(
            path, None, reason, f"put the right one back, or move {path.name} away to go on with this one"
        )


def _load(found: Replay, kinds: Kinds) -> None:
    """Bring the state to our version, and its rows to the kinds that are kept in memory."""
    try:
        if found.header is not None:
            migrations.upgrade(found.state, found.header.version)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        reason = f"it cannot be brought from version {found.upgraded} to {VERSION} ({error!r})"
        raise StoreDamaged(found.path, None, reason, remedy(found.path)) from error
    for name, kind in kinds.items():
        rows = found.state.get(name, {})
        for doc_id, document in rows.items():
            try:
                rows[doc_id] = kind.load(document)
            except ValueError as error:
                raise StoreDamaged(found.path, None, f"a row of {name}: {error}", remedy(found.path)) from error
