//! Source positions of instructions (PEP 657).

/// Where an instruction comes from. Lines count from 1; columns are UTF-8 bytes from 0.
/// `line` 0 means that the instruction has no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Location {
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Byte offset of the start in its line.
    pub column: u32,
    /// Byte offset behind the end in its line.
    pub end_column: u32,
}

/// The compressed positions of all words of a code object.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LocationTable {
    bytes: Box<[u8]>,
}
