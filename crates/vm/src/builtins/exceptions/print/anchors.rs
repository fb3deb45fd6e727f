//! Which part of an expression the carets of a traceback stress: the operator of a binary
//! operation, the brackets of a call or subscript.
//!
//! The text is known to be a whole expression that was compiled, so a scan of its tokens outside
//! brackets tells what kind it is: the operator that binds least decides.

/// A part of a text, as byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchors {
    /// Start of what is stressed.
    pub(super) start: usize,
    /// End of what is stressed.
    pub(super) end: usize,
}

/// What kind of expression a text is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A binary operation other than a comparison or `and` and `or`.
    Binary(Anchors),
    /// A call; whether what is called is a plain name.
    Call(Anchors, bool),
    /// A subscript.
    Subscript(Anchors),
    /// Anything else.
    Other,
}

impl Kind {
    /// What to stress.
    pub(super) fn anchors(self) -> Option<Anchors> {
        match self {
            Kind::Binary(anchors) | Kind::Call(anchors, _) | Kind::Subscript(anchors) => {
                Some(anchors)
            }
            Kind::Other => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// A name, number, string or keyword that is an operand.
    Operand,
    /// A bracketed group; the opening bracket.
    Group(u8),
    /// A binary operator of this binding strength, or one that may be unary.
    Operator(u8),
    /// `.`
    Dot,
    /// A token that makes the whole something else: a comparison, `and`, `if`, a comma …
    Weaker,
}

struct Piece {
    token: Token,
    start: usize,
    end: usize,
}

/// Binding strength of `**`, which groups to the right.
const POWER: u8 = 7;
/// Binding strength of unary operators.
const UNARY: u8 = 6;

/// Tells the kind of an expression.
pub(super) fn classify(text: &str) -> Kind {
    let Some(pieces) = scan(text.as_bytes()) else {
        return Kind::Other;
    };
    let mut best: Option<(u8, usize)> = None;
    let mut unary: Option<u8> = None;
    let mut after_operand = false;
    for (index, piece) in pieces.iter().enumerate() {
        match piece.token {
            Token::Weaker => return Kind::Other,
            Token::Operator(strength) if after_operand => {
                // The last of the weakest, as operators group to the left, but the first `**`.
                let weaker = match best {
                    None => true,
                    Some((known, _)) => strength < known || strength == known && strength != POWER,
                };
                if weaker {
                    best = Some((strength, index));
                }
                after_operand = false;
            }
            Token::Operator(_) => {
                if best.is_none() {
                    unary = Some(UNARY);
                }
            }
            Token::Dot => after_operand = false,
            Token::Operand | Token::Group(_) => after_operand = true,
        }
    }
    if let Some((strength, index)) = best {
        // `-a ** b` is the negation of a power.
        if unary.is_some_and(|unary| unary < strength) {
            return Kind::Other;
        }
        let piece = &pieces[index];
        return Kind::Binary(Anchors {
            start: piece.start,
            end: piece.end,
        });
    }
    let [first, .., last] = &pieces[..] else {
        return Kind::Other;
    };
    if unary.is_some() || !matches!(first.token, Token::Operand | Token::Group(_)) {
        return Kind::Other;
    }
    let anchors = Anchors {
        start: last.start,
        end: last.end,
    };
    match last.token {
        Token::Group(b'(') => {
            Kind::Call(anchors, pieces.len() == 2 && first.token == Token::Operand)
        }
        Token::Group(b'[') => Kind::Subscript(anchors),
        _ => Kind::Other,
    }
}

/// The tokens outside brackets; `None` if the text is no expression by itself.
fn scan(text: &[u8]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let start = at;
        let token = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\\' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += text[at..].iter().take_while(|&&byte| byte != b'\n').count();
                continue;
            }
            b'(' | b'[' | b'{' => {
                at = skip_group(text, at)?;
                Token::Group(byte)
            }
            b'"' | b'\'' => {
                at = skip_string(text, at)?;
                Token::Operand
            }
            b'0'..=b'9' => {
                at = skip_number(text, at);
                Token::Operand
            }
            b'.' if text[at..].starts_with(b"...") => {
                at += 3;
                Token::Operand
            }
            b'.' if text.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                at = skip_number(text, at);
                Token::Operand
            }
            b'.' => {
                at += 1;
                Token::Dot
            }
            _ if is_name(byte) => {
                at += text[at..].iter().take_while(|&&byte| is_name(byte)).count();
                if matches!(text.get(at), Some(b'"' | b'\'')) {
                    // The prefix of a string.
                    at = skip_string(text, at)?;
                    Token::Operand
                } else {
                    word(&text[start..at])
                }
            }
            _ => {
                let (token, length) = operator(&text[at..])?;
                at += length;
                token
            }
        };
        pieces.push(Piece {
            token,
            start,
            end: at,
        });
    }
    Some(pieces)
}

fn is_name(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn word(text: &[u8]) -> Token {
    match text {
        b"and" | b"or" | b"not" | b"in" | b"is" | b"if" | b"else" | b"lambda" | b"for"
        | b"yield" | b"from" | b"async" | b"await" | b"raise" | b"return" | b"assert" | b"del"
        | b"import" | b"with" | b"while" | b"class" | b"def" | b"except" => Token::Weaker,
        _ => Token::Operand,
    }
}

fn operator(text: &[u8]) -> Option<(Token, usize)> {
    let followed_by_equals = |length: usize| text.get(length) == Some(&b'=');
    let (strength, length) = match text {
        [b'*', b'*', ..] => (POWER, 2),
        [b'/', b'/', ..] => (5, 2),
        [b'<', b'<', ..] | [b'>', b'>', ..] => (3, 2),
        [b'*' | b'/' | b'%' | b'@', ..] => (5, 1),
        [b'+' | b'-', ..] => (4, 1),
        [b'&', ..] => (2, 1),
        [b'^', ..] => (1, 1),
        [b'|', ..] => (0, 1),
        [b'~', ..] => return Some((Token::Operator(UNARY), 1)),
        [b'=' | b'<' | b'>' | b'!' | b',' | b':', ..] => return Some((Token::Weaker, 1)),
        _ => return None,
    };
    // `a += b`: a statement, whose operator is stressed with its equals sign.
    let length = length + usize::from(followed_by_equals(length));
    Some((Token::Operator(strength), length))
}

fn skip_number(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        let is_exponent_sign = matches!(byte, b'+' | b'-')
            && at > start
            && matches!(text[at - 1], b'e' | b'E')
            && !text[start..].starts_with(b"0x")
            && !text[start..].starts_with(b"0X");
        if !is_name(byte) && byte != b'.' && !is_exponent_sign {
            break;
        }
        at += 1;
    }
    at
}

/// The offset behind the string that starts at `start`.
fn skip_string(text: &[u8], start: usize) -> Option<usize> {
    let quote = text[start];
    let triple = [quote; 3];
    let long = text[start..].starts_with(&triple);
    let mut at = start + if long { 3 } else { 1 };
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            &byte if byte == quote && !long => return Some(at + 1),
            _ if long && text[at..].starts_with(&triple) => return Some(at + 3),
            _ => at += 1,
        }
    }
}

/// The offset behind the group that starts at `start`.
fn skip_group(text: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match text.get(at)? {
            b'(' | b'[' | b'{' => {
                depth += 1;
                at += 1;
            }
            b')' | b']' | b'}' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            b'"' | b'\'' => at = skip_string(text, at)?,
            b'#' => at += text[at..].iter().take_while(|&&byte| byte != b'\n').count(),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is stressed: `^` under it, `~` under the rest.
    fn check(text: &str, expected: &str) {
        let found = match classify(text).anchors() {
            None => "^".repeat(text.len()),
            Some(anchors) => (0..text.len())
                .map(|at| {
                    if (anchors.start..anchors.end).contains(&at) {
                        '^'
                    } else {
                        '~'
                    }
                })
                .collect(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_operator_that_binds_least_is_stressed() {
        check("a / 0", "~~^~~");
        check("a + b * c", "~~^~~~~~~");
        check("a - b - c", "~~~~~~^~~");
        check("a ** b ** c", "~~^^~~~~~~~");
        check("a // -b", "~~^^~~~");
        check("(a + b) * c", "~~~~~~~~^~~");
        check("-a + b", "~~~^~~");
        check("-a ** b", "^^^^^^^");
        check("x += 'a'", "~~^^~~~~");
        check("1e-5 + a", "~~~~~^~~");
        check("'+' % a", "~~~~^~~");
    }

    #[test]
    fn brackets_of_calls_and_subscripts_are_stressed() {
        check("foo(1)", "~~~^^^");
        check("a.b(c)(d)", "~~~~~~^^^");
        check("d['x']", "~^^^^^");
        check("f(')')", "~^^^^^");
        check("a[0].b", "^^^^^^");
        check("(a)", "^^^");
        check("a < b()", "^^^^^^^");
        check("not f(x)", "^^^^^^^^");
        check("raise f(x)", "^^^^^^^^^^");
    }

    #[test]
    fn a_call_of_a_plain_name_is_recognised() {
        assert!(matches!(classify("foo(1)"), Kind::Call(_, true)));
        assert!(matches!(classify("a.foo(1)"), Kind::Call(_, false)));
    }
}
