//! Times the engine on the patterns that `patterns.py` has timed CPython on; see there.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::sync::Arc;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use rpy_sre::{CharacterTable, Characters, Mode, Program, Request, Scratch, Text};

const CHARACTERS: Characters = Characters {
    is_alnum: |c| char::from_u32(c).is_some_and(char::is_alphanumeric),
    lower: |c| char::from_u32(c).map_or(c, |c| c.to_lowercase().next().unwrap_or(c).into()),
    ..Characters::ASCII
};

fn count(program: &Program, text: Text<'_>, scratch: &mut Scratch) -> usize {
    let mut request = Request {
        mode: Mode::Search,
        start: 0,
        must_advance: false,
    };
    let mut found = 0;
    while program
        .find(text, request, scratch, &mut || false)
        .expect("there is memory")
    {
        let (start, end) = scratch.span(0).expect("there is a match");
        request.start = end;
        request.must_advance = start == end;
        found += 1;
    }
    found
}

/// The time that this process has had.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), time.tv_nsec as u32)
}

fn main() {
    let Some(path) = std::env::var_os("RPY_SRE_BENCH") else {
        println!("RPY_SRE_BENCH names no file of patterns; see benches/patterns.py");
        return;
    };
    let only = std::env::var("RPY_SRE_ONLY").unwrap_or_default();
    let cases = std::fs::read_to_string(path).expect("the file is there");
    let mut scratch = Scratch::default();
    let table = Arc::new(CharacterTable::new(CHARACTERS));
    println!(
        "{:<32}{:>12}{:>12}{:>9}{:>9}",
        "", "engine, us", "CPython, us", "times", "matches"
    );
    let mut logarithms = 0.0;
    let mut cases_run = 0;
    for line in cases.lines() {
        let [name, groups, words, theirs, found, text] = line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("not a line of cases");
        };
        if !name.contains(&only) {
            continue;
        }
        let words = words
            .split(' ')
            .map(|word| u32::from_str_radix(word, 16).expect("a word"));
        let words: Vec<u32> = words.collect();
        let groups = groups.parse().expect("a number");
        let program =
            Program::verify_and_translate(&words, groups, table.clone()).expect("it is valid");
        let digits = text.as_bytes().chunks(2);
        let text: Vec<u8> = digits
            .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap_or(""), 16).expect("hex"))
            .collect();
        let text_length = text.len();
        let text = if text.is_ascii() {
            Text::ascii(&text)
        } else {
            Text::utf8(&text)
        };
        assert_eq!(
            count(&program, text, &mut scratch),
            found.parse().expect("a number"),
            "{name}"
        );
        let mut best = Duration::MAX;
        // Asking for the time takes some, too.
        let number = 1 + 10_000 / (text_length + 1) as u32;
        let begin = cpu_time();
        for round in 0.. {
            if round > 4 && cpu_time() - begin > Duration::from_millis(150) {
                break;
            }
            let start = cpu_time();
            for _ in 0..number {
                count(&program, text, &mut scratch);
            }
            best = best.min((cpu_time() - start) / number);
        }
        let ours = best.as_secs_f64() * 1e6;
        let theirs = theirs.parse::<f64>().expect("a number") / 1e3;
        println!(
            "{name:<32}{ours:>12.1}{theirs:>12.1}{:>9.2}{found:>9}",
            theirs / ours
        );
        logarithms += (theirs / ours).ln();
        cases_run += 1;
    }
    println!(
        "geometric mean: {:.2} times",
        (logarithms / f64::from(cases_run)).exp()
    );
}
