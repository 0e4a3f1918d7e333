"""Entries as a reader sees them, in an answer and in an edition: each with its sources, its doubts and its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.delivery.edition import explain, write
from bot.domain.content import Claim
from bot.domain.corpus import Corpus
from bot.domain.ledger import Pick
from bot.domain.picking import compose
from bot.domain.presenting import around, event_block, marks
from bot.domain.reply import EntryBlock, Heading, Note
from bot.domain.text import LANGUAGES, Lang, Text
from bot.language.catalogue import words

from ..support.builders import a_corpus, a_digest, a_subscription, happened, text
from ..support.kit import small_corpus

DAY = date(2026, 1, 15)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_event_names_its_sources_and_each_claim_its_own(lang: Lang) -> None:
    corpus = small_corpus()
    for event in corpus.timeline:
        block = event_block(event, corpus, words(lang))
        assert all(corpus.sources[id_].short[lang] in block.credit for id_ in event.sources)
        assert (block.title, block.summary) == (event.title[lang], event.summary[lang])
        lines = "\n".join(block.claims)
        assert all(c.value[lang] in lines and corpus.sources[c.source].short[lang] in lines for c in event.claims)


def test_claims_about_one_thing_are_one_line_in_the_order_they_were_given() -> None:
    claims = [
        Claim(text(about), text(value), "techflow") for about, value in (("sum", "1"), ("day", "Monday"), ("sum", "2"))
    ]
    block = event_block(happened("e", claims=tuple(claims)), small_corpus(), words("en"))
    name = small_corpus().sources["techflow"].short.en
    assert [line.count(name) for line in block.claims] == [2, 1]
    assert block.claims[0].index("1") < block.claims[0].index("2")


@pytest.mark.parametrize("status", ["claimed", "forecast"])
@pytest.mark.parametrize(("by", "name"), [("musk", "Musk"), (None, "techflow"), ("diary", "diary"), ("gone", "gone")])
def test_a_claim_or_a_plan_says_whose_it_is(status: str, by: str | None, name: str) -> None:
    corpus = small_corpus()
    expected = corpus.sources[name].short.en if name in corpus.sources else name
    (mark,) = marks(happened("e", status=status, by=by), corpus, words("en"))
    assert expected in mark
    assert marks(happened("e"), corpus, words("en")) == ()


def test_the_ways_on_are_there_once_each_and_only_to_what_is_known() -> None:
    corpus = small_corpus()
    events = (*corpus.timeline, happened("e", people=("musk", "nobody"), sources=("techflow", "gone")))
    asks = [button.ask for button in around(events, corpus, words("ja"))]
    assert len(asks) == len(set(asks))
    assert not [ask for ask in asks if ask.arguments in (("nobody",), ("gone",))]
    assert around((), corpus, words("ja")) == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_edition_says_the_day_what_was_picked_how_far_the_corpus_reaches_and_what_comes_again(lang: Lang) -> None:
    corpus = a_corpus([happened("jubilee", "2024-01-15"), *(happened(f"e{n}") for n in range(4))], [a_digest("d")])
    first = compose(corpus, a_subscription(), (), DAY)
    picks = tuple(replace(pick, again=date(2025, 1, 15)) for pick in first)
    reply = write(picks, corpus, words(lang), DAY)
    heading, note = reply.blocks[0], reply.blocks[-1]
    assert isinstance(heading, Heading)
    assert words(lang).day(DAY) in heading.text
    assert note == Note(words(lang)("as-of", date=words(lang).event_date(corpus.story.as_of)))
    entries = [block.id for block in reply.blocks if isinstance(block, EntryBlock)]
    assert entries == [pick.entry for pick in picks if pick.kind != "lead"]
    label = words(lang)("again", day=words(lang).day(date(2025, 1, 15)))
    assert all(label in block.marks for block in reply.blocks if isinstance(block, EntryBlock))
    assert Note(label) in reply.blocks
    assert write(first, corpus, words(lang), DAY).blocks.count(Note(label)) == 0


def test_what_is_no_longer_in_the_corpus_is_left_out_of_an_edition() -> None:
    picks = (Pick("gone", "lead", "mix-digest", {}), Pick("gone", "event", "mix", {}))
    reply = write(picks, a_corpus(), words("en"), DAY)
    assert [type(block) for block in reply.blocks] == [Heading, Note]
    assert reply.buttons == ()


@pytest.mark.parametrize("corpus", [small_corpus(), a_corpus([happened("only")]), a_corpus(digests=[a_digest("d")])])
def test_the_reason_of_a_pick_names_its_rule_its_numbers_and_the_runner_up(corpus: Corpus) -> None:
    for pick in compose(corpus, a_subscription(), (), DAY):
        for lang in LANGUAGES:
            said = explain(pick, words(lang))
            assert words(lang)(f"rule-{pick.rule}") in said
            assert str(pick.numbers["in_turn"]) in said
            assert pick.runner_up is None or pick.runner_up in said


def test_markup_in_an_entry_is_text() -> None:
    odd = Text("<b>&[x](y) @all 😀\u202eשלום", "{ $x } <script> `*_~|@everyone")
    block = event_block(happened("e", title=odd, summary=odd), small_corpus(), words("ja"))
    assert (block.title, block.summary) == (odd.ja, odd.ja)
