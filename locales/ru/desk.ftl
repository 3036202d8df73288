# Что читает команда в своей группе.

who-team = команда
who-user = пользователь
who-itself = автоматически

status-unassigned = Не назначено
status-in-progress = В работе
status-pending = Отложено
status-completed = Завершено

role-agent = сотрудник
role-lead = руководитель
role-admin = администратор

reason-solved = решено
reason-silent = пользователь не ответил
reason-nosupport = вопрос не для поддержки
reason-elsewhere = решено другим путём
reason-confirmed = подтверждено пользователем
reason-timeout = истекло время
reason-left = пользователь ушёл
reason-merged = объединено
reason-moved = передано
reason-banned = пользователь заблокирован
reason-forgotten = данные пользователя удалены

reopen-reason-mistake = завершено по ошибке
reopen-reason-more = новые сведения
reopen-reason-asked = просьба пользователя
reopen-reason-followup = продолжение
reopen-reason-said = своими словами
reopen-reason-timeout = ответ после истечения времени
reopen-reason-still = пользователю ещё нужна помощь
reopen-reason-automatic = пользователь вовремя написал снова
reopen-reason-same = тот же вопрос
reopen-reason-joined = объединено с другим

kind-text = текст
kind-photo = фото
kind-video = видео
kind-voice = голосовое сообщение
kind-video-note = видеосообщение
kind-audio = аудио
kind-document = файл
kind-animation = анимация
kind-sticker = стикер
kind-contact = контакт
kind-location = геопозиция
kind-venue = место
kind-poll = опрос
kind-dice = кубик
kind-other = другое сообщение

## Переписка

user-edited = изменено: { $text }
user-edited-plain = { $conversation } · изменено: { $text }
bulk-complete =
    { $count ->
        [one] Завершить { $count } обращение ({ $filter })? Пользователь больше не сможет в нём писать и получит одно уведомление без оценки. Если он успеет написать, обращение останется как есть.
        [few] Завершить { $count } обращения ({ $filter })? Пользователи больше не смогут в них писать и получат по одному уведомлению без оценки. Где пользователь успеет написать, обращение останется как есть.
        [many] Завершить { $count } обращений ({ $filter })? Пользователи больше не смогут в них писать и получат по одному уведомлению без оценки. Где пользователь успеет написать, обращение останется как есть.
       *[other] Завершить { $count } обращения ({ $filter })? Пользователи больше не смогут в них писать и получат по одному уведомлению без оценки. Где пользователь успеет написать, обращение останется как есть.
    }
bulk-tag =
    { $count ->
        [one] Поставить на { $count } обращение ({ $filter }) метки: { $tags }?
        [few] Поставить на { $count } обращения ({ $filter }) метки: { $tags }?
        [many] Поставить на { $count } обращений ({ $filter }) метки: { $tags }?
       *[other] Поставить на { $count } обращения ({ $filter }) метки: { $tags }?
    }
bulk-runs =
    Выполняется: { $done } из { $total }
    { $lines }
bulk-over =
    Готово: { $done } из { $total }
    { $lines }
bulk-stopped =
    Остановлено: сделано { $done } из { $total }
    { $lines }
bulk-skipped =
    { $count ->
        [one] Оставлено как есть { $count } обращение, там что-то изменилось: { $numbers }
        [few] Оставлены как есть { $count } обращения, там что-то изменилось: { $numbers }
        [many] Оставлены как есть { $count } обращений, там что-то изменилось: { $numbers }
       *[other] Оставлены как есть { $count } обращения, там что-то изменилось: { $numbers }
    }
priority-high = срочно
priority-normal = обычная
priority-low = не срочно
priority-is = Срочность { $conversation }: { $urgency }
field-set = О пользователе { $conversation } записано: { $key } = { $value }
field-removed = О пользователе { $conversation } больше не записано: { $key }
profile =
    Пользователь { $conversation }

    { $lines }
profile-name = Имя: { $name }
profile-language = Язык: { $language }
profile-seen = Впервые: { $at }
profile-source = Откуда: { $source }
profile-others = Другие обращения: { $numbers }
profile-field = { $key }: { $value }
rating-comment = { $conversation } · Комментарий пользователя к оценке { $stars } из 5:
tags-of = Метки { $conversation }: { $tags }
tags-none = У { $conversation } нет меток. Поставьте их командой /tag или кнопкой ниже.
canned-preview = { $text }
canned-kept = Готовый ответ «{ $name }» сохранён ({ $language }).
canned-gone = Готовый ответ «{ $name }» удалён.
canned-list = Готовые ответы (страница { $page } из { $pages })
    { $lines }
canned-line = { $name } ({ $languages }): { $text }
canned-none = Готовых ответов пока нет. Старший пишет /canned add, имя, а на следующей строке текст.
card-merged-into = Объединено с { $other }: разговор продолжается там.
card-merged-from = Сюда вошли: { $numbers }
card-moved-to = Продолжается здесь: { $desk }, #{ $number }
card-moved-from = Передано отсюда: { $desk }, там #{ $number }
merged = { $conversation } объединено с { $other }. Разговор продолжается там.
moved = { $conversation } продолжает { $desk } под номером #{ $number }. Пользователь об этом знает.
moved-here =
    Передано отсюда: { $desk }, там #{ $number }. Что было сказано:
    { $lines }
ban-done = { $who }: доступ закрыт. Ничего от этого пользователя к вам не придёт; снять запрет можно командой /unban.
ban-done-until = { $who }: доступ закрыт, срок — { $until }. До тех пор ничего от этого пользователя к вам не придёт; снять запрет раньше можно командой /unban.
unban-done = { $who } снова может писать. Ни одно обращение не открыто заново.
forgotten-inside = Пользователь попросил удалить все данные: { $numbers }. Темы или сообщения удаляются, насколько это позволяет Telegram; остаются только числа.
history-banned = { $at } · Доступ закрыт ({ $who })
history-banned-why = { $at } · Доступ закрыт ({ $who }): { $reason }
history-banned-until = { $at } · Доступ закрыт ({ $who }), срок — { $until }
history-banned-until-why = { $at } · Доступ закрыт ({ $who }), срок — { $until }: { $reason }
history-unbanned = { $at } · Доступ снова открыт ({ $who })
not-sent-merged = Не отправлено: { $conversation } объединено с { $other }. Ответьте там.
not-sent-moved = Не отправлено: { $conversation } продолжает { $desk } под номером #{ $number }.
answers-there = ↩ { $target }: «{ $text }»
answers-there-wordless = ↩ { $target }
answers-this = { $conversation } — ответ на это
recalled = Удалено: у пользователя этого больше нет.
recalled-in-time = Отозвано до отправки. Пользователь этого не получал.
recall-failed = Telegram уже не удаляет это: прошло больше 48 часов. У пользователя оно осталось.
recall-blocked = Не отозвано: пользователь заблокировал бота. Ответ у него остался.
recall-gone = Не отозвано: учётной записи пользователя больше нет.
recall-other = Не отозвано. Ответ Telegram: { $reason }. У пользователя оно осталось.
edit-not-delivered = Пользователь по-прежнему видит прежний текст: Telegram не даёт изменить его там.
edit-blocked = Пользователь заблокировал бота и по-прежнему видит прежний текст. Он изменится, когда бот будет разблокирован.
edit-kept-inside = Не отправлено: теперь это останется внутри команды.
edit-too-late = Пользователь уже получил прежний текст и по-прежнему видит его.
user-still-waits = { $conversation }: пользователю ещё нужна помощь. Само собой оно не завершится.
topic-recreated =
    Тему обращения { $conversation } удалили. Вот новая, обращение продолжается здесь.

    { $lines }
topic-begun =
    { $conversation } продолжается в этой теме. Последние сообщения:

    { $lines }
history-said = { $at } { $who }: { $text }
history-kind = { $at } { $who }: [{ $kind }]
history-edited = { $at } { $who }, изменено: { $text }
history-note = { $at } Заметка ({ $who }): { $text }
history-failed = { $at } · Не доставлено
history-recalled = { $at } · Ответ отозван: { $who }
history-maybe-double = { $at } · Могло дойти дважды
history-opened = { $at } · Открыто
history-assigned = { $at } · Назначено: { $to } (кем: { $who })
history-unassigned = { $at } · Снято назначение: { $who }
history-pending = { $at } · Отложено: { $who }
history-resumed = { $at } · Снова в работе: { $who }
history-priority = { $at } · Срочность: { $urgency } ({ $who })
history-escalated = { $at } · Вызваны руководители: { $who }
history-escalated-why = { $at } · Вызваны руководители: { $who }. Причина: { $reason }
history-snoozed = { $at } · Без напоминаний до { $until }: { $who }
history-unsnoozed = { $at } · Напоминания снова включены: { $who }
history-follow-up = { $at } · Вернётся { $until }: { $who }
history-follow-up-off = { $at } · Возврат отменён: { $who }
history-tagged = { $at } · Метки: { $tags } ({ $who })
history-untagged = { $at } · Сняты метки: { $tags } ({ $who })
history-merged = { $at } · Объединено с { $other }: { $who }
history-moved = { $at } · Передано: { $desk }, #{ $number }. Передал: { $who }
history-promised = { $at } · { $who } 👀: ответ за нами
history-let-off = { $at } · Отметка 👀 снята: { $who }
history-completed = { $at } · Завершено: { $who }, причина: { $reason }
history-taken-back = { $at } · Завершение отменено: { $who }
history-requested = { $at } · Просьба снова открыть: { $who }, причина: { $reason }
history-granted = { $at } · Просьба одобрена: { $who }
history-declined = { $at } · Просьба отклонена: { $who }
history-reopened = { $at } · Снова открыто: { $who }, причина: { $reason }
history-rated = { $at } · Оценка: { $stars } из 5
history-commented = { $at } · Комментарий к оценке:
history =
    История { $conversation }, страница { $page } из { $pages }

    { $lines }
history-empty = Тексты обращения { $conversation } не хранятся, показать нечего.
failed-blocked = Не доставлено: пользователь заблокировал бота. Сообщения снова дойдут, когда он его разблокирует.
failed-no-chat = Не доставлено: чата с этим пользователем больше нет. Сообщения снова дойдут, когда он напишет боту.
failed-gone = Не доставлено: учётной записи пользователя больше нет. Отвечать некому, завершите обращение.
failed-voice = Не доставлено: пользователь не принимает голосовые сообщения. Напишите текстом или отправьте файлом.
failed-kind = Не доставлено: Telegram не позволяет ботам копировать такие сообщения. Отправьте иначе.
failed-too-long = Не доставлено: это длиннее, чем Telegram разрешает ботам. Сократите и повторите или отправьте частями.
failed-group = Не доставлено: бота в тот момент не было в этой группе. Повторите, пожалуйста.
failed-file = Не доставлено: у Telegram больше нет этого файла. Прикрепите его ещё раз.
failed-source = Не доставлено: Telegram больше не находит в этой группе ответ из { $conversation }. Пользователь его не получил.
failed-other = Не доставлено. Ответ Telegram: { $reason }. Отправьте ещё раз позже или иначе.
undelivered =
    { $count ->
        [one] Пользователь { $conversation } снова разблокировал бота. За это время не доставлен { $count } ответ, первый: { $since }. Отправить сейчас?
        [few] Пользователь { $conversation } снова разблокировал бота. За это время не доставлены { $count } ответа, первый: { $since }. Отправить сейчас?
        [many] Пользователь { $conversation } снова разблокировал бота. За это время не доставлено { $count } ответов, первый: { $since }. Отправить сейчас?
       *[other] Пользователь { $conversation } снова разблокировал бота. За это время не доставлено { $count } ответа, первый: { $since }. Отправить сейчас?
    }
    { $who }
undelivered-completed =
    { $count ->
        [one] Пользователь { $conversation } снова разблокировал бота. Не доставлен { $count } ответ, а обращение завершено. Откройте его снова, чтобы отправить.
        [few] Пользователь { $conversation } снова разблокировал бота. Не доставлены { $count } ответа, а обращение завершено. Откройте его снова, чтобы отправить.
        [many] Пользователь { $conversation } снова разблокировал бота. Не доставлено { $count } ответов, а обращение завершено. Откройте его снова, чтобы отправить.
       *[other] Пользователь { $conversation } снова разблокировал бота. Не доставлено { $count } ответа, а обращение завершено. Откройте его снова, чтобы отправить.
    }
    { $who }
album-incomplete =
    { $arrived ->
        [one] Дошла только { $arrived } часть из { $of }. Отправьте остальное ещё раз.
        [few] Дошли только { $arrived } части из { $of }. Отправьте остальное ещё раз.
        [many] Дошло только { $arrived } частей из { $of }. Отправьте остальное ещё раз.
       *[other] Дошло только { $arrived } части из { $of }. Отправьте остальное ещё раз.
    }
album-unclear = Неизвестно, все ли части дошли: ответ Telegram потерян. Пожалуйста, спросите пользователя.
album-unclear-inside = Неизвестно, весь ли альбом пользователя здесь: ответ Telegram потерян. Пользователь об этом знает.
album-incomplete-inside = Из альбома пользователя Telegram передал частей: { $arrived } из { $of }. Пользователя попросили отправить остальное ещё раз.
not-sent-completed = Не отправлено: { $conversation } завершено. Чтобы отправить, нажмите кнопку ниже.
not-sent-unknown = Не отправлено: неизвестно кому. Ответьте на карточку или на переданное сообщение обращения.
not-sent-old-group = Не отправлено: сообщение, на которое вы ответили, осталось в этой группе до её обновления в Telegram, и мне не видно, чьё это обращение. Ответьте на карточку обращения ниже или на более новое сообщение; их показывает /list open.
not-sent-general = Не отправлено: из General ничего не уходит пользователям. У { $conversation } есть своя тема, напишите там.
send-question = Пока не отправлено: обращение { $conversation } ведёт { $who }. Всё равно передать это пользователю?
not-sent-strict = Не отправлено: это осталось внутри { $conversation }. Чтобы отправить, напишите ещё раз.
not-sent-channel = Не отправлено: это написано от имени канала, и я не знаю, от команды ли это. Напишите от своего имени или от имени этой группы, если вы её анонимный администратор.
first-answer-hint = Это ушло пользователю. Сообщение, которое начинается с //, остаётся внутри; чтобы отозвать ответ, ответьте на него командой /recall.
collision = Здесь отвечает { $by }, хотя обращение у другого сотрудника.

## Завершение и возврат

complete-question =
    Завершить { $conversation }? Пользователь больше не сможет писать в это обращение.
    { $premature }
premature-recent = Обратите внимание: пользователь писал только что и, возможно, не закончил.
premature-team-owes = Обратите внимание: пользователь ждёт ответа.
premature-bare-ok = Обратите внимание: последнее сообщение пользователя — короткое «ок», это ещё не значит, что вопрос решён.
question-expired = { $conversation }: вовремя никто не решил, поэтому ничего не изменилось. Если нужно, начните заново с карточки.
reopen-question =
    Открыть { $conversation } снова? Пользователь опять сможет писать в это обращение.

    { $summary }
summary-times = Открыто { $opened }, завершено { $completed }
summary-by = Завершение: { $by }, причина: { $reason }
summary-messages = Сообщений: { $messages }
summary-tags = Метки: { $tags }
summary-first = Первое: «{ $text }»
summary-last = Последнее: «{ $text }»
summary-reason = Причина: { $text }
reopen-request =
    { $leads }
    Просьба снова открыть { $conversation }: { $by }.
    { $reason }

    { $summary }
addressed = { $who }
reason-said = Причина: «{ $text }»
reason-listed = Причина: { $reason }
request-filed = Просьба снова открыть { $conversation } передана. Вы узнаете о решении.
request-approved = { $requester }: просьба одобрена ({ $by }), { $conversation } снова открыто. Прочитайте историю, прежде чем спрашивать пользователя.
request-declined = { $requester }: просьба снова открыть { $conversation } отклонена ({ $by }). Обращение остаётся завершённым.
request-over = { $requester }: просьба снова открыть { $conversation } больше не нужна, оно снова открыто.
request-void = { $requester }: по просьбе снова открыть { $conversation } решения не будет, потому что теперь его нельзя открыть. Обращение остаётся завершённым.
request-expired = { $requester }: просьбу снова открыть { $conversation } никто не рассмотрел вовремя, обращение остаётся завершённым. Если это ещё нужно, подайте новую.
reopened-inside = { $conversation } снова открыто. Прочитайте историю, прежде чем спрашивать, чтобы пользователю не пришлось повторяться.
lapsed = { $who }, обращение { $conversation } слишком долго ждёт Вас. Теперь оно ни за кем не числится, его может взять любой.
lapsed-to = { $former }, обращение { $conversation } слишком долго ждало Вас. { $who }, теперь оно назначено Вам.
assigned-mention-note =
    { $who }, обращение { $conversation } назначено Вам.
    Заметка ({ $by }): «{ $note }»
assigned-mention = { $who }, обращение { $conversation } назначено Вам.
crossed-inside = { $conversation } снова открыто: пользователь успел написать до уведомления о завершении.
agent-left =
    { $leads }
    { $who } больше не состоит в этой группе. Обращения, которые теперь ни у кого ({ $shown } из { $total }):
    { $lines }
topic-put-back =
    { $why }
    Тема следует за своим обращением, поэтому она возвращена в прежнее состояние. Чтобы изменить это, нажмите кнопку на карточке.

## Напоминания

nudge =
    { $conversation } ждёт ответа с { $since }.
    { $who }
escalation =
    { $conversation } ждёт ответа слишком долго, с { $since }.
    { $who }
reminders =
    Ждут ответа:
    { $lines }
pending-due =
    { $conversation } было отложено до этого времени. Пожалуйста, посмотрите.
    { $note }
    { $who }
follow-up-due =
    Пора вернуться к { $conversation }.
    { $note }
    { $who }
escalated =
    { $by } просит руководителей посмотреть { $conversation }.
    { $said }
    { $who }
note-kept = Заметка к { $conversation } сохранена. Пользователь её не видит.

## Ответы на команды

now-assigned = { $conversation } теперь ведёт { $who }.
now-unassigned = { $conversation } теперь никому не назначено.
assigned-away = { $conversation } теперь ведёт { $who }, но сейчас этого сотрудника нет на месте.
agent-away =
    Вы отошли, пока не отправите /back: ничего нового Вам не достанется.
    { $open ->
        [0] Открытых обращений у Вас нет.
        [one] За Вами остаётся { $open } открытое обращение: /list mine
        [few] За Вами остаются { $open } открытых обращения: /list mine
        [many] За Вами остаются { $open } открытых обращений: /list mine
       *[other] За Вами остаются { $open } открытого обращения: /list mine
    }
agent-away-until =
    Вы отошли до { $until }: ничего нового Вам не достанется. Вернуться раньше: /back.
    { $open ->
        [0] Открытых обращений у Вас нет.
        [one] За Вами остаётся { $open } открытое обращение: /list mine
        [few] За Вами остаются { $open } открытых обращения: /list mine
        [many] За Вами остаются { $open } открытых обращений: /list mine
       *[other] За Вами остаются { $open } открытого обращения: /list mine
    }
agent-back = Вы снова на месте: новые обращения опять могут достаться Вам.
agent-hours = Ваши часы: { $hours } ({ $zone }). В остальное время ничего нового Вам не достанется. Убрать их: /hours always.
agent-hours-always = Своих часов у Вас нет: новые обращения могут достаться Вам в любое время.
now-pending = { $conversation } отложено до { $until }.
now-resumed = { $conversation } снова в работе.
now-snoozed = До { $until } напоминаний о { $conversation } не будет.
now-unsnoozed = Напоминания о { $conversation } снова включены.
follow-up-set = { $conversation } вернётся { $until }.
follow-up-off = { $conversation } больше не вернётся само.
now-escalated = Руководителей попросили посмотреть { $conversation }.
write-there = Пишите в теме обращения: написанное там получит пользователь.
choose-agent = Кому передать { $conversation }?
list-line = { $conversation } · { $status } · { $name } · { $assignee }
list-line-free = { $conversation } · { $status } · { $name }
queue-line = { $conversation } · { $name } · с { $since } · { $assignee }
queue-line-free = { $conversation } · { $name } · с { $since } · не назначено
tag-line = { $tag } · { $who }
tag-line-free = { $tag }
tag-list =
    Метки этой группы:
    { $lines }
tag-list-none = Ни одна метка пока не описана. Старший пишет /tags billing 💶 @ben @eve: эмодзи стоит перед меткой, а обращения с ней идут прежде всего этим людям.
tag-forgotten = Метка { $tag } снова обычная.
tag-addressed =
    Обращение { $conversation } с меткой { $tag } ни за кем не закреплено.
    { $who }
link-made =
    { $link }
    У тех, кто придёт по этой ссылке, на карточке будет пометка «{ $source }».
link-plain =
    { $link }
    Эта ссылка ведёт к боту. Если добавить слово, будет видно, кто по какой ссылке пришёл: /link spring-2026
list =
    { $filter } · страница { $page }

    { $lines }
list-goes-on = Просмотрено до #{ $number }. Следующая страница продолжит оттуда.
find =
    «{ $text }» · страница { $page }

    { $lines }
find-there = { $place } · { $at } · { $who }: { $text }
find-line = { $conversation } · { $at } · { $who }: { $text }
find-many = Совпадений больше, чем я просматриваю. Добавьте ещё слово.
find-empty = Ничего со словами «{ $text }» не написано.
list-empty = Подходящих обращений нет.
queue =
    Ждут ответа: { $shown } из { $total }

    { $lines }
queue-empty = Никто не ждёт ответа.
requests =
    Просьбы снова открыть, которые ждут решения: { $shown } из { $total }

    { $lines }
request-there = { $place } · { $name } · { $who }, с { $since } · { $reason }
request-line = { $conversation } · { $name } · { $who }, с { $since } · { $reason }
requests-empty = Ни одна просьба снова открыть не ждёт решения.
stats =
    { $days ->
        [1] Сегодня
        [one] За { $days } день
        [few] За { $days } дня
        [many] За { $days } дней
       *[other] За { $days } дня
    }
    Открыто: { $opened }
    Завершено: { $completed }
    { $reasons }
    Открыто снова: { $reopened }
    { $reopen-rate }
    Передано руководителям: { $escalated }
    Первый ответ: { $response }
    Решение: { $resolution }
    { $rating }
    Ждут сейчас: { $waiting }
stats-reason = · { $reason }: { $count }
stats-reopen-reason = · { $reason }: { $count }
stats-rating = Оценка: { $mean } из 5 (всего оценок: { $count })
stats-rate = Доля возвратов: { $percent } % ({ $reopened } из { $completed })
stats-rate-alarm = Доля возвратов: { $percent } % ({ $reopened } из { $completed }). Это больше { $alarm } %: причины ниже.
stats-median =
    { $count ->
        [one] { $span } (медиана, { $count } обращение)
        [few] { $span } (медиана, { $count } обращения)
        [many] { $span } (медиана, { $count } обращений)
       *[other] { $span } (медиана, { $count } обращения)
    }
stats-none = пока нет данных
setting = { $key } = { $value } ({ $origin })
settings =
    Настройки этой группы. Нажмите на любую, чтобы изменить. Изменённое здесь важнее файла настроек и переменных.

    { $lines }
setting-line = { $name }: { $value } ({ $origin })
setting-button = { $name }: { $value }
setting-ignored = ⚠ { $key } = { $value } ({ $origin }): такое значение больше не допускается и не действует. Уберите его.
settings-warned-at-once = ⚠ Время предупреждения не меньше времени молчания: предупреждение придёт сразу, и на ответ останется всё его время.
settings-page =
    Все настройки · страница { $page } из { $pages }

    { $lines }
setting-page =
    { $line }
    { $key }

    { $lines }
setting-below = Без выбранного здесь: { $value } ({ $origin })
settings-changed =
    Изменено здесь. Каждое изменение можно отменить.

    { $lines }
setting-changed =
    { $line }
    { $below }
origin-default = по умолчанию
origin-chat = { $who }, { $at }
setting-name-completion-confirm = Вопрос перед завершением
setting-name-completion-rating = Просьба об оценке
setting-name-reopening-approval = Кто не вправе открывать снова
setting-name-reopening-after-completion = Сообщение после завершения
setting-name-timeout-complete-after = Завершать после молчания
setting-name-timeout-warn-before = Предупреждать до этого за
setting-name-timeout-nudge-after = Напоминать ответственному через
setting-name-timeout-escalate-after = Звать руководителей через
setting-name-routing-strategy = Новые обращения получает
setting-name-routing-strict-assignment = Вопрос перед ответом за другого
setting-name-notify-group = Звук в этой группе
setting-name-locale-default = Для тех, чей язык неизвестен
setting-name-locale-desk = Язык этой группы
value-on = да
value-off = нет
value-request = просит руководителей
value-refuse = получает отказ
value-new = новое обращение
value-ask = спросить, тот же ли вопрос
value-menu = ждёт нажатия кнопки
value-claim = тот, кто возьмёт
value-round-robin = каждый по очереди
value-least-busy = наименее занятый
value-waits = первое сообщение ожидания
value-all = всё
value-none = ничего
role-given = { $who }: теперь { $role }.
role-is = { $who }: { $role }.
role-is-by-telegram = { $who }: { $role } (по правам в Telegram).
role-is-by-settings = { $who }: { $role } (по настройкам).
roles =
    Роли в этой группе:
    { $lines }
roles-more = и ещё сотрудников: { $count }
no-admin-left = В этой группе больше нет администратора, и выдавать роли некому. Тот, кто запускает бота, может назвать администраторов в настройках: permissions.admins.
help-group =
    Всё, что Вы пишете в теме обращения, уходит пользователю. В группе без тем отвечайте на карточку или на переданное сообщение.
    Внутри остаётся то, что начинается с // или с упоминания коллеги.

    { $commands }

## Настройка

checklist =
    Проверка группы { $title }

    { $lines }
board =
    Сейчас в службе поддержки

    { $waits }
    Не назначено: { $unassigned }
    Отложено: { $pending }
    Завершено сегодня: { $completed }
board-waiting = Ждут ответа: { $waiting } · дольше всех { $conversation }, с { $since }
board-nobody = Никто не ждёт ответа.
basics = Что вы пишете в этой теме, получает пользователь. С // в начале это внутренняя заметка, а /recall в ответ на сообщение отзывает его у пользователя.
check-administrator = ✓ Я администратор этой группы.
check-administrator-missing = ✗ Я не администратор и не вижу, что Вы пишете. Настройки группы → Администраторы → Добавить.
check-topics = ✓ Я могу управлять темами: у каждого обращения будет своя.
check-topics-missing = ✗ Я не могу управлять темами. Настройки группы → Администраторы → этот бот → Управление темами. Пока работаю без тем.
check-plain = ✓ Группа без тем: отвечайте на карточки и переданные сообщения. Если включить темы, у каждого обращения будет своя.
check-delete = ✓ Я могу удалять сообщения.
check-delete-missing = ✗ Я не могу удалять сообщения, поэтому служебные строки остаются. Настройки группы → Администраторы → этот бот → Удаление сообщений.
check-pin = ✓ Я могу закреплять сообщения.
check-pin-missing = ✗ Я не могу закреплять сообщения, поэтому карточки и сводка не закреплены. Настройки группы → Администраторы → этот бот → Закрепление сообщений.
check-basic = ✗ Это обычная группа: у сообщений нет ссылок. Включите темы или покажите историю новым участникам, и она станет супергруппой.
check-private = ✓ Группа закрытая.
check-public = ✗ Группа публичная или связана с каналом: посторонние могли бы читать, что пишут пользователи. Сделайте её закрытой и отвяжите канал.
check-inline = ✓ Встроенный режим включён: напишите здесь моё имя и слово, и я предложу готовые ответы.
check-inline-off = ○ Встроенный режим выключен. Если его включить, готовые ответы можно выбирать, написав моё имя: отправьте @BotFather команду /setinline, выберите этого бота и задайте короткую подсказку, например «готовый ответ».
setup-public = Не настроено: эта группа публичная или связана с каналом, и посторонние могли бы читать, что пишут пользователи. Сделайте её закрытой, отвяжите канал и снова отправьте /setup с кодом.
setup-wrong-code = Код неверный, уже использован или устарел. Новый появится в журнале после перезапуска.
setup-too-often = Слишком много попыток. Подождите час и возьмите код из журнала.
setup-not-administrator = Настроить группу может только её администратор. Попросите его отправить код.
setup-done-already = Эта группа уже настроена для поддержки. Проверку покажет /setup.
setup-elsewhere = Для поддержки уже настроена другая группа. Продолжайте там или обратитесь к владельцу бота.
setup-needs-code = Отправьте /setup с кодом из журнала.
works-plain = Я не могу управлять темами и работаю без них: отвечайте на карточки и переданные сообщения. Чтобы это изменить: Настройки группы → Администраторы → этот бот → Управление темами.
topics-off = В этой группе отключены темы, поэтому я работаю без них: отвечайте на карточки и переданные сообщения.
topics-on = В этой группе включены темы: у каждого открытого обращения будет своя. Пишите там; из General ничего не уходит пользователям.
group-upgraded = Telegram обновил эту группу. На то, что выше, уже нельзя ответить, и изменить это нельзя, поэтому карточки всех открытых обращений появятся ниже заново. У завершённых ссылок нет, пока их не показать снова: /list completed.
rights-lost =
    { $who }
    У меня здесь больше нет всех прежних прав:
    { $lines }
group-lost = Меня больше нет в группе «{ $title }». Ничего не потеряно: сообщения пользователей сохраняются. Добавьте меня туда снова администратором, и я продолжу с того же места.
not-this-group = Я работаю для другой группы и здесь ничего не делаю. Если меня добавили по ошибке, удалите меня. Если теперь нужна эта группа, пусть тот, кто запускает бота, задаст FRONTDESK_DESK = { $chat } и перезапустит его.

## What could not be handled

set-aside-update = сообщение или нажатие
set-aside-receipt = ответ Telegram
set-aside-due = событие по сроку
set-aside-other = внутреннее событие
why-panicked = ошибка программы
why-damaged = повреждённое значение в базе
why-unreadable = не удаётся прочитать
why-ended = программа завершилась во время обработки
quarantined =
    { $count ->
        [one] { $count } событие не удалось обработать, и оно отложено. Остального это не затронуло; хранится 30 дней: /quarantine
        [few] { $count } события не удалось обработать, и они отложены. Остального это не затронуло; хранятся 30 дней: /quarantine
        [many] { $count } событий не удалось обработать, и они отложены. Остального это не затронуло; хранятся 30 дней: /quarantine
       *[other] { $count } события не удалось обработать, и они отложены. Остального это не затронуло; хранятся 30 дней: /quarantine
    }
    { $who }
quarantine =
    Отложено ({ $shown } из { $total }):
    { $lines }
    /quarantine replay all обработает заново, в том числе после обновления программы; /quarantine drop all удалит.
quarantine-empty = Ничего не отложено.
quarantine-line = { $number } · { $at } · { $what }: { $why }
quarantine-replayed = Обработано: { $handled }.
quarantine-failed = Обработано: { $handled }. Снова не удалось и осталось отложенным: { $failed }.
quarantine-dropped = Удалено: { $count }.
