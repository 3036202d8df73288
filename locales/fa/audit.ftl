# آنچه /audit نشان می‌دهد: چه کسی کی چه کرد، و پیش و پس از آن چه بود.

audit =
    { $head }

    { $lines }
audit-head = گزارش کارها، صفحهٔ { $page }
audit-head-conversation = گزارش کارهای { $conversation }، صفحهٔ { $page }
audit-head-person = گزارش کارهای { $who }، صفحهٔ { $page }
audit-empty = چیزی از این دست در گزارش کارها نیست.
audit-of = { $conversation } · { $what }
audit-record = { $what }
audit-moved = { $what } ({ $before } ← { $after })
audit-urgency = { $what } ({ $before } ← { $after })
audit-stand = { $status }، { $who }
audit-stand-free = { $status }
audit-warned = { $at } · از کاربر پرسیده شد که آیا همه چیز حل شده است
audit-requested = { $at } · درخواست بازگشایی از { $who }: { $reason }
audit-granted = { $at } · بازگشایی پذیرفته شد به دست { $who }
audit-declined = { $at } · بازگشایی رد شد به دست { $who }
audit-blocked = { $at } · کاربر ربات را مسدود کرد
audit-unblocked = { $at } · کاربر دوباره به ربات راه داد
audit-still-needed = { $at } · کاربر هنوز کمک می‌خواهد
audit-banned = { $at } · مسدود شد به دست { $who }
audit-banned-until = { $at } · تا { $until } مسدود شد به دست { $who }
audit-unbanned = { $at } · رفع مسدودی به دست { $who }
audit-role = { $at } · نقش { $whom } به دست { $who } دگرگون شد: { $before } ← { $after }
audit-came = { $at } · { $whom } در گروه است: { $after }
audit-left = { $at } · { $whom } دیگر در گروه نیست (نقش پیشین: { $before })
audit-standing = { $at } · نقش { $whom } در تلگرام دگرگون شد: { $before } ← { $after }
audit-setting = { $at } · { $key } به دست { $who } دگرگون شد: { $before } ← { $after }
audit-away = { $at } · { $who } در دسترس نیست
audit-away-until = { $at } · { $who } تا { $until } در دسترس نیست
audit-back = { $at } · { $who } برگشت
audit-hours = { $at } · ساعت‌های کار { $who } دگرگون شد: { $before } ← { $after }
audit-canned-kept = { $at } · پاسخ آمادهٔ «{ $name }» ({ $language }) نگه داشته شد به دست { $who }
audit-canned-gone = { $at } · پاسخ آمادهٔ «{ $name }» پاک شد به دست { $who }
audit-canned-gone-in = { $at } · پاسخ آمادهٔ «{ $name }» ({ $language }) پاک شد به دست { $who }
audit-tag = { $at } · برچسب { $tag } به دست { $who } دگرگون شد: { $before } ← { $after }
audit-field-set = { $at } · ویژگی { $key } کاربر نوشته شد به دست { $who }
audit-field-gone = { $at } · ویژگی { $key } کاربر پاک شد به دست { $who }
audit-bulk-complete = { $at } · پایان گروهی آغاز شد به دست { $who }: { $total } ({ $reason })
audit-bulk-tag = { $at } · برچسب گروهی آغاز شد به دست { $who }: { $total } ({ $tags })
audit-bulk-stopped = { $at } · کار گروهی به دست { $who } متوقف شد: { $done } از { $total }
audit-forgotten = { $at } · کاربری همه چیز را پاک کرد (گفت‌وگوها: { $count })
audit-replayed = { $at } · کنارگذاشته‌ها دوباره رسیدگی شد به دست { $who } ({ $count })
audit-dropped = { $at } · کنارگذاشته‌ها دور ریخته شد به دست { $who } ({ $count })
audit-set-up = { $at } · { $who } این گروه را گروه پشتیبانی کرد
audit-exported = { $at } · همه چیز در جایی که ربات کار می‌کند برون‌بری شد
audit-refused = { $at } · پذیرفته نشد از { $who }: { $button } ({ $why })
audit-refused-unknown = { $at } · پذیرفته نشد از { $who }: دکمه‌ای که از این ربات نیست
audit-times = { $what } ×{ $times }
audit-code = { $at } · { $who }: { $code }
audit-why-role = بدون اجازه
audit-why-place = از بیرون
audit-why-state = انجام‌شده یا کهنه
