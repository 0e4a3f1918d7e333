"""What a test of a platform starts from: a small corpus in memory, a clock to turn by hand, and the commands' ports."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.commands import table
from bot.commands.request import Defaults, Kit
from bot.delivery.desk import PostDesk
from bot.domain.chart.shape import Chart
from bot.domain.content import Claim, Digest, Event, Person, Role, Source, Story, Topic
from bot.domain.corpus import Corpus
from bot.domain.dates import EventDate, parse_edtf
from bot.domain.ports import Library, Store
from bot.domain.reply import paragraph
from bot.domain.text import Text
from bot.intake.entries import Reader
from bot.language import catalogue
from bot.language.fuzzy import Fuzzy
from bot.language.zones import Places
from bot.pictures.painter import PillowPainter
from bot.storage.memory import MemoryStore

START = datetime(2026, 1, 15, 0, 30, tzinfo=UTC)


@dataclass
class TurnedClock:
    """Tells the time that a test has set; `ahead` is by how much that is wrong."""

    now: datetime = START
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by

    def run_ahead(self, by: timedelta) -> None:
        """Show a time that is wrong, until it is put right."""
        self.ahead += by
        self.now += by

    def put_right(self) -> None:
        self.run_ahead(-self.ahead)

    def true(self) -> datetime:
        """Return what others' clocks show."""
        return self.now - self.ahead


class BlankPainter:
    """The port `Painter` where nobody looks at the picture: what it shows is worked out as ever, but not drawn."""

    async def paint(self, chart: Chart) -> bytes:
        return b"\x89PNG\r\n\x1a\n"


def when(edtf: str) -> EventDate:
    return EventDate(edtf, parse_edtf(edtf))


def an_event(id_: str, edtf: str, ja: str, en: str, *, people: tuple[str, ...] = ("musk",)) -> Event:
    return Event(
        id=id_,
        when=when(edtf),
        title=Text(ja, en),
        summary=Text(f"{ja}という出来事です。", f"It is recorded that {en[0].lower()}{en[1:]}."),
        sources=("techflow",),
        people=people,
        topics=("bill",),
        added=date(2026, 1, 1),
    )


def small_corpus() -> Corpus:
    """Return three people, two of whom share a surname, seven events on six days, one digest and two sources."""
    people = (
        Person(
            "musk",
            Text("イーロン・マスク", "Elon Musk"),
            Text("マスク", "Musk"),
            Text("電気自動車会社の経営者。", "He runs a maker of electric cars."),
            aliases=("マスク氏", "E. Musk"),
            roles=(Role(Text("顧問", "adviser"), when("2025-01"), when("2025-05"), ("techflow",)),),
            sources=("techflow",),
        ),
        Person(
            "kimbal",
            Text("キンバル・マスク", "Kimbal Musk"),
            Text("キンバル", "Kimbal"),
            Text("料理人。", "A cook."),
            aliases=("マスク兄弟", "Musk brothers"),
        ),
        Person(
            "trump",
            Text("ドナルド・トランプ", "Donald Trump"),
            Text("トランプ", "Trump"),
            Text("大統領。", "President."),
            aliases=("マスク兄弟", "Musk brothers"),
        ),
    )
    both = ("musk", "trump")
    disputed = Event(
        id="donated",
        when=when("2025-06-05"),
        title=Text("寄付の額", "The sum donated"),
        summary=Text("額は記事により違う <b>かなり</b>。", "Articles differ <b>a lot</b> on the sum."),
        sources=("techflow", "diary"),
        people=both,
        status="disputed",
        claims=(
            Claim(Text("額", "Sum"), Text("2億ドル", "$200m"), "techflow"),
            Claim(Text("額", "Sum"), Text("3億ドル", "$300m"), "diary"),
        ),
        added=date(2026, 1, 1),
    )
    events = (
        an_event("backed", "2024-07-13", "支持を表明", "Support is announced", people=both),
        an_event("office", "2025-01-20", "新しい役所", "A new office", people=both),
        an_event("left", "2025-05-28", "政府を去る", "He leaves the government"),
        an_event("quarrel", "2025-06-05", "決裂", "The two fall out", people=both),
        disputed,
        an_event("party", "2025-07-05", "新党の構想", "A party is proposed"),
        an_event("dinner", "2025-11-18", "晩餐会", "A dinner", people=both),
    )
    digest = Digest(
        id="why-allied",
        kind="question",
        title=Text("なぜ手を組んだのか", "Why they allied"),
        markdown=Text("利害が合った。", "Their interests met."),
        body={"ja": (paragraph("利害が合った。"),), "en": (paragraph("Their interests met."),)},
        sources=("techflow",),
        people=both,
    )
    sources = (
        Source(
            "techflow",
            "feature",
            "ja",
            Text("テックフロー", "TechFlow"),
            "盟友から敵へ",
            "テックフロー",
            "2025-06-06",
            "https://techflow.example/a?b=1&c=2",
        ),
        Source("diary", "blog", "ja", Text("日記", "Diary"), note=Text("日付がない。", "It bears no date.")),
    )
    return Corpus(
        story=Story("saga", Text("二人の物語", "The saga"), when("2026-01")),
        sources={source.id: source for source in sources},
        people={person.id: person for person in people},
        topics={"bill": Topic("bill", Text("法案", "The bill"), ("減税",))},
        events={event.id: event for event in events},
        digests={digest.id: digest},
    )


def small_kit(store: Store | None = None, clock: TurnedClock | None = None, corpus: Corpus | None = None) -> Kit:
    """Return the ports of the commands over the small corpus; ids are `id1`, `id2` …"""
    numbers = itertools.count(1)
    store, clock = store or MemoryStore(), clock or TurnedClock()
    return Kit(
        store=store,
        library=Library(corpus or small_corpus()),
        wordbook=catalogue.words,
        suggester=Fuzzy(),
        gazetteer=Places(),
        reader=Reader(),
        painter=PillowPainter(),
        desk=PostDesk(store, catalogue.words, clock, lambda _: None, lambda: None),
        clock=clock,
        new_id=lambda: f"id{next(numbers)}",
        defaults=Defaults("0 9 * * *", {"ja": "Asia/Tokyo", "en": "UTC"}, "ja"),
        commands=table.COMMANDS,
    )
