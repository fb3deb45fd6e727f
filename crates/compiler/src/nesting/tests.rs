//! What the parser takes of the stack.

use super::bound::{Nesting, nesting};
use super::{BASE_STACK, PARSER_STACK, depth};
use crate::source::Source;

/// Levels of each text.
const LEVELS: usize = 1500;

/// Texts that nest: what opens a level, and what closes it.
const NESTED: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{1:", "}"),
    ("-", ""),
    ("not ", ""),
    ("lambda:", ""),
    ("lambda ", ""),
    ("(lambda x=", ")"),
    ("x if y else ", ""),
    ("x if ", ""),
    ("f(", ")"),
    ("a[", "]"),
    ("x[a:", "]"),
    ("2**", ""),
    ("await ", ""),
    ("yield ", ""),
    ("yield from ", ""),
    ("(yield (", "))"),
    ("async ", ""),
    ("(a or b and c < d | e ^ f & g << h + i * j ** ", ")"),
    ("(a not in b and not c is d or ", ")"),
    ("f'{", "}'"),
    ("f'{1:{", "}}'"),
    ("t'{", "}'"),
    ("(*", ")"),
    ("[x for x in ", "]"),
    ("f(x=(a:=[", "]))"),
    ("def f[T:", "]"),
    ("class A(", ")"),
    ("with (", ")"),
    ("del (", ")"),
    ("match (", ")"),
    ("for x in *", ""),
    ("if x: ", ""),
    ("try:\n", ""),
    ("@", ""),
    ("x.a+", ""),
    ("x = ", ""),
    ("match x:\n case (", ")"),
];

/// Patterns that nest.
const PATTERNS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("A(a=", ")"),
    ("{1:", "}"),
    ("-", ""),
];

fn most_levels(text: &str) -> Option<usize> {
    nesting(text).as_ref().map(Nesting::of_parser)
}

/// Parses a text on the stack that it is given, if it is given one, and drops the tree.
fn parse_on_small_stack(text: String) -> bool {
    let Some(nesting) = nesting(&text) else {
        return false;
    };
    let size = BASE_STACK + PARSER_STACK * nesting.of_parser();
    let thread = std::thread::Builder::new().stack_size(size);
    let work = move || {
        let options = rustpython_parser::ParseOptions::from(rustpython_parser::Mode::Module);
        let parsed = rustpython_parser::parse_unchecked(&text, options);
        if parsed.has_invalid_syntax() {
            return;
        }
        let tokens = parsed.tokens().iter().map(|token| token.kind());
        if let Ok(depth) = depth(&Source::new(text.clone()), tokens) {
            assert!(depth <= nesting.of_tree(), "{depth} {:.60}", text);
        }
    };
    let thread = thread.spawn(work).expect("there is room for a thread");
    thread.join().expect("the parser raises nothing");
    true
}

#[test]
fn the_parser_fits_the_stack_that_the_characters_ask_for() {
    let mut parsed = 0;
    for (open, close) in NESTED {
        let text = format!("{}1{}\n", open.repeat(LEVELS), close.repeat(LEVELS));
        parsed += usize::from(parse_on_small_stack(text));
    }
    let flat = format!("[x {}]\n", "for a in b ".repeat(LEVELS));
    assert!(parse_on_small_stack(flat));
    // Strings in expressions of strings with the same quotes have no bound.
    assert_eq!(parsed, NESTED.len() - 3);
    for (open, close) in PATTERNS {
        let pattern = format!("{}1{}", open.repeat(LEVELS), close.repeat(LEVELS));
        parse_on_small_stack(format!("match x:\n case {pattern}: pass\n"));
    }
}

#[test]
fn blocks_within_blocks_fit_too() {
    for head in ["if x:", "try", "class A", "async with a", "match x:"] {
        let lines = (0..LEVELS).map(|level| format!("{}{head}\n", " ".repeat(level)));
        parse_on_small_stack(lines.collect());
    }
}

#[test]
fn lines_count_by_themselves() {
    let line = "    return [x.y for x in a if not b]  # ((((\n";
    let module = format!("def f(a, b):\n{line}").repeat(200);
    assert_eq!(most_levels(&module), most_levels(line));
    assert_eq!(most_levels(""), Some(0));
    let continued = "a + \\\n".repeat(50);
    assert_eq!(most_levels(&continued), Some(50));
}

#[test]
fn strings_are_skipped_and_formatted_strings_count() {
    let plain = [
        "'((('",
        "'''\n(\n'''",
        r"'\'('",
        r"r'\'('",
        "b\"'(\"",
        "if '{': x",
    ];
    for text in plain {
        let levels = most_levels(text);
        assert!(levels.is_some_and(|levels| levels <= 2), "{text}");
    }
    let formatted = [
        "f'{x[1]}{{('",
        "f'''{f(\n\"a\")}'''",
        r"rf'\\{x}'",
        "f'{x:{y}}'",
        "t'{x!r}'",
    ];
    for text in formatted {
        let levels = most_levels(text);
        assert!(levels.is_some_and(|levels| levels >= 1), "{text}");
    }
}

#[test]
fn what_is_hard_to_tell_has_no_bound() {
    let texts = [
        "(",
        ")",
        "(]",
        "'",
        "'''",
        "'\n'",
        "'a\\",
        "f'{'",
        "f'}'",
        "f'{x['a']}'",
        "f'{(}'",
        "f'{x)}'",
        "f'{\"\\\"\"}'",
        "f'{x#}'",
        "f'{\"{\"}'",
        "f'{x\n}'",
        "f'''{\"\"\"a\"\"\"}'''",
    ];
    for text in texts {
        assert_eq!(most_levels(text), None, "{text}");
    }
}

/// Pieces of texts that open and close something, or leave it open.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "f'{",
    "}'",
    "f\"{",
    "}\"",
    "f'''{",
    "}'''",
    "t'{x:",
    "rf'",
    "'",
    "\"",
    "'''",
    "\\\n",
    "\n",
    "\n  ",
    "\t",
    "if x:",
    "lambda:",
    "not ",
    "-",
    "x",
    ":",
    ",",
    "#",
    "{{",
    "}}",
    "\\",
    "!r",
    "await ",
    "=",
    "x.",
    "**",
    "match x:\n case ",
    "def f(a=",
    "class A:",
];

#[test]
fn no_mix_of_pieces_overflows_the_stack_that_it_asks_for() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize % limit
    };
    let mut parsed = 0;
    for _ in 0..3000 {
        let mut pieces = || -> String {
            let count = 1 + next(4);
            (0..count).map(|_| PIECES[next(PIECES.len())]).collect()
        };
        let (open, close) = (pieces(), pieces());
        let text = format!("{}1{}\n", open.repeat(300), close.repeat(300));
        parsed += usize::from(parse_on_small_stack(text));
    }
    assert!(parsed > 300, "{parsed}");
}
