//! The local Bot API.
