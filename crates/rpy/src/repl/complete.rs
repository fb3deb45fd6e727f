//! Whether what was typed is a whole statement.

use rpy_compiler::{CompileError, Mode, Options, compile_str};

/// Whether more lines are needed: the text ends within a bracket, a string or a continued line, or
/// it is a compound statement that no empty line has ended yet.
pub(super) fn needs_more(text: &str) -> bool {
    let without_end = text.strip_suffix('\n').unwrap_or(text);
    if without_end.ends_with('\\') {
        return true;
    }
    let options = Options::default();
    match compile_str(text, "<stdin>", Mode::Single, options, &mut Vec::new()) {
        Ok(_) => is_compound(without_end) && !ends_with_empty_line(without_end),
        Err(CompileError::Syntax(error)) => is_cut_off(&error.message, &error, text),
        Err(_) => false,
    }
}

/// Whether the error is that the text ends.
fn is_cut_off(message: &str, error: &rpy_compiler::SyntaxError, text: &str) -> bool {
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
        || message.contains("after decorator");
    let last_is_empty = text
        .lines()
        .next_back()
        .is_some_and(|line| line.trim().is_empty());
    (expects_block && line + 1 >= lines || line > lines) && !last_is_empty
}

/// Whether the text has an indented line, or its only line opens a block (`if x: pass`).
fn is_compound(text: &str) -> bool {
    const OPENING: &[&str] = &[
        "@", "async ", "class ", "def ", "for ", "if ", "match ", "try:", "while ", "with ",
    ];
    let first = text.lines().next().unwrap_or_default();
    OPENING.iter().any(|word| first.starts_with(word))
}

fn ends_with_empty_line(text: &str) -> bool {
    text.contains('\n')
        && text
            .lines()
            .next_back()
            .is_some_and(|line| line.trim().is_empty())
        || text.ends_with('\n')
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
            "'''a\nb'''\n",
            "  indented\n",
            "if True: pass\n\n",
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
        ] {
            assert!(needs_more(part), "{part:?}");
        }
    }
}
