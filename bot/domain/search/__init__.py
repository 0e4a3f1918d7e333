"""Search: words and phrases in the titles and texts of entries, in both languages at once."""

from __future__ import annotations

from .asking import NOTHING, Query, parse
from .index import Hits, Index
from .snippets import Snippet, snippet, snippet_of

__all__ = ["NOTHING", "Hits", "Index", "Query", "Snippet", "parse", "snippet", "snippet_of"]
