"""Facts about one person and about several together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain import people
from bot.domain.content import Chapter, Person, Role
from bot.domain.corpus import Corpus
from bot.domain.dates import Span

from ..support.builders import a_corpus, happened, text
from ..support.kit import when

A, B, C, D = "a", "b", "c", "d"


def a_person(id_: str, *roles: Role) -> Person:
    return Person(id_, text(id_), text(id_), text(id_), roles=roles)


def corpus(*events: object, **changes: object) -> Corpus:
    made = a_corpus(events)  # type: ignore[arg-type]
    return replace(made, people={id_: a_person(id_) for id_ in (A, B, C, D)}, **changes)  # type: ignore[arg-type]


def role(since: str | None, until: str | None) -> Role:
    return Role(text("x"), when(since) if since else None, when(until) if until else None)


@pytest.mark.parametrize(
    ("since", "until", "standing"),
    [
        ("2025-01-20", "2029-01", "now"),
        (None, "2026-02", "now"),
        ("2022", None, "open"),
        (None, None, "open"),
        ("2022", "2022-10/..", "open"),
        ("2017", "2017", "before"),
        (None, "2025-05-30", "before"),
        ("2025", "2026-01", "before"),
        ("2025", "2026-01-31", "before"),
        ("2025", "2026", "before"),
        ("2026-02", None, "coming"),
        ("2027", "2029", "coming"),
    ],
)
def test_a_role_stands_at_the_end_of_the_corpus(since: str | None, until: str | None, standing: str) -> None:
    found = people.roles_at([role(since, until)], when("2026-01"))
    assert [name for name in ("now", "open", "before", "coming") if getattr(found, name)] == [standing]


def test_a_forecast_is_no_appearance() -> None:
    known = corpus(
        happened("x1", "2020", people=(A,), status="forecast"),
        happened("x2", "2021-05-01", people=(A,)),
        happened("x3", "2025-05-01", people=(A, B)),
        happened("x4", "2025-06", people=(A,), status="forecast"),
        happened("x5", "2030", people=(A,), status="forecast"),
    )
    presence = people.profile(A, known).presence
    assert presence.first == known.events["x2"]
    assert presence.last == known.events["x3"]
    assert (presence.total, presence.forecasts) == (5, 3)


def test_whoever_is_only_foreseen_never_appeared() -> None:
    presence = people.profile(A, corpus(happened("x1", people=(A,), status="forecast"))).presence
    assert (presence.first, presence.last, presence.forecasts) == (None, None, 1)


def test_companions_and_topics_are_counted() -> None:
    known = corpus(
        *(happened(f"x{n}", people=(A, B), topics=("bill",)) for n in range(3)),
        *(happened(f"y{n}", people=(A, C, D), topics=("unknown",)) for n in range(2)),
    )
    found = people.profile(A, known)
    assert [(count.id, count.entries) for count in found.companions] == [(B, 3), (C, 2), (D, 2)]
    assert found.topics == ()
    assert people.profile(D, corpus()).companions == ()


def chapters() -> dict[str, Chapter]:
    spans = (("early", "2024"), ("late", "2025"))
    return {id_: Chapter(id_, text(id_), id_, when(edtf).span) for id_, edtf in spans}


def test_a_relation_is_told_by_chapters() -> None:
    both = (A, B)
    known = corpus(
        happened("alone", "2024-02-01", people=(A,), importance=5),
        happened("first", "2024-03-01", people=both, importance=3),
        happened("wide", "2024-12/2025-01", people=both, importance=5),
        happened("minor", "2025-01-01", people=both, importance=3),
        happened("third", "2025-02-01", people=both, importance=4),
        happened("second", "2025-03-01", people=both, importance=5),
        happened("best", "2025-04-01", people=(*both, C), importance=5),
        happened("hoped", "2025-05-01", people=both, importance=5, status="forecast"),
        chapters=chapters(),
    )
    found = people.relation(both, known)
    told = [(p.chapter.id, [e.id for e in p.events], [e.id for e in p.turning_points]) for p in found.phases]
    assert told == [
        ("early", ["first"], []),
        ("late", ["minor", "third", "second", "best"], ["second", "best"]),
    ]
    assert [event.id for event in found.unplaced] == ["wide"]
    assert found.presence.first == known.events["first"]
    assert found.presence.last == known.events["best"]
    assert found.presence.forecasts == 1
    assert found.links == ()
    assert [event.id for event in people.common_events((C, B, A), known)] == ["best"]


def test_a_chapter_without_end_holds_what_follows() -> None:
    open_end = {"on": Chapter("on", text("on"), "on", Span(when("2025").span.first, None))}
    found = people.relation((A, B), corpus(happened("x", "2025-12", people=(A, B)), chapters=open_end))
    assert [phase.chapter.id for phase in found.phases] == ["on"]


def test_strangers_are_linked_by_whom_both_know() -> None:
    known = corpus(
        *(happened(f"x{n}", people=(A, C)) for n in range(3)),
        *(happened(f"y{n}", people=(B, C)) for n in range(2)),
        *(happened(f"z{n}", people=(A, D)) for n in range(9)),
        happened("w", people=(B, D)),
    )
    found = people.relation((A, B), known)
    assert (found.presence.total, found.phases) == (0, ())
    assert [(link.id, link.entries) for link in found.links] == [(C, (3, 2)), (D, (9, 1))]


def test_those_whom_nobody_links_are_strangers() -> None:
    assert people.relation((A, B), corpus(happened("x", people=(A, C)))).links == ()
    assert people.common_events((), corpus(happened("x", people=(A,)))) == ()
