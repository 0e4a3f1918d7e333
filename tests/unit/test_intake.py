"""Reading corpus files and added entries: what is right comes through whole, what is wrong is named, nothing raises."""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.domain.content import Claim
from bot.domain.corpus import Corpus
from bot.domain.dates import Span
from bot.domain.reply import Bullets, Paragraph
from bot.domain.text import Run, Text
from bot.intake import files, shapes, tables, values
from tests.support import small_corpus

ROOT = Path(__file__).parents[2]
CHAPTERS, COVERAGE, DIGESTS = "chapters.toml", "coverage.toml", "digests.toml"
EVENTS, PEOPLE, SOURCES, STORY = "events/2025.toml", "people.toml", "sources.toml", "story.toml"
JA, EN = "texts/why-dry.ja.md", "texts/why-dry.en.md"
AGAIN = "write the date again as the source has it"
EDTF = "write 2025-06-05, 2025-06, 2025, 2025-21 (spring) or 2025-06-01/2025-06-10"


def errors(folder: Path, changes: Mapping[str, str | bytes | None]) -> list[str]:
    loaded = files.load(small_corpus.write(folder, changes))
    assert loaded.corpus is None
    return [str(finding) for finding in loaded.errors]


def corpus(folder: Path) -> Corpus:
    loaded = files.load(small_corpus.write(folder))
    assert loaded.corpus is not None
    return loaded.corpus


# What is right.


def test_files_become_a_corpus(tmp_path: Path) -> None:
    found = corpus(tmp_path)
    dug = found.events["dug"]
    assert dug.when.span == Span(date(2025, 5, 11), date(2025, 5, 20))
    assert (dug.when.within, dug.when.wording) == (True, Text("5月中旬", "mid-May"))
    assert dug.claims[1] == Claim(Text("深さ", "Depth"), Text("12メートル", "12 metres"), "diary")
    assert (dug.importance, dug.status, dug.added, dug.revision) == (4, "reported", date(2025, 6, 7), 1)
    assert (found.events["rain"].importance, found.events["accused"].by) == (3, "hana")
    assert list(found.chapters) == ["wet", "dry"]
    assert found.chapters["wet"].span == Span(date(2024, 1, 1), date(2025, 5, 31))
    assert found.chapters["dry"].span == Span(date(2025, 6, 1), None)
    role = found.people["hana"].roles[0]
    assert (role.name.en, role.since and role.since.edtf, role.until and role.until.edtf) == (
        "mayor",
        "2024",
        "2025-06-05",
    )
    assert found.people["hana"].aliases == ("ハナ", "Inoue")
    assert (found.sources["diary"].title, found.sources["gazette"].date) == (None, "2025-06-06")
    assert (found.story.id, found.story.as_of.span.last) == ("well", date(2025, 6, 30))


def test_texts_become_blocks(tmp_path: Path) -> None:
    digest = corpus(tmp_path).digests["why-dry"]
    link = "https://gazette.example/1"
    assert digest.title == Text("井戸はなぜ涸れたか", "Why the well ran dry")
    assert digest.body["en"] == (
        Paragraph(
            (
                Run("Hana blames "),
                Run("Taro", bold=True),
                Run(". The "),
                Run("paper", link=link),
                Run(" gives no reason."),
            )
        ),
        Bullets(((Run("little rain"),), (Run("many", bold=True), Run(" people")))),
    )
    first = digest.body["ja"][0]
    assert isinstance(first, Paragraph)
    assert first.runs[-1] == Run("は理由を書いていない。")
    assert digest.markdown["ja"].startswith("**花**は")
    assert (digest.revised, digest.about) == (date(2025, 6, 8), "dry")


def test_counts(tmp_path: Path) -> None:
    loaded = files.load(small_corpus.write(tmp_path))
    assert loaded.counts == {
        "events": 3,
        "people": 2,
        "digests": 1,
        "sources": 2,
        "chapters": 2,
        "topics": 1,
        "claims": 2,
        "events_with_claims": 1,
        "coverage": 4,
    }
    assert [row.none for row in loaded.coverage] == [None, None, "habit", Text("昔話", "An old tale")]


def test_one_file_may_hold_everything(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {name: None for name in small_corpus.FILES if name.endswith(".toml")}
    changes["all/of/it.toml"] = "\n".join(small_corpus.FILES[name] for name in changes)
    assert files.load(small_corpus.write(tmp_path, changes)).errors == ()


def test_hidden_files_and_other_files_are_left_alone(tmp_path: Path) -> None:
    others: dict[str, str | bytes | None] = {".taplo.toml": "[[rule]]", ".git/x.toml": "]", "README.md": "# Read me"}
    assert files.load(small_corpus.write(tmp_path, {**others, "notes/x.txt": b"\xff"})).errors == ()


def test_files_from_windows_are_read(tmp_path: Path) -> None:
    changed = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in small_corpus.FILES.items()}
    plain, windows = corpus(tmp_path / "a"), files.load(small_corpus.write(tmp_path / "b", changed))
    assert windows.corpus == plain


def test_dates_may_stand_without_quotes(tmp_path: Path) -> None:
    change = small_corpus.spoilt(EVENTS, '"2025-06-05"', "2025-06-05")
    assert files.load(small_corpus.write(tmp_path, change)).errors == ()


@pytest.mark.skipif(not (ROOT / "digests").is_dir(), reason="the corpus is not part of this checkout")
def test_the_shipped_corpus_is_right() -> None:
    loaded = files.load(ROOT / "digests")
    assert [str(finding) for finding in loaded.errors] == []
    assert loaded.counts["events_with_claims"] >= 6


# What is wrong with a table.

FAULTS = (
    (
        EVENTS,
        '"2025-06-05"',
        '"2025-02-30"',
        [f"event accused: date: 2025-02-30: there is no such date in the calendar: {AGAIN}"],
    ),
    (EVENTS, '"2025-06-05"', '"June 5"', [f"event accused: date: June 5: {EDTF}"]),
    (
        EVENTS,
        '"2025-05-11/2025-05-20"',
        '"2025-05-21/2025-05-20"',
        [f"event dug: date: 2025-05-21/2025-05-20: it ends before it begins: {AGAIN}"],
    ),
    (
        PEOPLE,
        'from = "2024"',
        'from = "2024-13"',
        [f"person hana: role 1, from: 2024-13: there is no such date in the calendar: {AGAIN}"],
    ),
    (STORY, '"2025-06"', '"soon"', [f"story well: as_of: soon: {EDTF}"]),
    (
        SOURCES,
        '"2025-06-06"',
        '"2025-06-31"',
        [f"source gazette: date: 2025-06-31: there is no such date in the calendar: {AGAIN}"],
    ),
    (CHAPTERS, '"2024-01"', '"2024"', ["chapter wet: from: 2024: write a day or a month, as in 2025-06-01 or 2025-06"]),
    (
        CHAPTERS,
        '"2025-05-31"',
        '"2023-05"',
        ["chapter wet: to: 2023-05 is before 2024-01: exchange from and to, or mend one"],
    ),
    (
        EVENTS,
        "importance = 4",
        "importence = 4",
        ["event dug: importence: there is no such key: did you mean importance?"],
    ),
    (
        EVENTS,
        'source = "diary"',
        'source = "diary"\nvaleu = 1',
        ["event dug: claim 2, valeu: there is no such key: did you mean value?"],
    ),
    (
        COVERAGE,
        'en = "An old tale"',
        'zz = "x"',
        [
            "coverage diary line 3 昔: none.zz: there is no such key: the keys are ja, en",
            "coverage diary line 3 昔: none.en: is missing: write it in English too",
        ],
    ),
    (
        EVENTS,
        'title = { ja = "雨の見込み", en = "Rain is expected" }\n',
        "",
        ["event rain: title: is missing: what happened, as a headline"],
    ),
    (SOURCES, '"村の新聞"', "5", ['source gazette: publisher: 5: write text in quotes, as in "…"']),
    (
        EVENTS,
        '{ ja = "井戸を掘る", en = "A well is dug" }',
        '"A well is dug"',
        ['event dug: title: A well is dug: write { ja = "…", en = "…" }'],
    ),
    (
        PEOPLE,
        '{ ja = ["ハナ"], en = ["Inoue"] }',
        '["ハナ"]',
        ['person hana: aliases: a list: write { ja = ["…"], en = ["…"] }'],
    ),
    (
        EVENTS,
        '["diary"]\nimportance',
        '"diary"\nimportance',
        ['event accused: sources: diary: write a list, as in ["…", "…"]'],
    ),
    (EVENTS, "importance = 4", 'importance = "4"', ["event dug: importance: 4: write a whole number without quotes"]),
    (
        EVENTS,
        "importance = 4",
        "importance = true",
        ["event dug: importance: true: write a whole number without quotes"],
    ),
    (EVENTS, "importance = 4", "importance = 6", ["event dug: importance: 6: write 5 or less"]),
    (EVENTS, "importance = 4", "revision = 0", ["event dug: revision: 0: write 1 or more"]),
    (
        EVENTS,
        '"claimed"',
        '"rumour"',
        ["event accused: status: rumour: write 'reported', 'claimed', 'disputed' or 'forecast'"],
    ),
    (EVENTS, "within = true", 'within = "yes"', ["event dug: within: yes: write true or false without quotes"]),
    (
        EVENTS,
        "added = 2025-06-07",
        'added = "2025-06-31"',
        ["event dug: added: 2025-06-31: write a day, as in 2025-06-05"],
    ),
    (COVERAGE, "line = 3", 'line = "3"', ["coverage diary line 3 昔: line: 3: write a whole number without quotes"]),
    (
        COVERAGE,
        '{ ja = "出来事ではない", en = "No event" }',
        '"no"',
        ['coverage_reasons habit: no: write { ja = "…", en = "…" }'],
    ),
    (SOURCES, 'id = "diary"', "id = 7", ['source number 2: id: 7: write text in quotes, as in "…"']),
)


@pytest.mark.parametrize(("file", "old", "new", "findings"), FAULTS, ids=lambda value: str(value)[:20])
def test_fault_in_a_table(file: str, old: str, new: str, findings: list[str], tmp_path: Path) -> None:
    assert errors(tmp_path, small_corpus.spoilt(file, old, new)) == [f"{file}: {finding}" for finding in findings]


JUNK: tuple[object, ...] = (
    *(None, True, 0, 1, -1, 1.5, "", "x", [], [1], ["x"], [[]], [{}], {}, {"ja": 1}, {"zz": "x"}, {"ja": ["x"]}),
    *([{"zz": 1}], date(2025, 6, 5), datetime(2025, 6, 5, tzinfo=UTC), time(9)),
)


@pytest.mark.parametrize("shape", [*shapes.LISTS.values(), shapes.StoryTable, shapes.AddedDigestTable])
def test_faults_are_worded_by_us(shape: type[values.Table]) -> None:
    """What pydantic can find crosses one table: none of its own words reaches an editor."""
    keys = [field.alias or name for name, field in shape.model_fields.items()]
    for key in (*keys, "zz"):
        for junk in JUNK:
            with pytest.raises(ValidationError) as raised:
                shape.model_validate({key: junk})
            for detail in raised.value.errors():
                assert detail["type"] in {*tables.REMEDIES, "missing", "extra_forbidden", "model_type"}
                if detail["type"] == "model_type":
                    known = {
                        *tables.TABLE_REMEDIES,
                        *(table.__name__ for table in vars(shapes).values() if inspect.isclass(table)),
                    }
                    assert detail["ctx"]["class_name"] in known


# What is wrong with a file.


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {STORY: "[story]\nid = "},
            "story.toml: this is no TOML: Invalid value (at end of document): "
            "mend it first; what refers to this file is checked after that",
        ),
        (
            {SOURCES: "[[source]]\nid = 'a'\nid = 'b'\n"},
            "sources.toml: this is no TOML: Cannot overwrite a value (at line 3, column 9): "
            "mend it first; what refers to this file is checked after that",
        ),
        (
            {EVENTS: "[[event]]\ndate = 2025-02-30"},
            "events/2025.toml: this is no TOML: Invalid date or datetime (at line 2, column 8): "
            "mend it first; what refers to this file is checked after that",
        ),
        ({PEOPLE: b"[[person]]\nid = 'x'\nx = '\xff'"}, "people.toml: line 3: is not UTF-8: save the file as UTF-8"),
        ({JA: b"# \xff"}, "texts/why-dry.ja.md: line 1: is not UTF-8: save the file as UTF-8"),
        (
            {EN: None},
            "texts/why-dry.en.md: digest why-dry: is missing: write it, with # and the title in the first line",
        ),
        (
            {"texts/why-wet.en.md": "# Wet"},
            "texts/why-wet.en.md: no [[digest]] has this id: write one, or rename the file to <id>.ja.md or <id>.en.md",
        ),
        ({STORY: "[[story]]"}, "story.toml: story: is no table: write [story] on a line, once, and its keys below"),
        ({DIGESTS: "[digest]\nid = 'why-dry'"}, "digests.toml: digest: is no list of tables: write [[digest]]"),
        (
            {DIGESTS: "digest = ['why-dry']"},
            "digests.toml: digest number 1: is no table: write [[digest]] on a line, and its keys below",
        ),
        ({CHAPTERS: "[[chapters]]"}, "chapters.toml: chapters: there is no such table: did you mean chapter?"),
        (
            {CHAPTERS: "[[saga]]"},
            "chapters.toml: saga: there is no such table: the keys are story, source, person, topic, chapter, event, digest,"
            " coverage, coverage_reasons",
        ),
        (
            {CHAPTERS: small_corpus.FILES[CHAPTERS] + "[coverage_reasons]\nhabit = { ja = '癖', en = 'A habit' }"},
            "coverage.toml: coverage_reasons habit: habit is used already by coverage_reasons habit in chapters.toml:"
            " choose another",
        ),
        ({CHAPTERS: "x = " + "[" * 5000}, "chapters.toml: this is no TOML: maximum recursion depth exceeded"),
        ({CHAPTERS: "x = " + "9" * 5000}, "chapters.toml: this is no TOML: Exceeds the limit (4300 digits)"),
    ],
    ids=str,
)
def test_fault_of_a_file(changes: dict[str, str | bytes | None], expected: str, tmp_path: Path) -> None:
    (found,) = errors(tmp_path, changes)
    assert found.startswith(expected)


def test_what_a_broken_file_holds_is_not_missed_elsewhere(tmp_path: Path) -> None:
    """A file that cannot be read hides its ids: what names them is not wrong for that, what is wrong by itself still is."""
    changes = {PEOPLE: "[[person]", **small_corpus.spoilt(EVENTS, "井戸を掘る", "井" * 41)}
    found = errors(tmp_path, changes)
    assert [line.partition(":")[0] for line in found] == [EVENTS, PEOPLE]


def test_all_faults_of_all_files_are_named(tmp_path: Path) -> None:
    changes = {
        **small_corpus.spoilt(PEOPLE, 'id = "taro"', 'id = "taro"\nborn = 1990'),
        **small_corpus.spoilt(SOURCES, '"2025-06-06"', '"2025-06-31"'),
        **small_corpus.spoilt(EVENTS, 'date = "2025-06-05"', 'date = "2025-06-31"\npeople = ["taroo"]\nx = 1'),
        EN: "Why?\n",
    }
    changes[EVENTS] = str(changes[EVENTS]).replace('people = ["hana", "taro"]\n', "")
    assert [line.rpartition(": ")[0] for line in errors(tmp_path, changes)] == [
        "events/2025.toml: event accused: x: there is no such key",
        "events/2025.toml: event accused: date: 2025-06-31: there is no such date in the calendar",
        "events/2025.toml: event accused: people: taroo: there is no such person",
        "people.toml: person taro: born: there is no such key",
        "sources.toml: source gazette: date: 2025-06-31: there is no such date in the calendar",
        "texts/why-dry.en.md: digest why-dry: line 1: no title",
    ]


def test_no_folder(tmp_path: Path) -> None:
    (finding,) = files.load(tmp_path / "none").errors
    assert (
        str(finding)
        == f"{tmp_path / 'none'}: there is no such folder: name a corpus folder with --corpus or in corpus.dir"
    )


def test_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.toml").touch()
    (finding,) = files.load(tmp_path / "x.toml").errors
    assert str(finding) == f"{tmp_path / 'x.toml'}: is no folder: name a corpus folder with --corpus or in corpus.dir"


def test_an_empty_folder(tmp_path: Path) -> None:
    loaded = files.load(tmp_path)
    assert [str(finding) for finding in loaded.errors] == [
        f"{tmp_path}: holds no *.toml: name a corpus folder with --corpus or in corpus.dir"
    ]
    assert (loaded.corpus, loaded.warnings, set(loaded.counts.values())) == (None, (), {0})


def test_a_link_to_nowhere(tmp_path: Path) -> None:
    small_corpus.write(tmp_path)
    (tmp_path / "lost.toml").symlink_to(tmp_path / "nowhere")
    (finding,) = files.load(tmp_path).errors
    assert str(finding) == "lost.toml: cannot be read (No such file or directory): give read permission"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    small_corpus.write(tmp_path)
    (tmp_path / PEOPLE).chmod(0)
    (tmp_path / "events").chmod(0)
    found = [str(finding) for finding in files.load(tmp_path).errors]
    (tmp_path / "events").chmod(0o700)
    assert found == [f"{name}: cannot be read (Permission denied): give read permission" for name in ("events", PEOPLE)]
