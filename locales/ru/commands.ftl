# Что стоит в списке команд Telegram и как каждая пишется.

help-line = { $usage } — { $description }

command-queue = Кто ждёт ответа, дольше всех первым
command-list = Обращения по состоянию
command-take = Взять обращение
command-assign = Назначить обращение сотруднику
command-unassign = Снять назначение
command-pending = Отложить обращение
command-resume = Продолжить отложенное обращение
command-complete = Завершить обращение
command-reopen = Снова открыть завершённое обращение
command-note = Заметка, которую пользователь не видит
command-history = Что было в обращении
command-stats = Показатели
command-role = Кто сотрудник, руководитель, администратор
command-setup = Настроить группу для поддержки или проверить её
command-settings = Действующие настройки
command-quarantine = Что не удалось обработать
command-help = Что здесь можно сделать
command-start = Начать
command-new = Начать новое обращение
command-close = Завершить обращение
command-language = Выбрать язык

usage-queue = /queue
usage-list = /list [open|unassigned|inprogress|pending|completed|mine]
usage-take = /take [номер]
usage-assign = /assign [номер] @сотрудник
usage-unassign = /unassign [номер]
usage-pending = /pending [номер] [3d] [заметка]
usage-resume = /resume [номер]
usage-complete = /complete [номер]
usage-reopen = /reopen [номер] [причина]
usage-note = /note [номер] текст
usage-history = /history [номер]
usage-stats = /stats [today|7d|30d]
usage-role = /role @сотрудник [agent|lead|admin]
usage-setup = /setup [код]
usage-settings = /settings
usage-quarantine = /quarantine [replay|drop номер|all]
usage-help = /help
usage-start = /start
usage-new = /new
usage-close = /close
usage-language = /language [en|ru|zh-hans|fa]
