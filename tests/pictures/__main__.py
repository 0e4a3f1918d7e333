"""Take every picture, or end with one line that says why not."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from pathlib import Path

from bot.domain.text import LANGUAGES, Lang

from . import camera, discord_chat, discord_week, telegram_chat, telegram_week, terminal_week, terminal_window
from .program import QUESTIONS

Scenes = Callable[[Lang], Coroutine[None, None, Mapping[str, camera.Page]]]

MORNING = {"edition", *QUESTIONS}
WEEK = {"ledger", "doubt"}
# What is drawn of each platform, and which pictures that makes.
PLATFORMS: Mapping[str, Sequence[tuple[Scenes, Collection[str]]]] = {
    "telegram": ((telegram_chat.scenes, MORNING), (telegram_week.scenes, WEEK)),
    "discord": ((discord_chat.scenes, MORNING), (discord_week.scenes, WEEK)),
    "terminal": ((terminal_window.scenes, MORNING), (terminal_week.scenes, {"ledger"})),
}


def take(folder: Path) -> None:
    """Take all pictures into `folder`, which is made if need be. Raises PictureError."""
    lens = camera.Camera()
    folder.mkdir(parents=True, exist_ok=True)
    for platform, drawn in PLATFORMS.items():
        for (scenes, wanted), lang in itertools.product(drawn, LANGUAGES):
            pages = asyncio.run(scenes(lang))
            if pages.keys() != wanted:
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
