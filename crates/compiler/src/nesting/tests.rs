//! What the parser takes of the stack.

use super::{BASE_STACK, PARSER_STACK, most_levels};

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
    ("def f[T:", ""),
    ("class A(", ""),
    ("with (", ""),
    ("del (", ""),
    ("match (", ""),
    ("for x in *", ""),
    ("if x: ", ""),
    ("try:\n", ""),
    ("@", ""),
    ("x.a+", ""),
    ("x = ", ""),
    ("match x:\n case (", ""),
];

/// Patterns that nest.
const PATTERNS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("A(a=", ")"),
    ("{1:", "}"),
    ("-", ""),
];

/// Parses a text on the stack that it is given, and drops the tree.
fn parse_on_small_stack(text: String) {
    let size = BASE_STACK + PARSER_STACK * most_levels(&text);
    let thread = std::thread::Builder::new().stack_size(size);
    let work = move || {
        let options = rustpython_parser::ParseOptions::from(rustpython_parser::Mode::Module);
        drop(rustpython_parser::parse_unchecked(&text, options));
    };
    let thread = thread.spawn(work).expect("there is room for a thread");
    thread.join().expect("the parser raises nothing");
}

#[test]
fn the_parser_fits_the_stack_that_the_characters_ask_for() {
    for (open, close) in NESTED {
        let text = format!("{}1{}\n", open.repeat(LEVELS), close.repeat(LEVELS));
        parse_on_small_stack(text);
    }
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
fn most_modules_are_parsed_at_once() {
    let module = "def f(a, b):\n    return [x.y for x in a if not b]\n".repeat(200);
    assert!(most_levels(&module) < 2500);
    assert_eq!(most_levels(""), 0);
}
