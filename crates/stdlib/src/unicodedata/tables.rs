//! What `tables.txt` holds: properties that the crates do not tell, and those of version 3.2.
//!
//! The file is made by `xtask/unicode_tables.py`. A part of it is read when it is first asked for.

use std::cell::OnceCell;
use std::collections::HashMap;

use rpy_vm::Vm;
use rpy_vm::function::native::ModuleState;

use super::version::Version;

const TEXT: &str = include_str!("tables.txt");

/// A property that is the same for many code points in a row: where it changes, and to what.
pub(super) struct Runs(Vec<(u32, &'static str)>);

impl Runs {
    fn read(section: &str) -> Runs {
        let entries = entries(section).filter_map(|entry| {
            let (start, value) = entry.split_once(':')?;
            Some((u32::from_str_radix(start, 16).ok()?, value))
        });
        Runs(entries.collect())
    }

    /// The property of a code point; `-` for none.
    pub(super) fn get(&self, code_point: u32) -> &'static str {
        let behind = self.0.partition_point(|(start, _)| *start <= code_point);
        self.0[behind - 1].1
    }
}

/// A property of single code points, as text.
pub(super) struct Entries(HashMap<u32, &'static str>);

impl Entries {
    fn read(section: &str) -> Entries {
        let entries = entries(section).filter_map(|entry| {
            // Code points are in upper case, and no value begins so.
            let is_digit = |it: char| it.is_ascii_hexdigit() && !it.is_ascii_lowercase();
            let end = entry.find(|it: char| !is_digit(it))?;
            let code_point = u32::from_str_radix(&entry[..end], 16).ok()?;
            Some((code_point, &entry[end..]))
        });
        Entries(entries.collect())
    }

    /// The property of a code point.
    pub(super) fn get(&self, code_point: u32) -> Option<&'static str> {
        self.0.get(&code_point).copied()
    }
}

/// Names, and the code points that they stand for.
pub(super) struct Names(HashMap<&'static str, Vec<u32>>);

impl Names {
    fn read(section: &str) -> Names {
        let entries = entries(section).filter_map(|entry| {
            let (name, code_points) = entry.split_once('=')?;
            Some((name, hex_list(code_points)))
        });
        Names(entries.collect())
    }

    /// The code points of a name in which underscores stand for spaces.
    pub(super) fn get(&self, name: &str) -> Option<&[u32]> {
        self.0.get(name).map(Vec::as_slice)
    }
}

/// Hexadecimal numbers between plus signs.
pub(super) fn hex_list(text: &str) -> Vec<u32> {
    let numbers = text.split('+');
    numbers
        .filter_map(|number| u32::from_str_radix(number, 16).ok())
        .collect()
}

/// The entries of a section.
fn entries(section: &str) -> impl Iterator<Item = &'static str> {
    let head = format!("\n[{section}]\n");
    let start = TEXT.find(&head).map_or(TEXT.len(), |at| at + head.len());
    let rest = &TEXT[start..];
    rest[..rest.find("\n[").unwrap_or(rest.len())].split_ascii_whitespace()
}

/// Declares the tables: name, type, section.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $type:ident = $section:literal;)*) => {
        /// The tables that were read so far.
        #[derive(Default)]
        pub(super) struct Tables {
            $($name: OnceCell<$type>,)*
        }

        impl Tables {
            $(
                $(#[$doc])*
                pub(super) fn $name(&self) -> &$type {
                    self.$name.get_or_init(|| $type::read($section))
                }
            )*
        }
    };
}

tables! {
    /// Bidirectional classes.
    bidirectional_new: Runs = "bidirectional";
    /// Those of 3.2.
    bidirectional_old: Runs = "bidirectional-3.2";
    /// East Asian widths.
    width_new: Runs = "width";
    /// Those of 3.2.
    width_old: Runs = "width-3.2";
    /// What is mirrored.
    mirrored_new: Runs = "mirrored";
    /// What is so in 3.2.
    mirrored_old: Runs = "mirrored-3.2";
    /// General categories of 3.2.
    category_old: Runs = "category-3.2";
    /// Combining classes of 3.2.
    combining_old: Runs = "combining-3.2";
    /// Numbers, behind a letter for their kind: d for decimal digits, g for others, n for the rest.
    number: Entries = "number";
    /// Those of 3.2 that were others, or none (`!`).
    number_old: Entries = "number-3.2";
    /// Decompositions, behind their tags or `=`.
    decomposition: Entries = "decomposition";
    /// Other names of characters.
    aliases: Names = "aliases";
    /// Names of sequences.
    sequences: Names = "sequences";
}

impl ModuleState for Tables {
    fn new(_vm: &mut Vm) -> Tables {
        Tables::default()
    }
}

impl Tables {
    /// The table of a version.
    pub(super) fn bidirectional(&self, version: Version) -> &Runs {
        match version {
            Version::New => self.bidirectional_new(),
            Version::Old => self.bidirectional_old(),
        }
    }

    /// The table of a version.
    pub(super) fn width(&self, version: Version) -> &Runs {
        match version {
            Version::New => self.width_new(),
            Version::Old => self.width_old(),
        }
    }

    /// The table of a version.
    pub(super) fn mirrored(&self, version: Version) -> &Runs {
        match version {
            Version::New => self.mirrored_new(),
            Version::Old => self.mirrored_old(),
        }
    }

    /// Whether version 3.2 has a code point.
    pub(super) fn is_old(&self, code_point: u32) -> bool {
        self.category_old().get(code_point) != "Cn"
    }
}
