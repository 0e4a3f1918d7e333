"""What may be typed on the command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, get_args

from .domain.ledger import State
from .domain.text import LANGUAGES

VERDICTS = (
    "there",
    "post",
    "skip",
)  # of `ports.Verdict`, whose module would take a tenth of a second from every command

_LONGEST = 300


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """End with one line, where argparse would print the usage as well."""
        told = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"  # it may hold all that was typed
        self.exit(2, f"kawaraban: {told}; see {self.prog} --help\n")


class _Verbs:
    """Adds commands that all take the common options."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._common = common = _Parser(add_help=False)
        common.add_argument("--json", action="store_true", help="print one JSON document")
        common.add_argument("--lang", choices=LANGUAGES, help="language of the answer")
        common.add_argument("--now", metavar="ISO-8601", help="take this as the present moment")
        common.add_argument("--config", type=Path, metavar="FILE", help="settings file")
        common.add_argument("--corpus", metavar="DIR", help="folder of the story")
        self._verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", required=True, parser_class=_Parser)

    def __call__(self, name: str, about: str, words: str | None = None) -> argparse.ArgumentParser:
        command = self._verbs.add_parser(name, help=about, description=about, parents=[self._common])
        if words:
            command.add_argument("words", nargs="*", metavar=words)
        command.set_defaults(words=[])
        return command


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    found = _Parser(prog="kawaraban", description="A curated news digest for Telegram, Discord and the terminal.")
    verb = _Verbs(found)
    verb("run", "run the bot on every platform that has a token; with none, in this terminal")
    verb("chat", "run it in this terminal")
    _queries(verb)
    _operating(verb)
    verb("check", "read the corpus and name everything wrong in it")
    verb("schema", "the JSON Schema of the corpus files")
    return found


def _queries(verb: _Verbs) -> None:
    verb("timeline", "the latest events, or those of dates, people, topics and words", "WORDS")
    chart = verb("chart", "the same as a picture", "WORDS")
    chart.add_argument("--out", type=Path, metavar="FILE", help="the PNG file to write (needed)")
    verb("search", "words in titles and texts, best first", "WORDS")
    verb("who", "a person's card; of several people, the phases of their relation", "NAME")
    verb("digest", "an explainer, or their list", "WORDS")
    verb("story", "the story so far by chapters, or since a date", "SINCE")
    verb("today", "on this day in the story")
    verb("sources", "what an entry rests on, and what each source claims where they differ", "ENTRY")
    plan = verb("plan", "the coming posts, and why")
    plan.add_argument("--channel", metavar="C", help="only this channel (platform:chat)")
    plan.add_argument("--days", type=int, default=7, metavar="N", help="how many days ahead (7)")


def _operating(verb: _Verbs) -> None:
    ledger = verb("ledger", "what went out, what did not, and why; also beside a running bot")
    ledger.add_argument("--channel", metavar="C", help="only this channel (platform:chat or platform:chat/thread)")
    ledger.add_argument("--state", choices=get_args(State), metavar="S", help=", ".join(get_args(State)))
    ledger.add_argument("--last", type=int, metavar="N", help="only the newest N rows")
    resolve = verb("resolve", "say what became of a delivery that is unknown")
    resolve.add_argument("key", metavar="KEY", help="its key, as the ledger names it")
    resolve.add_argument(
        "verdict", choices=VERDICTS, help="there: readers have it; post: post it (again); skip: go on without"
    )
    verb("hold", "stop all posting, everywhere, until release; also before the bot starts")
    verb("release", "end a hold: what is still in time goes out at once")
    resume = verb("resume", "send to a paused channel again")
    resume.add_argument("channel", metavar="CHANNEL", help="platform:chat or platform:chat/thread")
    takeback = verb("takeback", "take a channel's last post away; needs the running bot")
    takeback.add_argument("channel", metavar="CHANNEL", help="platform:chat or platform:chat/thread")
    backup = verb("backup", "write everything that is kept to one file; also beside a running bot")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument("--replace", action="store_true", help="in the place of an earlier one")
    restore = verb("restore", "make the data folder from a backup; refuses a damaged one")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="in the place of the data that are there, which are kept"
    )
    verb("status", "how the bot is: platforms, next slots, backlog, doubts, pauses, last error")
    verb("doctor", "look at everything that could be wrong, and say what to do; exit status 1 if something is")


def read(typed: Sequence[str]) -> argparse.Namespace:
    """Read what was typed; ends the program with one line where it cannot be read."""
    return parser().parse_args([_word(argument) for argument in typed])


def _word(argument: str) -> str:
    """Return an argument so that argparse takes -関税 for the word that it is: with a minus in the place of its hyphen."""
    is_word = re.match(r"-[^-\d]", argument) and argument != "-h"
    return f"\N{MINUS SIGN}{argument[1:]}" if is_word else argument
