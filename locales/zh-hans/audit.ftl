# /audit 显示的内容：谁在何时做了什么，之前和之后的状态。

audit =
    { $head }

    { $lines }
audit-head = 操作记录，第 { $page } 页
audit-head-conversation = { $conversation } 的操作记录，第 { $page } 页
audit-head-person = { $who } 的操作记录，第 { $page } 页
audit-empty = 没有相应的操作记录。
audit-of = { $conversation } · { $what }
audit-record = { $what }
audit-moved = { $what }（{ $before } → { $after }）
audit-urgency = { $what }（{ $before } → { $after }）
audit-stand = { $status }，{ $who }
audit-stand-free = { $status }
audit-warned = { $at } · 已询问用户是否全部解决
audit-requested = { $at } · { $who } 申请重新打开：{ $reason }
audit-granted = { $at } · { $who } 批准重新打开
audit-declined = { $at } · { $who } 拒绝重新打开
audit-blocked = { $at } · 用户屏蔽了机器人
audit-unblocked = { $at } · 用户解除了屏蔽
audit-still-needed = { $at } · 用户仍需要帮助
audit-banned = { $at } · 由 { $who } 封禁
audit-banned-until = { $at } · 由 { $who } 封禁至 { $until }
audit-unbanned = { $at } · 由 { $who } 解除封禁
audit-role = { $at } · { $who } 更改了 { $whom } 的角色：{ $before } → { $after }
audit-came = { $at } · { $whom } 在群组中：{ $after }
audit-left = { $at } · { $whom } 已不在群组中（原为{ $before }）
audit-standing = { $at } · { $whom } 的角色随 Telegram 变更：{ $before } → { $after }
audit-setting = { $at } · { $who } 更改了 { $key }：{ $before } → { $after }
audit-away = { $at } · { $who } 离开
audit-away-until = { $at } · { $who } 离开至 { $until }
audit-back = { $at } · { $who } 已回来
audit-hours = { $at } · { $who } 更改了工作时间：{ $before } → { $after }
audit-canned-kept = { $at } · { $who } 保存了快捷回复“{ $name }”（{ $language }）
audit-canned-gone = { $at } · { $who } 删除了快捷回复“{ $name }”
audit-canned-gone-in = { $at } · { $who } 删除了快捷回复“{ $name }”（{ $language }）
audit-tag = { $at } · { $who } 更改了标签 { $tag }：{ $before } → { $after }
audit-field-set = { $at } · { $who } 设置了用户字段 { $key }
audit-field-gone = { $at } · { $who } 删除了用户字段 { $key }
audit-bulk-complete = { $at } · { $who } 开始批量完成：共 { $total } 个（{ $reason }）
audit-bulk-tag = { $at } · { $who } 开始批量添加标签：共 { $total } 个（{ $tags }）
audit-bulk-stopped = { $at } · { $who } 停止了批量操作：已处理 { $done } 个，共 { $total } 个
audit-forgotten = { $at } · 一位用户清除了全部内容（会话：{ $count }）
audit-replayed = { $at } · { $who } 重新处理了搁置的内容（{ $count }）
audit-dropped = { $at } · { $who } 丢弃了搁置的内容（{ $count }）
audit-set-up = { $at } · { $who } 将此群组设为服务台
audit-exported = { $at } · 已在运行机器人的机器上导出全部内容
audit-refused = { $at } · 拒绝了 { $who }：{ $button }（{ $why }）
audit-refused-unknown = { $at } · 拒绝了 { $who }：不是本机器人的按钮
audit-times = { $what } ×{ $times }
audit-code = { $at } · { $who }：{ $code }
audit-why-role = 没有权限
audit-why-place = 不属于此处
audit-why-state = 已处理或已过期
