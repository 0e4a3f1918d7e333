"""What the Bot API says a request looks like: parameters, types, what is required; nested objects too.

The whole description lies in a folder beside the repository and is used when it is there; otherwise the small table of
`built_in` stands in. Unlike Telegram, which ignores what it does not know, an unknown parameter or field is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .built_in import METHODS, TYPES
from .errors import bad_request

FILE = Path(__file__).parents[3] / "../shared/api-specs/telegram-api.json"

_ARRAY = "Array of "
_SCALARS = {"Integer": int, "String": str, "Boolean": bool, "Float": float}
_CONSTANT = re.compile(r"(?:must be|always) [\"“*]?([a-z0-9_]+)[\"”*]?\Z")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    types: tuple[str, ...]
    required: bool
    constant: str | None = None


Fields = Mapping[str, Field]


class _Mismatch(Exception):
    """A value that is not of the type asked for; the words are for the answer."""


@dataclass(frozen=True)
class Description:
    methods: Mapping[str, Fields]
    types: Mapping[str, Fields]
    subtypes: Mapping[str, tuple[str, ...]]

    def read(self, method: str, given: Mapping[str, Any], *, as_form: bool) -> dict[str, Any]:
        """The parameters of a request as Python values; in a form each value came as a string, except a file."""
        fields = self.methods[method]
        for name in given:
            if name not in fields:
                raise bad_request(f'unknown parameter "{name}" of {method}')
        for name, described in fields.items():
            if described.required and name not in given:
                raise bad_request(f'parameter "{name}" is required')
        try:
            return {
                name: self._value(_decoded(value, fields[name].types, as_form), fields[name], name)
                for name, value in given.items()
            }
        except _Mismatch as error:
            raise bad_request(str(error)) from None

    def _value(self, value: Any, described: Field, path: str) -> Any:
        reasons = []
        for kind in described.types:
            try:
                checked = self._of_type(value, kind, path)
            except _Mismatch as error:
                reasons.append(str(error))
                continue
            if described.constant is not None and checked != described.constant:
                raise _Mismatch(f'"{path}" must be {described.constant}')
            return checked
        # Of the types possible the first is the one meant, unless another got further into the value.
        raise _Mismatch(max(reasons, key=lambda reason: reason.count(".") + reason.count("[")))

    def _of_type(self, value: Any, kind: str, path: str) -> Any:
        if kind.startswith(_ARRAY):
            if not isinstance(value, list):
                raise _Mismatch(f'"{path}" must be an Array')
            return [self._of_type(item, kind.removeprefix(_ARRAY), f"{path}[{i}]") for i, item in enumerate(value)]
        if kind in _SCALARS:
            return _scalar(value, kind, path)
        if kind == "InputFile":
            if not isinstance(value, Upload):
                raise _Mismatch(f'"{path}" must be an uploaded file')
            return value
        if kind in self.subtypes:
            return self._of_subtype(value, kind, path)
        return self._object(value, kind, path)

    def _of_subtype(self, value: Any, kind: str, path: str) -> Any:
        if not isinstance(value, dict):
            raise _Mismatch(f'"{path}" must be an Object: {kind}')
        named = tuple(sub for sub in self.subtypes[kind] if self._names(value, sub))
        if not named:
            raise _Mismatch(f'"{path}" names no kind of {kind}')
        return self._value(value, Field(named, required=True), path)

    def _names(self, value: dict[str, Any], kind: str) -> bool:
        """Whether the constants of this type are those of the value, as far as it states them."""
        return all(f.constant in (None, value.get(name)) for name, f in self.types[kind].items())

    def _object(self, value: Any, kind: str, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _Mismatch(f'"{path}" must be an Object: {kind}')
        fields = self.types[kind]
        for name in value:
            if name not in fields:
                raise _Mismatch(f'unknown field "{path}.{name}" of {kind}')
        for name, described in fields.items():
            if described.required and name not in value:
                raise _Mismatch(f'field "{path}.{name}" of {kind} is required')
        return {name: self._value(item, fields[name], f"{path}.{name}") for name, item in value.items()}


def _scalar(value: Any, kind: str, path: str) -> Any:
    right = isinstance(value, _SCALARS[kind]) and not (isinstance(value, bool) and kind != "Boolean")
    if kind == "Float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not right:
        raise _Mismatch(f'"{path}" must be of type {kind}')
    return value


def _decoded(value: Any, types: tuple[str, ...], as_form: bool) -> Any:
    if not isinstance(value, str):
        return value
    if "Integer" in types and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    if "String" in types:
        return value
    composed = any(kind not in _SCALARS for kind in types)
    if not as_form and not composed:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@cache
def from_file() -> Description:
    """The whole Bot API; FileNotFoundError where the description is not beside the repository."""
    document = json.loads(FILE.read_text(encoding="utf-8"))

    def fields(entry: dict[str, Any]) -> Fields:
        return {
            f["name"]: Field(tuple(f["types"]), f["required"], _constant(f["name"], f["description"]))
            for f in entry.get("fields", [])
        }

    types: dict[str, dict[str, Any]] = document["types"]
    return Description(
        methods={name: fields(entry) for name, entry in document["methods"].items()},
        types={name: fields(entry) for name, entry in types.items()},
        subtypes={name: tuple(entry["subtypes"]) for name, entry in types.items() if entry.get("subtypes")},
    )


def _constant(name: str, description: str) -> str | None:
    match = _CONSTANT.search(description)
    return match[1] if name in {"type", "source", "status"} and match else None


@cache
def built_in() -> Description:
    """The methods that the server answers, with the parameters a news bot has a use for."""

    def fields(words: str) -> Fields:
        parsed = {}
        for item in filter(None, map(str.strip, words.split(","))):
            name, _, kinds = item.partition(":")
            kinds, _, constant = kinds.partition("=")
            parsed[name.removesuffix("!")] = Field(
                tuple(kind.strip() for kind in kinds.split("|")), name.endswith("!"), constant.strip() or None
            )
        return parsed

    types = {name: fields(words) for name, words in TYPES.items()}
    scopes = tuple(name for name in types if name.startswith("BotCommandScope"))
    return Description(
        methods={name: fields(words) for name, words in METHODS.items()},
        types=types,
        subtypes={
            "BotCommandScope": scopes,
            "InlineQueryResult": ("InlineQueryResultArticle",),
            "InputMedia": ("InputMediaPhoto",),
            "InputMessageContent": ("InputTextMessageContent",),
        },
    )


def best() -> Description:
    return from_file() if FILE.is_file() else built_in()
