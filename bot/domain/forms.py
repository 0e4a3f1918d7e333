"""Forms as text: a line a field, `label: value`, and a value that goes on over the lines after it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from .reply import Form

# A colon as an input method or a copied text may write it: full-width, small, vertical.
_COLON = re.compile("[:：﹕︓]")


def compose(form: Form, values: Mapping[str, str]) -> str:
    """Write the fields of a filled form as labelled lines.

    A field with several keys holds a line for each, and what is left over goes on with the last; one with none holds
    labelled lines already.
    """
    lines: list[str] = []
    for field in form.fields:
        value = values.get(field.name, "")
        if not field.keys:
            lines.append(value)
        elif len(field.keys) == 1:
            lines.append(f"{field.keys[0]}: {value}")
        else:
            given = [line for line in value.splitlines() if line.strip()]
            lines += [f"{key}: {line}" for key, line in zip(field.keys, given, strict=False)]
            lines += given[len(field.keys) :]
    return "\n".join(lines)


def example(form: Form) -> str:
    """Write the form with its hints as values: what somebody copies, changes and sends back."""
    return compose(form, {field.name: field.hint for field in form.fields})


def parse(text: str, labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Read labelled lines into values by key; `labels` names the labels that each key answers to.

    A line with no known label goes on with the value before it. Text before the first label is kept under "".
    """
    keys = {_fold(label): key for key, names in labels.items() for label in (key, *names)}
    values: dict[str, list[str]] = {}
    current = ""
    for line in text.splitlines():
        label, colon, rest = _COLON.sub(":", line, count=1).partition(":")
        if colon and (key := keys.get(_fold(label))):
            current, line = key, rest  # noqa: PLW2901  # the rest of the same line
        if line.strip() or current in values:
            values.setdefault(current, []).append(line.strip())
    return {key: "\n".join(lines).strip() for key, lines in values.items()}


def _fold(label: str) -> str:
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", label).strip().casefold())
