//! How near one word is to another, for whoever has mistyped.

/// How many letters must change to make one word of the other.
pub fn distance(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (i, there) in to.chars().enumerate() {
        let mut next = vec![i + 1];
        let pairs = row.iter().zip(row.iter().skip(1));
        for (here, (diagonal, above)) in from.iter().zip(pairs) {
            let changed = diagonal + usize::from(*here != there);
            let left = next.last().copied().unwrap_or(0);
            next.push(changed.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
