"""A command line that was read, and what is answered to it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from .domain import slots
from .domain.text import Lang
from .settings import Settings


@dataclass(frozen=True)
class Asked:
    """One command line: its arguments, the settings, the language and the moment."""

    arguments: argparse.Namespace
    settings: Settings
    lang: Lang
    now: datetime

    @property
    def words(self) -> str:
        """What was typed after the command."""
        return " ".join(self.arguments.words)

    @property
    def zone(self) -> tzinfo:
        """The usual zone of the language."""
        editions = self.settings.editions
        return slots.zone(editions.timezone_ja if self.lang == "ja" else editions.timezone_en)

    @property
    def today(self) -> date:
        """The day that it is there."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class Answer:
    """The same answer as a JSON document and as text."""

    document: Any
    text: str
    status: int = 0


Verb = Callable[[Asked], Coroutine[Any, Any, Answer]]
