"""Settings: read once from files and variables; whatever is wrong is named with where it stands, and no token is shown."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import TOKENS, Settings, read

ROOT = Path(__file__).parents[2]
CHANNEL = '[[channels]]\nplatform = "telegram"\nchat = "-1"\n'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(toml: str | bytes = "", dotenv: str | bytes = "", **environ: str) -> Settings:
    for name, content in (("settings.toml", toml), (".env", dotenv)):
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(Path("settings.toml"), environ)


def findings(toml: str | bytes = "", dotenv: str | bytes = "", **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        settings(toml, dotenv, **environ)
    assert all("\n" not in finding for finding in error.value.findings)
    return error.value.findings


def test_without_a_file_and_variables_everything_has_its_default() -> None:
    found = read(None, {})
    assert found == Settings()
    assert (found.data.dir, found.editions.schedule, found.channels, found.token("telegram")) == (
        Path("kawaraban-data"), "0 9 * * *", (), None,
    )  # fmt: skip


def test_the_commented_defaults_are_the_defaults_and_name_every_setting() -> None:
    path = ROOT / "config" / "kawaraban.toml"
    assert read(path, {}) == Settings()
    table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, field in Settings.model_fields.items():
        if name not in ("channels", "tokens"):
            assert list(table[name]) == list(field.annotation.model_fields)  # type: ignore[union-attr]  # a section


def test_every_setting_is_explained_where_it_stands_and_where_it_is_read() -> None:
    text = (ROOT / "config" / "kawaraban.toml").read_text(encoding="utf-8")
    explained = {line.partition("=")[0].strip(" #") for line in text.splitlines() if "=" in line and " # " in line}
    for name, field in Settings.model_fields.items():
        section: Any = field.annotation
        for key, setting in section.model_fields.items() if name not in ("channels", "tokens") else ():
            assert key in explained, f"{name}.{key}"
            assert setting.description, f"{name}.{key}"


def test_the_commented_channel_is_one_and_names_every_key() -> None:
    lines = (ROOT / "config" / "kawaraban.toml").read_text(encoding="utf-8").partition("# [[channels]]")[2]
    found = settings("[[channels]]" + lines.replace("\n# ", "\n"))
    assert [channel.chat for channel in found.channels] == ["-1001234567890"]
    assert set(found.channels[0].model_fields_set) == set(type(found.channels[0]).model_fields) - {"thread"}


def test_the_environment_goes_before_dotenv_and_that_before_the_file() -> None:
    toml = '[data]\ndir = "file"\n[log]\nlevel = "ERROR"\n[editions]\nlanguage = "ja"\n'
    dotenv = "KAWARABAN_DATA__DIR=dotenv\nKAWARABAN_LOG__LEVEL=DEBUG\n"
    found = settings(toml, dotenv, KAWARABAN_DATA__DIR="environment")
    assert (found.data.dir, found.log.level, found.editions.language) == (Path("environment"), "DEBUG", "ja")


def test_a_variable_may_hold_a_list_as_json_and_a_number() -> None:
    found = settings(
        KAWARABAN_TELEGRAM__OWNERS='["1", "２"]',
        KAWARABAN_EDITIONS__GRACE_MINUTES="5",
        KAWARABAN_CHANNELS='[{"platform": "discord", "chat": "9", "thread": "4", "people": ["musk"]}]',
    )
    assert (found.telegram.owners, found.editions.grace_minutes) == (("1", "２"), 5)
    assert [(c.chat, c.thread, c.people) for c in found.channels] == [("9", "4", ("musk",))]


def test_dotenv_takes_a_value_as_it_stands() -> None:
    found = settings(dotenv="export TELEGRAM_BOT_TOKEN='1:a$HOME'\nDISCORD_BOT_TOKEN=\nKAWARABAN_CORPUS__DIR=話/${X}\n")
    assert (found.token("telegram"), found.token("discord"), found.corpus.dir) == ("1:a$HOME", None, "話/${X}")


def test_a_token_is_never_printed() -> None:
    found = settings(TELEGRAM_BOT_TOKEN=" 123:SECRET \n", DISCORD_BOT_TOKEN="  ")
    assert (found.token("telegram"), found.token("discord")) == ("123:SECRET", None)
    for shown in (repr(found), str(found), f"{found.tokens}", found.model_dump_json(), repr(found.model_dump())):
        assert "SECRET" not in shown
    assert set(TOKENS) == {"telegram", "discord"}


@pytest.mark.parametrize(
    "toml", ['[tokens]\ntelegram = "1:SECRET"', 'tokens = "1:SECRET"', '[telegram]\ntoken = "1:SECRET"']
)
def test_a_token_in_a_file_is_refused_without_being_shown(toml: str) -> None:
    assert "SECRET" not in "".join(findings(toml))
    assert "SECRET" not in "".join(findings(KAWARABAN_TOKENS__TELEGRAM="1:SECRET"))


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[telegrm]\nowners = []', "settings.toml: telegrm: there is no such setting; did you mean telegram?"),
        ('[data]\ndirr = "x"', "settings.toml: data.dirr: there is no such setting; did you mean dir?"),
        ('[data]\nqwerty = "x"', "settings.toml: data.qwerty: there is no such setting; config/kawaraban.toml has them all"),
        (CHANNEL + 'shedule = "* * * * *"', "settings.toml: channels.0.shedule: there is no such setting; did you mean schedule?"),
        (CHANNEL + 'schedule = "61 9 * * *"', "settings.toml: channels.0.schedule: '61 9 * * *' is no cron expression"),
        (CHANNEL + 'schedule = "0 0 30 2 *"', "settings.toml: channels.0.schedule: '0 0 30 2 *' never comes"),
        (CHANNEL + 'timezone = "Asia/Tokio"', "settings.toml: channels.0.timezone: 'Asia/Tokio' is no time zone"),
        ('[editions]\nschedule = "daily"', "settings.toml: editions.schedule: 'daily' is no cron expression: five fields"),
        ('[editions]\ntimezone_en = ""', "settings.toml: editions.timezone_en: '' is no time zone"),
        ('[editions]\ngrace_minutes = 0', "settings.toml: editions.grace_minutes: "),
        ('[editions]\nlanguage = "fr"', "settings.toml: editions.language: "),
        ('[telegram]\nowners = [1]', "settings.toml: telegram.owners.0: "),
        ('[log]\nformat = "xml"', "settings.toml: log.format: "),
        ('[watch]\nport = 70000', "settings.toml: watch.port: "),
        ('[watch]\naddress = ""', "settings.toml: watch.address: "),
        ('[watch]\naddress = "a..b"', "settings.toml: watch.address: 'a..b' is no address: write one such as 127.0.0.1"),
        (f'[watch]\naddress = "{"a" * 64}.b"', "settings.toml: watch.address: 'aaa"),
        ('[watch]\naddress = "a\\u0000b"', "settings.toml: watch.address: "),
        ('[data]\ndir = "a\\u0000b"', "settings.toml: data.dir: no folder's name has a null character in it"),
        ('[telegram]\nowners = ' + "[" * 100_000, "settings.toml: it has too many brackets within each other; mend the file"),
        ('[watch]\nport = ' + "1" * 5000, "settings.toml: "),
        ('[editions]\non_unknown = "guess"', "settings.toml: editions.on_unknown: "),
        ('[[channels]]\nplatform = "irc"\nchat = "a b"', "settings.toml: channels.0.platform: "),
        (CHANNEL + 'thread = ""', "settings.toml: channels.0.thread: "),
        ('channels = "x"', "settings.toml: channels: "),
        ('data = "x"', "settings.toml: data: "),
        ("[data", "settings.toml: "),
        (b"\xff\xfe", "settings.toml: "),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_named_with_its_remedy(toml: str | bytes, said: str) -> None:
    assert findings(toml)[0].startswith(said)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KAWARABAN_DATA__DIRR", "x", "KAWARABAN_DATA__DIRR: data.dirr: there is no such setting; did you mean dir?"),
        ("KAWARABAN_DATUM__DIR", "x", "KAWARABAN_DATUM__DIR: datum: there is no such setting; did you mean data?"),
        ("KAWARABAN_CHANELS", "[]", "KAWARABAN_CHANELS: chanels: there is no such setting; did you mean channels?"),
        ("KAWARABAN_EDITIONS__SCHEDULE", "x", "KAWARABAN_EDITIONS__SCHEDULE: editions.schedule: 'x' is no cron expression"),
        ("KAWARABAN_TELEGRAM__API__URL", "x", "KAWARABAN_TELEGRAM__API__URL: telegram.api__url: there is no such setting"),
        ("KAWARABAN_TELEGRAM__OWNERS", "1", "KAWARABAN_TELEGRAM__OWNERS: telegram.owners: "),
        ("KAWARABAN_TELEGRAM__OWNERS", "[1", "KAWARABAN_TELEGRAM__OWNERS: telegram.owners: "),
        ("KAWARABAN_TELEGRAM__OWNERS", "[" * 100_000, "KAWARABAN_TELEGRAM__OWNERS: telegram.owners: "),
        ("KAWARABAN_CHANNELS__0__CHAT", "x", "KAWARABAN_CHANNELS__0__CHAT: channels has no keys; set"),
        ("KAWARABAN_CHANNELS", '[{"platform": "irc", "chat": "1"}]', "KAWARABAN_CHANNELS: channels.0.platform: "),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_variable_names_the_variable(name: str, value: str, said: str) -> None:
    toml = CHANNEL + '[telegram]\napi_url = ""\n'
    assert findings(toml, **{name: value})[0].startswith(said)
    assert findings(toml, dotenv=f"{name}='{value}'")[0].startswith(said)


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://[::1]x/bot",
        "http://127.0.0.1:99999/bot",
        "http://127.0.0.1:0/bot",
        "http://user:PW@127.0.0.1:9/api/v10",
        "http://:PW@127.0.0.1:9/api/v10",
        "http://PW@[::1",
        "http://PW@127.0.0.1",
        "ftp://PW/bot",
        "127.0.0.1:8081/PW",
        "http:///PW",
        "http://PW\\x/bot",
        "http://PW..x/bot",
        "http://PW x/bot",
        "http://xn--zzzzzz/PW",
    ],
)
def test_an_address_that_no_client_can_call_is_refused_without_being_shown(platform: str, address: str) -> None:
    name = f"KAWARABAN_{platform.upper()}__API_URL"
    (found,) = findings(**{name: address})
    assert found.startswith(f"{name}: {platform}.api_url: this is no address of an API server: write http://")
    assert "PW" not in found
    (found,) = findings(f"[{platform}]\napi_url = '{address}'")
    assert found.startswith(f"settings.toml: {platform}.api_url: ")
    assert "PW" not in found


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8081/bot", "https://[::1]:8082/api/v10/", "HTTPS://api.example.jp/bot", "http://瓦版.jp/@/bot"],
)
def test_an_address_that_can_be_called_is_taken_as_it_stands(address: str) -> None:
    found = settings(KAWARABAN_TELEGRAM__API_URL=address, KAWARABAN_DISCORD__API_URL=address)
    assert (found.telegram.api_url, found.discord.api_url) == (address, address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "localhost", "瓦版.jp", "a" * 63 + ".b."])
def test_an_address_to_listen_at_may_be_a_name(address: str) -> None:
    assert settings(KAWARABAN_WATCH__ADDRESS=address).watch.address == address


@pytest.mark.parametrize("token", ["1:SECRET\udcff", "1：SECRET", "1:SECRET\nx", "1:SEC RET"])
def test_what_cannot_be_a_token_is_refused_without_being_shown(token: str) -> None:
    found = findings(TELEGRAM_BOT_TOKEN=token, DISCORD_BOT_TOKEN=token, KAWARABAN_WATCH__PORT="x")
    assert [finding.split(": ")[0] for finding in found] == [*TOKENS.values(), "KAWARABAN_WATCH__PORT"]
    assert all(": this cannot be a token: " in finding for finding in found[:2])
    assert "SEC" not in "".join(found)


def test_everything_that_is_wrong_is_named_at_once_and_each_where_it_stands() -> None:
    toml = '[telegram]\nowner = []\n[data]\ndirr = ""\n' + CHANNEL + 'mode = "news"\n'
    found = findings(toml, KAWARABAN_LOG__LEVEL="LOUD", KAWARABAN_TELEGRAM__API_URL="http://127.0.0.1/bot")
    assert sorted(finding.split(": ")[:2] for finding in found) == [
        ["KAWARABAN_LOG__LEVEL", "log.level"],
        ["settings.toml", "channels.0.mode"],
        ["settings.toml", "data.dirr"],
        ["settings.toml", "telegram.owner"],
    ]


def test_a_file_that_cannot_be_read_is_named() -> None:
    for path in (Path("missing.toml"), Path()):
        with pytest.raises(SettingsError, match="cannot be read"):
            read(path, {})
    assert findings(dotenv=b"KAWARABAN_DATA__DIR=\xff")[0].startswith(".env: cannot be read: ")


def test_settings_are_frozen() -> None:
    found = settings()
    with pytest.raises(ValidationError):
        found.data.dir = Path("x")


def test_only_its_own_variables_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWARABAN_DATA__DIR", "from the process")
    assert read(None).data.dir == Path("from the process")
    assert read(None, {}).data.dir == Path("kawaraban-data")
    assert settings(PATH=os.environ["PATH"], kawaraban_data__dir="x", XKAWARABAN_DATA__DIR="y").data.dir == Path(
        "kawaraban-data"
    )
