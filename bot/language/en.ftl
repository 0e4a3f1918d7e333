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
timeline-usage = [dates, people, topics, words]
timeline-about = the latest events, or those of dates, people, topics and words
chart-usage = [question]
chart-about = the same as a picture
who-usage = [name …]
who-about = who somebody is; of several names, what they have to do with each other
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
chart-slash = chart
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
timeline-of = Timeline: { $asked }
timeline-maybe = Perhaps also then (the date is known less exactly)
timeline-nothing = Nothing is recorded for this time. The nearest events:
timeline-none = Nothing recorded fits.
timeline-together = Nothing recorded fits all of this. Leave something out:
timeline-beyond = The story is told until { $date }.
date-taken = “{ $date }” is taken as { $span }.
word-nowhere = “{ $word }” stands in no entry.
part-word = “{ $word }”
part-unwanted = without “{ $word }”
part-separator = {" × "}
drop = ✕ { $part }
drop-counted = ✕ { $part } ({ $count })
next-narrower = + { $part }
next-later = Next: { $span }
date-impossible = { $date }: no calendar has this date.
who-everyone = Whom do you mean?
who-several = Several people are called “{ $name }”. Which one?
who-similar = I know nobody called “{ $name }”. Do you mean one of these?
who-nobody = I know nobody called “{ $name }”. These appear most often:
who-entries = Latest entries
role-in = { $role }, { $date }
role-since = from { $date }
role-until = until { $date }
digest-all = Explainers
digest-question = Questions
digest-chapter = Chapters
digest-article = The articles
digest-events = The events of this time
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

## Charts
chart-relation = { $people }: over time
chart-all = { $total ->
    [one] One entry
   *[other] All { $total } shown
} (as of { $date })
chart-some = { $drawn } of { $total } shown, the weightiest; { $left } more left out (as of { $date })
chart-when = { $date }, { $mark }
chart-year = { $year }
chart-month = { $number ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
chart-day = { $day } { $number ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
chart-key-exact = on that day
chart-key-lasting = all that time
chart-key-inexact = some time in it
chart-key-forecast = plan or forecast
chart-key-importance = larger: weightier
chart-key-months = entries a month, where it is known
chart-key-years = { $years ->
    [one] entries a year
   *[other] entries in { $years } years
}
chart-scale = The axis has more room where more happened.
chart-alt = A chart of time, from above to below: { $title }. { $count ->
    [one] One entry.
   *[other] { $count } entries.
}
chart-alt-chapters = {" "}Chapters: { $chapters }.
chart-alt-event = { $date }: { $title }
chart-alt-left = Not shown: { $count } more.
chart-nothing = Nothing is recorded for this, so there is nothing to draw.
chart-list = As a list
chart-see = As a picture
chart-part = Chart: { $chapter }

## People: the card of one, the relation of several
who-cross = {" × "}
who-unknown = I know nobody called “{ $name }”.
who-too-many = Of { $total } people named, this is about the first { $taken }.
who-roles-now = Roles as of { $date }
who-roles-open = Roles whose end no source gives
who-roles-before = Roles that ended by { $date }
who-roles-coming = Roles after { $date }
who-story = In the story
who-never = No entry
who-count = { $count ->
    [one] One entry
   *[other] { $count } entries
}
who-with-forecasts = { $count ->
    [one] { $total }, one of them a plan or forecast
   *[other] { $total }, { $count } of them plans or forecasts
}
who-appears-in = When: { $date }
who-appears = First: { $first }; last: { $last }
who-with = Most often with { $people }
who-on = Mostly on { $topics }
who-counted = { $name } ({ $count })
who-common-entries = { $count ->
    [2] Latest entries about both
   *[other] Latest entries about all of them
}
who-phase = { $title }: { $span } ({ $count ->
    [one] one entry
   *[other] { $count } entries
})
who-unplaced = Not to be dated to one phase ({ $count ->
    [one] one entry
   *[other] { $count } entries
})
who-earlier-phases = { $count ->
    [one] One phase lies before these.
   *[other] { $count } phases lie before these.
}
who-strangers = { $count ->
    [2] No entry concerns both of them.
   *[other] No entry concerns all of them.
}
who-links = Who connects them
who-link = { $name }: { $counts }
who-timeline = In the timeline

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
terminal-picture = The picture: { $path }
terminal-choose = a number presses a button
terminal-no-such-button = There is no button { $number } here.
too-much = Something went wrong here. It has been written to the log.
button-stale = This button means nothing any more.
select-person = People
select-day = Days
select-source = Sources
select-digest = Explainers
select-choice = Choose

## Search
search-usage = [words]
search-about = find words in titles and texts
words-about = tariffs, "big bill", tariffs -steel
search-slash = search
words-slash = words
search-of = Search: { $words }
hit-question = Explainer
hit-chapter = Explainer of a chapter
hit-article = Explainer of an article
search-nothing = No entry holds all of these words.
search-nothing-one = No entry holds this word.
search-counted = { $words } ({ $count })
search-timeline = In order of date
search-topic = Topic: { $topic }
search-how = Write the words to look for, as many as you like. "…" is a phrase, -word leaves a word out. For example:
select-entry = Entries

## Discord: where the bot is only an app of the asker's; what is offered while somebody types
discord-left-out = { $count ->
    [one] No more can be sent here: one message is left out.
   *[other] No more can be sent here: { $count } messages are left out.
}
discord-no-member = This command works where the bot is a member: in a server that has it, or in a direct message with it.
complete-today = today
complete-last-week = last week
select-drop = Leave out
select-next = Ask next

## One entry; links into the private chat; inline mode
entry-before = ◀ { $title }
entry-after = { $title } ▶
link-unknown = That link leads to nothing that I know. Here is what I can do:
inline-about = { $when } · { $text }
inline-open = Open in the chat with Kawaraban
inline-nothing = Nothing found. Ask in the private chat
inline-similar = Nothing found. Did you mean { $name }?
inline-near = Nothing at that time. These come nearest
inline-failed = Something went wrong. Ask in the private chat

## The story: by chapters, since a day, on this day; the sources of an entry
story-usage = [since when]
story-about = the story so far by chapters, or what is new since a date
story-slash = story
since-about = since June, 2025-06-05, last week, 6月上旬
since-slash = since
today-usage = {""}
today-about = on this day in the story
today-slash = today
sources-usage = [entry]
sources-about = what an entry rests on, and where its sources differ
sources-slash = sources
entry-about = an entry: its title, a part of it, or words in it
entry-slash = entry
line = { $above }: { $title }
line-marked = { $line } [{ $marks }]
story-title = The story so far: { $story }
story-chapter = { $title } ({ $span }; { $count ->
    [one] one event
   *[other] { $count } events
})
story-chapter-short = { $title } ({ $first } –; { $count })
story-open = { $span }, still open where the corpus ends
story-outside = { $count ->
    [one] One event lies
   *[other] { $count } events lie
} in no chapter
story-whole = { $count ->
    [0] No event is recorded yet.
    [one] One event, in no chapters
   *[other] { $count } events, in no chapters
}
story-all = All events
story-chapters = The story by chapters
story-unreadable = I cannot tell since when “{ $words }” is. Write since June, 2025-06-05 or last week. Here is the whole story.
news-title = { $story }: since { $day }
news-happened = { $count ->
    [0] No event is recorded
    [one] One event
   *[other] { $count } events
} since then
news-beyond = { $count ->
    [one] One entry reaches beyond
   *[other] { $count } entries reach beyond
}
news-changed = { $count ->
    [0] No entry was added or revised
    [one] One entry was added or revised
   *[other] { $count } entries were added or revised
} since then
news-changed-since = Added or revised since { $day }
news-added = { $line } (added { $day })
news-revised = { $line } (revised { $day })
news-all-happened = All { $count } events
news-all-changed = All { $count } new entries
today-title = On this day: { $day }
today-nothing = Nothing in the story has this date, in any year. The nearest anniversaries:
today-none = No event of the story is dated to the day.
today-same = this very day
today-ago = { $years ->
    [one] one year ago
   *[other] { $years } years ago
}
today-ahead = { $years ->
    [one] one year from this day
   *[other] { $years } years from this day
}
today-before = { $day } ({ $days ->
    [one] one day before
   *[other] { $days } days before
})
today-after = { $day } ({ $days ->
    [one] one day after
   *[other] { $days } days after
})
source-link = {"Link: "}
sources-title = Sources: { $title }
sources-differ = { $about }: sources differ
sources-claim = { $source }:{" "}
sources-note = The editor’s note: { $note }
sources-agree = { $count ->
    [one] It rests on one source.
   *[other] No difference between its sources is recorded.
}
sources-compare = Where sources differ
sources-differing = Where sources differ
sources-on = { $line } — { $about }
sources-none-differ = No entry is known on which sources differ.
sources-several = “{ $words }” fits these entries. Which one?
sources-similar = No entry is called “{ $words }”. Do you mean one of these?
sources-nothing = No entry is called “{ $words }”, or has these words. On these, sources differ:

## Time zones, what is asked most, and floods
timezone-usage = [city]
timezone-about = the time zone in which today and yesterday are meant
timezone-slash = timezone
zone-about = a city or zone: London, New York, Asia/Tokyo, UTC+9
zone-slash = zone
zone-place = { $city }, { $country }
timezone-title = Your time zone
timezone-now = Your dates are read in the time of { $place }, where it is { $moment } now.
timezone-own = You chose it.
timezone-channel = It is this channel's; you have chosen none.
timezone-language = It is the usual one of English; neither you nor this channel has chosen one.
timezone-how = /timezone with a city changes it: /timezone London, /timezone Asia/Tokyo, /timezone UTC+9.
timezone-forget = Forget my choice
timezone-set = Today, yesterday and last week are now read in the time of { $place }, where it is { $moment } now.
timezone-forgotten = Your choice is forgotten.
timezone-several = “{ $words }” has several time zones. Which one is yours?
timezone-similar = I know no place “{ $words }”. Do you mean one of these?
timezone-unknown = I know no place “{ $words }”. Name the nearest big city or an IANA zone: London, New York, Asia/Tokyo, UTC+9.
top-usage = {""}
top-about = what this chat asks most
top-slash = top
top-title = Asked most in this chat
top-people = People
top-days = Days
top-line = { $name }: { $count ->
    [one] once
    [2] twice
   *[other] { $count } times
}
top-note = Of the last { $days } days. Who asked is kept nowhere.
top-nothing = Nothing has been asked here in the last { $days } days. These carry the story:
pace-wait = That was a lot at once. Please wait { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}, then I will answer again.

## Deliveries, for those who manage a channel: /ledger, /takeback, /resume, /hold, /release
ledger-usage = [channel]
ledger-about = what was posted here, what was not, and why (admins)
ledger-slash = ledger
takeback-usage = [channel]
takeback-about = take back the last post (admins)
takeback-slash = takeback
resume-usage = [channel]
resume-about = post in a paused channel again (admins)
resume-slash = resume
hold-usage = {""}
hold-about = stop all posting, everywhere (owners)
hold-slash = hold
release-usage = {""}
release-about = let posting go on after /hold (owners)
release-slash = release
channel-about = another channel, if not this one: telegram:-100123, discord:123
channel-slash = channel
channel-unreadable = “{ $words }” is no channel. Write telegram:-100123 or discord:123, or nothing for this channel.
ledger-here = Posts in this channel
ledger-of = Posts in { $channel }
ledger-unsubscribed = This channel gets no editions. /subscribe brings them.
ledger-nothing = Nothing has been posted here yet.
ledger-paused = Posting here is paused since { $since }.
ledger-row = {" – "}{ $state }
ledger-older = { $place }; older posts are on the command line
ledger-doubt = Please look whether what is in doubt is there, and say so with the buttons below.
ledger-see = Posts of this channel
row-why = { $state }: { $why }
row-about = {" · "}{ $title }{ $more ->
    [0] {""}
   *[other] {" "}(+{ $more })
}
row-begun = { $done } of { $parts } messages are there, the rest { $rest }
row-sending = { $parts ->
    [1] being posted now
   *[other] being posted now, message { $part } of { $parts }
}
row-unknown = { $parts ->
    [1] nobody knows whether it arrived
   *[other] nobody knows whether message { $part } of { $parts } arrived
}
row-sent = { $count ->
    [one] posted { $time }
   *[other] posted { $time } ({ $count } messages)
}
row-sent-in-time = { $count ->
    [one] posted
   *[other] posted ({ $count } messages)
}
row-gone = taken back { $time }
row-deleted = deleted { $time }
row-gone-in-part = { $left ->
    [one] taken back in part { $time }, one message is left
   *[other] taken back in part { $time }, { $left } messages are left
}
row-refused = could not be posted
row-missed = missed
row-skipped = left out
row-cancelled = cancelled
row-waits = waits for its turn
row-waits-until = waits until { $time }
row-paused = waits, for posting here is paused
row-held = waits, for all posting is on hold
why-down = nothing could be posted until its time had passed
why-late = its time had passed
why-newer = a newer edition was due
why-unsubscribed = the channel was unsubscribed
why-held = all posting was on hold
why-paused = posting here was paused
why-nothing = no entry fitted this channel that day
why-ended = the program ended while it was being posted
why-not-there = it was looked for and was not there
why-resent = posted again, as the operator has set it; it may be there twice
why-skipped = not posted again, as the operator has set it; it may be missing
why-seen = somebody has seen it there
why-post = somebody asked for it to be posted again
why-left = somebody decided to leave it
why-taken-back = it was taken back
why-sending = it is being posted just now
why-offline = the bot is not connected to the platform
why-limit = the platform limits how much may be posted at a time
why-outage = the server has an outage
why-broken = the platform gave no proper answer
why-token = the platform refuses the bot’s token
why-plain = as plain text, for the platform did not take its format
why-ours = something went wrong here; it has been written to the log
why-detailed = { $why } ({ $detail })
why-platform = “{ $reason }”
takeback-nothing = There is no post here that I could take back. /ledger shows what was posted.
takeback-last = Take back the last post
takeback-title = Take back this post?
takeback-ask = The edition of { $slot }: { $state }. It begins like this:
takeback-rest = What is still to come of it will not be posted either.
takeback-doubt = One message of it may be there without my knowing. If it is, it stays: please look afterwards.
takeback-newer = There is a newer post whose message I do not know. Please delete that one by hand.
takeback-yes = Take it back
takeback-no = Keep it
takeback-kept = The post stays as it is.
takeback-done = Taken back: the post is deleted.
takeback-replaced = Taken back: the platform does not let me delete it any more, so a short notice stands in its place.
takeback-in-part = { $count ->
    [one] One message is taken back, { $left } could not be. { $why }
   *[other] { $count } messages are taken back, { $left } could not be. { $why }
}
takeback-already = Nothing of this post is left to take back.
takeback-later = Not taken back yet: { $why }. Please try again in a few minutes.
takeback-failed = It could not be taken back: { $why }. Please delete it by hand, or try again.
takeback-again = Try again
settled-there = Noted: it is there.
settled-there-in-part = Noted: it is there. The rest of the edition follows.
settled-there-in-part-later = Noted: it is there. The rest of the edition follows when { $halt ->
    [held] the hold of all posting ends.
   *[paused] posting in its channel goes on again.
}
settled-post = It is posted as soon as its turn comes.
settled-post-later = It is posted when { $halt ->
    [held] the hold of all posting ends.
   *[paused] posting in its channel goes on again.
}
settled-skip = Left as it is. Nothing more of this edition is posted.
settled-before = That is settled already. The edition of { $slot }: { $state }.
resume-now = Resume
resumed = Posting here goes on. What is still in time goes out now.
resumed-held = This channel is no longer paused. Its editions go out again once the hold of all posting ends.
resume-not-paused = Posting here is not paused.
resume-nothing = This channel gets no editions, so there is nothing to resume. /subscribe brings them.
hold-set = Done: nothing is posted any more, on any platform, in any channel.
hold-already = Posting was on hold before.
hold-how = A message that was under way just now still arrives; the rest of an edition that has begun waits, too. Questions are answered as ever. /release ends the hold; what is still in time then goes out at once.
held-since = The operators of this bot have put all posting on hold, since { $moment }.
held-by = All posting is on hold since { $moment }, by { $by }.
held-by-you = All posting is on hold since { $moment }, by you.
released = Posting goes on, everywhere. What is still in time goes out now.
release-nothing = Nothing is on hold.

## What those who manage a channel are told unasked
told-paused = Nothing is posted to { $channel } for now
pause-details = It says: “{ $reason }”.
pause-how = Nothing was deleted. It may take half an hour until that is noticed; the button below, or /resume in the channel, is faster.
pause-kept = Nothing was deleted: what was posted stays on record.
pause-for-good = Nothing was deleted: /ledger { $channel } shows what was posted.
pause-removed = The bot was removed from there. Add it again, and the editions go on.
pause-blocked = The bot was blocked there. Unblock it, and the editions go on.
pause-no-right = The bot has no right to post there. Give it back, and the editions go on.
pause-topic-closed = The { $platform ->
    [discord] thread
   *[other] topic
} is closed. Open it again, and the editions go on.
pause-topic-gone = The { $platform ->
    [discord] thread
   *[other] topic
} is no longer there. Send /subscribe in another one.
pause-channel-gone = The channel is no longer there. Send /subscribe in another one.
pause-moved = The group has become another one, which gets editions of its own.
pause-other = The platform does not let the bot post there.
unknown-title = Is this post in { $channel }?
unknown-ask = { $parts ->
    [1] The connection broke while the edition of { $slot } was being posted, and I cannot find out whether it arrived. Please look. It begins like this:
   *[other] The connection broke while the edition of { $slot } was being posted, and I cannot find out whether message { $part } of { $parts } arrived. Please look. It begins like this:
}
unknown-there = It is there
unknown-post = Post it
unknown-skip = Leave it
unknown-of = { $answer }: { $post }
taken-back-here = This post was taken back.

## The command line, for operators: /ledger, /status and the others. Keys and states (planned, sent, unknown …) are names, as they are typed
ledger-gone = { $count ->
    [one] one message of it deleted
   *[other] { $count } messages of it deleted
}
resolve-done = { $key }: now { $state }
hold-done = all posting is held ({ $by }); `kawaraban release` ends that
resume-done = { $channel }: sent to again; it was paused: { $was }
resume-held = { $channel }: no longer paused ({ $was }), but all posting is on hold: `kawaraban release`
resume-unpaused = { $channel }: was not paused
takeback-told = { $key }: { $why }
backup-holds = { $place }: subscriptions { $subscriptions }, deliveries { $deliveries }, archived { $archived }, bytes { $bytes }
restore-again = What was posted after the backup was made is not in it: of each channel the last of that, while it is in time, goes out again. `kawaraban hold`, before the bot is started, keeps it back.
status-runs = kawaraban { $version } runs as process { $pid }, for { $span }
status-stopped = kawaraban { $version }: not running
status-platform = platform
status-hold = hold
status-channels = channels
status-next = next
status-backlog = backlog
status-unknown = unknown
status-paused = paused
status-error = last error
status-up = { $platform }: up for { $span }
status-down = { $platform }: DOWN for { $span }
status-closed = { $said }; nothing is tried until { $until }, for nothing works there
status-subscribed = { $count } subscribed, { $paused } paused
status-idle = nothing waits
status-waits = { $states }; the oldest was due { $oldest }
status-doubt = { $key } to { $channel }: it will be looked for; `kawaraban resolve` settles it
status-doubt-asked = { $key } to { $channel }: its admins were asked; `kawaraban resolve` settles it
status-pause = { $channel } since { $since }: { $why } ({ $reason })
span-days = { $count } d
span-hours = { $count } h
span-minutes = { $count } min
span-seconds = { $count } s
span-two = { $first } { $second }

## `kawaraban doctor`: what was looked at, what was found, what to do about it
doctor-said = { $subject }: { $said }
doctor-with-remedy = { $said }; { $remedy }
doctor-grade-ok = ok
doctor-grade-warning = WARN
doctor-grade-error = WRONG
doctor-area-settings = settings
doctor-area-corpus = corpus
doctor-area-data = data
doctor-area-disk = disk
doctor-area-bot = bot
doctor-area-token = token
doctor-area-network = network
doctor-area-clock = clock
doctor-area-channel = channel
doctor-area-probe-chat = probe chat
doctor-subject-settings = settings
doctor-subject-channels = channels
doctor-subject-journal = journal
doctor-subject-mark = mark
doctor-subject-archive = archive
doctor-subject-permission = permission
doctor-subject-space = space
doctor-subject-bot = bot
doctor-subject-hold = hold
doctor-subject-tokens = tokens
doctor-error = { $why }
doctor-look-at = look at { $setting }
doctor-settings = read, every one of them is known
doctor-mend-settings = mend the settings
doctor-corpus = no errors, { $count ->
    [one] one warning
   *[other] { $count } warnings
}; { $events } events, { $people } people, { $digests } digests, { $sources } sources, { $chapters } chapters, { $topics } topics, { $claims } claims, { $events_with_claims } events with claims, { $coverage } rows of coverage
doctor-corpus-wrong = { $count ->
    [one] one error: { $why }
   *[other] { $count } errors, the first: { $why }
}
doctor-check = `kawaraban check` names them all
doctor-data-closed = cannot be looked at: { $why }
doctor-data-whose = run as the user whose it is, or look at { $setting }
doctor-journal = { $path }: { $count ->
    [one] one row
   *[other] { $count } rows
}, read to the end
doctor-journal-none = { $path } is not there yet: the first start makes it
doctor-journal-torn = { $path }: line { $line } was cut off before it was acknowledged, and is left out
doctor-journal-restore = restore a backup with `kawaraban restore FILE`, or move { $name } and { $mark } away to begin anew
doctor-mark = { $path } agrees with the journal
doctor-mark-none = { $path } is missing, damaged or of the journal before: a cut of the journal would not be noticed
doctor-mark-foreign = put the right journal back, or move { $mark } away to go on with this one
doctor-mark-start = the next start writes it
doctor-archive = { $path }: { $count ->
    [one] one delivery
   *[other] { $count } deliveries
}, each as its checksum says
doctor-archive-none = { $path } is not there yet: it is made when the first month is over
doctor-archive-restore = put it back, restore a backup with `kawaraban restore FILE`, or go on without what it holds: name it { $name }.lost (an empty file of that name will do)
doctor-damaged = { $path }: { $why }; nothing was changed
doctor-damaged-line = { $path }, line { $line }: { $why }; nothing was changed
doctor-newer = { $path } is in version { $version } of the format and this program knows { $known }: it was written by a newer one
doctor-newer-start = start that one, or restore a backup of this one with `kawaraban restore FILE`
doctor-space = { $path } has { $free } MB left
doctor-space-room = make room, at least { $least } MB
doctor-no-folder = { $path } is no folder
doctor-writable = { $path } can be written
doctor-unwritable = { $path } cannot be written
doctor-no-file = { $path } is no file
doctor-no-file-move = move it away
doctor-unwritable-give = give this user write permission
doctor-bot-stopped = does not run at present
doctor-bot-runs = runs as process { $pid }
doctor-bot-hangs = restart it, if it hangs
doctor-held = all posting is held ({ $by })
doctor-release = `kawaraban release` ends that
doctor-doubt = { $key } waits for somebody to say whether it is there
doctor-resolve = `kawaraban resolve` settles it
doctor-tokens-none = none: `kawaraban run` runs in the terminal; set { $telegram } or { $discord } to connect
doctor-token = accepted, for { $name }
doctor-token-none = this is no token of a bot
doctor-token-refused = the token is refused
doctor-token-copy = copy it anew from @BotFather into { $name }
doctor-token-reset = reset it in the developer portal and set { $name }
doctor-token-missing = there is no token, and { $count ->
    [one] one channel of it waits
   *[other] { $count } channels of it wait
}
doctor-token-set = set { $name } in the environment or in .env
doctor-unreachable = cannot be reached ({ $why })
doctor-look-at-network = look at the network of this machine, or { $setting }
doctor-clock = agrees with this machine's
doctor-clock-ahead = this machine is { $count } s ahead of it
doctor-clock-behind = this machine is { $count } s behind it
doctor-ntp = set the clock by NTP
doctor-private = a private chat; whether it has blocked the bot shows in sending
doctor-rank = { $status ->
    [creator] it is the owner there
    [administrator] it is an administrator there
    [member] it is a member there
    [restricted] it is restricted there
    [left] it is not a member there
    [kicked] it is banned there
   *[other] it is { $status } there
}
doctor-rank-open = the bot may post there: { $rank }
doctor-rank-closed = the bot may not post there: { $rank }
doctor-make-admin = make the bot an administrator of the channel that may post messages
doctor-let-in = let the bot into the group again and allow it to send messages
doctor-topic = { $said }, whether topic { $topic } is open shows in sending
doctor-group-closed = the bot may not post there: the group allows its members no messages
doctor-group-open = make the bot an administrator, or allow messages in the group
doctor-moved = it has the new id { $id }
doctor-moved-settings = the next post follows it; mend channels in the settings, if it is there
doctor-unseen = the bot does not see it: { $why }
doctor-add-again = add the bot to it again, or /unsubscribe it; look at the id
doctor-invite-again = invite the bot again, or let it view the channel; look at the id
doctor-unasked = could not be asked about: { $why }
doctor-try-again = try again
doctor-left-out = { $count ->
    [one] one more channel was not asked about
   *[other] { $count } more channels were not asked about
}: { $platform } would find it too many
doctor-left-out-log = the log tells of those that do not take a post
doctor-probe-group = a group: too slow to look in
doctor-probe-own = name your own id in { $setting }
doctor-probe-other = { $remedy }; or name another in { $setting }
doctor-direct = a direct message; whether it is taken shows in sending
doctor-thread = it is a thread, not a channel
doctor-thread-write = write chat = "{ $chat }", thread = "{ $thread }"
doctor-thread-closed = the thread is closed
doctor-thread-open = open it again, or /unsubscribe it
doctor-open = the bot may post there, and read back what it has posted
doctor-open-blind = the bot may post there, but not look whether a post of which the answer was lost is there
doctor-closed = the bot may not post there
doctor-allow = allow it in the channel's permissions: { $permissions }
doctor-permission-view-channel = View Channel
doctor-permission-read-message-history = Read Message History
doctor-permission-send-messages = Send Messages
doctor-permission-send-messages-in-threads = Send Messages in Threads
