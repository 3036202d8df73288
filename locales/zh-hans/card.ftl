# 卡片的各部分。编号、状态和负责人由程序连接。

card-source = 来源：{ $source }
card-earlier = 之前：{ $numbers }
card-quote = “{ $text }”
card-completed = { $at } 由 { $by } 完成：{ $reason }
card-completed-by-user = { $at } 由用户完成
card-completed-by-itself = { $at } 完成：{ $reason }
card-pending = 搁置至 { $until }
card-pending-note = 备注：{ $note }
card-escalated = 已于 { $since } 请负责人介入
card-snoozed = { $until } 之前不再提醒
card-follow-up = 将于 { $until } 再次提醒
card-reopened = 已重新打开：{ $reason }。询问前请先阅读历史。
card-blocked = 用户已屏蔽本机器人。
card-banned = 该用户已被封禁。
card-banned-until = 该用户被封禁至 { $until }。
card-gone = 该用户的账号已不存在。
card-rating = 评分：{ $stars } 分（满分 5 分）
card-rating-comment = 评分：{ $stars } 分（满分 5 分），评价见下
card-collision = { $by } 也作了答复。
card-waits-since = 自 { $since } 起等待答复
card-asked-user = 已询问用户是否还有问题。若无答复，会话将自动完成。
card-maybe-double = 可能有内容送达了两次。
card-undelivered = 有一条答复未送达用户。

plain-number-line = { $conversation }
