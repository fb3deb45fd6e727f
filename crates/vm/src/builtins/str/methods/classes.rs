//! What kinds of characters a string has.

use rpy_macros::methods;

use crate::builtins::bytes::algorithms;
use crate::builtins::str::{Str, unicode};
use crate::object::reference::Ref;

pub(crate) struct Methods;

/// Whether there are characters and all are of a class.
fn all(this: &Ref<Str>, belongs: fn(u32) -> bool) -> bool {
    !this.is_empty() && this.code_points().all(belongs)
}

#[methods]
impl Methods {
    /// Whether all characters are below U+0080.
    #[method(signature = "($self, /)")]
    fn isascii(this: &Ref<Str>) -> bool {
        this.is_ascii()
    }

    /// Whether there are characters, and all are letters.
    #[method(signature = "($self, /)")]
    fn isalpha(this: &Ref<Str>) -> bool {
        all(this, unicode::is_alpha)
    }

    /// Whether there are characters, and all are letters or numeric.
    #[method(signature = "($self, /)")]
    fn isalnum(this: &Ref<Str>) -> bool {
        all(this, unicode::is_alnum)
    }

    /// Whether there are characters, and all are digits of decimal numbers.
    #[method(signature = "($self, /)")]
    fn isdecimal(this: &Ref<Str>) -> bool {
        all(this, unicode::is_decimal)
    }

    /// Whether there are characters, and all are digits.
    #[method(signature = "($self, /)")]
    fn isdigit(this: &Ref<Str>) -> bool {
        all(this, unicode::is_digit)
    }

    /// Whether there are characters, and all are numeric.
    #[method(signature = "($self, /)")]
    fn isnumeric(this: &Ref<Str>) -> bool {
        all(this, unicode::is_numeric)
    }

    /// Whether there are characters, and all are white space.
    #[method(signature = "($self, /)")]
    fn isspace(this: &Ref<Str>) -> bool {
        all(this, unicode::is_space)
    }

    /// Whether repr() would show all characters as they are.
    #[method(signature = "($self, /)")]
    fn isprintable(this: &Ref<Str>) -> bool {
        this.code_points().all(unicode::is_printable)
    }

    /// Whether the string could be a name, a keyword included.
    #[method(signature = "($self, /)")]
    fn isidentifier(this: &Ref<Str>) -> bool {
        let mut code_points = this.code_points();
        code_points.next().is_some_and(unicode::is_identifier_start)
            && code_points.all(unicode::is_identifier_continue)
    }

    /// Whether there are cased characters, and all of them are in lower case.
    #[method(signature = "($self, /)")]
    fn islower(this: &Ref<Str>) -> bool {
        if this.is_ascii() {
            return algorithms::is_lower(this.as_bytes());
        }
        let other = |code_point| unicode::is_upper(code_point) || unicode::is_title(code_point);
        !this.code_points().any(other) && this.code_points().any(unicode::is_lower)
    }

    /// Whether there are cased characters, and all of them are in upper case.
    #[method(signature = "($self, /)")]
    fn isupper(this: &Ref<Str>) -> bool {
        if this.is_ascii() {
            return algorithms::is_upper(this.as_bytes());
        }
        let other = |code_point| unicode::is_lower(code_point) || unicode::is_title(code_point);
        !this.code_points().any(other) && this.code_points().any(unicode::is_upper)
    }

    /// Whether there are cased characters, words start in upper or title case, and go on in lower
    /// case.
    #[method(signature = "($self, /)")]
    fn istitle(this: &Ref<Str>) -> bool {
        if this.is_ascii() {
            return algorithms::is_title(this.as_bytes());
        }
        let (mut in_word, mut any) = (false, false);
        for code_point in this.code_points() {
            if unicode::is_upper(code_point) || unicode::is_title(code_point) {
                if in_word {
                    return false;
                }
                (in_word, any) = (true, true);
            } else if unicode::is_lower(code_point) {
                if !in_word {
                    return false;
                }
            } else {
                in_word = false;
            }
        }
        any
    }
}
