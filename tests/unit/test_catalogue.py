"""The catalogues: both languages say the same things, the code says nothing else, and dates read as each language writes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.domain.dates import EventDate, Span, parse_edtf
from bot.domain.text import LANGUAGES, Lang, Text
from bot.language.catalogue import words

from ..support.kit import when

SOURCES = sorted(Path(bot.__file__).parent.rglob("*.py"))


class Variables(Visitor):
    """Gathers the values that a message wants."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802  # Fluent's name
        self.found.add(node.id.name)


def messages(lang: Lang) -> dict[str, set[str]]:
    """Return the variables of each message, in the order of the file."""
    text = (Path(bot.__file__).parent / "language" / f"{lang}.ftl").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, fluent.Junk), entry.content
        if isinstance(entry, fluent.Message):
            assert entry.id.name not in found, f"{entry.id.name} is there twice"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


JA, EN = messages("ja"), messages("en")


def said(node: ast.Call) -> Iterator[str]:
    """Yield the messages that a call names, where it is a call of a catalogue."""
    function = node.func
    name = (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )
    by_wordbook = isinstance(function, ast.Call) and isinstance(function.func, ast.Attribute | ast.Name)
    if name in ("words", "say", "_say") or by_wordbook or (name == "self" and isinstance(function, ast.Name)):
        for argument in ast.walk(node.args[0]) if node.args else ():
            if (
                isinstance(argument, ast.Constant)
                and isinstance(argument.value, str)
                and not _in_format(argument, node.args[0])
            ):
                yield argument.value


def _in_format(constant: ast.Constant, argument: ast.expr) -> bool:
    formats = [node for node in ast.walk(argument) if isinstance(node, ast.JoinedStr | ast.Compare)]
    return any(constant is inner for node in formats for inner in ast.walk(node))


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for message in said(node):
                    if re.fullmatch(r"[a-z][a-z0-9-]+", message) and message not in LANGUAGES:
                        yield message, node


def patterns() -> Iterator[re.Pattern[str]]:
    """Yield what f-strings of the code can become, as far as they look like messages."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else None for p in node.values]
                fixed = "".join(part for part in parts if part)
                if re.fullmatch(r"[a-z]*-?[a-z]{3,}-?[a-z-]*", fixed) and "-" in fixed:
                    yield re.compile("".join(".+" if part is None else re.escape(part) for part in parts))


def test_both_languages_have_the_same_messages_in_the_same_order_with_the_same_values() -> None:
    assert list(JA) == list(EN)
    assert JA == EN


def test_every_message_that_the_code_names_is_there_with_the_values_that_it_wants() -> None:
    named = list(calls())
    assert len(named) > 60
    for message, call in named:
        assert message in JA, f"line {call.lineno}: there is no message {message}"
        given_ = {keyword.arg for keyword in call.keywords}
        unnamed = len(call.args) > 1 or any(keyword.arg is None for keyword in call.keywords)
        assert unnamed or given_ == JA[message], f"line {call.lineno}: {message} is given {given_}"


def test_every_message_is_said_somewhere() -> None:
    constants = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    forms = list(patterns())
    assert [m for m in JA if m not in constants and not any(form.fullmatch(m) for form in forms)] == []


def test_every_form_of_a_message_that_the_code_makes_has_a_message() -> None:
    forms = {form.pattern for form in patterns()}
    assert {r"season\-.+", r"status\-.+", r"rule\-.+"} <= forms


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("message", sorted(JA))
def test_every_message_can_be_said(lang: Lang, message: str) -> None:
    numbers = {"count", "first", "last", "total", "shown", "in_turn", "of", "importance", "number"}
    for number in (0, 1, 2, 1_000_000):
        values: dict[str, str | int] = {
            name: number if name in numbers else "{ $x } <b>@all</b> שלום 😀" for name in JA[message]
        }
        text = words(lang)(message, **values)
        # By a platform, or by what halts the posts, a message may choose its words, and not say it.
        assert "{ $x } <b>@all</b> שלום 😀" in text or not set(values) - numbers - {"platform", "halt"}
        assert "\u2068" not in text


def test_a_message_that_is_not_there_and_a_value_that_is_missing_are_faults_of_the_caller() -> None:
    for lang in LANGUAGES:
        with pytest.raises(KeyError):
            words(lang)("no-such-message")
        with pytest.raises(ValueError, match="again"):
            words(lang)("again")


@pytest.mark.parametrize(
    ("edtf", "ja", "en"),
    [
        ("2025-06-05", "2025年6月5日(木)", "Thu, 5 Jun 2025"),
        ("2025-06", "2025年6月", "June 2025"),
        ("2025", "2025年", "2025"),
        ("0999", "999年", "999"),
        ("2025-24", "2025年冬", "winter 2025"),
        ("2025-21?", "2025年春（不確か）", "spring 2025 (uncertain)"),
        ("2025-06-05~", "2025年6月5日(木)ごろ", "about Thu, 5 Jun 2025"),
        ("2025-06%", "2025年6月ごろ（不確か）", "about June 2025 (uncertain)"),
        ("2025-05-11/2025-05-20", "2025年5月11日〜20日", "11–20 May 2025"),
        ("2024-12-30/2025-01-02", "2024年12月30日〜2025年1月2日", "30 Dec 2024 – 2 Jan 2025"),
        ("2025-06~/2025-07", "2025年6月〜2025年7月ごろ", "about June 2025 – July 2025"),
        ("2025-06-01/..", "2025年6月1日(日)以降", "since Sun, 1 Jun 2025"),
        ("../2025-06-05", "2025年6月5日(木)まで", "until Thu, 5 Jun 2025"),
    ],
)
def test_a_date_is_written_as_exact_as_it_is_known(edtf: str, ja: str, en: str) -> None:
    written = [words(lang).event_date(when(edtf)).replace("\u2009", " ") for lang in LANGUAGES]
    assert written == [ja, en]


def test_the_wording_of_an_inexact_date_stands_beside_its_bounds() -> None:
    edtf, wording = "2025-05-11/2025-05-20", Text("5月中旬", "mid-May")
    some_time = EventDate(edtf, parse_edtf(edtf), within=True, wording=wording)
    assert [words(lang).event_date(some_time) for lang in LANGUAGES] == [
        "2025年5月11日〜20日（5月中旬）",
        "11–20 May 2025 (mid-May)",
    ]
    unworded = replace(some_time, wording=None)
    assert words("ja").event_date(unworded) == "2025年5月11日〜20日のいつか"
    assert words("en").event_date(unworded) == "some time in 11–20 May 2025"
    said_already = replace(when("2025-06~"), wording=Text("2025年6月ごろ", "about June 2025"))
    assert [words(lang).event_date(said_already) for lang in LANGUAGES] == ["2025年6月ごろ", "about June 2025"]
    exact = EventDate("2025-06-05", parse_edtf("2025-06-05"), wording=Text("その日", "that day"))
    assert words("en").event_date(exact) == "Thu, 5 Jun 2025"


def test_days_moments_and_all_of_time() -> None:
    moment = datetime(2025, 6, 5, 9, 5)  # noqa: DTZ001  # local time is written as it stands
    assert [words(lang).moment(moment) for lang in LANGUAGES] == ["2025年6月5日(木) 09:05", "Thu, 5 Jun 2025 09:05"]
    assert [words(lang).day(moment.date(), short=True) for lang in LANGUAGES] == ["2025/06/05", "5 Jun 2025"]
    assert [words(lang).span(Span(None, None)) for lang in LANGUAGES] == ["全期間", "all time"]


@given(st.dates(), st.dates())
def test_any_span_can_be_written(one: date, other: date) -> None:
    for lang in LANGUAGES:
        for span in (Span(min(one, other), max(one, other)), Span(one, None), Span(None, other), Span(one, one)):
            assert words(lang).span(span)
