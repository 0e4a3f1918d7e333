"""Forms as text: what is written into a form comes out of it, on whatever keyboard it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import add
from bot.domain.forms import compose, example, parse
from bot.domain.reply import Field, Form

FORM = Form(
    "New",
    "event",
    (
        Field("date", "Date", "2025-06-05", ("date",)),
        Field("title", "Title", "見出し\nA title", ("title ja", "title en"), long=True),
        Field("text", "Text", "いろは", ("text ja",), long=True),
        Field("details", "Details", "people: musk\nsources: techflow", (), long=True),
    ),
)
LABELS = {
    "date": ("日付",),
    "title ja": ("見出し",),
    "title en": (),
    "text ja": ("本文",),
    "people": ("人物",),
    "sources": (),
}
LINE = st.text("abc 漢字😀\u202eשé-_1/", min_size=1, max_size=20).map(str.strip).filter(bool)
LINES = st.lists(LINE, min_size=1, max_size=5)


@settings(max_examples=100)
@given(LINE, LINE, LINE, LINES, LINES)
def test_what_was_filled_in_is_read_back(date: str, ja: str, en: str, text: list[str], people: list[str]) -> None:
    values = {
        "date": date,
        "title": f"{ja}\n\n{en}",
        "text": "\n".join(text),
        "details": f"people: {', '.join(people)}",
    }
    assert parse(compose(FORM, values), LABELS) == {
        "date": date,
        "title ja": ja,
        "title en": en,
        "text ja": "\n".join(text),
        "people": ", ".join(people),
    }


def test_a_line_too_many_goes_on_with_the_last_one_and_is_not_lost() -> None:
    read = parse(compose(Form("", "", FORM.fields[1:2]), {"title": "一\nOne\nand more\nand more"}), LABELS)
    assert read == {"title ja": "一", "title en": "One\nand more\nand more"}


def test_the_example_reads_as_its_own_hints() -> None:
    assert parse(example(FORM), LABELS) == {
        "date": "2025-06-05",
        "title ja": "見出し",
        "title en": "A title",
        "text ja": "いろは",
        "people": "musk",
        "sources": "techflow",
    }


@pytest.mark.parametrize(
    "line",
    [
        "date: 5",
        "Date:5",
        "DATE ： 5",
        "日付：5",
        "日付:5",
        "  date:   5  ",
        "date﹕5",
        "date︓ 5",
        "ｄａｔｅ：5",
        "\u3000日付\u3000：5",
    ],
)
def test_a_label_is_known_by_any_of_its_names_and_any_colon(line: str) -> None:
    assert parse(line, LABELS) == {"date": "5"}


@pytest.mark.parametrize("line", ["title_ja: x", "title-ja: x", "Title  JA: x", "見出し：x"])
def test_a_label_of_two_words_may_be_joined_in_any_way(line: str) -> None:
    assert parse(line, LABELS) == {"title ja": "x"}


def test_only_the_first_colon_ends_the_label() -> None:
    assert parse("date: 10:30：00", LABELS) == {"date": "10:30：00"}
    assert parse("sources：https://a.example/?b=c:d", LABELS) == {"sources": "https://a.example/?b=c:d"}


def test_a_value_goes_on_until_the_next_label_with_its_empty_lines() -> None:
    text = "before\ntext ja: one\n\n  two\nnote: three\ndate: 5\n\n"
    assert parse(text, LABELS) == {"": "before", "text ja": "one\n\ntwo\nnote: three", "date": "5"}


def test_a_label_that_comes_again_adds_to_its_value() -> None:
    assert parse("people: a\npeople: b", LABELS) == {"people": "a\nb"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n" * 10_000,
        ":",
        "：：：",
        "x" * 10_000,
        "date" * 2500 + ":",
        "⩴",
        "date⩴ 5",
        "\ud800:\ud800",
        "\u202e:x",
        "﷽" * 500,
    ],
)
def test_what_has_no_known_label_stays_as_it_is(text: str) -> None:
    assert set(parse(text, LABELS)) <= {""}


@settings(max_examples=100)
@given(st.text() | st.text("date:：﹕日付人物 \n", max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    read = parse(text, LABELS)
    assert set(read) <= {"", *LABELS}
    assert all(value == value.strip() for value in read.values())


def test_no_label_of_a_form_for_entries_means_two_things() -> None:
    labels = [label.casefold() for key, names in add.LABELS.items() for label in (key, *names)]
    assert len(labels) == len(set(labels))
    for key, names in add.LABELS.items():
        for label in (key, *names, key.upper(), f" {key} "):
            assert parse(f"{label}: x", add.LABELS) == {key: "x"}
