//! What became of an answer on its way to the user.

macro_rules! delivery {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

            /// An agent wrote to a conversation that has joined another.
            "not-sent-merged" NotSentMerged { conversation: ConversationId, other: ConversationId };
            /// Not sent: it goes on at another desk.
            "not-sent-moved" NotSentMoved {
                conversation: ConversationId, number: u32, desk: DeskId,
            };
            /// `/recall`: the user has it no more.
            "recalled" Recalled;
            /// `/recall`: it had not left yet.
            "recalled-in-time" RecalledInTime;
            /// `/recall`: Telegram does not delete it any more.
            "recall-failed" RecallFailed;
            /// Not taken back: the user has blocked the bot.
            "recall-blocked" RecallBlocked;
            /// Not taken back: the account is gone.
            "recall-gone" RecallGone;
            /// Not taken back: another reason, in Telegram's words.
            "recall-other" RecallOther { reason: String };
            /// `/recall`: the user has nothing of it.
            "refuse-recall-nothing" RefuseRecallNothing;
            /// `/recall` that answers nothing that could be taken back.
            "refuse-recall-what" RefuseRecallWhat;
            /// An agent's change of a message cannot be made to the user's copy.
            "edit-not-delivered" EditNotDelivered;
            /// A change was not delivered: the user has blocked the bot.
            "edit-blocked" EditBlocked;
            /// An answer that was still waiting became a note.
            "edit-kept-inside" EditKeptInside;
            /// An answer that the user has became a note.
            "edit-too-late" EditTooLate;
            /// Not delivered: the user has blocked the bot.
            "failed-blocked" FailedBlocked;
            /// Not delivered: there is no chat with the user.
            "failed-no-chat" FailedNoChat;
            /// Not delivered: the account is gone.
            "failed-gone" FailedGone;
            /// Not delivered: it is too long.
            "failed-too-long" FailedTooLong;
            /// Not delivered: the bot was not in the group.
            "failed-group" FailedGroup;
            /// Not delivered: its file is gone.
            "failed-file" FailedFile;
            /// Not delivered: it is gone itself.
            "failed-source" FailedSource { conversation: ConversationId };
            /// The user is back, and older answers wait: send them?
            "undelivered" Undelivered {
                conversation: ConversationId,
                count: u32,
                since: Timestamp,
                who: Vec<Notice>,
            };
            /// The same, of a conversation that is completed.
            "undelivered-completed" UndeliveredCompleted {
                conversation: ConversationId,
                count: u32,
                who: Vec<Notice>,
            };
            /// Not delivered: the user refuses voice messages.
            "failed-voice" FailedVoice;
            /// Not delivered: Telegram does not copy this kind.
            "failed-kind" FailedKind;
            /// Not delivered: another reason, in Telegram's words.
            "failed-other" FailedOther { reason: String };
            /// Only some parts of an album arrived.
            "album-incomplete" AlbumIncomplete { arrived: u32, of: u32 };
            /// Telegram's answer about an agent's album was lost.
            "album-unclear" AlbumUnclear;
            /// The same about a user's.
            "album-unclear-inside" AlbumUnclearInside;
            /// Only some parts of a user's album arrived; the user knows.
            "album-incomplete-inside" AlbumIncompleteInside { arrived: u32, of: u32 };
            /// Not sent: the conversation is completed.
            "not-sent-completed" NotSentCompleted { conversation: ConversationId };
            /// Not sent: nobody knows to whom.
            "not-sent-unknown" NotSentUnknown;
            /// Not sent: what it answers stood in the group before its upgrade.
            "not-sent-old-group" NotSentOldGroup;
            /// Not sent: it stands in General, and the conversation has its topic.
            "not-sent-general" NotSentGeneral { conversation: ConversationId };
            /// Not sent: it stays inside.
            "not-sent-strict" NotSentStrict { conversation: ConversationId };
            /// Not sent: written in the name of a channel.
            "not-sent-channel" NotSentChannel;
        }
    };
}
pub(super) use delivery;
