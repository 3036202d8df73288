# What there is to do.
_default:
    @just --list --unsorted

# The real bot on the built-in local Bot API, with a page; no token, no network
demo *options:
    cargo run --release --locked -- demo {{ options }}

# All tests, or those whose names contain a word
test *words:
    cargo test --locked {{ words }}

# Formatting and lints, as the check of a change sees them
lint:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# Mends the formatting
fmt:
    cargo fmt

# Licences, banned crates, sources
deny:
    cargo deny --locked check licenses bans sources

# How many commits and messages a second
bench:
    cargo bench --locked

# Everything that is checked before a change is taken (installs a browser on Debian, as root)
ci:
    .ci/run
