//! Rows of the outbox become calls.
mod fold;
mod lookup;
pub mod pace;
mod perform;
pub mod prepare;
pub mod queue;
pub mod render;
