# The interface in English. A message has the same id and the same values in every language; a test holds them together.

language-name = English
list-separator = {", "}

## Dates
date-about = about { $date }
date-uncertain = { $date } (uncertain)
date-within = some time in { $date }
date-worded = { $date } ({ $wording })
season-21 = spring { $year }
season-22 = summer { $year }
season-23 = autumn { $year }
season-24 = winter { $year }
span-all = all time
span-between = { $first } – { $last }
span-since = since { $date }
span-until = until { $date }

## Entries
as-of = As of { $date }: the corpus goes no further.
credit = { $count ->
    [one] Source
   *[other] Sources
}: { $sources }
claims = { $about } – sources differ. { $values }
claim = { $source }: { $value }
claim-separator = {"; "}
status-claimed = claimed by { $by }
status-disputed = disputed
status-forecast = a plan or forecast ({ $by })
again = shown before, { $day }
not-stated = not stated
kind-feature = feature
kind-report = report
kind-column = column (opinion)
kind-blog = personal blog
source-title = Title: { $value }
source-publisher = Publisher: { $value }
source-date = Date: { $value }
source-kind = Kind: { $value }
source-events = { $count ->
    [one] One entry of the timeline rests on it.
   *[other] { $count } entries of the timeline rest on it.
}
page-back = ◀ Back
page-forth = More ▶
page-place = { $first }–{ $last } of { $total }

## Commands: what follows them, and what they do
start-usage = {""}
start-about = what this is
help-usage = {""}
help-about = all commands
timeline-usage = [date]
timeline-about = the latest events, or those of a day, month or year
who-usage = [name]
who-about = who somebody is, and what they did
digest-usage = [title]
digest-about = an explainer of a question, a chapter or an article
subscribe-usage = {""}
subscribe-about = a daily edition in this channel
unsubscribe-usage = {""}
unsubscribe-about = no more editions here
language-usage = [ja|en]
language-about = the language in which you are answered
add-usage = [event|digest]
add-about = a new entry (owners)
when-about = 2025-06-05, June 2025, last week, 6月上旬
name-about = a name in any spelling
title-about = a title, or a part of it
language-parameter-about = ja or en
kind-about = event or digest

## Names of commands and parameters on Discord: letters, digits and hyphens, up to 32
start-slash = start
help-slash = help
timeline-slash = timeline
who-slash = who
digest-slash = digest
subscribe-slash = subscribe
unsubscribe-slash = unsubscribe
language-slash = language
add-slash = add
when-slash = when
name-slash = name
title-slash = title
language-parameter-slash = language
kind-slash = kind

## Answers
start-title = Kawaraban
start = I tell the story “{ $story }” from curated sources: a short edition every day, and answers in between.
start-try = Try /timeline 2025-06, /who Musk or /digest. A name or a date alone will do, too.
help-title = Commands
help-plain-text = In a private chat a name, a date or a title alone is a question.
command-unknown = There is no command /{ $name }. These there are:
timeline-latest = Latest events
timeline-of = Timeline: { $span }
timeline-maybe = Perhaps also then (the date is known less exactly)
timeline-nothing = Nothing is recorded for this time. The nearest events:
date-impossible = { $date }: no calendar has this date.
date-unreadable = “{ $words }” is not a date that I can read. Write 2025-06-05, June 2025, early June, last week or 2025年6月5日.
who-everyone = Whom do you mean?
who-several = Several people are called “{ $name }”. Which one?
who-similar = I know nobody called “{ $name }”. Do you mean one of these?
who-nobody = I know nobody called “{ $name }”. These appear most often:
who-entries = Latest entries
who-appears-in = { $count ->
    [one] One entry
   *[other] { $count } entries
}: { $last }.
who-appears = { $count ->
    [one] One entry: { $last }.
   *[other] { $count } entries, from { $first } to { $last }.
}
role-in = { $role }, { $date }
role-since = from { $date }
role-until = until { $date }
digest-all = Explainers
digest-question = Questions
digest-chapter = Chapters
digest-article = The articles
digest-choices = “{ $words }” fits these explainers:
digest-none = No explainer is called “{ $words }”. These there are:
language-choose = In which language shall I answer you?
language-set = I will answer you in English.
managers-only = Only those who manage this chat may do that.
owners-only = Only the owners of this bot may do that.
subscribed = Subscribed: this channel gets an edition.
subscribed-already = This channel is subscribed already.
subscribed-how-to-stop = /unsubscribe ends it.
unsubscribed = No more editions here. /subscribe brings them back.
unsubscribed-already = This channel was not subscribed.
next-post = Next edition: { $moment } ({ $zone })
next-post-never = The schedule “{ $schedule }” never comes.
offer-title = A new channel
offer = You made me an administrator of “{ $title }”. Shall it get a daily edition?
offer-ja = 日本語で配信
offer-en = Yes, in English
offer-no = No
offer-answered = This question has been answered.
offer-declined = “{ $title }” gets nothing. /subscribe can still be asked there.

## Adding an entry
form-event = New event
form-digest = New explainer
form-how = Copy this, change every line, and send it back as one message. People and topics may be named in any spelling.
form-date = Date (2025-06-05, 2025-06 …)
form-title = Title: Japanese, then English
form-title-hint = 日本語の見出し
    An English title
form-summary-ja = Summary in Japanese
form-summary-ja-hint = 何が起き、誰が何をしたのかを、出典にある事実だけで、二、三の短い文にまとめてください。ここは例文です。
form-summary-en = Summary in English
form-summary-en-hint = Two or three short sentences: what happened, who did what, and only what the source states. This is an example.
form-text-ja = Text in Japanese
form-text-ja-hint = 問いへの答えを最初に書きます。段落は短く、全体で六百字ほどに収めてください。
form-text-en = Text in English
form-text-en-hint = Begin with the answer. Keep paragraphs short, and the whole to about 250 words.
form-details = People, topics, sources
add-wrong = Not saved yet. To be mended:
add-preview = This is how it will look
add-id = id: { $id }
add-save = Save
add-drop = Drop
add-saved = Saved as { $id }. It is in the answers now, and in coming editions.
add-dropped = Dropped. Nothing was saved.
add-done-before = This draft was saved or dropped before.
add-show = Show it

## Editions
edition-title = { $day } · { $story }
edition-on-this-day = On this day
edition-events = From the timeline
edition-nothing = Nothing for today.

## Reasons of picks
reason-turn = { $rule }: shown { $shown } times here, { $in_turn } of { $of } wait in the same turn
reason-importance = importance { $importance }
reason-runner-up = next would be { $entry }
reason-again = seen before on { $day }, every other one had its turn
rule-mix = weightiest first
rule-mix-digest = questions first
rule-latest = newest first
rule-latest-digest = newest explainer first
rule-story = in order of the story
rule-story-digest = chapters in order
rule-anniversary = this day in an earlier year

## The terminal
terminal-welcome = Kawaraban in this terminal. /help lists the commands; a name or a date alone is a question; Ctrl-D ends.
terminal-sent = Today's edition, sent now:
terminal-sent-before = Today's edition was sent at { $moment } already:
terminal-no-edition = There is no edition for today.
terminal-choose = a number presses a button
terminal-no-such-button = There is no button { $number } here.
terminal-unknown = What was in flight when the program last ended is unknown: { $count ->
    [one] one edition
   *[other] { $count } editions
}. It is not sent again; “kawaraban ledger” shows it.
too-much = Something went wrong here. It has been written to the log.
button-stale = This button means nothing any more.
select-person = People
select-day = Days
select-source = Sources
select-digest = Explainers
select-choice = Choose
