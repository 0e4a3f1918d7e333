"""A mapping in layers is a dict that is never changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.layered import Layered

keys = st.sampled_from("abcdefghijklmnop")


@given(st.dictionaries(keys, st.integers()), st.lists(st.tuples(keys, st.integers()), max_size=40))
def test_it_is_the_dict_with_the_same_items_in_the_same_order(
    first: dict[str, int], more: list[tuple[str, int]]
) -> None:
    mapping, plain = Layered.over(dict(first)), dict(first)
    for key, value in more:
        before, known = mapping, dict(mapping)
        mapping = mapping.with_item(key, value)
        assert dict(before) == known
        plain[key] = value
    assert list(mapping.items()) == list(plain.items())
    assert mapping == plain
    assert len(mapping) == len(plain)
    assert list(reversed(tuple(mapping))) == list(reversed(plain))
    for key in "abcdefghijklmnopq":
        assert (key in mapping) == (key in plain)
        assert mapping.get(key) == plain.get(key)


def test_what_is_below_is_shared_and_told_by_its_items() -> None:
    below = {f"k{number}": number for number in range(1000)}
    mapping = Layered.over(below)
    assert Layered.over(mapping) is mapping
    for number in range(100):
        mapping = mapping.with_item(f"n{number}", number)
    assert len(mapping) == 1100
    assert repr(Layered({"a": 1}).with_item("b", 2)) == "Layered({'a': 1, 'b': 2})"
