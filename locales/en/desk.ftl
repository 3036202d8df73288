# What the team reads in its group.

who-team = the team
who-user = the user
who-itself = the desk itself

status-unassigned = Unassigned
status-in-progress = In progress
status-pending = Pending
status-completed = Completed

role-agent = agent
role-lead = lead
role-admin = admin

reason-solved = solved
reason-silent = user did not answer
reason-nosupport = not a support matter
reason-elsewhere = settled elsewhere
reason-confirmed = user confirmed
reason-timeout = timeout
reason-left = user left
reason-merged = merged
reason-moved = moved to another desk
reason-banned = user banned
reason-forgotten = user forgotten

reopen-reason-mistake = completed by mistake
reopen-reason-more = more information
reopen-reason-asked = user asked
reopen-reason-followup = follow-up
reopen-reason-said = in own words
reopen-reason-timeout = after timeout
reopen-reason-still = user still needs help
reopen-reason-automatic = user wrote again in time
reopen-reason-same = same matter
reopen-reason-joined = joined by another

kind-text = text
kind-photo = photo
kind-video = video
kind-voice = voice message
kind-video-note = video message
kind-audio = audio
kind-document = file
kind-animation = animation
kind-sticker = sticker
kind-contact = contact
kind-location = location
kind-venue = place
kind-poll = poll
kind-dice = dice
kind-other = other message

## The bridge

user-edited = edited: { $text }
user-edited-plain = { $conversation } · edited: { $text }
bulk-complete =
    { $count ->
        [one] Complete { $count } conversation ({ $filter })? Its user will no longer be able to write in it, and gets one notice without rating. If the user writes meanwhile, it is left alone.
       *[other] Complete { $count } conversations ({ $filter })? Their users will no longer be able to write in them; each gets one notice without rating. Where a user writes meanwhile, the conversation is left alone.
    }
bulk-tag =
    { $count ->
        [one] Tag { $count } conversation ({ $filter }): { $tags }?
       *[other] Tag { $count } conversations ({ $filter }): { $tags }?
    }
bulk-runs =
    Under way: { $done } of { $total }
    { $lines }
bulk-over =
    Finished: { $done } of { $total }
    { $lines }
bulk-stopped =
    Stopped: { $done } of { $total } were done
    { $lines }
bulk-skipped =
    { $count ->
        [one] Left alone, since something has changed there: { $numbers }
       *[other] { $count } left alone, since something has changed there: { $numbers }
    }
priority-high = urgent
priority-normal = normal
priority-low = low priority
priority-is = Priority of { $conversation }: { $urgency }
field-set = Kept of the user of { $conversation }: { $key } = { $value }
field-removed = Removed from the user of { $conversation }: { $key }
profile =
    The user of { $conversation }

    { $lines }
profile-name = Name: { $name }
profile-language = Language: { $language }
profile-seen = First seen: { $at }
profile-source = Came from: { $source }
profile-others = Other conversations: { $numbers }
profile-field = { $key }: { $value }
rating-comment = { $conversation } · Comment of the user on the rating of { $stars } of 5:
tags-of = Tags of { $conversation }: { $tags }
tags-none = { $conversation } has no tags. Put some on with /tag, or press one below.
canned-preview = { $text }
canned-kept = Canned reply “{ $name }” kept ({ $language }).
canned-gone = Canned reply “{ $name }” removed.
canned-list = Canned replies (page { $page } of { $pages })
    { $lines }
canned-line = { $name } ({ $languages }): { $text }
canned-none = There are no canned replies yet. A lead writes /canned add, a name, and the text on the next line.
card-merged-into = Joined with { $other }: it goes on there.
card-merged-from = Joined by { $numbers }
card-moved-to = Goes on at { $desk } as #{ $number }
card-moved-from = Came from { $desk }, #{ $number } there
merged = { $conversation } has joined { $other }. It goes on there.
moved = { $conversation } goes on at { $desk } as #{ $number }. The user has been told.
moved-here =
    From { $desk }, #{ $number } there. Said so far:
    { $lines }
ban-done = { $who } is banned. Nothing they write reaches you; /unban lets them in again.
ban-done-until = { $who } is banned until { $until }. Nothing they write reaches you until then; /unban lets them in before.
unban-done = { $who } can write again. Nothing was reopened.
forgotten-inside = A user has had everything erased: { $numbers }. Topics or posts are deleted as far as Telegram allows; only bare figures remain.
history-banned = { $at } · Banned by { $who }
history-banned-why = { $at } · Banned by { $who }: { $reason }
history-banned-until = { $at } · Banned by { $who } until { $until }
history-banned-until-why = { $at } · Banned by { $who } until { $until }: { $reason }
history-unbanned = { $at } · Ban lifted by { $who }
not-sent-merged = Not sent: { $conversation } has joined { $other }. Answer there.
not-sent-moved = Not sent: { $conversation } goes on at { $desk } as #{ $number }.
answers-there = ↩ { $target }: “{ $text }”
answers-there-wordless = ↩ { $target }
answers-this = { $conversation } answers this
recalled = Taken back: the user no longer has it.
recalled-in-time = Taken back before it left. The user never had it.
recall-failed = Telegram does not delete it any more; it does so within 48 hours. The user still has it.
recall-blocked = Not taken back: the user has blocked this bot, and still has it.
recall-gone = Not taken back: this user’s account no longer exists.
recall-other = Not taken back. Telegram says: { $reason }. The user still has it.
edit-not-delivered = The user still sees what this said before the change: Telegram does not let it be changed there.
edit-blocked = The user has blocked this bot and still sees what this said before the change. It is changed once the user lets the bot in.
edit-kept-inside = Not sent: it stays inside now.
edit-too-late = The user has what this said before, and still sees it.
user-still-waits = { $conversation }: the user still needs help. It does not complete by itself.
topic-recreated =
    The topic of { $conversation } was deleted. This is its new one; the conversation goes on here.

    { $lines }
topic-begun =
    { $conversation } goes on in this topic. What was said last:

    { $lines }
history-said = { $at } { $who }: { $text }
history-kind = { $at } { $who }: [{ $kind }]
history-edited = { $at } { $who }, edited: { $text }
history-note = { $at } Note by { $who }: { $text }
history-failed = { $at } · Not delivered
history-recalled = { $at } · { $who } took an answer back
history-maybe-double = { $at } · May have arrived twice
history-opened = { $at } · Opened
history-assigned = { $at } · Assigned to { $to } by { $who }
history-unassigned = { $at } · Given back by { $who }
history-pending = { $at } · Set aside by { $who }
history-resumed = { $at } · Resumed by { $who }
history-priority = { $at } · Priority set by { $who }: { $urgency }
history-escalated = { $at } · { $who } called the leads
history-escalated-why = { $at } · { $who } called the leads: { $reason }
history-snoozed = { $at } · { $who } put reminders off until { $until }
history-unsnoozed = { $at } · { $who } wants reminders again
history-follow-up = { $at } · { $who } lets it come back { $until }
history-follow-up-off = { $at } · { $who } no longer lets it come back
history-tagged = { $at } · Tagged by { $who }: { $tags }
history-untagged = { $at } · Tags taken off by { $who }: { $tags }
history-merged = { $at } · Joined with { $other } by { $who }
history-moved = { $at } · Moved to { $desk } as #{ $number } by { $who }
history-promised = { $at } · { $who } 👀: we owe the answer
history-let-off = { $at } · { $who } took 👀 back
history-completed = { $at } · Completed by { $who }: { $reason }
history-taken-back = { $at } · Completion taken back by { $who }
history-requested = { $at } · { $who } asked for a reopening: { $reason }
history-granted = { $at } · Request granted by { $who }
history-declined = { $at } · Request declined by { $who }
history-reopened = { $at } · Reopened by { $who }: { $reason }
history-rated = { $at } · Rated { $stars } of 5
history-commented = { $at } · Comment on the rating:
history =
    History of { $conversation }, page { $page } of { $pages }

    { $lines }
history-empty = The texts of { $conversation } are not kept, so there is no history to show.
failed-blocked = Not delivered: the user has blocked this bot. Messages arrive again once the user lets it in.
failed-no-chat = Not delivered: there is no chat with this user any more. Messages arrive again once the user writes to this bot.
failed-gone = Not delivered: this user’s account no longer exists. There is nobody left to answer; complete the conversation.
failed-voice = Not delivered: the user does not accept voice messages. Please write, or send it as a file.
failed-kind = Not delivered: Telegram does not let bots copy this kind of message. Please send it in another form.
failed-too-long = Not delivered: this is longer than Telegram lets a bot send. Please shorten it and try again, or write it in parts.
failed-group = Not delivered: the bot was not in this group just then. Please try again.
failed-file = Not delivered: Telegram no longer has this file. Please attach it again.
failed-source = Not delivered: Telegram no longer finds an answer of { $conversation } in this group. The user does not have it.
failed-other = Not delivered. Telegram says: { $reason }. Please send it again later or in another form.
undelivered =
    { $count ->
        [one] The user of { $conversation } has let this bot in again. One answer was not delivered meanwhile, at { $since }. Send it now?
       *[other] The user of { $conversation } has let this bot in again. { $count } answers were not delivered meanwhile, the first at { $since }. Send them now?
    }
    { $who }
undelivered-completed =
    { $count ->
        [one] The user of { $conversation } has let this bot in again. One answer was not delivered, and the conversation is completed. Reopen it to send the answer.
       *[other] The user of { $conversation } has let this bot in again. { $count } answers were not delivered, and the conversation is completed. Reopen it to send them.
    }
    { $who }
album-incomplete =
    { $arrived ->
        [one] Only { $arrived } part of { $of } arrived. Please send the rest again.
       *[other] Only { $arrived } parts of { $of } arrived. Please send the rest again.
    }
album-unclear = It is not known whether all parts of this arrived: Telegram’s answer was lost. Please ask the user.
album-unclear-inside = It is not known whether all parts of the user’s album stand here: Telegram’s answer was lost. The user knows.
album-incomplete-inside = Telegram passed on { $arrived } of { $of } parts of the user’s album. The user is asked to send the rest again.
not-sent-completed = Not sent: { $conversation } is completed. To send this, press the button below.
not-sent-unknown = Not sent: I do not know to whom. Reply to the card or to a relayed message of the conversation.
not-sent-old-group = Not sent: what you replied to stands in this group as it was before Telegram upgraded it, and I cannot see which conversation it is. Reply to the conversation’s card below, or to a newer message; /list open shows them.
not-sent-general = Not sent: nothing in General reaches a user. { $conversation } has its own topic; please write there.
send-question = Not sent yet: { $conversation } is with { $who }. Is the user to get this all the same?
not-sent-strict = Not sent: this stays inside { $conversation }. To send it, write it again.
not-sent-channel = Not sent: this was written in the name of a channel, so I cannot know that it is from the team. Write under your own name, or as this group if you are its anonymous administrator.
first-answer-hint = This went to the user. Begin a message with // to keep it inside; reply /recall to an answer to take it back.
collision = Answered by { $by }, although somebody else has this conversation.

## Completing and reopening

complete-question =
    Complete { $conversation }? The user will no longer be able to write in this conversation.
    { $premature }
premature-recent = Please note: the user wrote a moment ago and may not have finished.
premature-team-owes = Please note: the user is waiting for an answer.
premature-bare-ok = Please note: the user’s last message is only a short “ok”, which may not mean that it is solved.
question-expired = { $conversation }: nobody decided in time, so nothing has changed. If it is still needed, ask anew from the card.
reopen-question =
    Open { $conversation } again? The user will be able to write in this conversation again.

    { $summary }
summary-times = Opened { $opened }, completed { $completed }
summary-by = Completed by { $by }: { $reason }
summary-messages = Messages: { $messages }
summary-tags = Tags: { $tags }
summary-first = First: “{ $text }”
summary-last = Last: “{ $text }”
summary-reason = Reason: { $text }
reopen-request =
    { $leads }
    A request by { $by } to reopen { $conversation }.
    { $reason }

    { $summary }
addressed = { $who }
reason-said = Reason: “{ $text }”
reason-listed = Reason: { $reason }
request-filed = The request to reopen { $conversation } has been passed on. You will be told what is decided.
request-approved = { $requester }: { $by } has granted it, { $conversation } is open again. Please read the history before asking the user.
request-declined = { $requester }: { $by } has not granted the reopening of { $conversation }. It stays completed.
request-over = { $requester }: the request to reopen { $conversation } is settled; it is open again.
request-void = { $requester }: nothing is decided on the request to reopen { $conversation } any more, because it cannot be reopened now. It stays completed.
request-expired = { $requester }: nobody has decided on the request to reopen { $conversation } in time, so it stays completed. If it is still needed, file a new one.
reopened-inside = { $conversation } is open again. Please read the history before asking, so that the user need not say it twice.
lapsed = { $who }, { $conversation } has been waiting for you for too long. It is with nobody now; anybody may take it.
lapsed-to = { $former }, { $conversation } has been waiting for you for too long. { $who }, it is assigned to you now.
assigned-mention-note =
    { $who }, { $conversation } is assigned to you.
    Note by { $by }: “{ $note }”
assigned-mention = { $who }, { $conversation } is assigned to you.
crossed-inside = { $conversation } is open again: the user’s message crossed the completion.
agent-left =
    { $leads }
    { $who } is no longer in this group. Conversations that are with nobody now ({ $shown } of { $total }):
    { $lines }
topic-put-back =
    { $why }
    A topic follows its conversation, so it was put back. To change that, use the buttons on its card.

## Reminders

nudge =
    { $conversation } has been waiting for an answer since { $since }.
    { $who }
escalation =
    { $conversation } has been waiting far too long, since { $since }.
    { $who }
reminders =
    Waiting for an answer:
    { $lines }
pending-due =
    { $conversation } was set aside until now. Please have a look.
    { $note }
    { $who }
follow-up-due =
    { $conversation } was to come back now.
    { $note }
    { $who }
escalated =
    { $by } asks the leads to look at { $conversation }.
    { $said }
    { $who }
note-kept = Noted on { $conversation }. The user does not see it.

## Answers to commands

now-assigned = { $conversation } is now with { $who }.
now-unassigned = { $conversation } is now with nobody.
assigned-away = { $conversation } is with { $who } now, who is away at the moment.
agent-away =
    You are away until you send /back: nothing new is given to you.
    { $open ->
        [0] You have no open conversations.
        [one] One open conversation stays with you: /list mine
       *[other] { $open } open conversations stay with you: /list mine
    }
agent-away-until =
    You are away until { $until }: nothing new is given to you. /back ends it earlier.
    { $open ->
        [0] You have no open conversations.
        [one] One open conversation stays with you: /list mine
       *[other] { $open } open conversations stay with you: /list mine
    }
agent-back = You are back: new conversations can be given to you again.
agent-hours = Your own hours: { $hours } ({ $zone }). Outside them nothing new is given to you. /hours always takes them back.
agent-hours-always = You have no hours of your own: new conversations can be given to you at any time.
now-pending = { $conversation } is pending until { $until }.
now-resumed = { $conversation } goes on.
now-snoozed = Nobody is reminded of { $conversation } until { $until }.
now-unsnoozed = Reminders of { $conversation } come again.
follow-up-set = { $conversation } comes back { $until }.
follow-up-off = { $conversation } does not come back by itself any more.
now-escalated = The leads are asked to look at { $conversation }.
write-there = Write in its topic: what you write there goes to the user.
choose-agent = Who is to have { $conversation }?
list-line = { $conversation } · { $status } · { $name } · { $assignee }
list-line-free = { $conversation } · { $status } · { $name }
queue-line = { $conversation } · { $name } · since { $since } · { $assignee }
queue-line-free = { $conversation } · { $name } · since { $since } · unassigned
tag-line = { $tag } · { $who }
tag-line-free = { $tag }
tag-list =
    Tags of this desk:
    { $lines }
tag-list-none = Nothing is said about any tag yet. A lead writes /tags billing 💶 @ben @eve: the emoji stands in front of the tag, and conversations with it go to those people first.
tag-forgotten = { $tag } is a tag like any other again.
tag-addressed =
    { $conversation } is about { $tag } and with nobody.
    { $who }
link-made =
    { $link }
    Whoever comes by this link is marked with “{ $source }” on the card.
link-plain =
    { $link }
    This leads to the bot. With a word after /link you see later who came by which link: /link spring-2026
list =
    { $filter } · page { $page }

    { $lines }
list-goes-on = Looked through down to #{ $number }. The next page goes on from there.
find =
    “{ $text }” · page { $page }

    { $lines }
find-there = { $place } · { $at } · { $who }: { $text }
find-line = { $conversation } · { $at } · { $who }: { $text }
find-many = There is more than I look through. Another word narrows it down.
find-empty = Nothing was written with “{ $text }”.
list-empty = No conversation matches.
queue =
    Waiting for an answer: { $shown } of { $total }

    { $lines }
queue-empty = Nobody is waiting for an answer.
requests =
    Requests to reopen that wait for a decision: { $shown } of { $total }

    { $lines }
request-there = { $place } · { $name } · { $who }, since { $since } · { $reason }
request-line = { $conversation } · { $name } · { $who }, since { $since } · { $reason }
requests-empty = No request to reopen is waiting.
stats =
    { $days ->
        [1] Today
        [one] The last { $days } day
       *[other] The last { $days } days
    }
    Opened: { $opened }
    Completed: { $completed }
    { $reasons }
    Reopened: { $reopened }
    { $reopen-rate }
    Escalated: { $escalated }
    First response: { $response }
    Resolution: { $resolution }
    { $rating }
    Waiting now: { $waiting }
stats-reason = · { $reason }: { $count }
stats-reopen-reason = · { $reason }: { $count }
stats-rating = Rating: { $mean } of 5 (from { $count })
stats-rate = Reopen rate: { $percent } % ({ $reopened } of { $completed })
stats-rate-alarm = Reopen rate: { $percent } % ({ $reopened } of { $completed }). This is above { $alarm } %: see why, below.
stats-median =
    { $count ->
        [one] { $span } ({ $count } conversation)
       *[other] { $span } (median of { $count })
    }
stats-none = nothing measured yet
setting = { $key } = { $value } ({ $origin })
settings =
    Settings of this desk. Press one to change it. What is changed here counts before the settings file and its variables.

    { $lines }
setting-line = { $name }: { $value } ({ $origin })
setting-button = { $name }: { $value }
setting-ignored = ⚠ { $key } = { $value } ({ $origin }) is no longer allowed and is not followed. Take it back.
settings-warned-at-once = ⚠ The warning time is not shorter than the silence: the warning comes at once and gets its full time.
settings-page =
    All settings · page { $page } of { $pages }

    { $lines }
setting-page =
    { $line }
    { $key }

    { $lines }
setting-below = Without what was chosen here: { $value } ({ $origin })
settings-changed =
    Changed here. Each can be taken back.

    { $lines }
setting-changed =
    { $line }
    { $below }
origin-default = default
origin-chat = { $who }, { $at }
setting-name-completion-confirm = Asks before it completes
setting-name-completion-rating = Asks users for a rating
setting-name-reopening-approval = Who may not reopen
setting-name-reopening-after-completion = Writing after completion
setting-name-timeout-complete-after = Completes after silence
setting-name-timeout-warn-before = Warns the user before that
setting-name-timeout-nudge-after = Reminds the assignee after
setting-name-timeout-escalate-after = Calls the leads after
setting-name-routing-strategy = New conversations go to
setting-name-routing-strict-assignment = Asks who answers for others
setting-name-notify-group = Rings in this group
setting-name-locale-default = Users of unknown language
setting-name-locale-desk = Language of this group
value-on = on
value-off = off
value-request = asks the leads
value-refuse = is refused
value-new = opens a new conversation
value-ask = asks: same or new matter
value-menu = waits for a button
value-claim = whoever takes them
value-round-robin = agents in turn
value-least-busy = whoever has the fewest
value-waits = first message of a wait
value-all = everything
value-none = nothing
role-given = { $who } is now: { $role }.
role-is = { $who } is: { $role }.
role-is-by-telegram = { $who } is: { $role } (by Telegram)
role-is-by-settings = { $who } is: { $role } (by the settings)
roles =
    Who is what here:
    { $lines }
roles-more = and more agents: { $count }
no-admin-left = Nobody in this group is an admin any more, so nobody can give roles. Whoever runs this bot can name admins in the settings: permissions.admins.
help-group =
    What you write in a conversation’s topic goes to the user. In a group without topics, reply to the card or to a relayed message.
    What begins with // or with a mention of a colleague stays inside.

    { $commands }

## Setting up

checklist =
    Checklist of { $title }

    { $lines }
board =
    How the desk stands

    { $waits }
    Unassigned: { $unassigned }
    Pending: { $pending }
    Completed today: { $completed }
board-waiting = Waiting for an answer: { $waiting } · longest { $conversation }, since { $since }
board-nobody = Nobody is waiting for an answer.
basics = What you write in this topic goes to the user. // in front of it makes it a note that stays inside, and /recall as a reply takes an answer back.
check-administrator = ✓ I am an administrator of this group.
check-administrator-missing = ✗ I am not an administrator and cannot read what you write. Group settings → Administrators → Add.
check-topics = ✓ I may manage topics: each conversation gets one.
check-topics-missing = ✗ I may not manage topics. Group settings → Administrators → this bot → Manage topics. Until then I work without topics.
check-plain = ✓ A group without topics: answer by replying to cards and relayed messages. With topics turned on, each conversation gets its own.
check-delete = ✓ I may delete messages.
check-delete-missing = ✗ I may not delete messages, so my service lines stay. Group settings → Administrators → this bot → Delete messages.
check-pin = ✓ I may pin messages.
check-pin-missing = ✗ I may not pin messages, so cards and board are not pinned. Group settings → Administrators → this bot → Pin messages.
check-basic = ✗ This is a basic group: messages have no links. Turning on topics, or showing new members the history, makes it a supergroup.
check-private = ✓ The group is private.
check-public = ✗ The group is public or linked to a channel: strangers could read what users write. Make it private and unlink the channel.
check-inline = ✓ Inline mode is on: write my name and a word here, and canned replies are offered.
check-inline-off = ○ Inline mode is off. With it, writing my name offers canned replies: send /setinline to @BotFather, choose this bot, and give a short hint such as “canned reply”.
setup-public = Not set up: this group is public or linked to a channel, and strangers could read what users write. Make it private, unlink the channel, and send /setup with the code again.
setup-wrong-code = This code is wrong, used already or too old. A new one stands in the log after a restart.
setup-too-often = Too many tries. Please wait an hour, then use the code from the log.
setup-not-administrator = Only an administrator of this group can set it up. Please ask one to send the code.
setup-done-already = This group is the desk already. /setup shows its checklist.
setup-elsewhere = Another group is the desk already. Continue there, or ask whoever runs this bot.
setup-needs-code = Please send /setup with the code from the log.
works-plain = I may not manage topics here, so I work without them: answer by replying to cards and relayed messages. To change that: Group settings → Administrators → this bot → Manage topics.
topics-off = Topics were turned off in this group, so I work without them: answer by replying to cards and relayed messages.
topics-on = Topics were turned on in this group: each open conversation gets its own. Write there; nothing in General reaches a user.
group-upgraded = Telegram has upgraded this group. What stands above can no longer be answered or changed, so the cards of all open conversations follow here anew. Completed ones have no links until they are shown again: /list completed.
rights-lost =
    { $who }
    I no longer have all the rights that I had here:
    { $lines }
group-lost = I am no longer in the group “{ $title }”. Nothing is lost: what users write is kept. Add me there again as an administrator, and I go on where I stopped.
not-this-group = I work for another group and do nothing in this one. If I was added by mistake, please remove me. If this is to be the group from now on, whoever runs me sets FRONTDESK_DESK to { $chat } and starts me again.

## What could not be handled

set-aside-update = message or press
set-aside-receipt = an answer of Telegram
set-aside-due = something due
set-aside-other = something internal
why-panicked = a mistake of the program
why-damaged = a damaged value in the database
why-unreadable = cannot be read
why-ended = the program ended while handling it
quarantined =
    { $count ->
        [one] Something could not be handled and was set aside. Nothing else is affected, and it is kept for 30 days: /quarantine
       *[other] { $count } things could not be handled and were set aside. Nothing else is affected, and they are kept for 30 days: /quarantine
    }
    { $who }
quarantine =
    Set aside ({ $shown } of { $total }):
    { $lines }
    /quarantine replay all handles them again, also after an update of the program; /quarantine drop all lets go of them.
quarantine-empty = Nothing is set aside.
quarantine-line = { $number } · { $at } · { $what }: { $why }
quarantine-replayed =
    { $handled ->
        [one] Handled now.
       *[other] All { $handled } handled now.
    }
quarantine-failed = Handled now: { $handled }. Failed again and kept: { $failed }.
quarantine-dropped =
    { $count ->
        [one] Let go of.
       *[other] { $count } let go of.
    }
