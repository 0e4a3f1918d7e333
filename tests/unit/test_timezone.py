"""/timezone: places as people name them, in both languages, and which zone a member's dates are read in."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.completion import zones as completing
from bot.commands.request import Asker, Kit, Place
from bot.commands.router import Router
from bot.domain.ask import quoted
from bot.domain.ledger import Channel
from bot.domain.reply import Block, Heading, Note, Paragraph, Reply
from bot.domain.text import LANGUAGES, Lang, plain
from bot.language.zones import Places

from ..support.builders import a_subscription
from ..support.chat import nobody
from ..support.kit import small_kit

PLACES = Places()
GROUP = Channel("telegram", "-100")
JA, EN = Asker("telegram", "7", "ja"), Asker("telegram", "7", "en")


HERE = Place(GROUP, private=False, manages=nobody)


NAMES = {
    "Asia/Tokyo": "東京|ﾄｳｷｮｳ|とうきょう|Tokyo|TOKYO|Asia/Tokyo|asia/tokyo|Ａｓｉａ／Ｔｏｋｙｏ|jst|"
    "東京都|東京時間|日本|日本標準時|Japan|Japan Standard Time|大阪|大阪市|京都|京都府|Kyoto|沖縄県",
    "Europe/London": "ロンドン|ﾛﾝﾄﾞﾝ|london|イギリス|英国|UK|United Kingdom|Europe/Belfast",
    "America/New_York": "ニューヨーク|ニュー・ヨーク|New York|new york city|new_york|EST|アメリカ東部時間|US Eastern time|ボストン",
    "America/Los_Angeles": "ロサンゼルス|Pacific Time|San Francisco|シリコンバレー|US/Pacific",
    "America/Chicago": "オースティン|Starbase|Texas",
    "America/Sao_Paulo": "São Paulo|sao paulo|SAO PAULO|サンパウロ",
    "Asia/Shanghai": "北京|Beijing|中国|上海",
    "Asia/Seoul": "ソウル|韓国",
    "Europe/Kyiv": "Kiev|Kyiv|キーウ|キエフ",
    "Asia/Kolkata": "Calcutta|インド|ムンバイ",
    "Europe/Berlin": "ドイツ|München|CET",
    "Asia/Kathmandu": "+5:45|Asia/Katmandu",
    "Etc/UTC": "UTC|utc+0|Z",
    "Etc/GMT-9": "UTC+9|utc + 9|+09:00|+0900|＋９|GMT+9|Etc/GMT-9",
    "Etc/GMT+5": "GMT-5|UTC−5|-05:00",
    "Etc/GMT-14": "+14",
}


@pytest.mark.parametrize(
    ("typed", "zone"), [(name, zone) for zone, names in NAMES.items() for name in names.split("|")]
)
def test_a_place_is_found_by_any_name_of_it(typed: str, zone: str) -> None:
    assert PLACES.find(typed) == (zone,)


@pytest.mark.parametrize(
    "typed", ["アメリカ", "USA", "Russia", "豪州", "Washington", "CST", "IST", "ジョージア", "Samoa", "+5:30"]
)
def test_a_name_of_several_zones_means_none_of_them_alone(typed: str) -> None:
    found = PLACES.find(typed)
    assert 1 < len(found) <= 12
    assert len({PLACES.name(zone, "ja") for zone in found}) == len(found)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "!!!", "😀", "\0", "שלום", "9", "+15", "-13", "+9:99", "+99:00", "2025-06-05", "west", "general", "Nowhere",
        "あ" * 4000, "Toyko", "不明な地域", "Unknown Region", "Factory", "Etc/Unknown", "US/", "/", "../../etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_place_is_none(typed: str) -> None:
    assert PLACES.find(typed) == ()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Toyko", "Asia/Tokyo"),
        ("Londn", "Europe/London"),
        ("ロンドソ", "Europe/London"),
        ("Sydny", "Australia/Sydney"),
        ("york", "America/New_York"),
        ("サンフランシコ", "America/Los_Angeles"),
        ("シンガポ", "Asia/Singapore"),
        ("Bejing", "Asia/Shanghai"),
    ],
)
def test_a_misspelt_place_is_suggested(typed: str, zone: str) -> None:
    assert PLACES.suggest(typed, 3)[0] == zone


def test_every_zone_is_found_by_its_id_and_its_old_ones_and_has_a_name_in_each_language() -> None:
    zones = {zone for zone in get_global("zone_territories") if zone in available_timezones()}
    assert len(zones) > 400
    for zone in zones:
        assert PLACES.find(zone) == PLACES.find(zone.swapcase()) == (zone,)
        for lang in LANGUAGES:
            assert PLACES.name(zone, lang)
    for alias, zone in get_global("zone_aliases").items():
        assert not ("/" in alias and zone in zones) or PLACES.find(alias) == (zone,)


def test_every_place_of_the_file_is_in_a_zone_that_there_is() -> None:
    told = PLACES._file
    for zone in (*told["zones"], *(zone for zones in told["offsets"].values() for zone in zones)):
        assert ZoneInfo(zone).key in get_global("zone_territories"), zone
    for zone, names in told["zones"].items():
        assert all(zone in PLACES.find(name) for name in names)
    for territory, names in told["countries"].items():
        assert get_global("territory_zones")[territory]
        assert all(PLACES.find(name) for name in names)


def test_a_zone_is_called_by_its_city_and_country_or_its_offset() -> None:
    assert [PLACES.name("Asia/Tokyo", lang) for lang in LANGUAGES] == ["東京（日本）", "Tokyo, Japan"]
    assert [PLACES.name("Asia/Singapore", lang) for lang in LANGUAGES] == ["シンガポール", "Singapore"]
    assert [PLACES.name("Etc/GMT+3", lang) for lang in LANGUAGES] == ["UTC-3", "UTC-3"]


@given(st.text(max_size=120))
def test_whatever_is_typed_is_found_suggested_or_neither(typed: str) -> None:
    for zone in (*PLACES.find(typed), *PLACES.suggest(typed, 3)):
        ZoneInfo(zone)


def texts(reply: Reply | None) -> str:
    assert reply is not None

    def text(block: Block) -> str:
        match block:
            case Paragraph(runs):
                return plain(runs)
            case Heading(text) | Note(text):
                return text
        raise AssertionError(block)

    return "\n".join(map(text, reply.blocks))


async def today(kit: Kit, asker: Asker, place: Place = HERE) -> str:
    """Return what the asker's today is taken to be, in the words of the answer's heading."""
    reply = await Router(kit).command("timeline", "today" if asker.client_lang == "en" else "今日", asker, place)
    assert reply is not None
    heading = reply.blocks[0]
    assert isinstance(heading, Heading)
    return heading.text


async def test_a_members_own_zone_stands_before_the_channels_and_that_before_the_languages() -> None:
    kit = small_kit()  # it is 00:30 UTC on 15 January, 09:30 in Tokyo
    assert "1月15日" in await today(kit, JA)
    assert "15 Jan" in await today(kit, EN)
    await kit.store.subscribe(a_subscription(channel=GROUP, timezone="America/New_York"))
    assert "1月14日" in await today(kit, JA)
    assert "14 Jan" in await today(kit, EN)
    assert "1月15日" in await today(kit, JA, replace(HERE, channel=Channel("telegram", "7")))
    assert await Router(kit).command("timezone", "UTC+9", EN, HERE)
    assert "15 Jan" in await today(kit, EN)
    assert "1月14日" in await today(kit, replace(JA, user="8"))


@pytest.mark.parametrize(
    ("asker", "words", "told"),
    [
        (
            JA,
            "ロンドン",
            "これからは、きょう・昨日・先週などをロンドン（イギリス）の時刻で読みます。いま 2026年1月15日(木) 00:30 です。",
        ),
        (
            EN,
            "大阪",
            "Today, yesterday and last week are now read in the time of Tokyo, Japan, where it is Thu, 15 Jan 2026 09:30 now.",
        ),
        (JA, "アメリカ", "「アメリカ」には時間帯がいくつかあります。どれですか。"),
        (EN, "Toyko", "I know no place “Toyko”. Do you mean one of these?"),
        (
            EN,
            "!?",
            "I know no place “!?”. Name the nearest big city or an IANA zone: London, New York, Asia/Tokyo, UTC+9.",
        ),
        (JA, "x" * 10_000, f"「{'x' * 60}」という場所は見つかりません。近くの大きな都市か"),
    ],
)
async def test_a_place_is_set_or_offered_or_asked_for_again(asker: Asker, words: str, told: str) -> None:
    kit = small_kit()
    reply = await Router(kit).command("timezone", words, asker, HERE)
    assert texts(reply).startswith(told)
    assert reply is not None
    assert reply.private
    assert bool(reply.buttons) == (words in ("アメリカ", "Toyko"))
    assert (await kit.store.note("timezone/telegram:7") is not None) == (words in ("ロンドン", "大阪"))


async def test_a_choice_is_made_with_a_tap_and_forgotten_with_another() -> None:
    kit = small_kit()
    router = Router(kit)
    choice = await router.command("timezone", "USA", EN, HERE)
    assert choice is not None
    labels = [button.label for button in choice.buttons]
    assert labels[:2] == ["New York, United States", "Los Angeles, United States"]
    for _ in range(2):  # pressed twice it is the same
        assert "Los Angeles, United States" in texts(await router.press(choice.buttons[1].ask.encode(), EN, HERE))
        assert await kit.store.note("timezone/telegram:7") == "America/Los_Angeles"
    now = await router.command("timezone", "", EN, HERE)
    assert now is not None
    assert texts(now) == (
        "Your time zone\n"
        "Your dates are read in the time of Los Angeles, United States, where it is Wed, 14 Jan 2026 16:30 now.\n"
        "You chose it.\n/timezone with a city changes it: /timezone London, /timezone Asia/Tokyo, /timezone UTC+9."
    )
    (forget,) = now.buttons
    for _ in range(2):
        forgotten = await router.press(forget.ask.encode(), EN, HERE)
        assert "It is the usual one of English" in texts(forgotten)
        assert await kit.store.note("timezone/telegram:7") is None


async def test_every_zone_can_be_pressed_and_nothing_else() -> None:
    kit = small_kit()
    for zone in (
        "Etc/GMT+9",
        "America/Argentina/ComodRivadavia",
        "America/Argentina/Buenos_Aires",
        "Factory",
        "../x",
        "東京",
    ):
        reply = await Router(kit).press(f"tz:en:{quoted(zone)}", EN, HERE)
        assert (reply is not None) == (zone in ("Etc/GMT+9", "America/Argentina/Buenos_Aires"))
    for data in ("tz:en", "tz:en:a:b"):
        assert await Router(kit).press(data, EN, HERE) is None


@pytest.mark.parametrize(("asker", "whose"), [(JA, "このチャンネルの設定です"), (EN, "It is this channel's")])
async def test_which_zone_applies_is_told_with_whose_wish_it_is(asker: Asker, whose: str) -> None:
    kit = small_kit()
    await kit.store.subscribe(a_subscription(channel=GROUP, timezone="Europe/London"))
    reply = await Router(kit).command("timezone", " ", asker, HERE)
    assert whose in texts(reply)
    assert ("ロンドン" if asker == JA else "London, United Kingdom") in texts(reply)
    assert reply is not None
    assert reply.buttons == ()


async def test_a_zone_that_this_machine_knows_no_longer_is_passed_over() -> None:
    kit = small_kit()
    await kit.store.set_note("timezone/telegram:7", "Asia/Atlantis")
    await kit.store.subscribe(a_subscription(channel=GROUP, timezone="Europe/Atlantis"))
    assert "東京（日本）" in texts(await Router(kit).command("timezone", "", JA, HERE))


@pytest.mark.parametrize(
    ("typed", "lang", "labels"),
    [
        ("", "ja", ["東京（日本）", "UTC"]),
        ("ニューヨ", "ja", ["ニューヨーク（アメリカ合衆国）"]),
        ("Londn", "en", ["London, United Kingdom", "Paris, France"]),
        ("zzzzzz", "en", []),
    ],
)
def test_a_place_is_completed_while_it_is_typed(typed: str, lang: Lang, labels: list[str]) -> None:
    kit = small_kit()
    choices = completing.zones(typed, kit, lang, 25)
    assert [choice.label for choice in choices] == labels
    assert all(len(kit.gazetteer.find(choice.value)) == 1 for choice in choices)
    assert len(completing.zones("a", kit, lang, 5)) == 5
