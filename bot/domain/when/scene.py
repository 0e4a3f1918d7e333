"""What an expression is read against."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ..dates import Span
from ..text import Lang
from .days import Days


class Scene(NamedTuple):
    """The asker's day and language, and the days that the corpus reaches over."""

    today: date
    reach: Span
    lang: Lang

    @property
    def limit(self) -> date:
        """The last day on which a date without a year may begin."""
        return min(self.today, self.reach.last or self.today)

    def told(self, days: Days) -> bool:
        """Tell whether the corpus reaches over any of the days."""
        return self.reach.touches(Span(*days))
