//! Modules inside the binary.
//!
//! An archive is one block of bytes that needs no reading in: a sorted index of fixed-width
//! records, searched by halves, and the names, code and sources they point to.
//!
//! ```text
//! magic number of cache files (4), number of modules (4)
//! records: offset and length of name, code and source, flags (7 × 4), sorted by name
//! names, codes, sources
//! ```
//! Codes of modules that are often imported lie in front of the others.
//!
//! A source is its length (4) and a zlib stream; code is plain, because it is decoded function by
//! function, when first called.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use rpy_bytecode::{CodeObject, Constant, MarshalError, marshal};
use zlib_rs::{
    DeflateConfig, InflateConfig, ReturnCode, compress_bound, compress_slice, decompress_slice,
};

use crate::cache::MAGIC;

const HEADER_SIZE: usize = 8;
const RECORD_SIZE: usize = 28;
const IS_PACKAGE: u32 = 1;

/// An archive of modules, such as the library embedded in the binary.
#[derive(Clone, Copy, Debug)]
pub struct FrozenModules {
    bytes: &'static [u8],
    count: usize,
    /// Whether the code needs no verifying.
    trusted: bool,
}

/// A module of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrozenModule {
    /// The full name.
    pub name: &'static str,
    /// Whether it is a package.
    pub is_package: bool,
    /// The marshalled code.
    code: &'static [u8],
    /// The source, deflated; empty if there is none.
    deflated: &'static [u8],
    trusted: bool,
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
        trusted: true,
    };

    /// Opens an archive that [`ArchiveBuilder`] made.
    pub fn new(bytes: &'static [u8]) -> Result<FrozenModules, ArchiveError> {
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(ArchiveError)?;
        let (count, records) = rest.split_first_chunk::<4>().ok_or(ArchiveError)?;
        let count = u32::from_le_bytes(*count) as usize;
        if *magic != MAGIC || records.len() / RECORD_SIZE < count {
            return Err(ArchiveError);
        }
        Ok(FrozenModules {
            bytes,
            count,
            trusted: false,
        })
    }

    /// Opens an archive that is part of the binary: its code was verified when it was made.
    ///
    /// # Safety
    ///
    /// The bytes are what [`ArchiveBuilder::finish`] has made.
    pub unsafe fn trusted(bytes: &'static [u8]) -> Result<FrozenModules, ArchiveError> {
        let modules = FrozenModules::new(bytes)?;
        Ok(FrozenModules {
            trusted: true,
            ..modules
        })
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
            deflated: part(4)?,
            trusted: self.trusted,
        })
    }
}

impl FrozenModule {
    /// Decodes the code of the module's body.
    pub fn decode(&self) -> Result<CodeObject, MarshalError> {
        self.decode_named(None)
    }

    /// As [`FrozenModule::decode`], with another name of the file.
    pub fn decode_as(&self, filename: Arc<str>) -> Result<CodeObject, MarshalError> {
        self.decode_named(Some(filename))
    }

    fn decode_named(&self, filename: Option<Arc<str>>) -> Result<CodeObject, MarshalError> {
        let range = 0..self.code.len();
        if self.trusted {
            // SAFETY: the builder has made the archive, which verifies all code that it takes.
            return unsafe { marshal::decode_trusted(self.code, range, filename) };
        }
        match filename {
            Some(filename) => marshal::decode_as(self.code, range, filename),
            None => marshal::decode(self.code, range),
        }
    }

    /// The marshalled code.
    pub fn code(&self) -> &'static [u8] {
        self.code
    }

    /// The text of the module's source; `None` if the archive holds none.
    pub fn source(&self) -> Option<Vec<u8>> {
        let (length, deflated) = self.deflated.split_first_chunk::<4>()?;
        let mut source = vec![0; u32::from_le_bytes(*length) as usize];
        let (text, code) = decompress_slice(&mut source, deflated, InflateConfig::default());
        let length = text.len();
        (code == ReturnCode::Ok && length == source.len()).then_some(source)
    }
}

/// A module on its way into an archive.
#[derive(Clone, Debug)]
pub struct ArchiveEntry {
    is_package: bool,
    code: Vec<u8>,
    deflated: Vec<u8>,
}

impl ArchiveEntry {
    /// A file that is no module.
    pub fn data(content: &[u8]) -> ArchiveEntry {
        ArchiveEntry {
            is_package: false,
            code: Vec::new(),
            deflated: deflate(content),
        }
    }

    /// Verifies and encodes code and deflates a source; an empty one is left out.
    ///
    /// # Panics
    ///
    /// If the source is 4 GiB or larger.
    pub fn new(
        is_package: bool,
        code: &CodeObject,
        source: &[u8],
    ) -> Result<ArchiveEntry, MarshalError> {
        verify_all(code)?;
        Ok(ArchiveEntry {
            is_package,
            code: marshal::encode(code)?,
            deflated: deflate(source),
        })
    }
}

/// Verifies code and the code nested in it.
fn verify_all(code: &CodeObject) -> Result<(), MarshalError> {
    rpy_bytecode::verify(code)?;
    for constant in &code.constants {
        if let Constant::Code(nested) = constant {
            verify_all(nested.get()?)?;
        }
    }
    Ok(())
}

/// The length of a text and its zlib stream; nothing for an empty one.
fn deflate(text: &[u8]) -> Vec<u8> {
    let mut deflated = Vec::new();
    if !text.is_empty() {
        let length = u32::try_from(text.len()).expect("a source is smaller than 4 GiB");
        let mut buffer = vec![0; compress_bound(text.len())];
        let (stream, code) = compress_slice(&mut buffer, text, DeflateConfig::default());
        assert_eq!(code, ReturnCode::Ok, "the buffer is large enough");
        deflated.extend(length.to_le_bytes());
        deflated.extend_from_slice(stream);
    }
    deflated
}

/// Makes an archive.
#[derive(Clone, Debug, Default)]
pub struct ArchiveBuilder {
    modules: BTreeMap<String, ArchiveEntry>,
    first: Vec<String>,
}

impl ArchiveBuilder {
    /// An archive without modules.
    pub fn new() -> ArchiveBuilder {
        ArchiveBuilder::default()
    }

    /// Adds a module, or replaces the one of the same name.
    pub fn add(&mut self, name: impl Into<String>, entry: ArchiveEntry) {
        self.modules.insert(name.into(), entry);
    }

    /// Has the codes of these modules lie in front of all others, in this order. Those that are imported together take
    /// less memory side by side: the system reads the archive in windows of many pages.
    pub fn put_first(&mut self, names: &[&str]) {
        self.first = names.iter().map(|name| (*name).to_owned()).collect();
    }

    /// The names of modules, in the order in which their codes lie.
    fn order_of_codes(&self) -> Vec<&String> {
        let first = self
            .first
            .iter()
            .filter(|name| self.modules.contains_key(*name));
        let rest = self
            .modules
            .keys()
            .filter(|name| !self.first.contains(name));
        first.chain(rest).collect()
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
        // One kind behind the other: a search for a name, and the import of a module, then touch few
        // pages.
        let by_name: Vec<&String> = self.modules.keys().collect();
        let orders = [by_name.clone(), self.order_of_codes(), by_name];
        let mut contents = Vec::new();
        let mut places = HashMap::new();
        let start = HEADER_SIZE + self.modules.len() * RECORD_SIZE;
        for (part, order) in orders.iter().enumerate() {
            for name in order {
                let content = self.part(name, part);
                places.insert((name.as_str(), part), start + contents.len());
                contents.extend_from_slice(content);
            }
        }
        let mut index = [MAGIC, word(self.modules.len())].concat();
        for (name, module) in &self.modules {
            for part in 0..orders.len() {
                index.extend(word(places[&(name.as_str(), part)]));
                index.extend(word(self.part(name, part).len()));
            }
            index.extend(if module.is_package { IS_PACKAGE } else { 0 }.to_le_bytes());
        }
        index.extend(contents);
        index
    }

    /// What the archive holds of a module: name, code and source.
    fn part<'a>(&'a self, name: &'a str, part: usize) -> &'a [u8] {
        let module = &self.modules[name];
        [name.as_bytes(), &module.code, &module.deflated][part]
    }
}
