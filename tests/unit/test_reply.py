"""Packing a reply into messages: nothing is lost, no limit is passed, and what fits stays whole."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.reply import (
    Block,
    Bullets,
    Code,
    EntryBlock,
    Heading,
    Note,
    Paragraph,
    break_point,
    pack,
    paragraph,
)
from bot.domain.text import Run, plain, utf16_length

GAP = "\n\n"
# A sentence, an astral character, an accent of its own, a joiner, right-to-left, a surrogate half, an empty one, many.
WORDS = st.text("aé。. \n😀e\u0301\u200dשの<&\ud800", max_size=60)
RUNS = st.lists(st.builds(Run, WORDS, st.booleans(), st.none() | st.just("https://a.example/")), max_size=4).map(tuple)
BLOCKS: st.SearchStrategy[list[Block]] = st.lists(
    st.one_of(
        st.builds(Heading, WORDS, st.sampled_from((1, 2))),
        st.builds(Paragraph, RUNS),
        st.builds(Bullets, st.lists(RUNS, max_size=5).map(tuple)),
        st.builds(Code, WORDS),
        st.builds(Note, WORDS),
        st.builds(EntryBlock, st.just("id"), WORDS, WORDS, WORDS, WORDS, st.lists(WORDS, max_size=2).map(tuple),
                  st.lists(WORDS, max_size=3).map(tuple)),
    ),
    max_size=8,
)  # fmt: skip


def show(block: Block) -> str:
    """Render as a platform does: a mark before a bullet, a line for each thing that an entry has."""
    match block:
        case Heading(text) | Code(text) | Note(text):
            return text
        case Paragraph(runs):
            return plain(runs)
        case Bullets(items):
            return "\n".join(f"• {plain(item)}" for item in items)
        case EntryBlock():
            lines = (block.when, *block.marks, block.title, block.summary, *block.claims, block.credit)
            return "\n".join(line for line in lines if line)


def characters(texts: Sequence[str]) -> Counter[str]:
    """Count what is content: neither space nor a mark that rendering puts."""
    return Counter(character for text in texts for character in text if character not in " \n•·")


@settings(max_examples=100)
@given(BLOCKS, st.integers(8, 120))
def test_nothing_is_lost_and_the_limit_is_kept_for_any_blocks(blocks: list[Block], limit: int) -> None:
    messages = pack(blocks, show, utf16_length, limit, GAP)
    assert characters(messages) == characters([show(block) for block in blocks])
    assert all(utf16_length(message) <= limit for message in messages)
    assert all(messages)


@settings(max_examples=100)
@given(BLOCKS, st.integers(8, 120))
def test_a_block_is_broken_inside_only_when_it_alone_is_too_long(blocks: list[Block], limit: int) -> None:
    messages = pack(blocks, show, utf16_length, limit, GAP)
    for block in blocks:
        if utf16_length(show(block)) <= limit:
            assert any(show(block) in message for message in [*messages, ""])


@settings(max_examples=100)
@given(BLOCKS)
def test_there_are_as_few_messages_as_can_be(blocks: list[Block]) -> None:
    texts = [show(block) for block in blocks if show(block)]
    limit = max(map(utf16_length, texts), default=1) + 10
    fewest = [0]
    for end in range(1, len(texts) + 1):
        fits = (start for start in range(end) if utf16_length(GAP.join(texts[start:end])) <= limit)
        fewest.append(min(fewest[start] + 1 for start in fits))
    whole = [block for block in blocks if show(block)]
    assert len(pack(whole, show, utf16_length, limit, GAP)) == fewest[-1]


def test_blocks_stay_in_order() -> None:
    blocks = [paragraph(f"p{number:03}") for number in range(500)]
    joined = GAP.join(pack(blocks, show, len, 100))
    assert joined == GAP.join(f"p{number:03}" for number in range(500))


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "ア" * 10_000, "😀" * 10_000, "\u0301" * 10_000, " " * 10_000, "a. " * 3333]
)
def test_ten_thousand_characters_are_many_whole_messages(text: str) -> None:
    for block in (paragraph(text), Heading(text), Note(text), Code(text), Bullets(((Run(text),),))):
        messages = pack([block], show, utf16_length, 4096)
        assert "".join("".join(messages).replace("• ", "").split()) == "".join(text.split())
        assert max(map(utf16_length, messages)) <= 4096


@pytest.mark.parametrize("field", ["when", "title", "summary", "credit"])
@pytest.mark.parametrize("rest", ["", "x", "x.", "x。", "。。"])
def test_an_entry_can_be_too_long_in_any_of_its_fields(field: str, rest: str) -> None:
    values = dict.fromkeys(("when", "title", "summary", "credit"), rest) | {field: "長い。" * 1500}
    entry = EntryBlock("id", marks=(rest,), claims=(rest, rest), **values)
    messages = pack([entry], show, len, 1000)
    assert characters(messages) == characters([show(entry)])
    assert max(map(len, messages)) <= 1000


def test_the_first_piece_of_an_entry_has_its_date_and_title_and_claims_stay_together_below() -> None:
    entry = EntryBlock(
        "id", "5 June", "The title", "One sentence. " * 20, "Source: A", ("disputed",), ("a / b", "c / d")
    )
    first, *others = pack([entry], show, len, 200)
    assert first.startswith("5 June\ndisputed\nThe title\nOne sentence.")
    assert "• a / b\n• c / d" in "\n".join(others)


def test_what_cannot_be_broken_is_a_message_of_its_own_and_no_message_is_empty() -> None:
    assert pack([Note("x"), Heading("y")], lambda block: f"<{show(block)}>", len, 2) == ["<x>", "<y>"]
    assert pack([], show, len, 10) == []
    assert pack([Note(""), Paragraph(()), Bullets(())], show, len, 10) == []


def test_a_piece_keeps_its_style_and_its_link() -> None:
    long = Paragraph((Run("plain "), Run("bold " * 10, bold=True), Run("link " * 10, link="https://a.example/")))
    seen: list[Run] = []

    def render(block: Block) -> str:
        assert isinstance(block, Paragraph)
        return show(block)

    def collect(block: Block) -> str:
        if isinstance(block, Paragraph) and len(show(block)) <= 20:
            seen.extend(block.runs)
        return render(block)

    pack([long], collect, len, 20)
    assert {run.text.strip() for run in seen if run.bold} <= {
        "bold",
        "bold bold",
        "bold bold bold",
        "bold bold bold bold",
    }
    assert all(("link" in run.text) == (run.link is not None) for run in seen)


@settings(max_examples=100)
@given(st.text(max_size=80) | WORDS)
def test_a_text_is_broken_into_two_that_are_both_there(text: str) -> None:
    cut = break_point(text)
    assert (cut is None) == (len(text) < 2)
    assert cut is None or 0 < cut < len(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [("One line\nand another", "One line\n"), ("文である。もう一つの文", "文である。"), ("many words here", "many "),
     ("カタカナ", "カタ"), ("e\u0301e\u0301e\u0301", "e\u0301"), ("a👩\u200d🚀b", "a"), ("a👍🏽b", "a"), ("ab", "a"), ("a.", "a")],
)  # fmt: skip
def test_a_text_is_broken_where_a_reader_would(text: str, first: str) -> None:
    assert text[: break_point(text)] == first


@given(st.text())
def test_text_is_counted_as_telegram_counts_it(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_gaps_count() -> None:
    for one, other in itertools.product(range(1, 6), repeat=2):
        messages = pack([paragraph("x" * one), paragraph("y" * other)], show, len, 8)
        assert len(messages) == (1 if one + other + 2 <= 8 else 2)
