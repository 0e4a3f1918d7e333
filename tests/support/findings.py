"""What the doctor finds, as people read it in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.checkup import Finding
from bot.domain.saying import worded
from bot.domain.text import LANGUAGES, Lang
from bot.language import catalogue


def said(finding: Finding, lang: Lang = "en") -> str:
    return worded(finding.said, catalogue.words(lang))


def remedy(finding: Finding, lang: Lang = "en") -> str:
    return worded(finding.remedy, catalogue.words(lang)) if finding.remedy else ""


def spoken(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings of which each can be said, with its remedy, in every language, and in that language alone."""
    found = list(findings)
    for finding in found:
        for lang in LANGUAGES:
            for text in (said(finding, lang), remedy(finding, lang)):
                assert not text or is_in(lang, text), text
    return found


def is_in(lang: Lang, text: str) -> bool:
    """Tell whether a text is in that language, but for what it quotes: commands, names, the words of errors."""
    if lang == "en":
        return not re.search(r"[ぁ-ん。、：（）]", text)
    own = re.sub(r"「[^」]*」|`[^`]*`", "", text)
    return not own or (bool(re.search(r"[ぁ-ん]", own)) and not re.search(r"[A-Za-z]{2,}[,;:.]? [A-Za-z]{2,}", own))
