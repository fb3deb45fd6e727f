//! The names of the encodings that are built in.

/// An encoding that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8
    Utf8,
    /// ASCII
    Ascii,
    /// ISO 8859-1
    Latin1,
    /// UTF-16 or UTF-32.
    Wide(Width, Order),
}

/// Size of a code unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// UTF-16
    Two,
    /// UTF-32
    Four,
}

/// Order of the bytes of a code unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As a byte order mark says, or little endian.
    Marked,
    /// The least significant byte first.
    Little,
    /// The most significant byte first.
    Big,
}

impl Encoding {
    /// The encoding with this name, in any spelling that Python knows.
    pub fn by_name(name: &str) -> Option<Encoding> {
        use Encoding::*;
        // As most programs write them.
        match name {
            "utf-8" | "utf8" | "UTF-8" => return Some(Utf8),
            "ascii" | "us-ascii" => return Some(Ascii),
            "latin-1" | "latin1" | "iso-8859-1" => return Some(Latin1),
            _ => {}
        }
        // Runs of other characters than letters, digits and points stand for one separator.
        let mut normal = String::with_capacity(name.len());
        let mut separated = false;
        for character in name.chars() {
            if character.is_ascii_alphanumeric() || character == '.' {
                if separated && !normal.is_empty() {
                    normal.push('_');
                }
                normal.push(character.to_ascii_lowercase());
                separated = false;
            } else {
                separated = true;
            }
        }
        Some(match normal.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "utf8_ucs2" | "utf8_ucs4" | "cp65001" => Utf8,
            "ascii" | "us_ascii" | "646" | "us" | "ansi_x3.4_1968" | "ansi_x3_4_1968"
            | "ansi_x3.4_1986" | "cp367" | "csascii" | "ibm367" | "iso646_us"
            | "iso_646.irv_1991" | "iso_ir_6" => Ascii,
            "latin_1" | "latin1" | "latin" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859"
            | "cp819" | "csisolatin1" | "ibm819" | "iso_8859_1_1987" | "iso_ir_100" | "l1" => {
                Latin1
            }
            "utf_16" | "utf16" | "u16" => Wide(Width::Two, Order::Marked),
            "utf_16_le" | "utf_16le" | "utf16_le" | "unicodelittleunmarked" => {
                Wide(Width::Two, Order::Little)
            }
            "utf_16_be" | "utf_16be" | "utf16_be" | "unicodebigunmarked" => {
                Wide(Width::Two, Order::Big)
            }
            "utf_32" | "utf32" | "u32" => Wide(Width::Four, Order::Marked),
            "utf_32_le" | "utf_32le" | "utf32_le" => Wide(Width::Four, Order::Little),
            "utf_32_be" | "utf_32be" | "utf32_be" => Wide(Width::Four, Order::Big),
            _ => return None,
        })
    }

    /// The name that error messages show.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Ascii => "ascii",
            Encoding::Latin1 => "latin-1",
            Encoding::Wide(Width::Two, Order::Marked) => "utf-16",
            Encoding::Wide(Width::Two, Order::Little) => "utf-16-le",
            Encoding::Wide(Width::Two, Order::Big) => "utf-16-be",
            Encoding::Wide(Width::Four, Order::Marked) => "utf-32",
            Encoding::Wide(Width::Four, Order::Little) => "utf-32-le",
            Encoding::Wide(Width::Four, Order::Big) => "utf-32-be",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_do_not_matter() {
        for name in ["utf-8", "UTF8", "Utf_8", "u8", "utf--8"] {
            assert_eq!(Encoding::by_name(name), Some(Encoding::Utf8));
        }
        for name in ["latin1", "ISO-8859-1", "iso8859-1", "l1"] {
            assert_eq!(Encoding::by_name(name), Some(Encoding::Latin1));
        }
        assert_eq!(Encoding::by_name("koi8-r"), None);
    }
}
