# What users read about bans, floods and what is stored of them. Nothing here names an agent, a tag, a note or the group.

banned = You can no longer write to us here. What was open has ended, and what you send is not passed on.
banned-at = You can no longer write to { $desk } here. What was open there has ended, and what you send there is not passed on. /desk shows to whom you can write.
banned-until =
    You cannot write to us here for some time. What was open has ended, and what you send is not passed on.
    You can write to us again { $opening }.
banned-until-at =
    You cannot write to { $desk } here for some time. What was open there has ended, and what you send there is not passed on. /desk shows to whom you can write.
    You can write there again { $opening }.
unbanned = You can write to us here again. To begin a conversation, just send a message.
unbanned-at = You can write to { $desk } here again. To begin a conversation there, choose it with /desk and send a message.

flood-refused =
    { $count ->
        [one] This message was not passed on, because too many of yours are still waiting. Please send it again in a few minutes.
       *[other] From this one on, { $count } messages were not passed on, because too many of yours are still waiting. Please send them again in a few minutes.
    }
human-check =
    One step before we can read this: please press the button below, so that we know a person is writing.
    Nothing has been passed on yet. What you write is kept here for 24 hours; without the button it is then deleted.
human-done = Thank you. What you wrote is now being passed on.
human-over = The button was not pressed within 24 hours, so what you wrote was deleted and nobody has read it. To reach us, just send a message here.
human-refused =
    { $count ->
        [one] This message was not kept, because too many of yours are still waiting. Please press the button above first, then send it again.
       *[other] From this one on, { $count } messages were not kept, because too many of yours are still waiting. Please press the button above first, then send them again.
    }

privacy =
    What I keep of you: your name, user name and language as Telegram tells them; when you wrote first and by which link you came; your conversations with their times and ratings.
    { $texts }
    /forget erases all of it.
privacy-texts-kept = The texts of your conversations are kept until you have them erased.
privacy-texts-briefly = The texts of a conversation are kept until it is completed.
toast-data = You will get a file here in a moment.
forget-question =
    Do you want everything erased that is stored of you?
    Your texts, your profile, what you have rated and what was passed on to us are deleted, as far as Telegram allows. A conversation that is open ends. This cannot be undone.
forgotten =
    Everything that was stored of you has been erased, and what we have is being deleted as far as Telegram allows.
    What remains are bare numbers and times that lead back to nobody. What stands in this chat you can delete yourself.
forget-kept = Nothing was erased.
