//! Rows of the outbox become calls.
mod fold;
pub mod pace;
pub mod queue;
pub mod render;
