"""Form ↔ modal. Its custom id says of which kind it is, so a modal that was opened before a restart still works after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord

from ...commands import add
from ...domain import forms
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


def opener(form: Form) -> Json:
    """Return an action row with the button that opens a form: for where a modal cannot be the answer."""
    return {"type": controls.ROW, "components": [controls.plain_button(form.title, custom_id(form.kind))]}


def typed_before(form: Form, message: discord.Message | None) -> dict[str, str]:
    """Return the fields as they stand in a message that gives a form back to be mended; empty for any other message."""
    text = next((found[1] for part in _texts(message) if (found := _FILLED.search(part))), None)
    if text is None:
        return {}
    values = forms.parse(text.replace("\u200b", ""), add.LABELS)
    filled = {
        field.name: "\n".join(values.pop(key, "") for key in field.keys).strip("\n")
        for field in form.fields
        if field.keys
    }
    rest = "\n".join(f"{key}: {value}" for key, value in values.items() if key)
    return filled | {field.name: rest for field in form.fields if not field.keys}


_FILLED = re.compile(r"^```\n/add \w+\n(.*?)\n```", re.DOTALL | re.MULTILINE)


def _texts(part: Any) -> Iterator[str]:
    """Yield the texts of a message's components, whatever they are nested in."""
    if isinstance(part, discord.TextDisplay):
        yield part.content
    inner: Iterable[Any] = getattr(part, "components", None) or getattr(part, "children", None) or ()
    for component in inner:
        yield from _texts(component)
