//! `Pattern.sub` and `Pattern.subn`.

use rpy_sre::Mode;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use crate::_sre::match_::Match;
use crate::_sre::output::Output;
use crate::_sre::pattern::Pattern;
use crate::_sre::search::Search;
use crate::_sre::subject::Subject;
use crate::_sre::template::{self, Template};

/// What matches are replaced with.
enum Replacement {
    /// The same for all.
    Literal(Value),
    Template(Ref<Template>),
    /// What a function makes of the match.
    Function(Value),
}

/// Replaces matches, `count` of them at most unless that is 0. Says how many there were.
pub(super) fn substitute(
    pattern: &Ref<Pattern>,
    replacement: &Value,
    string: &Value,
    count: isize,
    vm: &mut Vm,
) -> PyResult<(Value, isize)> {
    let replacement = Replacement::of(pattern, replacement, vm)?;
    let mut search = Search::new(pattern, string, 0, None, vm)?;
    let mut output = Output::new(search.subject.is_bytes());
    let mut replaced = 0;
    let mut last = 0;
    while (count == 0 || replaced < count) && search.find(Mode::Search, vm)? {
        let (start, end) = search.whole();
        output.push_part(&search.subject, last, start, vm)?;
        match &replacement {
            Replacement::Literal(literal) => output.push(literal, vm)?,
            Replacement::Template(template) => {
                if !push_expanded(template, &search, &mut output, vm)? {
                    let found = Match::of(&search, vm)?;
                    let text = template.expand(&found, vm)?;
                    push_unless_none(&text, &mut output, vm)?;
                }
            }
            Replacement::Function(function) => {
                let found = Match::of(&search, vm)?.into_value();
                search.advance();
                search.rest(vm);
                let text = function.call_positional(&[found], vm)?;
                push_unless_none(&text, &mut output, vm)?;
            }
        }
        if !matches!(replacement, Replacement::Function(_)) {
            search.advance();
        }
        last = end;
        replaced += 1;
    }
    let result = if replaced == 0 {
        search.subject.slice(0, search.end, vm)
    } else {
        output.push_part(&search.subject, last, search.end, vm)?;
        output.finish(vm)?
    };
    search.rest(vm);
    Ok((result, replaced))
}

fn push_unless_none(text: &Value, output: &mut Output, vm: &mut Vm) -> PyResult<()> {
    match text.is_none() {
        true => Ok(()),
        false => output.push(text, vm),
    }
}

/// Expands a template of text without making a match. Says whether it did.
fn push_expanded(
    template: &Template,
    search: &Search<'_>,
    output: &mut Output,
    vm: &mut Vm,
) -> PyResult<bool> {
    let (Subject::Str(subject), Some(text)) = (&search.subject, output.text()) else {
        return Ok(false);
    };
    let as_text = |value: &Value| value.downcast::<Str>().cloned();
    let mut literals = template.items.iter().map(|(_, literal)| literal);
    let all_text = literals.all(|literal| literal.has_payload::<Str>());
    let Some(literal) = as_text(&template.literal).filter(|_| all_text) else {
        return Ok(false);
    };
    let groups = search.pattern.program.groups();
    text.push_text(&literal);
    for (group, literal) in &template.items {
        if *group > groups {
            return Err(vm.index_error("no such group"));
        }
        if let Some((start, end)) = search.span(*group, vm)? {
            text.push_range(subject, start, end);
        }
        if let Some(literal) = literal.downcast::<Str>() {
            text.push_text(literal);
        }
    }
    output.count_piece();
    Ok(true)
}

impl Replacement {
    fn of(pattern: &Ref<Pattern>, replacement: &Value, vm: &mut Vm) -> PyResult<Replacement> {
        if replacement.is_callable(vm) {
            return Ok(Replacement::Function(replacement.clone()));
        }
        let subject = Subject::new(replacement, vm).ok();
        // Without a backslash it stands for itself.
        if subject.is_some_and(|subject| !subject.as_bytes(vm).contains(&b'\\')) {
            return Ok(Replacement::Literal(replacement.clone()));
        }
        let template = template::compile(pattern, replacement, vm)?;
        if template.items.is_empty() {
            return Ok(Replacement::Literal(template.literal.clone()));
        }
        Ok(Replacement::Template(template))
    }
}
