# What Telegram's list of commands says, and how each is written.

help-line = { $usage } — { $description }

command-queue = Who waits for an answer, longest first
command-list = Conversations by status
command-take = Take a conversation
command-assign = Give a conversation to somebody
command-unassign = Give a conversation back
command-pending = Set a conversation aside
command-resume = Go on with a pending conversation
command-complete = Complete a conversation
command-reopen = Open a completed conversation again
command-note = Keep a note that the user does not see
command-history = What happened in a conversation
command-stats = Figures
command-role = Who is agent, lead or admin
command-setup = Make this group the desk, or see its checklist
command-settings = Settings in force
command-quarantine = What could not be handled
command-help = What you can do here
command-start = Begin
command-new = Begin a new conversation
command-close = End your conversation
command-language = Choose the language

usage-queue = /queue
usage-list = /list [open|unassigned|inprogress|pending|completed|mine]
usage-take = /take [number]
usage-assign = /assign [number] @…
usage-unassign = /unassign [number]
usage-pending = /pending [number] [3d] [note]
usage-resume = /resume [number]
usage-complete = /complete [number]
usage-reopen = /reopen [number] [reason]
usage-note = /note [number] text
usage-history = /history [number]
usage-stats = /stats [today|7d|30d]
usage-role = /role @… [agent|lead|admin]
usage-setup = /setup [code]
usage-settings = /settings
usage-quarantine = /quarantine [replay|drop number|all]
usage-help = /help
usage-start = /start
usage-new = /new
usage-close = /close
usage-language = /language [en|ru|zh-hans|fa]
