# 用户看到的文字。这里不出现客服姓名、标签、备注和群组名称。

language-name = 简体中文

welcome =
    您好，这里是我们的客服。请在此发送消息说明您的需要：文字、照片、文件和语音消息我们都能收到。
    其他功能请见 /help 。
greeting = 您好，欢迎联系我们的客服。
opened = 我们已收到您的消息，会话编号为 #{ $number }。我们会在这里回复您。
opened-first =
    您好，欢迎联系我们的客服。
    我们已收到您的消息，会话编号为 #{ $number }。我们会在这里回复您。
    保存了哪些关于您的内容以及如何删除：/privacy
usual-answer = 最近有一半的首次回复在 { $span } 内发出。
opened-away =
    我们已收到您的消息，会话编号为 #{ $number }。我们会在这里回复您。
    { $hours }
opened-first-away =
    您好，欢迎联系我们的客服。
    我们已收到您的消息，会话编号为 #{ $number }。我们会在这里回复您。
    { $hours }
    保存了哪些关于您的内容以及如何删除：/privacy
away =
    我们已收到您在会话 #{ $number } 中的消息。
    { $hours }
opens-at = 我们现在不在服务时间，将于{ $opening }恢复服务。您发来的内容都会保留。
opens-later = 我们现在不在服务时间，恢复服务后会尽快回复。您发来的内容都会保留。
opening-today = 今天 { $time }（{ $zone }）
opening-tomorrow = 明天 { $time }（{ $zone }）
opening-weekday = { $day } { $time }（{ $zone }）
opening-date = { $day } { $time }（{ $zone }）
on-monday = 星期一
on-tuesday = 星期二
on-wednesday = 星期三
on-thursday = 星期四
on-friday = 星期五
on-saturday = 星期六
on-sunday = 星期日

final-call = #{ $number }：如果没有其他问题，我将结束本次会话。
final-call-answered = #{ $number }：会话继续进行，我们会在这里回复您。
final-call-over = #{ $number }：是否结束会话的问题已有结果。
set-aside = #{ $number }：此事需要一些时间。我们没有忘记您，有进展会在这里告知；在此期间您可以继续发送消息。

completed =
    会话 #{ $number } 已结束。感谢您联系我们。
    如需再次联系，直接在这里发送消息即可。
completed-silent =
    由于没有收到您的回复，会话 #{ $number } 已结束。
    如需再次联系，直接在这里发送消息即可。
completed-taken-back = 会话 #{ $number } 已重新打开，您可以继续发送消息。
completed-rated =
    会话 #{ $number } 已结束。您的评分：{ $stars } 分（满分 5 分），谢谢。如想补充评价，请回复这条消息。
    如需再次联系，直接在这里发送消息即可。
completed-commented =
    会话 #{ $number } 已结束。您的评分：{ $stars } 分（满分 5 分）。谢谢您的评分和评价。
    如需再次联系，直接在这里发送消息即可。

reopened =
    { $opened } 开始的会话 #{ $number } 已重新打开。您当时写道：
    “{ $first-line }”
    您无需重复说明，可以继续发送消息。
reopened-plain = { $opened } 开始的会话 #{ $number } 已重新打开，您可以继续发送消息。

choose-matter = 您的消息属于已结束的会话 #{ $number }，还是新的问题？
menu =
    会话 #{ $number } 已结束，您的消息尚未转交。
    请按下方按钮，我们会在新会话中收到它。
choice-made-same = 您的消息已归入会话 #{ $number }，该会话已重新打开。
choice-made-new = 您的消息开始了新的会话。
choose-desk =
    您的消息要发给谁？按下按钮后即会转交。
    { $lines }
open-there = { $desk }有未结束的会话 #{ $number }
welcome-at =
    您好，您的消息将发给{ $desk }。请在此发送消息说明您的需要：文字、照片、文件和语音消息我们都能收到。
    其他功能请见 /help 。
desk-is =
    您现在的消息发给{ $desk }。如需联系其他部门，请按按钮。
    { $lines }
desk-is-none =
    尚未确定您的消息发给谁，请按按钮选择。
    { $lines }
desk-chosen = 从现在起，您在这里写的内容会发给{ $desk }。
desk-chosen-open = 从现在起，您在这里写的内容会发给{ $desk }，并归入您的会话 #{ $number }。
at-all-desks =
    所有部门：
    { $answer }
moved-user = 您的会话将以编号 #{ $number } 继续。您无需重复说明，直接继续发送消息即可。
at-desk =
    { $desk }：
    { $answer }
already-open = 您的会话 #{ $number } 仍在进行，请直接继续发送消息。如果问题已解决，请先发送 /close 。
next-is-new = 您的下一条消息将开始新的会话。我们可以为您做些什么？

close-question = 问题都解决了吗？确认后会话 #{ $number } 将结束。
close-kept = 会话 #{ $number } 继续进行。
nothing-to-close = 您没有进行中的会话。如需开始，直接在这里发送消息即可。

choose-language = 您希望我使用哪种语言？
language-chosen = 今后我会用简体中文与您联系。
language-unknown = 没有这种语言。请发送 /language 加以下之一：{ $languages }。

help-private =
    请在这里写下您的需要。消息会送达我们的团队，回复也会出现在这里。

    { $commands }
unknown-command-private = 没有“{ $name }”这个命令。请查看 /help ，或直接写下您的需要。
not-copyable = Telegram 不允许转交这类消息。请换一种形式发送，例如文字、照片或文件。
album-incomplete-user = { $of } 个文件中有 { $arrived } 个已送达。请重新发送缺少的文件。
album-unclear-user = 无法确定这些文件是否全部送达。如有缺少，我们会请您补发。
desk-unreachable = 我们暂时无法联系。您的消息已保存，恢复后会立即转交。
desk-unreachable-at = 暂时无法联系到{ $desk }。您的消息会保留，恢复后立即转交。
no-desk = 客服尚未设置完成，请稍后再试。

span-seconds = { $count } 秒
span-minutes = { $count } 分钟
span-hours = { $count } 小时
span-days = { $count } 天

# 整条消息仅为感谢或同意的常用语。用半角逗号分隔，不带标点。
courtesy-phrases = 谢谢, 谢谢你, 谢谢您, 谢谢你们, 多谢, 非常感谢, 十分感谢, 感谢, 谢了, 谢谢啦, 好的, 好的谢谢, 好的 谢谢, 好, 好吧, 收到, 收到谢谢, 收到 谢谢, 明白, 明白了, 知道了, 了解, 没问题, 太好了, 辛苦了, 行
assent-phrases = 好, 好的, 好吧, 嗯, 嗯嗯, 是, 是的, 行, 可以, 对, 明白, 知道了, 收到
