"""Several people in one line: who is named, in which order, and what is left over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import who
from bot.domain import people_named
from bot.domain.corpus import Corpus
from bot.language.fuzzy import Fuzzy

from ..support.chat import shipped
from ..support.kit import small_corpus

CORPUS = shipped()


def left_over(named: people_named.Named) -> tuple[str, ...]:
    """Return what fits nobody."""
    return tuple(part.text for part in named.parts if not part.people)


TOGETHER = {
    "マスク トランプ": "musk trump",
    "マスク　トランプ": "musk trump",
    "マスクとトランプ": "musk trump",
    "マスクやトランプ": "musk trump",
    "マスク と トランプ": "musk trump",
    "マスク、トランプ": "musk trump",
    "マスク，トランプ": "musk trump",
    "マスク・トランプ": "musk trump",
    "マスク×トランプ": "musk trump",
    "マスクvsトランプ": "musk trump",
    "マスクＶＳトランプ": "musk trump",
    "マスク対トランプ": "musk trump",
    "マスク＆トランプ": "musk trump",
    "マスク／トランプ": "musk trump",
    "「マスク」「トランプ」": "musk trump",
    "マスク\nトランプ": "musk trump",
    "ますくととらんぷ": "musk trump",
    "ﾏｽｸ ﾄﾗﾝﾌﾟ": "musk trump",
    "マスク氏とトランプ大統領": "musk trump",
    "マスクとトランプの関係は？": "musk trump",
    "マスクとトランプの仲": "musk trump",
    "イーロン マスク ドナルド トランプ": "musk trump",
    "イーロン・マスク・ドナルド・トランプ": "musk trump",
    "イーロン・マスクとドナルド・トランプ": "musk trump",
    "マスク トランプ アルトマン": "musk trump altman",
    "マスクとトランプと孫": "musk trump son",
    "ジョー バイデン トランプ": "biden trump",
    "ジョー Biden、トランプ": "biden trump",
    "Musk and Trump": "musk trump",
    "Musk, Trump": "musk trump",
    "Musk, Trump and Altman": "musk trump altman",
    "musk & trump": "musk trump",
    "musk&trump": "musk trump",
    "musk + trump": "musk trump",
    "Musk vs Trump": "musk trump",
    "Musk vs. Trump": "musk trump",
    "Musk versus Trump": "musk trump",
    "Musk with Trump": "musk trump",
    "Musk x Trump": "musk trump",
    "Musk/Trump": "musk trump",
    "Musk-Trump": "musk trump",
    "Musk trump": "musk trump",
    "Trump Musk": "trump musk",
    "Elon Musk Donald Trump": "musk trump",
    "Musk Elon Trump Donald": "musk trump",
    "Trump, Donald; Musk, Elon": "trump musk",
    "President Trump, Mr. Musk": "trump musk",
    "President Trump Mr. Musk": "trump musk",
    "Musk's and Trump's": "musk trump",
    "relationship between Musk and Trump": "musk trump",
    "Marjorie Taylor Greene J.D. Vance": "greene vance",
    "EM DJT": "musk trump",
    "Elon マスク": "musk",
    "Elon Musk": "musk",
    "イーロン・マスク": "musk",
    "Who is Elon Musk?": "musk",
    "マスクって誰？": "musk",
    "musk trump": "musk trump",
}  # fmt: skip


@pytest.mark.parametrize(("line", "meant"), TOGETHER.items())
def test_a_line_names(line: str, meant: str) -> None:
    named = people_named.named(line, CORPUS)
    assert (named.people, left_over(named)) == (tuple(meant.split()), ())


@pytest.mark.parametrize(
    ("line", "people", "leftover"),
    [
        ("マスク、ゲイツ", "musk", ["ゲイツ"]),
        ("マスクとゲイツとトランプ", "musk trump", ["ゲイツ"]),
        ("Musk, Bill Gates and Trump", "musk trump", ["Bill Gates"]),
        ("Musk Trump Gates", "musk", ["Trump Gates"]),
        ("マスク、ゲイツ ジョブズ", "musk", ["ゲイツ ジョブズ"]),
        # Nothing but a space joins them: it is another Trump, another Steve, another Miller.
        ("Melania Trump", "", ["Melania Trump"]),
        ("Donald Trump Jr.", "", ["Donald Trump Jr."]),
        ("Steve Jobs", "", ["Steve Jobs"]),
        ("Elon Trump", "", ["Elon Trump"]),
        ("Steve Miller", "", ["Steve Miller"]),
        ("ジェフ・セッションズ", "", ["ジェフ・セッションズ"]),
        ("マスク、Melania Trump", "musk", ["Melania Trump"]),
        ("Samson", "", ["Samson"]),
        ("マスクトランプ", "", ["マスクトランプ"]),
        ("まことさん", "", ["まことさん"]),
        ("", "", []),
        ("  ", "", []),
        ("×", "", ["×"]),
        ("と", "", ["と"]),
        ("😀", "", ["😀"]),
    ],
)
def test_what_fits_nobody_is_left_over(line: str, people: str, leftover: list[str]) -> None:
    named = people_named.named(line, CORPUS)
    assert (list(named.people), list(left_over(named))) == (people.split(), leftover)


def found(line: str, corpus: Corpus = CORPUS) -> who.Found:
    return who.find(line, corpus, Fuzzy())


def test_a_name_of_several_is_a_choice_that_keeps_the_others() -> None:
    asked = found("マスク、ジョー、トランプ")
    assert [person.id for person in asked.people] == ["musk", "trump"]
    assert (asked.person, asked.sure, asked.answered) == (None, True, ())
    assert asked.choices == (("musk", "biden", "trump"), ("musk", "rogan", "trump"))
    assert [person.id for person in asked.candidates] == ["biden", "rogan"]


def test_several_such_names_are_chosen_together() -> None:
    corpus = small_corpus()
    asked = found("Musk brothers and Elon Musk", corpus)
    assert asked.choices == (("trump", "musk"), ("kimbal", "musk"))
    assert found("Musk brothers", corpus).choices == (("trump",), ("kimbal",))


@pytest.mark.parametrize(
    ("line", "choice"),
    [
        ("マスクとトランブ", ("musk", "trump")),
        ("musk and tramp", ("musk", "trump")),
        ("musk tramp", ("musk", "trump")),
        ("マスクトランプ", ("musk", "trump")),
        ("musktrump", ("musk", "trump")),
        ("Elon Musc", ("musk",)),
        ("Melania Trump", ("trump",)),
        ("Joe Bidn", ("biden",)),
        ("マスク トランプ ゲイツ", ("musk", "trump")),
    ],
)
def test_what_comes_near_is_suggested_and_never_taken(line: str, choice: tuple[str, ...]) -> None:
    asked = found(line)
    assert choice in asked.choices[:3]
    assert (asked.person, asked.sure, asked.answered) == (None, False, ())


def test_a_stranger_among_known_people_is_named_and_they_are_answered_about() -> None:
    asked = found("マスク、qqqqqq、トランプ")
    assert [person.id for person in asked.answered] == ["musk", "trump"]
    assert [(part.text, part.meanings) for part in asked.open] == [("qqqqqq", ())]
    assert (asked.person, asked.sure) == (None, False)


def test_of_fifty_names_the_first_are_taken() -> None:
    names = [person.name.en for person in CORPUS.people.values()] * 2
    asked = found(" ".join(names))
    assert len(asked.people) == who.MOST
    assert asked.named == len(CORPUS.people)
    assert [person.name.en for person in asked.people] == names[: who.MOST]
    crowded = found(", ".join((*names, "Joe")))
    assert {choice[-1] for choice in crowded.choices} == {"biden", "rogan"}
    assert all(len(choice) in (who.MOST - 1, who.MOST) for choice in crowded.choices)


names_of_people = st.sampled_from(
    sorted((name, person.id) for person in CORPUS.people.values() for name in (person.name.ja, person.name.en))
)
separators = st.sampled_from([" ", "、", ", ", " and ", " & ", "×", " vs. ", "/", "　", "\n"])


@given(st.lists(names_of_people, min_size=1, max_size=6), separators)
def test_full_names_are_found_behind_any_separator(chosen: list[tuple[str, str]], separator: str) -> None:
    line = separator.join(name for name, _ in chosen)
    named = people_named.named(line, CORPUS)
    assert named.people == tuple(dict.fromkeys(id_ for _, id_ in chosen))
    assert left_over(named) == ()


@given(st.text(alphabet=st.sampled_from("マスクトランプmusktrumpjoe と、,・ -&×\n\x00\u202e😀")))
def test_any_text_is_read(line: str) -> None:
    asked = found(line)
    assert {*asked.candidates, *asked.people} <= set(CORPUS.people.values())
    assert not (asked.choices and asked.answered)
    assert all(choice for choice in asked.choices)
