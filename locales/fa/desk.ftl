# آنچه همکاران در گروه خود می‌خوانند.

who-team = گروه پشتیبانی
who-user = کاربر
who-itself = خود سامانه

status-unassigned = بدون مسئول
status-in-progress = در حال رسیدگی
status-pending = کنار گذاشته
status-completed = پایان‌یافته

role-agent = همکار
role-lead = سرپرست
role-admin = مدیر

reason-solved = حل شد
reason-silent = کاربر پاسخ نداد
reason-nosupport = به پشتیبانی مربوط نبود
reason-elsewhere = جای دیگری حل شد
reason-confirmed = کاربر تأیید کرد
reason-timeout = پایان مهلت
reason-left = کاربر رفت
reason-merged = ادغام شد
reason-moved = به بخشی دیگر سپرده شد
reason-banned = کاربر مسدود شد
reason-forgotten = داده‌های کاربر پاک شد

reopen-reason-mistake = پایان اشتباهی
reopen-reason-more = آگاهی تازه
reopen-reason-asked = درخواست کاربر
reopen-reason-followup = پیگیری
reopen-reason-said = به بیان خود همکار
reopen-reason-timeout = پاسخ پس از پایان مهلت
reopen-reason-still = کاربر هنوز کمک می‌خواهد
reopen-reason-automatic = کاربر به‌موقع دوباره نوشت
reopen-reason-same = همان موضوع
reopen-reason-joined = پیوستن گفت‌وگوی دیگر

kind-text = متن
kind-photo = عکس
kind-video = ویدیو
kind-voice = پیام صوتی
kind-video-note = پیام ویدیویی
kind-audio = صدا
kind-document = پرونده
kind-animation = پویانمایی
kind-sticker = برچسب تصویری
kind-contact = مخاطب
kind-location = موقعیت
kind-venue = مکان
kind-poll = نظرسنجی
kind-dice = تاس
kind-other = پیامی دیگر

## رساندن پیام‌ها

user-edited = ویرایش شد: { $text }
user-edited-plain = { $conversation } · ویرایش شد: { $text }
bulk-complete =
    { $count ->
        [one] { $count } گفت‌وگو ({ $filter }) پایان یابد؟ کاربر دیگر نمی‌تواند در آن بنویسد و یک اعلان بدون امتیازدهی می‌گیرد. اگر در این میان بنویسد، گفت‌وگو دست‌نخورده می‌ماند.
       *[other] { $count } گفت‌وگو ({ $filter }) پایان یابند؟ کاربران دیگر نمی‌توانند در آن‌ها بنویسند و هر کدام یک اعلان بدون امتیازدهی می‌گیرند. گفت‌وگویی که کاربرش در این میان بنویسد دست‌نخورده می‌ماند.
    }
bulk-tag =
    { $count ->
        [one] بر { $count } گفت‌وگو ({ $filter }) برچسب گذاشته شود: { $tags }؟
       *[other] بر { $count } گفت‌وگو ({ $filter }) برچسب گذاشته شود: { $tags }؟
    }
bulk-runs =
    در حال انجام: { $done } از { $total }
    { $lines }
bulk-over =
    پایان یافت: { $done } از { $total }
    { $lines }
bulk-stopped =
    متوقف شد: { $done } از { $total } انجام شد
    { $lines }
bulk-skipped =
    { $count ->
        [one] { $count } گفت‌وگو دست‌نخورده ماند، چون در آن چیزی تغییر کرده است: { $numbers }
       *[other] { $count } گفت‌وگو دست‌نخورده ماند، چون در آن‌ها چیزی تغییر کرده است: { $numbers }
    }
priority-high = فوری
priority-normal = عادی
priority-low = کم‌اهمیت
priority-is = اولویت { $conversation }: { $urgency }
field-set = دربارهٔ کاربر { $conversation } ثبت شد: { $key } = { $value }
field-removed = دربارهٔ کاربر { $conversation } پاک شد: { $key }
profile =
    کاربر { $conversation }

    { $lines }
profile-name = نام: { $name }
profile-language = زبان: { $language }
profile-seen = نخستین بار: { $at }
profile-source = از کجا: { $source }
profile-others = گفت‌وگوهای دیگر: { $numbers }
profile-field = { $key }: { $value }
rating-comment = { $conversation } · نظر کاربر دربارهٔ امتیاز { $stars } از 5:
tags-of = برچسب‌های { $conversation }: { $tags }
tags-none = { $conversation } برچسبی ندارد. با /tag بگذارید یا یکی را در زیر بزنید.
canned-preview = { $text }
canned-kept = پاسخ آمادهٔ «{ $name }» نگه داشته شد ({ $language }).
canned-gone = پاسخ آمادهٔ «{ $name }» حذف شد.
canned-list = پاسخ‌های آماده (صفحهٔ { $page } از { $pages })
    { $lines }
canned-line = { $name } ({ $languages }): { $text }
canned-none = هنوز پاسخ آماده‌ای نیست. سرپرست /canned add و یک نام می‌نویسد و متن را در سطر بعد.
card-merged-into = به { $other } پیوست: گفت‌وگو آنجا ادامه دارد.
card-merged-from = این‌ها به آن پیوسته‌اند: { $numbers }
card-moved-to = در { $desk } با شمارهٔ #{ $number } ادامه دارد
card-moved-from = از { $desk } آمده است؛ آنجا #{ $number } بود
merged = { $conversation } به { $other } پیوست. گفت‌وگو آنجا ادامه دارد.
moved = { $conversation } در { $desk } با شمارهٔ #{ $number } ادامه دارد. به کاربر گفته شد.
moved-here =
    از { $desk } آمده است؛ آنجا #{ $number } بود. آنچه تاکنون گفته شده:
    { $lines }
ban-done = { $who } مسدود شد. دیگر چیزی از او به شما نمی‌رسد؛ با /unban دوباره می‌تواند بنویسد.
ban-done-until = { $who } تا { $until } مسدود شد. تا آن زمان چیزی از او به شما نمی‌رسد؛ با /unban زودتر می‌تواند بنویسد.
unban-done = { $who } دوباره می‌تواند بنویسد. هیچ گفتگویی از نو باز نشد.
forgotten-inside = کاربری خواست همهٔ داده‌هایش پاک شود: { $numbers }. موضوع‌ها یا پیام‌ها تا جایی که تلگرام اجازه می‌دهد پاک می‌شود؛ تنها عددها می‌ماند.
history-banned = { $at } · مسدود شد ({ $who })
history-banned-why = { $at } · مسدود شد ({ $who }): { $reason }
history-banned-until = { $at } · تا { $until } مسدود شد ({ $who })
history-banned-until-why = { $at } · تا { $until } مسدود شد ({ $who }): { $reason }
history-unbanned = { $at } · رفع مسدودی ({ $who })
not-sent-merged = فرستاده نشد: { $conversation } به { $other } پیوسته است. آنجا پاسخ دهید.
not-sent-moved = فرستاده نشد: { $conversation } در { $desk } با شمارهٔ #{ $number } ادامه دارد.
answers-there = ↩ { $target }: «{ $text }»
answers-there-wordless = ↩ { $target }
answers-this = { $conversation } پاسخ به این است
recalled = پس گرفته شد: کاربر دیگر آن را ندارد.
recalled-in-time = پیش از فرستادن پس گرفته شد. کاربر آن را نگرفته بود.
recall-failed = تلگرام دیگر آن را پاک نمی‌کند؛ این کار تنها تا ۴۸ ساعت شدنی است. کاربر هنوز آن را دارد.
recall-blocked = پس گرفته نشد: کاربر این ربات را مسدود کرده است و هنوز آن را دارد.
recall-gone = پس گرفته نشد: حساب این کاربر دیگر وجود ندارد.
recall-other = پس گرفته نشد. پاسخ تلگرام: { $reason }. کاربر هنوز آن را دارد.
edit-not-delivered = کاربر همچنان نوشتهٔ پیش از ویرایش را می‌بیند: تلگرام ویرایش آن را در آنجا نمی‌پذیرد.
edit-blocked = کاربر این ربات را مسدود کرده است و همچنان نوشتهٔ پیش از ویرایش را می‌بیند. هرگاه مسدودی را بردارد، ویرایش می‌شود.
edit-kept-inside = فرستاده نشد: اکنون درون گروه می‌ماند.
edit-too-late = کاربر نوشتهٔ پیشین را گرفته است و همچنان آن را می‌بیند.
user-still-waits = { $conversation }: کاربر هنوز کمک می‌خواهد. گفت‌وگو خودبه‌خود پایان نمی‌یابد.
topic-recreated =
    موضوع گفت‌وگوی { $conversation } پاک شده بود. این موضوع تازهٔ آن است و گفت‌وگو همین‌جا ادامه دارد.

    { $lines }
topic-begun =
    { $conversation } در این موضوع ادامه می‌یابد. آخرین پیام‌ها:

    { $lines }
history-said = { $at } { $who }: { $text }
history-kind = { $at } { $who }: [{ $kind }]
history-edited = { $at } { $who }، ویرایش‌شده: { $text }
history-note = { $at } یادداشت { $who }: { $text }
history-failed = { $at } · نرسید
history-recalled = { $at } · { $who } پاسخی را پس گرفت
history-maybe-double = { $at } · شاید دو بار رسیده باشد
history-opened = { $at } · آغاز گفت‌وگو
history-assigned = { $at } · سپرده شد به { $to } به دست { $who }
history-unassigned = { $at } · پس داده شد به دست { $who }
history-pending = { $at } · کنار گذاشته شد به دست { $who }
history-resumed = { $at } · ازسرگیری به دست { $who }
history-priority = { $at } · اولویت به دست { $who }: { $urgency }
history-escalated = { $at } · سرپرستان فراخوانده شدند به دست { $who }
history-escalated-why = { $at } · سرپرستان فراخوانده شدند به دست { $who }: { $reason }
history-snoozed = { $at } · یادآوری‌ها تا { $until } عقب افتاد به دست { $who }
history-unsnoozed = { $at } · یادآوری‌ها ازسر گرفته شد به دست { $who }
history-follow-up = { $at } · پیگیری برای { $until } به دست { $who }
history-follow-up-off = { $at } · پیگیری لغو شد به دست { $who }
history-tagged = { $at } · برچسب به دست { $who }: { $tags }
history-untagged = { $at } · برداشتن برچسب به دست { $who }: { $tags }
history-merged = { $at } · پیوستن به { $other } به دست { $who }
history-moved = { $at } · سپردن به { $desk } با شمارهٔ #{ $number } به دست { $who }
history-promised = { $at } · { $who } 👀: پاسخ با ماست
history-let-off = { $at } · { $who } نشان 👀 را پس گرفت
history-completed = { $at } · پایان به دست { $who }: { $reason }
history-taken-back = { $at } · پایان برگردانده شد به دست { $who }
history-requested = { $at } · درخواست بازگشایی از { $who }: { $reason }
history-granted = { $at } · موافقت با درخواست به دست { $who }
history-declined = { $at } · رد درخواست به دست { $who }
history-reopened = { $at } · بازگشایی به دست { $who }: { $reason }
history-rated = { $at } · امتیاز: { $stars } از 5
history-commented = { $at } · نظر دربارهٔ امتیاز:
history =
    تاریخچهٔ { $conversation }، صفحهٔ { $page } از { $pages }

    { $lines }
history-empty = متن‌های { $conversation } نگه‌داری نمی‌شود، پس تاریخچه‌ای برای نمایش نیست.
failed-blocked = نرسید: کاربر این ربات را مسدود کرده است. هرگاه مسدودی را بردارد، پیام‌ها دوباره می‌رسد.
failed-no-chat = نرسید: دیگر گفت‌وگویی میان این ربات و کاربر نیست. هرگاه کاربر به ربات بنویسد، پیام‌ها دوباره می‌رسد.
failed-gone = نرسید: حساب این کاربر دیگر وجود ندارد و کسی برای پاسخ نیست. گفت‌وگو را پایان دهید.
failed-voice = نرسید: کاربر پیام صوتی نمی‌پذیرد. لطفاً بنویسید یا به شکل پرونده بفرستید.
failed-kind = نرسید: تلگرام اجازهٔ رونوشت این نوع پیام را به ربات‌ها نمی‌دهد. لطفاً به شکل دیگری بفرستید.
failed-too-long = نرسید: این بلندتر از آن است که تلگرام به ربات‌ها اجازه می‌دهد. لطفاً کوتاهش کنید و دوباره بفرستید، یا آن را در چند بخش بنویسید.
failed-group = نرسید: ربات در آن هنگام در این گروه نبود. لطفاً دوباره تلاش کنید.
failed-file = نرسید: تلگرام دیگر این پرونده را ندارد. لطفاً آن را دوباره پیوست کنید.
failed-source = نرسید: تلگرام دیگر پاسخی از { $conversation } را در این گروه نمی‌یابد. کاربر آن را ندارد.
failed-other = نرسید. پاسخ تلگرام: { $reason }. لطفاً بعداً یا به شکل دیگری دوباره بفرستید.
undelivered =
    { $count ->
        [one] کاربر { $conversation } مسدودی این ربات را برداشته است. در این میان { $count } پاسخ نرسید، در { $since }. اکنون فرستاده شود؟
       *[other] کاربر { $conversation } مسدودی این ربات را برداشته است. در این میان { $count } پاسخ نرسید، نخستین در { $since }. اکنون فرستاده شوند؟
    }
    { $who }
undelivered-completed =
    { $count ->
        [one] کاربر { $conversation } مسدودی این ربات را برداشته است. { $count } پاسخ نرسیده و گفت‌وگو پایان یافته است. برای فرستادن، آن را باز کنید.
       *[other] کاربر { $conversation } مسدودی این ربات را برداشته است. { $count } پاسخ نرسیده و گفت‌وگو پایان یافته است. برای فرستادن، آن را باز کنید.
    }
    { $who }
album-incomplete =
    { $arrived ->
        [one] تنها { $arrived } بخش از { $of } بخش رسید. لطفاً بقیه را دوباره بفرستید.
       *[other] تنها { $arrived } بخش از { $of } بخش رسید. لطفاً بقیه را دوباره بفرستید.
    }
album-unclear = دانسته نیست که همهٔ بخش‌ها رسیده باشد: پاسخ تلگرام گم شد. لطفاً از کاربر بپرسید.
album-unclear-inside = دانسته نیست که همهٔ آلبوم کاربر اینجا باشد: پاسخ تلگرام گم شد. کاربر آگاه است.
album-incomplete-inside = تلگرام از { $of } بخش آلبوم کاربر { $arrived } بخش را رساند. از کاربر خواسته شد بقیه را دوباره بفرستد.
not-sent-completed = فرستاده نشد: { $conversation } پایان یافته است. برای فرستادن، دکمهٔ زیر را بزنید.
not-sent-unknown = فرستاده نشد: نمی‌دانم به چه کسی. به کارت گفت‌وگو یا به یکی از پیام‌های رسیدهٔ آن پاسخ دهید.
not-sent-old-group = فرستاده نشد: پیامی که به آن پاسخ دادید مربوط به پیش از ارتقای این گروه در تلگرام است و نمی‌بینم از کدام گفت‌وگوست. به کارت گفت‌وگو در پایین یا به پیامی تازه‌تر پاسخ دهید؛ /list open آن‌ها را نشان می‌دهد.
not-sent-general = فرستاده نشد: هیچ چیز از General به کاربر نمی‌رسد. { $conversation } موضوع خودش را دارد؛ لطفاً آنجا بنویسید.
send-question = هنوز فرستاده نشده است: گفت‌وگوی { $conversation } با { $who } است. با این حال برای کاربر فرستاده شود؟
not-sent-strict = فرستاده نشد: این پیام درون { $conversation } ماند. برای فرستادن، دوباره آن را بنویسید.
not-sent-channel = فرستاده نشد: این به نام یک کانال نوشته شده و نمی‌دانم از گروه پشتیبانی است یا نه. به نام خودتان بنویسید، یا اگر مدیر ناشناس این گروه هستید به نام گروه.
first-answer-hint = این پیام به کاربر رسید. پیامی که با // آغاز شود درون گروه می‌ماند؛ برای پس گرفتن یک پاسخ، در پاسخ به آن /recall را بفرستید.
collision = { $by } اینجا پاسخ می‌دهد، هرچند گفت‌وگو با همکار دیگری است.

## پایان و بازگشایی

complete-question =
    گفت‌وگوی { $conversation } پایان یابد؟ کاربر دیگر نمی‌تواند در این گفت‌وگو بنویسد.
    { $premature }
premature-recent = توجه: کاربر همین چند لحظه پیش نوشت و شاید سخنش تمام نشده باشد.
premature-team-owes = توجه: کاربر در انتظار پاسخ است.
premature-bare-ok = توجه: آخرین پیام کاربر تنها یک «باشه»ی کوتاه است و شاید به معنای حل شدن نباشد.
question-expired = { $conversation }: کسی به‌موقع تصمیم نگرفت، پس چیزی تغییر نکرد. اگر هنوز لازم است، از کارت دوباره آغاز کنید.
reopen-question =
    گفت‌وگوی { $conversation } دوباره باز شود؟ کاربر باز می‌تواند در این گفت‌وگو بنویسد.

    { $summary }
summary-times = آغاز { $opened }، پایان { $completed }
summary-by = پایان‌دهنده: { $by }، دلیل: { $reason }
summary-messages = شمار پیام‌ها: { $messages }
summary-tags = برچسب‌ها: { $tags }
summary-first = نخستین: «{ $text }»
summary-last = آخرین: «{ $text }»
summary-reason = دلیل: { $text }
reopen-request =
    { $leads }
    { $by } درخواست بازگشایی { $conversation } را دارد.
    { $reason }

    { $summary }
addressed = { $who }
reason-said = دلیل: «{ $text }»
reason-listed = دلیل: { $reason }
request-filed = درخواست بازگشایی { $conversation } فرستاده شد. از نتیجه آگاه می‌شوید.
request-approved = { $requester }: { $by } موافقت کرد و { $conversation } دوباره باز است. لطفاً پیش از پرسیدن از کاربر، تاریخچه را بخوانید.
request-declined = { $requester }: { $by } با بازگشایی { $conversation } موافقت نکرد. گفت‌وگو پایان‌یافته می‌ماند.
request-over = { $requester }: درخواست بازگشایی { $conversation } دیگر مطرح نیست؛ گفت‌وگو دوباره باز است.
request-void = { $requester }: دربارهٔ درخواست بازگشایی { $conversation } دیگر تصمیمی گرفته نمی‌شود، چون اکنون نمی‌توان آن را باز کرد. گفت‌وگو پایان‌یافته می‌ماند.
request-expired = { $requester }: کسی به‌موقع دربارهٔ درخواست بازگشایی { $conversation } تصمیم نگرفت و گفت‌وگو پایان‌یافته می‌ماند. اگر هنوز لازم است، درخواست تازه‌ای ثبت کنید.
reopened-inside = { $conversation } دوباره باز است. لطفاً پیش از پرسیدن، تاریخچه را بخوانید تا کاربر ناچار به تکرار نباشد.
lapsed = { $who }، گفت‌وگوی { $conversation } بیش از اندازه منتظر شما مانده است. اکنون مسئولی ندارد و هر کسی می‌تواند آن را بردارد.
lapsed-to = { $former }، گفت‌وگوی { $conversation } بیش از اندازه منتظر شما ماند. { $who }، اکنون به شما سپرده شد.
assigned-mention-note =
    { $who }، گفت‌وگوی { $conversation } به شما سپرده شد.
    یادداشت { $by }: «{ $note }»
assigned-mention = { $who }، گفت‌وگوی { $conversation } به شما سپرده شد.
crossed-inside = { $conversation } دوباره باز است: پیام کاربر پیش از اعلام پایان نوشته شده بود.
agent-left =
    { $leads }
    { $who } دیگر در این گروه نیست. گفت‌وگوهایی که اکنون مسئولی ندارند ({ $shown } از { $total }):
    { $lines }
topic-put-back =
    { $why }
    موضوع از گفت‌وگوی خود پیروی می‌کند و به حالت پیشین برگشت. برای تغییر آن از دکمه‌های کارت استفاده کنید.

## یادآوری‌ها

nudge =
    { $conversation } از { $since } در انتظار پاسخ است.
    { $who }
escalation =
    { $conversation } از { $since } در انتظار پاسخ است و این بسیار طولانی شده است.
    { $who }
reminders =
    در انتظار پاسخ:
    { $lines }
pending-due =
    زمان کنار گذاشتن { $conversation } به سر آمد. لطفاً به آن رسیدگی کنید.
    { $note }
    { $who }
follow-up-due =
    زمان پیگیری { $conversation } رسیده است.
    { $note }
    { $who }
escalated =
    { $by } از سرپرستان می‌خواهد { $conversation } را ببینند.
    { $said }
    { $who }
note-kept = یادداشت { $conversation } نگه داشته شد. کاربر آن را نمی‌بیند.

## پاسخ به دستورها

now-assigned = { $conversation } اکنون با { $who } است.
now-unassigned = { $conversation } اکنون مسئولی ندارد.
assigned-away = { $conversation } اکنون با { $who } است که فعلاً غایب است.
agent-away =
    تا وقتی /back نفرستید نیستید: گفت‌وگوی تازه‌ای به شما داده نمی‌شود.
    { $open ->
        [0] گفت‌وگوی بازی با شما نیست.
        [one] یک گفت‌وگوی باز با شما می‌ماند: /list mine
       *[other] { $open } گفت‌وگوی باز با شما می‌ماند: /list mine
    }
agent-away-until =
    تا { $until } نیستید: گفت‌وگوی تازه‌ای به شما داده نمی‌شود. برای برگشتن زودتر: /back
    { $open ->
        [0] گفت‌وگوی بازی با شما نیست.
        [one] یک گفت‌وگوی باز با شما می‌ماند: /list mine
       *[other] { $open } گفت‌وگوی باز با شما می‌ماند: /list mine
    }
agent-back = برگشتید: گفت‌وگوهای تازه دوباره می‌توانند به شما داده شوند.
agent-hours = ساعت‌های کاری شما: { $hours } ({ $zone }). بیرون از آن گفت‌وگوی تازه‌ای به شما داده نمی‌شود. برای برداشتن آن: /hours always
agent-hours-always = ساعت کاری جداگانه‌ای ندارید: گفت‌وگوهای تازه هر زمان می‌توانند به شما داده شوند.
now-pending = { $conversation } تا { $until } کنار گذاشته شد.
now-resumed = رسیدگی به { $conversation } ادامه دارد.
now-snoozed = تا { $until } دربارهٔ { $conversation } یادآوری نمی‌شود.
now-unsnoozed = یادآوری‌های { $conversation } ازسر گرفته شد.
follow-up-set = گفت‌وگوی { $conversation } بازمی‌گردد: { $until }.
follow-up-off = گفت‌وگوی { $conversation } دیگر خودبه‌خود بازنمی‌گردد.
now-escalated = از سرپرستان خواسته شد { $conversation } را ببینند.
write-there = در موضوع همان گفت‌وگو بنویسید: آنچه آنجا می‌نویسید به کاربر می‌رسد.
choose-agent = گفت‌وگوی { $conversation } به چه کسی سپرده شود؟
list-line = { $conversation } · { $status } · { $name } · { $assignee }
list-line-free = { $conversation } · { $status } · { $name }
queue-line = { $conversation } · { $name } · از { $since } · { $assignee }
queue-line-free = { $conversation } · { $name } · از { $since } · بدون مسئول
tag-line = { $tag } · { $who }
tag-line-free = { $tag }
tag-list =
    برچسب‌های این گروه:
    { $lines }
tag-list-none = هنوز دربارهٔ هیچ برچسبی چیزی گفته نشده است. سرپرست می‌نویسد /tags billing 💶 @ben @eve: شکلک پیش از برچسب می‌آید و گفتگوهای دارای آن نخست به این افراد می‌رسد.
tag-forgotten = { $tag } دوباره برچسبی معمولی است.
tag-addressed =
    { $conversation } دربارهٔ { $tag } است و مسئولی ندارد.
    { $who }
link-made =
    { $link }
    روی کارت هر کس که با این پیوند بیاید «{ $source }» نوشته می‌شود.
link-plain =
    { $link }
    این پیوند به ربات می‌رسد. با واژه‌ای پس از آن معلوم می‌شود هر کس از کدام پیوند آمده است: /link spring-2026
list =
    { $filter } · صفحهٔ { $page }

    { $lines }
list-goes-on = تا #{ $number } بررسی شد. صفحهٔ بعد از همان‌جا ادامه می‌دهد.
find =
    «{ $text }» · صفحهٔ { $page }

    { $lines }
find-there = { $place } · { $at } · { $who }: { $text }
find-line = { $conversation } · { $at } · { $who }: { $text }
find-many = موارد بیش از آن است که بررسی می‌کنم. با یک واژهٔ دیگر محدودترش کنید.
find-empty = چیزی با «{ $text }» نوشته نشده است.
list-empty = گفت‌وگویی با این ویژگی‌ها نیست.
queue =
    در انتظار پاسخ: { $shown } از { $total }

    { $lines }
queue-empty = کسی در انتظار پاسخ نیست.
requests =
    درخواست‌های بازگشایی در انتظار تصمیم: { $shown } از { $total }

    { $lines }
request-there = { $place } · { $name } · { $who }، از { $since } · { $reason }
request-line = { $conversation } · { $name } · { $who }، از { $since } · { $reason }
requests-empty = هیچ درخواست بازگشایی در انتظار تصمیم نیست.
stats =
    { $days ->
        [1] امروز
        [one] { $days } روز گذشته
       *[other] { $days } روز گذشته
    }
    آغازشده: { $opened }
    پایان‌یافته: { $completed }
    { $reasons }
    بازگشوده: { $reopened }
    { $reopen-rate }
    سپرده به سرپرستان: { $escalated }
    نخستین پاسخ: { $response }
    زمان حل: { $resolution }
    { $rating }
    اکنون در انتظار: { $waiting }
stats-reason = · { $reason }: { $count }
stats-reopen-reason = · { $reason }: { $count }
stats-rating = امتیاز: { $mean } از 5 (شمار امتیازها: { $count })
stats-rate = نرخ بازگشایی: { $percent }٪ ({ $reopened } از { $completed })
stats-rate-alarm = نرخ بازگشایی: { $percent }٪ ({ $reopened } از { $completed }). این بیش از { $alarm }٪ است؛ دلیل‌ها در زیر آمده است.
stats-median =
    { $count ->
        [one] { $span } (میانهٔ { $count } گفت‌وگو)
       *[other] { $span } (میانهٔ { $count } گفت‌وگو)
    }
stats-none = هنوز داده‌ای نیست
setting = { $key } = { $value } ({ $origin })
settings =
    تنظیمات این گروه. برای تغییر، یکی را بزنید. آنچه اینجا تغییر کند بر پروندهٔ تنظیمات و متغیرها مقدم است.

    { $lines }
setting-line = { $name }: { $value } ({ $origin })
setting-button = { $name }: { $value }
setting-ignored = ⚠ { $key } = { $value } ({ $origin }) دیگر مجاز نیست و به کار نمی‌رود. آن را پس بگیرید.
settings-warned-at-once = ⚠ زمان هشدار کوتاه‌تر از زمان سکوت نیست: هشدار بی‌درنگ می‌آید و همهٔ زمانش را می‌گیرد.
settings-page =
    همهٔ تنظیمات · صفحهٔ { $page } از { $pages }

    { $lines }
setting-page =
    { $line }
    { $key }

    { $lines }
setting-below = بدون آنچه اینجا انتخاب شده: { $value } ({ $origin })
settings-changed =
    تغییرهای اینجا. هر یک را می‌توان پس گرفت.

    { $lines }
setting-changed =
    { $line }
    { $below }
origin-default = پیش‌فرض
origin-chat = { $who }، { $at }
setting-name-completion-confirm = پرسش پیش از پایان
setting-name-completion-rating = درخواست امتیاز از کاربر
setting-name-reopening-approval = هر که حق بازگشایی ندارد
setting-name-reopening-after-completion = نوشتن پس از پایان
setting-name-timeout-complete-after = پایان پس از سکوت
setting-name-timeout-warn-before = هشدار به کاربر پیش از آن
setting-name-timeout-nudge-after = یادآوری به مسئول پس از
setting-name-timeout-escalate-after = فراخواندن سرپرستان پس از
setting-name-routing-strategy = گفت‌وگوی تازه با
setting-name-routing-strict-assignment = پرسش پیش از پاسخ به جای دیگری
setting-name-notify-group = صدا در این گروه
setting-name-locale-default = کاربر با زبان ناشناخته
setting-name-locale-desk = زبان این گروه
value-on = روشن
value-off = خاموش
value-request = از سرپرستان می‌خواهد
value-refuse = رد می‌شود
value-new = گفت‌وگوی تازه
value-ask = پرسیدن: همان یا تازه
value-menu = نخست زدن دکمه
value-claim = هر که بردارد
value-round-robin = همکاران به نوبت
value-least-busy = هر که کمتر دارد
value-waits = نخستین پیام هر انتظار
value-all = همه
value-none = هیچ
role-given = نقش { $who } اکنون: { $role }
role-is = نقش { $who }: { $role }
role-is-by-telegram = نقش { $who }: { $role } (از تلگرام)
role-is-by-settings = نقش { $who }: { $role } (از تنظیمات)
roles =
    نقش هر کس در اینجا:
    { $lines }
roles-more = و همکاران دیگر: { $count }
no-admin-left = دیگر هیچ‌کس در این گروه مدیر نیست، پس کسی نمی‌تواند نقش بدهد. گردانندهٔ ربات می‌تواند در تنظیمات مدیر تعیین کند: permissions.admins.
help-group =
    آنچه در موضوع یک گفت‌وگو بنویسید به کاربر می‌رسد. در گروه بدون موضوع، به کارت یا به پیام‌های رسیده پاسخ دهید.
    آنچه با // یا با نام بردن از یک همکار آغاز شود درون گروه می‌ماند.

    { $commands }

## راه‌اندازی

checklist =
    بررسی { $title }

    { $lines }
board =
    وضعیت میز

    { $waits }
    بدون مسئول: { $unassigned }
    کنار گذاشته: { $pending }
    تکمیل‌شدهٔ امروز: { $completed }
board-waiting = در انتظار پاسخ: { $waiting } · بیش از همه { $conversation }، از { $since }
board-nobody = کسی در انتظار پاسخ نیست.
basics = آنچه در این موضوع می‌نویسید به کاربر می‌رسد. با // در آغاز، یادداشتی داخلی می‌شود، و /recall در پاسخ به پیام، آن را از کاربر پس می‌گیرد.
check-administrator = ✓ من مدیر این گروه هستم.
check-administrator-missing = ✗ من مدیر نیستم و نوشته‌های شما را نمی‌بینم. تنظیمات گروه ← مدیران ← افزودن.
check-topics = ✓ می‌توانم موضوع‌ها را مدیریت کنم: هر گفت‌وگو موضوع خود را دارد.
check-topics-missing = ✗ نمی‌توانم موضوع‌ها را مدیریت کنم. تنظیمات گروه ← مدیران ← این ربات ← مدیریت موضوع‌ها. تا آن زمان بدون موضوع کار می‌کنم.
check-plain = ✓ گروه بدون موضوع: به کارت‌ها و پیام‌های رسیده پاسخ دهید. با روشن کردن موضوع‌ها، هر گفت‌وگو موضوع خود را دارد.
check-delete = ✓ می‌توانم پیام‌ها را پاک کنم.
check-delete-missing = ✗ نمی‌توانم پیام‌ها را پاک کنم، پس پیام‌های سامانه می‌ماند. تنظیمات گروه ← مدیران ← این ربات ← پاک کردن پیام‌ها.
check-pin = ✓ می‌توانم پیام‌ها را سنجاق کنم.
check-pin-missing = ✗ نمی‌توانم پیام‌ها را سنجاق کنم، پس کارت‌ها و تابلو سنجاق نمی‌شود. تنظیمات گروه ← مدیران ← این ربات ← سنجاق کردن پیام‌ها.
check-basic = ✗ این یک گروه ساده است و پیام‌ها پیوند ندارند. با روشن کردن موضوع‌ها یا نمایش تاریخچه به اعضای تازه، ابرگروه می‌شود.
check-private = ✓ گروه خصوصی است.
check-public = ✗ گروه عمومی است یا به کانالی پیوند دارد: بیگانگان می‌توانند نوشته‌های کاربران را بخوانند. آن را خصوصی کنید و پیوند کانال را بردارید.
check-inline = ✓ حالت درون‌خطی روشن است: نام مرا و واژه‌ای را این‌جا بنویسید تا پاسخ‌های آماده پیشنهاد شود.
check-inline-off = ○ حالت درون‌خطی خاموش است. با روشن بودن آن، نوشتن نام من پاسخ‌های آماده را پیشنهاد می‌کند: /setinline را به @BotFather بفرستید، این ربات را برگزینید و راهنمای کوتاهی مانند «پاسخ آماده» بدهید.
setup-public = راه‌اندازی نشد: این گروه عمومی است یا به کانالی پیوند دارد و بیگانگان می‌توانند نوشته‌های کاربران را بخوانند. آن را خصوصی کنید، پیوند کانال را بردارید و /setup را با کد دوباره بفرستید.
setup-wrong-code = این کد نادرست، به‌کاررفته یا کهنه است. پس از راه‌اندازی دوباره، کد تازه در گزارش برنامه می‌آید.
setup-too-often = شمار تلاش‌ها زیاد است. لطفاً یک ساعت صبر کنید و سپس کد گزارش برنامه را به کار ببرید.
setup-not-administrator = تنها مدیر این گروه می‌تواند آن را راه‌اندازی کند. لطفاً از یک مدیر بخواهید کد را بفرستد.
setup-done-already = این گروه از پیش گروه پشتیبانی است. /setup بررسی آن را نشان می‌دهد.
setup-elsewhere = گروه دیگری از پیش گروه پشتیبانی است. همان‌جا ادامه دهید یا از گردانندهٔ ربات بپرسید.
setup-needs-code = لطفاً /setup را با کدی که در گزارش برنامه آمده است بفرستید.
works-plain = اینجا نمی‌توانم موضوع‌ها را مدیریت کنم، پس بدون آن‌ها کار می‌کنم: به کارت‌ها و پیام‌های رسیده پاسخ دهید. برای تغییر: تنظیمات گروه ← مدیران ← این ربات ← مدیریت موضوع‌ها.
topics-off = موضوع‌ها در این گروه خاموش شده‌اند، پس بدون آن‌ها کار می‌کنم: به کارت‌ها و پیام‌های رسیده پاسخ دهید.
topics-on = موضوع‌ها در این گروه روشن شده‌اند: هر گفت‌وگوی باز موضوع خودش را می‌گیرد. آنجا بنویسید؛ هیچ چیز از General به کاربر نمی‌رسد.
group-upgraded = تلگرام این گروه را ارتقا داده است. به آنچه بالاتر است دیگر نمی‌توان پاسخ داد و نمی‌توان تغییرش داد، پس کارت همهٔ گفت‌وگوهای باز در پایین از نو می‌آید. گفت‌وگوهای پایان‌یافته تا دوباره نشان داده نشوند پیوندی ندارند: /list completed.
rights-lost =
    { $who }
    دیگر همهٔ دسترسی‌هایی را که اینجا داشتم ندارم:
    { $lines }
group-lost = من دیگر در گروه «{ $title }» نیستم. چیزی از دست نرفته: آنچه کاربران می‌نویسند نگه داشته می‌شود. مرا دوباره به عنوان مدیر آنجا بیفزایید تا از همان‌جا ادامه دهم.
not-this-group = من برای گروه دیگری کار می‌کنم و اینجا کاری نمی‌کنم. اگر به اشتباه افزوده شده‌ام، مرا بردارید. اگر از این پس این گروه به کار می‌رود، کسی که مرا اجرا می‌کند FRONTDESK_DESK را { $chat } بگذارد و دوباره راه‌اندازی کند.

## What could not be handled

set-aside-update = پیام یا فشردن دکمه
set-aside-receipt = پاسخ تلگرام
set-aside-due = کار سررسیدشده
set-aside-other = کار درونی
why-panicked = خطای برنامه
why-damaged = مقدار آسیب‌دیده در پایگاه داده
why-unreadable = خوانده نمی‌شود
why-ended = برنامه هنگام رسیدگی پایان یافت
quarantined =
    { $count ->
        [one] { $count } مورد رسیدگی نشد و کنار گذاشته شد. بقیه آسیبی ندیده‌اند و ۳۰ روز نگه داشته می‌شود: /quarantine
       *[other] { $count } مورد رسیدگی نشد و کنار گذاشته شد. بقیه آسیبی ندیده‌اند و ۳۰ روز نگه داشته می‌شوند: /quarantine
    }
    { $who }
quarantine =
    کنار گذاشته‌شده ({ $shown } از { $total }):
    { $lines }
    /quarantine replay all دوباره رسیدگی می‌کند، پس از به‌روزرسانی برنامه هم؛ /quarantine drop all همه را رها می‌کند.
quarantine-empty = چیزی کنار گذاشته نشده است.
quarantine-line = { $number } · { $at } · { $what }: { $why }
quarantine-replayed = رسیدگی شد: { $handled }.
quarantine-failed = رسیدگی شد: { $handled }. باز هم نشد و نگه داشته شد: { $failed }.
quarantine-dropped = رها شد: { $count }.
