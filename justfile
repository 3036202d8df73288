# What there is to do.
_default:
    @just --list --unsorted

# The real bot on the built-in local Bot API, with a page; no token, no network
demo *options:
    cargo run --release --locked -- demo {{ options }}

# All tests, or those whose names contain a word
test *words:
    cargo test --locked {{ words }}

# Looks for bad input under libFuzzer: a target of tests/fuzz/corpus, or all, for so many seconds each
fuzz target="all" seconds="300":
    #!/usr/bin/env bash
    set -euo pipefail
    host=$(rustc -vV | sed -n 's/^host: //p')
    # What cargo-fuzz sets, without its nightly sanitizers; it needs only a C++ compiler.
    hooks="level=4 inline-8bit-counters pc-table trace-compares"
    RUSTFLAGS="--cfg fuzzing -C passes=sancov-module"
    for hook in $hooks; do RUSTFLAGS+=" -C llvm-args=-sanitizer-coverage-$hook"; done
    export RUSTFLAGS="$RUSTFLAGS -C codegen-units=4"
    cargo build --locked --profile fuzz --target "$host" --example guided
    targets={{ target }}
    if [ "$targets" = all ]; then targets=$(ls tests/fuzz/corpus); fi
    for target in $targets; do
        mkdir -p "target/fuzzing/$target"
        echo "=== $target; what fails is put into target/fuzzing"
        FRONTDESK_FUZZ=$target "target/$host/fuzz/examples/guided" \
            "target/fuzzing/$target" "tests/fuzz/corpus/$target" \
            -max_total_time={{ seconds }} -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
            -dict=tests/fuzz/dictionary -artifact_prefix="target/fuzzing/$target-" -print_final_stats=1
    done

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

# Known vulnerabilities and crates that nobody maintains; needs a network
advisories:
    cargo deny --locked check advisories

# Desk-days simulated, from a seed on; the check of a change runs 1,600
simulate days="10000" from="1":
    FRONTDESK_SIMULATED_DAYS={{ days }} FRONTDESK_SIMULATION_FROM={{ from }} \
        cargo test --release --locked --test simulation many_days -- --nocapture

# A million desk-days: most of a day on two cores
soak-simulation: (simulate "1000000")

# One simulated run again, with its whole story in target/simulation
replay seed:
    FRONTDESK_SIMULATION_SEED={{ seed }} cargo test --release --locked --test simulation many_days -- --nocapture

# The release binary, killed 200 times in a burst, with and without Telegram's limits
soak-kill kills="200":
    cargo build --release --locked
    FRONTDESK_KILL_BINARY="$PWD/target/release/frontdesk" FRONTDESK_KILLS={{ kills }} \
        FRONTDESK_KILL_LIMITS=1 cargo test --locked --test kill -- --nocapture

# How many commits and messages a second
bench:
    cargo bench --locked

# Whether memory stays flat: resident memory of the program after 10 % and 100 % of the messages
soak-memory messages="1000000":
    FRONTDESK_SOAK_MESSAGES={{ messages }} cargo bench --locked --bench memory

# Everything that is checked before a change is taken (installs a browser on Debian, as root)
ci:
    .ci/run
