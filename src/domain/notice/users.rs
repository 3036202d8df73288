//! What users read.

macro_rules! users {
    ($then:ident $($later:ident)* => $($before:tt)*) => {
        $then! { $($later)* => $($before)*

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
        }
    };
}
pub(super) use users;
