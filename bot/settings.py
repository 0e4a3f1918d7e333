"""Settings: one table, read once, frozen. Files first, then `KAWARABAN_SECTION__KEY` from the environment or `.env`."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from .domain.cron import parse_cron
from .domain.ledger import Mode
from .domain.slots import zone
from .domain.text import Lang, excerpt
from .errors import InputError, SettingsError

# Read where it is found in the folder in which the bot is started; another one is named with --config.
DEFAULT_FILE = Path("config/kawaraban.toml")
PREFIX = "KAWARABAN_"
TOKENS = {"telegram": "TELEGRAM_BOT_TOKEN", "discord": "DISCORD_BOT_TOKEN"}
_TOKEN = re.compile(r"[!-~]+")


def _cron(value: str) -> str:
    try:
        parse_cron(value)
    except InputError as error:
        raise ValueError(str(error)) from None
    return value


def _zone(value: str) -> str:
    try:
        zone(value)
    except InputError as error:
        raise ValueError(str(error)) from None
    return value


def _folder(value: Path) -> Path:
    if "\0" in str(value):
        raise ValueError("no folder's name has a null character in it: name another folder")
    return value


def _host(value: str) -> str:
    try:
        encoded = value.encode("idna")  # as whoever looks it up does: no part of it is empty or too long
    except UnicodeError:
        encoded = b""
    if not encoded or b"\0" in encoded:
        raise ValueError(f"{excerpt(value)!r} is no address: write one such as 127.0.0.1, or a machine's name")
    return value


def _api_url(value: str) -> str:
    """Refuse what no client can call. What was written is not repeated: it may have a password in it."""
    if not value:
        return value
    from yarl import URL  # noqa: PLC0415  # as the client of Discord reads it; only where there is one

    try:
        url = URL(value)
        _host(url.host or "")
        good = url.scheme in ("http", "https") and url.port != 0 and url.user is None and url.password is None
    except ValueError:
        good = False
    if not good or not value.isprintable() or " " in value:
        raise ValueError(
            "this is no address of an API server: write http:// or https://, a host and, where it needs one, a port up to 65535;"
            " no user's name or password"
        )
    return value


Cron = Annotated[str, AfterValidator(_cron)]
Zone = Annotated[str, AfterValidator(_zone)]
Folder = Annotated[Path, AfterValidator(_folder)]
Host = Annotated[str, AfterValidator(_host)]
ApiUrl = Annotated[str, AfterValidator(_api_url)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Data(_Section):
    """Where state is kept."""

    dir: Folder = Field(default=Path("kawaraban-data"), description="folder of the store")


class CorpusSettings(_Section):
    """Which story is told."""

    dir: str = Field(default="", description="folder of a story; empty: the one that comes with Kawaraban")


class PlatformSettings(_Section):
    """One chat platform."""

    api_url: ApiUrl = Field(default="", description="another API server; empty: the public one")
    owners: tuple[str, ...] = Field(default=(), description="user ids of those who may /add, /hold and /release")


class TelegramSettings(PlatformSettings):
    """Telegram, which does not say by itself whether a message is there."""

    probe_chat: str = Field(
        default="", description="user id of an operator, in whose private chat posts are looked at by forwarding them"
    )


class Editions(_Section):
    """What a channel gets that subscribes."""

    schedule: Cron = Field(default="0 9 * * *", description="cron, in the channel's zone")
    language: Lang = Field(default="ja", description="of somebody whose client names none")
    timezone_ja: Zone = Field(default="Asia/Tokyo", description="zone of a channel that subscribes in Japanese")
    timezone_en: Zone = Field(default="UTC", description="zone of a channel that subscribes in English")
    grace_minutes: Annotated[int, Field(ge=1, le=10080)] = Field(default=360, description="later than this is missed")
    on_unknown: Literal["ask", "resend", "skip"] = Field(
        default="ask", description="where nobody can know whether an edition went out"
    )


class Log(_Section):
    """What is written to stderr."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="the least that is written")
    format: Literal["console", "json"] = Field(
        default="console", description="lines for people, or a JSON object a line"
    )


class WatchSettings(_Section):
    """The HTTP address at which monitors ask how the bot is."""

    address: Host = Field(default="127.0.0.1", description="where it listens")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=0, description="0: it does not")


class ChannelSettings(_Section):
    """A subscription made at the start."""

    platform: Literal["telegram", "discord", "terminal"]
    chat: Annotated[str, Field(min_length=1, pattern=r"^[^/\s]+$")]
    thread: Annotated[str, Field(min_length=1)] | None = None
    schedule: Cron = "0 9 * * *"
    timezone: Zone = "Asia/Tokyo"
    language: Lang = "ja"
    mode: Mode = "mix"
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sensitive: bool = False

    @model_validator(mode="after")
    def _ids_of_the_platform(self) -> Self:
        """Telegram's ids are numbers, or the @name of a public channel; Discord's are numbers."""
        number = r"-?\d+" if self.platform == "telegram" else r"\d+"
        allowed = rf"{number}|@\w+" if self.platform == "telegram" else number
        if self.platform != "terminal":
            if not re.fullmatch(allowed, self.chat):
                raise ValueError(f"chat {self.chat!r} is no id of {self.platform}: write the number that it shows")
            if self.thread is not None and not re.fullmatch(r"\d+", self.thread):
                raise ValueError(f"thread {self.thread!r} is no id of {self.platform}: write a number")
        return self


class Settings(_Section):
    """All of them. Tokens print as stars."""

    data: Data = Data()
    corpus: CorpusSettings = CorpusSettings()
    telegram: TelegramSettings = TelegramSettings()
    discord: PlatformSettings = PlatformSettings()
    editions: Editions = Editions()
    log: Log = Log()
    watch: WatchSettings = WatchSettings()
    channels: tuple[ChannelSettings, ...] = ()
    tokens: Mapping[str, SecretStr] = {}

    def token(self, platform: str) -> str | None:
        """Return the token of a platform, or None."""
        secret = self.tokens.get(platform)
        return secret.get_secret_value() if secret else None


def read(config: Path | None, environ: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """Read settings from `config` (None: `DEFAULT_FILE`, if it is there), then from `.env`, then from the environment.

    What comes later overrides.

    Raises SettingsError with a finding for everything wrong: it names the setting and where it stands.
    """
    variables = {**_dotenv(dotenv or Path(".env")), **(os.environ if environ is None else environ)}
    config = config or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    table = _file(config) if config else {}
    origins = _override(table, variables)
    tokens = {platform: variables[name].strip() for platform, name in TOKENS.items() if variables.get(name, "").strip()}
    if "tokens" in table:
        raise SettingsError("tokens: a token is never written to a file; set it in the environment or in .env")
    wrong = [
        f"{TOKENS[platform]}: this cannot be a token: it has blanks, or characters that are not ASCII; copy it anew"
        for platform, token in tokens.items()
        if not _TOKEN.fullmatch(token)
    ]
    try:
        settings = Settings.model_validate({**table, "tokens": tokens})
    except ValidationError as error:
        where = str(config) if config else "settings"
        wrong += [_finding(detail, origins, where) for detail in error.errors()]
    if wrong:
        raise SettingsError(*wrong)
    return settings


def _dotenv(path: Path) -> dict[str, str]:
    try:
        return {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}; mend the file, in UTF-8") from None


def _file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}; name another file with --config") from None
    except ValueError as error:  # of what is no TOML, no UTF-8, or a number that is too long
        raise SettingsError(f"{path}: {error}; mend the file") from None
    except RecursionError:
        raise SettingsError(f"{path}: it has too many brackets within each other; mend the file") from None


def _override(table: dict[str, Any], variables: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Lay variables over `table`; return which key came from which. A value that is JSON is read as such (lists).

    Raises SettingsError for a variable that has no place there.
    """
    origins: dict[tuple[str, ...], str] = {}
    for name, value in variables.items():
        if name.startswith(PREFIX):
            path = tuple(name.removeprefix(PREFIX).lower().split("__", 1))
            if len(path) == 1 or path[0] not in table:
                origins[path[:1]] = name
            section = table.setdefault(path[0], {}) if len(path) == 2 else table
            if not isinstance(section, dict):
                raise SettingsError(f"{name}: {path[0]} has no keys; set {PREFIX}{path[0].upper()} as a whole")
            section[path[-1]] = _value(value)
            origins[path] = name
    return origins


def _value(text: str) -> Any:
    if text.startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _finding(detail: Any, origins: Mapping[tuple[str, ...], str], where: str) -> str:
    path = tuple(str(part) for part in detail["loc"])
    origin = origins.get(path[:2]) or origins.get(path[:1]) or where
    reason = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        near = get_close_matches(path[-1], _known(path[:-1]), 1)
        reason = "there is no such setting" + (
            f"; did you mean {near[0]}?" if near else "; config/kawaraban.toml has them all"
        )
    return f"{origin}: {'.'.join(path)}: {reason}"


def _known(path: tuple[str, ...]) -> list[str]:
    fields: Any = Settings.model_fields
    for part in path:
        if part.isdigit():
            continue
        kind = ChannelSettings if part == "channels" else fields[part].annotation if part in fields else None
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            return []
        fields = kind.model_fields
    return list(fields)
