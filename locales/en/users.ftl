# What users read about bans. Nothing here names an agent, a tag, a note or the group.

banned = You can no longer write to us here. What was open has ended, and what you send is not passed on.
banned-until =
    You cannot write to us here for some time. What was open has ended, and what you send is not passed on.
    You can write to us again { $opening }.
unbanned = You can write to us here again. To begin a conversation, just send a message.
