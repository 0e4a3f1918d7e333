"""Digests' Markdown: what they may hold becomes blocks, everything else is named."""

from __future__ import annotations

import pytest

from bot.domain.reply import Paragraph
from bot.domain.text import Run
from bot.intake import markdown

PROBLEMS = (
    ("Para\n\n## More\n", 3, "a heading inside the text: make it the **bold** beginning of a paragraph"),
    ("More\n----\n", 1, "a heading inside the text: make it the **bold** beginning of a paragraph"),
    ("1. one\n", 1, "a numbered list: begin its lines with -"),
    ("> quoted\n", 1, "a quotation: write it as a paragraph"),
    ("```\ncode\n```\n", 1, "a code block: write it as a paragraph"),
    ("    code\n", 1, "a code block: take the spaces before the line out"),
    ("<div>x</div>\n", 1, "HTML: write plain words"),
    ("| a |\n|---|\n| b |\n", 1, "a table: write a list with -"),
    ("a\n\n---\n", 3, "a rule: take it out"),
    ("a\nb *c* d\n", 2, "emphasis with one *: write **bold**"),
    ("a `b` c\n", 1, "code: take the ` out"),
    ("a <b>c\n", 1, "HTML: write plain words"),
    ("![a](https://x.example)\n", 1, "a picture: take it out, or make it a link"),
    ("a  \nb\n", 1, "a line break: begin a new paragraph"),
    ("~~a~~\n", 1, "struck-out text: take the ~~ out"),
    ("- a\n  - b\n", 1, "a list item of several parts: one paragraph in each, and no list inside"),
    ("- a\n-\n", 2, "an empty list item: fill it in or take it out"),
    ("[a](file:x)\n", 1, "a link that leads nowhere: write an address that begins with https://"),
    ("[a](b.md)\n", 1, "a link that leads nowhere: write an address that begins with https://"),
    (
        "これは**「水」**だ。\n",
        1,
        "** that does not make bold: put brackets and full stops outside of it, or spaces around it",
    ),
)


@pytest.mark.parametrize(("text", "line", "message"), PROBLEMS, ids=lambda value: str(value)[:20])
def test_what_a_digest_cannot_show_is_named(text: str, line: int, message: str) -> None:
    problems = [(problem.line, problem.message) for problem in markdown.read_body(text).problems]
    assert problems[0] == (line, message)
    assert set(problems) == {(line, message)}


def test_a_title_is_needed_and_plain() -> None:
    assert markdown.read_text("Well\n").problems[0].message == "no title: write # and the title in the first line"
    assert markdown.read_text("").problems[0].line == 1
    assert markdown.read_text("# The **well**\n").problems[0].message == "marks in the title: write plain words"
    assert markdown.read_text("# The well\n\n## Deep\n").problems[0].line == 3


def test_lines_of_a_paragraph_are_joined_as_the_language_wants() -> None:
    def words(text: str) -> str:
        (block,) = markdown.read_body(text).blocks
        assert isinstance(block, Paragraph)
        return "".join(run.text for run in block.runs)

    assert words("one\ntwo") == "one two"
    assert words("井戸\n水") == "井戸水"
    assert words("井戸は\nwell") == "井戸は well"


def test_bold_and_links_may_stand_in_one_another() -> None:
    (block,) = markdown.read_body("**a [b](https://x.example) c** & [d **e**](http://y.example)").blocks
    assert block == Paragraph(
        (
            Run("a ", bold=True),
            Run("b", bold=True, link="https://x.example"),
            Run(" c", bold=True),
            Run(" & "),
            Run("d ", link="http://y.example"),
            Run("e", bold=True, link="http://y.example"),
        )
    )


def test_what_looks_like_a_definition_stays_in_the_text() -> None:
    (block,) = markdown.read_body("[well]: https://x.example").blocks
    assert block == Paragraph((Run("[well]: https://x.example"),))
