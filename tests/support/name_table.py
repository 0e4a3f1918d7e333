"""Spellings as members type them, and whom of the shipped corpus they mean.

A value is the one person; several, all of whom bear the name; or, with "?", whom a misspelling must suggest first.
"""

from __future__ import annotations

JAPANESE: dict[str, str] = {
    "マスク": "musk", "ますく": "musk", "ﾏｽｸ": "musk", "マスク氏": "musk", "マスクさん": "musk", "マスク様": "musk",
    "イーロン": "musk", "いーろん": "musk", "イーロンマスク": "musk", "イーロン・マスク": "musk", "イーロン マスク": "musk",
    "イーロン　マスク": "musk", "ｲｰﾛﾝ･ﾏｽｸ": "musk", "イーロン＝マスク": "musk", "いーろんますく": "musk", "マスク・イーロン": "musk",
    "マスク イーロン": "musk", "マスクCEO": "musk", "イーロン・マスク氏": "musk", "イロンマスク": "musk",
    "トランプ": "trump", "とらんぷ": "trump", "ﾄﾗﾝﾌﾟ": "trump", "トランプ大統領": "trump", "トランプ前大統領": "trump",
    "トランプ次期大統領": "trump", "大統領トランプ": "trump", "ドナルド": "trump", "ドナルド・トランプ": "trump",
    "トランプ・ドナルド": "trump", "ドナルド・トランプ大統領": "trump", "トランプ氏": "trump",
    "ヴァンス": "vance", "バンス": "vance", "ばんす": "vance", "ゔぁんす": "vance", "ｳﾞｧﾝｽ": "vance", "JD・ヴァンス": "vance",
    "ＪＤヴァンス": "vance", "JDバンス": "vance", "副大統領ヴァンス": "vance", "ヴァンス副大統領": "vance", "バンス氏": "vance",
    "アルトマン": "altman", "サム・アルトマン": "altman", "サムアルトマン": "altman", "アルトマン・サム": "altman", "アルトマンCEO": "altman",
    "あるとまん": "altman", "バノン": "bannon", "スティーブ・バノン": "bannon", "スティーヴ・バノン": "bannon", "バノン元首席戦略官": "bannon",
    "デサンティス知事": "desantis", "ロン・デサンティス": "desantis", "デサンティス": "desantis", "バイデン": "biden",
    "バイデン前大統領": "biden", "ジョー・バイデン": "biden", "ベゾス": "bezos", "ジェフ・ベゾス氏": "bezos",
    "ザッカーバーグ": "zuckerberg", "ザッカーバーク": "zuckerberg", "マーク・ザッカーバーグ": "zuckerberg", "ザッカバーグ": "zuckerberg",
    "孫正義": "son", "孫さん": "son", "孫会長": "son", "孫社長": "son", "そんまさよし": "son", "孫": "son",
    "ミレイ": "milei", "ミレイ大統領": "milei", "ラマスワミ": "ramaswamy", "ビベック・ラマスワミ": "ramaswamy",
    "ヴィヴェック": "ramaswamy", "マドゥロ": "maduro", "マドゥーロ大統領": "maduro", "エプスタイン元被告": "epstein",
    "グリーン下院議員": "greene", "テイラー・グリーン": "greene", "スーン院内総務": "thune", "リービット報道官": "leavitt",
    "ジョー": "biden rogan",
    "トランフ": "trump?", "トラムプ": "trump?", "マスク゛": "musk?", "ザッカーバーグー": "zuckerberg", "アルトマソ": "altman?",
    "デサンチス": "desantis?", "ラマスワニ": "ramaswamy?", "エプスタン": "epstein?",
}  # fmt: skip

ENGLISH: dict[str, str] = {
    "Musk": "musk", "musk": "musk", "MUSK": "musk", "ｍｕｓｋ": "musk", "Elon": "musk", "Elon Musk": "musk", "elon musk": "musk",
    "ElonMusk": "musk", "Elon-Musk": "musk", "elon.musk": "musk", "Musk Elon": "musk", "Musk, Elon": "musk", "E. Musk": "musk",
    "E Musk": "musk", "EM": "musk", "E.M.": "musk", "Mr. Musk": "musk", "Mr Musk": "musk", "mr. elon musk": "musk",
    "Musk's": "musk", "@elonmusk": "musk", "Musk’s": "musk",
    "Trump": "trump", "trump": "trump", "Donald Trump": "trump", "Donald J. Trump": "trump", "DJT": "trump", "D. Trump": "trump",
    "President Trump": "trump", "president trump": "trump", "Pres. Trump": "trump", "Mr Trump": "trump", "Trump, Donald": "trump",
    "ex-President Trump": "trump", "former President Trump": "trump", "President-elect Trump": "trump", "DT": "trump",
    "Vance": "vance", "JD Vance": "vance", "J.D. Vance": "vance", "J. D. Vance": "vance", "jd vance": "vance",
    "Vice President Vance": "vance", "VP Vance": "vance", "Vance JD": "vance", "JDV": "vance",
    "Altman": "altman", "Sam Altman": "altman", "sam altman": "altman", "S. Altman": "altman", "Altman, Sam": "altman",
    "Bannon": "bannon", "Steve Bannon": "bannon", "Stephen Bannon": "bannon", "Mr. Bannon": "bannon",
    "DeSantis": "desantis", "De Santis": "desantis", "Gov. DeSantis": "desantis", "Governor Ron DeSantis": "desantis",
    "Joe Biden": "biden", "President Biden": "biden", "Biden": "biden", "Joe Rogan": "rogan", "Rogan": "rogan",
    "Jeff Bezos": "bezos", "Bezos": "bezos", "Zuckerberg": "zuckerberg", "Mark Zuckerberg": "zuckerberg", "Zuck": "zuckerberg",
    "Masayoshi Son": "son", "Son Masayoshi": "son", "Mr. Son": "son", "Masa Son": "son",
    "Javier Milei": "milei", "President Milei": "milei", "Vivek": "ramaswamy", "Vivek Ramaswamy": "ramaswamy",
    "Nicolás Maduro": "maduro", "Nicolas Maduro": "maduro", "MADURO": "maduro", "Jeffrey Epstein": "epstein",
    "Rep. Greene": "greene", "MTG": "greene", "Marjorie Taylor Greene": "greene", "Sen. Thune": "thune",
    "Senator John Thune": "thune", "Karoline Leavitt": "leavitt", "Stephen Miller": "miller", "Tim Cook": "cook",
    "Tucker": "carlson", "Tucker Carlson": "carlson", "Laura Loomer": "loomer", "Tony Gonzales": "gonzales",
    "Joe": "biden rogan",
    "Tramp": "trump?", "Trumpp": "trump?", "Mush": "musk?", "Elon Mask": "musk?", "Altmann": "altman?", "Zukerberg": "zuckerberg?",
    "Zuckerburg": "zuckerberg", "Ramaswami": "ramaswamy?", "Desantes": "desantis?", "Epstien": "epstein?", "Vanse": "vance?",
    "Leavit": "leavitt?",
}  # fmt: skip

NOBODY = (
    "qwertz",
    "誰か",
    "大統領",
    "President",
    "the",
    "10%",
    "2025-06",
    "関税",
    "trumpet",
    "!!",
    "社長",
    "マスクメロン",
    "Mr.",
)
