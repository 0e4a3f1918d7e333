"""Finds the words of dates in a text: every rule of spelling in one pattern."""

from __future__ import annotations

import re
from functools import cache

from . import english, japanese, numeric
from .rules import LETTER, Rule
from .words import Mark, Token

_SIGNS = (
    Rule(r"/?(?<!\.)\.\.(?!\.)/?|~", lambda: Mark("until", "plain", "since")),
    Rule("[-/]", lambda: Mark(links="plain")),
)
# What the rules of a family begin with; of the rules those that take more come before those that take less.
_FAMILIES = (
    (rf"(?=[0-9'十]){numeric.BEFORE}", (*japanese.COUNTED, *english.COUNTED, *numeric.NUMERIC)),
    (f"(?<=[{LETTER}])", (japanese.YEAR,)),
    (rf"(?=[a-z]){english.BEFORE}", (*japanese.BY_INITIAL, *english.ENGLISH)),
    (japanese.BEFORE, (*japanese.JAPANESE, english.BRACKETED)),
    ("(?=[-/.~])", _SIGNS),
)
_RULES = {f"rule{number}": rule for number, rule in enumerate(rule for _, rules in _FAMILIES for rule in rules)}


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, range]]:
    """Return all rules as one pattern, and the groups of each: compiled at the first use, which takes a tenth of a second."""
    names = iter(_RULES)
    families = (
        f"{begins}(?:{'|'.join(f'(?P<{next(names)}>{rule.pattern})' for rule in rules)})" for begins, rules in _FAMILIES
    )
    pattern = re.compile("|".join(families))
    # The groups within a rule are those between its own and that of the next.
    outer = [*pattern.groupindex.values(), pattern.groups + 1]
    return pattern, {name: range(outer[i] + 1, outer[i + 1]) for i, name in enumerate(_RULES)}


def scan(folded: str) -> list[Token]:
    """Return the words of dates in a folded text, in order; most will turn out to be part of no date."""
    pattern, groups = _pattern()
    tokens = []
    for match in pattern.finditer(folded):
        name = match.lastgroup or ""
        rule = _RULES[name]
        try:
            word = rule.read(*[match[group] for group in groups[name]])
        except ValueError:  # 2025-W54, a number in no form that it has there
            continue
        if word is not None:
            tokens.append(Token(word, match.start(), match.end(), rule.weak))
    return tokens
