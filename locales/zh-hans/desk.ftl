# 团队在群组中看到的文字。

who-team = 团队
who-user = 用户
who-itself = 系统

status-unassigned = 未分配
status-in-progress = 处理中
status-pending = 已搁置
status-completed = 已完成

role-agent = 客服
role-lead = 主管
role-admin = 管理员

reason-solved = 已解决
reason-silent = 用户未回复
reason-nosupport = 不属于客服范围
reason-elsewhere = 已在别处解决
reason-confirmed = 用户已确认
reason-timeout = 超时
reason-left = 用户已离开
reason-merged = 已合并
reason-moved = 已转交
reason-banned = 用户已被封禁
reason-forgotten = 用户数据已删除

reopen-reason-mistake = 误完成
reopen-reason-more = 有新信息
reopen-reason-asked = 用户要求
reopen-reason-followup = 后续跟进
reopen-reason-said = 自述原因
reopen-reason-timeout = 超时后回复
reopen-reason-still = 用户仍需帮助
reopen-reason-automatic = 用户及时再次来信
reopen-reason-same = 同一问题
reopen-reason-joined = 另一会话并入

kind-text = 文字
kind-photo = 照片
kind-video = 视频
kind-voice = 语音消息
kind-video-note = 视频消息
kind-audio = 音频
kind-document = 文件
kind-animation = 动图
kind-sticker = 贴纸
kind-contact = 联系人
kind-location = 位置
kind-venue = 地点
kind-poll = 投票
kind-dice = 骰子
kind-other = 其他消息

## 消息往来

user-edited = 已编辑：{ $text }
user-edited-plain = { $conversation } · 已编辑：{ $text }
bulk-complete = 完成 { $count } 个会话（{ $filter }）吗？用户将不能再在其中留言，每人收到一条通知，不含评分。期间有用户留言的会话保持不变。
bulk-tag = 为 { $count } 个会话（{ $filter }）添加标签：{ $tags }？
bulk-runs =
    进行中：{ $done } / { $total }
    { $lines }
bulk-over =
    已结束：{ $done } / { $total }
    { $lines }
bulk-stopped =
    已停止：完成了 { $done } / { $total }
    { $lines }
bulk-skipped = { $count } 个会话有变化，保持不变：{ $numbers }
priority-high = 紧急
priority-normal = 普通
priority-low = 不急
priority-is = { $conversation } 的优先级：{ $urgency }
field-set = 已记录 { $conversation } 的用户：{ $key } = { $value }
field-removed = 已删除 { $conversation } 的用户的记录：{ $key }
profile =
    { $conversation } 的用户

    { $lines }
profile-name = 姓名：{ $name }
profile-language = 语言：{ $language }
profile-seen = 首次出现：{ $at }
profile-source = 来源：{ $source }
profile-others = 其他会话：{ $numbers }
profile-field = { $key }：{ $value }
rating-comment = { $conversation } · 用户对评分 { $stars } 分（满分 5 分）的评价：
tags-of = { $conversation } 的标签：{ $tags }
tags-none = { $conversation } 还没有标签。请用 /tag 添加，或点按下方的标签。
canned-preview = { $text }
canned-kept = 已保存快捷回复“{ $name }”（{ $language }）。
canned-gone = 已删除快捷回复“{ $name }”。
canned-list = 快捷回复（第 { $page } 页，共 { $pages } 页）
    { $lines }
canned-line = { $name }（{ $languages }）：{ $text }
canned-none = 还没有快捷回复。请由组长发送 /canned add 加名称，内容写在下一行。
card-merged-into = 已并入 { $other }，请在那里继续。
card-merged-from = 已并入此会话：{ $numbers }
card-moved-to = 已转交{ $desk }，在那里为 #{ $number }
card-moved-from = 由{ $desk }转来，在那里为 #{ $number }
merged = { $conversation } 已并入 { $other }，在那里继续。
moved = { $conversation } 已转交{ $desk }，在那里为 #{ $number }。用户已收到通知。
moved-here =
    由{ $desk }转来，在那里为 #{ $number }。此前的内容：
    { $lines }
ban-done = { $who } 已被封禁，其消息不会再转给你们；可用 /unban 解除。
ban-done-until = { $who } 已被封禁，截止 { $until }。在此之前其消息不会转给你们；可用 /unban 提前解除。
unban-done = { $who } 又可以写消息了。没有重新打开任何对话。
forgotten-inside = 一位用户已要求删除全部数据：{ $numbers }。话题或消息会在 Telegram 允许的范围内删除，只留下统计数字。
history-banned = { $at } · 由 { $who } 封禁
history-banned-why = { $at } · 由 { $who } 封禁：{ $reason }
history-banned-until = { $at } · 由 { $who } 封禁至 { $until }
history-banned-until-why = { $at } · 由 { $who } 封禁至 { $until }：{ $reason }
history-unbanned = { $at } · 由 { $who } 解除封禁
not-sent-merged = 未发送：{ $conversation } 已并入 { $other }，请在那里回复。
not-sent-moved = 未发送：{ $conversation } 已转交{ $desk }，在那里为 #{ $number }。
answers-there = ↩ { $target }：“{ $text }”
answers-there-wordless = ↩ { $target }
answers-this = { $conversation } 回复此条
recalled = 已撤回：用户已看不到它。
recalled-in-time = 在发出之前已撤回，用户未曾收到。
recall-failed = Telegram 只在 48 小时内允许删除。用户仍能看到它。
recall-blocked = 未撤回：用户已屏蔽本机器人，仍能看到它。
recall-gone = 未撤回：该用户的账号已不存在。
recall-other = 未撤回。Telegram 的答复：{ $reason }。用户仍能看到它。
edit-not-delivered = 用户看到的仍是修改前的内容：Telegram 不允许在那里修改。
edit-blocked = 用户已屏蔽本机器人，看到的仍是修改前的内容。用户解除屏蔽后会随之修改。
edit-kept-inside = 未发送：现在仅团队内部可见。
edit-too-late = 用户已收到修改前的内容，并且仍能看到。
user-still-waits = { $conversation }：用户仍需帮助，会话不会自动完成。
topic-recreated =
    { $conversation } 的话题已被删除。这是新的话题，会话在这里继续。

    { $lines }
topic-begun =
    { $conversation } 从现在起在此话题中继续。最近的消息：

    { $lines }
history-said = { $at } { $who }：{ $text }
history-kind = { $at } { $who }：[{ $kind }]
history-edited = { $at } { $who }（已编辑）：{ $text }
history-note = { $at } { $who } 的备注：{ $text }
history-failed = { $at } · 未送达
history-recalled = { $at } · { $who } 撤回了一条答复
history-maybe-double = { $at } · 可能送达了两次
history-opened = { $at } · 会话开始
history-assigned = { $at } · 由 { $who } 分配给 { $to }
history-unassigned = { $at } · 由 { $who } 交还
history-pending = { $at } · 由 { $who } 搁置
history-resumed = { $at } · 由 { $who } 恢复处理
history-priority = { $at } · { $who } 设定优先级：{ $urgency }
history-escalated = { $at } · { $who } 请负责人介入
history-escalated-why = { $at } · { $who } 请负责人介入：{ $reason }
history-snoozed = { $at } · { $who } 将提醒推迟至 { $until }
history-unsnoozed = { $at } · { $who } 恢复了提醒
history-follow-up = { $at } · { $who } 设定于 { $until } 跟进
history-follow-up-off = { $at } · { $who } 取消了跟进
history-tagged = { $at } · { $who } 添加标签：{ $tags }
history-untagged = { $at } · { $who } 移除标签：{ $tags }
history-merged = { $at } · 由 { $who } 与 { $other } 合并
history-moved = { $at } · 由 { $who } 转交{ $desk }，在那里为 #{ $number }
history-promised = { $at } · { $who } 👀：该由我们答复
history-let-off = { $at } · { $who } 撤回了 👀
history-completed = { $at } · 由 { $who } 完成：{ $reason }
history-taken-back = { $at } · 由 { $who } 撤销完成
history-requested = { $at } · { $who } 请求重新打开：{ $reason }
history-granted = { $at } · 请求由 { $who } 批准
history-declined = { $at } · 请求由 { $who } 拒绝
history-reopened = { $at } · 由 { $who } 重新打开：{ $reason }
history-rated = { $at } · 评分：{ $stars } 分（满分 5 分）
history-commented = { $at } · 对评分的评价：
history =
    { $conversation } 的历史，第 { $page } 页，共 { $pages } 页

    { $lines }
history-empty = { $conversation } 的文字未保存，没有可显示的历史。
failed-blocked = 未送达：用户已屏蔽本机器人。用户解除屏蔽后消息才能送达。
failed-no-chat = 未送达：本机器人与该用户已没有聊天。用户给机器人发消息后，消息才能送达。
failed-gone = 未送达：该用户的账号已不存在，无法再答复。请完成该会话。
failed-voice = 未送达：用户不接收语音消息。请改发文字或文件。
failed-kind = 未送达：Telegram 不允许机器人复制这类消息。请换一种形式发送。
failed-too-long = 未送达：内容超过 Telegram 允许机器人发送的长度。请缩短后重试，或分几条发送。
failed-group = 未送达：当时机器人不在本群中。请重试。
failed-file = 未送达：Telegram 已没有这个文件。请重新附上。
failed-source = 未送达：Telegram 在本群中已找不到 { $conversation } 的一条答复。用户没有收到。
failed-other = 未送达。Telegram 的答复：{ $reason }。请稍后重新发送，或换一种形式发送。
undelivered =
    { $conversation } 的用户已解除对本机器人的屏蔽。期间有 { $count } 条答复未送达，最早的一条在 { $since }。现在发送吗？
    { $who }
undelivered-completed =
    { $conversation } 的用户已解除对本机器人的屏蔽。有 { $count } 条答复未送达，而会话已完成。如需发送，请重新打开会话。
    { $who }
album-incomplete = { $of } 项中只送达了 { $arrived } 项。请重新发送其余部分。
album-unclear = 无法确定各部分是否全部送达：Telegram 的答复丢失了。请询问用户。
album-unclear-inside = 无法确定用户的相册是否完整：Telegram 的答复丢失了。用户已知晓。
album-incomplete-inside = 用户相册的 { $of } 项中，Telegram 只转来了 { $arrived } 项。已请用户重新发送其余部分。
not-sent-completed = 未发送：{ $conversation } 已完成。如需发送，请按下方按钮。
not-sent-unknown = 未发送：不知道发给谁。请回复该会话的卡片或转来的消息。
not-sent-old-group = 未发送：您回复的消息属于 Telegram 升级前的群组，我看不到它属于哪个会话。请回复下方该会话的卡片或较新的消息；/list open 会列出它们。
not-sent-general = 未发送：General 中的消息不会发给用户。{ $conversation } 有自己的话题，请在那里写。
send-question = 尚未发送：{ $conversation } 由 { $who } 负责。仍要发给用户吗？
not-sent-strict = 未发送：此消息只留在 { $conversation } 内部。如需发送，请重新写一遍。
not-sent-channel = 未发送：这条消息以频道的名义发出，我无法确认它来自团队。请以本人名义发送；如果您是本群的匿名管理员，也可以以本群的名义发送。
first-answer-hint = 这条消息已发给用户。以 // 开头的消息只留在群内；回复某条答复并发送 /recall 可将其撤回。
collision = 该会话由他人负责，但 { $by } 在此作了答复。

## 完成与重新打开

complete-question =
    要完成 { $conversation } 吗？用户将不能再在此会话中发送消息。
    { $premature }
premature-recent = 请注意：用户刚刚发来消息，可能还没有说完。
premature-team-owes = 请注意：用户正在等待答复。
premature-bare-ok = 请注意：用户的最后一条消息只是简短的“好的”，不一定表示问题已解决。
question-expired = { $conversation }：无人及时决定，因此没有任何变化。如仍需要，请从卡片重新开始。
reopen-question =
    要重新打开 { $conversation } 吗？用户将可以再次在此会话中发送消息。

    { $summary }
summary-times = 开始于 { $opened }，完成于 { $completed }
summary-by = 完成者：{ $by }，原因：{ $reason }
summary-messages = 消息数：{ $messages }
summary-tags = 标签：{ $tags }
summary-first = 首条：“{ $text }”
summary-last = 末条：“{ $text }”
summary-reason = 原因：{ $text }
reopen-request =
    { $leads }
    { $by } 请求重新打开 { $conversation }。
    { $reason }

    { $summary }
addressed = { $who }
reason-said = 原因：“{ $text }”
reason-listed = 原因：{ $reason }
request-filed = 重新打开 { $conversation } 的请求已转交，有结果会通知您。
request-approved = { $requester }：{ $by } 已批准，{ $conversation } 已重新打开。询问用户前请先阅读历史。
request-declined = { $requester }：{ $by } 未批准重新打开 { $conversation }，会话保持完成状态。
request-over = { $requester }：重新打开 { $conversation } 的请求已有结果，会话已重新打开。
request-void = { $requester }：{ $conversation } 现已无法重新打开，因此该请求不再处理，会话保持完成状态。
request-expired = { $requester }：重新打开 { $conversation } 的请求未在期限内处理，会话保持完成状态。如仍需要，请重新提交。
reopened-inside = { $conversation } 已重新打开。询问前请先阅读历史，以免用户重复说明。
lapsed = { $who }，{ $conversation } 等您回复已经太久，现在无人负责，谁都可以领取。
lapsed-to = { $former }，{ $conversation } 等您回复已经太久。{ $who }，现在由您负责。
assigned-mention-note =
    { $who }，{ $conversation } 已分配给您。
    { $by } 的备注：“{ $note }”
assigned-mention = { $who }，{ $conversation } 已分配给您。
crossed-inside = { $conversation } 仍在进行：用户的消息早于完成通知。
agent-left =
    { $leads }
    { $who } 已不在本群。现在无人负责的会话（显示 { $shown } 个，共 { $total } 个）：
    { $lines }
topic-put-back =
    { $why }
    话题跟随其会话，因此已恢复原状。如需更改，请使用会话卡片上的按钮。

## 提醒

nudge =
    { $conversation } 自 { $since } 起等待答复。
    { $who }
escalation =
    { $conversation } 自 { $since } 起等待答复，已等待过久。
    { $who }
reminders =
    等待答复：
    { $lines }
pending-due =
    { $conversation } 的搁置时间已到，请处理。
    { $note }
    { $who }
follow-up-due =
    { $conversation } 的跟进时间到了。
    { $note }
    { $who }
escalated =
    { $by } 请负责人查看 { $conversation }。
    { $said }
    { $who }
note-kept = 已为 { $conversation } 记下备注，用户看不到。

## 对命令的答复

now-assigned = { $conversation } 现由 { $who } 负责。
now-unassigned = { $conversation } 现在无人负责。
assigned-away = { $conversation } 现由 { $who } 负责，但此人目前不在。
agent-away =
    您已离开，发送 /back 之前不会再给您分配新会话。
    { $open ->
        [0] 您没有进行中的会话。
       *[other] 仍由您负责的会话有 { $open } 个：/list mine
    }
agent-away-until =
    您已离开，{ $until } 之前不会再给您分配新会话。要提前回来，请发送 /back。
    { $open ->
        [0] 您没有进行中的会话。
       *[other] 仍由您负责的会话有 { $open } 个：/list mine
    }
agent-back = 您回来了，可以再给您分配新会话。
agent-hours = 您自己的工作时间：{ $hours }（{ $zone }）。其余时间不会给您分配新会话。要取消，请发送 /hours always。
agent-hours-always = 您没有设置自己的工作时间，随时可以给您分配新会话。
now-pending = { $conversation } 已搁置至 { $until }。
now-resumed = { $conversation } 继续处理。
now-snoozed = { $until } 之前不再提醒 { $conversation }。
now-unsnoozed = 已恢复 { $conversation } 的提醒。
follow-up-set = 将于 { $until } 再次提醒 { $conversation }。
follow-up-off = { $conversation } 不再自动提醒。
now-escalated = 已请负责人查看 { $conversation }。
write-there = 请在它的话题里写，您在那里写的内容会发给用户。
choose-agent = { $conversation } 交给谁？
list-line = { $conversation } · { $status } · { $name } · { $assignee }
list-line-free = { $conversation } · { $status } · { $name }
queue-line = { $conversation } · { $name } · 自 { $since } · { $assignee }
queue-line-free = { $conversation } · { $name } · 自 { $since } · 未分配
tag-line = { $tag } · { $who }
tag-line-free = { $tag }
tag-list =
    本组的标签：
    { $lines }
tag-list-none = 还没有为任何标签作过说明。请由组长发送 /tags billing 💶 @ben @eve：表情显示在标签前面，带此标签的对话优先分配给这些人。
tag-forgotten = { $tag } 又是普通标签了。
tag-addressed =
    { $conversation } 带有标签 { $tag }，还没有负责人。
    { $who }
link-made =
    { $link }
    通过此链接而来的用户，卡片上会标有“{ $source }”。
link-plain =
    { $link }
    此链接通向机器人。在 /link 后加一个词，就能看出用户来自哪个链接：/link spring-2026
list =
    { $filter } · 第 { $page } 页

    { $lines }
list-goes-on = 已查看到 #{ $number }，下一页从那里继续。
find =
    “{ $text }” · 第 { $page } 页

    { $lines }
find-there = { $place } · { $at } · { $who }：{ $text }
find-line = { $conversation } · { $at } · { $who }：{ $text }
find-many = 结果太多，无法全部查看。请再加一个词。
find-empty = 没有含“{ $text }”的内容。
list-empty = 没有符合条件的会话。
queue =
    等待答复：显示 { $shown } 个，共 { $total } 个

    { $lines }
queue-empty = 没有人在等待答复。
requests =
    等待决定的重新打开请求：{ $shown } / { $total }

    { $lines }
request-there = { $place } · { $name } · { $who }，自 { $since } · { $reason }
request-line = { $conversation } · { $name } · { $who }，自 { $since } · { $reason }
requests-empty = 没有等待决定的重新打开请求。
stats =
    { $days ->
        [1] 今天
       *[other] 最近 { $days } 天
    }
    新开：{ $opened }
    完成：{ $completed }
    { $reasons }
    重新打开：{ $reopened }
    { $reopen-rate }
    升级给负责人：{ $escalated }
    首次答复：{ $response }
    解决用时：{ $resolution }
    { $rating }
    正在等待：{ $waiting }
stats-reason = · { $reason }：{ $count }
stats-reopen-reason = · { $reason }：{ $count }
stats-rating = 评分：{ $mean } 分，满分 5 分（共 { $count } 个评分）
stats-rate = 重新打开率：{ $percent } %（{ $completed } 个中的 { $reopened } 个）
stats-rate-alarm = 重新打开率：{ $percent } %（{ $completed } 个中的 { $reopened } 个）。高于 { $alarm } %，原因见下。
stats-median = { $span }（{ $count } 个会话的中位数）
stats-none = 暂无数据
setting = { $key } = { $value }（{ $origin }）
settings =
    本群组的设置。按其中一项即可更改。在这里更改的内容优先于设置文件和环境变量。

    { $lines }
setting-line = { $name }：{ $value }（{ $origin }）
setting-button = { $name }：{ $value }
setting-ignored = ⚠ { $key } = { $value }（{ $origin }）已不再允许，不会生效。请撤回。
settings-warned-at-once = ⚠ 提醒时间不短于沉默时间：会立即提醒，并留出完整的等待时间。
settings-page =
    全部设置 · 第 { $page } 页，共 { $pages } 页

    { $lines }
setting-page =
    { $line }
    { $key }

    { $lines }
setting-below = 若不在这里更改：{ $value }（{ $origin }）
settings-changed =
    在这里更改的内容，每一项都可以撤回。

    { $lines }
setting-changed =
    { $line }
    { $below }
origin-default = 默认
origin-chat = { $who }，{ $at }
setting-name-completion-confirm = 完成前询问
setting-name-completion-rating = 请用户评分
setting-name-reopening-approval = 无权重新打开者
setting-name-reopening-after-completion = 完成后用户再写
setting-name-timeout-complete-after = 用户沉默多久后完成
setting-name-timeout-warn-before = 在此之前多久提醒用户
setting-name-timeout-nudge-after = 多久后提醒负责人员
setting-name-timeout-escalate-after = 多久后请主管介入
setting-name-routing-strategy = 新会话交给
setting-name-routing-strict-assignment = 替他人答复前询问
setting-name-notify-group = 群组中的提示音
setting-name-locale-default = 语言未知的用户
setting-name-locale-desk = 本群组的语言
value-on = 开
value-off = 关
value-request = 向主管提出请求
value-refuse = 被拒绝
value-new = 开始新会话
value-ask = 询问是否同一问题
value-menu = 先按按钮
value-claim = 领取者
value-round-robin = 客服轮流
value-least-busy = 会话最少的客服
value-waits = 每次等待的第一条消息
value-all = 全部
value-none = 无
role-given = { $who } 现在是{ $role }。
role-is = { $who } 是{ $role }。
role-is-by-telegram = { $who } 是{ $role }（依 Telegram 权限）。
role-is-by-settings = { $who } 是{ $role }（依设置）。
roles =
    本群组成员的角色：
    { $lines }
roles-more = 另有客服 { $count } 人
no-admin-left = 本群组已没有管理员，无人可以授予角色。机器人的运行者可在设置 permissions.admins 中指定管理员。
help-group =
    您在会话话题中写的内容会发给用户。在没有话题的群组中，请回复卡片或转来的消息。
    以 // 开头或以提及同事开头的内容只留在群内。

    { $commands }

## 设置

checklist =
    { $title } 的检查清单

    { $lines }
board =
    服务台概况

    { $waits }
    未分配：{ $unassigned }
    已搁置：{ $pending }
    今日已完成：{ $completed }
board-waiting = 等待答复：{ $waiting } · 等待最久的是 { $conversation }，始于 { $since }
board-nobody = 没有人在等待答复。
basics = 您在此话题中写的内容会发给用户。以 // 开头的是内部备注，不会发出；回复某条答复并发送 /recall 可将其撤回。
check-administrator = ✓ 我是本群组的管理员。
check-administrator-missing = ✗ 我不是管理员，看不到你们写的内容。群组设置 → 管理员 → 添加。
check-topics = ✓ 我可以管理话题：每个会话都有自己的话题。
check-topics-missing = ✗ 我不能管理话题。群组设置 → 管理员 → 本机器人 → 管理话题。在此之前我不使用话题。
check-plain = ✓ 没有话题的群组：请通过回复卡片和转来的消息作答。启用话题后，每个会话都有自己的话题。
check-delete = ✓ 我可以删除消息。
check-delete-missing = ✗ 我不能删除消息，服务消息会留在群内。群组设置 → 管理员 → 本机器人 → 删除消息。
check-pin = ✓ 我可以置顶消息。
check-pin-missing = ✗ 我不能置顶消息，卡片和看板无法置顶。群组设置 → 管理员 → 本机器人 → 置顶消息。
check-basic = ✗ 这是普通群组，消息没有链接。启用话题，或向新成员显示历史，即可升级为超级群组。
check-private = ✓ 群组是私密的。
check-public = ✗ 群组是公开的或已关联频道，外人可能读到用户的消息。请改为私密并取消关联。
check-inline = ✓ 内联模式已开启：在这里输入我的名字和一个词，就会给出快捷回复。
check-inline-off = ○ 内联模式未开启。开启后，输入我的名字即可选择快捷回复：向 @BotFather 发送 /setinline，选择此机器人，并填写简短提示，例如“快捷回复”。
setup-public = 未设置：本群组是公开的或已关联频道，外人可能读到用户的消息。请改为私密并取消关联，然后再次发送 /setup 加代码。
setup-wrong-code = 代码错误、已使用或已过期。重新启动后，日志中会有新的代码。
setup-too-often = 尝试次数过多。请等待一小时，再使用日志中的代码。
setup-not-administrator = 只有本群组的管理员可以设置。请让管理员发送代码。
setup-done-already = 本群组已设置为客服群组。发送 /setup 可查看检查清单。
setup-elsewhere = 已有其他群组设置为客服群组。请在那里继续，或联系机器人的负责人。
setup-needs-code = 请发送 /setup 加日志中的代码。
works-plain = 我在这里不能管理话题，因此不使用话题：请通过回复卡片和转来的消息作答。如需更改：群组设置 → 管理员 → 本机器人 → 管理话题。
topics-off = 本群已关闭话题，因此我不使用话题：请通过回复卡片和转来的消息作答。
topics-on = 本群已开启话题：每个未完成的会话都会有自己的话题。请在那里写；General 中的消息不会发给用户。
group-upgraded = Telegram 已升级本群。上方的内容不能再回复或更改，因此所有未完成会话的卡片将在下方重新发布。已完成的会话在重新显示之前没有链接：/list completed。
rights-lost =
    { $who }
    我在这里失去了以前的部分权限：
    { $lines }
group-lost = 我已不在群组“{ $title }”中。没有丢失任何内容：用户的消息都会保存。请重新把我添加为该群管理员，我会从中断处继续。
not-this-group = 我为另一个群组工作，在这里不做任何事。如果是误加，请将我移除。如果今后要使用本群，请由运行本机器人的人将 FRONTDESK_DESK 设为 { $chat } 并重新启动。

## What could not be handled

set-aside-update = 消息或按键
set-aside-receipt = Telegram 的应答
set-aside-due = 到期事项
set-aside-other = 内部事项
why-panicked = 程序错误
why-damaged = 数据库中的值已损坏
why-unreadable = 无法读取
why-ended = 处理时程序终止
quarantined =
    有 { $count } 项未能处理，已搁置。其他内容不受影响，保留 30 天：/quarantine
    { $who }
quarantine =
    已搁置（显示 { $shown } 项，共 { $total } 项）：
    { $lines }
    /quarantine replay all 重新处理，程序更新后也可以；/quarantine drop all 全部丢弃。
quarantine-empty = 没有搁置的内容。
quarantine-line = { $number } · { $at } · { $what }：{ $why }
quarantine-replayed = 已处理 { $handled } 项。
quarantine-failed = 已处理 { $handled } 项。再次失败并保留 { $failed } 项。
quarantine-dropped = 已丢弃 { $count } 项。
