"""A corpus of a few entries without a finding, as files that a test can spoil one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

FILES: Mapping[str, str] = MappingProxyType(
    {
        "story.toml": """
[story]
id = "well"
title = { ja = "井戸の話", en = "The well" }
as_of = "2025-06"
""",
        "sources.toml": """
[[source]]
id = "gazette"
kind = "report"
language = "ja"
short = { ja = "新聞", en = "Gazette" }
title = "井戸が涸れた"
publisher = "村の新聞"
date = "2025-06-06"
url = "https://gazette.example/1"

[[source]]
id = "diary"
kind = "blog"
language = "en"
short = { ja = "日記", en = "Diary" }
note = { ja = "日付がない。", en = "It bears no date." }
""",
        "people.toml": """
[[person]]
id = "hana"
name = { ja = "井上花", en = "Hana Inoue" }
short = { ja = "花", en = "Hana" }
aliases = { ja = ["ハナ"], en = ["Inoue"] }
about = { ja = "井戸を掘った人。", en = "She dug the well." }
sources = ["gazette"]
[[person.role]]
name = { ja = "村長", en = "mayor" }
from = "2024"
to = "2025-06-05"
sources = ["gazette"]

[[person]]
id = "taro"
name = { ja = "川口太郎", en = "Taro Kawaguchi" }
short = { ja = "太郎", en = "Taro" }
about = { ja = "隣の人。", en = "A neighbour." }

[[topic]]
id = "water"
name = { ja = "水", en = "Water" }
aliases = { ja = ["井戸"], en = ["well"] }
""",
        "chapters.toml": """
[[chapter]]
id = "wet"
title = { ja = "水のある頃", en = "While there was water" }
label = "wet"
from = "2024-01"
to = "2025-05-31"

[[chapter]]
id = "dry"
title = { ja = "涸れてから", en = "After it ran dry" }
label = "dry"
from = "2025-06-01"
""",
        "events/2025.toml": """
[[event]]
id = "dug"
date = "2025-05-11/2025-05-20"
within = true
wording = { ja = "5月中旬", en = "mid-May" }
title = { ja = "井戸を掘る", en = "A well is dug" }
summary = { ja = "花が井戸を掘った。", en = "Hana dug a well." }
people = ["hana"]
topics = ["water"]
sources = ["gazette", "diary"]
importance = 4
status = "reported"
added = 2025-06-07
[[event.claim]]
about = { ja = "深さ", en = "Depth" }
value = { ja = "10メートル", en = "10 metres" }
source = "gazette"
[[event.claim]]
about = { ja = "深さ", en = "Depth" }
value = { ja = "12メートル", en = "12 metres" }
source = "diary"

[[event]]
id = "accused"
date = "2025-06-05"
title = { ja = "花は太郎を責める", en = "Hana blames Taro" }
summary = { ja = "花によれば、太郎が水を抜いた。", en = "Hana says that Taro drained the well." }
people = ["hana", "taro"]
sources = ["diary"]
importance = 5
status = "claimed"
by = "hana"
sensitive = true

[[event]]
id = "rain"
date = "2030"
title = { ja = "雨の見込み", en = "Rain is expected" }
summary = { ja = "雨が降るという。", en = "It is said to rain." }
sources = ["diary"]
status = "forecast"
""",
        "digests.toml": """
[[digest]]
id = "why-dry"
kind = "chapter"
about = "dry"
aliases = { ja = ["涸れた理由"], en = [] }
people = ["hana"]
topics = ["water"]
events = ["dug", "accused"]
sources = ["gazette"]
revised = 2025-06-08
""",
        "coverage.toml": """
[coverage_reasons]
habit = { ja = "出来事ではない", en = "No event" }

[[coverage]]
source = "gazette"
line = 1
expression = "5月中旬"
events = ["dug"]

[[coverage]]
source = "diary"
line = 2
expression = "その日"
events = ["accused", "rain"]

[[coverage]]
source = "diary"
line = 2
expression = "その日"
nth = 2
none = "habit"

[[coverage]]
source = "diary"
line = 3
expression = "昔"
none = { ja = "昔話", en = "An old tale" }
""",
        "texts/why-dry.ja.md": """# 井戸はなぜ涸れたか

**花**は太郎のせいだという。[新聞](https://gazette.example/1)は理由を
書いていない。

- 雨が少ない
- 人が**多い**
""",
        "texts/why-dry.en.md": """# Why the well ran dry

Hana blames **Taro**. The [paper](https://gazette.example/1) gives
no reason.

- little rain
- **many** people
""",
    }
)


def write(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the corpus below `folder`, with files changed, added, or left out (None), and return its folder."""
    for name, content in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            path.write_text(content, encoding="utf-8")
    return folder


def spoilt(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """Return the change of one file that puts `new` in the place of `old`, which must stand in it."""
    assert old in FILES[name], f"{old!r} is not in {name}"
    return {name: FILES[name].replace(old, new, 1)}
