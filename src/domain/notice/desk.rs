//! What the team reads in a conversation, or about one.

macro_rules! desk {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

            /// An edit of the user: "edited: …".
            "user-edited" UserEdited { text: String };
            /// The same in a plain desk, with the number.
            "user-edited-plain" UserEditedPlain { conversation: ConversationId, text: String };
            /// `/ban`: done.
            "ban-done" BanDone { who: String };
            /// `/ban` with a term: done.
            "ban-done-until" BanDoneUntil { who: String, until: Timestamp };
            /// `/unban`: done; nothing is reopened.
            "unban-done" UnbanDone { who: String };
            /// A user has had themselves forgotten.
            "forgotten-inside" ForgottenInside { numbers: Vec<ConversationId> };
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
            /// What the user writes answers a message of another conversation.
            "answers-there" AnswersThere { target: Target, text: String };
            /// The same, of a message without words.
            "answers-there-wordless" AnswersThereWordless { target: Target };
            /// In a plain desk, under the message that the first one of a conversation answers.
            "answers-this" AnswersThis { conversation: ConversationId };
            /// The user pressed `I still need help` before the conversation completed.
            "user-still-waits" UserStillWaits { conversation: ConversationId };
            /// A recreated topic's first line: what happened before.
            "topic-recreated" TopicRecreated { conversation: ConversationId, lines: Vec<Notice> };
            /// The first words in a topic of a conversation that had begun without one, with its last lines.
            "topic-begun" TopicBegun { conversation: ConversationId, lines: Vec<Notice> };
            /// Written in somebody else's conversation: is it to be sent?
            "send-question" SendQuestion { conversation: ConversationId, who: Who };
            /// The first message ever of an agent in a topic: `//`, `/recall`.
            "first-answer-hint" FirstAnswerHint;
            /// The question before completing.
            "complete-question" CompleteQuestion {
                conversation: ConversationId, premature: Vec<Notice>,
            };
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
            "reopen-request" ReopenRequest {
                conversation: ConversationId, by: Who, reason: Box<Notice>, leads: Vec<Notice>,
                summary: Vec<Notice>,
            };
            /// One person addressed.
            "addressed" Addressed { who: Named };
            /// A reason in an agent's own words.
            "reason-said" ReasonSaid { text: String };
            /// A reason from the list.
            "reason-listed" ReasonListed { reason: ReopenReason };
            /// To whoever asked: the request was filed.
            "request-filed" RequestFiled { conversation: ConversationId };
            /// The request, decided.
            "request-approved" RequestApproved {
                conversation: ConversationId, by: Who, requester: Named,
            };
            /// The request, decided.
            "request-declined" RequestDeclined {
                conversation: ConversationId, by: Who, requester: Named,
            };
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
            "assigned-mention-note" AssignedMentionNote {
                conversation: ConversationId, who: Named, by: Who, note: String,
            };
            /// Somebody else has assigned it.
            "assigned-mention" AssignedMention { conversation: ConversationId, who: Named };
            /// The user has written a message that took a completion back.
            "crossed-inside" CrossedInside { conversation: ConversationId };
            /// The team owes for too long; addressed to the assignee.
            "nudge" Nudge { conversation: ConversationId, since: Timestamp, who: Vec<Notice> };
            /// The team owes for far too long; addressed to the leads.
            "escalation" Escalation {
                conversation: ConversationId, since: Timestamp, who: Vec<Notice>,
            };
            /// Several of these at once, longest wait first.
            "reminders" Reminders { lines: Vec<Notice> };
            /// A pending conversation comes back.
            "pending-due" PendingDue {
                conversation: ConversationId, who: Vec<Notice>, note: String,
            };
            /// Somebody wanted it to come back.
            "follow-up-due" FollowUpDue {
                conversation: ConversationId, who: Vec<Notice>, note: String,
            };
            /// Somebody calls the leads.
            "escalated" Escalated {
                conversation: ConversationId, by: Who, said: Vec<Notice>, who: Vec<Notice>,
            };
            /// A note was kept.
            "note-kept" NoteKept { conversation: ConversationId };
            /// Sent to the user on the reply of an agent who is not the assignee.
            "collision" Collision { by: Who };
            /// An agent is not in the group any more; addressed to the leads, with what is with nobody now.
            "agent-left" AgentLeft {
                who: String, shown: u32, total: u32, lines: Vec<Notice>, leads: Vec<Notice>,
            };
            /// The topic was closed or reopened by hand by somebody who may not: why, and that it was put back.
            "topic-put-back" TopicPutBack { why: Box<Notice> };
        }
    };
}
pub(super) use desk;
