"""The sources of an entry, side by side where they differ, and entries found by id, title, a part of it, or words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import sources, table
from bot.commands.completion import entries as completing
from bot.domain.ask import decode
from bot.domain.content import Claim
from bot.domain.corpus import Corpus
from bot.domain.reply import Bullets, Heading, Reply
from bot.domain.text import LANGUAGES, Lang, Text, plain
from bot.language import catalogue
from bot.language.fuzzy import Fuzzy
from bot.platforms.discord import render as discord
from bot.platforms.telegram import render as telegram

from ..support.builders import a_corpus, a_digest, happened
from ..support.chat import a_request
from ..support.kit import small_corpus, small_kit


def lines(reply: Reply) -> list[str]:
    return [plain(item) for block in reply.blocks if isinstance(block, Bullets) for item in block.items]


def found(typed: str, corpus: Corpus) -> list[str]:
    answer = sources.find(typed, corpus, Fuzzy())
    return [answer.entry.id] if answer.entry else [entry.id for entry in answer.candidates]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("donated", ["donated"]), ("DONATED", ["donated"]), (" Donated ", ["donated"]), ("寄付の額", ["donated"]),
        ("The sum donated", ["donated"]), ("sum don", ["donated"]), ("寄付", ["donated"]), ("新党", ["party"]),
        ("ｓｕｍ", ["donated"]), ("why-allied", ["why-allied"]), ("なぜ手を組んだのか", ["why-allied"]),
        ("利害", ["why-allied"]), ("記事により違う", ["donated"]), ("a new", ["office"]), ("dinner", ["dinner"]),
        ("donatde", ["donated"]), ("qqqqqq", []), ("？！", []), ("", []), ("😀", []),
    ],
)  # fmt: skip
def test_an_entry_is_found_by_id_title_a_part_of_it_and_words(typed: str, ids: list[str]) -> None:
    assert found(typed, small_corpus()) == ids


def test_a_resemblance_suggests_and_never_decides() -> None:
    corpus = small_corpus()
    near = sources.find("The sum donatd", corpus, Fuzzy())
    assert (near.entry, near.sure, [entry.id for entry in near.candidates]) == (None, False, ["donated"])


def test_of_several_that_fit_the_weightiest_come_first() -> None:
    corpus = a_corpus([happened("light", importance=1), happened("heavy", importance=5)], [a_digest("matter-of-fact")])
    several = sources.find("matter", corpus, Fuzzy())
    assert (several.entry, several.sure) == (None, True)
    assert [entry.id for entry in several.candidates] == ["matter-of-fact", "heavy", "light"]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_each_source_says_what_it_states_and_what_it_does_not(lang: Lang) -> None:
    corpus, words = small_corpus(), catalogue.words(lang)
    reply = await sources.answer(a_request(corpus, lang), "donated", small_kit())
    said = lines(reply)
    techflow = corpus.sources["techflow"]
    for message, value in (("title", techflow.title), ("publisher", techflow.publisher), ("date", techflow.date)):
        assert words(f"source-{message}", value=value or "") in said
        assert words(f"source-{message}", value=words("not-stated")) in said
    assert words("source-link") + (techflow.url or "") in said
    assert words("source-link") + words("not-stated") in said
    headings = [block.text for block in reply.blocks if isinstance(block, Heading)]
    assert headings[-2:] == [corpus.sources[id_].short[lang] for id_ in ("techflow", "diary")]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_claims_stand_side_by_side_about_each_thing(lang: Lang) -> None:
    claims = (
        Claim(Text("額", "Sum"), Text("2億", "$200m"), "techflow"), Claim(Text("日", "Day"), Text("月曜", "Monday"), "diary"),
        Claim(Text("額", "Sum"), Text("3億", "$300m"), "diary"),
    )  # fmt: skip
    note = Text("額は日記による。", "The sum is the diary's.")
    corpus = a_corpus([happened("e", claims=claims, note=note, sources=("techflow", "diary", "gone"))])
    words = catalogue.words(lang)
    reply = sources.show(a_request(corpus, lang), corpus.events["e"])
    headings = [block.text for block in reply.blocks if isinstance(block, Heading)]
    assert headings[1:3] == [words("sources-differ", about=claims[n].about[lang]) for n in (0, 1)]
    assert [line.split("：" if lang == "ja" else ": ")[1] for line in lines(reply)[:3]] == [
        claims[n].value[lang] for n in (0, 2, 1)
    ]
    assert note[lang] in str(reply.blocks)
    assert headings[-1] == "gone"


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_to_no_words_come_the_entries_on_which_sources_differ_the_weightiest_first(lang: Lang) -> None:
    claim = Claim(Text("額", "Sum"), Text("2億", "$200m"), "techflow")
    corpus = a_corpus(happened(f"e{n:02}", importance=n % 5 + 1, claims=(claim,) * (n % 2)) for n in range(44))
    kit = small_kit(corpus=corpus)
    reply: Reply | None = await sources.answer(a_request(corpus, lang), " ", kit)
    seen: list[int] = []
    while reply:
        entries = [button for button in reply.buttons if button.kind == "entry"]
        assert len(entries) == len(lines(reply))
        seen += [corpus.events[button.ask.arguments[0]].importance for button in entries]
        forth = [b for b in reply.buttons if b.kind == "page" and b.ask.arguments[1].startswith(">")]
        reply = await table.TAPS["e"](a_request(corpus, lang), forth[0].ask, kit) if forth else None
    assert len(seen) == 22
    assert seen == sorted(seen, reverse=True)
    empty = await sources.answer(a_request(a_corpus(), lang), "", kit)
    assert catalogue.words(lang)("sources-none-differ") in str(empty.blocks)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "typed",
    [
        "a",
        "額",
        "donatde",
        "nosuchthing",
        "😀" * 3000,
        "\u202eשלום",
        "<b>*_~|`@everyone",
        "-",
        '"',
        "あ" * 4000,
        "why-allied",
    ],
)
async def test_whatever_is_typed_is_answered_with_buttons_that_lead_somewhere(typed: str, lang: Lang) -> None:
    corpus = small_corpus()
    kit, request = small_kit(), a_request(corpus, lang)
    reply = await sources.answer(request, typed, kit)
    assert telegram.messages(reply)
    assert discord.messages(reply, catalogue.words(lang))
    for button in reply.buttons:
        ask = decode(button.ask.encode())
        assert ask is not None
        assert await table.TAPS[ask.verb](request, ask, kit) is not None


async def test_the_button_of_an_event_leads_to_its_sources_and_a_forged_one_nowhere() -> None:
    corpus = small_corpus()
    request, event = a_request(corpus), corpus.events["donated"]
    button = sources.button(event, catalogue.words("en"))
    assert await sources.tap(request, button.ask, small_kit()) == sources.show(request, event)
    forged = replace(button.ask, arguments=("nosuch",))
    assert await sources.tap(request, forged, small_kit()) is None


def test_entries_complete_what_is_typed() -> None:
    kit = small_kit()

    def values(typed: str, limit: int = 25) -> list[str]:
        return [choice.value for choice in completing.entries(typed, kit, "ja", limit)]

    assert values("") == ["donated"]
    assert values("寄付")[0] == "donated"
    assert values("party")[0] == "party"
    assert values("qqqqq") == []
    assert len(values("e", 3)) == 3
    (choice,) = completing.entries("dinner", kit, "en", 1)
    assert (choice.label, choice.value) == ("A dinner", "dinner")
