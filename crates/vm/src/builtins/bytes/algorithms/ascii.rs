//! Case, classes and tab stops of ASCII.

/// Whether a byte is white space for `bytes`: space, `\t`, `\n`, `\v`, `\f`, `\r`.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// `isalnum`
pub(crate) fn is_alnum(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// `isalpha`
pub(crate) fn is_alpha(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_alphabetic)
}

/// `isdigit`
pub(crate) fn is_digit(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

/// `islower`: there is a lower-case letter and none in upper case.
pub(crate) fn is_lower(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
}

/// `isupper`: there is an upper-case letter and none in lower case.
pub(crate) fn is_upper(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
}

/// `istitle`: letters in upper case start words, the others continue them, and there is a word.
pub(crate) fn is_title(bytes: &[u8]) -> bool {
    let (mut in_word, mut any) = (false, false);
    for byte in bytes {
        if byte.is_ascii_uppercase() {
            if in_word {
                return false;
            }
            (in_word, any) = (true, true);
        } else if byte.is_ascii_lowercase() {
            if !in_word {
                return false;
            }
        } else {
            in_word = false;
        }
    }
    any
}

/// `title`: words start in upper case.
pub(crate) fn to_title(bytes: &[u8]) -> Vec<u8> {
    let mut in_word = false;
    let title = bytes.iter().map(|byte| {
        let letter = byte.is_ascii_alphabetic();
        let result = if in_word {
            byte.to_ascii_lowercase()
        } else {
            byte.to_ascii_uppercase()
        };
        in_word = letter;
        result
    });
    title.collect()
}

/// Puts spaces in place of tabs, up to the next multiple of `tab_size` columns. Bytes that continue
/// a code point take no column if `is_text`. `None`: too long for memory.
pub(crate) fn expand_tabs(bytes: &[u8], tab_size: usize, is_text: bool) -> Option<Vec<u8>> {
    let mut result = Vec::new();
    result.try_reserve(bytes.len()).ok()?;
    let mut column = 0;
    for &byte in bytes {
        if byte == b'\t' {
            if tab_size != 0 {
                let spaces = tab_size - column % tab_size;
                column += spaces;
                result.try_reserve(spaces).ok()?;
                result.resize(result.len() + spaces, b' ');
            }
            continue;
        }
        if byte == b'\n' || byte == b'\r' {
            column = 0;
        } else if !is_text || byte & 0xc0 != 0x80 {
            column += 1;
        }
        result.push(byte);
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        assert_eq!(to_title(b"heLLo wor-ld 3a"), b"Hello Wor-Ld 3A");
        assert!(is_title(b"Hello Wor-Ld 3A"));
        assert!(!is_title(b"Hello wor"));
        assert!(!is_title(b"123"));
    }

    #[test]
    fn tabs_reach_the_next_stop() {
        assert_eq!(
            expand_tabs(b"a\tb\n\tc", 4, false),
            Some(b"a   b\n    c".to_vec())
        );
        assert_eq!(expand_tabs(b"a\tb", 0, false), Some(b"ab".to_vec()));
    }
}
