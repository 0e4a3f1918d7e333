"""The font, Noto Sans CJK JP in two weights: it comes with the installation, so a picture looks the same everywhere."""

from __future__ import annotations

from importlib import resources

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_FILES = {
    False: ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
    True: ("noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf"),
}
_MISSING = "□"
# A noncharacter: no font draws it, so it gets the box that stands for what is missing.
_NOTHING = "\U0010fffe"


class Fonts:
    """The two weights at the sizes that a drawing needs. A drawing has its own: FreeType's faces are for one thread each."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[int, bool], FreeTypeFont] = {}
        self._has: dict[str, bool] = {}
        self._nothing = self._image(_NOTHING)

    def font(self, size: int, bold: bool) -> FreeTypeFont:
        """Return a weight at a size in pixels."""
        key = (size, bold)
        if key not in self._loaded:
            package, name = _FILES[bold]
            path = str(resources.files(package).joinpath(name))
            # The basic layout is the same on every machine; the other one is there only with a library of the system.
            self._loaded[key] = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        return self._loaded[key]

    def width(self, text: str, size: int, bold: bool) -> float:
        """Return how wide a line is, in pixels."""
        return float(self.font(size, bold).getlength(text))

    def shown(self, text: str) -> str:
        """Return `text` as it can be drawn: what the font lacks (emoji, Arabic …) is one mark, however much of it there is."""
        found: list[str] = []
        for character in text:
            if character.isspace():
                found.append(" ")
            elif self._draws(character):
                found.append(character)
            elif character not in "\u200d\ufe0e\ufe0f" and found[-1:] != [_MISSING]:
                found.append(_MISSING)
        return "".join(found)

    def _draws(self, character: str) -> bool:
        if character not in self._has:
            self._has[character] = self._image(character) != self._nothing
        return self._has[character]

    def _image(self, character: str) -> bytes:
        return bytes(self.font(16, False).getmask(character))
