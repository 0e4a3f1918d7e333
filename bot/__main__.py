"""The command line: `kawaraban`, or `python -m bot`. The queries are those of chat, so that they can be scripted.

Exit status: 0 answered, 2 what was typed or configured is wrong, 1 anything else. An error is one line on stderr.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from . import arguments as arguments_module
from . import settings as settings_module
from .answers import Asked, Verb
from .domain.text import of_client
from .errors import InputError, KawarabanError
from .settings import Settings
from .watching import logs


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = arguments_module.read(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character gets the rest
    try:
        return _flushed(_run(arguments))
    except KawarabanError as error:
        for finding in error.findings if isinstance(error, InputError) else (str(error),):
            print(f"kawaraban: {finding}", file=sys.stderr)  # noqa: T201  # the command line's own voice
        return 2 if isinstance(error, InputError) else 1
    except KeyboardInterrupt:
        return 1
    except OSError as error:  # not of the output, which is told where it is written
        name = f"{error.filename}: " if error.filename is not None else ""
        print(f"kawaraban: {name}{error.strerror or error}", file=sys.stderr)  # noqa: T201  # as above
        return 1


def _flushed(status: int) -> int:
    """Write what is still in memory, so that it fails here if it does; what has failed before is not said twice."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _unwritable(error) if status == 0 else _unwritable(None)
    return status


def _unwritable(error: OSError | None) -> int:
    """Say that nobody reads what is printed, or that it has no room; and keep Python from saying so again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error is not None:
        print(f"kawaraban: the output cannot be written: {error.strerror}", file=sys.stderr)  # noqa: T201
    return 1


def _run(arguments: argparse.Namespace) -> int:
    if arguments.verb == "schema":
        from .intake.schema import schema  # noqa: PLC0415  # each command loads what it needs

        return _print(schema())
    settings = _settings(arguments)
    clock = _clock(arguments.now)
    if arguments.verb in ("run", "chat"):
        from . import app  # noqa: PLC0415

        terminal = arguments.verb == "chat" or not settings.tokens
        # In a terminal the log stands between the answers: there it says only what is wrong.
        _log(settings, "WARNING" if terminal and settings.log.level == "INFO" else settings.log.level)
        client_lang = arguments.lang or _environment_language()
        return asyncio.run(app.run(settings, clock, terminal=terminal, client_lang=client_lang))
    _log(settings, "WARNING" if settings.log.level == "INFO" else settings.log.level)
    lang = of_client(arguments.lang or _environment_language(), settings.editions.language)
    answer = asyncio.run(_verb(arguments.verb)(Asked(arguments, settings, lang, clock())))
    return _print(answer.document, answer.status) if arguments.json else _say(answer.text, answer.status)


def _verb(name: str) -> Verb:
    """Return what answers a command, and load no more than that."""
    from . import operating  # noqa: PLC0415  # the lightest: it asks whoever runs

    if name in operating.VERBS:
        return operating.VERBS[name]
    from . import doctor, queries, reports  # noqa: PLC0415  # a second, on a small machine

    return {**queries.VERBS, **reports.VERBS, **doctor.VERBS}[name]


def _settings(arguments: argparse.Namespace) -> Settings:
    settings = settings_module.read(arguments.config)
    if arguments.corpus:
        return settings.model_copy(update={"corpus": settings_module.CorpusSettings(dir=arguments.corpus)})
    return settings


def _clock(now: str | None) -> Callable[[], datetime]:
    """Return the clock: the machine's, or one that starts at `now` and goes on from there."""
    if now is None:
        return lambda: datetime.now(UTC)
    try:
        start = datetime.fromisoformat(now)
    except ValueError:
        raise InputError(f"--now {now}: write a moment such as 2025-06-05T09:00+09:00") from None
    if not 1900 <= start.year <= 9000:  # with room for zones, horizons and days to come
        raise InputError(f"--now {now}: write a year from 1900 to 9000")
    begun = datetime.now(UTC)
    moment = (start if start.tzinfo else start.replace(tzinfo=UTC)).astimezone(UTC)
    return lambda: moment + (datetime.now(UTC) - begun)


def _environment_language() -> str | None:
    """Return the language that the environment asks for; None where it asks for none in particular."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            tag = value.split(".")[0].split("_")[0].casefold()
            return None if tag in ("c", "posix") else tag
    return None


def _log(settings: Settings, level: str) -> None:
    tokens = [token.get_secret_value() for token in settings.tokens.values()]
    logs.to_stderr(level, settings.log.format, tokens)


def _print(document: Any, status: int = 0) -> int:
    return _say(json.dumps(document, ensure_ascii=False, indent=2), status)


def _say(text: str, status: int = 0) -> int:
    try:
        print(text)  # noqa: T201  # the command line's own voice
    except OSError as error:
        return _unwritable(error)
    return status


if __name__ == "__main__":
    sys.exit(main())
