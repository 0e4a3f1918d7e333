"""A table of spellings over the people of the shipped corpus: names are found, and never the wrong person as if right."""

from __future__ import annotations

import pytest

from bot.commands import who
from bot.domain.corpus import Corpus
from bot.intake import files
from bot.language.fuzzy import Fuzzy

from ..support import name_table
from ..support.program import ROOT


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    loaded = files.load(ROOT / "digests").corpus
    assert loaded is not None
    return loaded


def test_the_table_is_large_enough() -> None:
    assert len(name_table.JAPANESE) >= 75
    assert len(name_table.ENGLISH) >= 75


@pytest.mark.parametrize(("spelling", "meant"), {**name_table.JAPANESE, **name_table.ENGLISH}.items())
def test_a_spelling_means(corpus: Corpus, spelling: str, meant: str) -> None:
    found = who.find(spelling, corpus, Fuzzy())
    candidates = [person.id for person in found.candidates]
    if meant.endswith("?"):
        assert found.person is None
        assert candidates[0] == meant[:-1]
        assert len(candidates) <= 3
    elif " " in meant:
        assert (found.person, found.sure, set(candidates)) == (None, True, set(meant.split()))
    else:
        assert found.person is not None
        assert found.person.id == meant


@pytest.mark.parametrize("spelling", name_table.NOBODY)
def test_what_is_no_name_is_nobody(corpus: Corpus, spelling: str) -> None:
    found = who.find(spelling, corpus, Fuzzy())
    assert found.person is None
    assert not found.sure
