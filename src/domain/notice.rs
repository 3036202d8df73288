//! Everything that the desk can say, without the words: a message's key and its arguments.
//!
//! The words stand in `locales/`. A notice is stored with the row that says it, and becomes text
//! when it is sent, in the language of whoever reads it.

use serde::{Deserialize, Serialize};

use super::saying::messages;

pub use super::saying::Saying;

pub use super::argument::{Arg, AsArg, Day, Named, Opens, Source, Span, Target, Usage, Who, Word};

use super::access::Role;
use super::audit::AuditLine;
use super::canned::Verbatim;
use super::event::Kind;
use super::id::{ConversationId, DeskId};
use super::reason::{Reason, ReopenReason, StatusName};
use super::setting::Value;
use super::time::Timestamp;
use super::urgency::Urgency;

messages! {
    /// Everything that the desk can say.
    Notice:
    // ---- to users -----------------------------------------------------------------------------
    /// `/start` alone: what this bot is, how to write.
    "welcome" Welcome;
    /// Under the first opening notice: one greeting per user.
    "greeting" Greeting;
    /// The opening notice, with the number.
    "opened" Opened { number: u32 };
    /// The opening notice of a user's first conversation: with the greeting.
    "opened-first" OpenedFirst { number: u32 };
    /// A line of the opening notice: how soon half of all answers came of late.
    "usual-answer" UsualAnswer { span: Span };
    /// The opening notice while the desk is closed, and when it opens; or how soon an answer comes.
    "opened-away" OpenedAway { number: u32, hours: Vec<Notice> };
    /// The same of a user's first conversation.
    "opened-first-away" OpenedFirstAway { number: u32, hours: Vec<Notice> };
    /// Written while the desk is closed: it arrives all the same.
    "away" Away { number: u32, hours: Vec<Notice> };
    /// When the desk opens.
    "opens-at" OpensAt { opening: Opens };
    /// Nobody knows when the desk opens.
    "opens-later" OpensLater;
    /// "If there are no other questions, I will end this conversation."
    "final-call" FinalCall { number: u32 };
    /// The final call once the user said that help is still needed, or wrote.
    "final-call-answered" FinalCallAnswered { number: u32 };
    /// The final call once its conversation has completed or gone on otherwise.
    "final-call-over" FinalCallOver { number: u32 };
    /// The conversation is set aside, where the user is to know (`[pending] notice`).
    "set-aside" SetAside { number: u32 };
    /// The completed notice: number, thanks, how to write again.
    "completed" Completed { number: u32 };
    /// The completed notice after a timeout or `user did not answer`.
    "completed-silent" CompletedSilent { number: u32 };
    /// The completed notice once the conversation is open again.
    "completed-taken-back" CompletedTakenBack { number: u32 };
    /// The completed notice once it was rated.
    "completed-rated" CompletedRated { number: u32, stars: u32 };
    /// The completed notice once the user has said more about the rating.
    "completed-commented" CompletedCommented { number: u32, stars: u32 };
    /// The reopened notice: number, opening date, the user's own first line.
    "reopened" Reopened { number: u32, opened: Day, first_line: String };
    /// The reopened notice where no text is kept.
    "reopened-plain" ReopenedPlain { number: u32, opened: Day };
    /// `ask`: is this the same matter or a new one?
    "choose-matter" ChooseMatter { number: u32 };
    /// `menu`: the conversation is over; nothing is passed on until the button is pressed.
    "menu" Menu { number: u32 };
    /// The choice, once made.
    "choice-made-same" ChoiceMadeSame { number: u32 };
    /// The choice, once made.
    "choice-made-new" ChoiceMadeNew;
    /// Several desks, and none is likelier: for which one is it?
    "choose-desk" ChooseDesk { lines: Vec<Notice> };
    /// A line of it: what is open, and where.
    "open-there" OpenThere { number: u32, desk: String };
    /// `/start` with a link to one of several desks.
    "welcome-at" WelcomeAt { desk: String };
    /// `/desk`: where the user is.
    "desk-is" DeskIs { desk: String, lines: Vec<Notice> };
    /// `/desk`: nothing is chosen.
    "desk-is-none" DeskIsNone { lines: Vec<Notice> };
    /// From now on the user talks with this desk.
    "desk-chosen" DeskChosen { desk: String };
    /// The same, where a conversation is open there.
    "desk-chosen-open" DeskChosenOpen { desk: String, number: u32 };
    /// A conversation goes on at another desk, under another number.
    "moved-user" MovedUser { number: u32 };
    /// In private, for whoever works at several desks: whose answer it is.
    "at-desk" AtDesk { desk: String, answer: Box<Notice> };
    /// In private, for admins of all desks: the figures of all.
    "at-all-desks" AtAllDesks { answer: Box<Notice> };
    /// `/new` while a conversation is open.
    "already-open" AlreadyOpen { number: u32 };
    /// `/new`: the next message is a new matter.
    "next-is-new" NextIsNew;
    /// `/close` asks once.
    "close-question" CloseQuestion { number: u32 };
    /// `/close`, kept open.
    "close-kept" CloseKept { number: u32 };
    /// `/close` without an open conversation.
    "nothing-to-close" NothingToClose;
    /// `/language`: choose.
    "choose-language" ChooseLanguage;
    /// `/language`, chosen.
    "language-chosen" LanguageChosen;
    /// `/language xx`: not one of ours.
    "language-unknown" LanguageUnknown { languages: String };
    /// `/help` in private.
    "help-private" HelpPrivate;
    /// A command that does not exist, in private.
    "unknown-command-private" UnknownCommandPrivate { name: String };
    /// Telegram cannot copy what was sent.
    "not-copyable" NotCopyable;
    /// Only some parts of the user's album reached the team.
    "album-incomplete-user" AlbumIncompleteUser { arrived: u32, of: u32 };
    /// Telegram's answer about the user's album was lost.
    "album-unclear-user" AlbumUnclearUser;
    /// The desk cannot be reached at present; everything is kept.
    "desk-unreachable" DeskUnreachable;
    /// The same of one of several desks.
    "desk-unreachable-at" DeskUnreachableAt { desk: String };
    /// No desk has been set up yet.
    "no-desk" NoDesk;
    /// The user is banned for good.
    "banned" Banned;
    /// The same at one of several desks.
    "banned-at" BannedAt { desk: String };
    /// The user is banned, and until when.
    "banned-until" BannedUntil { opening: Opens };
    /// The same at one of several desks.
    "banned-until-at" BannedUntilAt { desk: String, opening: Opens };
    /// The ban was lifted.
    "unbanned" Unbanned;
    /// The same at one of several desks.
    "unbanned-at" UnbannedAt { desk: String };
    /// Written too fast, and too much waits: not passed on.
    "flood-refused" FloodRefused { count: u32 };
    /// Whoever writes for the first time presses a button first; nothing is passed on yet.
    "human-check" HumanCheck;
    /// The same, once it was pressed.
    "human-done" HumanDone;
    /// The same, once it is too late and what was written is let go of.
    "human-over" HumanOver;
    /// Too much waits for the press: not kept.
    "human-refused" HumanRefused { count: u32 };
    /// `/privacy`: what is stored, and how long.
    "privacy" Privacy { texts: Vec<Notice> };
    /// A line of it: texts stay until the user has them erased.
    "privacy-texts-kept" PrivacyTextsKept;
    /// A line of it: texts stay until completion.
    "privacy-texts-briefly" PrivacyTextsBriefly;
    /// The data was asked for.
    "toast-data" ToastData;
    /// `/forget` asks once.
    "forget-question" ForgetQuestion;
    /// `/forget`, done: what remains.
    "forgotten" Forgotten;
    /// `/forget`, kept.
    "forget-kept" ForgetKept;

    // ---- to the desk ----------------------------------------------------------------------------
    /// An edit of the user: "edited: …".
    "user-edited" UserEdited { text: String };
    /// The same in a plain desk, with the number.
    "user-edited-plain" UserEditedPlain { conversation: ConversationId, text: String };
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
    /// `/ban`: done.
    "ban-done" BanDone { who: String };
    /// `/ban` with a term: done.
    "ban-done-until" BanDoneUntil { who: String, until: Timestamp };
    /// `/unban`: done; nothing is reopened.
    "unban-done" UnbanDone { who: String };
    /// A user has had themselves forgotten.
    "forgotten-inside" ForgottenInside { numbers: Vec<ConversationId> };
    /// A line of a history: the user was banned.
    "history-banned" HistoryBanned { at: Timestamp, who: Who, reason: String };
    /// The same with its end.
    "history-banned-until" HistoryBannedUntil { at: Timestamp, who: Who, until: Timestamp, reason: String };
    /// A line of a history: the ban is over.
    "history-unbanned" HistoryUnbanned { at: Timestamp, who: Who };
    /// The tags of a conversation.
    "tags-of" TagsOf { conversation: ConversationId, tags: String };
    /// It has none.
    "tags-none" TagsNone { conversation: ConversationId };
    /// `/complete all`: one question, with the count.
    "bulk-complete" BulkComplete { count: u32, filter: String };
    /// `/tag … on list`: one question, with the count.
    "bulk-tag" BulkTag { tags: String, count: u32, filter: String };
    /// How far it is.
    "bulk-runs" BulkRuns { done: u32, total: u32, lines: Vec<Notice> };
    /// All of it is done.
    "bulk-over" BulkOver { done: u32, total: u32, lines: Vec<Notice> };
    /// Somebody has stopped it.
    "bulk-stopped" BulkStopped { done: u32, total: u32, lines: Vec<Notice> };
    /// A line of these: what was left alone.
    "bulk-skipped" BulkSkipped { count: u32, numbers: Vec<ConversationId> };
    /// `/priority`: how urgent it is now.
    "priority-is" PriorityIs { conversation: ConversationId, urgency: Urgency };
    /// Ahead of what the user says about the rating.
    "rating-comment" RatingComment { conversation: ConversationId, stars: u32 };
    /// `/set`: a field of the user is kept.
    "field-set" FieldSet { conversation: ConversationId, key: String, value: String };
    /// `/set` without a value: it is gone.
    "field-removed" FieldRemoved { conversation: ConversationId, key: String };
    /// `/profile`: what is known of the user.
    "profile" Profile { conversation: ConversationId, lines: Vec<Notice> };
    /// A line of a profile.
    "profile-name" ProfileName { name: String };
    /// A line of a profile.
    "profile-language" ProfileLanguage { language: String };
    /// A line of a profile.
    "profile-seen" ProfileSeen { at: Day };
    /// A line of a profile: the link that the user came by.
    "profile-source" ProfileSource { source: String };
    /// A line of a profile: other conversations of the user, newest first.
    "profile-others" ProfileOthers { numbers: Vec<ConversationId> };
    /// A line of a profile: a field.
    "profile-field" ProfileField { key: String, value: String };
    /// A canned reply, word for word as its user would get it.
    "canned-preview" CannedPreview { text: Verbatim };
    /// A text was kept.
    "canned-kept" CannedKept { name: String, language: String };
    /// A text was let go of.
    "canned-gone" CannedGone { name: String };
    /// `/canned`.
    "canned-list" CannedList { lines: Vec<Notice>, page: u32, pages: u32 };
    /// `/canned`: one of them.
    "canned-line" CannedLine { name: String, languages: String, text: String };
    /// `/canned`: there are none.
    "canned-none" CannedNone;
    /// Two conversations were joined.
    "merged" Merged { conversation: ConversationId, other: ConversationId };
    /// Moved to another desk.
    "moved" Moved { conversation: ConversationId, number: u32, desk: DeskId };
    /// At the desk to which it was moved: what was said before.
    "moved-here" MovedHere { number: u32, desk: DeskId, lines: Vec<Notice> };
    /// An agent wrote to a conversation that has joined another.
    "not-sent-merged" NotSentMerged { conversation: ConversationId, other: ConversationId };
    /// Not sent: it goes on at another desk.
    "not-sent-moved" NotSentMoved { conversation: ConversationId, number: u32, desk: DeskId };
    /// What the user writes answers a message of another conversation.
    "answers-there" AnswersThere { target: Target, text: String };
    /// The same, of a message without words.
    "answers-there-wordless" AnswersThereWordless { target: Target };
    /// In a plain desk, under the message that the first one of a conversation answers.
    "answers-this" AnswersThis { conversation: ConversationId };
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
    /// The user pressed `I still need help` before the conversation completed.
    "user-still-waits" UserStillWaits { conversation: ConversationId };
    /// A recreated topic's first line: what happened before.
    "topic-recreated" TopicRecreated { conversation: ConversationId, lines: Vec<Notice> };
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
    /// The first words in a topic of a conversation that had begun without one, with its last lines.
    "topic-begun" TopicBegun { conversation: ConversationId, lines: Vec<Notice> };
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
    "history" History { conversation: ConversationId, page: u32, pages: u32, lines: Vec<Notice> };
    /// `/history` of a conversation whose text is not kept.
    "history-empty" HistoryEmpty { conversation: ConversationId };
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
    /// Written in somebody else's conversation: is it to be sent?
    "send-question" SendQuestion { conversation: ConversationId, who: Who };
    /// Not sent: it stays inside.
    "not-sent-strict" NotSentStrict { conversation: ConversationId };
    /// Not sent: written in the name of a channel.
    "not-sent-channel" NotSentChannel;
    /// The first message ever of an agent in a topic: `//`, `/recall`.
    "first-answer-hint" FirstAnswerHint;
    /// The question before completing.
    "complete-question" CompleteQuestion { conversation: ConversationId, premature: Vec<Notice> };
    /// Looks premature: wrote a moment ago.
    "premature-recent" PrematureRecent;
    /// Looks premature: the team owes the answer.
    "premature-team-owes" PrematureTeamOwes;
    /// Looks premature: the user's last message is a bare "ok".
    "premature-bare-ok" PrematureBareOk;
    /// A question that nobody answered in time.
    "question-expired" QuestionExpired { conversation: ConversationId };
    /// The question before reopening, with its summary.
    "reopen-question" ReopenQuestion { conversation: ConversationId, summary: Vec<Notice> };
    /// The summary: opened, completed.
    "summary-times" SummaryTimes { opened: Timestamp, completed: Timestamp };
    /// The summary: by whom and why.
    "summary-by" SummaryBy { by: Who, reason: Reason };
    /// The summary: how many messages.
    "summary-messages" SummaryMessages { messages: u32 };
    /// The summary: tags.
    "summary-tags" SummaryTags { tags: String };
    /// The summary: the first line.
    "summary-first" SummaryFirst { text: String };
    /// The summary: the last line.
    "summary-last" SummaryLast { text: String };
    /// The summary: the reason given with the command.
    "summary-reason" SummaryReason { text: String };
    /// A request to reopen, addressed to the leads.
    "reopen-request" ReopenRequest { conversation: ConversationId, by: Who, reason: Box<Notice>, leads: Vec<Notice>, summary: Vec<Notice> };
    /// One person addressed.
    "addressed" Addressed { who: Named };
    /// A reason in an agent's own words.
    "reason-said" ReasonSaid { text: String };
    /// A reason from the list.
    "reason-listed" ReasonListed { reason: ReopenReason };
    /// To whoever asked: the request was filed.
    "request-filed" RequestFiled { conversation: ConversationId };
    /// The request, decided.
    "request-approved" RequestApproved { conversation: ConversationId, by: Who, requester: Named };
    /// The request, decided.
    "request-declined" RequestDeclined { conversation: ConversationId, by: Who, requester: Named };
    /// The request, settled by another reopening.
    "request-over" RequestOver { conversation: ConversationId, requester: Named };
    /// The request is over: the conversation is not to be reopened any more.
    "request-void" RequestVoid { conversation: ConversationId, requester: Named };
    /// The request, decided by nobody in time.
    "request-expired" RequestExpired { conversation: ConversationId, requester: Named };
    /// The conversation is open again; read the history before asking.
    "reopened-inside" ReopenedInside { conversation: ConversationId };
    /// The same, and who has it now.
    "lapsed" Lapsed { conversation: ConversationId, who: Named };
    /// The same, and somebody else has it now.
    "lapsed-to" LapsedTo { conversation: ConversationId, former: Named, who: Named };
    /// The same, with what they should know.
    "assigned-mention-note" AssignedMentionNote { conversation: ConversationId, who: Named, by: Who, note: String };
    /// Somebody else has assigned it.
    "assigned-mention" AssignedMention { conversation: ConversationId, who: Named };
    /// The user has written a message that took a completion back.
    "crossed-inside" CrossedInside { conversation: ConversationId };
    /// The team owes for too long; addressed to the assignee.
    "nudge" Nudge { conversation: ConversationId, since: Timestamp, who: Vec<Notice> };
    /// The team owes for far too long; addressed to the leads.
    "escalation" Escalation { conversation: ConversationId, since: Timestamp, who: Vec<Notice> };
    /// Several of these at once, longest wait first.
    "reminders" Reminders { lines: Vec<Notice> };
    /// A pending conversation comes back.
    "pending-due" PendingDue { conversation: ConversationId, who: Vec<Notice>, note: String };
    /// Somebody wanted it to come back.
    "follow-up-due" FollowUpDue { conversation: ConversationId, who: Vec<Notice>, note: String };
    /// Somebody calls the leads.
    "escalated" Escalated { conversation: ConversationId, by: Who, said: Vec<Notice>, who: Vec<Notice> };
    /// A note was kept.
    "note-kept" NoteKept { conversation: ConversationId };
    /// Sent to the user on the reply of an agent who is not the assignee.
    "collision" Collision { by: Who };
    /// An agent is not in the group any more; addressed to the leads, with what is with nobody now.
    "agent-left" AgentLeft { who: String, shown: u32, total: u32, lines: Vec<Notice>, leads: Vec<Notice> };
    /// The topic was closed or reopened by hand by somebody who may not: why, and that it was put back.
    "topic-put-back" TopicPutBack { why: Box<Notice> };

    // ---- lines of the card ------------------------------------------------------------------------
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

    // ---- answers to commands ------------------------------------------------------------------------
    /// `/take`, `/assign` done.
    "now-assigned" NowAssigned { conversation: ConversationId, who: String };
    /// `/unassign` done.
    "now-unassigned" NowUnassigned { conversation: ConversationId };
    /// The next one is away, whoever was asked to take it.
    "assigned-away" AssignedAway { conversation: ConversationId, who: String };
    /// `/away` done.
    "agent-away" AgentAway { open: u32 };
    /// `/away 2h` done.
    "agent-away-until" AgentAwayUntil { until: Timestamp, open: u32 };
    /// `/back` done.
    "agent-back" AgentBack;
    /// The own hours of whoever asks.
    "agent-hours" AgentHours { hours: String, zone: String };
    /// They have none.
    "agent-hours-always" AgentHoursAlways;
    /// `/pending` done.
    "now-pending" NowPending { conversation: ConversationId, until: Timestamp };
    /// `/resume` done.
    "now-resumed" NowResumed { conversation: ConversationId };
    /// To whoever put reminders off.
    "now-snoozed" NowSnoozed { conversation: ConversationId, until: Timestamp };
    /// Reminders come again.
    "now-unsnoozed" NowUnsnoozed { conversation: ConversationId };
    /// To whoever wants it to come back.
    "follow-up-set" FollowUpSet { conversation: ConversationId, until: Timestamp };
    /// It does not come back after all.
    "follow-up-off" FollowUpOff { conversation: ConversationId };
    /// The leads are called.
    "now-escalated" NowEscalated { conversation: ConversationId };
    /// Where to write what the user is to read.
    "write-there" WriteThere;
    /// The picker of agents.
    "choose-agent" ChooseAgent { conversation: ConversationId };
    /// A conversation in a list.
    "list-line" ListLine { conversation: ConversationId, status: StatusName, name: String, assignee: Who };
    /// A conversation without assignee in a list.
    "list-line-free" ListLineFree { conversation: ConversationId, status: StatusName, name: String };
    /// A conversation in the queue.
    "queue-line" QueueLine { conversation: ConversationId, name: String, since: Timestamp, assignee: Who };
    /// One that nobody has, in the queue.
    "queue-line-free" QueueLineFree { conversation: ConversationId, name: String, since: Timestamp };
    /// A tag of the desk and who gets its conversations.
    "tag-line" TagLine { tag: String, who: String };
    /// One whose conversations everybody gets.
    "tag-line-free" TagLineFree { tag: String };
    /// `/tags`
    "tag-list" TagList { lines: Vec<Notice> };
    /// `/tags`, nothing was said about any.
    "tag-list-none" TagListNone;
    /// `/tags … off`
    "tag-forgotten" TagForgotten { tag: String };
    /// A tag was put on that is some people's to look at.
    "tag-addressed" TagAddressed { conversation: ConversationId, tag: String, who: Vec<Notice> };
    /// `/link`, under the picture of it.
    "link-made" LinkMade { link: String, source: String };
    /// The same without a source.
    "link-plain" LinkPlain { link: String };
    /// `/list`, with what was asked for.
    "list" List { filter: String, page: u32, lines: Vec<Notice> };
    /// The last line of a page that was not filled: how far it has looked.
    "list-goes-on" ListGoesOn { number: u32 };
    /// `/list` without result.
    "list-empty" ListEmpty;
    /// `/find`, with what was asked for.
    "find" Find { text: String, page: u32, lines: Vec<Notice> };
    /// What was written, with a link to it.
    "find-there" FindThere { place: Target, at: Timestamp, who: Who, text: String };
    /// What was written, with a link to its conversation.
    "find-line" FindLine { conversation: ConversationId, at: Timestamp, who: Who, text: String };
    /// The words stand in more places than are looked through.
    "find-many" FindMany;
    /// `/find` without result.
    "find-empty" FindEmpty { text: String };
    /// `/queue`.
    "queue" Queue { lines: Vec<Notice>, shown: u32, total: u32 };
    /// `/queue`, nobody waits.
    "queue-empty" QueueEmpty;
    /// `/requests`.
    "requests" Requests { lines: Vec<Notice>, shown: u32, total: u32 };
    /// `/requests`: a request that stands in the group.
    "request-there" RequestThere { place: Target, since: Timestamp, name: String, who: Who, reason: Box<Notice> };
    /// `/requests`: one to whose message no link leads.
    "request-line" RequestLine { conversation: ConversationId, since: Timestamp, name: String, who: Who, reason: Box<Notice> };
    /// `/requests`, nobody asks.
    "requests-empty" RequestsEmpty;
    /// `/stats`.
    "stats" Stats { days: u32, opened: u32, completed: u32, reasons: Vec<Notice>, reopened: u32, reopen_rate: Vec<Notice>, escalated: u32, response: Box<Notice>, resolution: Box<Notice>, rating: Vec<Notice>, waiting: u32 };
    /// What users thought: the mean, and of how many.
    "stats-rating" StatsRating { mean: String, count: u32 };
    /// Completed for one reason.
    "stats-reason" StatsReason { reason: Reason, count: u32 };
    /// Reopened for one reason.
    "stats-reopen-reason" StatsReopenReason { reason: ReopenReason, count: u32 };
    /// Of the completed ones, reopened.
    "stats-rate" StatsRate { percent: String, reopened: u32, completed: u32 };
    /// The same with the warning.
    "stats-rate-alarm" StatsRateAlarm { percent: String, reopened: u32, completed: u32, alarm: String };
    /// A median.
    "stats-median" StatsMedian { span: Span, count: u32 };
    /// No median: nothing measured.
    "stats-none" StatsNone;
    /// `/settings`: one line.
    "setting" Setting { key: String, value: String, origin: Source };
    /// `/settings`: those that can be changed here, and what of them is not the default.
    "settings" Settings { lines: Vec<Notice> };
    /// One line of it.
    "setting-line" SettingLine { name: Word, value: Value, origin: Source };
    /// A value of former times that is not allowed any more.
    "setting-ignored" SettingIgnored { key: String, value: String, origin: Source };
    /// The warning comes at once, since it would have to come before the wait begins.
    "settings-warned-at-once" SettingsWarnedAtOnce;
    /// `/settings`: all of them.
    "settings-page" SettingsPage { page: u32, pages: u32, lines: Vec<Notice> };
    /// `/settings`: one that can be changed.
    "setting-page" SettingPage { line: Box<Notice>, key: String, lines: Vec<Notice> };
    /// A line of it: what would be without what was changed here.
    "setting-below" SettingBelow { value: Value, origin: Source };
    /// `/settings`: what was changed here.
    "settings-changed" SettingsChanged { lines: Vec<Notice> };
    /// One line of it.
    "setting-changed" SettingChanged { line: Box<Notice>, below: Box<Notice> };
    /// Where a setting has its value from: somebody chose it here.
    "origin-chat" OriginChat { who: Who, at: Timestamp };
    /// Something could not be handled and was set aside; addressed to the admins.
    "quarantined" Quarantined { count: u64, who: Vec<Notice> };
    /// `/quarantine`.
    "quarantine" Quarantine { lines: Vec<Notice>, shown: u32, total: u64 };
    /// `/quarantine`, nothing was set aside.
    "quarantine-empty" QuarantineEmpty;
    /// `/quarantine`: one thing.
    "quarantine-line" QuarantineLine { number: String, at: Timestamp, what: Word, why: Word };
    /// `/quarantine replay`: all of it was handled now.
    "quarantine-replayed" QuarantineReplayed { handled: u32 };
    /// `/quarantine replay`: some of it failed again.
    "quarantine-failed" QuarantineFailed { handled: u32, failed: u32 };
    /// `/quarantine drop`.
    "quarantine-dropped" QuarantineDropped { count: u32 };
    /// `/audit`.
    "audit" Audit { head: Box<AuditLine>, lines: Vec<AuditLine> };
    /// `/audit`, nothing.
    "audit-empty" AuditEmpty;
    /// `/role` done.
    "role-given" RoleGiven { who: String, role: Role };
    /// `/role @agent`: what they are; also a line of `/role`.
    "role-is" RoleIs { who: String, role: Role };
    /// The same, since Telegram says so.
    "role-is-by-telegram" RoleIsByTelegram { who: String, role: Role };
    /// The same, since the settings say so.
    "role-is-by-settings" RoleIsBySettings { who: String, role: Role };
    /// `/role`: who is what.
    "roles" Roles { lines: Vec<Notice> };
    /// `/role`: there are more.
    "roles-more" RolesMore { count: u32 };
    /// The last admin has left, or is none any more.
    "no-admin-left" NoAdminLeft;
    /// `/help` in the group.
    "help-group" HelpGroup;

    // ---- setting up -----------------------------------------------------------------------------------
    /// The checklist of a desk.
    "checklist" Checklist { title: String, lines: Vec<Notice> };
    /// The board: how the desk stands.
    "board" Board { waits: Vec<Notice>, unassigned: u32, pending: u32, completed: u32 };
    /// A line of it: who waits, and who has waited longest.
    "board-waiting" BoardWaiting { waiting: u32, conversation: ConversationId, since: Timestamp };
    /// The same where nobody does.
    "board-nobody" BoardNobody;
    /// Under an agent's first answer in a topic: what goes to the user, and what does not.
    "basics" Basics;
    /// A point of the checklist.
    "check-administrator" CheckAdministrator;
    /// A point of the checklist, missing.
    "check-administrator-missing" CheckAdministratorMissing;
    /// A point of the checklist.
    "check-topics" CheckTopics;
    /// A point of the checklist, missing.
    "check-topics-missing" CheckTopicsMissing;
    /// A point of the checklist.
    "check-inline" CheckInline;
    /// A point of the checklist: nothing that a desk needs.
    "check-inline-off" CheckInlineOff;
    /// A point of the checklist: a group without topics.
    "check-plain" CheckPlain;
    /// A point of the checklist.
    "check-delete" CheckDelete;
    /// A point of the checklist, missing.
    "check-delete-missing" CheckDeleteMissing;
    /// A point of the checklist.
    "check-pin" CheckPin;
    /// A point of the checklist, missing.
    "check-pin-missing" CheckPinMissing;
    /// A basic group has no links and may be upgraded.
    "check-basic" CheckBasic;
    /// The group is private.
    "check-private" CheckPrivate;
    /// Strangers could read the group.
    "check-public" CheckPublic;
    /// The set-up was refused: a public group.
    "setup-public" SetupPublic;
    /// The set-up was refused: the code is wrong, used or too old.
    "setup-wrong-code" SetupWrongCode;
    /// The set-up was refused: too many tries.
    "setup-too-often" SetupTooOften;
    /// The set-up was refused: only an administrator of the group may.
    "setup-not-administrator" SetupNotAdministrator;
    /// This group is the desk already.
    "setup-done-already" SetupDoneAlready;
    /// Another group is the desk already.
    "setup-elsewhere" SetupElsewhere;
    /// `/setup` needs the code from the log.
    "setup-needs-code" SetupNeedsCode;
    /// The forum is used as a plain group since topics cannot be managed.
    "works-plain" WorksPlain;

    /// Topics were turned off in the group.
    "topics-off" TopicsOff;
    /// Topics were turned on in the group.
    "topics-on" TopicsOn;
    /// The group was upgraded: what is above is dead.
    "group-upgraded" GroupUpgraded;
    /// Rights that the bot had are missing now; addressed to the admins.
    "rights-lost" RightsLost { lines: Vec<Notice>, who: Vec<Notice> };
    /// To an admin in private: the bot is not in the group any more.
    "group-lost" GroupLost { title: String };
    /// In a group that is no desk, while another one is.
    "not-this-group" NotThisGroup { chat: String };

    // ---- refusals: as an alert on a press, as a reply to a command ---------------------------------------
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

    // ---- small answers to presses ---------------------------------------------------------------------------
    /// Thanks for the rating.
    "toast-rated" ToastRated;
    /// Known to the team now.
    "toast-team" ToastTeam;
    /// We go on helping.
    "toast-still" ToastStill;
    /// Done.
    "toast-done" ToastDone;
}
