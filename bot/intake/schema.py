"""The JSON Schema of corpus files, in the narrow form that TOML editors read best.

Without references, because Taplo shows no hover text beside a `$ref` (tamasfe/taplo#729); without null, which TOML has not;
in draft 7, which every editor knows.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from .shapes import CorpusFile
from .values import Table

PATH = Path(__file__).with_name("corpus.schema.json")
_NOISE = ("title", "default")


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a corpus file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Kawaraban corpus",
        **table_schema(CorpusFile),
    }


@cache
def table_schema(shape: type[Table]) -> dict[str, Any]:
    """Return the JSON Schema of one table."""
    raw = shape.model_json_schema()
    definitions = raw.pop("$defs", {})
    plain = _plain(raw, definitions)
    assert isinstance(plain, dict)
    return plain


def write(path: Path = PATH) -> None:
    """Write the schema to a file."""
    path.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the schema as a file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _plain(node: Any, definitions: dict[str, Any]) -> Any:
    """Put definitions in the place of references to them, and take out what an editor has no use for."""
    if isinstance(node, list):
        return [_plain(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        node = _without_null(node)
    if "$ref" in node:
        node = {**definitions[node["$ref"].rpartition("/")[2]], **{key: node[key] for key in node if key != "$ref"}}
    found = {
        key: _plain(value, definitions) for key, value in node.items() if key != "properties" and key not in _NOISE
    }
    if "properties" in node:
        found["properties"] = {name: _plain(value, definitions) for name, value in node["properties"].items()}
    return found


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    choices = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**choices[0], **rest} if len(choices) == 1 else {**rest, "anyOf": choices}
