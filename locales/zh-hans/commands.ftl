# Telegram 命令列表中的说明，以及每个命令的写法。

help-line = { $usage } — { $description }

command-queue = 谁在等待答复，等得最久的在前
command-list = 按状态列出会话
command-take = 领取会话
command-assign = 将会话分配给他人
command-unassign = 交还会话
command-pending = 搁置会话
command-resume = 继续处理搁置的会话
command-complete = 完成会话
command-reopen = 重新打开已完成的会话
command-note = 记下用户看不到的备注
command-history = 查看会话历史
command-stats = 统计数据
command-role = 谁是客服、主管或管理员
command-setup = 将本群组设为客服群组，或查看检查清单
command-settings = 当前设置
command-quarantine = 未能处理的内容
command-help = 可以做什么
command-start = 开始
command-new = 开始新的会话
command-close = 结束会话
command-language = 选择语言

usage-queue = /queue
usage-list = /list [open|unassigned|inprogress|pending|completed|mine]
usage-take = /take [编号]
usage-assign = /assign [编号] @客服
usage-unassign = /unassign [编号]
usage-pending = /pending [编号] [3d] [备注]
usage-resume = /resume [编号]
usage-complete = /complete [编号]
usage-reopen = /reopen [编号] [原因]
usage-note = /note [编号] 文字
usage-history = /history [编号]
usage-stats = /stats [today|7d|30d]
usage-role = /role @客服 [agent|lead|admin]
usage-setup = /setup [代码]
usage-settings = /settings
usage-quarantine = /quarantine [replay|drop 编号|all]
usage-help = /help
usage-start = /start
usage-new = /new
usage-close = /close
usage-language = /language [en|ru|zh-hans|fa]
