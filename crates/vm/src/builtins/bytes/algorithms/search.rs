//! Finding and replacing bytes in bytes.

use memchr::memmem;

/// Haystacks shorter than this are searched without preparing anything.
const SHORT: usize = 256;

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
        [first, ..] if haystack.len() < SHORT => {
            let last = haystack.len().checked_sub(needle.len())?;
            memchr::memrchr_iter(*first, &haystack[..=last])
                .find(|&start| haystack[start..].starts_with(needle))
        }
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

/// As [`find_all`] of one byte, which is expected to occur often: a search that starts anew behind each
/// occurrence takes longer than what lies between them.
#[inline(always)]
pub(crate) fn each_byte(haystack: &[u8], byte: u8, mut visit: impl FnMut(usize) -> bool) {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    if haystack.len() >= SHORT {
        return find_all(haystack, &[byte], visit);
    }
    let (words, rest) = haystack.as_chunks::<8>();
    let wanted = u64::from_ne_bytes([byte; 8]);
    for (index, word) in words.iter().enumerate() {
        let different = u64::from_le_bytes(*word) ^ wanted;
        // The high bit of each byte that is zero.
        let mut found = !(((different & LOW) + LOW) | different | LOW);
        while found != 0 {
            if !visit(index * 8 + found.trailing_zeros() as usize / 8) {
                return;
            }
            found &= found - 1;
        }
    }
    for (index, &other) in rest.iter().enumerate() {
        if other == byte && !visit(words.len() * 8 + index) {
            return;
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

/// Why the result of an operation cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It would not fit the address space.
    TooLong,
    /// There is no memory for it.
    NoMemory,
}

/// A vector with room for so many bytes, if `has_room` for them.
pub(crate) fn allowed_buffer(
    length: Option<usize>,
    has_room: impl FnOnce(usize) -> bool,
) -> Result<Vec<u8>, Refused> {
    let length = length.filter(|&length| isize::try_from(length).is_ok());
    let length = length.ok_or(Refused::TooLong)?;
    let mut buffer = Vec::new();
    if !has_room(length) || buffer.try_reserve_exact(length).is_err() {
        return Err(Refused::NoMemory);
    }
    Ok(buffer)
}

/// Puts `new` in place of the first `limit` occurrences of `old`, which is not empty. `None`: there
/// are none.
pub(crate) fn replace(
    bytes: &[u8],
    old: &[u8],
    new: &[u8],
    limit: usize,
    has_room: impl FnOnce(usize) -> bool,
) -> Result<Option<Vec<u8>>, Refused> {
    let Some(first) = find(bytes, old).filter(|_| limit != 0) else {
        return Ok(None);
    };
    if let ([old], [new]) = (old, new)
        && limit == usize::MAX
    {
        let mut result = allowed_buffer(Some(bytes.len()), has_room)?;
        result.extend_from_slice(bytes);
        for byte in &mut result[first..] {
            if byte == old {
                *byte = *new;
            }
        }
        return Ok(Some(result));
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
    let mut result = allowed_buffer(length, has_room)?;
    let (mut end, mut done) = (0, 0);
    find_all(&bytes[first..], old, |offset| {
        result.extend_from_slice(&bytes[end..first + offset]);
        result.extend_from_slice(new);
        end = first + offset + old.len();
        done += 1;
        done < found
    });
    result.extend_from_slice(&bytes[end..]);
    Ok(Some(result))
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
        let check = |bytes: &[u8], old: &[u8], new: &[u8], limit, expected: Option<&[u8]>| {
            let result = replace(bytes, old, new, limit, |_| true).expect("short");
            assert_eq!(result.as_deref(), expected);
        };
        check(b"a-b-c", b"-", b"--", usize::MAX, Some(b"a--b--c"));
        check(b"a-b-c", b"-", b"--", 1, Some(b"a--b-c"));
        check(b"a-b-c", b"-", b"--", 0, None);
        check(b"abc", b"x", b"y", 5, None);
        check(b"abcbc", b"bc", b"", usize::MAX, Some(b"a"));
        check(b"a-b", b"-", b"+", usize::MAX, Some(b"a+b"));
    }
}
