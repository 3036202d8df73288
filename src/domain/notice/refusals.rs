//! Refusals: an alert on a press, a reply to a command. They say why, and what to do.

macro_rules! refusals {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

            /// The role that may.
            "refuse-role" RefuseRole { role: Role };
            /// `/role`: they are that already.
            "refuse-role-same" RefuseRoleSame { who: String, role: Role };
            /// `/role`: Telegram makes them what they are.
            "refuse-role-by-telegram" RefuseRoleByTelegram { who: String, role: Role };
            /// `/role`: the settings make them what they are.
            "refuse-role-by-settings" RefuseRoleBySettings { who: String, role: Role };
            /// `/role`: nobody could give roles any more.
            "refuse-last-admin" RefuseLastAdmin { who: String };
            /// Not known in this group yet: press again.
            "refuse-unknown" RefuseUnknown;
            /// Whoever presses is not in the desk's group.
            "refuse-outside" RefuseOutside;
            /// Not a button of this bot, or one that makes no sense here.
            "refuse-garbage" RefuseGarbage;
            /// The button belongs to another chat or person.
            "refuse-not-yours" RefuseNotYours;
            /// The conversation does not exist.
            "refuse-no-conversation" RefuseNoConversation { number: u32 };
            /// No conversation is meant: say which.
            "refuse-which" RefuseWhich;
            /// The conversation is completed.
            "refuse-completed" RefuseCompleted { by: Who, reason: Reason };
            /// The conversation is not completed.
            "refuse-not-completed" RefuseNotCompleted;
            /// It is theirs already.
            "refuse-yours-already" RefuseYoursAlready;
            /// It is that person's already.
            "refuse-assigned-already" RefuseAssignedAlready { who: String };
            /// Nobody has it.
            "refuse-not-assigned" RefuseNotAssigned;
            /// It is pending already.
            "refuse-pending-already" RefusePendingAlready;
            /// It is not pending.
            "refuse-not-pending" RefuseNotPending;
            /// The leads are called already, and there is nothing to add.
            "refuse-escalated-already" RefuseEscalatedAlready;
            /// Nobody would be reminded.
            "refuse-nothing-to-snooze" RefuseNothingToSnooze;
            /// There is no such reminder to take back.
            "refuse-no-follow-up" RefuseNoFollowUp;
            /// The question is outdated or was decided.
            "refuse-stale" RefuseStale;
            /// The question expired.
            "refuse-expired" RefuseExpired;
            /// Only who asked, or a lead, confirms.
            "refuse-asker" RefuseAsker { role: Role };
            /// The user has written meanwhile; asked anew.
            "refuse-newer-message" RefuseNewerMessage;
            /// Something may have been missed meanwhile; asked anew.
            "refuse-after-gap" RefuseAfterGap;
            /// The time for taking it back is over.
            "refuse-undo-over" RefuseUndoOver;
            /// Only the one who completed it takes it back.
            "refuse-undo-other" RefuseUndoOther { who: String };
            /// The user has another open conversation.
            "refuse-other-open" RefuseOtherOpen { number: u32 };
            /// Refusal: the tags are as asked already.
            "refuse-tags-same" RefuseTagsSame;
            /// Another bulk is under way.
            "refuse-bulk-runs" RefuseBulkRuns;
            /// More conversations than one bulk takes.
            "refuse-bulk-many" RefuseBulkMany { most: u32 };
            /// The priority is like that already.
            "refuse-priority-same" RefusePrioritySame;
            /// The field is like that already, or there is none to remove.
            "refuse-field-same" RefuseFieldSame;
            /// More fields than a desk keeps of one user.
            "refuse-too-many-fields" RefuseTooManyFields { most: u32 };
            /// Refusal: no conversation carries so many tags.
            "refuse-too-many-tags" RefuseTooManyTags { most: u32 };
            /// There is no such canned reply.
            "refuse-no-canned" RefuseNoCanned { name: String, nearest: String };
            /// It has no text in this language.
            "refuse-no-canned-language" RefuseNoCannedLanguage { name: String, languages: String };
            /// No text was given.
            "refuse-canned-empty" RefuseCannedEmpty;
            /// The text is too long.
            "refuse-canned-long" RefuseCannedLong { most: u32 };
            /// The desk has so many already.
            "refuse-canned-many" RefuseCannedMany { most: u32 };
            /// It names what stands for nothing.
            "refuse-canned-unknown" RefuseCannedUnknown { words: String, known: String };
            /// It names its agent, and who answers is not known.
            "refuse-canned-nameless" RefuseCannedNameless { name: String };
            /// It was sent already.
            "refuse-canned-sent" RefuseCannedSent;
            /// It was cancelled, and stands until Telegram has deleted it.
            "refuse-canned-cancelled" RefuseCannedCancelled;
            /// It would be another text now, or is not known yet.
            "refuse-canned-changed" RefuseCannedChanged;
            /// Refusal: it has joined another conversation.
            "refuse-merged" RefuseMerged { number: u32 };
            /// It goes on at another desk.
            "refuse-moved" RefuseMoved { number: u32, desk: DeskId };
            /// `/move`: there is no such desk.
            "refuse-no-such-desk" RefuseNoSuchDesk { name: String, nearest: String };
            /// `/move`: it is at that desk.
            "refuse-same-desk" RefuseSameDesk { desk: DeskId };
            /// `/move`: there is no other desk.
            "refuse-one-desk" RefuseOneDesk;
            /// `/stats all` in a group, or by whoever is no admin of all desks.
            "refuse-stats-of-all" RefuseStatsOfAll;
            /// `/move`: the user cannot have it there.
            "refuse-not-there" RefuseNotThere { desk: DeskId };
            /// Refusal: the two belong to different users, or are one.
            "refuse-merge-other" RefuseMergeOther;
            /// Refusal: there is no other open conversation any more.
            "refuse-merge-nothing" RefuseMergeNothing;
            /// The same as a reply, with the link.
            "other-open" OtherOpen { conversation: ConversationId, other: ConversationId };
            /// A request waits already.
            "refuse-requested-already" RefuseRequestedAlready;
            /// The request was decided.
            "refuse-request-decided" RefuseRequestDecided;
            /// The request has expired, although nobody has come by yet.
            "refuse-request-expired" RefuseRequestExpired;
            /// Who asks does not grant it to themselves.
            "refuse-own-request" RefuseOwnRequest { role: Role };
            /// The settings allow no requests.
            "refuse-no-requests" RefuseNoRequests { role: Role };
            /// The user has blocked the bot.
            "refuse-blocked" RefuseBlocked;
            /// The user is banned, so nothing can be reopened.
            "refuse-user-banned" RefuseUserBanned;
            /// `/ban` of somebody who is banned already, with nothing new.
            "refuse-banned-already" RefuseBannedAlready { who: String };
            /// `/unban` of somebody who is not banned.
            "refuse-not-banned" RefuseNotBanned { who: String };
            /// Which user to ban is not clear or not known.
            "refuse-which-user" RefuseWhichUser;
            /// A banned user presses.
            "refuse-you-are-banned" RefuseYouAreBanned;
            /// Of this conversation nothing is left that could be gone on with.
            "refuse-forgotten" RefuseForgotten;
            /// Whom to assign to is not clear or not known.
            "refuse-whom" RefuseWhom;
            /// Written in the name of the group: nobody knows by whom.
            "refuse-anonymous" RefuseAnonymous;
            /// They are not away.
            "refuse-not-away" RefuseNotAway;
            /// That person is not in the group.
            "refuse-not-here" RefuseNotHere { who: String };
            /// Nothing of that number was set aside.
            "refuse-not-set-aside" RefuseNotSetAside { number: u32 };
            /// Somebody has changed the setting since it was shown.
            "refuse-setting-changed" RefuseSettingChanged { who: Who, value: Value };
            /// The setting, or this value of it, is not chosen in the chat.
            "refuse-setting" RefuseSetting;
            /// A note needs a text.
            "refuse-empty-note" RefuseEmptyNote;
            /// The arguments of a command make no sense.
            "refuse-malformed" RefuseMalformed { usage: Usage };
            /// So many tags have more than a name.
            "refuse-tag-kinds" RefuseTagKinds { most: u32 };
            /// Nothing was said about that tag.
            "refuse-tag-unknown" RefuseTagUnknown { tag: String };
            /// A link cannot carry that.
            "refuse-link" RefuseLink { most: u32 };
            /// A link cannot carry that, but this.
            "refuse-link-near" RefuseLinkNear { nearest: String, most: u32 };
            /// A word of a filter makes no sense.
            "refuse-filter" RefuseFilter { word: String, nearest: String };
            /// The pages of a list can no longer be turned.
            "refuse-old-list" RefuseOldList;
            /// There is no such command.
            "refuse-no-command" RefuseNoCommand { name: String, nearest: String };
            /// This group is not a desk.
            "refuse-no-desk" RefuseNoDesk;
            /// Delivery cannot be tried again.
            "refuse-no-retry" RefuseNoRetry;
            /// The user presses something whose time is over.
            "late-solved" LateSolved;
            /// The same for the help button.
            "late-still" LateStill;
            /// The press comes too late, or a second time.
            "late-human" LateHuman;
            /// A user's completed conversation, while another one is open.
            "other-open-user" OtherOpenUser { number: u32 };
        }
    };
}
pub(super) use refusals;
