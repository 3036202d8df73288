//! Answers to commands, and small ones to presses.

macro_rules! answers {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

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
            "list-line" ListLine {
                conversation: ConversationId, status: StatusName, name: String, assignee: Who,
            };
            /// A conversation without assignee in a list.
            "list-line-free" ListLineFree {
                conversation: ConversationId, status: StatusName, name: String,
            };
            /// A conversation in the queue.
            "queue-line" QueueLine {
                conversation: ConversationId, name: String, since: Timestamp, assignee: Who,
            };
            /// One that nobody has, in the queue.
            "queue-line-free" QueueLineFree {
                conversation: ConversationId, name: String, since: Timestamp,
            };
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
            "tag-addressed" TagAddressed {
                conversation: ConversationId, tag: String, who: Vec<Notice>,
            };
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
            "find-line" FindLine {
                conversation: ConversationId, at: Timestamp, who: Who, text: String,
            };
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
            "request-there" RequestThere {
                place: Target, since: Timestamp, name: String, who: Who, reason: Box<Notice>,
            };
            /// `/requests`: one to whose message no link leads.
            "request-line" RequestLine {
                conversation: ConversationId, since: Timestamp, name: String, who: Who,
                reason: Box<Notice>,
            };
            /// `/requests`, nobody asks.
            "requests-empty" RequestsEmpty;
            /// `/stats`.
            "stats" Stats {
                days: u32, opened: u32, completed: u32, reasons: Vec<Notice>, reopened: u32,
                reopen_rate: Vec<Notice>, escalated: u32, response: Box<Notice>,
                resolution: Box<Notice>, rating: Vec<Notice>, waiting: u32,
            };
            /// What users thought: the mean, and of how many.
            "stats-rating" StatsRating { mean: String, count: u32 };
            /// Completed for one reason.
            "stats-reason" StatsReason { reason: Reason, count: u32 };
            /// Reopened for one reason.
            "stats-reopen-reason" StatsReopenReason { reason: ReopenReason, count: u32 };
            /// Of the completed ones, reopened.
            "stats-rate" StatsRate { percent: String, reopened: u32, completed: u32 };
            /// The same with the warning.
            "stats-rate-alarm" StatsRateAlarm {
                percent: String, reopened: u32, completed: u32, alarm: String,
            };
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
            "quarantine-line" QuarantineLine {
                number: String, at: Timestamp, what: Word, why: Word,
            };
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
            /// Thanks for the rating.
            "toast-rated" ToastRated;
            /// Known to the team now.
            "toast-team" ToastTeam;
            /// We go on helping.
            "toast-still" ToastStill;
            /// Done.
            "toast-done" ToastDone;
        }
    };
}
pub(super) use answers;
