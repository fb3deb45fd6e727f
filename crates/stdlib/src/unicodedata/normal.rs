//! Normal forms: <https://www.unicode.org/reports/tr15/>.

use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::{PyResult, Ref, Vm};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical};

use super::properties::{combining_class, split};
use super::tables::{Tables, hex_list};
use super::version::Version;

/// A normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Whether characters are composed again.
    composed: bool,
    /// Whether characters are decomposed that only look alike then.
    compatible: bool,
}

/// Bytes of a text for whose form memory is asked.
const LONG: usize = 1 << 16;
/// Bytes for a character in the form by version 3.2, with copies: one may become eighteen.
const MOST_BYTES: usize = 18 * 8;

impl Form {
    /// The form of a name.
    pub(super) fn of_name(name: &[u8]) -> Option<Form> {
        let (composed, compatible) = match name {
            b"NFC" => (true, false),
            b"NFD" => (false, false),
            b"NFKC" => (true, true),
            b"NFKD" => (false, true),
            _ => return None,
        };
        Some(Form {
            composed,
            compatible,
        })
    }
}

/// A string in a normal form. It is the same object where nothing changes in ASCII.
///
/// Raises `MemoryError` if there is no room for what a long text becomes, which may be many times as long.
pub(super) fn normalize(
    version: Version,
    form: Form,
    text: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    if text.is_ascii() {
        return Ok(text.to_exact(vm));
    }
    let mut result = StrBuilder::with_capacity(text.byte_length());
    if version == Version::Old {
        if text.byte_length() > LONG {
            vm.check_allocation(text.length().saturating_mul(MOST_BYTES))?;
        }
        let code_points: Vec<u32> = text.code_points().collect();
        for code_point in old_form(&code_points, form, vm.module_state::<Tables>()) {
            result.push(code_point);
        }
        return Ok(result.finish(vm));
    }
    if let Some(text) = text.as_str() {
        push_form(text, form, &mut result, vm)?;
        return Ok(result.finish(vm));
    }
    // Surrogates neither decompose nor combine.
    let mut part = String::new();
    for code_point in text.code_points() {
        match char::from_u32(code_point) {
            Some(character) => part.push(character),
            None => {
                push_form(&part, form, &mut result, vm)?;
                part.clear();
                result.push(code_point);
            }
        }
    }
    push_form(&part, form, &mut result, vm)?;
    Ok(result.finish(vm))
}

fn push_form(text: &str, form: Form, result: &mut StrBuilder, vm: &mut Vm) -> PyResult<()> {
    let mut normal = String::new();
    if text.len() > LONG {
        let mut length = 0_usize;
        each_of_form(text, form, |character| length += character.len_utf8());
        // It is copied into the result, which may grow to twice that.
        vm.check_allocation(length.saturating_mul(4))?;
        normal.reserve_exact(length);
    }
    each_of_form(text, form, |character| normal.push(character));
    result.push_str(&normal);
    Ok(())
}

/// Shows the characters of a text in a normal form.
fn each_of_form(text: &str, form: Form, visit: impl FnMut(char)) {
    match (form.composed, form.compatible) {
        (true, false) => text.nfc().for_each(visit),
        (false, false) => text.nfd().for_each(visit),
        (true, true) => text.nfkc().for_each(visit),
        (false, true) => text.nfkd().for_each(visit),
    }
}

/// The form by version 3.2: characters that it does not have stay as they are.
fn old_form(text: &[u32], form: Form, tables: &Tables) -> Vec<u32> {
    let mut result = Vec::with_capacity(text.len());
    for &code_point in text {
        push_decomposed(code_point, form, tables, &mut result);
    }
    // Marks behind a character stand in the order of their classes.
    let is_starter = |code_point: &u32| combining_class(*code_point) == 0;
    for marks in result.split_mut(is_starter) {
        marks.sort_by_key(|mark| combining_class(*mark));
    }
    if form.composed {
        composed(&result)
    } else {
        result
    }
}

/// What the later versions decompose otherwise, and into what 3.2 did. Source:
/// NormalizationCorrections.txt.
const CORRECTED: [(u32, u32); 5] = [
    (0x2f868, 0x2136a),
    (0x2f874, 0x5f33),
    (0x2f91f, 0x43ab),
    (0x2f95f, 0x7aae),
    (0x2f9bf, 0x4d57),
];

fn push_decomposed(code_point: u32, form: Form, tables: &Tables, result: &mut Vec<u32>) {
    if (0xac00..0xd7a4).contains(&code_point) {
        let syllable = char::from_u32(code_point).expect("the syllables are characters");
        decompose_canonical(syllable, |jamo| result.push(jamo.into()));
        return;
    }
    if let Some((_, old)) = CORRECTED.iter().find(|(new, _)| *new == code_point) {
        result.push(*old);
        return;
    }
    let entry = tables.decomposition().get(code_point);
    let entry = entry.filter(|_| tables.is_old(code_point)).map(split);
    match entry {
        Some((tag, code_points)) if tag.is_none() || form.compatible => {
            for part in hex_list(code_points) {
                push_decomposed(part, form, tables, result);
            }
        }
        _ => result.push(code_point),
    }
}

/// Composes each character with the marks behind it that nothing separates from it.
fn composed(text: &[u32]) -> Vec<u32> {
    let mut result: Vec<u32> = Vec::with_capacity(text.len());
    let mut starter = None;
    let mut last_class = 0;
    for &code_point in text {
        let class = combining_class(code_point);
        if let Some(at) = starter {
            let is_separated = last_class != 0 && last_class >= class;
            let next_to = at + 1 == result.len();
            let pair = (char::from_u32(result[at]), char::from_u32(code_point));
            if (next_to || !is_separated && class != 0)
                && let (Some(a), Some(b)) = pair
                && let Some(both) = compose(a, b)
            {
                result[at] = both.into();
                continue;
            }
        }
        if class == 0 {
            starter = Some(result.len());
        }
        last_class = class;
        result.push(code_point);
    }
    result
}
