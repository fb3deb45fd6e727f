//! Whether what was typed is whole, and how far the next line is indented.

use rpy_compiler::{
    CompileError, Mode, Options, ParseRules, SyntaxError, Token, TokenClass, TreeMode, compile_str,
    parse_str, tokens,
};

/// Words that begin a statement with a block, or a further clause of one.
const OPENING: &[&str] = &[
    "async", "case", "class", "def", "elif", "else", "except", "finally", "for", "if", "match",
    "try", "while", "with",
];
/// Words that begin a statement after which nothing in its block is reached.
const LEAVING: &[&str] = &["break", "continue", "pass", "raise", "return"];
/// A level of indentation where there is none yet to go by.
const INDENTATION: &str = "    ";

/// Whether more lines are needed: the text ends within a bracket, a string or a continued line, or
/// it is a compound statement that no empty line has ended yet. `text` ends with a line end.
pub(super) fn needs_more(text: &str) -> bool {
    let without_end = text.strip_suffix('\n').unwrap_or(text);
    if without_end.ends_with('\\') {
        return true;
    }
    match compile_str(text, "<stdin>", Mode::Exec, awaiting(), &mut Vec::new()) {
        Ok(_) => is_open(text, without_end),
        Err(CompileError::Syntax(error)) => {
            // Who is in the middle of a block may put right what is wrong in it.
            let goes_on = text.lines().count() > 1 && !ends_with_empty_line(without_end);
            is_cut_off(&error, text) || goes_on
        }
        Err(_) => false,
    }
}

/// Whether more lines are needed where lines that have been read cannot be changed: what the grammar
/// forbids is told of at once, and what else the compiler finds when the block has ended.
pub(super) fn needs_more_lines(text: &str) -> bool {
    let without_end = text.strip_suffix('\n').unwrap_or(text);
    if without_end.ends_with('\\') {
        return true;
    }
    let tree = parse_str(
        text,
        TreeMode::Of(Mode::Exec),
        ParseRules::default(),
        &mut Vec::new(),
    );
    match tree {
        Ok(_) => is_open(text, without_end),
        Err(CompileError::Syntax(error)) => is_cut_off(&error, text),
        Err(_) => false,
    }
}

/// Whether a text without mistakes has a block that no empty line has ended yet.
fn is_open(text: &str, without_end: &str) -> bool {
    ends_in_compound(text) && !ends_with_empty_line(without_end)
}

/// `await` outside of functions is no reason to read on.
fn awaiting() -> Options {
    Options {
        allow_top_level_await: true,
        ..Options::default()
    }
}

/// Whether the error is that nothing stands behind a decorator: it has a line, and no column.
fn is_decorator(error: &SyntaxError, text: &str) -> bool {
    let last = text.lines().next_back().unwrap_or_default();
    last.trim_start().starts_with('@') && error.message == "invalid syntax" && error.column == 0
}

/// Whether the error is that the text ends.
fn is_cut_off(error: &SyntaxError, text: &str) -> bool {
    let message = &error.message;
    const AT_END: &[&str] = &[
        "was never closed",
        "unterminated triple-quoted",
        "unexpected EOF",
    ];
    if AT_END.iter().any(|part| message.contains(part)) {
        return true;
    }
    let lines = text.lines().count();
    let line = error.line as usize;
    // A block or a clause that is still to come: the error is behind the last line, and that
    // line is not the empty one that ends an entry.
    let expects_block = message.starts_with("expected an indented block")
        || message.starts_with("expected 'except' or 'finally' block")
        || is_decorator(error, text);
    let last_is_empty = text
        .lines()
        .next_back()
        .is_some_and(|line| line.trim().is_empty());
    (expects_block && line + 1 >= lines || line > lines) && !last_is_empty
}

/// Whether the last logical line that is not indented begins a compound statement, or a clause of it.
fn ends_in_compound(text: &str) -> bool {
    let mut level = 0_usize;
    let mut is_first = true;
    let mut compound = false;
    for token in tokens(text) {
        match token.class {
            TokenClass::Comment => {}
            TokenClass::Indent => level += 1,
            TokenClass::Dedent => level = level.saturating_sub(1),
            TokenClass::Newline => is_first = true,
            _ => {
                if is_first && level == 0 {
                    let word = &text[token.start..token.end];
                    let is_word =
                        matches!(token.class, TokenClass::Keyword | TokenClass::SoftKeyword);
                    compound = word == "@" || is_word && OPENING.contains(&word);
                }
                is_first = false;
            }
        }
    }
    compound
}

fn ends_with_empty_line(text: &str) -> bool {
    let last = text.rsplit('\n').next().unwrap_or_default();
    text.contains('\n') && last.trim().is_empty()
}

/// The white space that a line begins with.
pub(super) fn indentation(line: &str) -> &str {
    let rest = line.trim_start_matches([' ', '\t']);
    &line[..line.len() - rest.len()]
}

/// The white space with which the line behind `text` begins; `text` ends where the new line starts.
pub(super) fn next_indentation(text: &str) -> String {
    let tokens = tokens(text);
    let last = text.rsplit('\n').find(|line| !line.trim().is_empty());
    let own = indentation(last.unwrap_or_default());
    if open_brackets(&tokens) > 0 {
        return own.to_owned();
    }
    let unit = unit(text);
    let marks = |it: &&Token| {
        !matches!(
            it.class,
            TokenClass::Comment | TokenClass::Newline | TokenClass::Dedent | TokenClass::Indent
        )
    };
    let end = tokens.iter().rev().find(marks);
    if end.is_some_and(|it| &text[it.start..it.end] == ":") {
        return format!("{own}{unit}");
    }
    let first = last.unwrap_or_default().trim_start();
    let word = first.split(|it: char| !it.is_alphanumeric() && it != '_');
    let leaves = word.take(1).any(|word| LEAVING.contains(&word));
    if leaves {
        return own.strip_suffix(unit).unwrap_or_default().to_owned();
    }
    own.to_owned()
}

/// One level of indentation, as the text has it.
pub(super) fn unit(text: &str) -> &str {
    let mut lines = text.lines().map(indentation);
    lines.find(|it| !it.is_empty()).unwrap_or(INDENTATION)
}

fn open_brackets(tokens: &[Token]) -> usize {
    tokens
        .iter()
        .fold(0_usize, |open, token| match token.class {
            TokenClass::Open => open + 1,
            TokenClass::Close => open.saturating_sub(1),
            _ => open,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_whole() {
        for whole in [
            "1 + 1\n",
            "x = (1,\n2)\n",
            "if x:\n    y\n\n",
            "def f():\n    return 1\n\n",
            "1 +\n",
            "@one two\n",
            "def g(:\n",
            "'''a\nb'''\n",
            "  indented\n",
            "if True: pass\n\n",
            "x = 1\ny = 2\n",
            "def f():\n    pass\nf()\n",
            "match = 1\n",
            "if x:\n    y +\n\n",
            "await x\n",
            "# a comment\n",
            "\n",
        ] {
            assert!(!needs_more(whole), "{whole:?}");
        }
        for part in [
            "x = (1,\n",
            "'''a\n",
            "if x:\n",
            "if x:\n    y\n",
            "def f():\n",
            "def f():\n    return 1\n",
            "x = 1 + \\\n",
            "if True: pass\n",
            "for x in y:\n    if x:\n",
            "try:\n    x\n",
            "@decorator\n",
            "@one\n@two(1)\n",
            "class A:\n    @one\n",
            "x = 1\nif x:\n    y\nelse:\n    z\n",
            "if x:\n    y +\n",
            "match x:\n    case 1:\n        pass\n",
            "async def f():\n    await x\n",
            "x = [\n\n",
        ] {
            assert!(needs_more(part), "{part:?}");
        }
    }

    #[test]
    fn lines_are_indented() {
        for (text, expected) in [
            ("if x:", "    "),
            ("if x:  # y", "    "),
            ("if x:\n  y", "  "),
            ("if x:\n  if y:", "    "),
            ("def f():\n\treturn 1", ""),
            ("def f():\n\tif x:\n\t\tpass", "\t"),
            ("def f():\n    for x in y:\n        continue  # z", "    "),
            ("def f():\n    passed = 1", "    "),
            ("x = {'a':", ""),
            ("f(\n    a,", "    "),
            ("x = 1", ""),
            ("x = '''a:", ""),
        ] {
            assert_eq!(next_indentation(text), expected, "{text:?}");
        }
    }
}
