"""The JSON Schema that editors use: committed as generated, and of one mind with what is read."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.domain.dates import parse_edtf
from bot.intake import schema, values
from tests.support import small_corpus

ROOT = Path(__file__).parents[2]


def test_the_committed_schema_is_the_generated_one() -> None:
    assert schema.PATH.read_text(encoding="utf-8") == schema.text(), "write it again: kawaraban schema"


def test_it_is_a_schema_without_what_editors_stumble_over(tmp_path: Path) -> None:
    generated = schema.schema()
    jsonschema.Draft7Validator.check_schema(generated)
    assert '"$ref"' not in schema.text()
    assert '"null"' not in schema.text()
    schema.write(tmp_path / "written.json")
    assert json.loads((tmp_path / "written.json").read_text(encoding="utf-8")) == generated


def nodes(node: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, child in node.get("properties", {}).items():
        yield f"{path}.{name}", child
        yield from nodes(child, f"{path}.{name}")
        yield from nodes(child.get("items", {}), f"{path}.{name}")


def test_every_key_says_what_it_is_for() -> None:
    assert [path for path, node in nodes(schema.schema()) if not node.get("description")] == []


def as_json(value: object) -> object:
    """Return TOML's values as an editor gives them to its validator: a date is the text that stands in the file."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def complaints(text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(schema.schema())
    return [error.message for error in validator.iter_errors(as_json(tomllib.loads(text)))]


@pytest.mark.parametrize("name", [name for name in small_corpus.FILES if name.endswith(".toml")])
def test_a_right_file_has_no_red_line(name: str) -> None:
    assert complaints(small_corpus.FILES[name]) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("digests/**/*.toml")), ids=lambda path: path.name)
def test_the_shipped_files_have_no_red_line(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "rain"', 'id = "Rain"'),
        ('date = "2025-06-05"', 'date = "June 5"'),
        ("importance = 4", "importance = 6"),
        ("importance = 4", "importence = 4"),
        ('status = "forecast"', 'status = "rumour"'),
        ("within = true", 'within = "yes"'),
        ("井戸を掘る", "井" * 41),
        (', en = "A well is dug"', ""),
        ('sources = ["diary"]\nstatus', "status"),
        ('sources = ["diary"]\nstatus', "sources = []\nstatus"),
    ],
)
def test_a_wrong_value_has_a_red_line(old: str, new: str) -> None:
    change = small_corpus.spoilt("events/2025.toml", old, new)["events/2025.toml"]
    assert isinstance(change, str)
    assert len(complaints(change)) == 1


DATES = (
    *(
        "2025-06-05",
        "2025-06",
        "2025",
        "2025-21",
        "2025-XX",
        "202X",
        "20XX",
        "2025-06~",
        "2025?",
        "2025-05-11/2025-05-20",
    ),
    *("2025-06/..", "../2025", "2025-06/", "2025-06-XX", "2025-XX-XX", "2025-06-05%/2025-06"),
)


@pytest.mark.parametrize("expression", DATES)
def test_the_pattern_of_dates_takes_what_the_reader_takes(expression: str) -> None:
    assert parse_edtf(expression) is not None
    assert re.search(values.EDTF_PATTERN, expression)


@pytest.mark.parametrize("expression", ["25-06-05", "2025/06/05/07", "June", "2025-6-5", " 2025"])
def test_the_pattern_of_dates_refuses_what_is_none(expression: str) -> None:
    assert not re.search(values.EDTF_PATTERN, expression)


def test_editors_are_told_where_the_schema_is() -> None:
    settings = tomllib.loads((ROOT / ".taplo.toml").read_text(encoding="utf-8"))
    (rule,) = settings["rule"]
    assert (ROOT / rule["schema"]["path"]).resolve() == schema.PATH.resolve()
