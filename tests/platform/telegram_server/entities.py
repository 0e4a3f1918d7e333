"""Text as Telegram sees it: HTML parsed into plain text and entities whose offsets count UTF-16 units.

Stricter than Telegram where Telegram forgives what is always a mistake of the sender: an `&` or `>` that was not escaped,
an entity inside `code` or `pre` (it would be dropped), a link without an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .errors import bad_request, cannot_parse

Entity = dict[str, Any]

MAX_ENTITIES = 100

_SIMPLE_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "code": "code",
    "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)
        (?P<attributes>(?:\s+[\w-]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[\w.-]+))?)*)\s*>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*("[^"<]*"|'[^'<]*'|[\w.-]+))?""")
_REFERENCE = re.compile(r"&(?:#(?P<decimal>[0-9]{1,7})|#x(?P<hex>[0-9A-Fa-f]{1,6})|(?P<named>[A-Za-z]+));")
_PLAIN = re.compile(r"[^<>&]+")
_LINK = re.compile(r"(?:https?://|tg://|mailto:|tel:)\S+\Z")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)\Z")

# What every client marks by itself, in messages of people and of bots alike.
_DETECTED = (
    ("url", re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,:;!?)\]}。、」』）]", re.ASCII)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w+")),
)
_OPAQUE = {"code", "pre", "text_link", "text_mention", "url", "email"}


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, entity: Entity) -> str:
    """The words that an entity covers."""
    units = text.encode("utf-16-le")
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Formatted:
    """Plain text with its entities, in order; `marked` counts those that the sender asked for."""

    text: str
    entities: list[Entity] = field(default_factory=list)
    marked: int = 0


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> Formatted:
    """What is shown for a `text` as sent, trimmed at both ends as Telegram trims it."""
    if parse_mode and entities is not None:
        raise bad_request("entities are given twice, by parse_mode and by themselves")
    if parse_mode and parse_mode.lower() != "html":
        if parse_mode.lower() in {"markdown", "markdownv2"}:
            raise bad_request(f"parse_mode {parse_mode} is not supported by the test server")
        raise bad_request("unsupported parse_mode")
    marked = _parse_html(text) if parse_mode else Formatted(text, _checked(text, entities or []))
    if len(marked.entities) > MAX_ENTITIES:
        raise bad_request(f"too many entities: {len(marked.entities)} of at most {MAX_ENTITIES}")
    trimmed = _trim(marked)
    return Formatted(trimmed.text, detect(trimmed.text, trimmed.entities), len(trimmed.entities))


def detect(text: str, marked: list[Entity] | None = None) -> list[Entity]:
    """`marked` and the entities that Telegram finds by itself (commands, mentions, addresses), in order."""
    found = list(marked or [])
    taken = [(e["offset"], e["offset"] + e["length"]) for e in found if e["type"] in _OPAQUE]
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match.group())
            if all(end <= low or start >= high for low, high in taken):
                found.append({"type": kind, "offset": start, "length": end - start})
                taken.append((start, end))
    return sorted(found, key=lambda e: (e["offset"], -e["length"]))


def _checked(text: str, entities: list[Entity]) -> list[Entity]:
    units = text.encode("utf-16-le")
    for entity in entities:
        offset, length = entity["offset"], entity["length"]
        if offset < 0 or length <= 0 or (offset + length) * 2 > len(units):
            raise bad_request("ENTITY_BOUNDS_INVALID")
        try:
            utf16_slice(text, entity)
        except UnicodeDecodeError:
            raise bad_request("ENTITY_BOUNDS_INVALID") from None
    return [dict(entity) for entity in entities]


def _trim(value: Formatted) -> Formatted:
    lead = utf16_length(value.text) - utf16_length(value.text.lstrip())
    text = value.text.strip()
    size = utf16_length(text)
    kept = []
    for entity in value.entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, size)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return Formatted(text, kept)


@dataclass(slots=True)
class _Open:
    tag: str
    entity: Entity | None  # none for <code> inside <pre>, which only names its language


class _HtmlParser:
    def __init__(self, html: str) -> None:
        self._html = html
        self._position = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> Formatted:
        while self._position < len(self._html):
            character = self._html[self._position]
            if character == "<":
                self._tag()
            elif character == "&":
                match = _REFERENCE.match(self._html, self._position)
                self._add(_character(match, self._at()))
                assert match is not None
                self._position = match.end()
            elif character == ">":
                raise cannot_parse(f'Unescaped ">" at {self._at()}')
            else:
                match = _PLAIN.match(self._html, self._position)
                assert match is not None
                self._add(match.group())
                self._position = match.end()
        if self._open:
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return Formatted("".join(self._text), [e for e in self._entities if e["length"]])

    def _at(self) -> str:
        return f"byte offset {len(self._html[: self._position].encode())}"

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += utf16_length(text)

    def _tag(self) -> None:
        match = _TAG.match(self._html, self._position)
        if match is None:
            closed = ">" in self._html[self._position :]
            raise cannot_parse(
                f'Unsupported start tag "" at {self._at()}' if closed else f"Unclosed start tag at {self._at()}"
            )
        name = match["name"].lower()
        if match["end"]:
            self._close(name)
        else:
            self._start(name, match["attributes"])
        self._position = match.end()

    def _start(self, name: str, attributes: str) -> None:
        values = {
            key.lower(): _unescape(value.strip("\"'"), self._at()) for key, value in _ATTRIBUTE.findall(attributes)
        }
        inside = {item.tag for item in self._open}
        language = values.get("class", "").removeprefix("language-")
        if name == "code" and self._open and self._open[-1].tag == "pre" and language:
            entity = self._open[-1].entity
            assert entity is not None
            entity["language"] = language
            self._open.append(_Open(name, None))
            return
        if inside & {"code", "pre"}:
            raise cannot_parse(f'Tag "{name}" inside code at {self._at()} would be dropped')
        if name == "blockquote" and name in inside:
            raise cannot_parse(f"Nested blockquote at {self._at()}")
        entity = {"type": self._kind(name, values), "offset": self._length, "length": 0}
        entity.update(_details(entity["type"], values))
        self._entities.append(entity)
        self._open.append(_Open(name, entity))

    def _kind(self, name: str, values: dict[str, str]) -> str:
        match name:
            case "span":
                if values.get("class") != "tg-spoiler":
                    raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at {self._at()}')
                return "spoiler"
            case "tg-emoji":
                if not values.get("emoji-id", "").isdecimal():
                    raise cannot_parse("Invalid custom emoji identifier specified")
                return "custom_emoji"
            case "a":
                if not _LINK.match(values.get("href", "")):
                    raise cannot_parse(f'Tag "a" must have an absolute address in "href" at {self._at()}')
                return "text_mention" if _USER_LINK.match(values["href"]) else "text_link"
            case "blockquote" if "expandable" in values:
                return "expandable_blockquote"
            case _ if name in _SIMPLE_TAGS:
                return _SIMPLE_TAGS[name]
            case _:
                raise cannot_parse(f'Unsupported start tag "{name}" at {self._at()}')

    def _close(self, name: str) -> None:
        if not self._open:
            raise cannot_parse(f"Unexpected end tag at {self._at()}")
        last = self._open.pop()
        if last.tag != name:
            raise cannot_parse(f'Unmatched end tag at {self._at()}, expected "</{last.tag}>", found "</{name}>"')
        if last.entity is not None:
            last.entity["length"] = self._length - last.entity["offset"]


def _parse_html(html: str) -> Formatted:
    return _HtmlParser(html).parse()


def _details(kind: str, values: dict[str, str]) -> Entity:
    match kind:
        case "text_link":
            return {"url": values["href"]}
        case "text_mention":
            match = _USER_LINK.match(values["href"])
            assert match is not None
            return {"user": {"id": int(match[1]), "is_bot": False, "first_name": ""}}
        case "custom_emoji":
            return {"custom_emoji_id": values["emoji-id"]}
        case _:
            return {}


def _character(match: re.Match[str] | None, at: str) -> str:
    if match is None:
        raise cannot_parse(f'Unescaped "&" at {at}')
    if match["named"]:
        if match["named"] not in _NAMED:
            raise cannot_parse(f'Unsupported character reference "{match.group()}" at {at}')
        return _NAMED[match["named"]]
    code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        raise cannot_parse(f'Invalid character reference "{match.group()}" at {at}')
    return chr(code)


def _unescape(value: str, at: str) -> str:
    parts = re.split(r"(&(?:[^;&]*;)?)", value)
    return "".join(_character(_REFERENCE.fullmatch(p), at) if p.startswith("&") else p for p in parts)
