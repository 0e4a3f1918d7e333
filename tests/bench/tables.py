"""The rows as Markdown: one table with a column for each size, one of what has no size, one of what has a floor."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from .rows import Row

_SECONDS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))
_BYTES = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))
# A cost counts as grown with the corpus from this many times on.
_FLAT = 3.0


def document(rows: Sequence[Row], minutes: float) -> str:
    """Return everything that the bench prints."""
    deliveries = [row for row in rows if row.aim]
    others = [row for row in rows if not row.aim]
    sized = [row for row in others if row.size is not None]
    peers = [row for row in others if row.size is None and row.kind == "peer"]
    floors = [row for row in others if row.size is None and row.kind == "floor"]
    parts = (
        _by_size(sized) if sized else (),
        _plain(peers, "Against", "Times faster") if peers else (),
        _plain(floors, "Its floor", "Times its floor") if floors else (),
        _deliveries(deliveries) if deliveries else (),
        _summary(others) if others else (),
        ["", _machine(minutes)],
    )
    return "\n".join(chain.from_iterable(parts)).strip()


def _machine(minutes: float) -> str:
    python, cores = platform.python_version(), os.cpu_count()
    return (
        f"Medians of CPU time where nothing else is said; Python {python}, {cores} cores, {minutes:.0f} minutes in all."
    )


def _by_size(rows: Sequence[Row]) -> Iterator[str]:
    sizes = sorted({row.size or 0 for row in rows})
    yield "Ours / the peer: times faster (or smaller), by events in the corpus."
    yield ""
    yield from _head("Question", "Against", *(f"{size:,}" for size in sizes), "Recall")
    for question, peer in dict.fromkeys((row.question, row.peer) for row in rows):
        found = {row.size: row for row in rows if (row.question, row.peer) == (question, peer)}
        recalls = [row.recall for row in found.values() if row.recall is not None]
        cells = (_cell(found[size]) if size in found else "" for size in sizes)
        yield _line(question, peer, *cells, f"{min(recalls):.3f}".rstrip("0").ljust(3, "0") if recalls else "")
    yield ""


def _plain(rows: Iterable[Row], against: str, ratio: str) -> Iterator[str]:
    yield from _head("Question", against, "Ours", "Theirs", ratio, "")
    for row in rows:
        if row.failed:
            yield _line(row.question, row.peer, "", "", "", f"**failed**: {row.failed}")
        else:
            yield _line(row.question, row.peer, _amount(row, row.ours), _amount(row, row.theirs), _times(row), row.note)
    yield ""


def _deliveries(rows: Sequence[Row]) -> Iterator[str]:
    """Say what a delivery costs, and where that is not as it should be."""
    yield from _head("Delivery", "Against", "Ours", "Theirs", "Times", "Aim", "")
    for row in rows:
        measured = (_amount(row, row.ours), _amount(row, row.theirs), f"{row.ratio:.2f}×" if row.ratio else "")
        said = f"**failed**: {row.failed}" if row.failed else row.note
        yield _line(row.question, row.peer, *(measured if not row.failed else ("", "", "")), row.aim, said)
    yield ""
    yield f"Short of its aim: {_named(row for row in rows if row.misses or row.wrong) or 'nothing'}."
    yield ""


def _summary(rows: Sequence[Row]) -> Iterator[str]:
    """Say where it is not as it should be."""
    behind = _named(row for row in rows if row.kind == "peer" and row.ratio is not None and row.ratio < 1)
    grown = [f"{question} ({times:.0f} times)" for question, times in _growth(rows) if times > _FLAT]
    failed = _named(row for row in rows if row.wrong)
    yield f"Behind its peer: {behind or 'nothing'}."
    yield ""
    yield f"Grows with the corpus: {'; '.join(grown) or 'nothing'}."
    if failed:
        yield ""
        yield f"Failed: {failed}."


def _growth(rows: Iterable[Row]) -> Iterator[tuple[str, float]]:
    """Yield how many times as much a question takes in the largest corpus as in the smallest."""
    timed: dict[str, dict[int, float]] = {}
    for row in rows:
        if row.size is not None and row.ours and row.unit == "s" and not row.linear:
            timed.setdefault(row.question, {}).setdefault(row.size, row.ours)
    for question, by_size in timed.items():
        yield question, by_size[max(by_size)] / by_size[min(by_size)]


def _named(rows: Iterable[Row]) -> str:
    """Name what is asked, against whom, and at which sizes."""
    sizes: dict[str, list[str]] = {}
    for row in rows:
        at = sizes.setdefault(f"{row.question} against {row.peer}", [])
        at += [] if row.size is None else [f"{row.size:,}"]
    return "; ".join(f"{name} at {' and '.join(at)}" if at else name for name, at in sizes.items())


def _cell(row: Row) -> str:
    if row.failed:
        return f"**failed**: {row.failed}"
    if row.theirs is None:
        return row.note
    return f"{_amount(row, row.ours)} / {_amount(row, row.theirs)}: {_times(row)}"


def _times(row: Row) -> str:
    if row.ratio is None:
        return ""
    text = f"{row.ratio:.0f}×" if row.ratio >= 10 else f"{row.ratio:.1f}×" if row.ratio >= 1 else f"{row.ratio:.2f}×"
    return f"**{text}**" if row.kind == "peer" and row.ratio < 1 else text


def _amount(row: Row, amount: float | None) -> str:
    if amount is None:
        return ""
    if row.unit in ("/s", "/min"):
        return f"{amount:.1f}{row.unit}"
    units = _SECONDS if row.unit == "s" else _BYTES
    name, unit = next((each for each in units if amount >= each[1]), units[-1])
    return f"{amount / unit:.3g} {name}" if amount / unit < 1000 else f"{amount / unit:.0f} {name}"


def _head(*columns: str) -> Iterator[str]:
    yield _line(*columns)
    yield _line(*("---" for _ in columns))


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
