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
timeline-usage = [日付]
timeline-about = 最新の出来事、または日・月・年の出来事
who-usage = [名前]
who-about = どんな人で、何をしたか
digest-usage = [題名]
digest-about = 疑問・章・記事ごとの解説
subscribe-usage = {""}
subscribe-about = このチャンネルに毎日の号を届ける
unsubscribe-usage = {""}
unsubscribe-about = 配信をやめる
language-usage = [ja|en]
language-about = 返事の言語を選ぶ
add-usage = [event|digest]
add-about = 項目を追加する（管理者用）
when-about = 2025-06-05、6月5日、6月上旬、先週、令和7年 など
name-about = 名前（表記は自由）
title-about = 題名、またはその一部
language-parameter-about = ja か en
kind-about = event（出来事）か digest（解説）

## Discordでのコマンド名と引数名：文字・数字・ハイフンだけで32字まで
start-slash = はじめに
help-slash = ヘルプ
timeline-slash = 年表
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
timeline-of = 年表：{ $span }
timeline-maybe = この期間かもしれないもの（日付がはっきりしない）
timeline-nothing = この期間の記録はありません。前後でいちばん近い出来事：
date-impossible = { $date }：暦にない日付です。
date-unreadable = 「{ $words }」を日付として読めませんでした。2025-06-05、2025年6月、6月上旬、先週、令和7年6月 のように書いてください。
who-everyone = どなたのことですか。
who-several = 「{ $name }」に当てはまる人が何人かいます。どなたですか。
who-similar = 「{ $name }」という人は見つかりません。もしかして：
who-nobody = 「{ $name }」という人は見つかりません。よく登場するのは次の人たちです。
who-entries = 最近の項目
who-appears-in = 登場 { $count }件（{ $last }）
who-appears = 登場 { $count }件（{ $first } 〜 { $last }）
role-in = { $role }（{ $date }）
role-since = { $date }から
role-until = { $date }まで
digest-all = 解説
digest-question = 疑問に答える
digest-chapter = 章をたどる
digest-article = 記事を読む
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
terminal-choose = 番号でボタンを押せます
terminal-no-such-button = ここに { $number } 番のボタンはありません。
terminal-unknown = 前回の終了時に送信中だった号の行方が分かりません（{ $count }件）。送り直しはせず、「kawaraban ledger」に残しています。
too-much = 問題が起きました。記録に残してあります。
button-stale = このボタンはもう使えません。
select-person = 人物
select-day = 日付
select-source = 出典
select-digest = 解説
select-choice = 選択
