//! Finding and replacing bytes in bytes.

use memchr::memmem;

/// Needles in haystacks shorter than this are found without preparing a search.
const SHORT: usize = 64;

/// Offset of the first occurrence. An empty needle occurs at the start.
pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [byte] => memchr::memchr(*byte, haystack),
        [first, ..] if haystack.len() < SHORT => {
            let last = haystack.len().checked_sub(needle.len())?;
            memchr::memchr_iter(*first, &haystack[..=last])
                .find(|&start| haystack[start..].starts_with(needle))
        }
        _ => memmem::find(haystack, needle),
    }
}

/// Offset of the last occurrence. An empty needle occurs at the end.
pub(crate) fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(haystack.len()),
        [byte] => memchr::memrchr(*byte, haystack),
        _ => memmem::rfind(haystack, needle),
    }
}

/// Hands the offset of each occurrence to `visit`, until that returns false. Occurrences do not
/// overlap. The needle is not empty.
pub(crate) fn find_all(haystack: &[u8], needle: &[u8], mut visit: impl FnMut(usize) -> bool) {
    debug_assert!(!needle.is_empty());
    if let [byte] = needle {
        for offset in memchr::memchr_iter(*byte, haystack) {
            if !visit(offset) {
                return;
            }
        }
    } else {
        for offset in memmem::find_iter(haystack, needle) {
            if !visit(offset) {
                return;
            }
        }
    }
}

/// Number of occurrences that do not overlap. The needle is not empty.
pub(crate) fn count(haystack: &[u8], needle: &[u8]) -> usize {
    let mut count = 0;
    match needle {
        [byte] => memchr::memchr_iter(*byte, haystack).count(),
        _ => {
            find_all(haystack, needle, |_| {
                count += 1;
                true
            });
            count
        }
    }
}

/// Puts `new` in place of the first `limit` occurrences of `old`, which is not empty. `None`: there
/// are none. The result is refused by `None` inside if it does not fit the address space.
pub(crate) fn replace(
    bytes: &[u8],
    old: &[u8],
    new: &[u8],
    limit: usize,
) -> Option<Option<Vec<u8>>> {
    let first = find(bytes, old).filter(|_| limit != 0)?;
    if let ([old], [new]) = (old, new)
        && limit == usize::MAX
    {
        let mut result = bytes.to_vec();
        for byte in &mut result[first..] {
            if byte == old {
                *byte = *new;
            }
        }
        return Some(Some(result));
    }
    let mut found = 0;
    find_all(&bytes[first..], old, |_| {
        found += 1;
        found < limit
    });
    let length = new
        .len()
        .checked_mul(found)
        .and_then(|added| added.checked_add(bytes.len() - found * old.len()));
    let Some(length) = length.filter(|&length| isize::try_from(length).is_ok()) else {
        return Some(None);
    };
    let mut result = Vec::new();
    if result.try_reserve_exact(length).is_err() {
        return Some(None);
    }
    let (mut end, mut done) = (0, 0);
    find_all(&bytes[first..], old, |offset| {
        result.extend_from_slice(&bytes[end..first + offset]);
        result.extend_from_slice(new);
        end = first + offset + old.len();
        done += 1;
        done < found
    });
    result.extend_from_slice(&bytes[end..]);
    Some(Some(result))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_first_and_last() {
        assert_eq!(find(b"abcabc", b"bc"), Some(1));
        assert_eq!(rfind(b"abcabc", b"bc"), Some(4));
        assert_eq!(find(b"abc", b"abcd"), None);
        assert_eq!(find(b"", b"ab"), None);
        assert_eq!(find(&[b'x'; 100], b"xy"), None);
        assert_eq!(rfind(b"abc", b""), Some(3));
        assert_eq!(count(b"aaaa", b"aa"), 2);
    }

    #[test]
    fn replaces_as_often_as_asked() {
        let result = |limit| replace(b"a-b-c", b"-", b"--", limit);
        assert_eq!(result(usize::MAX), Some(Some(b"a--b--c".to_vec())));
        assert_eq!(result(1), Some(Some(b"a--b-c".to_vec())));
        assert_eq!(result(0), None);
        assert_eq!(replace(b"abc", b"x", b"y", 5), None);
        assert_eq!(
            replace(b"abcbc", b"bc", b"", usize::MAX),
            Some(Some(b"a".to_vec()))
        );
        assert_eq!(
            replace(b"a-b", b"-", b"+", usize::MAX),
            Some(Some(b"a+b".to_vec()))
        );
    }
}
