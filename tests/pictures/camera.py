"""A page of HTML to a PNG of just its height, by Chromium without a window."""

from __future__ import annotations

import base64
import html
import re
import shutil
import string
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
)
_SECONDS = 120
_HERE = Path(__file__).parent
# The frame alone is lower and its PNG smaller than this: a picture that is not larger shows nothing.
_LEAST_HEIGHT, _LEAST_BYTES = 100, 10_000


class PictureError(Exception):
    """A picture cannot be taken, or would show nothing."""


@dataclass(frozen=True)
class Page:
    """A page to be photographed: `body` is HTML, `style` a CSS file beside this one, `width` in CSS pixels."""

    lang: str
    style: str
    width: int
    body: str


def inlined(picture: bytes) -> str:
    """Return a PNG as an address that a page can show without fetching anything."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


class Camera:
    """Takes pictures. Raises PictureError where there is no Chromium."""

    def __init__(self) -> None:
        found = next(filter(None, map(shutil.which, _NAMES)), None)
        if found is None:
            raise PictureError(f"no Chromium: install it, or put it into PATH under one of {', '.join(_NAMES)}")
        self._chromium = found

    def photograph(self, page: Page, out: Path) -> None:
        """Write the picture of `page` to `out`: the first look measures, the second one has a window of that height."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "page.html"
            file.write_text(written(page), encoding="utf-8")
            height = self._height(file, page.width)
            if height < _LEAST_HEIGHT:
                raise PictureError(f"{out.name}: there is nothing on it")
            shot = Path(folder) / "shot.png"
            self._look(file, page.width, height, f"--screenshot={shot}")
            if not shot.is_file() or shot.stat().st_size < _LEAST_BYTES:
                raise PictureError(f"{out.name}: {self._chromium} made no picture, or an empty one")
            _small(shot, out)

    def _height(self, file: Path, width: int) -> int:
        dom = self._look(file, width, 800, "--dump-dom")
        measured = re.search(r'<html[^>]* data-height="(\d+)"', dom)
        if measured is None:
            raise PictureError(f"{self._chromium} could not lay out a page")
        return int(measured[1])

    def _look(self, file: Path, width: int, height: int, what: str) -> str:
        profile = file.parent / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        command = [self._chromium, *_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", what]
        try:
            done = subprocess.run([*command, file.as_uri()], capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PictureError(f"{self._chromium}: {error}") from None
        if done.returncode:
            last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise PictureError(f"{self._chromium} ended with status {done.returncode}: {last}")
        return done.stdout.decode(errors="replace")


def _small(shot: Path, out: Path) -> None:
    """Write a screenshot of text with a palette of 256 colours, which holds all but traces of smoothing."""
    with Image.open(shot) as picture:
        palette = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        palette.save(out, optimize=True)


def written(page: Page) -> str:
    """Return the whole document, with everything it needs in it."""
    frame = string.Template((_HERE / "page.html").read_text(encoding="utf-8"))
    style = (_HERE / page.style).read_text(encoding="utf-8")
    return frame.substitute(lang=html.escape(page.lang), style=style, width=page.width, body=page.body)
