"""Dates as people write them, with the days that each means: one line an expression.

`→` leads to the span as EDTF, to `none` (no date) or to `impossible` (a date that no calendar has); after `|` stand the
other readings, likeliest first, where the line is about them. Asked on Friday 2026-11-20 of a story that is told from January
2017 to January 2026, unless a table says another day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.dates import Span, parse_edtf

TODAY = date(2026, 11, 20)
SUMMER = date(2025, 7, 2)
REACH = Span(date(2017, 1, 1), date(2026, 1, 31))

JAPANESE = """
# days, months, years
2025-06-05 → 2025-06-05
2025/6/5 → 2025-06-05
2025.6.5 → 2025-06-05
20250605 → 2025-06-05
2025年6月5日 → 2025-06-05
2025年06月05日 → 2025-06-05
２０２５年６月５日 → 2025-06-05
2025 年 6 月 5 日 → 2025-06-05
２０２５　年　６月５日 → 2025-06-05
二〇二五年六月五日 → 2025-06-05
25年6月5日 → 2025-06-05
25/6/5 → 2025-06-05
2025年6月5 → 2025-06-05
2025年の6月5日 → 2025-06-05
6月5日 → 2025-06-05 | 2026-06-05, 2024-06-05
六月五日 → 2025-06-05
6/5 → 2025-06-05
６／５ → 2025-06-05
06-05 → 2025-06-05
1月2日 → 2026-01-02 | 2025-01-02
十二月三十一日 → 2025-12-31
二月二十九日 → 2024-02-29
2025年6月5日(木) → 2025-06-05
6月5日（木） → 2025-06-05
2025年6月5日木曜日 → 2025-06-05
2025/6/5(月) → 2025-06-05
6月5日(水) → 2024-06-05 | 2025-06-05, 2026-06-05
2025年6月5日頃 → 2025-06-05
6月5日の夜 → 2025-06-05
2025年6月5日午後3時 → 2025-06-05
２０２５年６月５日１２時 → 2025-06-05
2025・6・5 → 2025-06-05
2025 6 5 → 2025-06-05
元日 → 2026-01-01
クリスマス → 2025-12-25
2025年6月 → 2025-06
2025年の6月 → 2025-06
２０２５／６ → 2025-06
2025/06 → 2025-06
2025.6 → 2025-06
202506 → 2025-06
25/6 → 2025-06 | 2025-06-25
二〇二五年六月 → 2025-06
25年6月 → 2025-06
6月 → 2025-06 | 2026-06, 2024-06
1月 → 2026-01 | 2025-01
六月 → 2025-06
十一月 → 2025-11
６月 → 2025-06
2025年 → 2025
２０２５年 → 2025
二〇二五年 → 2025
2025 → 2025
2010年代 → 2010/2019
# ranges
2025-06-01..2025-06-11 → 2025-06-01/2025-06-11
2025-06-01..06-11 → 2025-06-01/2025-06-11
2025/6/1〜6/11 → 2025-06-01/2025-06-11
2025.6.1〜6.11 → 2025-06-01/2025-06-11
5月30日〜6月5日 → 2025-05-30/2025-06-05
5月30日～6月5日 → 2025-05-30/2025-06-05
5月30日~6月5日 → 2025-05-30/2025-06-05
5月30日-6月5日 → 2025-05-30/2025-06-05
5月30日–6月5日 → 2025-05-30/2025-06-05
5月30日—6月5日 → 2025-05-30/2025-06-05
5月30日ー6月5日 → 2025-05-30/2025-06-05
5月30日 から 6月5日 まで → 2025-05-30/2025-06-05
５／３０～６／５ → 2025-05-30/2025-06-05
6/1-11 → 2025-06-01/2025-06-11
6月1日から11日まで → 2025-06-01/2025-06-11
6月1日〜11日 → 2025-06-01/2025-06-11
6月1〜11日 → 2025-06-01/2025-06-11
2025年6月1日から11日 → 2025-06-01/2025-06-11
2025年5月から6月 → 2025-05/2025-06
2025年5月から6月まで → 2025-05/2025-06
2025年5〜6月 → 2025-05/2025-06
5〜6月 → 2025-05/2025-06
2025年12月から1月 → 2025-12/2026-01
2024年11月〜2025年2月 → 2024-11/2025-02
12月から1月 → 2025-12/2026-01
2024年から2025年 → 2024/2025
2024〜2025年 → 2024/2025
2024～25年 → 2024/2025
5月→6月 → 2025-05/2025-06
2025年6月5日(木)〜11日(水) → 2025-06-05/2025-06-11
6月11日から6月1日 → 2025-06-01/2025-06-11
2025年から2024年 → 2024/2025
2025年6月上旬から中旬 → 2025-06-01/2025-06-20
5月末から6月初め → 2025-05-21/2025-06-10
2025年春から夏 → 2025-03/2025-08
2025年第1四半期から第3四半期 → 2025-01/2025-09
5月と6月の間 → 2025-05/2025-06
2025年5月以降6月まで → 2025-05/2025-06
2025年6月から現在まで → 2025-06-01/2026-11-20
# open
2025年以降 → 2025/..
2025年6月以降 → 2025-06/..
6月から → 2025-06/..
6月5日以来 → 2025-06-05/..
2025年6月〜 → 2025-06/..
2025年6月より後 → 2025-07-01/..
2024年まで → ../2024
2024年末まで → ../2024-12-31
2024年以前 → ../2024
2024年より前 → ../2023
〜2024年 → ../2024
6月5日までに → ../2025-06-05
# eras
令和7年6月 → 2025-06
令和７年６月５日 → 2025-06-05
令和七年 → 2025
R7.6 → 2025-06
R7.6.5 → 2025-06-05
R7/6/5 → 2025-06-05
R7年6月 → 2025-06
令和元年 → 2019-05-01/2019-12-31
平成31年4月 → 2019-04
H31.4 → 2019-04
平成二十九年 → 2017
昭和63年 → 1988
昭和64年 → 1989-01-01/1989-01-07
令和6年度 → 2024-04/2025-03
令和6年〜令和7年 → 2024/2025
# halves, quarters, business years
2025年上半期 → 2025-01/2025-06
2025年下半期 → 2025-07/2025-12
2025年前半 → 2025-01/2025-06
2025年の後半 → 2025-07/2025-12
2025年第2四半期 → 2025-04/2025-06
2025年第二四半期 → 2025-04/2025-06
25年第2四半期 → 2025-04/2025-06
第1四半期 → 2026-01/2026-03 | 2025-01/2025-03
2025Q2 → 2025-04/2025-06
2025年Q2 → 2025-04/2025-06
2025年度 → 2025-04/2026-03
2025年度上期 → 2025-04/2025-09
# parts of a month or a year
6月上旬 → 2025-06-01/2025-06-10
6月初旬 → 2025-06-01/2025-06-10
6月初め → 2025-06-01/2025-06-10
６月の初め → 2025-06-01/2025-06-10
6月中旬 → 2025-06-11/2025-06-20
6月半ば → 2025-06-11/2025-06-20
6月下旬 → 2025-06-21/2025-06-30
5月末 → 2025-05-21/2025-05-31
六月前半 → 2025-06-01/2025-06-15
6月後半 → 2025-06-16/2025-06-30
2025年2月下旬 → 2025-02-21/2025-02-28
6月第1週 → 2025-06-01/2025-06-07
6月最終週 → 2025-06-25/2025-06-30
年末 → 2025-12
2025年末 → 2025-12
2025年の年末 → 2025-12
25年末 → 2025-12
年末年始 → 2025-12/2026-01
年初 → 2026-01
年明け → 2026-01
2025年初め → 2025-01
2025年初頭 → 2025-01/2025-04
2025年半ば → 2025-05/2025-08
2025年春 → 2025-03/2025-05
2025年の夏 → 2025-06/2025-08
2025年冬 → 2025-12/2026-02 | 2024-12/2025-02
春 → 2025-03/2025-05
# relative
今日 → 2026-11-20
本日 → 2026-11-20
昨日 → 2026-11-19
きのう → 2026-11-19
おととい → 2026-11-18
一昨日 → 2026-11-18
明日 → 2026-11-21
今週 → 2026-11-16/2026-11-22
先週 → 2026-11-09/2026-11-15
先々週 → 2026-11-02/2026-11-08
来週 → 2026-11-23/2026-11-29
再来週 → 2026-11-30/2026-12-06
再来月 → 2027-01
再来年 → 2028
今月 → 2026-11
先月 → 2026-10
先々月 → 2026-09
今年 → 2026
去年 → 2025
昨年 → 2025
一昨年 → 2024
おととし → 2024
3日前 → 2026-11-17
三日前 → 2026-11-17
２週間前 → 2026-11-02/2026-11-08 | 2026-11-06
3か月前 → 2026-08 | 2026-08-20
三ヶ月前 → 2026-08
３カ月前 → 2026-08
2年前 → 2024
半年前 → 2026-05 | 2026-05-20
過去7日間 → 2026-11-14/2026-11-20
この1週間 → 2026-11-14/2026-11-20
直近３か月 → 2026-08-21/2026-11-20
先週の金曜 → 2026-11-13
先週金曜日 → 2026-11-13
今週の月曜日 → 2026-11-16
金曜日 → 2026-11-20 | 2026-11-13
前の金曜日 → 2026-11-13
土曜 → 2026-11-14
先週末 → 2026-11-14/2026-11-15
昨年6月 → 2025-06
去年の12月24日 → 2025-12-24
今年の６月 → 2026-06
先月5日 → 2026-10-05
先月末 → 2026-10-21/2026-10-31
今年前半 → 2026-01/2026-06
昨年末 → 2025-12
去年の夏 → 2025-06/2025-08
昨秋 → 2025-09/2025-11
今春 → 2026-03/2026-05
先週から今週 → 2026-11-09/2026-11-22
昨年以降 → 2025/..
# in no calendar
2025年13月 → impossible
2025年6月31日 → impossible
2023年2月29日 → impossible
6月31日 → impossible
2月30日 → impossible
6月32日 → impossible
13月 → impossible
6月0日 → impossible
２０２５／１３ → impossible
2025-02-30 → impossible
20250230 → impossible
2025年6月1日〜31日 → impossible
令和元年4月 → impossible
平成31年5月 → impossible
99999年99月 → impossible
0000-01-01 → impossible
# no date
マスク → none
関税 → none
130日 → none
130日間 → none
5日 → none
3か月 → none
二週間 → none
10% → none
１０％ → none
3億ドル → none
1兆4000億ドル → none
24時間 → none
2025人 → none
150機 → none
25年 → none
7年 → none
2025年間 → none
2025年生まれ → none
三日月 → none
十月革命 → none
今日子 → none
明日香 → none
春樹 → none
秋田 → none
月 → none
年 → none
上旬 → none
から → none
〜 → none
99999年 → none
"""

ENGLISH = """
# days, months, years
2025-06-05 → 2025-06-05
2025-6-5 → 2025-06-05
2025-06-05T09:30:00Z → 2025-06-05
6/5 → 2025-06-05 | 2025-05-06, 2026-06-05, 2024-06-05
5/6 → 2025-05-06 | 2025-06-05, 2026-05-06, 2024-05-06
25/12 → 2025-12-25
6/5/2025 → 2025-06-05 | 2025-05-06
25/12/2025 → 2025-12-25
6/5/25 → 2025-06-05 | 2025-05-06
5.6.2025 → 2025-06-05
6-5-2025 → 2025-06-05
June5 → 2025-06-05
5Jun2025 → 2025-06-05
June 5,2025 → 2025-06-05
June the 5th → 2025-06-05
the fifth of June → 2025-06-05
June first → 2025-06-01
June 5 at 3pm → 2025-06-05
the Fourth of July → 2025-07-04
Christmas 2024 → 2024-12-25
New Year's Day → 2026-01-01
2025-W23 → 2025-06-02/2025-06-08
Febuary 2025 → 2025-02
June 5th → 2025-06-05 | 2026-06-05, 2024-06-05
June 5 → 2025-06-05
june 5 → 2025-06-05
JUNE 5 → 2025-06-05
Ｊｕｎｅ　５ → 2025-06-05
5 June → 2025-06-05
5th June → 2025-06-05
the 5th of June → 2025-06-05
on June 5 → 2025-06-05
5 Jun 2025 → 2025-06-05
5-Jun-2025 → 2025-06-05
Jun 5, 2025 → 2025-06-05
Jun. 5, 2025 → 2025-06-05
June 5th, 2025 → 2025-06-05
2025 June 5 → 2025-06-05
Jun 5, '25 → 2025-06-05
5 June ’25 → 2025-06-05
Thursday, June 5, 2025 → 2025-06-05
Thu 5 Jun → 2025-06-05
Friday, June 5, 2025 → 2025-06-05
June 5 (Thursday) → 2025-06-05
Wednesday, 5 June → 2024-06-05
January 2 → 2026-01-02 | 2025-01-02
29 February → 2024-02-29
around 5 June → 2025-06-05
June 2025 → 2025-06
Jun 2025 → 2025-06
June of 2025 → 2025-06
in June, 2025 → 2025-06
2025 June → 2025-06
June '25 → 2025-06
2025-06 → 2025-06
2025/06 → 2025-06
2025-06-XX → 2025-06
6/2025 → 2025-06
June → 2025-06 | 2026-06, 2024-06
in june → 2025-06
Sept → 2025-09
January → 2026-01
may → 2025-05
May → 2025-05
March → 2025-03
2025 → 2025
in 2025 → 2025
the year 2025 → 2025
'25 → 2025
1900 → 1900
the 2010s → 2010/2019
# ranges
2025-06-01..2025-06-11 → 2025-06-01/2025-06-11
2025-06-01..06-11 → 2025-06-01/2025-06-11
2025-06-01/2025-06-11 → 2025-06-01/2025-06-11
2025-06-01 to 2025-06-11 → 2025-06-01/2025-06-11
2025-06/2025-07 → 2025-06/2025-07
2024/2025 → 2024/2025
2024-2025 → 2024/2025
2024–25 → 2024/2025
from May to June 2025 → 2025-05/2025-06
May to June 2025 → 2025-05/2025-06
May-June 2025 → 2025-05/2025-06
May–June 2025 → 2025-05/2025-06
May/June 2025 → 2025-05/2025-06
between May and June 2025 → 2025-05/2025-06
between 1 and 11 June → 2025-06-01/2025-06-11
between June 1 and 11 → 2025-06-01/2025-06-11
from 1 to 11 June 2025 → 2025-06-01/2025-06-11
1–11 June 2025 → 2025-06-01/2025-06-11
10-11 June → 2025-06-10/2025-06-11
June 1-11 → 2025-06-01/2025-06-11
June 10-11, 2025 → 2025-06-10/2025-06-11
June 1st to 11th → 2025-06-01/2025-06-11
1st to 11th of June → 2025-06-01/2025-06-11
May 30 - June 5 → 2025-05-30/2025-06-05
5/30-6/5 → 2025-05-30/2025-06-05 | 2026-05-30/2026-06-05, 2024-05-30/2024-06-05
6/1-6/11 → 2025-06-01/2025-06-11 | 2026-01-06/2026-11-06, 2026-06-01/2026-06-11, 2024-06-01/2024-06-11
5/30/2025-6/5/2025 → 2025-05-30/2025-06-05
2025/2024 → 2024/2025
30 May through 5 June 2025 → 2025-05-30/2025-06-05
Dec 2025 to Jan 2026 → 2025-12/2026-01
December to January 2026 → 2025-12/2026-01
from November 2024 to March → 2024-11/2025-03
December to January → 2025-12/2026-01
June to May 2025 → 2025-05/2025-06 | 2024-06/2025-05
2024 to 2025 → 2024/2025
from 2025 to 2024 → 2024/2025
11 June 2025 to 1 June 2025 → 2025-06-01/2025-06-11
Q1-Q2 2025 → 2025-01/2025-06
early to mid June → 2025-06-01/2025-06-20
spring to summer 2025 → 2025-03/2025-08
from June 2025 until now → 2025-06-01/2026-11-20
since May until June 2025 → 2025-05/2025-06
last week to yesterday → 2026-11-09/2026-11-19
# open
since June → 2025-06/..
since 2025 → 2025/..
from June 2025 → 2025-06/..
from June 2025 on → 2025-06/..
from 2025 onwards → 2025/..
June 2025 onwards → 2025-06/..
2025 or later → 2025/..
after 5 June → 2025-06-06/..
after June 2025 → 2025-07-01/..
until 2024 → ../2024
till June 2025 → ../2025-06
up to 2024 → ../2024
by June 5 → ../2025-06-05
through June 2025 → ../2025-06
before 2025 → ../2024
prior to 2025 → ../2024
before June 5, 2025 → ../2025-06-04
2024 or earlier → ../2024
2025-06/.. → 2025-06/..
../2025-06 → ../2025-06
2025.. → 2025/..
since last week → 2026-11-09/..
# eras, halves, quarters
Reiwa 7 → 2025
June Reiwa 7 → 2025-06
H1 2025 → 2025-01/2025-06
2H 2025 → 2025-07/2025-12
first half of 2025 → 2025-01/2025-06
second half of 2025 → 2025-07/2025-12
Q2 2025 → 2025-04/2025-06
2025Q2 → 2025-04/2025-06
2025-Q2 → 2025-04/2025-06
Q2 of 2025 → 2025-04/2025-06
Q2/2025 → 2025-04/2025-06
last quarter of 2025 → 2025-10/2025-12
Q2 '25 → 2025-04/2025-06
second quarter of 2025 → 2025-04/2025-06
2nd quarter 2025 → 2025-04/2025-06
Q2 → 2025-04/2025-06 | 2026-04/2026-06, 2024-04/2024-06
# parts of a month or a year
early June → 2025-06-01/2025-06-10
mid-June → 2025-06-11/2025-06-20
mid June → 2025-06-11/2025-06-20
late June → 2025-06-21/2025-06-30
mid-May 2025 → 2025-05-11/2025-05-20
in late May 2025 → 2025-05-21/2025-05-31
the end of June → 2025-06-21/2025-06-30
beginning of June 2025 → 2025-06-01/2025-06-10
first half of June → 2025-06-01/2025-06-15
first week of June → 2025-06-01/2025-06-07
early 2025 → 2025-01/2025-04
mid-2025 → 2025-05/2025-08
mid-year → 2025-05/2025-08
late 2025 → 2025-09/2025-12
end of 2025 → 2025-12
start of 2025 → 2025-01
year-end → 2025-12
2025 year-end → 2025-12
at the end of 2025 → 2025-12
early in June → 2025-06-01/2025-06-10
last week of June → 2025-06-25/2025-06-30
end of the year → 2025-12
spring 2025 → 2025-03/2025-05
spring of 2025 → 2025-03/2025-05
2025 spring → 2025-03/2025-05
summer → 2025-06/2025-08
fall → 2025-09/2025-11
fall 2025 → 2025-09/2025-11
winter 2025 → 2025-12/2026-02 | 2024-12/2025-02
winter 2025–26 → 2025-12/2026-02
winter 2025/2026 → 2025-12/2026-02
2025-21 → 2025-03/2025-05
# relative
today → 2026-11-20
yesterday → 2026-11-19
the day before yesterday → 2026-11-18
tomorrow → 2026-11-21
this week → 2026-11-16/2026-11-22
last week → 2026-11-09/2026-11-15
the week before last → 2026-11-02/2026-11-08
next week → 2026-11-23/2026-11-29
this month → 2026-11
last month → 2026-10
this year → 2026
last year → 2025
last quarter → 2026-07/2026-09
previous month → 2026-10
over the past year → 2025-11-21/2026-11-20
half a year ago → 2026-05
yesterday evening → 2026-11-19
last week's Friday → 2026-11-13
end of last month → 2026-10-21/2026-10-31
3 days ago → 2026-11-17
three days ago → 2026-11-17
two weeks ago → 2026-11-02/2026-11-08 | 2026-11-06
a month ago → 2026-10 | 2026-10-20
2 years ago → 2024
past 7 days → 2026-11-14/2026-11-20
the past week → 2026-11-14/2026-11-20
in the last 3 months → 2026-08-21/2026-11-20
last Friday → 2026-11-13
last Thursday → 2026-11-19 | 2026-11-12
Friday → 2026-11-20 | 2026-11-13
on Monday → 2026-11-16
this Monday → 2026-11-16
next Friday → 2026-11-27
Friday last week → 2026-11-13
last weekend → 2026-11-14/2026-11-15
last June → 2026-06 | 2025-06
last November → 2025-11
this June → 2026-06
June last year → 2025-06
June 5 of last year → 2025-06-05
last summer → 2026-06/2026-08
end of last year → 2025-12
early this year → 2026-01/2026-04
# in no calendar
2025-02-30 → impossible
2025-13 → impossible
2025-00 → impossible
2025-6-0 → impossible
June 31 → impossible
31 June 2025 → impossible
Feb 30 → impossible
February 29, 2025 → impossible
June 32nd → impossible
2/30 → impossible
2/29/2025 → impossible
10000-01-01 → impossible
2025-06-01..06-31 → impossible
# no date
Musk → none
10% → none
130 days → none
two weeks → none
6 → none
99 → none
999 → none
1899 → none
2101 → none
99999 → none
G7 → none
F-22 → none
B-1 → none
24/7 → none
50/50 → none
v2025 → none
1.2.3 → none
$2025 → none
2,025 → none
2025% → none
2025 people → none
Maye → none
Theresa May → none
marching → none
Augustus → none
Maybelline → none
12:30 → none
2.5 → none
Mar-a-Lago → none
the → none
last → none
early → none
the 5th → none
Q5 → none
to → none
"""

# The same words on Wednesday 2025-07-02: what is relative moves, what lies ahead is the year before.
EARLIER = """
6月 → 2025-06 | 2024-06
July → 2025-07
August → 2024-08 | 2023-08
7月3日 → 2024-07-03
7/2 → 2025-07-02
12月から1月 → 2024-12/2025-01
年末 → 2024-12
年明け → 2025-01
第3四半期 → 2025-07/2025-09
今日 → 2025-07-02
先週の金曜 → 2025-06-27
last Friday → 2025-06-27
Wednesday → 2025-07-02
先月 → 2025-06
last year → 2024
past 7 days → 2025-06-26/2025-07-02
3 days ago → 2025-06-29
last summer → 2024-06/2024-08
last June → 2025-06
since June → 2025-06/..
令和7年6月 → 2025-06
"""

# An expression among other words → its days → the words that stay.
AMONG_WORDS = """
マスク 関税 2025年4月 → 2025-04 → マスク 関税
2025年4月の関税 → 2025-04 → 関税
マスクの6月5日 → 2025-06-05 → マスク
マスク 6月から → 2025-06/.. → マスク
マスク　２０２５／６　関税 → 2025-06 → マスク 関税
先週のマスク → 2026-11-09/2026-11-15 → マスク
トランプ 5月30日〜6月5日 決裂 → 2025-05-30/2025-06-05 → トランプ 決裂
令和7年6月にマスク → 2025-06 → マスク
去年の夏、マスクは → 2025-06/2025-08 → マスクは
今日のトランプ → 2026-11-20 → トランプ
昨年末の対談 → 2025-12 → 対談
マスク2025年6月 → 2025-06 → マスク
マスク 2025 → 2025 → マスク
DOGE2025年4月 → 2025-04 → DOGE
2025以降 DOGE → 2025/.. → DOGE
2024年まで マスク → ../2024 → マスク
6月5日 6月6日 マスク → 2025-06-05 → 6月6日 マスク
マスク （2025年6月） 関税 → 2025-06 → マスク 関税
what did Musk do between 1 and 11 June → 2025-06-01/2025-06-11 → what did Musk do
musk tariffs in April 2025 → 2025-04 → musk tariffs
Musk June 5 → 2025-06-05 → Musk
Trump, last week → 2026-11-09/2026-11-15 → Trump
tariffs since May 2025 doge → 2025-05/.. → tariffs doge
musk in may → 2025-05 → musk
Theresa May 2025 → 2025-05 → Theresa
from May to June 2025 "the bill" → 2025-05/2025-06 → "the bill"
early June Musk → 2025-06-01/2025-06-10 → Musk
Musk (June 2025) → 2025-06 → Musk
Musk 2025-06-05, Trump → 2025-06-05 → Musk Trump
DOGE 3 days ago → 2026-11-17 → DOGE
Musk last week of June → 2025-06-25/2025-06-30 → Musk
マスク 6月5日の夜 → 2025-06-05 → マスク
Musk before 2025 -tariffs → ../2024 → Musk -tariffs
関税 2025年13月 → impossible → -
Musk 2025-02-30 → impossible → -
DOGE 130日 → none → DOGE 130日
関税10% → none → 関税10%
G7 サミット → none → G7 サミット
F-22 と B-1 → none → F-22 と B-1
150機以上の航空機 → none → 150機以上の航空機
2025人のデモ → none → 2025人のデモ
1兆4000億ドル → none → 1兆4000億ドル
24時間で平和 → none → 24時間で平和
今日子さん → none → 今日子さん
明日香 と 春樹 → none → 明日香 と 春樹
秋田 冬季五輪 → none → 秋田 冬季五輪
五月みどり → none → 五月みどり
三日月 → none → 三日月
日本の春闘 → none → 日本の春闘
Theresa May → none → Theresa May
Maye Musk → none → Maye Musk
what may happen → none → what may happen
this may be the end → none → this may be the end
march on Washington → none → march on Washington
in Mar-a-Lago → none → in Mar-a-Lago
the fall of Musk → none → the fall of Musk
Musk sat with Trump → none → Musk sat with Trump
GPT-4 and Falcon 9 → none → GPT-4 and Falcon 9
over 2000 people → none → over 2000 people
10% tariffs → none → 10% tariffs
1.5 to 2 billion → none → 1.5 to 2 billion
between 1 and 2 million → none → between 1 and 2 million
by Musk → none → by Musk
from Musk to Trump → none → from Musk to Trump
Musk 24/7 → none → Musk 24/7
release 2.6.25 → none → release 2.6.25
Musk-2025 → none → Musk-2025
6月中国 → 2025-06 → 中国
2025年問題 → 2025 → 問題
6月 last → 2025-06 → last
今年 2024-25 → 2024/2025 → 今年
Musk at 3pm → none → Musk at 3pm
second Musk → none → second Musk
"""


@dataclass(frozen=True)
class Row:
    """What was typed; the span, or `none`, or `impossible`; other readings, if the row is about them; the words left."""

    typed: str
    expected: str
    others: tuple[Span, ...] | None = None
    rest: str = ""

    @property
    def span(self) -> Span:
        return parse_edtf(self.expected)


def rows(table: str) -> list[Row]:
    """Return the rows of a table of expressions."""
    return [_row(*line.split(" → ")) for line in table.splitlines() if line and not line.startswith("#")]


def _row(typed: str, meant: str) -> Row:
    expected, _, others = meant.partition(" | ")
    return Row(typed, expected, tuple(map(parse_edtf, others.split(", "))) if others else None)


def queries(table: str) -> list[Row]:
    """Return the rows of a table of longer queries."""
    lines = (line.split(" → ") for line in table.splitlines() if line)
    return [Row(typed, expected, rest=rest) for typed, expected, rest in lines]
