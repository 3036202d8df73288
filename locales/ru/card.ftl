# Части карточки. Номер, состояние и сотрудника соединяет программа.

card-source = источник: { $source }
card-earlier = раньше: { $numbers }
card-quote = «{ $text }»
card-completed = Завершено { $at }: { $by }, { $reason }
card-completed-by-user = Завершено { $at } пользователем
card-completed-by-itself = Завершено { $at }: { $reason }
card-pending = Отложено до { $until }
card-pending-note = Заметка: { $note }
card-escalated = Руководители вызваны в { $since }
card-snoozed = Без напоминаний до { $until }
card-follow-up = Вернётся { $until }
card-reopened = Снова открыто: { $reason }. Прочитайте историю, прежде чем спрашивать.
card-blocked = Пользователь заблокировал бота.
card-banned = Пользователю закрыт доступ.
card-banned-until = Пользователю закрыт доступ, срок — { $until }.
card-gone = Учётной записи пользователя больше нет.
card-rating = Оценка: { $stars } из 5
card-rating-comment = Оценка: { $stars } из 5, комментарий ниже
card-collision = Ответил и другой сотрудник: { $by }.
card-waits-since = Ждёт ответа с { $since }
card-asked-user = Пользователя спросили, остались ли вопросы. Без ответа обращение завершится само.
card-maybe-double = Что-то могло дойти дважды.
card-undelivered = Один из ответов не дошёл до пользователя.

plain-number-line = { $conversation }
