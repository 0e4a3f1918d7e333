"""What the loopback Telegram refuses, rule by rule, and how it reads HTML."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.platform.telegram_server import FILE, TelegramServer, built_in, from_file, utf16_length
from tests.platform.telegram_server.entities import formatted
from tests.platform.telegram_server.errors import ApiError
from tests.platform.telegram_server.sample import ANN, FORUM, GROUP, PNG, png, sample

Json = dict[str, Any]


def _keyboard(*rows: list[Json]) -> str:
    return json.dumps({"inline_keyboard": list(rows)})


def _button(**fields: Any) -> Json:
    return {"text": "Next", "callback_data": "2", **fields}


def _photo(**fields: Any) -> str:
    return json.dumps({"type": "photo", "media": "attach://p", **fields})


def _results(*ids: str, **fields: Any) -> Json:
    article = {"type": "article", "title": "A", "input_message_content": {"message_text": "a"}, **fields}
    return {"inline_query_id": "404", "results": json.dumps([{**article, "id": id_} for id_ in ids])}


def _message(**fields: Any) -> Json:
    return {"chat_id": GROUP, "text": "news", **fields}


def _html(text: str) -> Json:
    return _message(text=text, parse_mode="HTML")


def _commands(*pairs: tuple[str, str]) -> Json:
    return {"commands": json.dumps([{"command": c, "description": d} for c, d in pairs])}


# Message 1 of the group is the bot's, with a button; 2 is Ann's. A file is given as bytes.
VIOLATIONS: dict[str, tuple[str, Json, str]] = {
    "unknown method": ("sendTelegram", {}, "method not found"),
    "unknown parameter": ("sendMessage", _message(colour="red"), 'unknown parameter "colour"'),
    "missing parameter": ("sendMessage", {"chat_id": GROUP}, '"text" is required'),
    "wrong type of a number": ("getChatMember", {"chat_id": GROUP, "user_id": "Ann"}, '"user_id" must be of type'),
    "wrong type of a truth": ("sendMessage", _message(disable_notification="maybe"), "must be of type Boolean"),
    "no object": ("sendMessage", _message(reply_parameters="7"), "must be an Object"),
    "nested field unknown": (
        "sendMessage",
        _message(reply_parameters='{"message_id": 1, "quiet": true}'),
        'unknown field "reply_parameters.quiet"',
    ),
    "nested field missing": ("sendMessage", _message(reply_parameters="{}"), '"reply_parameters.message_id"'),
    "nested type wrong": (
        "sendMessage",
        _message(link_preview_options='{"is_disabled": "yes"}'),
        '"link_preview_options.is_disabled" must be of type Boolean',
    ),
    "button without a text": ("sendMessage", _message(reply_markup=_keyboard([{"callback_data": "2"}])), "text"),
    "scope unknown": (
        "setMyCommands",
        _commands(("who", "People")) | {"scope": '{"type": "everywhere"}'},
        '"scope" names no kind of BotCommandScope',
    ),
    "scope without its chat": (
        "setMyCommands",
        _commands(("who", "P")) | {"scope": '{"type": "chat"}'},
        "scope.chat_id",
    ),
    "empty text": ("sendMessage", _message(text=""), "message text is empty"),
    "blank text": ("sendMessage", _html("<b> </b>\n"), "text must be non-empty"),
    "long text": ("sendMessage", _message(text="𠮷" * 2049), "message is too long"),
    "long caption": ("sendPhoto", {"chat_id": GROUP, "photo": PNG, "caption": "あ" * 1025}, "caption is too long"),
    "no picture": ("sendPhoto", {"chat_id": GROUP, "photo": b"news"}, "IMAGE_PROCESS_FAILED"),
    "picture cut short": ("sendPhoto", {"chat_id": GROUP, "photo": PNG[:-8]}, "IMAGE_PROCESS_FAILED"),
    "picture damaged": (
        "sendPhoto",
        {"chat_id": GROUP, "photo": PNG.replace(b"IDAT", b"IDAX")},
        "IMAGE_PROCESS_FAILED",
    ),
    "sides too long": ("sendPhoto", {"chat_id": GROUP, "photo": png(9000, 1001)}, "PHOTO_INVALID_DIMENSIONS"),
    "picture too wide": ("sendPhoto", {"chat_id": GROUP, "photo": png(2001, 100)}, "PHOTO_INVALID_DIMENSIONS"),
    "picture too heavy": (
        "sendPhoto",
        {"chat_id": GROUP, "photo": png(10, 10, noise=bytes(10 * 1024 * 1024))},
        "is too big for a photo",
    ),
    "no file of this name": (
        "editMessageMedia",
        {"chat_id": GROUP, "message_id": 1, "media": '{"type": "photo", "media": "attach://chart"}'},
        "there is no file 'chart'",
    ),
    "medium unknown": (
        "editMessageMedia",
        {"chat_id": GROUP, "message_id": 1, "media": '{"type": "hologram", "media": "x"}'},
        '"media" names no kind of InputMedia',
    ),
    "new caption too long": (
        "editMessageMedia",
        {"chat_id": GROUP, "message_id": 1, "media": _photo(caption="あ" * 1025), "p": PNG},
        "caption is too long",
    ),
    "new photo too wide": (
        "editMessageMedia",
        {"chat_id": GROUP, "message_id": 1, "media": _photo(), "p": png(2001, 100)},
        "PHOTO_INVALID_DIMENSIONS",
    ),
    "caption of a text": ("editMessageCaption", {"chat_id": GROUP, "message_id": 1, "caption": "x"}, "no caption"),
    "too many results": ("answerInlineQuery", _results(*map(str, range(51))), "RESULTS_TOO_MUCH"),
    "result named too long": ("answerInlineQuery", _results("あ" * 22), "RESULT_ID_INVALID"),
    "result without a name": ("answerInlineQuery", _results(""), "RESULT_ID_INVALID"),
    "result there twice": ("answerInlineQuery", _results("a", "a"), "RESULT_ID_DUPLICATE"),
    "result without a title": ("answerInlineQuery", _results("a", title=" "), "ARTICLE_TITLE_EMPTY"),
    "result too long": (
        "answerInlineQuery",
        _results("a", input_message_content={"message_text": "x" * 4097}),
        "message is too long",
    ),
    "result badly marked up": (
        "answerInlineQuery",
        _results("a", input_message_content={"message_text": "<b>x", "parse_mode": "HTML"}),
        "can't parse entities",
    ),
    "result without content": (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": '[{"type": "article", "id": "a", "title": "A"}]'},
        "input_message_content",
    ),
    "next offset too long": ("answerInlineQuery", _results("a") | {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
    "button above without an action": (
        "answerInlineQuery",
        _results() | {"button": '{"text": "Ask"}'},
        "exactly one action",
    ),
    "start parameter malformed": (
        "answerInlineQuery",
        _results() | {"button": '{"text": "Ask", "start_parameter": "w:en:musk"}'},
        "START_PARAM_INVALID",
    ),
    "answer to no inline query": ("answerInlineQuery", _results("a"), "query ID is invalid"),
    "picture unknown": ("sendPhoto", {"chat_id": GROUP, "photo": "AgAC"}, "wrong file identifier"),
    "parse mode unknown": ("sendMessage", _message(parse_mode="BBCode"), "unsupported parse_mode"),
    "unclosed tag": ("sendMessage", _html("<b>news"), "can't parse entities: Can't find end tag"),
    "tag cut short": ("sendMessage", _html("news <b"), "Unclosed start tag at byte offset 5"),
    "unsupported tag": ("sendMessage", _html("a<br>b"), 'Unsupported start tag "br" at byte offset 1'),
    "tags crossed": ("sendMessage", _html("<b><i>x</b></i>"), 'expected "</i>", found "</b>"'),
    "end tag alone": ("sendMessage", _html("x</b>"), "Unexpected end tag at byte offset 1"),
    "span without its class": ("sendMessage", _html("<span>x</span>"), 'must have class "tg-spoiler"'),
    "link without an address": ("sendMessage", _html('<a href="/who">x</a>'), "absolute address"),
    "character reference unknown": ("sendMessage", _html("a&nbsp;b"), "Unsupported character reference"),
    "character reference impossible": ("sendMessage", _html("&#xD800;"), "Invalid character reference"),
    "ampersand bare": ("sendMessage", _html("AT&T"), 'Unescaped "&" at byte offset 2'),
    "angle bare": ("sendMessage", _html("a > b"), 'Unescaped ">"'),
    "entity inside code": ("sendMessage", _html("<code><b>x</b></code>"), "inside code"),
    "too many entities": ("sendMessage", _html("<b>x</b> " * 101), "too many entities"),
    "entity out of bounds": (
        "sendMessage",
        _message(entities='[{"type": "bold", "offset": 2, "length": 9}]'),
        "ENTITY_BOUNDS_INVALID",
    ),
    "entity splits a character": (
        "sendMessage",
        _message(text="🗞", entities='[{"type": "bold", "offset": 0, "length": 1}]'),
        "ENTITY_BOUNDS_INVALID",
    ),
    "button data too long": (
        "sendMessage",
        _message(reply_markup=_keyboard([_button(callback_data="あ" * 22)])),
        "BUTTON_DATA_INVALID",
    ),
    "button data empty": (
        "sendMessage",
        _message(reply_markup=_keyboard([_button(callback_data="")])),
        "BUTTON_DATA_INVALID",
    ),
    "button text empty": (
        "sendMessage",
        _message(reply_markup=_keyboard([_button(text="")])),
        "button text must be non-empty",
    ),
    "button without an action": ("sendMessage", _message(reply_markup=_keyboard([{"text": "x"}])), "text buttons"),
    "button with two actions": (
        "sendMessage",
        _message(reply_markup=_keyboard([_button(url="https://example.org")])),
        "exactly one action",
    ),
    "button address wrong": (
        "sendMessage",
        _message(reply_markup=_keyboard([{"text": "x", "url": "news"}])),
        "Wrong HTTP URL",
    ),
    "row too wide": ("sendMessage", _message(reply_markup=_keyboard([_button()] * 9)), "reply markup is too long"),
    "too many buttons": ("sendMessage", _message(reply_markup=_keyboard(*[[_button()]] * 101)), "100 buttons"),
    "command malformed": ("setMyCommands", _commands(("Who", "People")), "BOT_COMMAND_INVALID"),
    "command too long": ("setMyCommands", _commands(("a" * 33, "x")), "command length must not exceed 32"),
    "command without a description": ("setMyCommands", _commands(("who", "")), "description must be non-empty"),
    "command described too long": ("setMyCommands", _commands(("who", "あ" * 257)), "must not exceed 256"),
    "too many commands": ("setMyCommands", _commands(*[("who", "x")] * 101), "BOT_COMMANDS_TOO_MUCH"),
    "language malformed": (
        "setMyCommands",
        _commands(("who", "x")) | {"language_code": "ja-JP"},
        "invalid language code",
    ),
    "chat unknown": ("sendMessage", _message(chat_id=-404), "chat not found"),
    "thread unknown": ("sendMessage", _message(chat_id=FORUM, message_thread_id=404), "message thread not found"),
    "thread where there are none": ("sendMessage", _message(message_thread_id=1), "message thread not found"),
    "reply to nothing": (
        "sendMessage",
        _message(reply_parameters='{"message_id": 404}'),
        "message to be replied not found",
    ),
    "quote of other words": (
        "sendMessage",
        _message(reply_parameters='{"message_id": 2, "quote": "never said"}'),
        "QUOTE_TEXT_INVALID",
    ),
    "user unknown": ("getChatMember", {"chat_id": GROUP, "user_id": 404}, "user not found"),
    "administrators of a person": ("getChatAdministrators", {"chat_id": ANN}, "no administrators in the private"),
    "action unknown": ("sendChatAction", {"chat_id": GROUP, "action": "pondering"}, "wrong parameter action"),
    "edit of nothing": (
        "editMessageText",
        {"chat_id": GROUP, "message_id": 404, "text": "x"},
        "message to edit not found",
    ),
    "edit without a message": ("editMessageText", {"chat_id": GROUP, "text": "x"}, "message identifier is not spec"),
    "edit of another's words": (
        "editMessageText",
        {"chat_id": GROUP, "message_id": 2, "text": "x"},
        "message can't be edited",
    ),
    "edit that changes nothing": (
        "editMessageText",
        {"chat_id": GROUP, "message_id": 1, "text": "first", "reply_markup": _keyboard([_button()])},
        "message is not modified",
    ),
    "keyboard that changes nothing": (
        "editMessageReplyMarkup",
        {"chat_id": GROUP, "message_id": 1, "reply_markup": _keyboard([_button()])},
        "message is not modified",
    ),
    "deletion of nothing": ("deleteMessage", {"chat_id": GROUP, "message_id": 404}, "message to delete not found"),
    "deletion without the right": ("deleteMessage", {"chat_id": GROUP, "message_id": 2}, "message can't be deleted"),
    "answer to no query": ("answerCallbackQuery", {"callback_query_id": "404"}, "query is too old"),
    "answer too long": ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    "answer with an address": (
        "answerCallbackQuery",
        {"callback_query_id": "1", "url": "https://example.org"},
        "URL_INVALID",
    ),
    "answer with a wrong payload": (
        "answerCallbackQuery",
        {"callback_query_id": "1", "url": "https://t.me/KawarabanBot?start=w:en"},
        "START_PARAM_INVALID",
    ),
    "updates limit": ("getUpdates", {"limit": 101}, "limit must be 1-100"),
    "updates unknown": ("getUpdates", {"allowed_updates": '["telepathy"]'}, "unknown kinds"),
}
NEEDS_FILE = {
    "method that the server does not speak": ("sendDice", {"chat_id": GROUP}, "not supported by the test server"),
    "deeply nested field": (
        "sendMessage",
        _message(reply_markup=_keyboard([{"text": "x", "web_app": {"link": "https://example.org"}}])),
        'unknown field "reply_markup.inline_keyboard[0][0].web_app.link"',
    ),
}
needs_file = pytest.mark.skipif(
    not FILE.is_file(), reason="the description of the Bot API is not beside the repository"
)


async def _refused(server: TelegramServer, method: str, parameters: Json, words: str) -> None:
    async with httpx.AsyncClient(base_url=f"{server.api_url}{server.token}/") as client:
        first = await client.post(
            "sendMessage", json=_message(text="first", reply_markup=json.loads(_keyboard([_button()])))
        )
        assert first.json()["ok"], first.text
        server.say(server.chat(ANN).members[ANN].user, GROUP, "second")
        files = {name: value for name, value in parameters.items() if isinstance(value, bytes)}
        fields = {name: value for name, value in parameters.items() if name not in files}
        response = await client.post(method, data=fields, files=files)
    body = response.json()
    assert not body["ok"]
    assert response.status_code == body["error_code"] == (404 if body["description"].startswith("Not Found") else 400)
    assert words in body["description"]
    [violation] = server.take_violations()
    assert violation.startswith(f"{method}: {body['description']}")
    assert len(server.sent(GROUP)) == 1


@pytest.mark.parametrize("rule", VIOLATIONS)
@pytest.mark.parametrize(
    "description", [pytest.param(built_in, id="built-in"), pytest.param(from_file, id="from-file", marks=needs_file)]
)
async def test_what_breaks_a_rule_is_refused_and_kept(description: Any, rule: str) -> None:
    async with sample(description()) as server:
        await _refused(server, *VIOLATIONS[rule])


@needs_file
@pytest.mark.parametrize("rule", NEEDS_FILE)
async def test_what_breaks_a_rule_of_the_whole_description_is_refused(rule: str) -> None:
    async with sample(from_file()) as server:
        await _refused(server, *NEEDS_FILE[rule])


async def test_what_just_fits_is_taken() -> None:
    row = [_button(callback_data="あ" * 21 + "x")] * 8
    text = _html("<b>" + "𠮷" * 2048 + "</b>") | {"reply_markup": _keyboard(*[row] * 12, row[:4])}
    photo = {"chat_id": GROUP, "caption": "あ" * 1024}
    async with sample() as server, httpx.AsyncClient(base_url=f"{server.api_url}{server.token}/") as client:
        assert (await client.post("sendMessage", data=text)).json()["ok"]
        assert (await client.post("sendMessage", data=_html("<b>x</b> " * 100))).json()["ok"]
        assert (await client.post("sendPhoto", data=photo, files={"photo": PNG})).json()["ok"]
        menu = _commands(*[("a" * 32, "あ" * 256)] * 100)
        assert (await client.post("setMyCommands", data=menu)).json()["ok"]


async def test_a_json_body_has_json_types() -> None:
    async with sample() as server, httpx.AsyncClient(base_url=f"{server.api_url}{server.token}/") as client:
        response = await client.post("sendMessage", json=_message(disable_notification="true"))
        assert response.status_code == 400
        assert (await client.post("sendMessage", content="{", headers={"content-type": "application/json"})).is_error
        assert (await client.get("../file/photo.png")).status_code == 404
        assert len(server.take_violations()) == 3


@needs_file
def test_the_built_in_table_agrees_with_the_whole_description() -> None:
    own, whole = built_in(), from_file()
    for mine, theirs in ((own.methods, whole.methods), (own.types, whole.types)):
        for name, fields in mine.items():
            wrong = {key: field for key, field in fields.items() if theirs[name].get(key) != field}
            assert not wrong, name
            assert {key for key, field in theirs[name].items() if field.required} <= fields.keys(), name
    assert set(own.subtypes["BotCommandScope"]) == set(whole.subtypes["BotCommandScope"])


# Text


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &#x1F5DE;", 'a <b> & "c" 🗞', []),
        ("𠮷<b>野<i>家</i></b>", "𠮷野家", [("bold", 2, 2), ("italic", 3, 1)]),
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ('<a href="tg://user?id=77">Ann</a>', "Ann", [("text_mention", 0, 3)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-sh">ls</code></pre>', "ls", [("pre", 0, 2)]),
        ("<tg-spoiler>x</tg-spoiler><span class='tg-spoiler'>y</span>", "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("\n <b> x </b> \n", "x", [("bold", 0, 1)]),
        ("<b></b>x <code>@ann</code> @ann", "x @ann @ann", [("code", 2, 4), ("mention", 7, 4)]),
        ("マスク /who", "マスク /who", [("bot_command", 4, 4)]),
        ("a/who ／who", "a/who ／who", []),
    ],
)
def test_html_becomes_text_and_entities(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    shown = formatted(html, "HTML", None)
    assert shown.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in shown.entities] == entities
    assert all(e["offset"] + e["length"] <= utf16_length(text) for e in shown.entities)


def test_markdown_is_not_spoken() -> None:
    with pytest.raises(ApiError, match="not supported by the test server"):
        formatted("*news*", "MarkdownV2", None)
