# شرح دستورها در فهرست تلگرام و شیوهٔ نوشتن هر یک.

help-line = { $usage } — { $description }

command-queue = چه کسانی در انتظار پاسخ‌اند، دیرینه‌ترین نخست
command-list = گفت‌وگوها بر پایهٔ وضعیت
command-take = برداشتن یک گفت‌وگو
command-assign = سپردن گفت‌وگو به یک همکار
command-unassign = پس دادن گفت‌وگو
command-pending = کنار گذاشتن گفت‌وگو
command-resume = ادامهٔ گفت‌وگوی کنار گذاشته
command-complete = پایان دادن به گفت‌وگو
command-reopen = بازگشایی گفت‌وگوی پایان‌یافته
command-merge = پیوستن این گفت‌وگو به گفت‌وگوی دیگری از همان کاربر
command-note = یادداشتی که کاربر نمی‌بیند
command-tag = گذاشتن برچسب بر گفت‌وگو یا دیدن برچسب‌ها
command-untag = برداشتن برچسب از گفت‌وگو
command-recall = پس گرفتن پاسخ از کاربر
command-history = آنچه در گفت‌وگو گذشت
command-stats = آمار
command-role = چه کسی همکار، سرپرست یا مدیر است
command-setup = راه‌اندازی این گروه برای پشتیبانی، یا بررسی آن
command-settings = تنظیمات جاری
command-quarantine = آنچه رسیدگی نشد
command-help = آنچه اینجا می‌توانید بکنید
command-start = آغاز
command-new = آغاز گفت‌وگوی تازه
command-close = پایان گفت‌وگوی شما
command-language = انتخاب زبان

# دستورها از چپ به راست نوشته می‌شوند.
usage-queue = /queue
usage-list = /list [open|unassigned|inprogress|pending|completed|mine]
usage-take = /take [12]
usage-assign = /assign [12] @…
usage-unassign = /unassign [12]
usage-pending = /pending [12] [3d] […]
usage-resume = /resume [12]
usage-complete = /complete [12]
usage-reopen = /reopen [12] […]
usage-merge = /merge N
usage-note = /note [12] …
usage-tag = /tag [N] [واژه‌ها]
usage-untag = /untag [N] واژه‌ها
usage-recall = /recall (در پاسخ به پیام)
usage-history = /history [12]
usage-stats = /stats [today|7d|30d]
usage-role = /role @… [agent|lead|admin]
usage-setup = /setup [CODE]
usage-settings = /settings
usage-quarantine = /quarantine [replay|drop شماره|all]
usage-help = /help
usage-start = /start
usage-new = /new
usage-close = /close
usage-language = /language [en|ru|zh-hans|fa]
