"""A table of spellings over the people of the shipped corpus: names are found, and never the wrong person as if right."""

from __future__ import annotations

import pytest

from bot.commands import who
from bot.language.fuzzy import Fuzzy

from ..support import name_table
from ..support.chat import shipped


def test_the_table_is_large_enough() -> None:
    assert len(name_table.JAPANESE) >= 75
    assert len(name_table.ENGLISH) >= 75


@pytest.mark.parametrize(("spelling", "meant"), {**name_table.JAPANESE, **name_table.ENGLISH}.items())
def test_a_spelling_means(spelling: str, meant: str) -> None:
    found = who.find(spelling, shipped(), Fuzzy())
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
def test_what_is_no_name_is_nobody(spelling: str) -> None:
    found = who.find(spelling, shipped(), Fuzzy())
    assert found.person is None
    assert not found.sure
