//! Cutting bytes apart: at separators, at white space, at line ends. The parts are ranges.

use std::ops::Range;

use smallvec::SmallVec;

use super::search::{each_byte, find_all, rfind};

/// The parts, as ranges of bytes.
pub(crate) type Ranges = SmallVec<[Range<usize>; 8]>;

/// Cuts at the first `limit` occurrences of `separator`, which is not empty.
pub(crate) fn split(bytes: &[u8], separator: &[u8], limit: usize) -> Ranges {
    let mut parts = Ranges::new();
    let mut start = 0;
    let cut = |offset| {
        parts.push(start..offset);
        start = offset + separator.len();
        parts.len() < limit
    };
    match separator {
        _ if limit == 0 => {}
        [byte] => each_byte(bytes, *byte, cut),
        _ => find_all(bytes, separator, cut),
    }
    parts.push(start..bytes.len());
    parts
}

/// Cuts at the last `limit` occurrences of `separator`, which is not empty.
pub(crate) fn rsplit(bytes: &[u8], separator: &[u8], limit: usize) -> Ranges {
    let mut parts = Ranges::new();
    let mut end = bytes.len();
    while parts.len() < limit {
        let Some(offset) = rfind(&bytes[..end], separator) else {
            break;
        };
        parts.push(offset + separator.len()..end);
        end = offset;
    }
    parts.push(0..end);
    parts.reverse();
    parts
}

/// Cuts at runs of white space, the first `limit` of them; none is kept at the ends. A part behind
/// the last cut keeps what white space is inside it and behind it.
pub(crate) fn split_whitespace(
    bytes: &[u8],
    limit: usize,
    is_space: impl Fn(u8) -> bool,
) -> Ranges {
    let mut parts = Ranges::new();
    let mut position = 0;
    loop {
        while position < bytes.len() && is_space(bytes[position]) {
            position += 1;
        }
        if position == bytes.len() {
            return parts;
        }
        let start = position;
        if parts.len() == limit {
            parts.push(start..bytes.len());
            return parts;
        }
        while position < bytes.len() && !is_space(bytes[position]) {
            position += 1;
        }
        parts.push(start..position);
    }
}

/// As [`split_whitespace`], cutting from the end.
pub(crate) fn rsplit_whitespace(
    bytes: &[u8],
    limit: usize,
    is_space: impl Fn(u8) -> bool,
) -> Ranges {
    let mut parts = Ranges::new();
    let mut position = bytes.len();
    loop {
        while position > 0 && is_space(bytes[position - 1]) {
            position -= 1;
        }
        if position == 0 {
            break;
        }
        let end = position;
        if parts.len() == limit {
            parts.push(0..end);
            break;
        }
        while position > 0 && !is_space(bytes[position - 1]) {
            position -= 1;
        }
        parts.push(position..end);
    }
    parts.reverse();
    parts
}

/// Cuts at the first `limit` line ends. `line_end` gives the number of bytes of the line end at an
/// offset, zero if there is none.
pub(crate) fn split_lines(
    bytes: &[u8],
    keep_ends: bool,
    limit: usize,
    line_end: impl Fn(usize) -> usize,
) -> Ranges {
    let mut parts = Ranges::new();
    let (mut start, mut position) = (0, 0);
    while position < bytes.len() && parts.len() < limit {
        let width = line_end(position);
        if width == 0 {
            position += 1;
            continue;
        }
        let next = position + width;
        parts.push(start..if keep_ends { next } else { position });
        (start, position) = (next, next);
    }
    if start < bytes.len() {
        parts.push(start..bytes.len());
    }
    parts
}

/// What is left without the bytes at the ends that `strips` says yes to.
pub(crate) fn strip_range(
    bytes: &[u8],
    left: bool,
    right: bool,
    strips: impl Fn(u8) -> bool,
) -> Range<usize> {
    let (mut start, mut end) = (0, bytes.len());
    while left && start < end && strips(bytes[start]) {
        start += 1;
    }
    while right && start < end && strips(bytes[end - 1]) {
        end -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8], ranges: Ranges) -> Vec<&str> {
        let text = |range| std::str::from_utf8(&bytes[range]).expect("ASCII");
        ranges.into_iter().map(text).collect()
    }

    #[test]
    fn splits_at_separators() {
        let bytes = b"a,b,,c";
        assert_eq!(
            parts(bytes, split(bytes, b",", usize::MAX)),
            ["a", "b", "", "c"]
        );
        assert_eq!(parts(bytes, split(bytes, b",", 1)), ["a", "b,,c"]);
        assert_eq!(parts(bytes, split(bytes, b",", 0)), ["a,b,,c"]);
        assert_eq!(parts(bytes, rsplit(bytes, b",", 1)), ["a,b,", "c"]);
        assert_eq!(parts(b"", split(b"", b",", 1)), [""]);
    }

    #[test]
    fn splits_at_whitespace() {
        let bytes = b"  a  b c  ";
        let space = |byte| byte == b' ';
        assert_eq!(
            parts(bytes, split_whitespace(bytes, usize::MAX, space)),
            ["a", "b", "c"]
        );
        assert_eq!(
            parts(bytes, split_whitespace(bytes, 1, space)),
            ["a", "b c  "]
        );
        assert_eq!(
            parts(bytes, rsplit_whitespace(bytes, 1, space)),
            ["  a  b", "c"]
        );
        assert_eq!(
            parts(bytes, split_whitespace(bytes, 0, space)),
            ["a  b c  "]
        );
        assert!(split_whitespace(b"  ", 5, space).is_empty());
    }

    #[test]
    fn splits_at_line_ends() {
        let bytes = b"a\n\nb";
        let line_end = |offset: usize| usize::from(bytes[offset] == b'\n');
        assert_eq!(
            parts(bytes, split_lines(bytes, false, usize::MAX, line_end)),
            ["a", "", "b"]
        );
        assert_eq!(
            parts(bytes, split_lines(bytes, true, usize::MAX, line_end)),
            ["a\n", "\n", "b"]
        );
        assert_eq!(
            parts(bytes, split_lines(bytes, false, 1, line_end)),
            ["a", "\nb"]
        );
    }
}
