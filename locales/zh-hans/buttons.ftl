button-take = 领取
button-assign = 分配
button-assign-to = { $name } · { $load }
button-pending = 搁置
button-resume = 继续处理
button-mark-complete = 标记完成
button-numbered-mark-complete = #{ $number } · 标记完成
button-confirm-solved = 确认：已解决
button-confirm-silent = 确认：用户未回复
button-confirm-nosupport = 确认：不属于客服范围
button-confirm-elsewhere = 确认：已在别处解决
button-ask-user-first = 先询问用户
button-cancel = 取消
button-undo = 撤销
button-reopen = 重新打开
button-confirm = 确认
button-confirm-mistake = 确认：误完成
button-confirm-more = 确认：有新信息
button-confirm-asked = 确认：用户要求
button-confirm-followup = 确认：后续跟进
button-approve = 批准
button-decline = 拒绝
button-merge = 合并
button-history = 历史
button-page = 第 { $number } 页
button-tags = 标签
button-tag = { $tag }
button-untag = ✓ { $tag }
button-show = 显示 #{ $number }
button-retry = 重试
button-still-need-help = 我还需要帮助
button-all-solved = 都解决了
button-confirm-close = 确认：结束会话
button-keep-open = 取消
button-same-matter = 同一问题
button-new-matter = 新问题
button-contact-support = 联系客服
button-rate = { $stars } ★
button-on-the-team = 我是团队成员
button-my-data = 把我的数据发给我
button-forget = 全部删除
button-stay = 取消
button-stats =
    { $days ->
        [1] 今天
       *[other] { $days } 天
    }
button-dismiss = ✕
