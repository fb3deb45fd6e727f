//! The translator: from operations to a program for texts of one encoding.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::byte_set::ByteSet;
use crate::classes::{Analysis, analyse};
use crate::code::{
    Assertion, Branch, Class, Code, Filter, Guard, Instruction, NO_ALTERNATIVE, Prefilter, Repeat,
    Rows, Run, RunKind, Split, Stops,
};
use crate::first::{First, firsts, is_possessive};
use crate::opcodes::{MAX_REPEAT, Place};
use crate::operations::{Greed, Operation, Operations};
use crate::properties::CharacterTable;
use crate::single::{Fold, Single};
use crate::text::{Encoding, encode};
use crate::window::window;

/// Translates a pattern.
pub(crate) fn translate(
    operations: &Operations,
    encoding: Encoding,
    table: &CharacterTable,
) -> Code {
    let mut analyses: Vec<Analysis> = Vec::with_capacity(operations.singles.len());
    for single in &operations.singles {
        analyses.push(analyse(single, encoding, table));
    }
    let of_singles: Vec<First> = analyses.iter().map(|analysis| analysis.first).collect();
    let translator = Translator {
        operations,
        encoding,
        firsts: firsts(operations, &of_singles),
        known_classes: vec![None; analyses.len()],
        analyses,
        rows: Rows::default(),
        positions: Vec::with_capacity(operations.list.len() + 1),
        instructions: vec![Instruction::Fail],
        literals: Vec::new(),
        classes: Vec::new(),
        runs: Vec::new(),
        splits: Vec::new(),
        repeats: Vec::new(),
        forms: Vec::new(),
        joins: vec![false; operations.list.len() + 1],
        heights: operations.atomics + operations.assertions.len() as u32,
        extends_literal: false,
    };
    translator.run()
}

/// How a repeat is carried out.
#[derive(Clone, Copy)]
enum Form {
    /// By a split, without counting.
    Split(u32),
    Counted(u32),
}

struct Translator<'a> {
    operations: &'a Operations,
    encoding: Encoding,
    analyses: Vec<Analysis>,
    known_classes: Vec<Option<u32>>,
    /// What each operation may begin with.
    firsts: Vec<First>,
    rows: Rows,
    /// The instruction of each operation.
    positions: Vec<u32>,
    instructions: Vec<Instruction>,
    literals: Vec<u8>,
    classes: Vec<Class>,
    runs: Vec<Run>,
    splits: Vec<Split>,
    repeats: Vec<Repeat>,
    /// The form of each repeat so far.
    forms: Vec<Form>,
    /// Which operations are jumped to from afar.
    joins: Vec<bool>,
    heights: u32,
    /// Whether the last instruction is a literal that the next operation may extend.
    extends_literal: bool,
}

impl Translator<'_> {
    fn run(mut self) -> Code {
        for &join in &self.operations.joins {
            self.joins[join as usize] = true;
        }
        let leading = self.leading_run();
        for index in 0..self.operations.list.len() {
            self.positions.push(self.here());
            let extends_literal = self.extends_literal && !self.joins[index];
            self.extends_literal = false;
            self.operation(index, extends_literal, leading == Some(index));
        }
        self.positions.push(self.here());
        self.finish()
    }

    /// Index of the next instruction.
    fn here(&self) -> u32 {
        self.instructions.len() as u32
    }

    fn emit(&mut self, instruction: Instruction) {
        self.instructions.push(instruction);
    }

    fn operation(&mut self, index: usize, extends_literal: bool, leading: bool) {
        let operations = self.operations;
        match operations.list[index] {
            Operation::Single(single) => self.single(single, extends_literal),
            Operation::Run { .. } => self.run_of(index, leading),
            Operation::Mark(mark) => self.emit(Instruction::Mark(mark)),
            Operation::At(place) => self.place(place),
            Operation::Branch(branch) => self.emit(Instruction::Branch(branch)),
            Operation::Jump(target) => self.emit(Instruction::Jump(target)),
            Operation::Repeat(repeat) => self.repeat(repeat),
            Operation::Until(repeat) => self.until(repeat),
            Operation::Atomic(group) => self.emit(Instruction::Atomic(group)),
            Operation::AtomicEnd(group) => self.emit(Instruction::AtomicEnd(group)),
            Operation::Assert(index) => {
                let negate = operations.assertions[index as usize].negate;
                self.emit(if negate {
                    Instruction::AssertNot(index)
                } else {
                    Instruction::Assert(index)
                });
            }
            Operation::AssertEnd(index) => {
                let negate = operations.assertions[index as usize].negate;
                self.emit(if negate {
                    Instruction::AssertNotEnd(index)
                } else {
                    Instruction::AssertEnd(index)
                });
            }
            Operation::GroupRef { group, fold } => self.emit(Instruction::GroupRef { group, fold }),
            Operation::GroupRefExists { group, otherwise } => {
                self.emit(Instruction::GroupRefExists { group, otherwise });
            }
            Operation::Fail => self.emit(Instruction::Fail),
            Operation::Success => self.emit(Instruction::Match),
        }
    }

    /// Appends the encoding of a literal. `None` if the single is something else, or cannot match.
    fn encode_literal(&self, single: u32, bytes: &mut Vec<u8>) -> Option<()> {
        if let Some(byte) = self.analyses[single as usize].only_byte() {
            bytes.push(byte);
            return Some(());
        }
        match self.operations.singles[single as usize] {
            Single::Literal {
                c,
                fold: Fold::None,
                negate: false,
            } if self.encoding == Encoding::Utf8 => encode(c, bytes),
            _ => None,
        }
    }

    fn single(&mut self, single: u32, extends_literal: bool) {
        let start = self.literals.len() as u32;
        let mut literals = std::mem::take(&mut self.literals);
        let is_literal = self.encode_literal(single, &mut literals).is_some();
        self.literals = literals;
        if is_literal {
            let new_end = self.literals.len() as u32;
            match self.instructions.last_mut() {
                Some(Instruction::Literal { end, .. }) if extends_literal => *end = new_end,
                _ => self.emit(Instruction::Literal {
                    start,
                    end: new_end,
                }),
            }
            self.extends_literal = true;
            return;
        }
        let analysis = &self.analyses[single as usize];
        if analysis.is_never() {
            self.emit(Instruction::Fail);
            return;
        }
        let bytewise = analysis.is_bytewise();
        let class = self.class(single);
        self.emit(if bytewise {
            Instruction::Set(self.classes[class as usize].set)
        } else {
            Instruction::Class(class)
        });
    }

    fn class(&mut self, single: u32) -> u32 {
        let index = single as usize;
        if let Some(known) = self.known_classes[index] {
            return known;
        }
        let class = self.classes.len() as u32;
        let made = self.analyses[index].class(single, &mut self.rows);
        self.classes.push(made);
        self.known_classes[index] = Some(class);
        class
    }

    fn guard(&mut self, first: &First) -> Guard {
        Guard {
            set: self.rows.add(&first.bytes),
            at_end: first.at_end,
        }
    }

    fn run_of(&mut self, index: usize, leading: bool) {
        let Operation::Run {
            single,
            min,
            max,
            greed,
        } = self.operations.list[index]
        else {
            unreachable!("the caller has looked");
        };
        let next = self.firsts[index + 1];
        let analysis = &self.analyses[single as usize];
        let wide = self.encoding == Encoding::Utf8;
        let possessive = greed == Greed::Possessive
            || is_possessive(self.operations, index, &analysis.first, &next, wide);
        let kind = match greed {
            _ if possessive => RunKind::Possessive,
            Greed::Lazy => RunKind::Lazy,
            _ => RunKind::Greedy,
        };
        let filter = if next.bytes == ByteSet::ALL {
            Filter::None
        } else if next.bytes.len() == 1 {
            let byte = next.bytes.iter().next().expect("there is one");
            let at_end = next.at_end;
            Filter::Byte { byte, at_end }
        } else {
            Filter::Guard(self.guard(&next))
        };
        let class = self.class(single);
        let run = self.runs.len() as u32;
        self.emit(Instruction::Run(run));
        self.runs.push(Run {
            class,
            min,
            max,
            kind,
            filter,
            leading,
            next: self.here(),
        });
    }

    /// The run that the pattern begins with, if where it began makes no difference later.
    fn leading_run(&self) -> Option<usize> {
        let list = &self.operations.list;
        let first = list
            .iter()
            .position(|operation| !matches!(operation, Operation::Mark(_)))?;
        let Operation::Run {
            max: MAX_REPEAT, ..
        } = list[first]
        else {
            return None;
        };
        (!self.operations.has_references()).then_some(first)
    }

    fn place(&mut self, place: Place) {
        let instruction = match place {
            Place::Beginning | Place::BeginningString => Instruction::Beginning,
            Place::BeginningLine => Instruction::BeginningLine,
            Place::End => Instruction::End,
            Place::EndLine => Instruction::EndLine,
            Place::EndString => Instruction::EndString,
            Place::Boundary | Place::LocBoundary | Place::UniBoundary => {
                let class = self.boundary_class(place);
                Instruction::Boundary {
                    class,
                    negate: false,
                }
            }
            Place::NonBoundary | Place::LocNonBoundary | Place::UniNonBoundary => {
                let class = self.boundary_class(place);
                Instruction::Boundary {
                    class,
                    negate: true,
                }
            }
        };
        self.emit(instruction);
    }

    fn boundary_class(&mut self, place: Place) -> u32 {
        let category = place.category().expect("it is a boundary");
        let word = Single::of(category);
        let mut singles = self.operations.singles.iter();
        let single = singles
            .position(|single| *single == word)
            .expect("the verifier has added what boundaries ask for");
        self.class(single as u32)
    }

    fn repeat(&mut self, index: u32) {
        let repeat = self.operations.repeats[index as usize];
        let body = repeat.start + 1;
        let exit = repeat.until + 1;
        let (body_first, exit_first) = (self.firsts[body as usize], self.firsts[exit as usize]);
        let enter = self.guard(&body_first);
        let leave = self.guard(&exit_first);
        let greedy = repeat.greed == Greed::Greedy;
        let splits = match (repeat.min, repeat.max) {
            (0, 1) => true,
            (0 | 1, MAX_REPEAT) => !repeat.nullable,
            _ => false,
        };
        if splits && repeat.greed != Greed::Possessive {
            let split = self.splits.len() as u32;
            self.splits.push(Split {
                body,
                exit,
                enter,
                leave,
                greedy,
            });
            self.forms.push(Form::Split(split));
            if repeat.min == 0 {
                self.emit(Instruction::Split(split));
            }
            return;
        }
        let counted = self.repeats.len() as u32;
        let mut height = 0;
        if repeat.greed == Greed::Possessive {
            height = self.heights;
            self.heights += 1;
            self.emit(Instruction::PossessiveRepeat(counted));
        } else {
            self.emit(Instruction::Repeat(counted));
        }
        self.repeats.push(Repeat {
            min: repeat.min,
            max: repeat.max,
            greedy,
            nullable: repeat.nullable,
            body,
            until: repeat.until,
            exit,
            enter,
            leave,
            height,
        });
        self.forms.push(Form::Counted(counted));
    }

    fn until(&mut self, index: u32) {
        let repeat = self.operations.repeats[index as usize];
        match self.forms[index as usize] {
            Form::Split(split) => {
                if repeat.max > 1 {
                    self.emit(Instruction::Split(split));
                }
            }
            Form::Counted(counted) => match repeat.greed {
                Greed::Greedy => self.emit(Instruction::Until(counted)),
                Greed::Lazy => {
                    self.emit(Instruction::Until(counted));
                    self.emit(Instruction::More(counted));
                }
                Greed::Possessive => self.emit(Instruction::PossessiveUntil(counted)),
            },
        }
    }

    /// Turns indices of operations into those of instructions, and builds what needs them.
    fn finish(mut self) -> Code {
        let operations = self.operations;
        let positions = std::mem::take(&mut self.positions);
        let position = |operation: u32| positions[operation as usize];
        for instruction in &mut self.instructions {
            match instruction {
                Instruction::Jump(target) => *target = position(*target),
                Instruction::GroupRefExists { otherwise, .. } => {
                    *otherwise = position(*otherwise);
                }
                Instruction::Literal { start, end } if *end - *start == 1 => {
                    *instruction = Instruction::Byte(self.literals[*start as usize]);
                }
                _ => {}
            }
        }
        for split in &mut self.splits {
            split.body = position(split.body);
            split.exit = position(split.exit);
        }
        for repeat in &mut self.repeats {
            repeat.body = position(repeat.body);
            repeat.until = position(repeat.until);
            repeat.exit = position(repeat.exit);
        }
        let (prefilter, literal_length) = self.prefilter();
        let (branches, alternatives) = self.branches(&position);
        let assertions = operations.assertions.iter().enumerate();
        let assertions = assertions.map(|(index, assertion)| Assertion {
            back: assertion.back,
            after: position(assertion.end + 1),
            height: operations.atomics + index as u32,
        });
        Code {
            instructions: self.instructions.into(),
            entry: 1,
            literals: self.literals.into(),
            rows: self.rows.finish(),
            classes: self.classes.into(),
            runs: self.runs.into(),
            branches,
            alternatives,
            splits: self.splits.into(),
            repeats: self.repeats.into(),
            assertions: assertions.collect(),
            heights: self.heights,
            prefilter,
            at_end: self.firsts[0].at_end,
            is_literal: literal_length != 0,
            literal_length,
            min_width: usize::try_from(operations.min_width).unwrap_or(usize::MAX),
        }
    }

    /// For each branch and byte the alternatives that may begin with it.
    fn branches(&self, position: &impl Fn(u32) -> u32) -> (Box<[Branch]>, Box<[u32]>) {
        let mut lists = vec![NO_ALTERNATIVE];
        let mut known: HashMap<Vec<u32>, u32> = HashMap::from([(Vec::new(), 0)]);
        let mut branches = Vec::with_capacity(self.operations.branches.len());
        for starts in &self.operations.branches {
            let mut by_byte = Box::new([0; 257]);
            for (byte, list) in by_byte.iter_mut().enumerate() {
                let allowed = |start: &&u32| {
                    let first = &self.firsts[**start as usize];
                    match u8::try_from(byte) {
                        Ok(byte) => first.bytes.contains(byte),
                        Err(_) => first.at_end,
                    }
                };
                let allowed = starts.iter().filter(allowed);
                let allowed: Vec<u32> = allowed.map(|&start| position(start)).collect();
                *list = match known.get(&allowed) {
                    Some(&index) => index,
                    None => {
                        let index = lists.len() as u32;
                        lists.extend(&allowed);
                        lists.push(NO_ALTERNATIVE);
                        known.insert(allowed, index);
                        index
                    }
                };
            }
            branches.push(Branch { by_byte });
        }
        (branches.into(), lists.into())
    }

    /// Where a search need try, and how long a literal is that is all there is to it.
    fn prefilter(&mut self) -> (Prefilter, usize) {
        let mut prefix = Vec::new();
        // Nothing but literals so far.
        let mut plain = true;
        let mut complete = 0;
        for operation in &self.operations.list {
            match *operation {
                Operation::Mark(_) => plain = false,
                Operation::At(Place::Beginning | Place::BeginningString) if prefix.is_empty() => {
                    return (Prefilter::Beginning, 0);
                }
                Operation::At(Place::BeginningLine) if prefix.is_empty() => {
                    return (Prefilter::Lines, 0);
                }
                Operation::At(_) => plain = false,
                Operation::Single(single) => {
                    if self.encode_literal(single, &mut prefix).is_none() {
                        break;
                    }
                }
                Operation::Run { single, min, .. } => {
                    if min > 0 {
                        // One is certain; how many there are does not matter here.
                        let _ = self.encode_literal(single, &mut prefix);
                    }
                    break;
                }
                Operation::Success => {
                    complete = if plain { prefix.len() } else { 0 };
                    break;
                }
                _ => break,
            }
        }
        if prefix.len() > 1 {
            let finder = Finder::new(&prefix).into_owned();
            return (Prefilter::Literal(Box::new(finder)), complete);
        }
        let first = self.firsts[0];
        let prefilter = if first.bytes == ByteSet::ALL {
            Prefilter::None
        } else if let Some(class) = self.first_class() {
            Prefilter::Class(class)
        } else {
            self.window(&first.bytes)
        };
        (prefilter, complete)
    }

    /// Looks for a byte of a set, and at the bytes behind it if that is of use.
    fn window(&mut self, first: &ByteSet) -> Prefilter {
        let (set, few) = (self.rows.add(first), Stops::at(first));
        let singles: Vec<First> = self
            .analyses
            .iter()
            .map(|analysis| analysis.first)
            .collect();
        let sets = window(self.operations, &singles, self.encoding == Encoding::Utf8);
        // A set that has most bytes keeps nothing out.
        let telling = sets.iter().skip(1).any(|set| set.len() < 128);
        if !telling {
            return Prefilter::Set { set, few };
        }
        let second = self.rows.add(&sets[1]);
        let third = match sets.get(2) {
            Some(third) => self.rows.add(third),
            None => second,
        };
        Prefilter::Window {
            set,
            few,
            second,
            third,
            width: sets.len(),
        }
    }

    /// The class of the first character, if its first byte does not tell enough.
    fn first_class(&mut self) -> Option<u32> {
        let mut operations = self.operations.list.iter();
        let first = operations
            .find(|operation| !matches!(operation, Operation::Mark(_) | Operation::At(_)))?;
        let single = match *first {
            Operation::Single(single)
            | Operation::Run {
                single, min: 1.., ..
            } => single,
            _ => return None,
        };
        let analysis = &self.analyses[single as usize];
        (!analysis.is_bytewise() && !analysis.is_literal()).then(|| self.class(single))
    }
}
