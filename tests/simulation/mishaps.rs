//! What becomes of the group, and what the network and the machine do.

use std::time::Duration;

use frontdesk::domain::button::Button;
use frontdesk::sandbox::{BotRights, Standing};

use crate::acts::{agent_answers, user_presses, user_says, user_writes};
use crate::desk::{Desk, Life, Shape};
use crate::disk::Health;
use crate::wire::Weather;

// ---- the group -------------------------------------------------------------------------------

pub async fn rights_are_taken(desk: &mut Desk) -> Option<String> {
    let rights = match desk.dice.u32(0..4) {
        0 => BotRights::admin(),
        1 => BotRights::member(),
        2 => BotRights::muted(),
        _ => BotRights { manage_topics: false, ..BotRights::all() },
    };
    desk.hinder();
    desk.sandbox.set_bot_rights(desk.group, rights);
    let pause = desk.dice.u64(5..3_000);
    desk.tell(format!("the bot's rights change for {pause} s: {rights:?}"));
    tokio::time::sleep(Duration::from_secs(pause)).await;
    desk.mend_group();
    Some("the bot has its rights again".to_owned())
}

pub async fn bot_is_removed(desk: &mut Desk) -> Option<String> {
    desk.hinder();
    desk.sandbox.bot_is_removed(desk.group);
    let pause = desk.dice.u64(5..3_000);
    desk.tell(format!("the bot is removed from the group for {pause} s"));
    for _ in 0..desk.dice.usize(0..4) {
        tokio::time::sleep(Duration::from_secs(pause / 4)).await;
        let _ = user_writes(desk).await;
    }
    tokio::time::sleep(Duration::from_secs(pause / 4)).await;
    desk.mend_group();
    Some("the bot is in the group again".to_owned())
}

/// Somebody takes it into another group, and out of it again.
pub async fn bot_is_added_elsewhere(desk: &mut Desk) -> Option<String> {
    let other = desk.sandbox.supergroup("Somewhere");
    desk.sandbox.join(other, desk.admin, Standing::Creator);
    desk.sandbox.bot_joins(other, BotRights::member());
    tokio::time::sleep(Duration::from_secs(desk.dice.u64(1..60))).await;
    if desk.dice.bool() {
        desk.sandbox.bot_is_removed(other);
    }
    Some(format!("the bot was added to {other}"))
}

pub async fn group_is_upgraded(desk: &mut Desk) -> Option<String> {
    if desk.shape != Shape::Basic {
        return None;
    }
    let old = desk.group;
    desk.group = if desk.dice.bool() {
        desk.shape = Shape::Supergroup;
        desk.sandbox.upgrade(old)
    } else {
        desk.shape = Shape::Forum;
        desk.sandbox.upgrade_to_forum(old)
    };
    desk.groups.push(desk.group);
    Some(format!("the group {old} becomes {} ({:?})", desk.group, desk.shape))
}

pub async fn topics_are_switched(desk: &mut Desk) -> Option<String> {
    desk.shape = match desk.shape {
        Shape::Basic => return None,
        Shape::Forum => Shape::Supergroup,
        Shape::Supergroup => Shape::Forum,
    };
    desk.sandbox.set_forum(desk.group, desk.shape == Shape::Forum);
    Some(format!("the group is now a {:?}", desk.shape))
}

// ---- the network -----------------------------------------------------------------------------

pub async fn weather_changes(desk: &mut Desk) -> Option<String> {
    let weather = match desk.dice.u32(0..5) {
        0 | 1 => Weather::CALM,
        2 => Weather { lost_after: 60, lost_before: 40, ..Weather::CALM },
        3 => Weather { server_error: 150, unreadable: 20, slow: 30, ..Weather::CALM },
        _ => Weather { too_many: 120, slow: 60, lost_after: 20, ..Weather::CALM },
    };
    desk.weather(weather);
    Some(format!("the network: {weather:?}"))
}

pub async fn network_goes_down(desk: &mut Desk) -> Option<String> {
    let before = desk.line.state().weather;
    desk.weather(Weather { down: true, ..before });
    let pause = [3, 30, 100, 1_000][desk.dice.usize(0..4)];
    desk.tell(format!("the network is down for {pause} s"));
    for _ in 0..desk.dice.usize(0..4) {
        tokio::time::sleep(Duration::from_secs(pause / 4)).await;
        let _ = user_writes(desk).await;
    }
    tokio::time::sleep(Duration::from_secs(pause / 4)).await;
    desk.weather(before);
    Some("the network is up again".to_owned())
}

/// A user answers a warning while the bot cannot hear it.
pub async fn warned_user_is_not_heard(desk: &mut Desk) -> Option<String> {
    let warned = |desk: &Desk| {
        let now = desk.now();
        let state = desk.line.state();
        let last = state.ledger.posts.iter().rev().take(20);
        last.filter(|post| post.at + 30_000 > now)
            .find(|post| {
                let mut buttons = post.buttons.iter().filter_map(|data| data.parse().ok());
                buttons.any(|button| matches!(button, Button::AllSolved(_)))
            })
            .map(|post| post.id.0)
    };
    let mut user = None;
    for _ in 0..300 {
        user = warned(desk);
        if user.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    let user = user?;
    let before = desk.line.state().weather;
    desk.weather(Weather { down: true, ..before });
    tokio::time::sleep(Duration::from_secs(desk.dice.u64(1..40))).await;
    let wrote = user_says(desk, user, None);
    desk.tell(format!("the network is down, {wrote:?}"));
    tokio::time::sleep(desk.config.timeout.warn_before * 2).await;
    desk.weather(before);
    Some("the network is up again".to_owned())
}

pub async fn updates_come_twice(desk: &mut Desk) -> Option<String> {
    let count = desk.dice.usize(1..20);
    desk.sandbox.repeat_last_updates(count);
    Some(format!("{count} updates come once more"))
}

pub async fn update_ids_start_lower(desk: &mut Desk) -> Option<String> {
    // Only where nothing waits, as after a quiet week.
    if desk.sandbox.pending_updates() > 0 {
        return None;
    }
    let next = desk.dice.i64(1_000..900_000_000);
    desk.sandbox.restart_update_ids(next);
    Some(format!("update ids go on from {next}"))
}

// ---- the machine -----------------------------------------------------------------------------

pub async fn process_is_killed(desk: &mut Desk) -> Option<String> {
    desk.kill().await;
    desk.crashes += 1;
    desk.start();
    Some("the bot was killed".to_owned())
}

pub async fn process_dies_in_a_call(desk: &mut Desk) -> Option<String> {
    let moments = desk.dice.u64(0..30);
    desk.line.state().crash_in = Some(moments);
    Some(format!("the bot will die in {moments} moments"))
}

pub async fn power_is_cut(desk: &mut Desk) -> Option<String> {
    desk.kill().await;
    let mut dice = desk.dice.fork();
    desk.disk.power_cut(&mut dice);
    desk.crashes += 1;
    desk.start();
    Some("the power was cut".to_owned())
}

pub async fn disk_breaks(desk: &mut Desk) -> Option<String> {
    let operations = desk.dice.u64(1..200);
    desk.disk.break_in(operations);
    Some(format!("the disk will fail after {operations} operations"))
}

pub async fn disk_is_full(desk: &mut Desk) -> Option<String> {
    desk.disk.set_health(Health::Full);
    Some("the disk is full".to_owned())
}

async fn away(desk: &mut Desk, seconds: u64) -> Option<String> {
    if desk.dice.bool() {
        desk.stop().await;
    } else {
        desk.kill().await;
        desk.crashes += 1;
    }
    desk.tell(format!("the bot is away for {seconds} s"));
    for _ in 0..desk.dice.usize(0..6) {
        tokio::time::sleep(Duration::from_secs(seconds / 6)).await;
        let _ = user_writes(desk).await;
        let _ = user_presses(desk).await;
        let _ = agent_answers(desk).await;
    }
    tokio::time::sleep(Duration::from_secs(seconds / 6)).await;
    desk.start();
    Some("the bot is back".to_owned())
}

pub async fn process_is_stopped_for_a_while(desk: &mut Desk) -> Option<String> {
    let seconds = [6, 60, 600, 6_000][desk.dice.usize(0..4)];
    away(desk, seconds).await
}

pub async fn process_is_away_for_a_day(desk: &mut Desk) -> Option<String> {
    away(desk, 23 * 3_600).await
}

pub async fn clock_is_set(desk: &mut Desk) -> Option<String> {
    let by = [-90_000, -2_000, 2_000, 90_000, 1_800_000][desk.dice.usize(0..5)];
    desk.clock.step(by);
    desk.clock_is_right = false;
    Some(format!("the machine's clock is set by {by} ms"))
}

pub async fn night_falls(desk: &mut Desk) -> Option<String> {
    let hours = desk.dice.u64(4..11);
    if matches!(desk.life, Life::Down) {
        return None;
    }
    tokio::time::sleep(Duration::from_secs(hours * 3_600)).await;
    Some(format!("{hours} quiet hours have passed"))
}
