//! Modules inside the binary.
//!
//! An archive is one block of bytes that needs no reading in: a sorted index of fixed-width
//! records, searched by halves, and the names, code and sources they point to.
//!
//! ```text
//! magic number of cache files (4), number of modules (4)
//! records: offset and length of name, code and source, flags (7 × 4), sorted by name
//! bytes
//! ```

use std::collections::BTreeMap;
use std::fmt;

use rpy_bytecode::{CodeObject, MarshalError, marshal};

use crate::cache::MAGIC;

const HEADER_SIZE: usize = 8;
const RECORD_SIZE: usize = 28;
const IS_PACKAGE: u32 = 1;

/// An archive of modules, such as the library embedded in the binary.
#[derive(Clone, Copy, Debug)]
pub struct FrozenModules {
    bytes: &'static [u8],
    count: usize,
}

/// A module of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrozenModule {
    /// The full name.
    pub name: &'static str,
    /// Whether it is a package.
    pub is_package: bool,
    /// The marshalled code.
    pub code: &'static [u8],
    /// What the archive holds as its source, in the form it was given; empty if nothing.
    pub source: &'static [u8],
}

/// The bytes are no archive of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveError;

impl fmt::Display for ArchiveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("no archive of frozen modules of this version")
    }
}

impl std::error::Error for ArchiveError {}

impl FrozenModules {
    /// An archive without modules.
    pub const EMPTY: FrozenModules = FrozenModules {
        bytes: &[],
        count: 0,
    };

    /// Opens an archive that [`ArchiveBuilder`] made.
    pub fn new(bytes: &'static [u8]) -> Result<FrozenModules, ArchiveError> {
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(ArchiveError)?;
        let (count, records) = rest.split_first_chunk::<4>().ok_or(ArchiveError)?;
        let count = u32::from_le_bytes(*count) as usize;
        if *magic != MAGIC || records.len() / RECORD_SIZE < count {
            return Err(ArchiveError);
        }
        Ok(FrozenModules { bytes, count })
    }

    /// How many modules there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are no modules.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The module with this full name.
    pub fn get(&self, name: &str) -> Option<FrozenModule> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            let module = self.module(middle)?;
            match module.name.cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(module),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// All modules, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = FrozenModule> + '_ {
        (0..self.count).filter_map(|index| self.module(index))
    }

    fn module(&self, index: usize) -> Option<FrozenModule> {
        let start = HEADER_SIZE + index * RECORD_SIZE;
        let record = self.bytes.get(start..start + RECORD_SIZE)?;
        let field = |index: usize| {
            let bytes = record[4 * index..4 * index + 4].try_into();
            u32::from_le_bytes(bytes.expect("a field has four bytes"))
        };
        let part = |index: usize| {
            let (start, length) = (field(index) as usize, field(index + 1) as usize);
            self.bytes.get(start..start.checked_add(length)?)
        };
        Some(FrozenModule {
            name: std::str::from_utf8(part(0)?).ok()?,
            is_package: field(6) & IS_PACKAGE != 0,
            code: part(2)?,
            source: part(4)?,
        })
    }
}

impl FrozenModule {
    /// Decodes the code of the module's body.
    pub fn decode(&self) -> Result<CodeObject, MarshalError> {
        marshal::decode(self.code, 0..self.code.len())
    }
}

/// Makes an archive.
#[derive(Clone, Debug, Default)]
pub struct ArchiveBuilder {
    modules: BTreeMap<String, (bool, Vec<u8>, Vec<u8>)>,
}

impl ArchiveBuilder {
    /// An archive without modules.
    pub fn new() -> ArchiveBuilder {
        ArchiveBuilder::default()
    }

    /// Adds a module, or replaces the one of the same name. `source` may be anything, such as
    /// compressed text.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        is_package: bool,
        code: &CodeObject,
        source: Vec<u8>,
    ) -> Result<(), MarshalError> {
        self.modules
            .insert(name.into(), (is_package, marshal::encode(code)?, source));
        Ok(())
    }

    /// The bytes of the archive.
    ///
    /// # Panics
    ///
    /// If it would be larger than 4 GiB.
    pub fn finish(&self) -> Vec<u8> {
        let word = |number: usize| {
            u32::try_from(number)
                .expect("an archive is smaller than 4 GiB")
                .to_le_bytes()
        };
        let mut index = [MAGIC, word(self.modules.len())].concat();
        let data_start = HEADER_SIZE + self.modules.len() * RECORD_SIZE;
        let mut data = Vec::new();
        for (name, (is_package, code, source)) in &self.modules {
            for part in [name.as_bytes(), code, source] {
                index.extend(word(data_start + data.len()));
                index.extend(word(part.len()));
                data.extend_from_slice(part);
            }
            index.extend(if *is_package { IS_PACKAGE } else { 0 }.to_le_bytes());
        }
        index.extend(data);
        index
    }
}
