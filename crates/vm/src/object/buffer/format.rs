//! The format of the elements of a view, in the language of the module `struct`.

use std::borrow::Cow;

/// The format of an element. Any text: what it means is up to who reads the elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format(Cow<'static, str>);

impl Format {
    /// Unsigned bytes: what views have whose consumer did not ask for a format.
    pub const BYTES: Format = Format::from_static("B");

    /// A format that is known when the exporter is compiled.
    pub const fn from_static(text: &'static str) -> Format {
        Format(Cow::Borrowed(text))
    }

    /// A format that is known when the exporter exports.
    pub fn new(text: String) -> Format {
        Format(Cow::Owned(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two formats say the same: a leading `@` stands for itself.
    pub fn is_equivalent(&self, other: &Format) -> bool {
        let plain = |format: &Format| -> String {
            let text = format.as_str();
            text.strip_prefix('@').unwrap_or(text).to_owned()
        };
        self == other || plain(self) == plain(other)
    }
}
