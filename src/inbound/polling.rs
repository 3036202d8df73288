//! Long polling, by our own loop.
//!
//! Promises: the next offset is asked for only after the engine has committed what came, so Telegram
//! keeps whatever is not on disk here; one element that cannot be read never stops or loses the
//! others; every outage is survived without a restart, and told once when it begins and once when it
//! ends. Never does: skip an update it has not seen, ask for less than the kinds listed here, log
//! anything but kinds, counts and ids.

use std::time::Duration;

use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::domain::event::{Incoming, Update};
use crate::engine::{EngineHandle, Input};
use crate::mistake::{Mistake, made};
use crate::telegram::{CallError, Telegram};

use super::{Me, Routes, routes, understand};

/// How long Telegram may hold a call back until something comes.
pub const TIMEOUT: Duration = Duration::from_secs(25);
/// What a call may take beyond that (telegram-facts P10).
const MARGIN: Duration = Duration::from_secs(10);
/// As many as Telegram gives at once.
const LIMIT: usize = 100;
/// Asked for in every call: what is left out stays as an earlier program set it (telegram-facts U6).
pub const KINDS: [&str; 7] = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
];
/// A token that is refused may be mended at @BotFather, by nothing here.
const REFUSED: Duration = Duration::from_secs(30);
/// Back-off begins and ends here.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Telegram asks for no longer pauses (telegram-facts L23).
const LONGEST_PAUSE: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Asks Telegram for updates and hands them to the engine, until `stop` turns true, its sender is
/// dropped, or the engine has stopped. `first_offset` is what the engine stored last, or 0.
///
/// What is being committed when `stop` comes is waited for; an unanswered call is dropped, which
/// confirms nothing.
pub async fn poll(
    telegram: Telegram,
    engine: EngineHandle,
    clock: Clock,
    me: Me,
    first_offset: i64,
    mut stop: watch::Receiver<bool>,
) {
    let routes = routes();
    let mut offset = first_offset.max(0);
    let mut outage = Outage::default();
    // Intake is to be current as soon as can be: nobody waits for the first answer, nor for the
    // first one after an outage or a full batch.
    let mut wait = Duration::ZERO;
    loop {
        let limit = outage.limit();
        let answer = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return,
            answer = ask(&telegram, offset, limit, wait) => answer,
        };
        let batch = match answer {
            Ok(answer) => {
                Batch::read(&answer, limit, offset, &routes, &me).await.ok_or(Trouble::Unreadable)
            }
            Err(error) => Err(Trouble::of(error)),
        };
        let pause = match batch {
            Ok(mut batch) => {
                outage.ends();
                batch.drained &= !batch.may_be_cut(wait);
                let (next, idle) = (batch.next_offset, batch.nothing_understood());
                wait = if batch.drained { TIMEOUT } else { Duration::ZERO };
                if made(Mistake::ConfirmBeforeCommit) {
                    drop(ask(&telegram, next, limit, Duration::ZERO).await);
                }
                if engine.submit(batch.into_input()).await.is_err() {
                    return;
                }
                offset = next;
                // Nobody knows whether the offset has moved past them: not in a hot loop.
                idle.then_some(FIRST_WAIT)
            }
            Err(trouble) => {
                wait = Duration::ZERO;
                let pause = outage.goes_on(&trouble, &clock);
                if trouble == Trouble::Webhook {
                    remove_webhook(&telegram).await;
                }
                Some(pause)
            }
        };
        if let Some(pause) = pause {
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => return,
                () = clock.sleep(pause) => {}
            }
        }
    }
}

async fn ask(
    telegram: &Telegram,
    offset: i64,
    limit: usize,
    wait: Duration,
) -> Result<Box<RawValue>, CallError> {
    let body = json!({
        "offset": offset,
        "limit": limit,
        "timeout": wait.as_secs(),
        "allowed_updates": KINDS,
    });
    telegram.call_raw("getUpdates", &body, wait + MARGIN).await
}

/// What waits at Telegram is kept.
async fn remove_webhook(telegram: &Telegram) {
    let body = json!({ "drop_pending_updates": false });
    match telegram.call_raw("deleteWebhook", &body, MARGIN).await {
        Ok(_) => tracing::info!("the webhook was removed; nothing that waited was dropped"),
        Err(error) => tracing::warn!(%error, "the webhook could not be removed"),
    }
}

/// One answer of `getUpdates`.
pub struct Batch {
    /// What could be read, in Telegram's order; one for each element that has an id.
    pub updates: Vec<Update>,
    /// How many elements have no id that can be read.
    pub unreadable: usize,
    /// What to ask for next: passes what is listed here, never anything else.
    pub next_offset: i64,
    /// There were fewer than asked for, so no more wait.
    pub drained: bool,
}

impl Batch {
    /// Reads an answer to a call that asked for `limit` updates from `offset` on. `None` if it is no
    /// list at all.
    pub async fn read(
        answer: &RawValue,
        limit: usize,
        offset: i64,
        routes: &Routes,
        me: &Me,
    ) -> Option<Self> {
        let elements: Vec<&RawValue> = serde_json::from_str(answer.get()).ok()?;
        let mut batch = Self {
            updates: Vec::with_capacity(elements.len()),
            unreadable: 0,
            next_offset: offset,
            drained: elements.len() < limit,
        };
        for element in elements {
            match understand(routes, element, me).await {
                Some(update) => {
                    // As Telegram orders them: after a quiet week ids may start lower
                    // (telegram-facts U10), so never the largest.
                    batch.next_offset = update.id.saturating_add(1);
                    match update.incoming {
                        Incoming::Ignored(kind) => {
                            tracing::debug!(update = update.id, kind, "ignored");
                        }
                        Incoming::Unreadable => {
                            tracing::warn!(update = update.id, "an update cannot be read");
                        }
                        _ => {}
                    }
                    batch.updates.push(update);
                }
                // Ids grow, so it has at least the next one: this confirms it or nothing, and never
                // one that has not been seen.
                None => {
                    batch.unreadable += 1;
                    batch.next_offset = batch.next_offset.saturating_add(1);
                }
            }
        }
        if batch.unreadable > 0 {
            let count = batch.unreadable;
            tracing::warn!(count, "updates without a readable id were skipped");
        }
        Some(batch)
    }

    /// Asked again within half a second, for example by a process that has just begun anew, Telegram
    /// hands over one update, whatever waits behind it (telegram-facts U5).
    fn may_be_cut(&self, wait: Duration) -> bool {
        wait.is_zero() && self.updates.len() == 1
    }

    fn nothing_understood(&self) -> bool {
        self.unreadable > 0 && self.updates.is_empty()
    }

    fn into_input(self) -> Input {
        Input::Updates {
            updates: self.updates,
            next_offset: self.next_offset,
            drained: self.drained,
        }
    }
}

/// Why there is no batch.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Trouble {
    /// No connection, a time-out, a 5xx, half an answer.
    Unreachable,
    /// An answer, but no list.
    Unreadable,
    /// The token is not accepted.
    Refused,
    /// Somebody else asks with the same token.
    OtherPoller,
    /// A webhook is set.
    Webhook,
    /// Flood control.
    TooOften(Duration),
    /// Telegram refuses the call for a reason of its own.
    Rejected,
}

impl Trouble {
    fn of(error: CallError) -> Self {
        match error {
            CallError::NotSent | CallError::Unclear => Trouble::Unreachable,
            CallError::Unauthorized => Trouble::Refused,
            CallError::RateLimited(pause) => Trouble::TooOften(pause),
            CallError::Conflict(words) if words.to_lowercase().contains("webhook") => {
                Trouble::Webhook
            }
            CallError::Conflict(_) => Trouble::OtherPoller,
            CallError::Upgraded(_)
            | CallError::NotModified
            | CallError::TooLate
            | CallError::CaptionTooLong
            | CallError::Failed(_) => Trouble::Rejected,
        }
    }

    /// Says what is wrong and what can be done.
    fn tell(&self) {
        match self {
            Trouble::Unreachable => {
                tracing::warn!("Telegram cannot be reached; trying again until it can");
            }
            Trouble::Unreadable => {
                tracing::warn!("Telegram's answer cannot be read; trying again");
            }
            Trouble::Refused => tracing::error!(
                "Telegram does not accept the token: check TELOXIDE_TOKEN, or ask @BotFather for a \
                 new one; trying again every {} s",
                REFUSED.as_secs()
            ),
            Trouble::OtherPoller => tracing::warn!(
                "another program asks for updates with the same token, and each gets a part of \
                 them: stop the other one"
            ),
            Trouble::Webhook => tracing::warn!(
                "a webhook is set for this token; it is removed, and what waits is kept. If \
                 another program needs it, give that one a bot of its own"
            ),
            Trouble::TooOften(pause) => {
                tracing::warn!(seconds = pause.as_secs(), "Telegram asks for a pause");
            }
            Trouble::Rejected => {
                tracing::error!("Telegram refuses getUpdates; trying again");
            }
        }
    }
}

/// How long there has been trouble, so that each kind is told once.
#[derive(Default)]
struct Outage {
    told: Vec<Trouble>,
    tries: u32,
    unreadable: u32,
}

impl Outage {
    /// Notes one more failure; how long to wait now.
    fn goes_on(&mut self, trouble: &Trouble, clock: &Clock) -> Duration {
        let jittered = |span: Duration| span.saturating_add(clock.jitter(span / 4));
        let like = |told: &Trouble| std::mem::discriminant(told) == std::mem::discriminant(trouble);
        if !self.told.iter().any(like) {
            trouble.tell();
            self.told.push(trouble.clone());
        }
        let doubled = FIRST_WAIT.saturating_mul(1 << self.tries.min(5));
        self.tries = self.tries.saturating_add(1);
        match trouble {
            Trouble::Unreachable | Trouble::Unreadable => {
                self.unreadable = self.unreadable.saturating_add(1);
                jittered(doubled.min(LONGEST_WAIT))
            }
            Trouble::Webhook | Trouble::Rejected => jittered(doubled.min(LONGEST_WAIT)),
            Trouble::Refused => REFUSED,
            // Two that wait equally long would meet for ever.
            Trouble::OtherPoller => {
                Duration::from_secs(3) + clock.jitter(LONGEST_WAIT.mul_f64(0.23))
            }
            Trouble::TooOften(pause) => jittered((*pause).min(LONGEST_PAUSE)),
        }
    }

    /// Telegram has answered.
    fn ends(&mut self) {
        if self.tries > 0 {
            let tries = self.tries;
            tracing::info!(tries, "updates come again");
        }
        *self = Self::default();
    }

    /// How many updates to ask for: fewer where answers keep breaking off, so that no batch is too
    /// large for the line.
    fn limit(&self) -> usize {
        match self.unreadable {
            0..=2 => LIMIT,
            3..=5 => 10,
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::UserId;

    async fn batch(json: &str, offset: i64) -> Option<Batch> {
        let raw = RawValue::from_string(json.to_owned()).unwrap();
        let me = Me { id: UserId(1), username: "bot".to_owned() };
        Batch::read(&raw, LIMIT, offset, &routes(), &me).await
    }

    #[tokio::test]
    async fn the_offset_follows_the_last_update_also_where_ids_start_lower() {
        let batch = batch(r#"[{"update_id":900},{"update_id":7}]"#, 5).await.unwrap();
        assert_eq!(batch.next_offset, 8);
        assert_eq!(batch.updates.len(), 2);
        assert!(batch.drained);
    }

    #[tokio::test]
    async fn one_update_right_after_the_start_may_not_be_all() {
        let one = batch(r#"[{"update_id":7}]"#, 5).await.unwrap();
        assert!(one.may_be_cut(Duration::ZERO) && !one.may_be_cut(TIMEOUT));
        for whole in ["[]", r#"[{"update_id":7},{"update_id":8}]"#] {
            assert!(!batch(whole, 5).await.unwrap().may_be_cut(Duration::ZERO));
        }
    }

    #[tokio::test]
    async fn what_has_no_id_is_passed_without_passing_anything_unseen() {
        let some = batch(r#"[5,{"update_id":"x"},{"update_id":70},null]"#, 50).await.unwrap();
        assert_eq!((some.updates.len(), some.unreadable), (1, 3));
        assert_eq!(some.next_offset, 72);
        let none = batch(r#"[{},{"update_id":-9}]"#, 50).await.unwrap();
        assert_eq!(none.next_offset, 52);
        assert!(none.nothing_understood());
        let empty = batch("[]", 50).await.unwrap();
        assert_eq!((empty.next_offset, empty.drained), (50, true));
        assert!(!empty.nothing_understood());
        assert!(batch("{}", 50).await.is_none());
    }

    #[test]
    fn waits_double_up_to_half_a_minute_and_start_anew() {
        let mut outage = Outage::default();
        let mut waits = Vec::new();
        for _ in 0..8 {
            waits.push(outage.goes_on(&Trouble::Unreachable, &Clock::system()));
        }
        for (wait, least) in waits.iter().zip([1, 2, 4, 8, 16, 30, 30, 30]) {
            let least = Duration::from_secs(least);
            assert!(*wait >= least && *wait <= least.mul_f64(1.26), "{wait:?}");
        }
        assert_eq!(outage.told.len(), 1);
        assert_eq!(outage.limit(), 1);
        outage.ends();
        assert_eq!(outage.limit(), LIMIT);
        assert!(outage.goes_on(&Trouble::Unreachable, &Clock::system()) < Duration::from_secs(2));
    }

    #[test]
    fn failures_are_told_apart() {
        let conflict = |words: &str| Trouble::of(CallError::Conflict(words.to_owned()));
        assert_eq!(
            conflict("terminated by other getUpdates request; make sure that only one bot"),
            Trouble::OtherPoller
        );
        assert_eq!(
            conflict("can't use getUpdates method while webhook is active"),
            Trouble::Webhook
        );
        assert_eq!(Trouble::of(CallError::Unauthorized), Trouble::Refused);
        assert_eq!(Trouble::of(CallError::Unclear), Trouble::Unreachable);
        let mut outage = Outage::default();
        let pause = outage.goes_on(&Trouble::OtherPoller, &Clock::system());
        assert!(pause >= Duration::from_secs(3) && pause <= Duration::from_secs(10));
        assert_eq!(outage.goes_on(&Trouble::Refused, &Clock::system()), REFUSED);
    }
}
