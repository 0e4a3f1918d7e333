"""`doctor`: looks at everything that could be wrong, beside a running bot or without one, and says what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from . import app
from .answers import Answer, Asked, Verb
from .control import client
from .control.wire import Unanswered
from .domain import checkup
from .domain.checkup import Finding
from .domain.ledger import Channel
from .domain.ports import Clock
from .errors import InputError, StoreError
from .intake import files
from .settings import TOKENS
from .storage import tinydb_store

_MARKS = {"ok": "ok", "warning": "WARN", "error": "WRONG"}


async def doctor(asked: Asked) -> Answer:
    """Answer `doctor`: exit status 1 if something is wrong, 0 else."""
    offset = asked.now - datetime.now(UTC)
    clock = lambda: datetime.now(UTC) + offset  # noqa: E731
    findings = [checkup.ok("settings", "settings", "read, every one of them is known")]
    findings += _corpus(asked)
    findings += await asyncio.to_thread(list, _data(asked.settings.data.dir))
    findings += await _bot(asked.settings.data.dir)
    findings += await _platforms(asked, clock)
    wrong = any(finding.grade == "error" for finding in findings)
    document = {"ok": not wrong, "findings": [asdict(finding) for finding in findings]}
    return Answer(document, "\n".join(map(_line, findings)), 1 if wrong else 0)


def _line(finding: Finding) -> str:
    said = " ".join(f"{finding.subject}: {finding.said}".split())
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return f"{_MARKS[finding.grade]:5}  {finding.area:10}  {said}{remedy}"


def _corpus(asked: Asked) -> Iterator[Finding]:
    folder = app.corpus_folder(asked.settings)
    try:
        loaded = files.load(folder)
    except InputError as error:
        yield checkup.error("corpus", str(folder), str(error), "look at corpus.dir")
        return
    if loaded.corpus is None:
        said = f"{len(loaded.errors)} errors, the first: {loaded.errors[0]}"
        yield checkup.error("corpus", str(folder), said, "`kawaraban check` names them all")
        return
    counts = ", ".join(f"{count} {kind}" for kind, count in loaded.counts.items())
    yield checkup.ok("corpus", str(folder), f"no errors, {len(loaded.warnings)} warnings; {counts}")
    try:
        app.check_channels(asked.settings, loaded.corpus)
    except InputError as error:
        for said in error.findings:
            yield checkup.error("settings", "channels", said, "mend the settings")


def _data(directory: Path) -> Iterator[Finding]:
    from .storage import verify  # noqa: PLC0415  # the databases of an archive, which few need

    try:
        for found in verify.verify(directory):
            yield Finding("disk" if found.about == "space" else "data", found.about, found.level, found.text)
    except OSError as error:
        said = f"cannot be looked at: {error.strerror}"
        yield checkup.error("data", str(directory), said, "run as the user whose it is, or look at data.dir")


async def _bot(directory: Path) -> Sequence[Finding]:
    try:
        found = await client.ask(directory, {"verb": "status"}, seconds=10)
    except Unanswered as error:
        return [checkup.error("bot", "bot", str(error), "restart it, if it hangs")]
    if found is None:
        return [checkup.ok("bot", "bot", "does not run at present")]
    findings = [checkup.ok("bot", "bot", f"runs as process {found['pid']}")]
    if found["hold"]:
        said = f"all posting is held ({found['hold']})"
        findings.append(checkup.warning("bot", "hold", said, "`kawaraban release` ends that"))
    for row in found["unknown"]:
        if row["asked"]:
            said = f"{row['key']} waits for somebody to say whether it is there"
            findings.append(checkup.warning("bot", row["channel"], said, "`kawaraban resolve` settles it"))
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
            said = f"there is no token, and {len(channels[platform])} channels of it wait"
            findings.append(checkup.error("token", platform, said, f"set {name} in the environment or in .env"))
    if not settings.tokens:
        names = " or ".join(TOKENS.values())
        findings.append(
            checkup.ok("token", "tokens", f"none: `kawaraban run` runs in the terminal; set {names} to connect")
        )
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
