//! `re.Pattern`: a compiled pattern.

use rpy_macros::{Payload, native_class};
use rpy_sre::{Mode, Program, Scratch};
use rpy_vm::builtins::descriptors::MappingProxy;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::iterators::CallableIterator;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::slot::CompareOperator;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use crate::_sre::match_::Match;
use crate::_sre::scanner::Scanner;
use crate::_sre::search::Search;
use crate::_sre::state::State;
use crate::_sre::subject::Subject;
use crate::_sre::substitute::substitute;

/// A regular expression, ready to be used.
#[derive(Payload)]
pub(super) struct Pattern {
    /// What it was compiled from.
    pattern: Value,
    flags: i32,
    /// Numbers of the named groups; `None` if there are no names.
    pub(super) groupindex: Option<Ref<Dict>>,
    /// Names of the groups; `None` if there are no names.
    pub(super) indexgroup: Option<Ref<Tuple>>,
    /// Whether it is for bytes; `None` if for both.
    pub(super) is_bytes: Option<bool>,
    /// Its code, by which patterns are compared.
    words: Box<[u32]>,
    #[payload(skip)]
    pub(super) program: Program,
    /// The engine's working memory, unless a search has it.
    #[payload(skip)]
    scratch: HeapCell<Option<Box<Scratch>>>,
}

/// The flags that `repr` names.
const FLAGS: &[(&str, i32)] = &[
    ("re.IGNORECASE", 2),
    ("re.LOCALE", LOCALE),
    ("re.MULTILINE", 8),
    ("re.DOTALL", 16),
    ("re.UNICODE", UNICODE),
    ("re.VERBOSE", 64),
    ("re.DEBUG", 128),
    ("re.ASCII", ASCII),
];
const LOCALE: i32 = 4;
const UNICODE: i32 = 32;
const ASCII: i32 = 256;

/// Characters of a pattern that `repr` shows.
const SHOWN: usize = 200;

impl Pattern {
    /// Makes a pattern of its code. `names` are the groups by name and the names by group.
    ///
    /// Raises `RuntimeError` if the code is not that of a pattern.
    pub(super) fn compile(
        pattern: Value,
        flags: i32,
        code: &Ref<List>,
        groups: isize,
        names: (&Ref<Dict>, &Ref<Tuple>),
        vm: &mut Vm,
    ) -> PyResult<Ref<Pattern>> {
        let words = words_of(code, vm)?;
        let is_bytes = if pattern.is_none() {
            None
        } else {
            Some(Subject::new(&pattern, vm)?.is_bytes())
        };
        let table = vm.module_state::<State>().table.clone();
        let program = usize::try_from(groups)
            .ok()
            .and_then(|groups| Program::verify_and_translate(&words, groups, table).ok());
        let Some(program) = program else {
            return Err(vm.runtime_error("invalid SRE code"));
        };
        let (groupindex, indexgroup) = names;
        let named = groupindex.length(vm) > 0;
        let has_names = named && indexgroup.length() > 0;
        let pattern = Pattern {
            pattern,
            flags,
            groupindex: named.then(|| groupindex.clone()),
            indexgroup: has_names.then(|| indexgroup.clone()),
            is_bytes,
            words,
            program,
            scratch: HeapCell::new(None),
        };
        Ok(Ref::new(pattern, vm))
    }

    /// The engine's working memory, for a search.
    #[inline]
    pub(super) fn take_scratch(&self, vm: &mut Vm) -> Box<Scratch> {
        self.scratch.replace(None, vm).unwrap_or_default()
    }

    /// Puts the working memory back.
    #[inline]
    pub(super) fn put_scratch(&self, scratch: Box<Scratch>, vm: &mut Vm) {
        self.scratch.replace(Some(scratch), vm);
    }

    /// Looks for one match.
    #[inline]
    fn find(
        this: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        mode: Mode,
        vm: &mut Vm,
    ) -> PyResult<Option<Ref<Match>>> {
        let mut search = Search::new(this, string, pos, endpos, vm)?;
        let found = search.find(mode, vm)?;
        let found = if found {
            Some(Match::of(&search, vm)?)
        } else {
            None
        };
        search.rest(vm);
        Ok(found)
    }
}

/// The words of a pattern's code.
fn words_of(code: &Ref<List>, vm: &mut Vm) -> PyResult<Box<[u32]>> {
    let mut words = Vec::with_capacity(code.length(vm));
    let mut index = 0;
    while let Some(word) = code.get(index, vm) {
        index += 1;
        let Some(int) = word.as_int() else {
            return Err(vm.type_error("an integer is required"));
        };
        if int.is_negative() {
            return Err(vm.overflow_error("can't convert negative value to unsigned int"));
        }
        let Some(word) = int.as_i64().and_then(|word| u32::try_from(word).ok()) else {
            return Err(vm.overflow_error("regular expression code size limit exceeded"));
        };
        words.push(word);
    }
    Ok(words.into())
}

#[native_class(name = "re.Pattern", flags(weakref), generic)]
impl Pattern {
    /// Matches at the beginning of the string, or gives None.
    #[method(
        name = "match",
        signature = "($self, /, string, pos=0, endpos=sys.maxsize)"
    )]
    fn match_(
        this: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Option<Ref<Match>>> {
        Pattern::find(this, string, pos, endpos, Mode::Match, vm)
    }

    /// Matches all of the string, or gives None.
    #[method(signature = "($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn fullmatch(
        this: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Option<Ref<Match>>> {
        Pattern::find(this, string, pos, endpos, Mode::FullMatch, vm)
    }

    /// Gives the first match in the string, or None.
    #[method(signature = "($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn search(
        this: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Option<Ref<Match>>> {
        Pattern::find(this, string, pos, endpos, Mode::Search, vm)
    }

    /// Returns the text of all matches that do not overlap; of its groups, if the pattern has any.
    #[method(signature = "($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn findall(
        this: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Vec<Value>> {
        let mut search = Search::new(this, string, pos, endpos, vm)?;
        let groups = this.program.groups();
        // What a group that took no part has matched.
        let nothing = search.subject.slice(0, 0, vm);
        let mut found = Vec::new();
        while search.find(Mode::Search, vm)? {
            let text = match groups {
                0 | 1 => search.group(groups, &nothing, vm)?,
                _ => {
                    let parts = (1..=groups).map(|group| search.group(group, &nothing, vm));
                    let parts = parts.collect::<PyResult<Vec<_>>>()?;
                    Tuple::new(parts, vm).into_value()
                }
            };
            vm.push_to(&mut found, text)?;
            search.advance();
        }
        search.rest(vm);
        Ok(found)
    }

    /// Returns an iterator over all matches that do not overlap.
    #[method(signature = "($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn finditer(
        this: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Ref<CallableIterator>> {
        let scanner = Scanner::new(this, string, pos, endpos, vm)?;
        let name = vm.intern("search");
        let search = scanner.as_value().get_attribute(&name, vm)?;
        Ok(CallableIterator::new(search, Value::NONE, vm))
    }

    /// Returns an object that matches or searches on from where its last match ended.
    #[method(signature = "($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn scanner(
        this: &Ref<Pattern>,
        string: &Value,
        pos: isize,
        endpos: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Scanner>> {
        Scanner::new(this, string, pos, endpos, vm)
    }

    /// Returns what is between the matches, with the groups of each match.
    #[method(signature = "($self, /, string, maxsplit=0)")]
    fn split(
        this: &Ref<Pattern>,
        string: &Value,
        maxsplit: isize,
        vm: &mut Vm,
    ) -> PyResult<Vec<Value>> {
        let mut search = Search::new(this, string, 0, None, vm)?;
        let mut parts = Vec::new();
        let mut last = 0;
        let mut splits = 0;
        while (maxsplit == 0 || splits < maxsplit) && search.find(Mode::Search, vm)? {
            let (start, end) = search.whole();
            let part = search.subject.slice(last, start, vm);
            vm.push_to(&mut parts, part)?;
            for group in 1..=this.program.groups() {
                let part = search.group(group, &Value::NONE, vm)?;
                vm.push_to(&mut parts, part)?;
            }
            splits += 1;
            last = end;
            search.advance();
        }
        parts.push(search.subject.slice(last, search.end, vm));
        search.rest(vm);
        Ok(parts)
    }

    /// Returns the string with the matches replaced, `count` of them at most if it is not 0.
    #[method(signature = "($self, /, repl, string, count=0)")]
    fn sub(
        this: &Ref<Pattern>,
        repl: &Value,
        string: &Value,
        count: isize,
        vm: &mut Vm,
    ) -> PyResult {
        Ok(substitute(this, repl, string, count, vm)?.0)
    }

    /// Like sub, but returns the string and how many matches were replaced.
    #[method(signature = "($self, /, repl, string, count=0)")]
    fn subn(
        this: &Ref<Pattern>,
        repl: &Value,
        string: &Value,
        count: isize,
        vm: &mut Vm,
    ) -> PyResult<(Value, isize)> {
        substitute(this, repl, string, count, vm)
    }

    /// Returns the pattern itself, as nothing in it changes.
    #[method(name = "__copy__", signature = "($self, /)")]
    fn copy(this: &Ref<Pattern>) -> Ref<Pattern> {
        this.clone()
    }

    /// Returns the pattern itself, as nothing in it changes.
    #[method(name = "__deepcopy__", signature = "($self, memo, /)")]
    fn deepcopy(this: &Ref<Pattern>, _memo: &Value) -> Ref<Pattern> {
        this.clone()
    }

    /// What it was compiled from.
    #[getter(member)]
    fn pattern(this: &Ref<Pattern>) -> Value {
        this.pattern.clone()
    }

    /// The flags it was compiled with, and those written in it.
    #[getter(member)]
    fn flags(this: &Ref<Pattern>) -> i32 {
        this.flags
    }

    /// How many groups it has.
    #[getter(member)]
    fn groups(this: &Ref<Pattern>) -> usize {
        this.program.groups()
    }

    /// The numbers of the named groups.
    #[getter]
    fn groupindex(this: &Ref<Pattern>, vm: &mut Vm) -> Value {
        match &this.groupindex {
            Some(groupindex) => MappingProxy::new(groupindex.to_value(), vm).into_value(),
            None => Dict::new(vm).into_value(),
        }
    }

    #[slot]
    fn repr(this: &Ref<Pattern>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let mut flags = this.flags;
        // That a pattern for strings knows Unicode goes without saying.
        if this.is_bytes == Some(false) && flags & (LOCALE | UNICODE | ASCII) == UNICODE {
            flags &= !UNICODE;
        }
        let mut names: Vec<String> = Vec::new();
        for (name, flag) in FLAGS {
            if flags & flag != 0 {
                names.push((*name).to_owned());
                flags &= !flag;
            }
        }
        if flags != 0 {
            names.push(format!("0x{flags:x}"));
        }
        let pattern = this.pattern.repr(vm)?;
        let mut text = StrBuilder::new();
        text.push_str("re.compile(");
        pattern.code_points().take(SHOWN).for_each(|c| text.push(c));
        if !names.is_empty() {
            text.push_str(", ");
            text.push_str(&names.join("|"));
        }
        text.push_str(")");
        Ok(text.finish(vm))
    }

    #[slot]
    fn hash(this: &Ref<Pattern>, vm: &mut Vm) -> PyResult<i64> {
        let mut hash = this.pattern.hash(vm)?;
        for &word in &this.words {
            hash = hash.wrapping_mul(0x0100_0000_01b3) ^ i64::from(word);
        }
        Ok(hash ^ i64::from(this.flags))
    }

    #[slot]
    fn compare(
        this: &Ref<Pattern>,
        other: &Value,
        operator: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        let negate = match operator {
            CompareOperator::Equal => false,
            CompareOperator::NotEqual => true,
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        let Some(other) = other.downcast::<Pattern>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        // The code may depend on the locale that the pattern was compiled in; groups and names
        // follow from the pattern.
        let equal = this.is(other)
            || this.flags == other.flags
                && this.is_bytes == other.is_bytes
                && this.words == other.words
                && this.pattern.equals(&other.pattern, vm)?;
        Ok(Value::bool(equal != negate))
    }
}
