"""Any row that can come to be is told in both languages, and its buttons hold what they ask in their own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import rows, takeback
from bot.domain.ask import SHELVED
from bot.domain.ledger import Delivery, Part, Receipt
from bot.domain.text import LANGUAGES, Lang
from bot.language import catalogue

from ..support.builders import DUE, a_delivery, a_pause
from ..support.chat import a_request
from ..support.kit import small_corpus
from ..support.managing import ROW, House, items, picked, slots

PARTS = (Part("{}", "one"), Part("{}", "two"), Part("{}", "three"))
SAID = st.sampled_from(
    [None, "", "Bad Request", "it was too late", "taken back by discord:5 (replaced)", "KeyError: 'x'"]
)
Move = Callable[[Delivery], Delivery]
LATER = st.none() | st.timedeltas(timedelta(days=-2), timedelta(days=2)).map(lambda by: DUE + by)

MOVES: st.SearchStrategy[Move] = st.one_of(
    st.just(lambda row: row.sending(picked("quarrel", "nothing"), PARTS, DUE)),
    st.sampled_from(["", "m1"]).map(lambda id_: lambda row: row.received(Receipt(id_), DUE)),
    st.builds(lambda until, said: lambda row: row.retrying(until, DUE, said), LATER, SAID),
    st.builds(lambda look, said: lambda row: row.unknown(look, DUE, said), LATER, SAID),
    st.just(lambda row: row.asking(DUE)),
    st.just(lambda row: row.put_off(DUE)),
    st.builds(
        lambda ending, said: lambda row: row.ended(ending, DUE, said),
        st.sampled_from(["refused", "missed", "skipped", "cancelled"]),
        SAID,
    ),
    st.builds(lambda said, which: lambda row: row.taken_back(DUE, said, which), SAID, st.none() | st.just([1])),
)


def walked(moves: list[Move], row: Delivery) -> Delivery:
    """Return what becomes of a row by those moves that it may make."""
    for move in moves:
        try:
            row = move(row)
        except ValueError:
            continue
    return row


@settings(max_examples=100)
@given(st.lists(MOVES, max_size=8), st.booleans(), st.booleans(), st.sampled_from(LANGUAGES))
def test_any_row_is_told(moves: list[Move], paused: bool, held: bool, lang: Lang) -> None:
    row = walked(moves, a_delivery(subscription=ROW))
    request = a_request(small_corpus(), lang)
    scene = replace(rows.scene(request, None, held=held), paused=paused)
    said = rows.state(row, scene)
    assert said
    assert "\n" not in said
    assert rows.slot(row, request.words) in {"Thu, 15 Jan 2026 09:00", "2026年1月15日(木) 09:00"}
    assert bool(rows.picks(row, scene)) == bool(row.picks)
    # What is offered to be taken back has a message that can be shown and removed.
    assert not takeback.removable(row) or rows.there(row)


@settings(max_examples=60)
@given(st.lists(st.lists(MOVES, max_size=8), min_size=1, max_size=20), st.booleans(), st.sampled_from(LANGUAGES))
async def test_any_ledger_is_shown_and_none_of_its_buttons_has_to_be_kept(
    histories: list[list[Move]], paused: bool, lang: Lang
) -> None:
    made = (
        walked(moves, a_delivery(slot, subscription=ROW)) for slot, moves in zip(slots(20), histories, strict=False)
    )
    house = await House(lang).with_rows(*made, paused=a_pause() if paused else None)
    reply, seen = await house.ask("ledger"), 0
    while True:
        seen += len(items(reply))
        assert all(each.ask.verb != SHELVED for each in reply.buttons)
        forth = [each for each in reply.buttons if each.label == house.words("page-forth")]
        if not forth:
            break
        reply = await house.pressed(forth[0])
    assert seen == len(histories)
    for command in ("takeback", "resume"):
        assert all(each.ask.verb != SHELVED for each in (await house.ask(command)).buttons)


def test_every_catalogue_tells_the_same_rows() -> None:
    for lang in LANGUAGES:
        assert {"row-refused", "row-missed", "row-skipped", "row-cancelled"} <= catalogue.words(lang).messages()
