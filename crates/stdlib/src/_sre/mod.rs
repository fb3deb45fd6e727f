//! `_sre`: the native part of `re`. The engine is the crate `rpy-sre`; here are its objects.
//! Reference: <https://docs.python.org/3.14/library/re.html>

mod characters;
mod match_;
mod output;
mod pattern;
mod scanner;
mod search;
mod state;
mod subject;
mod substitute;
mod template;

pub use _sre::MODULE;

/// Runs the patterns that the package re has compiled.
#[rpy_macros::native_module(name = "_sre")]
mod _sre {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::list::List;
    use rpy_vm::builtins::str::unicode;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use crate::_sre::pattern::Pattern;
    use crate::_sre::template::Template;

    /// The version of the code of patterns, which the package checks.
    #[constant]
    const MAGIC: u32 = rpy_sre::MAGIC;

    /// Bytes of a word of that code.
    #[constant]
    const CODESIZE: usize = rpy_sre::CODE_SIZE;

    /// The upper bound of a repeat that has none.
    #[constant]
    const MAXREPEAT: u32 = rpy_sre::MAX_REPEAT;

    /// How many groups a pattern may have.
    #[constant]
    const MAXGROUPS: usize = rpy_sre::MAX_GROUPS;

    /// Makes a pattern of its code.
    ///
    /// Raises RuntimeError if the code is not that of a pattern.
    #[function(signature = "(pattern, flags, code, groups, groupindex, indexgroup)")]
    fn compile(
        pattern: Value,
        flags: i32,
        code: &Ref<List>,
        groups: isize,
        groupindex: &Ref<Dict>,
        indexgroup: &Ref<Tuple>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Pattern>> {
        Pattern::compile(pattern, flags, code, groups, (groupindex, indexgroup), vm)
    }

    /// Makes a template of literals and numbers of groups in turn.
    #[function(signature = "(pattern, template, /)")]
    fn template(_pattern: &Value, template: &Ref<List>, vm: &mut Vm) -> PyResult<Ref<Template>> {
        Template::of_list(template, vm)
    }

    /// Returns the bytes of a word of the code of patterns.
    #[function(signature = "()")]
    fn getcodesize() -> usize {
        rpy_sre::CODE_SIZE
    }

    /// Whether a character is an ASCII letter.
    #[function(signature = "(character, /)")]
    fn ascii_iscased(character: i32) -> bool {
        ascii(character).is_some_and(|byte| byte.is_ascii_alphabetic())
    }

    /// Whether a character has another in lower or upper case.
    #[function(signature = "(character, /)")]
    fn unicode_iscased(character: i32) -> bool {
        let c = character as u32;
        unicode::simple_lower(c) != c || unicode::simple_upper(c) != c
    }

    /// Returns the lower case of an ASCII letter, and everything else as it is.
    #[function(signature = "(character, /)")]
    fn ascii_tolower(character: i32) -> i32 {
        ascii(character).map_or(character, |byte| byte.to_ascii_lowercase().into())
    }

    /// Returns the lower case of a character.
    #[function(signature = "(character, /)")]
    fn unicode_tolower(character: i32) -> i32 {
        unicode::simple_lower(character as u32) as i32
    }

    fn ascii(character: i32) -> Option<u8> {
        u8::try_from(character).ok().filter(u8::is_ascii)
    }
}
