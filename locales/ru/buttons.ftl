button-take = Взять
button-assign = Назначить
button-assign-to = { $name } · { $load }
button-assign-to-away = { $name } 💤 { $load }
button-pending = Отложить
button-resume = Продолжить
button-mark-complete = Завершить
button-numbered-mark-complete = #{ $number } · Завершить
button-confirm-solved = Подтвердить: решено
button-confirm-silent = Подтвердить: нет ответа
button-confirm-nosupport = Подтвердить: не для поддержки
button-confirm-elsewhere = Подтвердить: решено другим путём
button-ask-user-first = Сначала спросить пользователя
button-send-anyway = Всё равно отправить
button-take-and-send = Взять и отправить
button-cancel = Отмена
button-undo = Вернуть как было
button-reopen = Открыть снова
button-confirm = Подтвердить
button-confirm-mistake = Подтвердить: завершено по ошибке
button-confirm-more = Подтвердить: новые сведения
button-confirm-asked = Подтвердить: просьба пользователя
button-confirm-followup = Подтвердить: продолжение
button-approve = Одобрить
button-decline = Отклонить
button-merge = Объединить
button-write = #{ $number } · Написать пользователю
button-history = История
button-page = Страница { $number }
button-tags = Метки
button-tag = { $tag }
button-untag = ✓ { $tag }
button-stop = Остановить
button-send = Отправить
button-show = Показать #{ $number }
button-retry = Повторить
button-still-need-help = Мне ещё нужна помощь
button-all-solved = Всё решено
button-confirm-close = Подтвердить: завершить
button-keep-open = Отмена
button-same-matter = Тот же вопрос
button-new-matter = Новый вопрос
button-contact-support = Написать в поддержку
button-rate = { $stars } ★
button-on-the-team = Я в команде
button-my-data = Прислать мои данные
button-human = Я человек
button-forget = Удалить всё
button-stay = Отмена
button-stats-of-all = Все отделы
button-stats =
    { $days ->
        [1] Сегодня
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }
button-settings = ‹ Настройки
button-settings-all = Все настройки
button-settings-changed = Изменено здесь
button-set-to = { $value }
button-set-back = ↩ { $name }
button-dismiss = ✕
