//! One batch under way: the transaction, what it lets go, and the few things that every part of the
//! engine needs.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};

use crate::domain::access::Role;
use crate::domain::conversation::{Conversation, Rules};
use crate::domain::event::{Incoming, Update};
use crate::domain::hours::Opening;
use crate::domain::id::{ConversationId, DeskId, MessageRef, RowId, UserId};
use crate::domain::notice::{Named, Notice};
use crate::domain::outbox::{Lane, Priority, Row, Slot, Task};
use crate::domain::people::{Desk, Member, Standing};
use crate::domain::time::Timestamp;
use crate::domain::transition::{Event, Scene};
use crate::mistake::{Mistake, made};
use crate::store::{StoreError, Tx};

use super::effects::Reminders;
use super::quarantine::Request;
use super::settings::{DeskSettings, Known, Listed};
use super::{InlineAnswer, Input, PressAnswer, Released, Rings, Settings};

/// Rows leave room before them, for a topic that must be recreated first.
const ORDER_GAP: u64 = 1 << 8;

/// One batch under way.
pub(super) struct Work<'a> {
    pub(super) tx: &'a Tx,
    pub(super) settings: &'a Settings,
    desks: &'a Known,
    pub(super) now: Timestamp,
    /// Timeouts may be decided.
    pub(super) current: bool,
    pub(super) gap_ended: Timestamp,
    pub(super) reminders: Reminders,
    pub(super) album_due: Option<Timestamp>,
    /// What admins asked to be handled again, after this commit.
    pub(super) replays: Vec<Request>,
    /// Something was set aside, and the admins are to hear of it.
    pub(super) set_aside: bool,
    /// Desks at which a setting was changed: what they follow is made anew with the commit.
    pub(super) changed: BTreeSet<DeskId>,
    last_row: u64,
    out: Released,
}

/// What a batch leaves to be done once it is committed.
pub(super) struct Finished {
    /// What may leave.
    pub(super) released: Released,
    /// When the next album counts as whole.
    pub(super) album_due: Option<Timestamp>,
    /// What desks follow from now on.
    pub(super) replaced: Vec<(DeskId, DeskSettings)>,
}

impl<'a> Work<'a> {
    pub(super) fn begin(
        tx: &'a Tx,
        settings: &'a Settings,
        desks: &'a Known,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            tx,
            settings,
            desks,
            now,
            current: false,
            gap_ended: tx.meta("gap-ended")?.unwrap_or_default(),
            reminders: Reminders::default(),
            album_due: None,
            replays: Vec::new(),
            set_aside: false,
            changed: BTreeSet::new(),
            last_row: tx.meta("row")?.unwrap_or(0),
            out: Released::default(),
        })
    }

    /// What a desk follows.
    pub(super) fn of(&self, desk: DeskId) -> &'a DeskSettings {
        self.desks.of(desk)
    }

    /// The settings as they are in this batch.
    pub(super) fn known(&self) -> &'a Known {
        self.desks
    }

    /// Some desk keeps texts beyond completion.
    pub(super) fn keeps_texts(&self) -> bool {
        self.desks.keeps_texts()
    }

    /// Writes what was gathered, and hands over what may leave after the commit.
    pub(super) fn finish(mut self) -> Result<Finished, StoreError> {
        self.send_reminders()?;
        if self.set_aside {
            self.tell_quarantined()?;
        }
        let replaced = self.put_in_force()?;
        self.tx.set_meta("row", &self.last_row)?;
        Ok(Finished { released: self.out, album_due: self.album_due, replaced })
    }

    pub(super) fn input(&mut self, input: &Input) -> Result<(), StoreError> {
        match input {
            Input::Updates { updates, next_offset, .. } => {
                for update in updates {
                    self.update(update)?;
                }
                self.tx.set_meta("offset", next_offset)?;
                self.gap_ended = self.tx.meta("gap-ended")?.unwrap_or_default();
                if self.tx.meta("refresh")?.unwrap_or(false) {
                    self.tx.set_meta("refresh", &false)?;
                    self.refresh_desks()?;
                }
                Ok(())
            }
            Input::Starting(rows) => self.starting(rows),
            Input::Held(rows) => self.held_up(rows),
            Input::Late(rows) => self.late(rows),
            Input::Receipts(receipts) => {
                for receipt in receipts {
                    self.receipt(receipt)?;
                }
                Ok(())
            }
            Input::Desk(facts) => self.desk_facts(facts),
            Input::Tick => self.sweep(),
            Input::AlbumDue => self.albums_due(),
            Input::Refresh => self.refresh_desks(),
            Input::Export if made(Mistake::ExportUnaudited) => Ok(()),
            Input::Export => self.tx.audit_export(self.now),
            // Whoever ends after this has ended in order.
            Input::Stop => self.tx.set_meta("ended", &true),
            Input::Due(due) => self.due_alone(*due),
            Input::Tidy => self.tidy(),
            Input::Replay(replay) => self.replay(replay),
            Input::Replayed(replayed) => self.replayed(replayed),
            #[cfg(test)]
            #[allow(clippy::panic, reason = "that is what it is for")]
            Input::Explode => panic!("on purpose"),
        }
    }

    fn update(&mut self, update: &Update) -> Result<(), StoreError> {
        if !self.tx.first_seen(update.id, self.now)? {
            tracing::debug!(update = update.id, "seen before");
            return Ok(());
        }
        self.incoming(update)
    }

    /// What an update says takes effect.
    pub(super) fn incoming(&mut self, update: &Update) -> Result<(), StoreError> {
        #[cfg(test)]
        super::quarantine::mines::step_on(update.id);
        match &update.incoming {
            Incoming::UserMessage(message) => self.user_message(message),
            Incoming::UserEdit(message) => self.user_edit(message),
            Incoming::UserCommand { message, command } => self.user_command(message, command),
            Incoming::GroupMessage(message) => self.group_message(message),
            Incoming::GroupEdit(message) => self.group_edit(message),
            Incoming::Press(press) => self.press(press),
            Incoming::Inline(query) => self.inline_query(query),
            Incoming::Blocked { user, blocked, at } => self.blocked(user, *blocked, *at),
            Incoming::OwnStanding { group, rights, by } => self.own_standing(group, *rights, by),
            Incoming::MemberChanged { chat, person, standing, anonymous } => {
                self.member_changed(*chat, person, *standing, *anonymous)
            }
            Incoming::Departed { chat, user } => self.departed(*chat, *user),
            Incoming::Upgraded { from, to } => self.upgraded(*from, *to),
            Incoming::TopicCreated { chat, thread, name, by_us } => {
                self.topic_created(*chat, *thread, name, *by_us)
            }
            Incoming::TopicClosed { chat, thread, closed, by } => {
                self.topic_closed(*chat, *thread, *closed, by)
            }
            Incoming::ServiceLine { chat, message } => self.service_line(*chat, *message),
            Incoming::Reaction { message, by, now, at } => self.reaction(*message, by, now, *at),
            Incoming::Ignored(kind) => {
                tracing::debug!(update = update.id, kind, "of no concern");
                Ok(())
            }
            Incoming::Unreadable => self.quarantine_unreadable(update),
        }
    }

    // ---- rows ------------------------------------------------------------------------------------

    /// Adds a row at the end of its lane. Changes of one message in the group have their own.
    pub(super) fn push(
        &mut self,
        lane: Lane,
        priority: Priority,
        conversation: Option<ConversationId>,
        task: Task,
        slot: Slot,
    ) -> Result<RowId, StoreError> {
        let lane = match (lane, &task) {
            (Lane::Desk(desk), Task::Edit { message, .. } | Task::DropButtons(message)) => {
                Lane::Edits(desk, *message)
            }
            (lane, _) => lane,
        };
        let id = self.next_row();
        self.keep(Row {
            id,
            order: id.0.saturating_mul(ORDER_GAP),
            lane,
            priority,
            not_before: Timestamp::default(),
            started: false,
            doubt: false,
            late: false,
            conversation,
            task,
            slot,
            at: self.now,
        })?;
        Ok(id)
    }

    /// The last row that was written.
    pub(super) fn newest_row(&self) -> RowId {
        RowId(self.last_row)
    }

    /// A row is not to go before this time.
    pub(super) fn put_off(&mut self, id: RowId, until: Timestamp) -> Result<(), StoreError> {
        match self.tx.row(id)? {
            Some(row) => self.keep(Row { not_before: until, ..row }),
            None => Ok(()),
        }
    }

    fn next_row(&mut self) -> RowId {
        self.last_row = self.last_row.saturating_add(1);
        RowId(self.last_row)
    }

    /// Keeps a row, new or changed, and lets it go after the commit.
    pub(super) fn keep(&mut self, row: Row) -> Result<(), StoreError> {
        self.tx.put_row(&row)?;
        self.out.rows.retain(|waiting| waiting.id != row.id);
        self.out.rows.push(row);
        Ok(())
    }

    /// Puts rows in front of a row that waits in the same lane, in their order.
    pub(super) fn push_before(
        &mut self,
        waiting: &Row,
        tasks: Vec<(Task, Slot)>,
    ) -> Result<(), StoreError> {
        let count = u64::try_from(tasks.len()).unwrap_or(0);
        let mut order = waiting.order.saturating_sub(count);
        for (task, slot) in tasks {
            let id = self.next_row();
            self.keep(Row {
                id,
                order,
                lane: waiting.lane,
                priority: Priority::NewConversation,
                not_before: Timestamp::default(),
                started: false,
                doubt: false,
                late: false,
                conversation: waiting.conversation,
                task,
                slot,
                at: self.now,
            })?;
            order = order.saturating_add(1);
        }
        Ok(())
    }

    /// Takes a row back that is no longer wanted.
    pub(super) fn withdraw(&mut self, row: RowId) -> Result<(), StoreError> {
        let late = self.tx.row(row)?.filter(|row| row.late);
        self.tx.remove_row(row)?;
        if let Some(row) = late {
            self.waits_no_longer(&row)?;
        }
        self.out.rows.retain(|waiting| waiting.id != row);
        self.out.withdrawn.push(row);
        Ok(())
    }

    /// Answers a press.
    pub(super) fn answer_press(&mut self, answer: PressAnswer) {
        self.out.answers.push(answer);
    }

    /// Answers the writing of the bot's name.
    pub(super) fn answer_inline(&mut self, answer: InlineAnswer) {
        self.out.offers.push(answer);
    }

    // ---- conversations -----------------------------------------------------------------------------

    /// Keeps a conversation with its next deadline.
    pub(super) fn keep_conversation(&self, conversation: &Conversation) -> Result<(), StoreError> {
        let settings = self.of(conversation.id.desk);
        let due = conversation.deadline(&settings.rules, self.gap_ended);
        if self.tx.put_conversation(conversation, due)? {
            self.board_is_due(conversation.id.desk)?;
        }
        Ok(())
    }

    /// Lets something happen to a conversation. A refusal changes nothing, and comes back as value.
    pub(super) fn happen(
        &mut self,
        id: ConversationId,
        event: Event,
    ) -> Result<Result<super::effects::Done, Notice>, StoreError> {
        let id = match event {
            // What was still on its way, and 👀 on what stands there, count where it goes on.
            Event::Shown(_) | Event::AnswerDelivered { .. } | Event::Promised { .. } => {
                self.goes_on_here(id)?
            }
            _ => id,
        };
        let Some(conversation) = self.tx.conversation(id)? else {
            return Ok(Err(Notice::RefuseNoConversation { number: id.number }));
        };
        let Some(desk) = self.tx.desk(id.desk)? else {
            return Ok(Err(Notice::RefuseNoDesk));
        };
        let members = self.tx.members(id.desk)?;
        let name = |user: UserId| {
            members
                .iter()
                .find(|member| member.person.id == user)
                .map_or_else(|| user.to_string(), |member| member.person.name())
        };
        let present = |user: UserId| {
            members
                .iter()
                .any(|member| member.person.id == user && member.standing != Standing::Outside)
        };
        let other_open = self
            .tx
            .profile(conversation.user)?
            .and_then(|profile| profile.open_at(id.desk))
            .filter(|open| *open != id);
        let asks_for_summary =
            matches!(event, Event::ReopeningAsked { .. } | Event::ReopeningConfirmed { .. })
                || (event == Event::Uprooted && conversation.request.is_some());
        let settings = self.of(id.desk);
        let team = self.team_for(&event, &conversation, &members)?;
        let sleepless = made(Mistake::IgnoreHours)
            .then(|| Rules { hours: Default::default(), ..settings.rules.clone() });
        let scene = Scene {
            now: self.now,
            team,
            rules: sleepless.as_ref().unwrap_or(&settings.rules),
            other_open,
            banned: self.banned(id.desk, conversation.user)?.is_some(),
            current: self.current && desk.reachable(),
            gap_ended: self.gap_ended,
            summary: if asks_for_summary { self.summary(&conversation)? } else { Vec::new() },
            leads: self.addressed(id.desk, &members),
            name: &name,
            present: &present,
        };
        match conversation.handle(event, &scene) {
            Ok(outcome) => {
                let done = self.carry_out(&desk, &conversation, outcome)?;
                Ok(Ok(done))
            }
            Err(refusal) => Ok(Err(refusal.0)),
        }
    }

    /// The leads of a desk; its admins where there is none.
    pub(super) fn addressed(&self, desk: DeskId, members: &[Member]) -> Vec<Named> {
        let leads = self.with_role(desk, members, Role::Lead);
        if leads.is_empty() { self.admins(desk, members) } else { leads }
    }

    /// The admins of a desk.
    pub(super) fn admins(&self, desk: DeskId, members: &[Member]) -> Vec<Named> {
        self.with_role(desk, members, Role::Admin)
    }

    fn with_role(&self, desk: DeskId, members: &[Member], role: Role) -> Vec<Named> {
        let permissions = &self.of(desk).rules.permissions;
        members
            .iter()
            .filter(|member| permissions.role(member) == Some(role))
            .filter(|member| member.person.id != self.settings.bot)
            .map(|member| Named { id: member.person.id, name: member.person.name() })
            .collect()
    }

    /// The desks of the settings file; none where it names none.
    pub(super) fn listed(&self) -> &'a [Listed] {
        self.desks.listed()
    }

    /// The desks that users can begin something at, in the order of the settings file: those that
    /// have a group; where the file names none, the one there is.
    pub(super) fn offered(&self) -> Result<Vec<Desk>, StoreError> {
        let stored = self.tx.desks()?;
        if self.listed().is_empty() {
            return Ok(stored.into_iter().take(1).collect());
        }
        let listed = self.listed().iter();
        Ok(listed.filter_map(|l| stored.iter().find(|desk| desk.id == l.id)).cloned().collect())
    }

    /// Where what concerns the whole process is told.
    pub(super) fn first_desk(&self) -> Result<Option<Desk>, StoreError> {
        Ok(self.offered()?.into_iter().next())
    }

    /// Where in the group a message stands: the chat of the desk.
    pub(super) fn in_desk(desk: &Desk, message: i32) -> MessageRef {
        MessageRef { chat: desk.chat, message }
    }

    /// Nothing makes a sound in the group now: by the settings, or because the desk is closed.
    pub(super) fn hushed(&self, desk: DeskId) -> bool {
        let settings = self.of(desk);
        let closed = settings.rules.hours.at(self.now) != Opening::Open;
        closed || settings.rings == Rings::None
    }

    /// The day of a moment in the desk's zone, in days since 1970.
    pub(super) fn day(&self, desk: DeskId, at: Timestamp) -> i32 {
        let moment = DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default();
        let day = moment.with_timezone(&self.of(desk).rules.hours.zone).date_naive();
        day.num_days_from_ce() - EPOCH_FROM_CE
    }
}

/// Days from the first of January of year 1 to that of 1970.
const EPOCH_FROM_CE: i32 = 719_163;
