# بخش‌های کارت. شماره، وضعیت و مسئول را برنامه به هم می‌پیوندد.

card-source = از راه { $source }
card-earlier = پیش‌تر { $numbers }
card-quote = «{ $text }»
card-completed = پایان { $at } به دست { $by }: { $reason }
card-completed-by-user = پایان { $at } به دست کاربر
card-completed-by-itself = پایان { $at }: { $reason }
card-pending = کنار گذاشته تا { $until }
card-pending-note = یادداشت: { $note }
card-escalated = سرپرستان در { $since } فراخوانده شدند
card-snoozed = بدون یادآوری تا { $until }
card-follow-up = بازمی‌گردد: { $until }
card-reopened = بازگشایی: { $reason }. پیش از پرسیدن، تاریخچه را بخوانید.
card-blocked = کاربر این ربات را مسدود کرده است.
card-banned = کاربر مسدود است.
card-banned-until = کاربر تا { $until } مسدود است.
card-gone = حساب این کاربر دیگر وجود ندارد.
card-rating = امتیاز: { $stars } از 5
card-rating-comment = امتیاز: { $stars } از 5، نظر در پایین
card-collision = { $by } نیز پاسخ داده است.
card-waits-since = از { $since } در انتظار پاسخ
card-asked-user = از کاربر پرسیده شد که آیا چیزی مانده است. اگر پاسخ ندهد، گفت‌وگو خودبه‌خود پایان می‌یابد.
card-maybe-double = شاید چیزی دو بار رسیده باشد.
card-undelivered = پاسخی به کاربر نرسید.

plain-number-line = { $conversation }
