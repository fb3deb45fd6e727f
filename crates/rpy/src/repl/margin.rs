//! Room for the prompt of the lines behind the first.
//!
//! The editor has one prompt for all lines of a text. So each line break in its buffer is followed by
//! a tab whose width is that of the second prompt, which is shown in its place. Nobody sees that but
//! this module: all else looks at the text without.

/// A line break in the buffer.
const BREAK: &str = "\n\t";

/// The buffer for a text.
pub(super) fn to_buffer(text: &str) -> String {
    text.replace('\n', BREAK)
}

/// The text of a buffer.
pub(super) fn to_text(buffer: &str) -> String {
    buffer.replace(BREAK, "\n")
}

/// The offset in the text for one in its buffer; what lies between line break and margin is behind it.
pub(super) fn to_text_offset(buffer: &str, offset: usize) -> usize {
    let is_inside = buffer[..offset].ends_with('\n') && buffer[offset..].starts_with('\t');
    let offset = offset + usize::from(is_inside);
    offset - buffer[..offset].matches(BREAK).count()
}

/// The offset in the buffer for one in its text.
pub(super) fn to_buffer_offset(text: &str, offset: usize) -> usize {
    offset + text[..offset].matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_there_and_back() {
        let text = "if x:\n\ty\n\nz";
        let buffer = to_buffer(text);
        assert_eq!(buffer, "if x:\n\t\ty\n\t\n\tz");
        assert_eq!(to_text(&buffer), text);
        for offset in 0..=text.len() {
            let there = to_buffer_offset(text, offset);
            assert_eq!(to_text_offset(&buffer, there), offset);
        }
        assert_eq!(to_text_offset("a\n\tb", 2), 2);
    }
}
