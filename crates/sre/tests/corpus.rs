//! What patterns match, against what CPython 3.14 has found.
//!
//! `RPY_SRE_CORPUS` names another file of cases to check instead; see `corpus/generate.py`.

use std::sync::Arc;

use rpy_sre::{CharacterTable, Characters, Mode, Program, Request, Scratch, Text};

/// The tables of Rust's standard library, which agree with Python's on the characters of the cases.
const CHARACTERS: Characters = Characters {
    is_alnum: |c| char::from_u32(c).is_some_and(char::is_alphanumeric),
    is_decimal: |c| matches!(c, 0x30..=0x39 | 0x660..=0x669),
    is_space: |c| matches!(c, 0x1c..=0x1f) || char::from_u32(c).is_some_and(char::is_whitespace),
    is_line_break: |c| matches!(c, 0x0a..=0x0d | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029),
    lower: |c| char::from_u32(c).map_or(c, |c| c.to_lowercase().next().unwrap_or(c).into()),
    upper: |c| char::from_u32(c).map_or(c, |c| c.to_uppercase().next().unwrap_or(c).into()),
    ..Characters::ASCII
};

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
            let digits = std::str::from_utf8(&digits).expect("digits are ASCII");
            bytes.push(u8::from_str_radix(digits, 16).expect("digits"));
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

fn describe(program: &Program, scratch: &Scratch) -> String {
    let spans = (0..=program.groups()).map(|group| match scratch.span(group) {
        Some((start, end)) => format!("{start}:{end}"),
        None => ".".to_owned(),
    });
    let spans: Vec<String> = spans.collect();
    format!("{}/{}", spans.join(","), scratch.last_index().unwrap_or(0))
}

/// Finds, stopping and going on at every poll.
fn find(program: &Program, text: Text<'_>, request: Request, scratch: &mut Scratch) -> bool {
    let mut found = program.find(text, request, scratch, &mut || true);
    while found == Err(rpy_sre::Stop::Interrupted) {
        found = program.resume(text, request.mode, scratch, &mut || true);
    }
    found.expect("there is memory")
}

fn one(
    program: &Program,
    text: Text<'_>,
    mode: Mode,
    start: usize,
    scratch: &mut Scratch,
) -> String {
    let request = Request {
        mode,
        start,
        must_advance: false,
    };
    if find(program, text, request, scratch) {
        describe(program, scratch)
    } else {
        "-".to_owned()
    }
}

fn all(program: &Program, text: Text<'_>, start: usize, scratch: &mut Scratch) -> String {
    let mut request = Request {
        mode: Mode::Search,
        start,
        must_advance: false,
    };
    let mut found = Vec::new();
    while find(program, text, request, scratch) {
        found.push(describe(program, scratch));
        let (start, end) = scratch.span(0).expect("there is a match");
        request.start = end;
        request.must_advance = start == end;
    }
    found.join(";")
}

#[test]
fn patterns_match_what_they_match_in_cpython() {
    let cases = match std::env::var_os("RPY_SRE_CORPUS") {
        Some(path) => std::fs::read_to_string(path).expect("the file is there"),
        None => include_str!("corpus/cases.txt").to_owned(),
    };
    let mut scratch = Scratch::default();
    let table = Arc::new(CharacterTable::new(CHARACTERS));
    let mut failures = Vec::new();
    let mut checked = 0;
    let mut current = None;
    for line in cases.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["P", kind, groups, words, pattern, flags] => {
                let words: Vec<u32> = words
                    .split(' ')
                    .map(|word| u32::from_str_radix(word, 16).expect("a word"))
                    .collect();
                let groups = groups.parse().expect("a number");
                let program = Program::verify_and_translate(&words, groups, table.clone());
                match program {
                    Ok(program) => current = Some((program, kind == "s", pattern, flags)),
                    Err(error) => panic!("{pattern}: {error}"),
                }
            }
            ["T", text, pos, endpos, matched, fully, found] => {
                let (program, is_str, pattern, flags) = current.as_ref().expect("a pattern");
                let bytes = unescape(text);
                let start: usize = pos.parse().expect("a number");
                let end: usize = endpos.parse().expect("a number");
                let bytes = &bytes[..end];
                let mut texts = vec![if *is_str {
                    Text::utf8(bytes)
                } else {
                    Text::bytes(bytes)
                }];
                if *is_str && bytes.is_ascii() {
                    texts.push(Text::ascii(bytes));
                }
                for text in texts {
                    let results = [
                        one(program, text, Mode::Match, start, &mut scratch),
                        one(program, text, Mode::FullMatch, start, &mut scratch),
                        all(program, text, start, &mut scratch),
                    ];
                    checked += 1;
                    if results != [matched, fully, found] {
                        failures.push(format!(
                            "{pattern} (flags {flags}) in {text:?} from {start}:\n  {results:?}\n  \
                             {:?}",
                            [matched, fully, found]
                        ));
                    }
                }
            }
            _ => panic!("not a line of cases: {line}"),
        }
    }
    assert!(checked > 1000, "only {checked} cases");
    let shown = failures.len().min(20);
    assert!(
        failures.is_empty(),
        "{} of {checked} fail\n{}",
        failures.len(),
        failures[..shown].join("\n")
    );
}
