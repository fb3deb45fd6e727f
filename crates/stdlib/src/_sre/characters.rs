//! The characters as the engine asks about them.

use rpy_sre::Characters;
use rpy_vm::builtins::str::unicode;

/// Those of Unicode 16. The locale is that of C: only ASCII has letters.
pub(super) const CHARACTERS: Characters = Characters {
    is_alnum: unicode::is_alnum,
    is_decimal: unicode::is_decimal,
    is_space: unicode::is_space,
    is_line_break: unicode::is_line_break,
    lower: unicode::simple_lower,
    upper: unicode::simple_upper,
    ..Characters::ASCII
};
