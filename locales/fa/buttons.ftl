button-take = برداشتن
button-assign = سپردن
button-assign-to = { $name } · { $load }
button-assign-to-away = { $name } 💤 { $load }
button-pending = کنار گذاشتن
button-resume = ادامه
button-mark-complete = پایان دادن
button-numbered-mark-complete = #{ $number } · پایان دادن
button-confirm-solved = تأیید: حل شد
button-confirm-silent = تأیید: کاربر پاسخ نداد
button-confirm-nosupport = تأیید: به پشتیبانی مربوط نبود
button-confirm-elsewhere = تأیید: جای دیگری حل شد
button-ask-user-first = نخست از کاربر بپرس
button-send-anyway = با این حال بفرست
button-take-and-send = بردار و بفرست
button-cancel = لغو
button-undo = برگرداندن
button-reopen = بازگشایی
button-confirm = تأیید
button-confirm-mistake = تأیید: پایان اشتباهی
button-confirm-more = تأیید: آگاهی تازه
button-confirm-asked = تأیید: درخواست کاربر
button-confirm-followup = تأیید: پیگیری
button-approve = موافقت
button-decline = رد
button-merge = ادغام
button-write = #{ $number } · نوشتن به کاربر
button-history = تاریخچه
button-page = صفحهٔ { $number }
button-tags = برچسب‌ها
button-tag = { $tag }
button-untag = ✓ { $tag }
button-stop = توقف
button-send = فرستادن
button-show = نمایش #{ $number }
button-retry = تلاش دوباره
button-still-need-help = هنوز کمک می‌خواهم
button-all-solved = همه چیز حل شد
button-confirm-close = تأیید: پایان گفت‌وگو
button-keep-open = لغو
button-same-matter = همان موضوع
button-new-matter = موضوع تازه
button-contact-support = تماس با پشتیبانی
button-rate = { $stars } ★
button-on-the-team = من عضو گروه پشتیبانی‌ام
button-my-data = داده‌هایم را بفرست
button-human = من انسان هستم
button-forget = پاک کردن همه چیز
button-stay = انصراف
button-stats-of-all = همهٔ بخش‌ها
button-stats =
    { $days ->
        [1] امروز
        [one] { $days } روز
       *[other] { $days } روز
    }
button-dismiss = ✕
