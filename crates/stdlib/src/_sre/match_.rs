//! `re.Match`: where a pattern has matched.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use crate::_sre::pattern::Pattern;
use crate::_sre::search::Search;
use crate::_sre::subject::Subject;
use crate::_sre::template;

/// The group did not take part.
const NONE: usize = usize::MAX;
/// Characters of the match that `repr` shows.
const SHOWN: usize = 50;

/// What a match has to tell. It is always true.
#[derive(Payload)]
pub(super) struct Match {
    pub(super) pattern: Ref<Pattern>,
    string: Value,
    /// Where it lies, in bytes. In a `str` positions of characters are found when asked for.
    span: (usize, usize),
    /// Where each group lies, in bytes: beginning, end, beginning, end …
    groups: Box<[usize]>,
    /// The group that ended last; zero if none.
    last_index: usize,
    /// Where the search began, in bytes.
    begin: usize,
    /// Where it was to end, in bytes.
    end: usize,
    /// What `regs` has been told.
    regs: HeapCell<Option<Ref<Tuple>>>,
}

impl Match {
    /// The match that a search has found.
    ///
    /// Raises `SystemError` if a group ends before it begins.
    pub(super) fn of(search: &Search<'_>, vm: &mut Vm) -> PyResult<Ref<Match>> {
        let made = Match {
            pattern: search.pattern.clone(),
            string: search.string.clone(),
            span: search.whole(),
            groups: search.spans(NONE, vm)?,
            last_index: search.last_index().unwrap_or(0),
            begin: search.begin,
            end: search.end,
            regs: HeapCell::new(None),
        };
        Ok(Ref::new(made, vm))
    }

    /// Number of groups, with all of the match as one.
    pub(super) fn group_count(&self) -> usize {
        self.groups.len() / 2 + 1
    }

    /// Where a group lies, in bytes.
    fn place(&self, group: usize) -> Option<(usize, usize)> {
        if group == 0 {
            return Some(self.span);
        }
        let (start, end) = (self.groups[2 * group - 2], self.groups[2 * group - 1]);
        (start != NONE).then_some((start, end))
    }

    /// Where a group lies, as Python counts; -1 if it did not take part.
    fn positions(&self, group: usize) -> (isize, isize) {
        match self.place(group) {
            Some((start, end)) => (self.position(start), self.position(end)),
            None => (-1, -1),
        }
    }

    fn position(&self, offset: usize) -> isize {
        let position = match self.string.downcast::<Str>() {
            Some(text) => text.indexed_position_of(offset),
            None => offset,
        };
        position as isize
    }

    /// What a group has matched, or `default`.
    pub(super) fn text(&self, group: usize, default: &Value, vm: &mut Vm) -> PyResult {
        let Some((start, end)) = self.place(group) else {
            return Ok(default.clone());
        };
        if let Some(text) = self.string.downcast::<Str>() {
            return Ok(Str::byte_slice(text, start, end, vm).into_value());
        }
        let subject = Subject::new(&self.string, vm)?;
        // It may have become shorter since.
        let length = subject.byte_length();
        Ok(subject.slice(start.min(length), end.min(length), vm))
    }

    /// The number of a group, of its number or its name.
    ///
    /// Raises `IndexError` if there is no such group.
    fn number(&self, group: &Value, vm: &mut Vm) -> PyResult<usize> {
        let number = if let Some(number) = group.as_small_int() {
            Some(number)
        } else if group.is_index(vm) {
            group.index(vm)?.as_int().and_then(|index| index.as_i64())
        } else if let Some(names) = self.pattern.groupindex.clone() {
            let number = names.get_item(group, vm)?;
            number.and_then(|number| number.as_int()?.as_i64())
        } else {
            None
        };
        number
            .and_then(|number| usize::try_from(number).ok())
            .filter(|&number| number < self.group_count())
            .ok_or_else(|| vm.index_error("no such group"))
    }

    /// As [`Match::number`], where a missing one is 0.
    fn number_or_all(&self, group: Option<&Value>, vm: &mut Vm) -> PyResult<usize> {
        match group {
            Some(group) => self.number(group, vm),
            None => Ok(0),
        }
    }

    fn named_or_numbered(&self, group: &Value, vm: &mut Vm) -> PyResult {
        let group = self.number(group, vm)?;
        self.text(group, &Value::NONE, vm)
    }
}

#[native_class(name = "re.Match", generic)]
impl Match {
    /// group([group1, ...]) -> str or tuple.
    ///
    /// Returns what groups have matched, by number or name; all of the match if none is named.
    #[method(signature = "($self, *args)", hidden)]
    fn group(this: &Ref<Match>, args: &[Value], vm: &mut Vm) -> PyResult {
        match args {
            [] => this.text(0, &Value::NONE, vm),
            [group] => this.named_or_numbered(group, vm),
            groups => {
                let texts = groups.iter().map(|group| this.named_or_numbered(group, vm));
                let texts = texts.collect::<PyResult<Vec<_>>>()?;
                Ok(Tuple::new(texts, vm).into_value())
            }
        }
    }

    /// Returns the position where a group begins, or -1.
    #[method(signature = "($self, group=0, /)")]
    fn start(this: &Ref<Match>, group: Option<&Value>, vm: &mut Vm) -> PyResult<isize> {
        let group = this.number_or_all(group, vm)?;
        Ok(this
            .place(group)
            .map_or(-1, |(start, _)| this.position(start)))
    }

    /// Returns the position where a group ends, or -1.
    #[method(signature = "($self, group=0, /)")]
    fn end(this: &Ref<Match>, group: Option<&Value>, vm: &mut Vm) -> PyResult<isize> {
        let group = this.number_or_all(group, vm)?;
        Ok(this.place(group).map_or(-1, |(_, end)| this.position(end)))
    }

    /// Returns where a group begins and where it ends.
    #[method(signature = "($self, group=0, /)")]
    fn span(this: &Ref<Match>, group: Option<&Value>, vm: &mut Vm) -> PyResult<(isize, isize)> {
        let group = this.number_or_all(group, vm)?;
        Ok(this.positions(group))
    }

    /// Returns what all groups have matched, from the first on.
    #[method(signature = "($self, /, default=None)")]
    fn groups(this: &Ref<Match>, default: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let texts = (1..this.group_count()).map(|group| this.text(group, default, vm));
        let texts = texts.collect::<PyResult<Vec<_>>>()?;
        Ok(Tuple::new(texts, vm))
    }

    /// Returns what the named groups have matched, by name.
    #[method(signature = "($self, /, default=None)")]
    fn groupdict(this: &Ref<Match>, default: &Value, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        let texts = Dict::new(vm);
        if let Some(names) = &this.pattern.groupindex {
            for (name, _) in names.items_vec(vm) {
                let group = this.number(&name, vm)?;
                let text = this.text(group, default, vm)?;
                texts.set_item(name, text, vm)?;
            }
        }
        Ok(texts)
    }

    /// Returns a template with its references replaced by what the groups have matched.
    #[method(signature = "($self, /, template)")]
    fn expand(this: &Ref<Match>, template: &Value, vm: &mut Vm) -> PyResult {
        let template = template::compile(&this.pattern, template, vm)?;
        template.expand(this, vm)
    }

    /// Returns the match itself, as nothing in it changes.
    #[method(name = "__copy__", signature = "($self, /)")]
    fn copy(this: &Ref<Match>) -> Ref<Match> {
        this.clone()
    }

    /// Returns the match itself, as nothing in it changes.
    #[method(name = "__deepcopy__", signature = "($self, memo, /)")]
    fn deepcopy(this: &Ref<Match>, _memo: &Value) -> Ref<Match> {
        this.clone()
    }

    /// The number of the group that ended last.
    #[getter]
    fn lastindex(this: &Ref<Match>) -> Option<usize> {
        (this.last_index != 0).then_some(this.last_index)
    }

    /// The name of the group that ended last.
    #[getter]
    fn lastgroup(this: &Ref<Match>) -> Value {
        let names = match &this.pattern.indexgroup {
            Some(names) if this.last_index != 0 => names.as_slice(),
            _ => &[],
        };
        names.get(this.last_index).cloned().unwrap_or(Value::NONE)
    }

    /// Where the groups lie, all of the match first.
    #[getter]
    fn regs(this: &Ref<Match>, vm: &mut Vm) -> Ref<Tuple> {
        if let Some(known) = this.regs.get(vm) {
            return known.clone();
        }
        let mut spans = Vec::with_capacity(this.group_count());
        for group in 0..this.group_count() {
            let (start, end) = this.positions(group);
            let (start, end) = (vm.new_int(start as i64), vm.new_int(end as i64));
            spans.push(Tuple::from_array([start, end], vm).into_value());
        }
        let regs = Tuple::new(spans, vm);
        this.regs.replace(Some(regs.clone()), vm);
        regs
    }

    /// What was searched.
    #[getter(member)]
    fn string(this: &Ref<Match>) -> Value {
        this.string.clone()
    }

    /// The pattern that matched.
    #[getter(member)]
    fn re(this: &Ref<Match>) -> Ref<Pattern> {
        this.pattern.clone()
    }

    /// Where the search began.
    #[getter(member)]
    fn pos(this: &Ref<Match>) -> isize {
        this.position(this.begin)
    }

    /// Where the search was to end.
    #[getter(member)]
    fn endpos(this: &Ref<Match>) -> isize {
        this.position(this.end)
    }

    #[slot]
    fn subscript(this: &Ref<Match>, group: &Value, vm: &mut Vm) -> PyResult {
        this.named_or_numbered(group, vm)
    }

    #[slot]
    fn repr(this: &Ref<Match>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let (start, end) = this.positions(0);
        let matched = this.text(0, &Value::NONE, vm)?.repr(vm)?;
        let mut text = StrBuilder::new();
        text.push_str(&format!("<re.Match object; span=({start}, {end}), match="));
        matched.code_points().take(SHOWN).for_each(|c| text.push(c));
        text.push_str(">");
        Ok(text.finish(vm))
    }
}
