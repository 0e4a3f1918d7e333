"""Take every picture, or end with one line that says why not."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from bot.domain.text import LANGUAGES, Lang

from . import camera, discord_chat, telegram_chat, terminal_window
from .program import QUESTIONS

Scenes = Callable[[Lang], Coroutine[None, None, Mapping[str, camera.Page]]]

PLATFORMS: Mapping[str, Scenes] = {
    "telegram": telegram_chat.scenes,
    "discord": discord_chat.scenes,
    "terminal": terminal_window.scenes,
}
WHAT = {"edition", *QUESTIONS}


def take(folder: Path) -> None:
    """Take all pictures into `folder`, which is made if need be. Raises PictureError."""
    lens = camera.Camera()
    folder.mkdir(parents=True, exist_ok=True)
    for platform, scenes in PLATFORMS.items():
        for lang in LANGUAGES:
            pages = asyncio.run(scenes(lang))
            if pages.keys() != WHAT:
                raise camera.PictureError(f"{platform}, {lang}: there is only {', '.join(pages) or 'nothing'}")
            for what, page in pages.items():
                out = folder / f"{platform}-{what}-{lang}.png"
                lens.photograph(page, out)
                sys.stdout.write(f"{out}\n")


def main() -> int:
    """Return the exit status."""
    try:
        take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
    except camera.PictureError as error:
        sys.stderr.write(f"pictures: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
