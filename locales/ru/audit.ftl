# Что показывает /audit: кто, что и когда сделал, что было до и после.

audit =
    { $head }

    { $lines }
audit-head = Журнал действий, страница { $page }
audit-head-conversation = Журнал действий { $conversation }, страница { $page }
audit-head-person = Журнал действий ({ $who }), страница { $page }
audit-empty = В журнале действий ничего такого нет.
audit-of = { $conversation } · { $what }
audit-record = { $what }
audit-moved = { $what } ({ $before } → { $after })
audit-urgency = { $what } ({ $before } → { $after })
audit-stand = { $status }, { $who }
audit-stand-free = { $status }
audit-warned = { $at } · Пользователя спросили, всё ли решено
audit-requested = { $at } · Запрошено открытие: { $who }, причина: { $reason }
audit-granted = { $at } · Открытие разрешено: { $who }
audit-declined = { $at } · В открытии отказано: { $who }
audit-blocked = { $at } · Пользователь заблокировал бота
audit-unblocked = { $at } · Пользователь разблокировал бота
audit-still-needed = { $at } · Пользователю всё ещё нужна помощь
audit-banned = { $at } · Доступ закрыт: { $who }
audit-banned-until = { $at } · Доступ закрыт: { $who }, срок — { $until }
audit-unbanned = { $at } · Доступ снова открыт: { $who }
audit-role = { $at } · Роль изменена ({ $who }): { $whom }, { $before } → { $after }
audit-came = { $at } · { $whom } теперь в группе: { $after }
audit-left = { $at } · { $whom } больше не в группе (роль была: { $before })
audit-standing = { $at } · Telegram изменил роль: { $whom }, { $before } → { $after }
audit-setting = { $at } · Настройка { $key } изменена ({ $who }): { $before } → { $after }
audit-away = { $at } · Нет на месте: { $who }
audit-away-until = { $at } · Нет на месте до { $until }: { $who }
audit-back = { $at } · Снова на месте: { $who }
audit-hours = { $at } · Часы работы изменены ({ $who }): { $before } → { $after }
audit-canned-kept = { $at } · Сохранён готовый ответ «{ $name }» ({ $language }): { $who }
audit-canned-gone = { $at } · Удалён готовый ответ «{ $name }»: { $who }
audit-canned-gone-in = { $at } · Удалён готовый ответ «{ $name }» ({ $language }): { $who }
audit-tag = { $at } · Метка { $tag } изменена ({ $who }): { $before } → { $after }
audit-field-set = { $at } · Поле пользователя { $key } задано: { $who }
audit-field-gone = { $at } · Поле пользователя { $key } удалено: { $who }
audit-bulk-complete = { $at } · Начато массовое завершение: { $who }, всего { $total } ({ $reason })
audit-bulk-tag = { $at } · Начата массовая расстановка меток: { $who }, всего { $total } ({ $tags })
audit-bulk-stopped = { $at } · Массовое действие остановлено: { $who }, сделано { $done } из { $total }
audit-forgotten = { $at } · Пользователь стёр всё (обращений: { $count })
audit-replayed = { $at } · Отложенное обработано заново: { $who } ({ $count })
audit-dropped = { $at } · Отложенное отброшено: { $who } ({ $count })
audit-set-up = { $at } · Группа подключена: { $who }
audit-exported = { $at } · Всё выгружено там, где работает бот
audit-refused = { $at } · Отказано: { $who }, { $button } ({ $why })
audit-refused-unknown = { $at } · Отказано: { $who }, кнопка не от этого бота
audit-times = { $what } ×{ $times }
audit-code = { $at } · { $who }: { $code }
audit-why-role = нет прав
audit-why-place = не из этой группы
audit-why-state = уже решено или устарело
