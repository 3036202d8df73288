//! Lines of the card.

macro_rules! card {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

            /// A line of the card: it has joined another conversation.
            "card-merged-into" CardMergedInto { other: ConversationId };
            /// A line of the card: these have joined it.
            "card-merged-from" CardMergedFrom { numbers: Vec<ConversationId> };
            /// It goes on at another desk.
            "card-moved-to" CardMovedTo { number: u32, desk: DeskId };
            /// It was something at another desk before.
            "card-moved-from" CardMovedFrom { number: u32, desk: DeskId };
            /// A line of the card: the user is banned for good.
            "card-banned" CardBanned;
            /// A line of the card: the user is banned until then.
            "card-banned-until" CardBannedUntil { until: Timestamp };
            /// Completed by an agent.
            "card-completed" CardCompleted { at: Timestamp, by: Who, reason: Reason };
            /// Completed by the user.
            "card-completed-by-user" CardCompletedByUser { at: Timestamp };
            /// Completed by the schedule.
            "card-completed-by-itself" CardCompletedByItself { at: Timestamp, reason: Reason };
            /// Reopened, and why; read the history before asking.
            "card-reopened" CardReopened { reason: ReopenReason };
            /// The leads were addressed then.
            "card-escalated" CardEscalated { since: Timestamp };
            /// Nobody is reminded until then.
            "card-snoozed" CardSnoozed { until: Timestamp };
            /// It comes back then.
            "card-follow-up" CardFollowUp { until: Timestamp };
            /// Set aside until then.
            "card-pending" CardPending { until: Timestamp };
            /// Why it was set aside.
            "card-pending-note" CardPendingNote { note: String };
            /// The user has blocked the bot.
            "card-blocked" CardBlocked;
            /// The user's account is gone.
            "card-gone" CardGone;
            /// The user's rating.
            "card-rating" CardRating { stars: u32 };
            /// A line of the card: the same, and the user has said more about it.
            "card-rating-comment" CardRatingComment { stars: u32 };
            /// The team owes the answer since then.
            "card-waits-since" CardWaitsSince { since: Timestamp };
            /// The user was asked whether anything is left; without an answer it completes by itself.
            "card-asked-user" CardAskedUser;
            /// An answer of Telegram was lost: something may have arrived twice.
            "card-maybe-double" CardMaybeDouble;
            /// An answer did not reach the user.
            "card-undelivered" CardUndelivered;
            /// Somebody else than the assignee answered.
            "card-collision" CardCollision { by: Who };
        }
    };
}
pub(super) use card;
