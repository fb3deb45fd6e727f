//! The verifier: any sequence of words becomes a list of operations, or is refused.
//!
//! Accepted is what the `re` package can emit: constructs that lie within one another and end where
//! they say, with the operands and the closing words that they have there. It walks over the words
//! once and keeps the constructs that are open on a stack of its own, so depth costs memory only.

use std::collections::HashMap;

use crate::error::InvalidCode;
use crate::opcodes::{
    Category, INFO_CHARSET, INFO_LITERAL, INFO_PREFIX, MAX_GROUPS, Opcode, Place,
};
use crate::operations::{Assertion, Greed, Operation, Operations, Repeat};
use crate::single::{BigCharset, Bitmap, Fold, Item, Single};

type Result<T> = std::result::Result<T, InvalidCode>;

/// Verifies the words of a pattern with `groups` groups.
pub(crate) fn verify(words: &[u32], groups: usize) -> Result<Operations> {
    let last = words
        .len()
        .checked_sub(1)
        .ok_or(InvalidCode { offset: 0 })?;
    if groups > MAX_GROUPS || Opcode::from_word(words[last]) != Some(Opcode::Success) {
        return Err(InvalidCode { offset: last });
    }
    let mut verifier = Verifier {
        words,
        position: 0,
        output: Operations {
            groups,
            ..Operations::default()
        },
        known_singles: HashMap::new(),
        regions: vec![Region {
            end: last,
            width: 0,
            kind: Kind::Whole,
        }],
    };
    verifier.run()?;
    Ok(verifier.output)
}

struct Verifier<'a> {
    words: &'a [u32],
    /// Index of the next word.
    position: usize,
    output: Operations,
    known_singles: HashMap<Single, u32>,
    /// The constructs that are open, innermost last.
    regions: Vec<Region>,
}

/// The inside of a construct.
struct Region {
    /// Index of the word behind the inside.
    end: usize,
    /// Characters the inside matches at least, as far as it has been read.
    width: u64,
    kind: Kind,
}

enum Kind {
    Whole,
    Alternative(OpenBranch),
    Repeat(u32),
    PossessiveRepeat(u32),
    Atomic(u32),
    Assertion(u32),
    /// What is matched if a group has matched: the operation that asks.
    Yes(usize),
    /// What is matched otherwise: the jump that leads over it, and the least width of `Yes`.
    No {
        jump: usize,
        yes_width: u64,
    },
}

/// A branch whose alternatives are being read.
struct OpenBranch {
    /// Its index in the table.
    branch: usize,
    /// Index of the word behind the branch, once the first alternative has said so.
    target: Option<usize>,
    /// The jumps that end the alternatives so far.
    jumps: Vec<usize>,
    /// The least width of the alternatives so far.
    width: u64,
}

impl Verifier<'_> {
    fn run(&mut self) -> Result<()> {
        loop {
            let end = self.regions.last().expect("the whole is open").end;
            if self.position < end {
                self.operation(end)?;
            } else if self.close()? {
                return Ok(());
            }
        }
    }

    fn invalid<T>(&self) -> Result<T> {
        Err(InvalidCode {
            offset: self.position,
        })
    }

    /// Reads a word in front of `end`.
    fn word(&mut self, end: usize) -> Result<u32> {
        if self.position >= end {
            return self.invalid();
        }
        self.position += 1;
        Ok(self.words[self.position - 1])
    }

    /// Reads a number of words to skip. Gives the index of the word that it leads to, which is in
    /// front of `end`, or just there.
    fn skip(&mut self, end: usize) -> Result<usize> {
        let from = self.position;
        let target = from + self.word(end)? as usize;
        if target > end {
            return self.invalid();
        }
        Ok(target)
    }

    fn opcode(&mut self, end: usize) -> Result<Opcode> {
        match Opcode::from_word(self.word(end)?) {
            Some(opcode) => Ok(opcode),
            None => self.invalid(),
        }
    }

    fn expect(&mut self, opcode: Opcode, end: usize) -> Result<()> {
        if self.opcode(end)? == opcode {
            Ok(())
        } else {
            self.invalid()
        }
    }

    /// Index of the next operation.
    fn next(&self) -> u32 {
        u32::try_from(self.output.list.len()).expect("operations are no more than words")
    }

    fn emit(&mut self, operation: Operation) {
        self.output.list.push(operation);
    }

    fn open(&mut self, end: usize, kind: Kind) -> Result<()> {
        if end < self.position {
            return self.invalid();
        }
        let width = 0;
        self.regions.push(Region { end, width, kind });
        Ok(())
    }

    fn widen(&mut self, width: u64) {
        let region = self.regions.last_mut().expect("the whole is open");
        region.width = region.width.saturating_add(width);
    }

    /// Reads one operation, or the beginning of a construct, in front of `end`.
    fn operation(&mut self, end: usize) -> Result<()> {
        let start = self.position;
        let opcode = self.opcode(end)?;
        match opcode {
            Opcode::Failure => self.emit(Operation::Fail),
            Opcode::Mark => {
                let mark = self.word(end)?;
                if mark as usize >= 2 * self.output.groups {
                    return self.invalid();
                }
                self.output.marks = self.output.marks.max(mark as usize + 1);
                self.emit(Operation::Mark(mark));
            }
            Opcode::At => match Place::from_word(self.word(end)?) {
                Some(place) => {
                    // What a boundary asks about the characters on its sides.
                    if let Some(category) = place.category() {
                        self.intern(Single::of(category));
                    }
                    self.emit(Operation::At(place));
                }
                None => return self.invalid(),
            },
            Opcode::Info => {
                if start != 0 {
                    return self.invalid();
                }
                self.info(end)?;
            }
            Opcode::Branch => {
                let branch = self.output.branches.len();
                self.output.branches.push(Vec::new());
                self.emit(Operation::Branch(branch as u32));
                self.alternative(
                    end,
                    OpenBranch {
                        branch,
                        target: None,
                        jumps: Vec::new(),
                        width: u64::MAX,
                    },
                )?;
            }
            Opcode::RepeatOne => self.run_of(Greed::Greedy, end)?,
            Opcode::MinRepeatOne => self.run_of(Greed::Lazy, end)?,
            Opcode::PossessiveRepeatOne => self.run_of(Greed::Possessive, end)?,
            Opcode::Repeat | Opcode::PossessiveRepeat => {
                let until = self.skip(end)?;
                if until >= end {
                    return self.invalid();
                }
                let (min, max) = self.bounds(until)?;
                let index = self.output.repeats.len() as u32;
                self.output.repeats.push(Repeat {
                    min,
                    max,
                    greed: Greed::Possessive,
                    start: self.next(),
                    until: 0,
                    nullable: false,
                });
                self.emit(Operation::Repeat(index));
                let kind = if opcode == Opcode::Repeat {
                    Kind::Repeat(index)
                } else {
                    Kind::PossessiveRepeat(index)
                };
                self.open(until, kind)?;
            }
            Opcode::AtomicGroup => {
                let after = self.skip(end)?;
                let index = self.output.atomics;
                self.output.atomics += 1;
                self.emit(Operation::Atomic(index));
                self.open(after - 1, Kind::Atomic(index))?;
            }
            Opcode::Assert | Opcode::AssertNot => {
                let after = self.skip(end)?;
                let back = self.word(after)?;
                let index = self.output.assertions.len() as u32;
                self.output.assertions.push(Assertion {
                    back,
                    negate: opcode == Opcode::AssertNot,
                    end: 0,
                });
                self.emit(Operation::Assert(index));
                self.open(after - 1, Kind::Assertion(index))?;
            }
            Opcode::GroupRef => self.reference(Fold::None, end)?,
            Opcode::GroupRefIgnore => self.reference(Fold::Ascii, end)?,
            Opcode::GroupRefLocIgnore => self.reference(Fold::Locale, end)?,
            Opcode::GroupRefUniIgnore => self.reference(Fold::Unicode, end)?,
            Opcode::GroupRefExists => {
                let group = self.group(end)?;
                // The words to skip count from the group.
                let otherwise = self.skip(end + 1)? - 1;
                let asks = self.output.list.len();
                self.emit(Operation::GroupRefExists {
                    group,
                    otherwise: 0,
                });
                self.open(otherwise, Kind::Yes(asks))?;
            }
            Opcode::Jump => return self.otherwise(),
            _ => {
                let single = self.single(opcode, end)?;
                let width = u64::from(self.output.singles[single as usize] != Single::Never);
                self.widen(width);
                self.emit(Operation::Single(single));
            }
        }
        Ok(())
    }

    /// Ends the innermost construct. Says whether it was the whole.
    fn close(&mut self) -> Result<bool> {
        let region = self.regions.pop().expect("the whole is open");
        let Some(outer) = self.regions.last() else {
            self.output.min_width = region.width;
            self.emit(Operation::Success);
            return Ok(true);
        };
        let end = outer.end;
        let mut width = region.width;
        match region.kind {
            Kind::Whole => unreachable!("the whole is outermost"),
            Kind::Alternative(branch) => return self.end_alternative(branch, width, end),
            Kind::Repeat(index) => {
                let greed = match self.opcode(end)? {
                    Opcode::MaxUntil => Greed::Greedy,
                    Opcode::MinUntil => Greed::Lazy,
                    _ => return self.invalid(),
                };
                width = self.end_repeat(index, greed, width);
            }
            Kind::PossessiveRepeat(index) => {
                self.expect(Opcode::Success, end)?;
                width = self.end_repeat(index, Greed::Possessive, width);
            }
            Kind::Atomic(index) => {
                self.expect(Opcode::Success, end)?;
                self.emit(Operation::AtomicEnd(index));
            }
            Kind::Assertion(index) => {
                self.expect(Opcode::Success, end)?;
                self.output.assertions[index as usize].end = self.next();
                self.emit(Operation::AssertEnd(index));
                width = 0;
            }
            Kind::Yes(asks) => {
                self.lead_here(asks);
                width = 0;
            }
            Kind::No { jump, yes_width } => {
                self.lead_here(jump);
                width = width.min(yes_width);
            }
        }
        self.widen(width);
        Ok(false)
    }

    /// Ends the body of a repeat. Gives the least width of the repeat.
    fn end_repeat(&mut self, index: u32, greed: Greed, width: u64) -> u64 {
        let until = self.next();
        let repeat = &mut self.output.repeats[index as usize];
        repeat.until = until;
        repeat.greed = greed;
        repeat.nullable = width == 0;
        let width = width.saturating_mul(repeat.min.into());
        self.emit(Operation::Until(index));
        width
    }

    /// Makes an operation that jumps lead to the next one.
    fn lead_here(&mut self, from: usize) {
        let here = self.next();
        match &mut self.output.list[from] {
            Operation::Jump(target) => *target = here,
            Operation::GroupRefExists { otherwise, .. } => *otherwise = here,
            _ => unreachable!("only these jump"),
        }
        self.output.joins.push(here);
    }

    /// Reads the words in front of an alternative, or ends the branch if there is none left.
    fn alternative(&mut self, end: usize, mut open: OpenBranch) -> Result<()> {
        let next = self.skip(end)?;
        if next + 1 == self.position {
            // A zero ends the branch. All alternatives lead here.
            if open.target != Some(self.position) {
                return self.invalid();
            }
            for jump in std::mem::take(&mut open.jumps) {
                self.lead_here(jump);
            }
            self.widen(open.width);
            return Ok(());
        }
        let here = self.next();
        self.output.branches[open.branch].push(here);
        // The jump that ends it takes two words.
        match next.checked_sub(2) {
            Some(inside) => self.open(inside, Kind::Alternative(open)),
            None => self.invalid(),
        }
    }

    fn end_alternative(&mut self, mut open: OpenBranch, width: u64, end: usize) -> Result<bool> {
        self.expect(Opcode::Jump, end)?;
        let target = self.skip(end)?;
        if *open.target.get_or_insert(target) != target {
            return self.invalid();
        }
        open.jumps.push(self.output.list.len());
        open.width = open.width.min(width);
        self.emit(Operation::Jump(0));
        self.alternative(end, open)?;
        Ok(false)
    }

    /// Reads the jump between what is matched if a group has matched and what is otherwise.
    fn otherwise(&mut self) -> Result<()> {
        let region = self.regions.pop().expect("the whole is open");
        let Kind::Yes(asks) = region.kind else {
            return self.invalid();
        };
        if self.position + 1 != region.end {
            return self.invalid();
        }
        let outer = self.regions.last().expect("the whole is outermost").end;
        let after = self.skip(outer)?;
        let jump = self.output.list.len();
        self.emit(Operation::Jump(0));
        self.lead_here(asks);
        let yes_width = region.width;
        self.open(after, Kind::No { jump, yes_width })
    }

    /// Reads the least and the greatest number of a repeat.
    fn bounds(&mut self, end: usize) -> Result<(u32, u32)> {
        let (min, max) = (self.word(end)?, self.word(end)?);
        if min > max {
            return self.invalid();
        }
        Ok((min, max))
    }

    fn run_of(&mut self, greed: Greed, end: usize) -> Result<()> {
        let after = self.skip(end)?;
        let (min, max) = self.bounds(after)?;
        let opcode = self.opcode(after)?;
        let single = self.single(opcode, after)?;
        self.expect(Opcode::Success, after)?;
        if self.position != after {
            return self.invalid();
        }
        self.widen(min.into());
        self.emit(Operation::Run {
            single,
            min,
            max,
            greed,
        });
        Ok(())
    }

    fn group(&mut self, end: usize) -> Result<u32> {
        let group = self.word(end)?;
        if group as usize >= self.output.groups {
            return self.invalid();
        }
        Ok(group)
    }

    fn reference(&mut self, fold: Fold, end: usize) -> Result<()> {
        let group = self.group(end)?;
        self.emit(Operation::GroupRef { group, fold });
        Ok(())
    }

    /// Reads the operands of an operation that matches one character. Gives its index.
    fn single(&mut self, opcode: Opcode, end: usize) -> Result<u32> {
        let single = match opcode {
            Opcode::Failure => Single::Never,
            Opcode::Any => Single::Any,
            Opcode::AnyAll => Single::All,
            Opcode::Literal => self.literal(Fold::None, false, end)?,
            Opcode::LiteralIgnore => self.literal(Fold::Ascii, false, end)?,
            Opcode::LiteralLocIgnore => self.literal(Fold::Locale, false, end)?,
            Opcode::LiteralUniIgnore => self.literal(Fold::Unicode, false, end)?,
            Opcode::NotLiteral => self.literal(Fold::None, true, end)?,
            Opcode::NotLiteralIgnore => self.literal(Fold::Ascii, true, end)?,
            Opcode::NotLiteralLocIgnore => self.literal(Fold::Locale, true, end)?,
            Opcode::NotLiteralUniIgnore => self.literal(Fold::Unicode, true, end)?,
            Opcode::In => self.set(Fold::None, end)?,
            Opcode::InIgnore => self.set(Fold::Ascii, end)?,
            Opcode::InLocIgnore => self.set(Fold::Locale, end)?,
            Opcode::InUniIgnore => self.set(Fold::Unicode, end)?,
            _ => return self.invalid(),
        };
        Ok(self.intern(single))
    }

    /// The index of a single; equal ones have the same.
    fn intern(&mut self, single: Single) -> u32 {
        if let Some(&known) = self.known_singles.get(&single) {
            return known;
        }
        let index = self.output.singles.len() as u32;
        self.output.singles.push(single.clone());
        self.known_singles.insert(single, index);
        index
    }

    fn literal(&mut self, fold: Fold, negate: bool, end: usize) -> Result<Single> {
        let c = self.word(end)?;
        Ok(Single::Literal { c, fold, negate })
    }

    fn set(&mut self, fold: Fold, end: usize) -> Result<Single> {
        let after = self.skip(end)?;
        let items = self.items(after)?;
        if self.position != after {
            return self.invalid();
        }
        Ok(Single::Set { items, fold })
    }

    /// Reads the parts of a set and the word that ends them.
    fn items(&mut self, end: usize) -> Result<Box<[Item]>> {
        let mut items = Vec::new();
        loop {
            items.push(match self.opcode(end)? {
                Opcode::Failure => return Ok(items.into()),
                Opcode::Negate => Item::Negate,
                Opcode::Literal => Item::Literal(self.word(end)?),
                Opcode::Range => Item::Range(self.word(end)?, self.word(end)?),
                Opcode::RangeUniIgnore => Item::RangeUniIgnore(self.word(end)?, self.word(end)?),
                Opcode::Category => match Category::from_word(self.word(end)?) {
                    Some(category) => Item::Category(category),
                    None => return self.invalid(),
                },
                Opcode::Charset => Item::Charset(Box::new(self.bitmap(end)?)),
                Opcode::BigCharset => self.big_charset(end)?,
                _ => return self.invalid(),
            });
        }
    }

    fn bitmap(&mut self, end: usize) -> Result<Bitmap> {
        let mut bitmap = Bitmap::default();
        for word in &mut bitmap {
            *word = self.word(end)?;
        }
        Ok(bitmap)
    }

    fn big_charset(&mut self, end: usize) -> Result<Item> {
        let count = self.word(end)?;
        let mut blocks = [0; 256];
        for four in blocks.chunks_exact_mut(CODE_BYTES) {
            // The package makes words of bytes in the machine's order.
            four.copy_from_slice(&self.word(end)?.to_ne_bytes());
        }
        if blocks.iter().any(|&block| u32::from(block) >= count) {
            return self.invalid();
        }
        let bitmaps = (0..count).map(|_| self.bitmap(end));
        let bitmaps = bitmaps.collect::<Result<_>>()?;
        Ok(Item::BigCharset(Box::new(BigCharset { blocks, bitmaps })))
    }

    /// Reads the block in front of a pattern: what the package found out about it. The engine finds
    /// out by itself, so that nothing depends on whether it is true.
    fn info(&mut self, end: usize) -> Result<()> {
        let after = self.skip(end)?;
        let flags = self.word(after)?;
        let (_min, _max) = (self.word(after)?, self.word(after)?);
        let prefix = flags & INFO_PREFIX != 0;
        let charset = flags & INFO_CHARSET != 0;
        let unknown = flags & !(INFO_PREFIX | INFO_LITERAL | INFO_CHARSET);
        if unknown != 0 || prefix && charset || flags & INFO_LITERAL != 0 && !prefix {
            return self.invalid();
        }
        if prefix {
            let length = self.word(after)?;
            let _skip = self.word(after)?;
            for _ in 0..length {
                self.word(after)?;
            }
            for _ in 0..length {
                if self.word(after)? >= length {
                    return self.invalid();
                }
            }
        }
        if charset {
            self.items(after)?;
        }
        if self.position != after {
            return self.invalid();
        }
        Ok(())
    }
}

/// Bytes of a word.
const CODE_BYTES: usize = crate::opcodes::CODE_SIZE;
