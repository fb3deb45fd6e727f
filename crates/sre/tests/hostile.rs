//! Code that no pattern compiles to, and patterns that would run for ever.

use std::sync::Arc;

use rpy_sre::{
    CharacterTable, Characters, InvalidCode, MAX_REPEAT, Mode, Program, Request, Scratch, Stop,
    Text,
};

const SEARCH: Request = Request {
    mode: Mode::Search,
    start: 0,
    must_advance: false,
};

fn compile(words: &[u32], groups: usize) -> Result<Program, InvalidCode> {
    let table = Arc::new(CharacterTable::new(Characters::ASCII));
    Program::verify_and_translate(words, groups, table)
}

/// Numbers by chance: xorshift.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn word(&mut self) -> u32 {
        match self.below(12) {
            0 => self.next() as u32,
            1 => MAX_REPEAT,
            2 => self.below(300) as u32,
            3..=5 => self.below(8) as u32,
            _ => self.below(45) as u32,
        }
    }
}

/// Runs a program for a while. What it finds does not matter.
fn try_out(program: &Program, scratch: &mut Scratch) {
    let texts = [
        Text::ascii(b""),
        Text::ascii(b"ab1 \nba_aab"),
        Text::utf8("aé日ſ\u{2028}bK1\u{1f600}".as_bytes()),
        Text::bytes(b"a\xff\x80b\n\x00A"),
    ];
    for text in texts {
        for mode in [Mode::Match, Mode::FullMatch, Mode::Search] {
            let mut polls = 0;
            let mut poll = || {
                polls += 1;
                polls > 2
            };
            let request = Request { mode, ..SEARCH };
            let _ = program.find(text, request, scratch, &mut poll);
        }
    }
}

fn corpus() -> Vec<(Vec<u32>, usize)> {
    let lines = include_str!("corpus/cases.txt").lines();
    let patterns = lines.filter_map(|line| {
        let mut fields = line.strip_prefix("P\t")?.split('\t').skip(1);
        let groups = fields.next()?.parse().ok()?;
        let words = fields.next()?.split(' ');
        let words = words.map(|word| u32::from_str_radix(word, 16).expect("a word"));
        Some((words.collect(), groups))
    });
    patterns.collect()
}

#[test]
fn words_by_chance_are_refused_or_run() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut scratch = Scratch::default();
    scratch.set_memory_limit(1 << 20);
    let mut valid = 0;
    for _ in 0..100_000 {
        let length = chance.below(14);
        let words = (0..length).map(|_| chance.word());
        let words: Vec<u32> = words.chain([1]).collect();
        if let Ok(program) = compile(&words, 2) {
            valid += 1;
            try_out(&program, &mut scratch);
        }
    }
    assert!(valid > 1000, "only {valid} are worth anything");
}

#[test]
fn patterns_with_mistakes_are_refused_or_run() {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let mut scratch = Scratch::default();
    scratch.set_memory_limit(1 << 20);
    let mut valid = 0;
    for (words, groups) in corpus() {
        for _ in 0..30 {
            let mut words = words.clone();
            for _ in 0..=chance.below(3) {
                let index = chance.below(words.len());
                match chance.below(4) {
                    0 => {
                        words.remove(index);
                    }
                    1 => words.insert(index, chance.word()),
                    _ => words[index] = chance.word(),
                }
                if words.is_empty() {
                    break;
                }
            }
            if let Ok(program) = compile(&words, groups) {
                valid += 1;
                try_out(&program, &mut scratch);
            }
        }
    }
    assert!(valid > 1000, "only {valid} are worth anything");
}

#[test]
fn truncated_patterns_are_refused() {
    for (words, groups) in corpus() {
        for length in 0..words.len() {
            let program = compile(&words[..length], groups);
            // Without its end a pattern may still end in a word that looks like one.
            if let Ok(program) = program {
                assert_eq!(words[length - 1], 1, "{words:?}");
                try_out(&program, &mut Scratch::default());
            }
        }
    }
}

#[test]
fn depth_costs_no_native_stack() {
    // ATOMIC_GROUP in ATOMIC_GROUP in …, each of which ends with SUCCESS.
    let depth = 200_000;
    let mut words = Vec::new();
    for level in 0..depth {
        words.extend([27, (3 * (depth - level) - 1) as u32]);
    }
    words.extend(std::iter::repeat_n(1, depth + 1));
    let program = compile(&words, 0).expect("valid");
    let found = program.find(
        Text::ascii(b"a"),
        SEARCH,
        &mut Scratch::default(),
        &mut || false,
    );
    assert_eq!(found, Ok(true));
}

#[test]
fn groups_without_marks_take_no_memory() {
    let groups = rpy_sre::MAX_GROUPS;
    // GROUPREF_EXISTS of the last group, and nothing if it has matched.
    let words = [12, groups as u32 - 1, 2, 1];
    let program = compile(&words, groups).expect("valid");
    let mut scratch = Scratch::default();
    assert_eq!(
        program.find(Text::ascii(b"a"), SEARCH, &mut scratch, &mut || false),
        Ok(true)
    );
    assert_eq!(scratch.span(groups), None);
}

/// The words of `(?:a|ab|b)*c`, which never gives up early, and needs a frame for each letter.
fn endless() -> Vec<u32> {
    let alternatives = [
        7, // BRANCH
        5, 16, 97, 15, 14, // LITERAL a, JUMP
        7, 16, 97, 16, 98, 15, 7, // LITERAL a, LITERAL b, JUMP
        5, 16, 98, 15, 2, // LITERAL b, JUMP
        0,
    ];
    let mut words = vec![23, alternatives.len() as u32 + 3, 0, MAX_REPEAT];
    words.extend(alternatives);
    words.extend([18, 16, 99, 1]); // MAX_UNTIL, LITERAL c, SUCCESS
    words
}

#[test]
fn memory_for_backtracking_is_limited() {
    let program = compile(&endless(), 0).expect("valid");
    let text = "ab".repeat(100_000);
    let mut scratch = Scratch::default();
    scratch.set_memory_limit(1 << 20);
    let found = program.find(
        Text::ascii(text.as_bytes()),
        SEARCH,
        &mut scratch,
        &mut || false,
    );
    assert_eq!(found, Err(Stop::Memory));
    // The scratch is as good as before.
    let found = program.find(Text::ascii(b"abc"), SEARCH, &mut scratch, &mut || false);
    assert_eq!(found, Ok(true));
    assert_eq!(scratch.span(0), Some((0, 3)));
}

#[test]
fn endless_searches_can_be_interrupted_and_resumed() {
    let program = compile(&endless(), 0).expect("valid");
    let text = "ab".repeat(16);
    let text = Text::ascii(text.as_bytes());
    let mut scratch = Scratch::default();
    let mut polls = 0;
    let whole = program.find(text, SEARCH, &mut scratch, &mut || {
        polls += 1;
        false
    });
    assert_eq!(whole, Ok(false));
    assert!(polls > 3, "{polls} polls");
    let mut stops = 0;
    let mut found = program.find(text, SEARCH, &mut scratch, &mut || true);
    while found == Err(Stop::Interrupted) {
        stops += 1;
        found = program.resume(text, Mode::Search, &mut scratch, &mut || true);
    }
    assert_eq!((found, stops), (Ok(false), polls));
    // There is nothing left to go on with.
    assert_eq!(
        program.resume(text, Mode::Search, &mut scratch, &mut || true),
        Ok(false)
    );
}

#[test]
fn long_scans_are_polled() {
    // `a+b` on letters a alone: every attempt would run to the end of the text.
    let words = [24, 6, 1, MAX_REPEAT, 16, 97, 1, 16, 98, 1];
    let program = compile(&words, 1).expect("valid");
    let text = vec![b'a'; 8 << 20];
    let mut polls = 0;
    let found = program.find(
        Text::ascii(&text),
        SEARCH,
        &mut Scratch::default(),
        &mut || {
            polls += 1;
            false
        },
    );
    assert_eq!(found, Ok(false));
    assert!(
        (1..100).contains(&polls),
        "{polls} polls: not in linear time, or not at all"
    );
}
