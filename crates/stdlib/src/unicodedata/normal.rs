//! Normal forms: <https://www.unicode.org/reports/tr15/>.

use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::{Ref, Vm};
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
pub(super) fn normalize(version: Version, form: Form, text: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
    if text.is_ascii() {
        return text.to_exact(vm);
    }
    let mut result = StrBuilder::with_capacity(text.byte_length());
    if version == Version::Old {
        let code_points: Vec<u32> = text.code_points().collect();
        for code_point in old_form(&code_points, form, vm.module_state::<Tables>()) {
            result.push(code_point);
        }
        return result.finish(vm);
    }
    if let Some(text) = text.as_str() {
        push_form(text, form, &mut result);
        return result.finish(vm);
    }
    // Surrogates neither decompose nor combine.
    let mut part = String::new();
    for code_point in text.code_points() {
        match char::from_u32(code_point) {
            Some(character) => part.push(character),
            None => {
                push_form(&part, form, &mut result);
                part.clear();
                result.push(code_point);
            }
        }
    }
    push_form(&part, form, &mut result);
    result.finish(vm)
}

fn push_form(text: &str, form: Form, result: &mut StrBuilder) {
    let normal: String = match (form.composed, form.compatible) {
        (true, false) => text.nfc().collect(),
        (false, false) => text.nfd().collect(),
        (true, true) => text.nfkc().collect(),
        (false, true) => text.nfkd().collect(),
    };
    result.push_str(&normal);
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
