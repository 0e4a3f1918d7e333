"""Whatever is in the files, or comes from chat: findings, never an exception."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.content import Story
from bot.domain.corpus import Corpus
from bot.domain.dates import EventDate, Span
from bot.domain.text import Text
from bot.errors import CorpusError
from bot.intake import files, shapes
from bot.intake.entries import Reader
from tests.support import small_corpus

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates() | st.floats()
KEYS = st.sampled_from(sorted({*shapes.CorpusFile.model_fields, "id", "date", "ja", "words", "code"})) | st.text(
    max_size=4
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
TABLES = [
    (name, key, table)
    for name, text in small_corpus.FILES.items()
    if name.endswith(".toml")
    for key, tables in tomllib.loads(text).items()
    for table in (tables if isinstance(tables, list) else [tables])
]
EMPTY = Corpus(Story("empty", Text("空", "Empty"), EventDate("2025", Span(None, None))))


def toml(value: object) -> str:
    """Write a value as TOML has it, and None as something that it has not."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilt=st.dictionaries(KEYS, VALUES, max_size=3))
def test_no_file_makes_it_raise(spoilt: dict[str, object], tmp_path: Path) -> None:
    text = "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in spoilt.items())
    (tmp_path / "junk.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    found = files.load(tmp_path).errors
    assert found
    assert all(str(finding).splitlines() == [str(finding)] for finding in found)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.sampled_from(TABLES), data=st.data())
def test_no_value_makes_it_raise(
    table: tuple[str, str, dict[str, object]], data: st.DataObject, tmp_path: Path
) -> None:
    """Real tables, a key of which has a value that it should not have."""
    name, key, values = table
    spoilt = {**values, data.draw(st.sampled_from(sorted(values)) | KEYS): data.draw(VALUES)}
    text = f"{key} = {toml(spoilt if key in ('story', 'coverage_reasons') else [spoilt])}"
    found = files.load(small_corpus.write(tmp_path, {name: text.encode("utf-8", "surrogatepass")})).errors
    assert all(str(finding).splitlines() == [str(finding)] for finding in found)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=200) | st.text(alphabet='[]{}"=#.\\\n aé*_`<>|-', max_size=200).map(str.encode))
def test_no_bytes_make_it_raise(junk: bytes, tmp_path: Path) -> None:
    files.load(small_corpus.write(tmp_path, {"junk.toml": junk, "texts/why-dry.ja.md": junk}))


@settings(max_examples=100, deadline=None)
@given(
    kind=st.sampled_from(["event", "digest", "poem"]), spoilt=st.dictionaries(KEYS, VALUES, max_size=3), data=st.data()
)
def test_no_raw_entry_makes_the_reader_raise_anything_else(
    kind: str, spoilt: dict[str, Any], data: st.DataObject
) -> None:
    """Nothing that it could refer to exists, so no entry is right."""
    _, _, values = data.draw(st.sampled_from([table for table in TABLES if table[1] in ("event", "digest")]))
    with pytest.raises(CorpusError) as raised:
        Reader().read(kind, {**values, **spoilt}, EMPTY)
    assert raised.value.findings
