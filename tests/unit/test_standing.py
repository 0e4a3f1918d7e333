"""How things stand, as operators are told: what waits, what is unknown, who is paused, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import wording
from bot.control import shapes
from bot.control.operator import Operator, channel
from bot.control.wire import Failed
from bot.delivery.desk import PostDesk
from bot.delivery.standing import FEW, Life, PlatformLife, standing
from bot.delivery.waits import HOLD
from bot.domain.ledger import Channel, Delivery, Part
from bot.domain.text import LANGUAGES, Lang
from bot.errors import InputError
from bot.language import catalogue
from bot.storage.archive_file import ARCHIVE
from bot.storage.memory import MemoryStore
from bot.storage.tinydb_store import open_store

from ..support.builders import CHANNEL, DUE, KEY, ScriptedPublisher, a_delivery, a_pause, a_subscription
from .test_archive import filled

NOW = DUE + timedelta(hours=2)
ONE = (Part("{}", "one", message_id="m1", at=DUE), Part("{}", "two"))


def in_doubt(**changes: Any) -> Delivery:
    return replace(a_delivery(parts=ONE, attempts=1, at=DUE), state="unknown", error="reset", **changes)


async def test_the_next_slots_are_the_soonest_of_the_channels_that_are_not_paused() -> None:
    store = MemoryStore()
    for hour in range(8):
        place = Channel("telegram", f"-{hour}")
        paused = a_pause() if hour == 2 else None
        schedule = f"0 {hour} * * *"
        await store.subscribe(
            a_subscription(f"s{hour}", channel=place, schedule=schedule, timezone="UTC", paused=paused)
        )
    found = await standing(store, DUE.replace(hour=0, minute=30))
    assert [each.channel.chat for each in found.coming] == ["-1", "-3", "-4", "-5", "-6"]
    assert len(found.coming) == FEW
    assert [subscription.id for subscription in found.paused] == ["s2"]
    assert found.subscriptions == 8


async def test_what_somebody_has_worked_out_already_is_believed_until_it_is_past() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    later = NOW + timedelta(days=3)
    assert [each.at for each in (await standing(store, NOW, lambda _: later)).coming] == [later]
    for stale in (NOW, NOW - timedelta(days=1), None):
        found = await standing(store, NOW, lambda _, stale=stale: stale)  # type: ignore[misc]  # bound at once
        assert [each.at for each in found.coming] == [DUE + timedelta(days=1)]


async def test_the_backlog_the_doubts_and_the_last_error_are_those_of_the_ledger() -> None:
    store = MemoryStore()
    planned = a_delivery("2026-01-16T09:00")
    refused = replace(a_delivery("2026-01-14T09:00"), state="refused", error="too odd", at=DUE - timedelta(days=1))
    left_out = replace(a_delivery("2026-01-13T09:00"), state="skipped", error="nothing fits", at=NOW)
    put_back = replace(a_delivery("2026-01-12T09:00"), state="retrying", error="all posting was on hold", at=NOW)
    await store.enqueue([planned, in_doubt(), refused, left_out, put_back])
    await store.set_note(HOLD, "mika, 2026-01-15")
    found = await standing(store, NOW)
    assert found.backlog.states == {"planned": 1, "sending": 0, "retrying": 1, "unknown": 1}
    assert found.backlog.oldest == put_back.due
    assert [row.key for row in found.unknown] == [KEY]
    assert found.last_error is not None
    assert (found.last_error.error, found.hold) == ("reset", "mika, 2026-01-15")


async def test_how_things_stand_is_told_though_the_archive_is_damaged(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await filled(store)
        (tmp_path / ARCHIVE).write_bytes(b"nonsense" * 4096)
        found = await standing(store, NOW)
    assert (found.subscriptions, found.last_error) == (1, None)


STATUS = {
    "en": [
        "kawaraban 1.2.3 runs as process 4242, for 3 d",
        "  platform    telegram: up for 2 d 3 h",
        "  platform    discord: DOWN for 5 min; nothing is tried until 2026-01-15 02:15Z, for nothing works there",
        "  hold        all posting is held (mika, 2026-01-15); `kawaraban release` ends that",
        "  channels    2 subscribed, 1 paused",
        "  next        2026-01-16 00:00Z discord:5",
        "  backlog     unknown 1; the oldest was due 2026-01-15 00:00Z",
        f"  unknown     {KEY} to telegram:-100: its admins were asked; `kawaraban resolve` settles it",
        "  paused      telegram:-100 since 2026-01-15 00:00Z: The bot was removed from there. Add it again, and the "
        "editions go on. (kicked out)",
        "  last error  2026-01-15 00:00Z telegram:-100: posted again, as the operator has set it; it may be there twice "
        "(reset)",
    ],
    "ja": [
        "kawaraban 1.2.3 は動いています（プロセス 4242、3日前から）",
        "  プラットフォーム  telegram：接続中（2日3時間）",
        "  プラットフォーム  discord：切断（5分）。何も通らないため、2026-01-15 02:15Z までは試しません",
        "  停止              すべての投稿を止めています（mika, 2026-01-15）。再開は `kawaraban release`",
        "  チャンネル        購読 2件、うち休止中 1件",
        "  次の投稿          2026-01-16 00:00Z discord:5",
        "  未完了            unknown 1。最も古いものの予定は 2026-01-15 00:00Z",
        f"  不明              telegram:-100 への {KEY}：届いたかどうか、管理者に尋ねています。手で決めるには `kawaraban resolve`",
        "  休止中            telegram:-100（2026-01-15 00:00Z から）：ボットがそこから外されました。もう一度加えていただければ、"
        "続けて号を届けます。（kicked out）",
        "  最後のエラー      2026-01-15 00:00Z telegram:-100: 運営者の設定により投稿し直しました。二重になっているかもしれません"
        "（reset）",
    ],
}


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_status_is_told_to_people_with_what_to_do(lang: Lang) -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription(paused=a_pause("kicked\nout")))
    await store.subscribe(a_subscription("other", channel=Channel("discord", "5")))
    await store.enqueue([replace(in_doubt(asked=DUE), error="sent again, perhaps twice: reset")])
    await store.set_note(HOLD, "mika, 2026-01-15")
    platforms = [
        PlatformLife("telegram", True, NOW - timedelta(days=2, hours=3, minutes=1)),
        PlatformLife("discord", False, NOW - timedelta(minutes=5), NOW + timedelta(minutes=15)),
    ]
    life = Life(4242, NOW - timedelta(days=3), NOW, platforms)
    found = shapes.status(await standing(store, NOW), life, NOW, "1.2.3")
    assert wording.text("status", found, catalogue.words(lang), NOW).splitlines() == STATUS[lang]


BACKUP = {"file": "b", "subscriptions": 1, "deliveries": 20, "archived": 300, "bytes": 4000}


@pytest.mark.parametrize(
    ("verb", "found", "en", "ja"),
    [
        ("resolve", {"key": KEY, "state": "sent"}, f"{KEY}: now sent", f"{KEY}：sent になりました"),
        ("hold", {"hold": "mika, now"}, "posting is held (mika, now)", "すべての投稿を止めています（mika, now）"),
        ("release", {"released": True}, "Posting goes on", "すべての投稿を再開しました"),
        ("release", {"released": False}, "Nothing is on hold", "投稿は止めていません"),
        (
            "resume",
            {"channel": "c:1", "was": "kicked", "hold": None},
            "c:1: sent to again; it was paused: kicked",
            "理由：kicked",
        ),
        (
            "resume",
            {"channel": "c:1", "was": "kicked", "hold": "mika"},
            "c:1: no longer paused (kicked), but all posting is on hold",
            "すべての投稿を止めています",
        ),
        (
            "resume",
            {"channel": "c:1", "was": None, "hold": None},
            "c:1: was not paused",
            "c:1：投稿は休んでいませんでした",
        ),
        (
            "takeback",
            {"key": KEY, "error": "taken back by mika (replaced)"},
            "(mika (replaced))",
            "取り下げました（mika",
        ),
        ("backup", BACKUP, "b: subscriptions 1, deliveries 20, archived 300, bytes 4,000", "配信 20件、保管済み 300件"),
        ("restore", {**BACKUP, "dir": "d"}, "d: subscriptions 1, deliveries 20", "d：購読 1件"),
        ("ledger", [], "", ""),
    ],
)
def test_what_an_operator_has_done_is_told_in_both_languages(verb: str, found: Any, en: str, ja: str) -> None:
    assert en in wording.text(verb, found, catalogue.words("en"), NOW)
    assert ja in wording.text(verb, found, catalogue.words("ja"), NOW)


async def operating(publisher: ScriptedPublisher | None, *rows: Delivery) -> tuple[Operator, MemoryStore]:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await store.enqueue(rows)
    desk = PostDesk(store, catalogue.words, lambda: NOW, lambda _: publisher, lambda: None)
    life = Life(1, DUE, NOW, ())
    return Operator(store, desk, lambda: NOW, lambda: "1", lambda: life), store


async def test_a_takeback_of_what_is_in_doubt_leaves_the_rest_of_it() -> None:
    publisher = ScriptedPublisher()
    operator, _ = await operating(publisher, in_doubt())
    found = await operator.handle({"verb": "takeback", "channel": CHANNEL.key, "by": "operator:mika"})
    assert (found["state"], publisher.removed) == ("gone", ["m1"])
    assert [step["state"] for step in found["steps"]][-2:] == ["skipped", "gone"]


async def test_a_takeback_where_the_platform_is_down_says_so_and_changes_nothing() -> None:
    row = replace(a_delivery(parts=ONE[:1]), state="sent")
    operator, store = await operating(None, row)
    with pytest.raises(Failed, match=f"{KEY} could not be taken back: telegram is not connected"):
        await operator.handle({"verb": "takeback", "channel": CHANNEL.key, "by": "operator:mika"})
    assert await store.delivery(KEY) == row


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"verb": "explode"}, "'explode' is nothing that can be asked here"),
        ({"verb": "resolve"}, "say what becomes of it: there, post or skip"),
        ({"verb": "resolve", "verdict": "there"}, "the request has no key"),
        ({"verb": "resolve", "verdict": "there", "key": 5}, "the request has no key"),
        ({"verb": "resolve", "verdict": ["there"], "key": KEY}, "say what becomes of it"),
        ({"verb": "resolve", "verdict": "there", "key": "x"}, f"there is no delivery 'x'; these are unknown: {KEY}"),
        ({"verb": "hold"}, "the request has no by"),
        ({"verb": "resume", "channel": "telegram:5"}, "telegram:5: no such channel is subscribed"),
        ({"verb": "takeback", "channel": "telegram:5", "by": "x"}, "telegram:5: readers have no post there"),
    ],
)
async def test_what_cannot_be_done_is_told_in_one_line(request_: dict[str, Any], said: str) -> None:
    operator, _ = await operating(None, in_doubt())
    with pytest.raises(InputError) as error:
        await operator.handle(request_)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_a_channels_key_is_read_as_it_is_written() -> None:
    for place in (CHANNEL, Channel("discord", "5", "6"), Channel("telegram", "@news"), Channel("terminal", "demo")):
        assert channel(place.key) == place
    for wrong in ("", "telegram", "telegram:", "irc:5", "-100", "telegram:/5"):
        with pytest.raises(InputError):
            channel(wrong)


LONG = "長" * 30_000


@pytest.mark.parametrize(
    "request_",
    [
        {"verb": "resolve", "verdict": "there", "key": LONG},
        {"verb": "resume", "channel": f"telegram:{LONG}"},
        {"verb": "takeback", "channel": f"telegram:{LONG}", "by": "x"},
        {"verb": "takeback", "channel": LONG, "by": "x"},
    ],
    ids=lambda request: str(request["verb"]),
)
async def test_of_a_long_word_its_beginning_is_said_back(request_: dict[str, Any]) -> None:
    operator, _ = await operating(None)
    with pytest.raises(InputError) as error:
        await operator.handle(request_)
    assert "長長" in str(error.value)
    assert len(str(error.value)) < 250
