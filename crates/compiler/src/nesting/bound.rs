//! Bounds for how deep the parser recurses, and the tree gets, from the characters of a text.
//!
//! Each level of an expression takes at least one of the characters that are counted, in the logical line
//! that the expression is in; each block takes a column of indentation. Strings and comments are skipped.
//! Where it is not plain how the lexer reads a text, nothing is said of it.
//!
//! Source: <https://docs.python.org/3.14/reference/lexical_analysis.html>

/// Two letters of `if`, `not`, `await`, `yield`, `async`, `lambda` and `for`.
const WORDS: [&[u8; 2]; 7] = [b"yn", b"if", b"ot", b"wa", b"yi", b"mb", b"fo"];
/// Bits for words. The last word shares that of the first.
const WORD_BITS: usize = 6;
/// Brackets, the operators that the parser recurses for, and what ends the head of a block.
const OPERATORS: &[u8] = b"([{:+-~*/%@&|^<>.";
/// The bit that all bytes have in [`FIRST`], and operators in [`SECOND`].
const OPERATOR: u8 = 1 << WORD_BITS;
/// The bit that bytes have in [`SECOND`] that are looked at one by one.
const SPECIAL: u8 = 1 << 7;
/// The most levels of a tree for a character that is counted: its own, `or`, `and`, a comparison, the other
/// half of an `if`.
const TREE_LEVELS: usize = 5;
/// Levels of a tree that a statement takes.
const STATEMENT: usize = 16;
/// By byte, the bits of the [`WORDS`] that it begins.
static FIRST: [u8; 256] = bits_of_words(0, [OPERATOR; 256]);
/// By byte, the bits of the [`WORDS`] that it ends.
static SECOND: [u8; 256] = {
    let mut bits = [0; 256];
    let mut index = 0;
    while index < OPERATORS.len() {
        bits[OPERATORS[index] as usize] = OPERATOR;
        index += 1;
    }
    let special = b"\n#\"'\\()[]{}";
    index = 0;
    while index < special.len() {
        bits[special[index] as usize] |= SPECIAL;
        index += 1;
    }
    bits_of_words(1, bits)
};
/// Columns that a tab may take.
const TAB: usize = 8;

const fn bits_of_words(place: usize, mut bits: [u8; 256]) -> [u8; 256] {
    let mut index = 0;
    while index < WORDS.len() {
        bits[WORDS[index][place] as usize] |= 1 << (index % WORD_BITS);
        index += 1;
    }
    bits
}

/// What is nested in a text at most.
pub(super) struct Nesting {
    /// Levels in a logical line.
    pub(super) line: usize,
    /// Columns of blanks before a physical line.
    columns: usize,
    /// Blocks, if the text is right.
    pub(super) blocks: usize,
    /// Brackets that are open at a time.
    pub(super) brackets: usize,
}

impl Nesting {
    /// The most levels that the parser can be in.
    pub(super) fn of_parser(&self) -> usize {
        self.line + 2 * self.columns
    }

    /// The most levels of the tree, if the text is right.
    pub(super) fn of_tree(&self) -> usize {
        TREE_LEVELS * self.line + self.blocks + STATEMENT
    }
}

/// What is nested in a text, unless its brackets or strings are not what they should be, or are hard to tell.
pub(super) fn nesting(text: &str) -> Option<Nesting> {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        offset: 0,
        count: 0,
        most: 0,
        columns: 0,
        indentation: 0,
        brackets: 0,
        open: Vec::new(),
    };
    scan.indentation();
    while let Some(byte) = scan.next_special() {
        scan.special(byte)?;
    }
    let is_whole = scan.open.is_empty();
    is_whole.then(|| Nesting {
        line: scan.most.max(scan.count),
        columns: scan.columns,
        // Blanks on both sides of a continued line may make one indentation.
        blocks: 2 * scan.indentation,
        brackets: scan.brackets,
    })
}

/// How far a text has been read.
struct Scan<'t> {
    bytes: &'t [u8],
    offset: usize,
    /// Characters that may open a level, in the logical line at hand, and the most in one before it.
    count: usize,
    most: usize,
    /// The most columns of blanks before a physical line.
    columns: usize,
    /// The most before a logical line, or a part of it that a backslash continues.
    indentation: usize,
    /// The most brackets that were open at a time.
    brackets: usize,
    /// The brackets that are open.
    open: Vec<u8>,
}

impl Scan<'_> {
    /// Reads up to the next character that is more than an operator.
    fn next_special(&mut self) -> Option<u8> {
        // Nothing is the first letter of a word whose second one is special.
        let mut last = 0;
        for (index, &byte) in self.bytes.get(self.offset..)?.iter().enumerate() {
            let bits = SECOND[usize::from(byte)];
            self.count += usize::from(FIRST[usize::from(last)] & bits != 0);
            if bits & SPECIAL != 0 {
                self.offset += index + 1;
                return Some(byte);
            }
            last = byte;
        }
        self.offset = self.bytes.len();
        None
    }

    /// Goes on behind a character that is more than an operator.
    fn special(&mut self, byte: u8) -> Option<()> {
        match byte {
            b'\n' => {
                if self.open.is_empty() {
                    self.most = self.most.max(self.count);
                    self.count = 0;
                }
                self.indentation();
            }
            b'#' => {
                let rest = &self.bytes[self.offset..];
                let end = memchr::memchr(b'\n', rest);
                self.offset += end.unwrap_or(rest.len());
            }
            // A line that is continued does not end.
            b'\\' if self.bytes.get(self.offset) == Some(&b'\n') => {
                self.offset += 1;
                self.indentation();
            }
            b'\\' => {}
            b'(' | b'[' | b'{' => self.open(byte),
            b')' | b']' | b'}' => self.close(byte)?,
            quote => self.string(quote)?,
        }
        Some(())
    }

    fn open(&mut self, byte: u8) {
        self.open.push(byte);
        self.brackets = self.brackets.max(self.open.len());
    }

    /// Closes the innermost bracket.
    fn close(&mut self, byte: u8) -> Option<()> {
        let open = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        (self.open.pop()? == open).then_some(())
    }

    /// Measures the blanks at the beginning of a line, and skips them.
    fn indentation(&mut self) {
        let mut columns = 0;
        while let Some(byte) = self.bytes.get(self.offset) {
            match byte {
                b' ' => columns += 1,
                b'\t' => columns += TAB,
                b'\x0C' => {}
                _ => break,
            }
            self.offset += 1;
        }
        self.columns = self.columns.max(columns);
        if self.open.is_empty() {
            self.indentation = self.indentation.max(columns);
        }
    }

    /// Skips a string behind its first quote.
    fn string(&mut self, quote: u8) -> Option<()> {
        let start = self.offset - 1;
        let is_formatted = matches!(
            self.bytes[..start],
            [.., b'f' | b'F' | b't' | b'T'] | [.., b'f' | b'F' | b't' | b'T', b'r' | b'R']
        );
        let is_triple = self.bytes[start..].starts_with(&[quote; 3]);
        if is_triple {
            self.offset += 2;
        }
        if is_formatted {
            return self.formatted(quote, is_triple);
        }
        loop {
            let rest = self.bytes.get(self.offset..)?;
            let at = match is_triple {
                true => memchr::memchr2(quote, b'\\', rest)?,
                false => memchr::memchr3(quote, b'\\', b'\n', rest)?,
            };
            self.offset += at + 1;
            match rest[at] {
                b'\\' => self.offset += 1,
                b'\n' => return None,
                _ if self.closes(quote, is_triple) => return Some(()),
                _ => {}
            }
        }
    }

    /// Whether the string ends with the quote that has been read, and what belongs to it.
    fn closes(&mut self, quote: u8, is_triple: bool) -> bool {
        if !is_triple {
            return true;
        }
        let is_end = self.bytes[self.offset..].starts_with(&[quote; 2]);
        self.offset += 2 * usize::from(is_end);
        is_end
    }

    /// Reads a string that may hold expressions: what is in it counts. Brackets in expressions are closed
    /// and strings are plain, so that it is sure where the string goes on and where it ends.
    fn formatted(&mut self, quote: u8, is_triple: bool) -> Option<()> {
        let around = self.open.len();
        let mut last = quote;
        loop {
            let byte = *self.bytes.get(self.offset)?;
            let next = self.bytes.get(self.offset + 1);
            self.offset += 1;
            self.count += usize::from(FIRST[usize::from(last)] & SECOND[usize::from(byte)] != 0);
            last = byte;
            let is_text = self.open.len() == around;
            match byte {
                b'\n' if !is_triple => return None,
                b'{' | b'}' if is_text && next == Some(&byte) => self.offset += 1,
                b'}' if is_text => return None,
                b'{' => self.open(byte),
                b'\\' if is_text => self.offset += 1,
                _ if is_text && byte == quote && self.closes(quote, is_triple) => return Some(()),
                _ if is_text => {}
                b'(' | b'[' => self.open(byte),
                b')' | b']' | b'}' => self.close(byte)?,
                b'\\' | b'#' => return None,
                b'\'' | b'"' => self.inner_string(byte, quote, is_triple)?,
                _ => {}
            }
        }
    }

    /// Skips a plain string within an expression of another string.
    fn inner_string(&mut self, quote: u8, outer: u8, is_triple: bool) -> Option<()> {
        if quote == outer && !is_triple {
            return None;
        }
        let rest = &self.bytes[self.offset..];
        let is_odd = |byte: &u8| matches!(byte, b'\'' | b'"' | b'\\' | b'\n' | b'{' | b'}');
        let end = rest.iter().position(is_odd)?;
        let is_plain = rest[end] == quote && rest.get(end + 1) != Some(&quote);
        self.offset += end + 1;
        is_plain.then_some(())
    }
}
