"""Requests checked against Discord's OpenAPI description, where that file stands beside the repository.

The description says nothing of unknown fields; here an object with listed properties takes no others. Ids may also be
numbers, because Discord takes both and its own libraries send both.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError

from .errors import Json, Problem

SPEC_FILE = Path(__file__).resolve().parents[4] / "shared" / "api-specs" / "discord-openapi.json"

_REF = "#/components/schemas/"
# What the client library sends of itself: `tts` with every edit `flags` with every embed and the `type` of a forum post,
# all of which Discord overlooks; and `nsfw`, which Discord's documentation has and its description has not.
_OVERLOOKED = {
    "ApplicationCommandUpdateRequest": ["nsfw"],
    "BaseCreateMessageCreateRequest": ["tts"],
    "CreateForumThreadRequest": ["type"],
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ["tts"],
    "IncomingWebhookUpdateRequestPartial": ["tts"],
    "MessageEditRequestPartial": ["tts"],
    "RichEmbed": ["flags"],
}


@functools.cache
def _spec() -> Json | None:
    if not SPEC_FILE.is_file():
        return None
    loaded: Json = json.loads(SPEC_FILE.read_text(encoding="utf-8"))
    return loaded


def available() -> bool:
    return SPEC_FILE.is_file()


def _closed(node: Any, needed: set[str], extra: list[str]) -> Any:
    if isinstance(node, list):
        return [_closed(item, needed, []) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(reference := node.get("$ref"), str):
        name = reference.removeprefix(_REF)
        needed.add(name)
        return {"$ref": f"#/$defs/{name}"}
    copy = {key: _closed(value, needed, []) for key, value in node.items() if key not in ("description", "title")}
    if isinstance(properties := node.get("properties"), dict):
        copy["properties"] = {name: _closed(value, needed, []) for name, value in properties.items()}
        copy["properties"] |= {name: {} for name in extra}
        copy.setdefault("additionalProperties", False)
    return copy


@functools.cache
def _validator(method: str, path: str) -> jsonschema.Draft202012Validator | None:
    spec = _spec()
    if spec is None:
        return None
    content = spec["paths"][path][method.lower()]["requestBody"]["content"]
    needed: set[str] = set()
    schema = _closed(content["application/json"]["schema"], needed, [])
    definitions: Json = {}
    while missing := needed - definitions.keys():
        for name in missing:
            definitions[name] = _closed(spec["components"]["schemas"][name], needed, _OVERLOOKED.get(name, []))
    if "SnowflakeType" in definitions:
        definitions["SnowflakeType"] = {"anyOf": [definitions["SnowflakeType"], {"type": "integer", "minimum": 0}]}
    return jsonschema.Draft202012Validator({**schema, "$defs": definitions})


def schema_problems(method: str, path: str, body: Any) -> Iterator[Problem]:
    """`path` as the description writes it. Nothing is found where the description is not there."""
    validator = _validator(method, path)
    if validator is None:
        return
    for error in validator.iter_errors(body):
        cause = _cause(error)
        yield Problem(tuple(cause.absolute_path), f"SPEC_{cause.validator}", cause.message[:200])


def _cause(error: ValidationError) -> ValidationError:
    """Of a choice that failed, what is wrong with the alternative that was most likely meant."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        error = min(branches.values(), key=lambda branch: (any(map(_is_another_kind, branch)), len(branch)))[0]
    return error


def _is_another_kind(error: ValidationError) -> bool:
    path = tuple(error.relative_path)
    return (not path and error.validator == "type") or (path == ("type",) and error.validator in ("enum", "const"))
