# What users read. Nothing here names an agent, a tag, a note or the group.

language-name = English

welcome =
    Hello. This is our help desk. Describe what you need in a message here: text, photos, files and voice messages all reach us.
    /help says what else you can do.
greeting = Hello, and welcome to our help desk.
opened = We have received your message. The number of your conversation is #{ $number }. We will answer here.
opened-first =
    Hello, and welcome to our help desk.
    We have received your message. The number of your conversation is #{ $number }. We will answer here.
    What is stored of you, and how to have it erased: /privacy
usual-answer = Of late, half of all first answers came within { $span }.
opened-away =
    We have received your message. The number of your conversation is #{ $number }. We will answer here.
    { $hours }
opened-first-away =
    Hello, and welcome to our help desk.
    We have received your message. The number of your conversation is #{ $number }. We will answer here.
    { $hours }
    What is stored of you, and how to have it erased: /privacy
away =
    We have received your message in conversation #{ $number }.
    { $hours }
opens-at = We are closed at the moment and will be back { $opening }. Nothing you write is lost.
opens-later = We are closed at the moment and will answer as soon as we are back. Nothing you write is lost.
opening-today = today at { $time } ({ $zone })
opening-tomorrow = tomorrow at { $time } ({ $zone })
opening-weekday = { $day } at { $time } ({ $zone })
opening-date = on { $day } at { $time } ({ $zone })
on-monday = on Monday
on-tuesday = on Tuesday
on-wednesday = on Wednesday
on-thursday = on Thursday
on-friday = on Friday
on-saturday = on Saturday
on-sunday = on Sunday

final-call = #{ $number }: If there are no other questions, I will end this conversation.
final-call-answered = #{ $number }: This conversation stays open. We will answer here.
final-call-over = #{ $number }: The question whether to end this conversation is settled.
set-aside = #{ $number }: This takes us some time. We have not forgotten you and will write here; you can go on writing meanwhile.

completed =
    Conversation #{ $number } has been completed. Thank you for writing to us.
    To reach us again, just send a message here.
completed-silent =
    Conversation #{ $number } has been completed because we have not heard from you.
    To reach us again, just send a message here.
completed-taken-back = Conversation #{ $number } is open again. You can go on writing here.
completed-rated =
    Conversation #{ $number } has been completed. Your rating: { $stars } of 5. Thank you. To add a comment to your rating, reply to this message.
    To reach us again, just send a message here.
completed-commented =
    Conversation #{ $number } has been completed. Your rating: { $stars } of 5. Thank you, also for your comment.
    To reach us again, just send a message here.

reopened =
    Conversation #{ $number } of { $opened } has been reopened. It began with your words:
    “{ $first-line }”
    You need not say it again. You can go on writing here.
reopened-plain = Conversation #{ $number } of { $opened } has been reopened. You can go on writing here.

choose-matter = Does your message belong to conversation #{ $number }, which is completed, or is it a new matter?
menu =
    Conversation #{ $number } is over. Your message is not passed on yet.
    Press the button below, and we will receive it in a new conversation.
choice-made-same = Your message belongs to conversation #{ $number }, which is open again.
choice-made-new = Your message begins a new conversation.
choose-desk =
    For whom is your message? It is passed on as soon as you press a button.
    { $lines }
open-there = Open with { $desk }: #{ $number }
welcome-at =
    Hello. You are writing to { $desk }. Describe what you need in a message here: text, photos, files and voice messages all reach us.
    /help says what else you can do.
desk-is =
    You are writing to { $desk }. To write to somebody else, press a button.
    { $lines }
desk-is-none =
    It is not settled yet to whom you are writing. Press a button.
    { $lines }
desk-chosen = What you write here now goes to { $desk }.
desk-chosen-open = What you write here now goes to { $desk }, into your conversation #{ $number }.
at-all-desks =
    All desks:
    { $answer }
moved-user = Your conversation goes on as #{ $number }. You need not say anything again, just go on writing here.
at-desk =
    { $desk }:
    { $answer }
already-open = Your conversation #{ $number } is still open. Just go on writing here. If it is settled, send /close first.
next-is-new = Your next message begins a new conversation. What can we help you with?

close-question = Is everything settled? Conversation #{ $number } would then end.
close-kept = Conversation #{ $number } stays open.
nothing-to-close = You have no open conversation. To begin one, just send a message here.

choose-language = In which language should I write to you?
language-chosen = From now on I write to you in English.
language-unknown = I do not know that language. Send /language with one of these: { $languages }.

help-private =
    Write here what you need. Your messages go to our team, and the answers come back here.

    { $commands }
unknown-command-private = I do not know the command “{ $name }”. See /help, or simply write what you need.
not-copyable = Telegram does not let me pass this kind of message on. Please send it in another form, for example as text, photo or file.
album-incomplete-user = Of { $of } files, { $arrived } reached us. Please send the missing ones again.
album-unclear-user = It is not certain that all of these files reached us. If something is missing, we will ask for it.
desk-unreachable = We cannot be reached at the moment. Your messages are kept and will be passed on as soon as we are back.
desk-unreachable-at = { $desk } cannot be reached at the moment. Your messages are kept and will be passed on as soon as that is possible again.
no-desk = This help desk is not set up yet. Please try again later.

span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count } d

# Whole messages that only thank or agree; of people, so in any language at once. Lower case,
# without punctuation, separated by commas.
courtesy-phrases = thanks, thank you, thank you very much, thank you so much, thanks a lot, many thanks, thx, thanx, ty, tysm, much appreciated, appreciate it, ok, okay, ok thanks, ok thank you, okay thanks, great, great thanks, perfect, perfect thanks, awesome, got it, got it thanks, understood, cool, all good, all right, cheers
assent-phrases = ok, okay, k, kk, yes, yep, yeah, sure, fine, alright, all right, right, understood, got it
