# 日本語の画面。どの言語でも、メッセージの名前と差し込む値は同じにする（テストが確かめる）。

language-name = 日本語
list-separator = 、

## 日付
date-about = { $date }ごろ
date-uncertain = { $date }（不確か）
date-within = { $date }のいつか
date-worded = { $date }（{ $wording }）
season-21 = { $year }年春
season-22 = { $year }年夏
season-23 = { $year }年秋
season-24 = { $year }年冬
span-all = 全期間
span-between = { $first }〜{ $last }
span-since = { $date }以降
span-until = { $date }まで

## 項目
as-of = { $date }時点の内容です。
credit = { $count ->
   *[other] 出典：{ $sources }
}
claims = { $about }（出典により異なる） { $values }
claim = { $source }：{ $value }
claim-separator = ／
status-claimed = { $by }の主張
status-disputed = 見解が分かれる
status-forecast = 予定・見通し（{ $by }）
again = 再掲（前回 { $day }）
not-stated = 記載なし
kind-feature = 特集記事
kind-report = 報道・解説
kind-column = 論評（筆者の意見）
kind-blog = 個人ブログ
source-title = 題名：{ $value }
source-publisher = 発行元：{ $value }
source-date = 日付：{ $value }
source-kind = 種類：{ $value }
source-events = 年表の{ $count }件がこの記事によります。
page-back = ◀ 前へ
page-forth = 次へ ▶
page-place = 全{ $total }件中 { $first }〜{ $last }件

## コマンド：後に続くものと、その働き
start-usage = {""}
start-about = このボットについて
help-usage = {""}
help-about = コマンドの一覧
timeline-usage = [日付・人・話題・語]
timeline-about = 最新の出来事、または日付・人・話題・語から
chart-usage = [質問]
chart-about = 同じ答えを図で見る
who-usage = [名前…]
who-about = どんな人か。名前がいくつかなら、その関係
digest-usage = [題名]
digest-about = 疑問・章・記事ごとの解説
subscribe-usage = {""}
subscribe-about = このチャンネルに毎日の号を届ける
unsubscribe-usage = {""}
unsubscribe-about = 配信をやめる
language-usage = [ja|en]
language-about = 返事の言語を選ぶ
add-usage = [event|digest]
add-about = 項目を追加する（運営者用）
when-about = 2025-06-05、6月5日、6月上旬、先週、令和7年 など
name-about = 名前（表記は自由）
title-about = 題名、またはその一部
language-parameter-about = ja か en
kind-about = event（出来事）か digest（解説）

## Discordでのコマンド名と引数名：文字・数字・ハイフンだけで32字まで
start-slash = はじめに
help-slash = ヘルプ
timeline-slash = 年表
chart-slash = 図
who-slash = 人物
digest-slash = 解説
subscribe-slash = 登録
unsubscribe-slash = 解除
language-slash = 言語
add-slash = 追加
when-slash = 日付
name-slash = 名前
title-slash = 題名
language-parameter-slash = 言語
kind-slash = 種類

## 返事
start-title = 瓦版
start = 「{ $story }」を、出典を確かめながらお伝えします。毎日の短い号と、いつでもできる質問を用意しました。
start-try = /timeline 2025-06、/who マスク、/digest をお試しください。名前や日付だけでもかまいません。
help-title = コマンド
help-plain-text = 個別チャットでは、名前・日付・題名だけを送っても答えます。
command-unknown = /{ $name } というコマンドはありません。使えるのは次のとおりです。
timeline-latest = 最新の出来事
timeline-of = 年表：{ $asked }
timeline-maybe = この期間かもしれないもの（日付がはっきりしない）
timeline-nothing = この期間の記録はありません。前後でいちばん近い出来事：
timeline-none = 当てはまる記録はありません。
timeline-together = 条件をすべて満たす記録はありません。条件を外すと見つかります。
timeline-beyond = 収録しているのは{ $date }までです。
date-taken = 「{ $date }」は{ $span }として読みました。
word-nowhere = 「{ $word }」はどの項目にも出てきません。
part-word = 「{ $word }」
part-unwanted = 「{ $word }」を除く
part-separator = {" × "}
drop = ✕ { $part }
drop-counted = ✕ { $part }（{ $count }件）
next-narrower = ＋ { $part }
next-later = 次は { $span }
date-impossible = { $date }：暦にない日付です。
who-everyone = どなたのことですか。
who-several = 「{ $name }」に当てはまる人が何人かいます。どなたですか。
who-similar = 「{ $name }」という人は見つかりません。もしかして：
who-nobody = 「{ $name }」という人は見つかりません。よく登場するのは次の人たちです。
who-entries = 最近の項目
role-in = { $role }（{ $date }）
role-since = { $date }から
role-until = { $date }まで
digest-all = 解説
digest-question = 疑問に答える
digest-chapter = 章をたどる
digest-article = 記事を読む
digest-events = この時期の年表
digest-choices = 「{ $words }」に当てはまる解説：
digest-none = 「{ $words }」という解説はありません。ほかの解説：
language-choose = どの言語でお答えしましょうか。
language-set = これからは日本語でお答えします。
managers-only = このチャットの管理者だけができます。
owners-only = このボットの運営者だけができます。
subscribed = 登録しました。このチャンネルに号を届けます。
subscribed-already = このチャンネルはすでに登録されています。
subscribed-how-to-stop = やめるときは /unsubscribe。
unsubscribed = 配信をやめました。再開は /subscribe で。
unsubscribed-already = このチャンネルは登録されていません。
next-post = 次の号：{ $moment }（{ $zone }）
next-post-never = 「{ $schedule }」に当たる日時はありません。
offer-title = 新しいチャンネル
offer = 「{ $title }」の管理者に加えていただきました。毎日の号を届けましょうか。
offer-ja = 日本語で配信
offer-en = Yes, in English
offer-no = 配信しない
offer-answered = この質問にはもうお答えいただきました。
offer-declined = 「{ $title }」には配信しません。あとからチャンネルで /subscribe もできます。

## 図
chart-relation = { $people }の関係
chart-all = 全{ $total }件を表示（{ $date }時点）
chart-some = 全{ $total }件から重要な{ $drawn }件を表示、ほか{ $left }件は省略（{ $date }時点）
chart-when = { $date }・{ $mark }
chart-year = { $year }年
chart-month = { $number }月
chart-day = { $number }/{ $day }
chart-key-exact = その日
chart-key-lasting = その間ずっと
chart-key-inexact = その間のいつか
chart-key-forecast = 予定・見通し
chart-key-importance = 大きいほど重要
chart-key-months = 月ごとの件数（月がわかるもの）
chart-key-years = { $years ->
    [1] 年ごとの件数
   *[other] { $years }年ごとの件数
}
chart-scale = 出来事の多い時期ほど、目盛りの間隔を広くとっています。
chart-alt = 上から下へ時間が流れる年表の図：{ $title }。{ $count }件。
chart-alt-chapters = 章：{ $chapters }。
chart-alt-event = { $date }：{ $title }
chart-alt-left = 図にないもの：ほか{ $count }件。
chart-nothing = 記録がないため、図にするものがありません。
chart-list = 一覧で見る
chart-see = 図で見る
chart-part = 図：{ $chapter }

## 人物：一人のカードと、何人かの関係
who-cross = ×
who-unknown = 「{ $name }」という人は見つかりません。
who-too-many = { $total }人のお名前のうち、はじめの{ $taken }人についてお答えします。
who-roles-now = { $date }時点の肩書
who-roles-open = 肩書（終わりの時期は出典に記載なし）
who-roles-before = { $date }までに終わった肩書
who-roles-coming = { $date }より後の肩書
who-story = 物語のなかで
who-never = 登場する項目はありません
who-count = 登場：{ $count }件
who-with-forecasts = { $total }（うち予定・見通し { $count }件）
who-appears-in = 時期：{ $date }
who-appears = 最初：{ $first }／最後：{ $last }
who-with = よく一緒に登場：{ $people }
who-on = 主な話題：{ $topics }
who-counted = { $name }（{ $count }件）
who-common-entries = { $count ->
    [2] 二人の最近の項目
   *[other] 全員が関わる最近の項目
}
who-phase = { $title }：{ $span }（{ $count }件）
who-unplaced = 時期を一つに絞れないもの（{ $count }件）
who-earlier-phases = これより前に{ $count }の時期があります。
who-strangers = { $count ->
    [2] 二人がともに関わる項目はありません。
   *[other] 全員がそろって関わる項目はありません。
}
who-links = つなぐ人
who-link = { $name }：{ $counts }
who-timeline = 年表で見る

## 項目の追加
form-event = 新しい出来事
form-digest = 新しい解説
form-how = 次をコピーし、各行を書き換えて、一つのメッセージで送ってください。人物や話題の表記は自由です。
form-date = 日付（2025-06-05、2025-06 など）
form-title = 題名（1行目に日本語、2行目に英語）
form-title-hint = 日本語の見出し
    An English title
form-summary-ja = 日本語の要約
form-summary-ja-hint = 何が起き、誰が何をしたのかを、出典にある事実だけで、二、三の短い文にまとめてください。ここは例文です。
form-summary-en = 英語の要約
form-summary-en-hint = Two or three short sentences: what happened, who did what, and only what the source states. This is an example.
form-text-ja = 日本語の本文
form-text-ja-hint = 問いへの答えを最初に書きます。段落は短く、全体で六百字ほどに収めてください。
form-text-en = 英語の本文
form-text-en-hint = Begin with the answer. Keep paragraphs short, and the whole to about 250 words.
form-details = 人物・話題・出典
add-wrong = まだ保存していません。次を直してください：
add-preview = このように表示されます
add-id = id：{ $id }
add-save = 保存する
add-drop = やめる
add-saved = { $id } として保存しました。もう検索でき、これからの号にも載ります。
add-dropped = やめました。何も保存していません。
add-done-before = この下書きはすでに保存されたか、取り消されています。
add-show = 見る

## 号
edition-title = { $day }・{ $story }
edition-on-this-day = あの日のきょう
edition-events = 年表から
edition-nothing = きょう届けるものはありません。

## 選んだ理由
reason-turn = { $rule }：ここでの掲載 { $shown }回、同じ順番を待つもの { $of }件中 { $in_turn }件
reason-importance = 重要度 { $importance }
reason-runner-up = 次点 { $entry }
reason-again = 前回 { $day }、ほかはすべて一巡
rule-mix = 重要なものから
rule-mix-digest = 疑問の解説から
rule-latest = 新しいものから
rule-latest-digest = 新しい解説から
rule-story = 話の順に
rule-story-digest = 章の順に
rule-anniversary = 過去の同じ日

## 端末
terminal-welcome = 端末の瓦版です。/help でコマンドの一覧、名前や日付だけでも質問になります。Ctrl-D で終わります。
terminal-sent = きょうの号をいま届けました：
terminal-sent-before = きょうの号は { $moment } に届けてあります：
terminal-no-edition = きょうの号はありません。
terminal-picture = 図のファイル：{ $path }
terminal-choose = 番号でボタンを押せます
terminal-no-such-button = ここに { $number } 番のボタンはありません。
too-much = 問題が起きました。記録に残してあります。
button-stale = このボタンはもう使えません。
select-person = 人物
select-day = 日付
select-source = 出典
select-digest = 解説
select-choice = 選択

## 検索
search-usage = [語]
search-about = 題名と本文のことばを探す
words-about = 関税、"大きな法案"、関税 -鉄鋼 など
search-slash = 検索
words-slash = 語
search-of = 検索：{ $words }
hit-question = 解説
hit-chapter = 章の解説
hit-article = 記事の解説
search-nothing = このことばがすべてそろう項目はありません。
search-nothing-one = このことばのある項目はありません。
search-counted = { $words }（{ $count }件）
search-timeline = 日付の順に見る
search-topic = 話題：{ $topic }
search-how = 探すことばを続けて書いてください。いくつ並べてもかまいません。"…" はひと続きの句、-語 は除くことばです。たとえば：
select-entry = 項目

## Discord：ほかの所で使われるとき、入力の候補
discord-left-out = ここで送れるのはここまでです。続き{ $count }通は省きました。
discord-no-member = このコマンドは、ボットが入っているサーバーか、ボットとの直接メッセージで使えます。
complete-today = 今日
complete-last-week = 先週
select-drop = 外す条件
select-next = 次に読む

## 一つの項目、個人チャットへのリンク、インラインモード
entry-before = ◀ { $title }
entry-after = { $title } ▶
link-unknown = このリンクの先は見つかりませんでした。できることは次のとおりです。
inline-about = { $when } · { $text }
inline-open = 瓦版とのチャットで開く
inline-nothing = 見つかりません。個人チャットで質問する
inline-similar = 見つかりません。{ $name }のことですか？
inline-near = その時期の出来事はありません。近いものはこちら
inline-failed = うまくいきませんでした。個人チャットで質問する

## 話：章ごと、ある日から、あの日のきょう。項目の出典
story-usage = [いつから]
story-about = これまでの話を章ごとに、または ある日からの動き
story-slash = あらすじ
since-about = 6月から、2025-06-05、先週、6月上旬 など
since-slash = いつから
today-usage = {""}
today-about = 過去のきょう、何があったか
today-slash = 今日
sources-usage = [項目]
sources-about = 項目の出典と、出典どうしの食い違い
sources-slash = 出典
entry-about = 項目の題名、その一部、または中の語
entry-slash = 項目
line = { $above }：{ $title }
line-marked = { $line }［{ $marks }］
story-title = これまでの話：{ $story }
story-chapter = { $title }（{ $span }、{ $count }件）
story-chapter-short = { $title }（{ $first }〜、{ $count }件）
story-open = { $span }、収録の終わりの時点で継続中
story-outside = どの章にも入らない出来事 { $count }件
story-whole = { $count ->
    [0] 出来事はまだありません。
   *[other] 出来事 { $count }件（章はありません）
}
story-all = すべての出来事
story-chapters = 章ごとの話
story-unreadable = 「{ $words }」がいつからか読み取れませんでした。6月から、2025-06-05、先週 のように書いてください。話の全体をお伝えします。
news-title = { $story }：{ $day }から
news-happened = { $count ->
    [0] それ以降の出来事はありません
   *[other] それ以降の出来事 { $count }件
}
news-beyond = その先に及ぶもの { $count }件
news-changed = { $count ->
    [0] それ以降に追加・改訂した項目はありません
   *[other] それ以降に追加・改訂した項目 { $count }件
}
news-changed-since = { $day }から追加・改訂した項目
news-added = { $line }（{ $day } 追加）
news-revised = { $line }（{ $day } 改訂）
news-all-happened = 出来事 { $count }件を見る
news-all-changed = 新しい項目 { $count }件を見る
today-title = あの日のきょう：{ $day }
today-nothing = どの年にも、この日の出来事はありません。いちばん近い記念日：
today-none = 日付まで分かっている出来事がありません。
today-same = ちょうどこの日
today-ago = { $years }年前
today-ahead = { $years }年後
today-before = { $day }（{ $days }日前）
today-after = { $day }（{ $days }日後）
source-link = リンク：
sources-title = 出典：{ $title }
sources-differ = { $about }（出典により異なる）
sources-claim = { $source }：
sources-note = 編集者の注：{ $note }
sources-agree = { $count ->
    [1] 一つの出典によります。
   *[other] 出典どうしの食い違いは記録されていません。
}
sources-compare = 出典の食い違い
sources-differing = 出典が食い違う項目
sources-on = { $line }（{ $about }）
sources-none-differ = 出典が食い違う項目はありません。
sources-several = 「{ $words }」に当てはまる項目がいくつかあります。どれですか。
sources-similar = 「{ $words }」という項目は見つかりません。もしかして：
sources-nothing = 「{ $words }」という項目も、その語がある項目も見つかりません。出典が食い違うのは次の項目です。

## 時間帯、よく聞かれるもの、質問が続くとき
timezone-usage = [都市]
timezone-about = きょう・昨日などをどの時間帯で読むか
timezone-slash = 時間帯
zone-about = 都市か時間帯：東京、ロンドン、ニューヨーク、Asia/Tokyo、UTC+9
zone-slash = 都市
zone-place = { $city }（{ $country }）
timezone-title = あなたの時間帯
timezone-now = 日付を{ $place }の時刻で読んでいます。いま { $moment } です。
timezone-own = ご自身で選んだものです。
timezone-channel = このチャンネルの設定です（ご自身ではまだ選んでいません）。
timezone-language = 日本語の標準です（ご自身も、このチャンネルも、まだ選んでいません）。
timezone-how = 変えるには、/timezone 大阪、/timezone ロンドン、/timezone Asia/Tokyo、/timezone UTC+9 のように送ってください。
timezone-forget = 自分の設定を取り消す
timezone-set = これからは、きょう・昨日・先週などを{ $place }の時刻で読みます。いま { $moment } です。
timezone-forgotten = 設定を取り消しました。
timezone-several = 「{ $words }」には時間帯がいくつかあります。どれですか。
timezone-similar = 「{ $words }」という場所は見つかりません。もしかして：
timezone-unknown = 「{ $words }」という場所は見つかりません。近くの大きな都市かIANAの時間帯を、東京、ロンドン、Asia/Tokyo、UTC+9 のように書いてください。
top-usage = {""}
top-about = このチャットでよく聞かれるもの
top-slash = 人気
top-title = このチャットでよく聞かれるもの
top-people = 人物
top-days = 日付
top-line = { $name }：{ $count }回
top-note = 直近{ $days }日間の回数です。誰が聞いたかは残していません。
top-nothing = 直近{ $days }日間、ここではまだ何も聞かれていません。この話の中心は次のとおりです。
pace-wait = 質問が続いています。{ $seconds }秒ほど待ってから、またどうぞ。

## 投稿の記録。チャンネルの管理者のために：/ledger、/takeback、/resume、/hold、/release
ledger-usage = [チャンネル]
ledger-about = ここに投稿したもの、しなかったものと、その理由（管理者用）
ledger-slash = 投稿記録
takeback-usage = [チャンネル]
takeback-about = 最後の投稿を取り下げる（管理者用）
takeback-slash = 取り下げ
resume-usage = [チャンネル]
resume-about = 休んでいる投稿を再開する（管理者用）
resume-slash = 再開
hold-usage = {""}
hold-about = すべての投稿を止める（運営者用）
hold-slash = 全停止
release-usage = {""}
release-about = /hold で止めた投稿を再開する（運営者用）
release-slash = 全再開
channel-about = ほかのチャンネルのとき：telegram:-100123、discord:123
channel-slash = チャンネル
channel-unreadable = 「{ $words }」はチャンネルの書き方ではありません。telegram:-100123 や discord:123 のように書くか、このチャンネルなら何も付けずに送ってください。
ledger-here = このチャンネルの投稿
ledger-of = { $channel } の投稿
ledger-unsubscribed = このチャンネルには号を届けていません。始めるには /subscribe を送ってください。
ledger-nothing = まだ何も投稿していません。
ledger-paused = { $since } から、ここへの投稿を休んでいます。
ledger-row = ：{ $state }
ledger-older = { $place }。これより古い投稿はコマンドラインで見られます。
ledger-doubt = お手数ですが、不明の投稿が届いているかどうかを確かめて、下のボタンで教えてください。
ledger-see = このチャンネルの投稿
row-why = { $state }（{ $why }）
row-about = 、「{ $title }」{ $more ->
    [0] {""}
   *[other] ほか{ $more }件
}
row-begun = { $parts }通のうち{ $done }通を投稿済み、残りは{ $rest }
row-sending = { $parts ->
    [1] いま投稿中
   *[other] いま投稿中（{ $parts }通のうち{ $part }通目）
}
row-unknown = { $parts ->
    [1] 届いたかどうか不明
   *[other] { $parts }通のうち{ $part }通目が届いたかどうか不明
}
row-sent = { $count ->
    [1] { $time } に投稿
   *[other] { $time } に投稿（{ $count }通）
}
row-sent-in-time = { $count ->
    [1] 投稿済み
   *[other] 投稿済み（{ $count }通）
}
row-gone = { $time } に取り下げ
row-deleted = { $time } に削除
row-gone-in-part = { $time } に一部を取り下げ、{ $left }通が残っています
row-refused = 投稿できませんでした
row-missed = 見送り
row-skipped = 投稿せず
row-cancelled = 取りやめ
row-waits = 順番待ち
row-waits-until = { $time } まで待機
row-paused = 待機（ここへの投稿を休んでいるため）
row-held = 待機（すべての投稿を止めているため）
why-down = 投稿できないうちに時間が過ぎました
why-late = 時間が過ぎました
why-newer = 次の号の時間になりました
why-unsubscribed = 配信が解除されました
why-held = すべての投稿を止めていました
why-paused = ここへの投稿を休んでいました
why-nothing = この日、このチャンネルに合う項目がありませんでした
why-ended = 投稿の途中でプログラムが終わりました
why-not-there = 確かめたところ、届いていませんでした
why-resent = 運営者の設定により投稿し直しました。二重になっているかもしれません
why-skipped = 運営者の設定により投稿し直していません。届いていないかもしれません
why-seen = 届いているのを見た人がいます
why-post = 投稿し直すよう指示がありました
why-left = そのままにするよう指示がありました
why-taken-back = 取り下げました
why-sending = いま投稿しているところです
why-offline = ボットがプラットフォームにつながっていません
why-limit = 一度に送れる量の制限のため
why-outage = サーバーに障害が起きています
why-broken = プラットフォームから正しい応答がありませんでした
why-token = ボットのトークンが受け付けられません
why-plain = 書式が受け付けられず、ふつうの文字で投稿しました
why-ours = 問題が起きました。記録に残してあります
why-detailed = { $why }（{ $detail }）
why-platform = 「{ $reason }」
takeback-nothing = 取り下げられる投稿はここにありません。これまでの投稿は /ledger で見られます。
takeback-last = 最後の投稿を取り下げる
takeback-title = この投稿を取り下げますか
takeback-ask = { $slot } の号：{ $state }。次のように始まります。
takeback-rest = まだ投稿していない残りも、投稿しません。
takeback-doubt = ほかに1通、届いたかどうか分からないものがあります。届いていればそのまま残りますので、あとで確かめてください。
takeback-newer = これより新しい投稿が一つありますが、どのメッセージか分かりません。お手数ですが手で消してください。
takeback-yes = 取り下げる
takeback-no = 残す
takeback-kept = 投稿はそのままです。
takeback-done = 取り下げました。投稿は消えました。
takeback-replaced = 取り下げました。プラットフォームの決まりでもう消せないため、取り下げたことを示す短い文に置き換えました。
takeback-in-part = { $count }通を取り下げましたが、{ $left }通は取り下げられませんでした。{ $why }
takeback-already = この投稿に、取り下げるものは残っていません。
takeback-later = まだ取り下げていません（{ $why }）。数分たってから、もう一度お試しください。
takeback-failed = 取り下げられませんでした（{ $why }）。手で消すか、もう一度お試しください。
takeback-again = もう一度試す
settled-there = 届いているものとして記録しました。
settled-there-in-part = 届いているものとして記録しました。号の残りを続けて投稿します。
settled-there-in-part-later = 届いているものとして記録しました。{ $halt ->
    [held] いまはすべての投稿を止めているため、号の残りは再開してから投稿します。
   *[paused] いまはそのチャンネルへの投稿を休んでいるため、号の残りは再開してから投稿します。
}
settled-post = 順番が来しだい投稿します。
settled-post-later = { $halt ->
    [held] いまはすべての投稿を止めているため、再開してから投稿します。
   *[paused] いまはそのチャンネルへの投稿を休んでいるため、再開してから投稿します。
}
settled-skip = そのままにしました。この号はもう投稿しません。
settled-before = もう決まっています。{ $slot } の号：{ $state }。
resume-now = 再開する
resumed = ここへの投稿を再開しました。まだ間に合う号はすぐに届きます。
resumed-held = このチャンネルの休止は解きました。すべての投稿の停止が解かれしだい、号を届けます。
resume-not-paused = ここへの投稿は休んでいません。
resume-nothing = このチャンネルには号を届けていないため、再開するものがありません。始めるには /subscribe を送ってください。
hold-set = すべてのプラットフォーム、すべてのチャンネルで、投稿を止めました。
hold-already = 投稿はもう止めてあります。
hold-how = ちょうど送っていた1通はそのまま届きますが、何通かに分かれた号の残りは待ちます。質問にはこれまでどおり答えます。/release で再開し、まだ間に合う号はすぐに届きます。
held-since = このボットの運営者が、{ $moment } からすべての投稿を止めています。
held-by = { $moment } から、{ $by } がすべての投稿を止めています。
held-by-you = { $moment } から、あなたがすべての投稿を止めています。
released = すべての投稿を再開しました。まだ間に合う号はすぐに届きます。
release-nothing = 投稿は止めていません。

## チャンネルの管理者にこちらから知らせること
told-paused = { $channel } への投稿を休んでいます
pause-details = プラットフォームの説明：「{ $reason }」
pause-how = 何も消していません。再開は自動で、30分ほどかかることがあります。急ぐときは、下のボタンを押すか、そのチャンネルで /resume を送ってください。
pause-kept = 何も消していません。これまでの記録も残っています。
pause-for-good = 何も消していません。これまでの投稿は /ledger { $channel } で見られます。
pause-removed = ボットがそこから外されました。もう一度加えていただければ、続けて号を届けます。
pause-blocked = ボットがブロックされています。ブロックが解かれれば、続けて号を届けます。
pause-no-right = ボットに投稿する権限がありません。権限が戻れば、続けて号を届けます。
pause-topic-closed = { $platform ->
    [discord] スレッド
   *[other] トピック
}が閉じられています。開かれれば、続けて号を届けます。
pause-topic-gone = { $platform ->
    [discord] スレッドがなくなりました。別のスレッド
   *[other] トピックがなくなりました。別のトピック
}で /subscribe を送ってください。
pause-channel-gone = チャンネルがなくなりました。別のチャンネルで /subscribe を送ってください。
pause-moved = グループが別のグループになりました。新しいグループには、すでに号を届けています。
pause-other = プラットフォームが投稿を認めていません。
unknown-title = この投稿は { $channel } に届いていますか
unknown-ask = { $parts ->
    [1] { $slot } の号を投稿している途中で接続が切れ、届いたかどうかが分かりません。お手数ですが確かめてください。次のように始まる投稿です。
   *[other] { $slot } の号を投稿している途中で接続が切れ、{ $parts }通のうち{ $part }通目が届いたかどうかが分かりません。お手数ですが確かめてください。次のように始まる投稿です。
}
unknown-there = 届いている
unknown-post = 投稿する
unknown-skip = 何もしない
unknown-of = { $answer }：{ $post }
taken-back-here = この投稿は取り下げました。

## コマンドライン（運営者向け）。キーと状態（planned、sent、unknown など）は、入力するときの名前のまま
ledger-gone = うち{ $count }通は削除済み
resolve-done = { $key }：{ $state } になりました
hold-done = すべての投稿を止めています（{ $by }）。再開は `kawaraban release`
resume-done = { $channel }：投稿を再開します。休んでいた理由：{ $was }
resume-held = { $channel }：休止は解きましたが、すべての投稿を止めています（`kawaraban release` で再開）。休んでいた理由：{ $was }
resume-unpaused = { $channel }：投稿は休んでいませんでした
takeback-told = { $key }：{ $why }
backup-holds = { $place }：購読 { $subscriptions }件、配信 { $deliveries }件、保管済み { $archived }件、{ $bytes }バイト
restore-again = バックアップを取った後に投稿した号は、バックアップに入っていません。各チャンネルの最後の1号は、まだ間に合えば起動後にもう一度投稿されます。止めるには、起動する前に `kawaraban hold` を実行してください。
status-runs = kawaraban { $version } は動いています（プロセス { $pid }、{ $span }前から）
status-stopped = kawaraban { $version } は動いていません
status-platform = プラットフォーム
status-hold = 停止
status-channels = チャンネル
status-next = 次の投稿
status-backlog = 未完了
status-unknown = 不明
status-paused = 休止中
status-error = 最後のエラー
status-up = { $platform }：接続中（{ $span }）
status-down = { $platform }：切断（{ $span }）
status-closed = { $said }。何も通らないため、{ $until } までは試しません
status-subscribed = 購読 { $count }件、うち休止中 { $paused }件
status-idle = 待っているものはありません
status-waits = { $states }。最も古いものの予定は { $oldest }
status-doubt = { $channel } への { $key }：届いたかどうか、これから確かめます。手で決めるには `kawaraban resolve`
status-doubt-asked = { $channel } への { $key }：届いたかどうか、管理者に尋ねています。手で決めるには `kawaraban resolve`
status-pause = { $channel }（{ $since } から）：{ $why }（{ $reason }）
span-days = { $count }日
span-hours = { $count }時間
span-minutes = { $count }分
span-seconds = { $count }秒
span-two = { $first }{ $second }

## `kawaraban doctor`：調べたもの、分かったこと、その直し方
doctor-said = { $subject }：{ $said }
doctor-with-remedy = { $said }。{ $remedy }
doctor-grade-ok = 正常
doctor-grade-warning = 注意
doctor-grade-error = 異常
doctor-area-settings = 設定
doctor-area-corpus = 収録内容
doctor-area-data = データ
doctor-area-disk = ディスク
doctor-area-bot = ボット
doctor-area-token = トークン
doctor-area-network = 通信
doctor-area-clock = 時計
doctor-area-channel = チャンネル
doctor-area-probe-chat = 確認用チャット
doctor-subject-settings = 設定
doctor-subject-channels = チャンネル
doctor-subject-journal = ジャーナル
doctor-subject-mark = 到達点
doctor-subject-archive = 保管庫
doctor-subject-permission = 書き込み
doctor-subject-space = 空き容量
doctor-subject-bot = ボット
doctor-subject-hold = 停止
doctor-subject-tokens = トークン
doctor-error = 「{ $why }」
doctor-look-at = { $setting } を確かめてください
doctor-settings = 読み込みました。知らない設定はありません
doctor-mend-settings = 設定を直してください
doctor-corpus = エラーはありません。{ $count ->
    [0] {""}
   *[other] 警告 { $count }件。
}出来事 { $events }件、人物 { $people }人、解説 { $digests }件、出典 { $sources }件、章 { $chapters }件、話題 { $topics }件、出典ごとの主張 { $claims }件（出来事 { $events_with_claims }件）、対照表 { $coverage }行
doctor-corpus-wrong = { $count ->
    [1] エラーが1件あります：「{ $why }」
   *[other] エラーが{ $count }件あります。最初のもの：「{ $why }」
}
doctor-check = すべてを見るには `kawaraban check`
doctor-data-closed = 調べられません：「{ $why }」
doctor-data-whose = 持ち主のユーザーで実行するか、{ $setting } を確かめてください
doctor-journal = { $path } の{ $count }行を終わりまで読みました
doctor-journal-none = { $path } はまだありません。最初の起動で作られます
doctor-journal-torn = { $path } の{ $line }行目は、書き終える前に途切れたため、使いません
doctor-journal-restore = `kawaraban restore FILE` でバックアップから戻すか、{ $name } と { $mark } を別の場所に移して、新しく始めてください
doctor-mark = { $path } はジャーナルと合っています
doctor-mark-none = { $path } がないか、壊れているか、前のジャーナルのものです。ジャーナルの終わりが欠けても気づけません
doctor-mark-foreign = 正しいジャーナルを戻すか、このまま続けるなら { $mark } を別の場所に移してください
doctor-mark-start = 次の起動で書き直されます
doctor-archive = { $path } の配信 { $count }件は、すべてチェックサムと合っています
doctor-archive-none = { $path } はまだありません。最初の月が終わると作られます
doctor-archive-restore = 元に戻すか、`kawaraban restore FILE` でバックアップから戻してください。その中の記録をあきらめるなら、名前を { $name }.lost に変えてください（その名前の空のファイルでもかまいません）
doctor-damaged = { $path } に問題があります：「{ $why }」。何も変更していません
doctor-damaged-line = { $path } の{ $line }行目に問題があります：「{ $why }」。何も変更していません
doctor-newer = { $path } の形式はバージョン{ $version }で、このプログラムが知るのは{ $known }までです。より新しいプログラムが書いたものです
doctor-newer-start = そのプログラムを起動するか、`kawaraban restore FILE` でこのプログラムのバックアップから戻してください
doctor-space = { $path } の空きは { $free } MBです
doctor-space-room = { $least } MB以上になるよう、空きを作ってください
doctor-no-folder = { $path } はフォルダーではありません
doctor-writable = { $path } に書き込めます
doctor-unwritable = { $path } に書き込めません
doctor-no-file = { $path } はファイルではありません
doctor-no-file-move = 別の場所に移してください
doctor-unwritable-give = このユーザーに書き込み権限を与えてください
doctor-bot-stopped = いまは動いていません
doctor-bot-runs = 動いています（プロセス { $pid }）
doctor-bot-hangs = 固まっているなら、起動し直してください
doctor-held = すべての投稿を止めています（{ $by }）
doctor-release = 再開は `kawaraban release`
doctor-doubt = { $key } が届いたかどうか、だれかの判断を待っています
doctor-resolve = 決めるには `kawaraban resolve`
doctor-tokens-none = ありません。`kawaraban run` は端末で動きます。つなぐには { $telegram } か { $discord } を設定してください
doctor-token = 有効です（{ $name }）
doctor-token-none = ボットのトークンの形ではありません
doctor-token-refused = トークンが受け付けられません
doctor-token-copy = @BotFather で確かめ、{ $name } に入れ直してください
doctor-token-reset = 開発者ポータルで発行し直し、{ $name } に設定してください
doctor-token-missing = トークンがなく、{ $count }件のチャンネルが待っています
doctor-token-set = 環境変数か .env で { $name } を設定してください
doctor-unreachable = つながりません：「{ $why }」
doctor-look-at-network = このマシンのネットワークか、{ $setting } を確かめてください
doctor-clock = このマシンの時計と合っています
doctor-clock-ahead = このマシンの時計が{ $count }秒進んでいます
doctor-clock-behind = このマシンの時計が{ $count }秒遅れています
doctor-ntp = NTPで時計を合わせてください
doctor-private = 個人チャットです。ボットがブロックされているかどうかは、投稿するまで分かりません
doctor-rank = { $status ->
    [creator] 所有者
    [administrator] 管理者
    [member] メンバー
    [restricted] 制限付きのメンバー
    [left] 参加していない
    [kicked] 追放されている
   *[other] { $status }
}
doctor-rank-open = 投稿できます（ボットの立場：{ $rank }）
doctor-rank-closed = 投稿できません（ボットの立場：{ $rank }）
doctor-make-admin = ボットを、メッセージを投稿できる管理者にしてください
doctor-let-in = ボットをグループに入れ直し、メッセージの送信を許可してください
doctor-topic = { $said }。トピック { $topic } が開いているかどうかは、投稿するまで分かりません
doctor-group-closed = 投稿できません。グループがメンバーの投稿を許可していません
doctor-group-open = ボットを管理者にするか、グループで投稿を許可してください
doctor-moved = 新しいidは { $id } です
doctor-moved-settings = 次の投稿から新しいidに届きます。設定の channels に書いてあれば、直してください
doctor-unseen = ボットから見えません：「{ $why }」
doctor-add-again = ボットを入れ直すか、/unsubscribe で配信をやめてください。idが正しいかも確かめてください
doctor-invite-again = ボットを招待し直すか、チャンネルを見られるようにしてください。idが正しいかも確かめてください
doctor-unasked = 調べられませんでした：「{ $why }」
doctor-try-again = もう一度お試しください
doctor-left-out = ほか{ $count }件のチャンネルは調べていません。一度に尋ねるには、{ $platform }にとって多すぎます
doctor-left-out-log = 投稿できないチャンネルは、ログで分かります
doctor-probe-group = グループは、確かめるのに時間がかかりすぎます
doctor-probe-own = { $setting } にはご自身のidを書いてください
doctor-probe-other = { $remedy }。または、{ $setting } に別のチャットを書いてください
doctor-direct = 直接メッセージです。受け取られるかどうかは、投稿するまで分かりません
doctor-thread = チャンネルではなく、スレッドです
doctor-thread-write = chat = "{ $chat }", thread = "{ $thread }" と書いてください
doctor-thread-closed = スレッドが閉じられています
doctor-thread-open = 開き直すか、/unsubscribe で配信をやめてください
doctor-open = 投稿でき、投稿したものを読み返せます
doctor-open-blind = 投稿できますが、返事が失われた投稿が届いているかどうかを確かめられません
doctor-closed = 投稿できません
doctor-allow = チャンネルの権限で許可してください：{ $permissions }
doctor-permission-view-channel = 「チャンネルを見る」
doctor-permission-read-message-history = 「メッセージ履歴を読む」
doctor-permission-send-messages = 「メッセージを送信」
doctor-permission-send-messages-in-threads = 「スレッドでメッセージを送信」
