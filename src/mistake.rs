//! Mistakes that can be made on purpose, so that the simulation proves that it would notice them.
//!
//! Promises: without the feature `mistakes`, which only this package's own tests switch on, every
//! question is answered with "no" when the program is built. Never does anything by itself: each
//! mistake stands where somebody could really make it.

/// A mistake, named by what it does.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Mistake {
    /// Telegram is told the next offset before what came is on disk.
    ConfirmBeforeCommit,
    /// What a copy is a copy of is not written down.
    ForgetTheMap,
    /// An answer that was lost counts as an answer.
    DropOnServerError,
    /// It is not written down that a call begins.
    BeginUnnoted,
    /// A call that may have arrived is repeated as if it had not.
    ForgetDoubt,
    /// What waits to be repeated is overtaken by what stands behind it.
    OvertakeTheWaiting,
    /// Updates that come twice take effect twice.
    TakeUpdatesTwice,
    /// The index by status keeps what it had.
    ForgetIndex,
    /// A counter counts double.
    MiscountFigures,
    /// Timeouts are decided on old news.
    TrustOldNews,
    /// A row that finds its topic deleted is dropped.
    DropWithTopic,
    /// A card is not drawn while another drawing of it has not ended.
    SkipDrawing,
    /// What shows that a message waits stays when it has arrived.
    LeaveTheSign,
    /// What failed because its user had blocked the bot is forgotten when they are back.
    ForgetTheUndelivered,
    /// What is meant for one desk is put into what the user has open at another.
    PostAtTheOtherDesk,
    /// What waits for the choice of a desk goes nowhere.
    DropTheHeld,
    /// What was chosen in the chat is kept, and what was followed before is followed on.
    KeepTheOldSetting,
    /// Whoever writes the bot's name in some group is offered what belongs to the team.
    AnswerStrangersInline,
    /// A link is shown to whoever asks for it.
    ShowLinksToAll,
    /// Lines of Telegram's that go together are let go of without being deleted.
    LeaveServiceLines,
    /// The board is not drawn again where only what was completed has changed.
    KeepTheOldBoard,
    /// An answer in somebody else's conversation goes out although the settings ask first.
    SendUnasked,
    /// A canned reply that was sent can be sent again.
    SendCannedAgain,
    /// Of whoever wants to be forgotten the histories stay as they were.
    ForgetHalf,
    /// What was on its way when its user was forgotten stays where it has arrived.
    LeaveWhatCameLate,
    /// A bulk takes also those whose users have written since it was asked.
    CompleteWhoWrote,
    /// A bulk goes on after it was stopped.
    GoOnAfterStop,
    /// What waits for the human check is passed on before it.
    DeliverBeforeTap,
    /// What the team is reminded of comes also while the desk is closed.
    IgnoreHours,
    /// An export does not stand in the audit.
    ExportUnaudited,
}

impl Mistake {
    /// All of them.
    pub const ALL: [Self; 30] = [
        Self::ConfirmBeforeCommit,
        Self::ForgetTheMap,
        Self::DropOnServerError,
        Self::BeginUnnoted,
        Self::ForgetDoubt,
        Self::OvertakeTheWaiting,
        Self::TakeUpdatesTwice,
        Self::ForgetIndex,
        Self::MiscountFigures,
        Self::TrustOldNews,
        Self::DropWithTopic,
        Self::SkipDrawing,
        Self::LeaveTheSign,
        Self::ForgetTheUndelivered,
        Self::PostAtTheOtherDesk,
        Self::DropTheHeld,
        Self::KeepTheOldSetting,
        Self::AnswerStrangersInline,
        Self::ShowLinksToAll,
        Self::LeaveServiceLines,
        Self::KeepTheOldBoard,
        Self::SendUnasked,
        Self::SendCannedAgain,
        Self::ForgetHalf,
        Self::LeaveWhatCameLate,
        Self::CompleteWhoWrote,
        Self::GoOnAfterStop,
        Self::DeliverBeforeTap,
        Self::IgnoreHours,
        Self::ExportUnaudited,
    ];
}

#[cfg(feature = "mistakes")]
thread_local! {
    static MADE: std::cell::Cell<Option<Mistake>> = const { std::cell::Cell::new(None) };
}

/// From now on everything on this thread makes this mistake, or none.
#[cfg(feature = "mistakes")]
pub fn make(mistake: Option<Mistake>) {
    MADE.set(mistake);
}

/// Whether this mistake is being made.
#[cfg(feature = "mistakes")]
pub(crate) fn made(mistake: Mistake) -> bool {
    MADE.get() == Some(mistake)
}

/// Whether this mistake is being made: never.
#[cfg(not(feature = "mistakes"))]
pub(crate) const fn made(_: Mistake) -> bool {
    false
}
