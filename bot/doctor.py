"""`doctor`: looks at everything that could be wrong, beside a running bot or without one, and says what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from . import app
from .answers import Answer, Asked, Verb
from .columns import aligned
from .control import client
from .domain import checkup
from .domain.checkup import Finding
from .domain.ledger import Channel
from .domain.ports import Clock, Words
from .domain.saying import say, worded
from .errors import InputError, KawarabanError, StoreError
from .intake import files
from .language import catalogue
from .settings import TOKENS
from .storage import tinydb_store

# What is looked at in an area under a word of ours; any other subject is a name, as of a folder or a channel.
SUBJECTS: Mapping[checkup.Area, tuple[str, ...]] = {
    "settings": ("settings", "channels"),
    "data": ("journal", "mark", "archive", "permission"),
    "disk": ("space",),
    "bot": ("bot", "hold"),
    "token": ("tokens",),
}


async def doctor(asked: Asked) -> Answer:
    """Answer `doctor`: exit status 1 if something is wrong, 0 else."""
    offset = asked.now - datetime.now(UTC)
    clock = lambda: datetime.now(UTC) + offset  # noqa: E731
    findings = [checkup.ok("settings", "settings", say("doctor-settings"))]
    findings += _corpus(asked)
    findings += await asyncio.to_thread(list, _data(asked.settings.data.dir))
    findings += await _bot(asked.settings.data.dir)
    findings += await _platforms(asked, clock)
    wrong = any(finding.grade == "error" for finding in findings)
    words = catalogue.words(asked.lang)
    told = [_told(finding, words) for finding in findings]
    text = aligned(_row(finding, words) for finding in findings)
    return Answer({"ok": not wrong, "findings": told}, text, 1 if wrong else 0)


def _told(finding: Finding, words: Words) -> dict[str, str]:
    """Return a finding for a program, which knows areas, subjects and grades by their names; the rest is for a person."""
    return {
        "area": finding.area,
        "subject": finding.subject,
        "grade": finding.grade,
        "said": worded(finding.said, words),
        "remedy": worded(finding.remedy, words) if finding.remedy else "",
    }


def _row(finding: Finding, words: Words) -> tuple[str, ...]:
    subject = finding.subject
    if subject in SUBJECTS.get(finding.area, ()):
        subject = words(f"doctor-subject-{subject}")
    said = words("doctor-said", subject=subject, said=worded(finding.said, words))
    if finding.remedy:
        said = words("doctor-with-remedy", said=said, remedy=worded(finding.remedy, words))
    area = finding.area.replace(" ", "-")
    return words(f"doctor-grade-{finding.grade}"), words(f"doctor-area-{area}"), said


def _corpus(asked: Asked) -> Iterator[Finding]:
    folder = app.corpus_folder(asked.settings)
    try:
        loaded = files.load(folder)
    except InputError as error:
        yield checkup.error(
            "corpus", str(folder), say("doctor-error", why=str(error)), say("doctor-look-at", setting="corpus.dir")
        )
        return
    if loaded.corpus is None:
        said = say("doctor-corpus-wrong", count=len(loaded.errors), why=str(loaded.errors[0]))
        yield checkup.error("corpus", str(folder), said, say("doctor-check"))
        return
    yield checkup.ok("corpus", str(folder), say("doctor-corpus", count=len(loaded.warnings), **loaded.counts))
    try:
        app.check_channels(asked.settings, loaded.corpus)
    except InputError as error:
        for why in error.findings:
            yield checkup.error("settings", "channels", say("doctor-error", why=why), say("doctor-mend-settings"))


def _data(directory: Path) -> Iterator[Finding]:
    from .storage import verify  # noqa: PLC0415  # the databases of an archive, which few need

    try:
        yield from verify.verify(directory)
    except OSError as error:
        said = say("doctor-data-closed", why=error.strerror or str(error))
        yield checkup.error("data", str(directory), said, say("doctor-data-whose", setting="data.dir"))


async def _bot(directory: Path) -> Sequence[Finding]:
    try:
        found = await client.ask(directory, {"verb": "status"}, seconds=10)
    except KawarabanError as error:
        return [checkup.error("bot", "bot", say("doctor-error", why=str(error)), say("doctor-bot-hangs"))]
    if found is None:
        return [checkup.ok("bot", "bot", say("doctor-bot-stopped"))]
    findings = [checkup.ok("bot", "bot", say("doctor-bot-runs", pid=str(found["pid"])))]
    if found["hold"]:
        findings.append(checkup.warning("bot", "hold", say("doctor-held", by=found["hold"]), say("doctor-release")))
    for row in found["unknown"]:
        if row["asked"]:
            said = say("doctor-doubt", key=row["key"])
            findings.append(checkup.warning("bot", row["channel"], said, say("doctor-resolve")))
    return findings


async def _platforms(asked: Asked, clock: Clock) -> list[Finding]:
    settings = asked.settings
    channels = await _channels(asked)
    findings: list[Finding] = []
    if token := settings.token("telegram"):
        from .platforms.telegram import checkup as telegram  # noqa: PLC0415  # only where there is a token

        section = settings.telegram
        findings += await telegram.examine(
            token, section.api_url or None, channels.get("telegram", []), section.probe_chat, clock
        )
    if token := settings.token("discord"):
        from .platforms.discord import checkup as discord  # noqa: PLC0415  # as above

        findings += await discord.examine(token, settings.discord.api_url or None, channels.get("discord", []), clock)
    for platform, name in TOKENS.items():
        if settings.token(platform) is None and channels.get(platform):
            said = say("doctor-token-missing", count=len(channels[platform]))
            findings.append(checkup.error("token", platform, said, say("doctor-token-set", name=name)))
    if not settings.tokens:
        findings.append(checkup.ok("token", "tokens", say("doctor-tokens-none", **TOKENS)))
    return findings


async def _channels(asked: Asked) -> dict[str, list[Channel]]:
    """Return the channels that are subscribed, and those that a start would subscribe, by platform."""
    wanted = [Channel(c.platform, c.chat, c.thread) for c in asked.settings.channels]
    try:
        store = tinydb_store.read_store(asked.settings.data.dir)
        wanted = [channel for channel in wanted if await store.note(f"made/{channel.key}") is None]
        wanted += [subscription.channel for subscription in await store.subscriptions()]
    except StoreError:
        pass  # it is a finding already
    found: dict[str, list[Channel]] = {}
    for channel in dict.fromkeys(wanted):
        found.setdefault(channel.platform, []).append(channel)
    return found


VERBS: Mapping[str, Verb] = {"doctor": doctor}
