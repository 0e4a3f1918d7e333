"""The log: fields are keys, and neither a token nor the words of a message is ever in it."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from bot.watching import logs
from bot.watching.redaction import MARK, Redactor

TELEGRAM = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-aa"
DISCORD = "MTE3ODQ0NTYxMjM0NTY3ODkw.GhIjKl.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789ab"
INTERACTION = "aW50ZXJhY3Rpb246MTE3ODQ0NTYxMjM0NTY3ODkwOmFiY2RlZg"
FORMS: tuple[logs.Format, ...] = ("console", "json")

Logged = Callable[..., str]


@pytest.fixture
def logged() -> Iterator[Logged]:
    """Sets the log up, lets something be logged, and returns what was written."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in logs.QUIET}

    def write(
        say: Callable[[logging.Logger], object],
        form: logs.Format = "json",
        tokens: tuple[str, ...] = (),
        level: str = "DEBUG",
    ) -> str:
        stream = io.StringIO()
        logs.to_stderr(level, form, tokens, stream)
        say(logging.getLogger("bot.delivery.attempt"))
        return stream.getvalue()

    yield write
    logging.captureWarnings(False)
    root.handlers, root.level = before[0], before[1]
    for name, least in before[2].items():
        logging.getLogger(name).setLevel(least)


def fail_with(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


def lines(written: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.splitlines()]


def test_a_line_of_json_has_the_fields_as_keys(logged: Logged) -> None:
    fields = {"delivery": "sub/slot:2026-01-15T09:00", "channel": "telegram:-100", "state": "sent", "attempts": 2}
    [line] = lines(logged(lambda log: log.info("sent to %s", "瓦版", extra=fields)))
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "sent to 瓦版", "level": "info", "logger": "bot.delivery.attempt", **fields}


def test_a_line_for_people_has_the_same_without_colours(logged: Logged) -> None:
    said = logged(lambda log: log.warning("not sent", extra={"channel": "telegram:-100", "error": "boom"}), "console")
    assert "not sent" in said
    assert "channel=telegram:-100 error=boom" in said
    assert "\x1b" not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("form", FORMS)
def test_an_error_has_its_traceback(logged: Logged, form: logs.Format) -> None:
    def fail(log: logging.Logger) -> None:
        try:
            fail_with(LookupError("this one"))
        except LookupError:
            log.exception("ended")

    said = logged(fail, form)
    assert "Traceback" in said
    assert "LookupError: this one" in said


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "said",
    [
        f"https://api.telegram.org/bot{TELEGRAM}/getMe",
        f"https://api.telegram.org/file/bot{TELEGRAM}/photos/1.jpg",
        TELEGRAM.replace(":", "%3A"),
        f"the token {TELEGRAM} is refused",
        DISCORD,
        f"Authorization: Bot {DISCORD}",
        f"https://discord.com/api/v10/interactions/1178/{INTERACTION}/callback",
        f"POST /webhooks/1178/{INTERACTION}?wait=true",
        "https://discord.com/api/webhooks/1178/short-one",
        f'{{"op": 2, "d": {{"token": "{DISCORD}", "intents": 1}}}}',
        f"{{'id': '1', 'token': '{INTERACTION}'}}",
        "TELEGRAM_BOT_TOKEN=42:short",
    ],
)
@pytest.mark.parametrize("way", ["message", "argument", "field", "nested", "exception"])
def test_whatever_looks_like_a_token_never_gets_out(logged: Logged, form: logs.Format, said: str, way: str) -> None:
    def say(log: logging.Logger) -> None:
        match way:
            case "message":
                log.debug(said)
            case "argument":
                log.debug("%s!", said)
            case "field":
                log.debug("x", extra={"url": said})
            case "nested":
                log.debug("x", extra={"given": {"deep": [said]}})
            case "exception":
                try:
                    fail_with(ConnectionError(said), OSError(said))
                except ConnectionError:
                    log.exception("x")

    written = logged(say, form)
    assert MARK in written
    for secret in (TELEGRAM, TELEGRAM.partition(":")[2], DISCORD, INTERACTION, "short-one", "42:short"):
        assert secret not in written
    if form == "json":
        assert lines(written)


@pytest.mark.parametrize("form", FORMS)
def test_the_tokens_of_the_settings_never_get_out_whatever_they_look_like(logged: Logged, form: logs.Format) -> None:
    odd = "ab\"c'\\d/é %"

    def say(log: logging.Logger) -> None:
        log.error("%s", odd, extra={"x": {"y": odd}, "error": ValueError(odd), "z": [quote(odd, safe="")]})

    written = logged(say, form, (odd,))
    assert "ab" not in written.replace(MARK, "")
    assert written.count(MARK) == 4


def test_the_words_of_messages_are_counted_and_not_shown(logged: Logged) -> None:
    said = {"text": "秘密の言葉", "payload": '{"text": "secret"}', "content": "secret"}
    [line] = lines(logged(lambda log: log.debug("sent", extra=said)))
    assert (line["text"], line["content"]) == ("[5 characters]", "[6 characters]")
    assert "secret" not in str(line)


@pytest.mark.parametrize("form", FORMS)
def test_nobody_who_names_a_chat_writes_lines_of_the_log(logged: Logged, form: logs.Format) -> None:
    name = "x\n2026-01-01T00:00:00Z [error    ] broken\x1b[31m\r\u2028"
    written = logged(lambda log: log.info("%s", name, extra={"title": name}), form)
    assert len(written.splitlines()) == 1
    assert "\x1b" not in written


@pytest.mark.parametrize(
    "library", ["discord.gateway", "telegram.ext", "httpx", "httpcore.http11", "aiohttp.access", "asyncio"]
)
def test_libraries_do_not_debug_into_the_log_even_where_everything_is_asked_for(logged: Logged, library: str) -> None:
    def say(_: logging.Logger) -> None:
        logging.getLogger(library).debug("an update: secret words")
        logging.getLogger(library).warning("something is wrong")

    [line] = lines(logged(say))
    assert (line["event"], line["logger"]) == ("something is wrong", library)


def test_our_own_debugging_is_there_where_it_is_asked_for(logged: Logged) -> None:
    assert lines(logged(lambda log: log.debug("here"), level="DEBUG"))
    assert logged(lambda log: log.debug("here"), level="INFO") == ""


def test_the_http_clients_addresses_are_not_logged(logged: Logged) -> None:
    assert logged(lambda _: logging.getLogger("httpx").info("HTTP Request: GET http://x/bot42:x/getMe")) == ""


def test_a_warning_of_python_is_a_line_of_the_log(logged: Logged) -> None:
    def warn(_: logging.Logger) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(True)
            warnings.warn("this will go away", DeprecationWarning, stacklevel=1)

    assert "this will go away" in logged(warn)


def test_what_is_no_text_is_logged_all_the_same(logged: Logged) -> None:
    [line] = lines(logged(lambda log: log.info({"a": 1}, extra={"error": ValueError("x"), "at": object, "n": None})))
    assert line["error"] == "x" or "ValueError" in line["error"]


def test_setting_the_log_up_does_not_load_the_library_that_formats_it() -> None:
    code = (
        "import sys, logging; from bot.watching import logs; logs.to_stderr('INFO', 'json', ());"
        "assert 'structlog' not in sys.modules; logging.getLogger('bot').info('x'); assert 'structlog' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_redactor_leaves_what_is_no_token() -> None:
    plain = [
        "telegram: the token is refused; look at TELEGRAM_BOT_TOKEN",
        "sub/slot:2026-01-15T09:00 to telegram:-1001234567890/42",
        "https://discord.com/api/v10/channels/117844561234567890/messages",
        "2026-01-15T09:00:00.123456Z bot.delivery.attempt",
    ]
    assert [Redactor([])(line) for line in plain] == plain
