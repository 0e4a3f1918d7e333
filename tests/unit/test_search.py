"""Search: what is found, what is not, in which order, and how it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain import search
from bot.domain.ask import Cursor
from bot.domain.content import Digest, Entry, Event
from bot.domain.reply import Bullets, Code, EntryBlock, Heading, Note, paragraph
from bot.domain.search.stemming import stem
from bot.domain.text import Lang, Run, Text, plain

from ..support.builders import a_digest, happened
from ..support.kit import small_corpus

WORDS = """
    trump trumpet rat rate hop hope plan plane car care new news us use organ organization universe university king ring red
    bed fed unit united mar mars being bee speed need thing sing state status bus 2025 2024 1980s o'brien a b
"""


def an_entry(id_: str, *, title: str = "", text: str = "", edtf: str = "2025-06-05", importance: int = 3) -> Event:
    return replace(
        happened(id_, edtf, importance=importance), title=Text(title, "A title"), summary=Text(text, "A text.")
    )


def found(text: str, typed: str) -> bool:
    """Tell whether what was typed finds an event with this text."""
    return search.Index.of([an_entry("e", text=text)]).find(search.parse(typed)).total == 1


def order(typed: str, *entries: Entry) -> list[str]:
    return list(search.Index.of(entries).find(search.parse(typed)).entries)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("米国の関税戦争", "関税"), ("米国の関税戦争", "関税戦争"), ("米国の関税戦争", "米"), ("南米の首脳", "南"),
        ("トランプ大統領", "とらんぷ"), ("とらんぷ", "ﾄﾗﾝﾌﾟ"), ("ＤＯＧＥの改革", "doge"), ("DOGEの改革", "ｄｏｇｅ"),
        ("EV補助金の廃止", "EV補助金"), ("EV補助金の廃止", "ev補助金"), ("EV 補助金の廃止", "EV補助金"),
        ("EV補助金の廃止", "EV 補助金"), ("任期は130日まで", "130日"), ("任期は１３０日まで", "130日"), ("2025年6月", "2025"),
        ("副大統領ヴァンス", "バンス"), ("副大統領バンス", "ヴァンス"), ("副大統領ヴァンス", "ヴ"), ("ヴァンス", "ばんす"),
        ("イーロン・マスク", "イーロンマスク"), ("イーロンマスク", "イーロン・マスク"), ("イーロン＝マスク", "イーロン マスク"),
        ("スターリンクの衛星", "スタリンク"), ("スタリンクの衛星", "スターリンク"), ("サーバの停止", "サーバー"),
        ("サーバーの停止", "サーバ"), ("サーバーの停止", "バー"), ("データの量", "ータ"), ("北海道", "北 海"),
        ("大統領の「大きく美しい法案」", "「美しい法案」"), ("関\u200b税", "関税"), ("葛\U000e0100城", "葛城"),
        ("Tariffs on cars", "tariff"), ("A tariff on cars", "tariffs"), ("TARIFFS", "Tariff"), ("Trump’s bill", "trump"),
        ("Trump's bill", "trumps"), ("He resigned", "resigns"), ("They are resigning", "resign"), ("two parties", "party"),
        ("the U.S. economy", "US"), ("the US economy", "U.S."), ("O’Brien left", "obrien"), ("$1,000 a day", "1000"),
        ("It rose 3.5 percent", "3.5"), ("an e-mail", "e-mail"), ("an e‑mail", '"e mail"'), ("AT&T", "at&t"),
        ("One Big Beautiful Bill", '"big beautiful bill"'), ("One Big Beautiful Bill", "“beautiful bills”"),
        ("São Paulo", "sao paulo"), ("Sao Paulo", "São"), ("Łódź", "lodz"), ("straße", "STRASSE"),
        ("Truth Socialで発表", '"truth social で"'), ("マスクはX社で", "X社"), ("Tesla株", "tesla"), ("Tesla株", "Tesla株"),
    ],
)  # fmt: skip
def test_it_finds(text: str, typed: str) -> None:
    assert found(text, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("He plays the trumpet", "trump"), ("Trump", "trumpet"), ("organization", "organ"), ("the rat", "rate"),
        ("a car", "care"), ("news", "new"), ("the United States", "unit"), ("on Mars", "Mar"), ("tariffs", "tar"),
        ("改革をすること", "コート"), ("いろんな人", "イーロン"), ("高いビール", "ビル"), ("税関の人", "関税"),
        ("関係と税", "関税"),
                ("Big and beautiful bill", '"big beautiful"'), ("bill big", '"big bill"'), ("EVと補助金", "EV補助金"),
        ("大きな法案、美しい国", "「美しい法案」"), ("AI規制EV", '"AI EV"'), ("電子mail", "ma"),
        ("関税", ""), ("関税", "   "), ("関税", "。、!?"), ("関税", "😀"), ("関税", "-"), ("関税", "-米"), ("関税", "-米 -南"),
        ("関税", "関税 -関税"), ("関税と米国", "関税 -米"), ("関税と米国", "関税　－米"), ("関税と米国", "関税 ー米"),
        ("the big bill", 'bill -"big bill"'), ("関税", "関税 米"), ("関税\n戦争", "関税戦争"), ("関税", "\x00"), ("関税", "ー"),
    ],
)  # fmt: skip
def test_it_does_not_find(text: str, typed: str) -> None:
    assert not found(text, typed)


@pytest.mark.parametrize(
    "forms",
    ["trump trumps trump's trumped trumping", "tariff tariffs", "party parties party's", "tax taxes taxed taxing",
     "rate rates rated rating", "hope hopes hoped hoping", "hop hops hopped hopping", "raise raises raised raising",
     "announce announced announcing", "plan plans planned planning", "agree agrees agreed agreeing", "use uses used using",
     "sue sues sued suing", "try tries tried trying", "ally allies allied", "cancel cancelled cancelling canceled",
     "add adds added adding", "fire fired firing", "die dies died", "call calls called", "bill bills billed",
     "subsidy subsidies", "speech speeches", "veto vetoes vetoed", "house houses housed", "boss bosses", "see sees seeing",
     "play plays played", "refer referred", "argue argued arguing", "movie movies", "threaten threatened threatening",
     "1000 1,000", "us u.s", "donate donated donating", "movement movements", "crisis", "gas", "business businesses"],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


def test_different_words_keep_different_stems() -> None:
    words = WORDS.split()
    assert len({stem(word) for word in words}) == len(words)


def test_every_word_is_needed_anywhere_in_the_entry_in_either_language() -> None:
    event = replace(
        an_entry("e"), title=Text("関税の発表", "Tariffs are announced"), summary=Text("車に課す。", "On cars.")
    )
    index = search.Index.of([event])
    for typed in ("関税 cars", "tariff 車", "発表 announced 課す"):
        assert index.find(search.parse(typed)).entries == ("e",), typed
    assert index.find(search.parse("関税 trucks")).total == 0
    assert index.find(search.parse('"announced on"')).total == 0


def test_of_a_digest_every_kind_of_block_is_searched() -> None:
    blocks = (
        Heading("見出し"), paragraph("段落"), Bullets(((Run("箇条"), Run("書き", bold=True)),)), Code("符号"), Note("注記"),
        EntryBlock("x", "2025", "題名", "要約", ""),
    )  # fmt: skip
    digest = replace(a_digest("d"), title=Text("説明", "An explainer"), body={"ja": blocks, "en": (paragraph("Rows"),)})
    index = search.Index.of([digest])
    for typed in ("見出し", "段落", "箇条書き", "符号", "注記", "題名", "要約", "説明", "explainers", "row"):
        assert index.find(search.parse(typed)).entries == ("d",), typed
    assert index.find(search.parse("段落箇条")).total == 0
    assert search.Index.of([replace(digest, body={})]).find(search.parse("説明")).total == 1


def test_titles_come_first_then_importance_then_the_newest() -> None:
    by_id = [an_entry(id_, text="関税") for id_ in "ba"]
    old, new = (an_entry(year, text="関税", edtf=year) for year in ("2024", "2025"))
    weighty = an_entry("weighty", text="関税", edtf="2020", importance=5)
    titled = an_entry("titled", title="関税", edtf="2019", importance=1)
    assert order("関税", *by_id, old, new, weighty, titled) == ["titled", "weighty", "2025", "a", "b", "2024"]


def test_the_more_words_stand_in_titles_the_better() -> None:
    both = an_entry("both", title="関税とマスク", importance=1)
    one = an_entry("one", title="関税", text="マスク", importance=2)
    none = an_entry("none", text="関税とマスク", importance=5)
    assert order("マスク 関税", one, none, both) == ["both", "one", "none"]
    assert order("「税とマ」 関税", one, none, both) == ["both", "none"]


def test_a_digest_ranks_as_a_usual_event_of_the_day_of_its_revision() -> None:
    digest = replace(a_digest("d"), title=Text("関税", "x"))
    entries = [an_entry(f"i{weight}", title="関税", importance=weight) for weight in (2, 3, 4)]
    assert order("関税", *entries, digest) == ["i4", "i3", "d", "i2"]
    newer = replace(digest, added=date(2024, 1, 1), revised=date(2026, 1, 1))
    assert order("関税", *entries, newer) == ["i4", "d", "i3", "i2"]


def test_an_entry_takes_the_place_of_the_one_with_its_id() -> None:
    before = search.Index.of([an_entry("a", text="関税"), an_entry("b", text="関税の撤回")])
    after = before.with_entry(an_entry("a", text="補助金"))
    assert before.find(search.parse("関税")).entries == ("a", "b")
    assert after.find(search.parse("関税")).entries == ("b",)
    assert after.find(search.parse("補助金")).entries == ("a",)
    assert len(before) == len(after) == 2
    again = after.with_entry(an_entry("a", text="関税")).with_entry(an_entry("b", text="米"))
    assert again.find(search.parse("関税")).entries == ("a",)
    assert again.find(search.parse("関税の撤回")).total == again.find(search.parse("補助金")).total == 0


def test_an_index_that_grows_shares_what_it_had_and_stays_in_few_pieces() -> None:
    index = search.Index.of(an_entry(f"e{number}", text="関税") for number in range(300))
    base = index.segments[0]
    for number in range(100):
        index = index.with_entry(an_entry(f"n{number}", text="関税"))
    assert index.segments[0] is base
    assert len(index.segments) < 10
    assert index.find(search.parse("関税"), 1).total == 400
    for number in range(200):
        index = index.with_entry(an_entry(f"m{number}", text="関税"))
    assert len(index) == index.find(search.parse("関税")).total == 600
    assert index.segments[0] is not base


def test_a_rare_word_among_many_holders_of_the_others() -> None:
    crowd = [an_entry(f"c{number}", text="関税の話と米国とスターリンク") for number in range(200)]
    index = search.Index.of([*crowd, an_entry("rare", text="関税と補助金"), an_entry("far", text="補助の金と関の税")])
    assert index.find(search.parse("補助金 関税")).entries == ("rare",)
    assert index.find(search.parse("補助 -関税")).entries == ("far",)
    assert index.find(search.parse("補助 -補助金")).entries == ("far",)
    assert index.find(search.parse("補助 スターリンク")).total == 0


def test_pages_go_on_after_an_entry() -> None:
    index = search.Index.of(an_entry(f"e{number}", text="関税") for number in range(7))
    query = search.parse("関税")
    assert index.find(query, 3) == search.Hits(7, 1, ("e0", "e1", "e2"))
    assert index.find(query, 3, Cursor("e2")) == search.Hits(7, 4, ("e3", "e4", "e5"))
    assert index.find(query, 3, Cursor("e5")) == search.Hits(7, 7, ("e6",))
    assert index.find(query, 3, Cursor("e6")) == search.Hits(7, 5, ("e4", "e5", "e6"))
    assert index.find(query, 3, Cursor("e3", forward=False)) == search.Hits(7, 1, ("e0", "e1", "e2"))
    assert index.find(query, 3, Cursor("gone", forward=False)) == index.find(query, 3)
    assert search.Index().find(query, 3, Cursor("e1")) == search.Hits(0, 1, ())
    grown = index.with_entry(an_entry("e11", text="関税"))
    assert grown.find(query, 3, Cursor("e2")).entries == ("e3", "e4", "e5")
    assert grown.find(query, 3, Cursor("e2", forward=False)) == search.Hits(8, 1, ("e0", "e1", "e11"))


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted", "printed"),
    [
        ("トランプ　関税", ("トランプ", "関税"), (), "トランプ 関税"),
        ("トランプ、関税。", ("トランプ", "関税"), (), "トランプ 関税"),
        ('Musk -"big  bill" 「大きな 法案」', ("Musk", "大きな 法案"), ("big bill",), 'Musk "大きな 法案" -"big bill"'),
        ("Musk －trump ー南 –x", ("Musk",), ("trump", "南", "x"), "Musk -trump -南 -x"),
        ("tariff TARIFFS ｔａｒｉｆｆ 'tariff'", ("tariff",), (), "tariff"),
        ("ータ", ("ータ",), (), '"ータ"'),
        ("2024-25 O’Brien AT&T 1,000 イーロン・マスク", ("2024-25", "O’Brien", "AT&T", "1,000", "イーロン・マスク"), (),
         "2024-25 O’Brien AT&T 1,000 イーロン・マスク"),
        ('"unclosed phrase', ("unclosed", "phrase"), (), "unclosed phrase"),
        ("「X", ("X",), (), "X"),
        ('"tariffs"', ("tariffs",), (), "tariffs"),
        ("musk - trump -- -", ("musk", "trump"), (), "musk trump"),
        ('"" 「」 -"" !', (), (), ""),
        ("-only", (), ("only",), "-only"),
    ],
)  # fmt: skip
def test_a_query_is_read_and_prints_itself(
    typed: str, wanted: tuple[str, ...], unwanted: tuple[str, ...], printed: str
) -> None:
    query = search.parse(typed)
    assert query == search.Query(wanted, unwanted)
    assert str(query) == printed
    assert search.parse(printed) == query
    assert bool(query) == bool(wanted)


def test_a_part_of_a_query_can_be_dropped() -> None:
    query = search.parse("マスク 関税 -米")
    assert query.without("関税") == search.parse("マスク -米")
    assert query.without("米") == search.parse("マスク 関税")
    assert query.without("無い") == query


@pytest.mark.parametrize(
    "junk",
    ["関" * 10_000, "関 税 " * 3_333, "".join(map(chr, range(0x4E00, 0x4E00 + 10_000))), "e" * 10_000, "be" * 5_000 + "ing",
     "e\u0301" * 5_000, "\u0301" * 10_000, '"' * 10_000, "-" * 10_000, " " * 10_000, "ー" * 10_000, "ヴ" * 10_000, "= " * 5_000,
     "a'" * 5_000, "a." * 5_000, "1," * 5_000, "関=" * 5_000, "-関 " * 3_333, "\x00" * 10_000, "😀" * 10_000, "\u202e関税" * 3_000,
     "\ud800" * 10, "".join(f"w{number} " for number in range(2_000)), "🏴‍☠️", "مرحبا بالعالم", "\U0010ffff"],
)  # fmt: skip
def test_whatever_is_typed_is_answered(junk: str) -> None:
    index = search.Index.of([an_entry("e", text="関税 e w1"), an_entry("f", text="関")])
    query = search.parse(junk)
    hits = index.find(query, 5)
    assert hits.total <= 2
    assert search.parse(str(query)) == query
    for text in (junk[:1000], "関税 e w1"):
        search.snippet(text, query)


def show(text: str, typed: str) -> str | None:
    """Return a snippet with its hits in square brackets."""
    shown = search.snippet(text, search.parse(typed))
    return "".join(f"[{run.text}]" if run.bold else run.text for run in shown.runs) if shown else None


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("株価が下がった。関税が課された。車も。", "関税", "[関税]が課された。"),
        ("「関税だ。」と言った。車も。", "車", "[車]も。"),
        ("彼は「関税だ。」と言った。", "関税", "彼は「[関税]だ。」"),
        ("Shares fell. Mr. Trump’s tariffs hit U.S. cars! More.", "tariff trump", "Mr. [Trump’s] [tariffs] hit U.S. cars!"),
        ("Line one\nTariffs again\nLine three", "tariff", "[Tariffs] again"),
        ("イーロン・マスクがﾄﾗﾝﾌﾟを支持", "とらんぷ イーロンマスク", "[イーロン・マスク]が[ﾄﾗﾝﾌﾟ]を支持"),
        ("副大統領ｳﾞｧﾝｽが語る", "バンス", "副大統領[ｳﾞｧﾝｽ]が語る"),
        ("スターリンクの衛星", "スタリンク", "[スターリンク]の衛星"),
        ("㌔㍍とキロ", "キロ", "[㌔]㍍と[キロ]"),
        ("the big bill, the big one, a bill", '"big bill"', "the [big bill], the big one, a bill"),
        ("It ends here. Big bill ends. Both: end of a bill.", "end bill", "Big [bill] [ends]."),
        ("J. D. Vance spoke at 3.5 p.m. He left.", "vance", "J. D. [Vance] spoke at 3.5 p.m. He left."),
        ("関税関税", "関税 税関", "[関税関税]"),
        ("関税", "米", None),
        ("", "米", None),
        ("関税", "", None),
        ("関税", "-関税", None),
    ],
)  # fmt: skip
def test_a_hit_is_shown_in_its_sentence(text: str, typed: str, shown: str | None) -> None:
    assert show(text, typed) == shown


def test_a_long_sentence_is_cut_around_the_hit() -> None:
    japanese = "前" * 200 + "関税" + "後" * 200
    assert show(japanese, "関税") == "…" + "前" * 32 + "[関税]" + "後" * 46 + "…"
    assert show("関税" + "後" * 200, "関税") == "[関税]" + "後" * 78 + "…"
    assert show("前" * 200 + "関税", "関税") == "…" + "前" * 78 + "[関税]"
    english = "before " * 50 + "tariffs " + "after " * 50
    shown = show(english, "tariff")
    assert shown == "…" + "before " * 9 + "[tariffs] " + ("after " * 14).strip() + "…"
    assert show("x" * 500, "x" * 500) == f"[{'x' * 160}]…"


def test_a_cut_parts_nothing_that_a_reader_sees_as_one_character() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    shown = search.snippet(family * 40 + "関税" + family * 40, search.parse("関税"))
    assert shown is not None
    inside = plain(shown.runs).strip("…").split("関税")
    assert all(len(part) % len(family) == 0 and part.startswith(family) for part in inside)


@pytest.mark.parametrize(
    ("typed", "lang", "shown"),
    [
        ("関税", "ja", "関税の本文。"), ("tariff", "ja", "The tariffs in a text."), ("関税", "en", "関税の本文。"),
        ("発表", "ja", "関税の発表"), ("announced", "en", "Tariffs announced"), ("tariff", "en", "The tariffs in a text."),
        ("関税 発表", "ja", "関税の発表"), ("無い", "ja", None),
    ],
)  # fmt: skip
def test_an_entry_shows_the_sentence_that_says_most_in_the_readers_language_if_it_can(
    typed: str, lang: Lang, shown: str | None
) -> None:
    event = replace(
        an_entry("e"),
        title=Text("関税の発表", "Tariffs announced"),
        summary=Text("前置き。関税の本文。", "A preface. The tariffs in a text."),
    )
    snippet = search.snippet_of(event, search.parse(typed), lang)
    assert (plain(snippet.runs) if snippet else None) == shown


def test_the_entries_of_a_corpus_are_found_together() -> None:
    corpus = small_corpus()
    entries: list[Event | Digest] = [*corpus.events.values(), *corpus.digests.values()]
    index = search.Index.of(entries)
    assert index.find(search.parse("手を組んだ")).entries == ("why-allied",)
    assert index.find(search.parse("interest")).entries == ("why-allied",)
    assert index.find(search.parse("決裂")).entries == ("quarrel",)
    assert index.find(search.parse("出来事")).total == 6
