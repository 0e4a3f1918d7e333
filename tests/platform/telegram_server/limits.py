"""Limits of what may be sent that the Bot API states in prose, with Telegram's words where they are known."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from .description import Upload
from .entities import Entity, Formatted, formatted, utf16_length
from .errors import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_DATA = 64  # bytes
MAX_BUTTONS = 100
MAX_BUTTONS_A_ROW = 8
MAX_ANSWER = 200
MAX_RESULTS = 50
MAX_RESULT_ID = MAX_OFFSET = 64  # bytes
MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_COMMAND_DESCRIPTION = 256
MAX_PHOTO = 10 * 1024 * 1024  # bytes
MAX_PHOTO_SIDES = 10_000  # width and height together
MAX_PHOTO_RATIO = 20

CHAT_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip

_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURES = (_PNG, b"\xff\xd8\xff", b"GIF8", b"RIFF")


def text(sent: str, parse_mode: str | None, entities: list[Entity] | None) -> Formatted:
    """A message's text, 1–4096 UTF-16 units once its entities are parsed."""
    if not sent:
        raise bad_request("message text is empty")
    shown = formatted(sent, parse_mode, entities)
    if not shown.text:
        raise bad_request("text must be non-empty")
    if utf16_length(shown.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return shown


def caption(sent: str, parse_mode: str | None, entities: list[Entity] | None) -> Formatted:
    shown = formatted(sent, parse_mode, entities)
    if utf16_length(shown.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return shown


def markup(reply_markup: dict[str, Any] | None) -> None:
    """The inline keyboard of a message; other markups have no limits of interest here."""
    if reply_markup is None or "inline_keyboard" not in reply_markup:
        return
    rows: list[list[dict[str, Any]]] = reply_markup["inline_keyboard"]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request(f"reply markup is too long: at most {MAX_BUTTONS} buttons")
    for row in rows:
        if len(row) > MAX_BUTTONS_A_ROW:
            raise bad_request(f"reply markup is too long: at most {MAX_BUTTONS_A_ROW} buttons a row")
        for button in row:
            _button(button)


def _button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = button.keys() - {"text", "style", "icon_custom_emoji_id"}
    if not actions:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"inline keyboard button must have exactly one action, not {sorted(actions)}")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not re.fullmatch(r"(?:https?://[^\s/.]+\.[^\s]+|tg://\S+)", url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if button.get("style", "primary") not in {"primary", "success", "danger"}:
        raise bad_request("invalid button style specified")


def commands(listed: list[dict[str, str]]) -> None:
    if len(listed) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for item in listed:
        command, description = item["command"], item["description"]
        if not command:
            raise bad_request("command must be non-empty")
        if len(command) > MAX_COMMAND:
            raise bad_request(f"command length must not exceed {MAX_COMMAND}")
        if not re.fullmatch(r"[a-z0-9_]+", command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not description.strip():
            raise bad_request("command description must be non-empty")
        if len(description) > MAX_COMMAND_DESCRIPTION:
            raise bad_request(f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}")


def language(code: str) -> None:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")


def start_parameter(given: str) -> None:
    """What a deep link hands over."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given, re.ASCII):
        raise bad_request("START_PARAM_INVALID")


def results(listed: list[dict[str, Any]]) -> None:
    """The results of an inline query, of which the server knows articles with text."""
    if len(listed) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result["id"] for result in listed]
    if any(not 1 <= len(id_.encode()) <= MAX_RESULT_ID for id_ in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in listed:
        if result["type"] != "article":
            raise bad_request(f"a result of type {result['type']} is not supported by the test server")
        if not result["title"].strip():
            raise bad_request("ARTICLE_TITLE_EMPTY")
        content = result["input_message_content"]
        text(content["message_text"], content.get("parse_mode"), content.get("entities"))
        markup(result.get("reply_markup"))


def results_button(button: dict[str, Any] | None) -> None:
    """What stands above the results of an inline query."""
    if button is None:
        return
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_EMPTY")
    if len(button.keys() & {"web_app", "start_parameter"}) != 1:
        raise bad_request("inline query results button must have exactly one action")
    if "start_parameter" in button:
        start_parameter(button["start_parameter"])


def photo(upload: Upload) -> None:
    """A picture by its first bytes; of PNG the sides too, and whether it is whole."""
    content = upload.content
    if len(content) > MAX_PHOTO:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        )
    if not content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if content.startswith(_PNG):
        if not _whole(content):
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = photo_sides(upload)
        if not min(width, height) >= 1 or width + height > MAX_PHOTO_SIDES:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        if max(width, height) > MAX_PHOTO_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _whole(png: bytes) -> bool:
    """Whether a PNG can be read to its end."""
    try:
        chunks = list(_chunks(png))
        pixels = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    except (ValueError, zlib.error):
        return False
    return chunks[0][0] == b"IHDR" and chunks[-1][0] == b"IEND" and bool(pixels)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each chunk; ValueError where one is cut off or damaged."""
    place = len(_PNG)
    while place < len(png):
        end = place + 8 + int.from_bytes(png[place : place + 4])
        if int.from_bytes(png[end : end + 4]) != zlib.crc32(png[place + 4 : end]) or len(png) < end + 4:
            raise ValueError("a damaged chunk")
        yield png[place + 4 : place + 8], png[place + 8 : end]
        place = end + 4


def photo_sides(upload: Upload) -> tuple[int, int]:
    """Width and height in pixels; of anything but PNG, which states them first, a made-up size."""
    if not upload.content.startswith(_PNG):
        return 800, 600
    return int.from_bytes(upload.content[16:20]), int.from_bytes(upload.content[20:24])
