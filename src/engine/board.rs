//! The board: how the desk stands, in one pinned message of General, or of the group.
//!
//! Promises: what has changed is shown a minute later, with whatever else changes meanwhile, in one
//! edit that goes after everything else and only while the group is calm; where nothing has changed,
//! nothing is called. It is posted again where it was deleted, and in a group that the desk has moved to.
//! Its figures come from indexes and counters. Never rings, and never posts what it may not pin: a board
//! that scrolls away would cost calls and help nobody.

use std::time::Duration;

use crate::domain::board::{Board, Figures};
use crate::domain::id::{DeskId, MessageRef};
use crate::domain::outbox::{Lane, Place, Priority, Slot, Task};
use crate::domain::reason::StatusName;
use crate::domain::time::Timestamp;
use crate::mistake::{Mistake, made};
use crate::store::{Due, StoreError};

use super::work::Work;

/// Between a change and the board that shows it, and between two drawings.
const PAUSE: Duration = Duration::from_secs(60);

impl Work<'_> {
    /// The group has been looked at: a board that was switched off goes.
    pub(super) fn look_at_board(&mut self, desk: DeskId) -> Result<(), StoreError> {
        if self.of(desk).board {
            return self.board_is_due(desk);
        }
        let name = Board::name(desk);
        let board: Option<Board> = self.tx.meta(&name)?;
        if let Some(message) = board.and_then(|board| board.message) {
            self.tx.set_meta(&name, &Board::default())?;
            let (lane, task) = (Lane::Desk(desk), Task::Delete(vec![message]));
            self.push(lane, Priority::Board, None, task, Slot::None)?;
        }
        Ok(())
    }

    /// What the board shows may have changed.
    pub(super) fn board_is_due(&self, desk: DeskId) -> Result<(), StoreError> {
        if !self.of(desk).board {
            return Ok(());
        }
        let at = self.now.plus(PAUSE);
        if self.tx.due_at(Due::Board(desk))?.is_some_and(|due| due <= at) {
            return Ok(());
        }
        let name = Board::name(desk);
        if self.tx.meta::<Board>(&name)?.is_none() {
            self.tx.set_meta(&name, &Board::default())?;
        }
        self.tx.set_due(Due::Board(desk), Some(at))
    }

    /// The time has come to show how things are.
    pub(super) fn draw_board(&mut self, id: DeskId) -> Result<(), StoreError> {
        let due = Due::Board(id);
        let name = Board::name(id);
        let board: Option<Board> = self.tx.meta(&name)?;
        let (Some(desk), Some(mut board), true) = (self.tx.desk(id)?, board, self.of(id).board)
        else {
            return self.tx.set_due(due, None);
        };
        // It is asked for anew once the group can be reached again.
        if !desk.reachable() {
            return self.tx.set_due(due, None);
        }
        if let Some(next) = board.drawn.map(|at| at.plus(PAUSE)).filter(|at| *at > self.now) {
            return self.tx.set_due(due, Some(next));
        }
        let under_way = board.row.map(|row| self.tx.row(row)).transpose()?.flatten();
        match under_way {
            Some(row) if row.started => {
                return self.tx.set_due(due, Some(self.now.plus(PAUSE)));
            }
            // It has not left, and says what is no longer so.
            Some(row) => {
                self.withdraw(row.id)?;
                board.shows = None;
            }
            None => {}
        }
        let figures = self.board_figures(id)?;
        let midnight = self.of(id).rules.hours.on_day(self.now, 1, 0);
        self.tx.set_due(due, midnight.filter(|_| figures.ends_with_the_day()))?;
        let message = board.message.filter(|message| message.chat == desk.chat);
        let same = |shows: Figures| match made(Mistake::KeepTheOldBoard) {
            true => shows.reads_as(&Figures { completed: shows.completed, ..figures }),
            false => shows.reads_as(&figures),
        };
        if message.is_some() && board.shows.is_some_and(same) {
            return Ok(());
        }
        let saying = figures.notice().into();
        let task = match message {
            Some(message) => Task::Edit { message, saying },
            None if desk.rights.pin_messages => {
                Task::Say { place: Place::Desk(id), saying, reply_to: None, silent: true }
            }
            None => return self.tx.set_due(due, None),
        };
        let row = self.push(Lane::Desk(id), Priority::Board, None, task, Slot::Board(id))?;
        board = Board { message, shows: Some(figures), row: Some(row), ..board };
        self.tx.set_meta(&name, &board)
    }

    fn board_figures(&self, desk: DeskId) -> Result<Figures, StoreError> {
        let (waiting, oldest) = self.tx.waiting_at_a_glance(desk)?;
        let day = self.day(desk, self.now);
        Ok(Figures {
            waiting,
            oldest,
            unassigned: self.tx.by_status(desk, StatusName::Unassigned, 0)?.1,
            pending: self.tx.by_status(desk, StatusName::Pending, 0)?.1,
            completed: self.tx.completed_on(desk, day)?,
            day,
        })
    }

    /// It was posted or drawn; a new one is pinned.
    pub(super) fn board_stands(
        &mut self,
        desk: DeskId,
        message: MessageRef,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let name = Board::name(desk);
        let Some(board) = self.tx.meta::<Board>(&name)? else {
            return Ok(());
        };
        let new = board.message != Some(message);
        let board = Board { message: Some(message), drawn: Some(at), row: None, ..board };
        self.tx.set_meta(&name, &board)?;
        if new {
            let (lane, task) = (Lane::Desk(desk), Task::Pin(message));
            self.push(lane, Priority::Board, None, task, Slot::None)?;
        }
        Ok(())
    }

    /// Somebody has deleted it: a new one is posted.
    pub(super) fn board_is_gone(&mut self, desk: DeskId) -> Result<(), StoreError> {
        let name = Board::name(desk);
        if let Some(board) = self.tx.meta::<Board>(&name)? {
            self.tx.set_meta(&name, &Board { message: None, shows: None, row: None, ..board })?;
        }
        self.board_is_due(desk)
    }

    /// Whether a message is the board of a desk.
    pub(super) fn is_board(&self, desk: DeskId, message: MessageRef) -> Result<bool, StoreError> {
        let board: Option<Board> = self.tx.meta(&Board::name(desk))?;
        Ok(board.is_some_and(|board| board.message == Some(message)))
    }
}
