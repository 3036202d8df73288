# What users read about bans. Nothing here names an agent, a tag, a note or the group.

banned = You can no longer write to us here. What was open has ended, and what you send is not passed on.
banned-until =
    You cannot write to us here for some time. What was open has ended, and what you send is not passed on.
    You can write to us again { $opening }.
unbanned = You can write to us here again. To begin a conversation, just send a message.

flood-refused =
    { $count ->
        [one] This message was not passed on, because too many of yours are still waiting. Please send it again in a few minutes.
       *[other] From this one on, { $count } messages were not passed on, because too many of yours are still waiting. Please send them again in a few minutes.
    }
