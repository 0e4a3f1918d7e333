"""Discord's limits on a message's own fields and its embeds, checked whether or not an API description is at hand.

Lengths count Unicode characters. Each check yields a Problem for whatever Discord would refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .components import component_problems, media_urls, text_problems
from .errors import Json, Problem
from .world import COMPONENTS_V2, Message

CONTENT, EMBEDS, EMBED_TOTAL, NONCE = 2000, 10, 6000, 25
CREATE_FLAGS = (1 << 2) | (1 << 6) | (1 << 12) | COMPONENTS_V2
EDIT_FLAGS = (1 << 2) | COMPONENTS_V2

_EDIT_FIELDS = {"content", "embeds", "allowed_mentions", "components", "flags", "attachments"}
MESSAGE_FIELDS: Mapping[str, set[str]] = {
    "create": _EDIT_FIELDS
    | {"tts", "nonce", "enforce_nonce", "message_reference", "sticker_ids", "poll", "shared_client_theme"},
    "post": _EDIT_FIELDS | {"tts", "sticker_ids", "poll", "shared_client_theme"},
    "response": _EDIT_FIELDS | {"tts", "poll"},
    "edit": _EDIT_FIELDS | {"sticker_ids", "tts"},  # the library sends `tts` with every edit, and Discord overlooks it
}
EMBED_FIELDS = {
    "flags",  # the library sends it, and Discord overlooks it
    "type",
    "url",
    "title",
    "color",
    "timestamp",
    "description",
    "author",
    "image",
    "thumbnail",
    "footer",
    "fields",
    "provider",
    "video",
}


def unknown_fields(body: Json, known: set[str], at: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    for name in body.keys() - known:
        yield Problem((*at, name), "UNKNOWN_FIELD", "This field is not known here.")


def message_problems(
    body: Json, kind: str, files: Mapping[str, Any], earlier: Message | None = None
) -> Iterator[Problem]:
    """`kind` is a key of MESSAGE_FIELDS; `earlier` is the message that an edit changes."""
    yield from unknown_fields(body, MESSAGE_FIELDS[kind])
    content, embeds = body.get("content"), body.get("embeds") or []
    yield from text_problems(("content",), content, 0, CONTENT)
    yield from _nonce_problems(body)
    yield from _flag_problems(body, earlier)
    v2 = uses_components_v2(body, earlier)
    if v2 and (content or embeds or body.get("poll") or body.get("sticker_ids")):
        yield Problem(("flags",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "No content or embeds here.")
    if v2 and earlier and not earlier.flags & COMPONENTS_V2 and _keeps_legacy_fields(body, earlier):
        yield Problem(("flags",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Clear the content first.")
    yield from embed_problems(embeds, files)
    present = {*_kept(body, earlier), *files}
    yield from component_problems(body.get("components") or [], v2=v2, files=present)
    yield from _attachment_problems(body, files, earlier)
    if v2:
        yield from _hidden_problems(body, earlier, present)


def uses_components_v2(body: Json, earlier: Message | None = None) -> bool:
    flags = body.get("flags") or 0
    return bool((flags | (earlier.flags if earlier else 0)) & COMPONENTS_V2)


def _keeps_legacy_fields(body: Json, earlier: Message) -> bool:
    return bool((earlier.content and "content" not in body) or (earlier.embeds and "embeds" not in body))


def _nonce_problems(body: Json) -> Iterator[Problem]:
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        yield from text_problems(("nonce",), nonce, 1, NONCE)
    if body.get("enforce_nonce") and nonce is None:
        yield Problem(("nonce",), "BASE_TYPE_REQUIRED", "enforce_nonce needs a nonce.")


def _flag_problems(body: Json, earlier: Message | None) -> Iterator[Problem]:
    flags = body.get("flags")
    if flags is None:
        return
    if flags & ~(EDIT_FLAGS if earlier else CREATE_FLAGS):
        yield Problem(("flags",), "BITFIELD_TYPE_INVALID", f"Flags {flags} cannot be set here.")
    if earlier and earlier.flags & COMPONENTS_V2 and not flags & COMPONENTS_V2:
        yield Problem(("flags",), "CANNOT_REMOVE_COMPONENTS_V2", "IS_COMPONENTS_V2 cannot be unset by an edit.")


def embed_problems(embeds: list[Json], files: Mapping[str, Any]) -> Iterator[Problem]:
    if len(embeds) > EMBEDS:
        yield Problem(("embeds",), "BASE_TYPE_MAX_LENGTH", f"Must be {EMBEDS} or fewer in length.")
    for index, embed in enumerate(embeds):
        yield from _one_embed(("embeds", index), embed, files)
    if sum(map(_embed_size, embeds)) > EMBED_TOTAL:
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TOTAL}")


def _one_embed(at: tuple[str | int, ...], embed: Json, files: Mapping[str, Any]) -> Iterator[Problem]:
    yield from unknown_fields(embed, EMBED_FIELDS, at)
    if not any(
        embed.get(name) for name in ("title", "description", "fields", "image", "thumbnail", "author", "footer")
    ):
        yield Problem((*at, "description"), "BASE_TYPE_REQUIRED", "This field is required")
    yield from text_problems((*at, "title"), embed.get("title"), 0, 256)
    yield from text_problems((*at, "description"), embed.get("description"), 0, 4096)
    yield from text_problems((*at, "footer", "text"), (embed.get("footer") or {}).get("text"), 0, 2048)
    yield from text_problems((*at, "author", "name"), (embed.get("author") or {}).get("name"), 0, 256)
    fields = embed.get("fields") or []
    if len(fields) > 25:
        yield Problem((*at, "fields"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, entry in enumerate(fields):
        yield from text_problems((*at, "fields", index, "name"), entry.get("name"), 1, 256, required=True)
        yield from text_problems((*at, "fields", index, "value"), entry.get("value"), 1, 1024, required=True)
    for name in ("image", "thumbnail", "author", "footer"):
        part = embed.get(name) or {}
        for key in ("url", "icon_url"):
            yield from url_problems((*at, name, key), part.get(key), set(files))
    yield from url_problems((*at, "url"), embed.get("url"), None)
    yield from _timestamp_problems((*at, "timestamp"), embed.get("timestamp"))


def _timestamp_problems(at: tuple[str | int, ...], value: Any) -> Iterator[Problem]:
    if value is None:
        return
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        yield Problem(at, "DATETIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")


def _embed_size(embed: Json) -> int:
    parts = [embed.get("title"), embed.get("description")]
    parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    parts += [part for entry in embed.get("fields") or [] for part in (entry.get("name"), entry.get("value"))]
    return sum(len(part) for part in parts if isinstance(part, str))


def url_problems(at: tuple[str | int, ...], url: Any, files: set[str] | None) -> Iterator[Problem]:
    """`files` are the names that attachment:// may name; None where only the web may be linked."""
    if url is None:
        return
    if files is not None and isinstance(url, str) and url.startswith("attachment://"):
        if url.removeprefix("attachment://") not in files:
            yield Problem(at, "ATTACHMENT_NOT_FOUND", f"No uploaded file is called {url!r}.")
    elif not isinstance(url, str) or not re.match(r"https?://[^\s/]+", url):
        yield Problem(at, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif len(url) > 2048:
        yield Problem(at, "BASE_TYPE_MAX_LENGTH", "Must be 2048 or fewer in length.")


def _kept(body: Json, earlier: Message | None) -> Iterator[str]:
    """The files of the message before the edit that stay: those that the body names, or all where it says nothing."""
    told = body.get("attachments")
    named = None if told is None else {str(item.get("id")) for item in told}
    for item in earlier.attachments if earlier else []:
        if named is None or item["id"] in named:
            yield item["filename"]


def _attachment_problems(body: Json, files: Mapping[str, Any], earlier: Message | None) -> Iterator[Problem]:
    """An upload is named by its number, an earlier file by its id."""
    told = body.get("attachments") or []
    if len(told) > 10 or len(files) > 10:
        yield Problem(("attachments",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    uploads = {str(number): name for number, name in enumerate(files)}
    before = {item["id"] for item in earlier.attachments} if earlier else set()
    for index, item in enumerate(told):
        at = ("attachments", index)
        id_, name = str(item.get("id")), item.get("filename")
        if id_ not in uploads and id_ not in before:
            yield Problem((*at, "id"), "ATTACHMENT_NOT_FOUND", f"No file {id_!r} is uploaded or was there before.")
        elif id_ in uploads and name not in (None, uploads[id_]):
            yield Problem((*at, "filename"), "ATTACHMENT_NAME", f"File {id_} is called {uploads[id_]!r}, not {name!r}.")
        yield from text_problems((*at, "description"), item.get("description"), 0, 1024)


def _hidden_problems(body: Json, earlier: Message | None, present: set[str]) -> Iterator[Problem]:
    """Discord would accept these; but a file that no component shows is seen by nobody, and was meant to be."""
    components = body.get("components") if "components" in body else (earlier.components if earlier else [])
    shown = {url.removeprefix("attachment://") for url in media_urls(components or [])}
    for name in present - shown:
        yield Problem(("attachments",), "ATTACHMENT_NOT_SHOWN", f"No component shows {name!r}.")


def mention_problems(body: Json) -> Iterator[Problem]:
    """Discord would accept these and ping; a program that never means to ping says so with every message."""
    allowed = body.get("allowed_mentions")
    if allowed is None:
        yield Problem(("allowed_mentions",), "PINGS_NOT_SWITCHED_OFF", "Without this field every mention pings.")
    elif any(allowed.get(name) for name in ("parse", "users", "roles", "replied_user")):
        yield Problem(("allowed_mentions",), "PINGS_ALLOWED", f"{allowed} lets mentions ping.")
