//! Messages and positions of syntax errors: see `syntax_errors.txt`.

use rpy_compiler::{CompileError, Mode, Options, SyntaxErrorKind, compile};

#[test]
fn messages_are_those_of_cpython() {
    let mut wrong = Vec::new();
    let cases = include_str!("syntax_errors.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    for case in cases {
        let (source, expected) = case.rsplit_once(" => ").expect("source => error");
        let actual = report(&unescape(source));
        if actual != expected {
            wrong.push(format!(
                "{source}\n  expected {expected}\n  actual   {actual}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn report(source: &str) -> String {
    match compile(
        source.as_bytes(),
        "<test>",
        Mode::Exec,
        Options::default(),
        &mut Vec::new(),
    ) {
        Ok(_) => "ok".to_owned(),
        Err(CompileError::Syntax(error)) => {
            let class = match error.kind {
                SyntaxErrorKind::Syntax => "SyntaxError",
                SyntaxErrorKind::Indentation => "IndentationError",
                SyntaxErrorKind::Tab => "TabError",
                SyntaxErrorKind::Incomplete => "_IncompleteInputError",
            };
            format!("{class}|{}|{}|{}", error.message, error.line, error.column)
        }
        Err(error) => error.to_string(),
    }
}

fn unescape(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => result.push(match rest.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            }),
            _ => result.push(character),
        }
    }
    result
}
