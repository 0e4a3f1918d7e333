"""One example of everything that the check finds; each line names file, entry, field and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.domain import check
from bot.domain.check import Finding, Known, Piece, Pieces
from bot.domain.content import Digest, Event, Story, Topic
from bot.domain.dates import EventDate, Span
from bot.domain.reply import Bullets, Paragraph
from bot.domain.text import Run, Text
from bot.intake import files, folder
from tests.support import small_corpus

COVERAGE, DIGESTS, EVENTS, PEOPLE = "coverage.toml", "digests.toml", "events/2025.toml", "people.toml"
CHAPTERS, SOURCES, STORY = "chapters.toml", "sources.toml", "story.toml"
ROW = "coverage.toml: coverage diary line 2 その日"
FIRST_SOURCE = '[[source]]\nid = "gazette"'
SECOND_CLAIM = 'value = { ja = "12メートル", en = "12 metres" }\nsource = "diary"'


class Case(NamedTuple):
    """What is put in the place of what in a file, and the findings that alone come of it."""

    name: str
    file: str
    old: str
    new: str
    findings: tuple[str, ...]


ERRORS = (
    Case(
        "unknown person",
        EVENTS,
        'people = ["hana"]',
        'people = ["hanna"]',
        ("events/2025.toml: event dug: people: hanna: there is no such person: did you mean hana?",),
    ),
    Case(
        "unknown topic and none like it",
        EVENTS,
        'topics = ["water"]',
        'topics = ["qqqqq"]',
        (
            "events/2025.toml: event dug: topics: qqqqq: there is no such topic:"
            " write its id as its own table has it, or add it",
        ),
    ),
    Case(
        "id of another kind",
        EVENTS,
        'people = ["hana"]',
        'people = ["water"]',
        ("events/2025.toml: event dug: people: water is a topic: name a person",),
    ),
    Case(
        "unknown source",
        EVENTS,
        '"gazette", "diary"]',
        '"gazette", "diary", "gazete"]',
        ("events/2025.toml: event dug: sources: gazete: there is no such source: did you mean gazette?",),
    ),
    Case(
        "unknown author of a claim",
        EVENTS,
        'by = "hana"',
        'by = "hanako"',
        ("events/2025.toml: event accused: by: hanako: there is no such person or source: did you mean hana?",),
    ),
    Case(
        "unknown source of a claim",
        EVENTS,
        SECOND_CLAIM,
        SECOND_CLAIM.replace("diary", "dairy"),
        ("events/2025.toml: event dug: claim 2, source: dairy: there is no such source: did you mean diary?",),
    ),
    Case(
        "unknown source of a role",
        PEOPLE,
        'to = "2025-06-05"\nsources = ["gazette"]',
        'to = "2025-06-05"\nsources = ["gazettes"]',
        ("people.toml: person hana: role 1, sources: gazettes: there is no such source: did you mean gazette?",),
    ),
    Case(
        "unknown event",
        DIGESTS,
        'events = ["dug"',
        'events = ["dugg"',
        ("digests.toml: digest why-dry: events: dugg: there is no such event: did you mean dug?",),
    ),
    Case(
        "explainer of a wrong kind",
        DIGESTS,
        'about = "dry"',
        'about = "gazette"',
        ("digests.toml: digest why-dry: about: gazette is a source: name a chapter",),
    ),
    Case(
        "explainer of nothing",
        DIGESTS,
        'about = "dry"\n',
        "",
        ("digests.toml: digest why-dry: about: is missing: name the chapter that it explains",),
    ),
    Case(
        "malformed id",
        SOURCES,
        FIRST_SOURCE,
        f'[[source]]\nid = "My_Diary"\nkind = "blog"\nlanguage = "ja"\nshort = {{ ja = "便り", en = "Letters" }}\n\n{FIRST_SOURCE}',
        ("sources.toml: source My_Diary: id: My_Diary: write 1 to 24 of a-z, 0-9 and -",),
    ),
    Case(
        "empty id",
        SOURCES,
        FIRST_SOURCE,
        f'[[source]]\nid = ""\nkind = "blog"\nlanguage = "ja"\nshort = {{ ja = "便り", en = "Letters" }}\n\n{FIRST_SOURCE}',
        ("sources.toml: source: id: empty: write 1 to 24 of a-z, 0-9 and -",),
    ),
    Case(
        "id of something else",
        SOURCES,
        FIRST_SOURCE,
        f'[[source]]\nid = "hana"\nkind = "blog"\nlanguage = "ja"\nshort = {{ ja = "便り", en = "Letters" }}\n\n{FIRST_SOURCE}',
        ("sources.toml: source hana: id: hana is used already by person hana in people.toml: choose another",),
    ),
    Case(
        "malformed code of a reason",
        COVERAGE,
        "habit =",
        '"a b" = { ja = "別", en = "Other" }\nhabit =',
        ("coverage.toml: coverage_reasons a b: no usable code: write 1 to 24 of a-z, 0-9 and -",),
    ),
    Case(
        "named twice",
        EVENTS,
        'people = ["hana", "taro"]',
        'people = ["hana", "taro", "hana"]',
        ("events/2025.toml: event accused: people: hana stands there 2 times: name it once",),
    ),
    Case(
        "no source",
        EVENTS,
        'sources = ["diary"]\nimportance',
        "importance",
        ("events/2025.toml: event accused: sources: is missing: name at least one source",),
    ),
    Case(
        "claim against nothing",
        EVENTS,
        'about = { ja = "深さ", en = "Depth" }\nvalue = { ja = "12',
        'about = { ja = "水温", en = "Heat" }\nvalue = { ja = "12',
        (
            "events/2025.toml: event dug: claim: Depth: one claim differs from nothing: give another with it, or a note",
            "events/2025.toml: event dug: claim: Heat: one claim differs from nothing: give another with it, or a note",
        ),
    ),
    Case(
        "claim of a source that the event does not name",
        EVENTS,
        '"gazette", "diary"]',
        '"gazette"]',
        ("events/2025.toml: event dug: claim 2, source: diary: add it to the sources of the event too",),
    ),
    Case(
        "accusation by nobody",
        EVENTS,
        'by = "hana"\n',
        "",
        ("events/2025.toml: event accused: by: is missing: name the person or source that accuses",),
    ),
    Case(
        "claim by nobody",
        EVENTS,
        'by = "hana"\nsensitive = true\n',
        "",
        ("events/2025.toml: event accused: by: is missing: name the person or source that claims it",),
    ),
    Case(
        "language left out",
        EVENTS,
        ', en = "A well is dug"',
        "",
        ("events/2025.toml: event dug: title.en: is missing: write it in English too",),
    ),
    Case(
        "language empty",
        EVENTS,
        'ja = "花が井戸を掘った。"',
        'ja = "　"',
        ("events/2025.toml: event dug: summary.ja: is missing: write it in Japanese too",),
    ),
    Case(
        "empty alias",
        PEOPLE,
        '"Inoue"',
        '""',
        ("people.toml: person hana: aliases: is empty: fill it in or take it out",),
    ),
    Case(
        "long title",
        EVENTS,
        "井戸を掘る",
        "井" * 41,
        ("events/2025.toml: event dug: title.ja: 41 characters, at most 40: shorten it",),
    ),
    Case(
        "long summary",
        EVENTS,
        "Hana dug a well.",
        "w" * 451,
        ("events/2025.toml: event dug: summary.en: 451 characters, at most 450: shorten it",),
    ),
    Case(
        "long button",
        PEOPLE,
        'en = "Taro" }',
        f'en = "{"T" * 25}" }}',
        ("people.toml: person taro: short.en: 25 characters, at most 24: shorten it",),
    ),
    Case(
        "long digest in Japanese",
        "texts/why-dry.ja.md",
        "書いていない。",
        "水" * 660,
        ("digests.toml: digest why-dry: text.ja: 687 characters, at most 680: shorten it",),
    ),
    Case(
        "long digest in English",
        "texts/why-dry.en.md",
        "no reason.",
        "no reason. " * 140,
        ("digests.toml: digest why-dry: text.en: 290 words, at most 280: shorten it",),
    ),
    Case(
        "control character",
        EVENTS,
        "井戸を掘る",
        "井戸を\\u0007掘る",
        ("events/2025.toml: event dug: title.ja: holds the control character U+0007: take it out",),
    ),
    Case(
        "line break in a line",
        EVENTS,
        "Hana dug a well.",
        "Hana\\ndug a well.",
        ("events/2025.toml: event dug: summary.en: holds the control character U+000A: take it out",),
    ),
    Case(
        "mark that turns the direction",
        SOURCES,
        "村の新聞",
        "村の\\u202e新聞",
        ("sources.toml: source gazette: publisher: holds the control character U+202E: take it out",),
    ),
    Case(
        "no address",
        SOURCES,
        "https://gazette.example/1",
        "gazette.example",
        ("sources.toml: source gazette: url: gazette.example: write an address that begins with https://",),
    ),
    Case(
        "inexact without wording",
        EVENTS,
        'wording = { ja = "5月中旬", en = "mid-May" }\n',
        "",
        (
            "events/2025.toml: event dug: wording: is missing for the inexact date 2025-05-11/2025-05-20:"
            ' write how the source puts it, as in { ja = "5月中旬", en = "mid-May" }',
        ),
    ),
    Case(
        "qualified without wording",
        EVENTS,
        '"2025-06-05"',
        '"2025-06-05~"',
        (
            "events/2025.toml: event accused: wording: is missing for the inexact date 2025-06-05~:"
            ' write how the source puts it, as in { ja = "5月中旬", en = "mid-May" }',
        ),
    ),
    Case(
        "within no interval",
        EVENTS,
        '"2025-05-11/2025-05-20"',
        '"2025-05-11"',
        (
            "events/2025.toml: event dug: within: 2025-05-11 is no interval:"
            " write 2025-05-11/2025-05-20, or take `within` out",
        ),
    ),
    Case(
        "role that ends before it begins",
        PEOPLE,
        'to = "2025-06-05"',
        'to = "2023"',
        ("people.toml: person hana: role 1, to: 2023 is before 2024: exchange from and to, or mend one",),
    ),
    Case(
        "chapters that overlap",
        CHAPTERS,
        'to = "2025-05-31"',
        'to = "2025-06"',
        (
            "chapters.toml: chapter dry: from: 2025-06-01 is in chapter wet too, which ends on 2025-06-30:"
            " end that one before",
        ),
    ),
    Case(
        "chapter that never ends before another",
        CHAPTERS,
        'to = "2025-05-31"\n',
        "",
        ("chapters.toml: chapter dry: from: 2025-06-01 is in chapter wet too, which has no end: end that one before",),
    ),
    Case(
        "gap between chapters",
        CHAPTERS,
        'to = "2025-05-31"',
        'to = "2025-05-10"',
        (
            "events/2025.toml: event dug: date: 2025-05-11/2025-05-20 is in no chapter:"
            " move a chapter's from or to, or add one",
        ),
    ),
    Case(
        "later than the corpus reaches",
        EVENTS,
        'status = "forecast"',
        'status = "reported"',
        (
            "events/2025.toml: event rain: date: 2030 is later than the story's as_of 2025-06:"
            ' write status = "forecast", or move as_of',
        ),
    ),
    Case(
        "coverage without verdict",
        COVERAGE,
        'none = "habit"\n',
        "",
        (f"{ROW}: events: is missing: name the events that it became, or say in `none` why it is none",),
    ),
    Case(
        "coverage with two verdicts",
        COVERAGE,
        'none = "habit"',
        'none = "habit"\nevents = ["accused"]',
        (f"{ROW}: none: stands beside events: keep one of the two",),
    ),
    Case(
        "unknown reason",
        COVERAGE,
        'none = "habit"',
        'none = "habitt"',
        (f"{ROW}: none: habitt: there is no such reason: did you mean habit?",),
    ),
    Case(
        "unknown reason and none like it",
        COVERAGE,
        'none = "habit"',
        'none = "q"',
        (f"{ROW}: none: q: there is no such reason: add it to [coverage_reasons], or write {{ ja = …, en = … }}",),
    ),
    Case(
        "place with two rows",
        COVERAGE,
        "nth = 2\n",
        "",
        (f"{ROW}: nth: 1 has a row already in coverage.toml: count with nth, or join the rows",),
    ),
    Case(
        "coverage of an unknown source",
        COVERAGE,
        'source = "diary"\nline = 3',
        'source = "dairy"\nline = 3',
        ("coverage.toml: coverage dairy line 3 昔: source: dairy: there is no such source: did you mean diary?",),
    ),
    Case(
        "coverage by an unknown event",
        COVERAGE,
        'events = ["dug"]',
        'events = ["dug", "dig"]',
        ("coverage.toml: coverage gazette line 1 5月中旬: events: dig: there is no such event: did you mean dug?",),
    ),
    Case(
        "event that no row covers",
        COVERAGE,
        '"accused", "rain"]',
        '"accused"]',
        (
            "events/2025.toml: event rain: no coverage row names it:"
            " add it to the row of the date that it was taken from",
        ),
    ),
    Case(
        "no story",
        STORY,
        small_corpus.FILES[STORY],
        "",
        ("story: is missing: write a table [story] with id, title and as_of in one of the files",),
    ),
    Case(
        "two stories",
        CHAPTERS,
        '\n[[chapter]]\nid = "wet"',
        '[story]\nid = "other"\ntitle = { ja = "別", en = "Other" }\nas_of = "2025"\n[[chapter]]\nid = "wet"',
        ("story.toml: story well: a corpus tells one story, and chapters.toml has [story] already: take one out",),
    ),
)

WARNINGS = (
    Case(
        "name of two people",
        PEOPLE,
        '["ハナ"]',
        '["ハナ", "タロウ", "太　郎"]',
        (
            "people.toml: person hana: aliases: 太　郎 is also called taro:"
            " who asks for it is asked back; take it out if not meant",
        ),
    ),
    Case(
        "source that nothing cites",
        SOURCES,
        FIRST_SOURCE,
        f'[[source]]\nid = "letters"\nkind = "blog"\nlanguage = "ja"\nshort = {{ ja = "便り", en = "Letters" }}\n\n{FIRST_SOURCE}',
        (
            "sources.toml: source letters: nothing cites it:"
            " name it in the sources of what comes from it, or take it out",
        ),
    ),
    Case(
        "person who does nothing",
        EVENTS,
        '["hana", "taro"]',
        '["hana"]',
        ("people.toml: person taro: is in no event: add the id to the people of those that concern them",),
    ),
    Case(
        "event that does not name where its date stands",
        COVERAGE,
        'events = ["dug"]',
        'events = ["dug", "accused"]',
        (
            "coverage.toml: coverage gazette line 1 5月中旬: events: accused does not name gazette:"
            " add it to the sources of the event",
        ),
    ),
)


def test_small_corpus_is_right(tmp_path: Path) -> None:
    loaded = files.load(small_corpus.write(tmp_path))
    assert (loaded.errors, loaded.warnings) == ((), ())


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case.name)
def test_error(case: Case, tmp_path: Path) -> None:
    loaded = files.load(small_corpus.write(tmp_path, small_corpus.spoilt(case.file, case.old, case.new)))
    assert tuple(map(str, loaded.errors)) == case.findings
    assert loaded.corpus is None


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case.name)
def test_warning(case: Case, tmp_path: Path) -> None:
    loaded = files.load(small_corpus.write(tmp_path, small_corpus.spoilt(case.file, case.old, case.new)))
    assert tuple(map(str, loaded.warnings)) == case.findings
    assert loaded.errors == ()
    assert loaded.corpus is not None


def test_every_rule_is_broken_by_a_case(tmp_path: Path) -> None:
    singles = {*check.SINGLE_RULES, *check.REFERENCE_RULES}
    wholes = {*check.ERROR_RULES, *check.WARNING_RULES}
    for number, case in enumerate((*ERRORS, *WARNINGS)):
        change = small_corpus.spoilt(case.file, case.old, case.new)
        pieces, _ = folder.read(small_corpus.write(tmp_path / str(number), change))
        known = Known.of(pieces)
        singles -= {rule for rule in singles if any(any(rule(piece, known)) for piece in pieces.all)}
        wholes -= {rule for rule in wholes if any(rule(pieces, known))}
    assert (singles, wholes) == (set(), set())


def test_everything_is_found_at_once(tmp_path: Path) -> None:
    changes = {**small_corpus.FILES}
    for case in ERRORS[:3]:
        changes |= {case.file: changes[case.file].replace(case.old, case.new, 1)}
    changes[PEOPLE] = changes[PEOPLE].replace('en = "Taro" }', 'en = "" }')
    found = files.load(small_corpus.write(tmp_path, changes)).errors
    assert [(finding.file, finding.field) for finding in found] == [
        (EVENTS, "people"),
        (EVENTS, "topics"),
        (PEOPLE, "short.en"),
    ]


def test_a_corpus_without_coverage_has_no_gaps(tmp_path: Path) -> None:
    assert files.load(small_corpus.write(tmp_path, {COVERAGE: None})).errors == ()


def test_a_corpus_without_chapters_has_no_gaps(tmp_path: Path) -> None:
    changes = {CHAPTERS: None, **small_corpus.spoilt(DIGESTS, 'kind = "chapter"\nabout = "dry"', 'kind = "question"')}
    assert files.load(small_corpus.write(tmp_path, changes)).errors == ()


def test_a_finding_is_one_line_whatever_it_quotes() -> None:
    finding = Finding("a.toml", "event x", None, "bad\n\x1b[31m\u202e　\ud800: mend it")
    assert str(finding) == "a.toml: event x: bad\\u000a\\u001b[31m\\u202e　\\ud800: mend it"


def test_long_values_are_quoted_in_part() -> None:
    piece = Piece("a.toml", Topic("x" * 10_000, Text("あ", "a")))
    (finding,) = check.errors(Pieces((Piece("s.toml", story()), piece)))
    assert len(str(finding)) < 250


def story() -> Story:
    day = date(2025, 6, 30)
    return Story("s", Text("話", "Story"), EventDate("2025-06-30", Span(day, day)))


def event(**changes: object) -> Event:
    day = date(2025, 7, 1)
    values = {"title": Text("雨", "Rain"), "summary": Text("降った。", "It rained."), "sources": ("gazette",)}
    return Event(**{"id": "rain", "when": EventDate("2025-07-01", Span(day, day)), **values, **changes})  # type: ignore[arg-type]


def test_an_addition_may_be_later_than_the_corpus() -> None:
    known = Known({"story": frozenset({"s"}), "source": frozenset({"gazette"})})
    assert list(check.added(Piece(None, event()), known)) == []
    assert any(check.errors(Pieces((Piece("a", story()), Piece("a", event())))))


def test_an_addition_needs_an_id_of_its_own() -> None:
    known = Known({"source": frozenset({"gazette"}), "digest": frozenset({"rain"})})
    (finding,) = check.added(Piece(None, event()), known)
    assert str(finding) == "event rain: id: rain is used already by a digest: choose another"


def test_a_digest_is_measured_without_its_marks() -> None:
    words = Run("水" * 340, bold=True, link="https://gazette.example/")
    body = (Paragraph((words,)), Bullets(((words,),)))
    digest = Digest("d", "question", Text("水", "Water"), Text("水", "w"), {"ja": body, "en": ()}, ("gazette",))
    known = Known({"source": frozenset({"gazette"})})
    assert list(check.added(Piece(None, digest), known)) == []
