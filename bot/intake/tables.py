"""Reads a table into its shape, and words what pydantic finds wrong with it so that an editor knows what to write."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..domain.check.pieces import quote
from .schema import table_schema
from .values import Table

TableT = TypeVar("TableT", bound=Table)
Path: TypeAlias = tuple[int | str, ...]
"""Where a value stands in a table: keys, and positions in lists from 0."""
Fault = Callable[[str, str], None]
"""Takes a field and what is wrong with it."""

REMEDIES: Mapping[str, str] = {
    "string_type": 'write text in quotes, as in "…"',
    "int_type": "write a whole number without quotes",
    "bool_type": "write true or false without quotes",
    "list_type": 'write a list, as in ["…", "…"]',
    "date_type": "write a day, as in 2025-06-05",
    "greater_than_equal": "write {ge} or more",
    "less_than_equal": "write {le} or less",
    "literal_error": "write {expected}",
}
TABLE_REMEDIES: Mapping[str, str] = {
    "Localised": 'write { ja = "…", en = "…" }',
    "Aliases": 'write { ja = ["…"], en = ["…"] }',
}


def read(shape: type[TableT], raw: object, fault: Fault) -> TableT | None:
    """Return a table in its shape, every fault reported.

    Where only keys that may be left out are wrong, the rest is returned, so that it can be checked too; None where
    something is wrong with what a table must have.
    """
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        fault(_field(_path(detail)), _message(shape, detail))
    if not isinstance(raw, dict):
        return None
    try:
        return shape.model_validate(_without(raw, details))
    except ValidationError:
        return None


def _path(detail: ErrorDetails) -> Path:
    """Return where the fault is, without the name that pydantic gives to each form of a value that has two."""
    loc = detail["loc"]
    return loc[:1] + loc[2:] if loc[:1] == ("none",) else loc


def _without(raw: Mapping[Any, object], details: list[ErrorDetails]) -> Mapping[Any, object]:
    """Leave out what is wrong: an unknown key alone, however deep; anything else with the whole of its field."""
    unknown = [_path(detail) for detail in details if detail["type"] == "extra_forbidden"]
    spoilt = {detail["loc"][0] for detail in details if detail["loc"] and detail["type"] != "extra_forbidden"}
    kept: Any = {key: value for key, value in raw.items() if key not in spoilt}
    for path in unknown:
        if path[0] in kept:
            kept = _pruned(kept, path)
    assert isinstance(kept, dict)
    return kept


def _pruned(node: Any, path: Path) -> Any:
    """Return a copy of nested tables and lists without the key at `path`."""
    key, rest = path[0], path[1:]
    if isinstance(node, list):
        return [_pruned(item, rest) if at == key else item for at, item in enumerate(node)]
    if not rest:
        return {name: value for name, value in node.items() if name != key}
    return {name: _pruned(value, rest) if name == key else value for name, value in node.items()}


def _field(path: Path) -> str:
    """Write where a fault is: `claim 2, value.en`; items count from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f" {part + 1},"
        else:
            text += f" {part}" if text.endswith(",") else f".{part}" if text else str(part)
    return quote(text.rstrip(","))


def _message(shape: type[Table], detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(shape, _path(detail))
    if kind == "missing":
        description = str(_schema_at(shape, _path(detail)).get("description", ""))
        return (
            f"is missing: {description[:1].lower()}{description[1:].removesuffix('.')}"
            if description
            else "is missing: write it"
        )
    if kind == "model_type":
        remedy = TABLE_REMEDIES.get(str(context.get("class_name")), "write a table with keys of its own")
    else:
        remedy = REMEDIES.get(kind, "").format_map(context) or detail["msg"]
    return f"{_shown(detail['input'])}: {remedy}"


def _shown(value: object) -> str:
    """Show a value as its file has it, as far as it can be recognised."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float | date):
        return quote(str(value)) or "empty"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "nothing"


def _unknown_key(shape: type[Table], path: Path) -> str:
    keys = list(_properties(_schema_at(shape, path[:-1])))
    return f"there is no such key: {nearest(str(path[-1]), keys)}"


def nearest(wanted: str, keys: Sequence[str]) -> str:
    """Return the remedy for a key that is not one of `keys`."""
    found = difflib.get_close_matches(wanted, keys, 1)
    return f"did you mean {found[0]}?" if found else f"the keys are {', '.join(keys)}"


def _schema_at(shape: type[Table], path: Path) -> Mapping[str, Any]:
    node: Mapping[str, Any] = table_schema(shape)
    for part in path:
        node = node.get("items", {}) if isinstance(part, int) else _properties(node).get(part, {})
    return node


def _properties(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the keys of a table, also where something else may stand in its place."""
    tables = (choice["properties"] for choice in (node, *node.get("anyOf", ())) if "properties" in choice)
    return next(tables, {})
