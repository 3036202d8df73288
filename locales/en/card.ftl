# Parts of the card. Number, status and assignee are joined by the code.

card-source = from { $source }
card-earlier = earlier { $numbers }
card-quote = “{ $text }”
card-completed = Completed { $at } by { $by }: { $reason }
card-completed-by-user = Completed { $at } by the user
card-completed-by-itself = Completed { $at }: { $reason }
card-pending = Pending until { $until }
card-pending-note = Note: { $note }
card-escalated = Leads called at { $since }
card-snoozed = No reminders until { $until }
card-follow-up = Comes back { $until }
card-reopened = Open again: { $reason }. Read the history before asking.
card-blocked = The user has blocked this bot.
card-banned = The user is banned.
card-banned-until = The user is banned until { $until }.
card-gone = The user’s account no longer exists.
card-rating = Rating: { $stars } of 5
card-rating-comment = Rating: { $stars } of 5, with a comment below
card-collision = Also answered by { $by }.
card-waits-since = Waiting for an answer since { $since }
card-asked-user = The user was asked whether anything is left. Without an answer it completes by itself.
card-maybe-double = Something may have arrived twice.
card-undelivered = An answer did not reach the user.

# Stands under a relayed message that can carry no button.
plain-number-line = { $conversation }
