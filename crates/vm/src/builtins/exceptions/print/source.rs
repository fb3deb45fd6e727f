//! The source lines of a traceback entry with carets under the failing part (PEP 657).

use rpy_bytecode::Location;

use crate::builtins::exceptions::print::anchors::{Kind, classify};

/// The lines of the location and carets under its columns, indented by four spaces. `lines` are
/// the lines from the location's first to its last.
pub(super) fn excerpt(lines: &[String], location: &Location) -> String {
    let Some(first) = lines.first() else {
        return String::new();
    };
    if first.trim().is_empty() {
        return String::new();
    }
    let has_columns = location.end_line >= location.line
        && (location.column, location.end_column) != (0, 0)
        && lines.len() == (location.end_line - location.line) as usize + 1;
    if !has_columns {
        return format!("    {}\n", first.trim());
    }
    let dedented = dedent(lines);
    let removed = first.len() - dedented[0].len();
    let last = dedented.len() - 1;
    let start = clamp(
        &dedented[0],
        (location.column as usize).saturating_sub(removed),
    );
    let end = clamp(
        &dedented[last],
        (location.end_column as usize).saturating_sub(removed),
    );
    if last == 0 && end < start {
        return format!("    {}\n", first.trim());
    }
    Excerpt::new(dedented, start, end).render()
}

/// An offset brought into the line and onto the start of a character.
fn clamp(line: &str, offset: usize) -> usize {
    let mut offset = offset.min(line.len());
    while !line.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Takes the indentation that all lines share off them.
fn dedent(lines: &[String]) -> Vec<String> {
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| indentation(line))
        .min()
        .unwrap_or(0);
    let prefix = &lines[0][..shared.min(lines[0].len())];
    let same = lines
        .iter()
        .all(|line| line.trim().is_empty() || line.starts_with(prefix));
    let shared = if same { shared } else { 0 };
    let cut = |line: &String| line.get(shared..).unwrap_or("").trim_end().to_owned();
    lines.iter().map(cut).collect()
}

/// A place in the lines: index of the line, byte offset in it.
type Place = (usize, usize);

struct Excerpt {
    lines: Vec<String>,
    /// Where the location starts in the first line.
    start: usize,
    /// Where it ends in the last line.
    end: usize,
    /// What is stressed within.
    anchors: Option<(Place, Place)>,
    shows_carets: bool,
}

impl Excerpt {
    fn new(lines: Vec<String>, start: usize, end: usize) -> Excerpt {
        let text = lines.join("\n");
        let last_start = text.len() - lines.last().map_or(0, String::len);
        let segment = text.get(start..last_start + end).unwrap_or("");
        let kind = classify(segment);
        let anchors = kind.anchors().map(|anchors| {
            let place = |offset: usize| place_of(&text, start + offset);
            (place(anchors.start), place(anchors.end))
        });
        let before = &lines[0][..start];
        let behind = &lines[lines.len() - 1][end..];
        let shows_carets = !is_whole_call(before, behind, kind)
            && (anchors.is_some() || !before.trim().is_empty() || !behind.trim().is_empty());
        Excerpt {
            lines,
            start,
            end,
            anchors,
            shows_carets,
        }
    }

    /// The first and last line and those around what is stressed; the others are counted only.
    fn render(&self) -> String {
        let last = self.lines.len() - 1;
        let mut shown = vec![0, last];
        if let Some(((first, _), (second, _))) = self.anchors {
            for line in [first, second] {
                shown.extend(line.saturating_sub(1)..=(line + 1).min(last));
            }
        }
        shown.sort_unstable();
        shown.dedup();
        let mut text = String::new();
        for (index, &line) in shown.iter().enumerate() {
            let skipped = if index == 0 {
                0
            } else {
                line - shown[index - 1] - 1
            };
            match skipped {
                0 => {}
                1 => self.render_line(line - 1, &mut text),
                _ => text.push_str(&format!("    ...<{skipped} lines>...\n")),
            }
            self.render_line(line, &mut text);
        }
        text
    }

    fn render_line(&self, index: usize, text: &mut String) {
        let line = &self.lines[index];
        text.push_str(&format!("    {line}\n"));
        if !self.shows_carets {
            return;
        }
        let end = if index == self.lines.len() - 1 {
            self.end
        } else {
            line.len()
        };
        let indentation = line.len() - line.trim_start().len();
        let from = if index == 0 {
            indentation.max(self.start)
        } else {
            indentation
        };
        let mut carets = String::new();
        for (at, character) in line[..end].char_indices() {
            let mark = if at < from {
                ' '
            } else {
                match self.anchors {
                    None => '^',
                    Some((start, end)) if (index, at) >= start && (index, at) < end => '^',
                    Some(_) => '~',
                }
            };
            carets.extend(std::iter::repeat_n(mark, display_width(character)));
        }
        text.push_str(&format!("    {carets}\n"));
    }
}

/// Columns of a terminal that a character takes.
fn display_width(character: char) -> usize {
    let wide = matches!(u32::from(character),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xa000..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60
        | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x1f900..=0x1f9ff | 0x20000..=0x3fffd);
    if wide { 2 } else { 1 }
}

fn place_of(text: &str, offset: usize) -> Place {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, offset - start)
}

/// Whether the statement is `return name(…)` or `target = call(…)`, where carets under the whole
/// call would tell nothing.
fn is_whole_call(before: &str, behind: &str, kind: Kind) -> bool {
    let Kind::Call(_, of_plain_name) = kind else {
        return false;
    };
    let behind = behind.trim();
    if !behind.is_empty() && !behind.starts_with('#') {
        return false;
    }
    let before = before.trim();
    if before == "return" {
        return of_plain_name;
    }
    let Some(target) = before.strip_suffix('=') else {
        return false;
    };
    let is_assignment = !target.ends_with(|character: char| "=!<>+-*/%@&|^:".contains(character));
    // An annotation or a block's header before the target makes it another statement.
    is_assignment && !outside_brackets(target).contains(':')
}

/// The characters of a text that are in no brackets.
fn outside_brackets(text: &str) -> String {
    let mut depth = 0;
    text.chars()
        .filter(|character| {
            match character {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the excerpt for the part of the source between the marks `«` and `»`.
    fn check(marked: &str, expected: &str) {
        let place = |mark: char| {
            let before = &marked[..marked.find(mark).expect("a mark")];
            let before = before.replace('«', "");
            let line = before.matches('\n').count();
            let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
            (line as u32 + 1, column as u32)
        };
        let ((line, column), (end_line, end_column)) = (place('«'), place('»'));
        let source = marked.replace(['«', '»'], "");
        let lines: Vec<String> = source.lines().map(str::to_owned).collect();
        let location = Location {
            line,
            end_line,
            column,
            end_column,
        };
        assert_eq!(excerpt(&lines, &location), expected);
    }

    #[test]
    fn carets_stand_under_the_part() {
        check("  x = «1 / 0»", "    x = 1 / 0\n        ~~^~~\n");
        check("«foo(1)»", "    foo(1)\n    ~~~^^^\n");
        check("print(«a.b»)", "    print(a.b)\n          ^^^\n");
    }

    #[test]
    fn carets_under_everything_are_left_out() {
        check("    return «foo(1)»", "    return foo(1)\n");
        check("x = «a.foo(1)»", "    x = a.foo(1)\n");
        check("«raise ValueError»", "    raise ValueError\n");
        check(
            "return «a.foo(1)»",
            "    return a.foo(1)\n           ~~~~~^^^\n",
        );
    }

    #[test]
    fn lines_far_from_the_anchors_are_counted() {
        check(
            "  «f(\n    1,\n    2,\n    3,\n    4,\n  )»",
            "    f(\n    ~^\n      1,\n      ^^\n    ...<2 lines>...\n      4,\n      ^^\n    )\n    ^\n",
        );
    }
}
