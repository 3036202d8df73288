//! The history of a conversation, line by line.

macro_rules! history {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

            /// A line of a history: the user was banned.
            "history-banned" HistoryBanned { at: Timestamp, who: Who };
            /// The same, and why.
            "history-banned-why" HistoryBannedWhy { at: Timestamp, who: Who, reason: String };
            /// A line of a history: the user was banned until then.
            "history-banned-until" HistoryBannedUntil { at: Timestamp, who: Who, until: Timestamp };
            /// The same, and why.
            "history-banned-until-why" HistoryBannedUntilWhy {
                at: Timestamp, who: Who, until: Timestamp, reason: String,
            };
            /// A line of a history: the ban is over.
            "history-unbanned" HistoryUnbanned { at: Timestamp, who: Who };
            /// A line of a history: words.
            "history-said" HistorySaid { at: Timestamp, who: Who, text: String };
            /// A line of a history: something without words.
            "history-kind" HistoryKind { at: Timestamp, who: Who, kind: Kind };
            /// A line of a history: changed words.
            "history-edited" HistoryEdited { at: Timestamp, who: Who, text: String };
            /// A line of a history: a note.
            "history-note" HistoryNote { at: Timestamp, who: Who, text: String };
            /// A line of a history: an answer was taken back.
            "history-recalled" HistoryRecalled { at: Timestamp, who: Who };
            /// A line of a history: a delivery failed.
            "history-failed" HistoryFailed { at: Timestamp };
            /// A line of a history: Telegram's answer was lost, a message may stand twice.
            "history-maybe-double" HistoryMaybeDouble { at: Timestamp };
            /// A line of a history: a reopening was asked for.
            "history-requested" HistoryRequested { at: Timestamp, who: Who, reason: ReopenReason };
            /// A line of a history: it was granted.
            "history-granted" HistoryGranted { at: Timestamp, who: Who };
            /// A line of a history: it was not.
            "history-declined" HistoryDeclined { at: Timestamp, who: Who };
            /// A line of a history.
            "history-opened" HistoryOpened { at: Timestamp };
            /// A line of a history.
            "history-assigned" HistoryAssigned { at: Timestamp, who: Who, to: Who };
            /// A line of a history.
            "history-unassigned" HistoryUnassigned { at: Timestamp, who: Who };
            /// A line of a history.
            "history-pending" HistoryPending { at: Timestamp, who: Who };
            /// A line of a history.
            "history-resumed" HistoryResumed { at: Timestamp, who: Who };
            /// History: the leads were called.
            "history-escalated" HistoryEscalated { at: Timestamp, who: Who };
            /// History: the leads were called, and why.
            "history-escalated-why" HistoryEscalatedWhy { at: Timestamp, who: Who, reason: String };
            /// History: reminders were put off.
            "history-snoozed" HistorySnoozed { at: Timestamp, who: Who, until: Timestamp };
            /// History: reminders are no longer put off.
            "history-unsnoozed" HistoryUnsnoozed { at: Timestamp, who: Who };
            /// History: it is to come back.
            "history-follow-up" HistoryFollowUp { at: Timestamp, who: Who, until: Timestamp };
            /// History: it is not to come back after all.
            "history-follow-up-off" HistoryFollowUpOff { at: Timestamp, who: Who };
            /// A line of a history.
            "history-priority" HistoryPriority { at: Timestamp, who: Who, urgency: Urgency };
            /// A line of a history.
            "history-tagged" HistoryTagged { at: Timestamp, who: Who, tags: String };
            /// A line of a history.
            "history-untagged" HistoryUntagged { at: Timestamp, who: Who, tags: String };
            /// A line of a history.
            "history-merged" HistoryMerged { at: Timestamp, who: Who, other: ConversationId };
            /// Moved to another desk.
            "history-moved" HistoryMoved { at: Timestamp, who: Who, number: u32, desk: DeskId };
            /// A line of a history.
            "history-promised" HistoryPromised { at: Timestamp, who: Who };
            /// A line of a history.
            "history-let-off" HistoryLetOff { at: Timestamp, who: Who };
            /// A line of a history.
            "history-completed" HistoryCompleted { at: Timestamp, who: Who, reason: Reason };
            /// A line of a history.
            "history-taken-back" HistoryTakenBack { at: Timestamp, who: Who };
            /// A line of a history.
            "history-reopened" HistoryReopened { at: Timestamp, who: Who, reason: ReopenReason };
            /// A line of a history.
            "history-rated" HistoryRated { at: Timestamp, stars: u32 };
            /// A line of a history: what follows is about the rating.
            "history-commented" HistoryCommented { at: Timestamp };
            /// `/history`.
            "history" History {
                conversation: ConversationId, page: u32, pages: u32, lines: Vec<Notice>,
            };
            /// `/history` of a conversation whose text is not kept.
            "history-empty" HistoryEmpty { conversation: ConversationId };
        }
    };
}
pub(super) use history;
