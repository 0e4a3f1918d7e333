"""No date of the articles is lost: what a finder of its own sees in them is, row for row, what the coverage lists."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ..support.date_expressions import DateExpression, date_expressions

REPOSITORY = Path(__file__).resolve().parents[2]
DIGESTS = REPOSITORY / "digests"
ARTICLES = REPOSITORY.parent / "shared" / "sources"

Table = dict[str, Any]


def tables(kind: str) -> list[Table]:
    """All tables of one kind, whatever file they stand in."""
    files = sorted(DIGESTS.rglob("*.toml"))
    return [table for file in files for table in tomllib.loads(file.read_text("utf-8")).get(kind, [])]


SOURCES = tables("source")
EVENTS = {event["id"]: event for event in tables("event")}
COVERAGE = tables("coverage")
REASONS = tomllib.loads((DIGESTS / "coverage.toml").read_text("utf-8"))["coverage_reasons"]


def found(text: str) -> list[str]:
    return [expression.expression for expression in date_expressions(text)]


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("2025年6月5日、翌日の6月6日未明", ["2025年6月5日", "翌日", "6月6日未明"]),
        ("2025年1月2日深夜から3日未明", ["2025年1月2日深夜", "3日未明"]),
        ("２０２５年６月５日", ["２０２５年６月５日"]),
        ("1月5日(木)15時52分に配信", ["1月5日(木)15時52分"]),
        ("令和7年5月中旬、その後の6月末", ["令和7年5月中旬", "6月末"]),
        ("2025年初頭から2023年半ば、2024年後半、2022年以降", ["2025年初頭", "2023年半ば", "2024年後半", "2022年以降"]),
        ("2025年春と夏時間", ["2025年春"]),
        ("同日、同月、当日、その夜、直後、前夜", ["同日", "同月", "当日", "その夜", "直後", "前夜"]),
        ("翌週月曜日の週末", ["翌週月曜日", "週末"]),
        ("数日後、1週間後、わずか数時間後、数分後", ["数日後", "1週間後", "数時間後", "数分後"]),
        ("昨日、先週、今年、昨年、現在、現時点", ["昨日", "先週", "今年", "昨年", "現在", "現時点"]),
        ("今後10年間で130日間、60時間以上、年間130日以下", ["今後10年間", "130日間", "60時間以上", "年間130日以下"]),
        ("ここ数ヶ月、数カ月、1年4カ月、半年、3年半", ["ここ数ヶ月", "数カ月", "1年4カ月", "半年", "3年半"]),
        ("1年も経たない前、第1四半期、一期目", ["1年も経たない前", "第1四半期", "一期目"]),
        ("1/21発売、2025-01-23、Musk 2024、June 2025", ["1/21", "2025-01-23", "2024", "June 2025"]),
        ("2000億ドルと5000機、三六協定、日本、一部、十分", []),
    ],
)
def test_the_finder_finds(text: str, expressions: list[str]) -> None:
    assert found(text) == expressions


def test_the_finder_counts_lines_and_repetitions() -> None:
    assert list(date_expressions("現在と現在\n\n現在")) == [
        DateExpression(1, "現在", 1),
        DateExpression(1, "現在", 2),
        DateExpression(3, "現在", 1),
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source["id"])
def test_every_date_expression_of_an_article_is_covered(source: Table) -> None:
    article = ARTICLES / source["file"]
    if not article.is_file():
        pytest.skip(f"the articles are not here: {ARTICLES.name}/{article.name}")
    seen = list(date_expressions(article.read_text("utf-8")))
    assert seen, "an article without any date would mean that the finder is broken"
    rows = [row for row in COVERAGE if row["source"] == source["id"]]
    listed = [DateExpression(row["line"], row["expression"], row.get("nth", 1)) for row in rows]
    assert listed == seen, "coverage.toml lists them in reading order, each once"


def test_every_row_has_one_outcome() -> None:
    for row in COVERAGE:
        assert ("events" in row) != ("none" in row), row
        assert row.get("events") != [], row
        assert row.get("none", "background") in REASONS, row


def test_rows_lead_to_events_that_cite_the_source() -> None:
    for row in COVERAGE:
        for event in row.get("events", []):
            assert event in EVENTS, row
            assert row["source"] in EVENTS[event]["sources"], row


def test_every_event_comes_from_a_date_expression() -> None:
    assert EVENTS.keys() <= {event for row in COVERAGE for event in row.get("events", [])}


def test_every_source_has_rows() -> None:
    assert {row["source"] for row in COVERAGE} == {source["id"] for source in SOURCES}


def test_contradictions_stand_as_claims() -> None:
    contradicted = [event for event in EVENTS.values() if len(event.get("claim", [])) >= 2]
    assert len(contradicted) >= 6
    for event in contradicted:
        assert event["note"]["ja"], f"{event['id']}: a note says which claim the entry follows"
        assert event["note"]["en"], f"{event['id']}: a note says which claim the entry follows"
        assert min(Counter(claim["about"]["en"] for claim in event["claim"]).values()) >= 2, event["id"]
