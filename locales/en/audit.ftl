# What /audit shows: who did what when, and what was before and after.

audit =
    { $head }

    { $lines }
audit-head = Audit, page { $page }
audit-head-conversation = Audit of { $conversation }, page { $page }
audit-head-person = Audit of { $who }, page { $page }
audit-empty = Nothing of that stands in the audit.
audit-of = { $conversation } · { $what }
audit-record = { $what }
audit-moved = { $what } ({ $before } → { $after })
audit-urgency = { $what } ({ $before } → { $after })
audit-stand = { $status }, { $who }
audit-stand-free = { $status }
audit-warned = { $at } · The user was asked whether all is solved
audit-requested = { $at } · Reopening asked for by { $who }: { $reason }
audit-granted = { $at } · Reopening granted by { $who }
audit-declined = { $at } · Reopening declined by { $who }
audit-blocked = { $at } · The user blocked the bot
audit-unblocked = { $at } · The user let the bot in again
audit-still-needed = { $at } · The user still needs help
audit-banned = { $at } · Banned by { $who }
audit-banned-until = { $at } · Banned by { $who } until { $until }
audit-unbanned = { $at } · Ban lifted by { $who }
audit-role = { $at } · Role of { $whom } changed by { $who }: { $before } → { $after }
audit-came = { $at } · { $whom } is in the group: { $after }
audit-left = { $at } · { $whom } is no longer in the group (was { $before })
audit-standing = { $at } · Telegram made { $whom } something else: { $before } → { $after }
audit-setting = { $at } · { $key } changed by { $who }: { $before } → { $after }
audit-away = { $at } · { $who } is away
audit-away-until = { $at } · { $who } is away until { $until }
audit-back = { $at } · { $who } is back
audit-hours = { $at } · { $who } has other hours: { $before } → { $after }
audit-canned-kept = { $at } · Canned reply “{ $name }” ({ $language }) kept by { $who }
audit-canned-gone = { $at } · Canned reply “{ $name }” removed by { $who }
audit-canned-gone-in = { $at } · Canned reply “{ $name }” ({ $language }) removed by { $who }
audit-tag = { $at } · Tag { $tag } changed by { $who }: { $before } → { $after }
audit-field-set = { $at } · Field { $key } of the user set by { $who }
audit-field-gone = { $at } · Field { $key } of the user removed by { $who }
audit-bulk-complete = { $at } · Bulk completion begun by { $who }: { $total } ({ $reason })
audit-bulk-tag = { $at } · Bulk tagging begun by { $who }: { $total } ({ $tags })
audit-bulk-stopped = { $at } · Bulk stopped by { $who } after { $done } of { $total }
audit-forgotten = { $at } · A user had everything erased (conversations: { $count })
audit-replayed = { $at } · What was set aside handled again by { $who } ({ $count })
audit-dropped = { $at } · What was set aside let go of by { $who } ({ $count })
audit-set-up = { $at } · Made the desk by { $who }
audit-exported = { $at } · Everything was exported where the bot runs
audit-refused = { $at } · Refused to { $who }: { $button } ({ $why })
audit-refused-unknown = { $at } · Refused to { $who }: a button that is none of mine
audit-times = { $what } ×{ $times }
audit-code = { $at } · { $who }: { $code }
audit-why-role = without the right
audit-why-place = from outside
audit-why-state = settled or out of date
