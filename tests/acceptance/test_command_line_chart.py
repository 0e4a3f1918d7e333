"""The picture on the command line and in the terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.support.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.mark.parametrize(("lang", "said"), [("ja", "決裂"), ("en", "Rupture")])
def test_chart_writes_a_picture_and_says_what_it_shows(program: Program, tmp_path: Path, lang: str, said: str) -> None:
    out = tmp_path / "chart.png"
    found = program.json("chart", "マスク", "2025-06", "--out", str(out), "--lang", lang)
    assert set(found) == {"file", "alt", "drawn", "left_out"}
    assert found["file"] == str(out)
    assert said in found["alt"]
    assert found["drawn"] + found["left_out"] == program.json("timeline", "マスク", "2025-06")["total"]
    with Image.open(io.BytesIO(out.read_bytes())) as picture:
        assert picture.width == 1080


def test_what_has_no_events_writes_no_file(program: Program, tmp_path: Path) -> None:
    out = tmp_path / "chart.png"
    found = program.json("chart", "1800", "--out", str(out))
    assert (found["file"], found["drawn"], found["left_out"]) == (None, 0, 0)
    assert found["alt"]
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("マスク",),
        ("マスク", "--out", "none/chart.png"),
        ("マスク", "--out", "."),
        ("2025-02-30", "--out", "chart.png"),
        ("Joe", "--out", "chart.png"),
    ],
)
def test_what_is_wrong_is_one_line(program: Program, arguments: tuple[str, ...]) -> None:
    ended = program.run("chart", *arguments)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1


def test_the_terminal_tells_the_picture_and_keeps_it(program: Program) -> None:
    ended = program.run("chat", "--lang", "en", say="/chart June 2025\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "A chart of time" in ended.stdout
    (kept,) = (program.data / "pictures").iterdir()
    assert kept.name in "".join(ended.stdout.split())
    assert kept.read_bytes().startswith(b"\x89PNG")
