"""Form ↔ modal. Its custom id says of which kind it is, so a modal that was opened before a restart still works after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...domain.reply import Field, Form
from . import controls

Json = dict[str, Any]

LABEL, TEXT_INPUT = 18, 4
SHORT, LONG = 1, 2
TITLE, LABEL_LENGTH, PLACEHOLDER, VALUE = 45, 45, 100, 4000
PREFIX = "form:"


def custom_id(kind: str) -> str:
    """Return the custom id of a modal, and of a button that opens it."""
    return PREFIX + kind


def read_custom_id(data: str) -> str | None:
    """Return the kind of form that a custom id names; None for another custom id."""
    return data.removeprefix(PREFIX) if data.startswith(PREFIX) else None


def build(form: Form, values: Mapping[str, str]) -> Json:
    """Return the modal of a form, filled with `values` where there are any (by name of the field)."""
    return {
        "custom_id": custom_id(form.kind),
        "title": controls.short(form.title, TITLE),
        "components": [_field(field, values.get(field.name)) for field in form.fields],
    }


def _field(field: Field, value: str | None) -> Json:
    part: Json = {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": LONG if field.long else SHORT,
        "placeholder": field.hint[:PLACEHOLDER],
        "required": False,
        "max_length": VALUE,
    }
    # A field without a key of its own holds labelled lines; its hint shows the labels, and a placeholder would be gone
    # with the first letter typed.
    filled = field.hint if value is None and not field.keys else value
    if filled:
        part["value"] = filled[:VALUE]
    return {"type": LABEL, "label": controls.short(field.label, LABEL_LENGTH), "component": part}


def read_values(components: list[Json]) -> dict[str, str]:
    """Return what was filled in, by name of the field."""
    values: dict[str, str] = {}
    for part in components:
        for inner in (*part.get("components", ()), part.get("component") or {}):
            if "custom_id" in inner and isinstance(inner.get("value"), str):
                values[inner["custom_id"]] = inner["value"]
    return values
