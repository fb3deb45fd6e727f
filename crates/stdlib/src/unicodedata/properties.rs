//! Properties of characters.

use rpy_vm::{PyResult, Value, Vm};
use unicode_general_category::{GeneralCategory, get_general_category};

use super::names;
use super::tables::{Tables, hex_list};
use super::version::Version;

fn tables(vm: &mut Vm) -> &Tables {
    vm.module_state::<Tables>()
}

/// `bidirectional(chr)`
pub(super) fn bidirectional(version: Version, code_point: u32, vm: &mut Vm) -> PyResult {
    let class = tables(vm).bidirectional(version).get(code_point);
    Ok(vm.new_str(if class == "-" { "" } else { class }))
}

/// `category(chr)`
pub(super) fn category(version: Version, code_point: u32, vm: &mut Vm) -> PyResult {
    let category = match version {
        Version::New => abbreviation(code_point),
        Version::Old => tables(vm).category_old().get(code_point),
    };
    Ok(vm.new_str(category))
}

/// The abbreviation of the general category in the newest version.
fn abbreviation(code_point: u32) -> &'static str {
    let Some(character) = char::from_u32(code_point) else {
        return "Cs";
    };
    match get_general_category(character) {
        GeneralCategory::ClosePunctuation => "Pe",
        GeneralCategory::ConnectorPunctuation => "Pc",
        GeneralCategory::Control => "Cc",
        GeneralCategory::CurrencySymbol => "Sc",
        GeneralCategory::DashPunctuation => "Pd",
        GeneralCategory::DecimalNumber => "Nd",
        GeneralCategory::EnclosingMark => "Me",
        GeneralCategory::FinalPunctuation => "Pf",
        GeneralCategory::Format => "Cf",
        GeneralCategory::InitialPunctuation => "Pi",
        GeneralCategory::LetterNumber => "Nl",
        GeneralCategory::LineSeparator => "Zl",
        GeneralCategory::LowercaseLetter => "Ll",
        GeneralCategory::MathSymbol => "Sm",
        GeneralCategory::ModifierLetter => "Lm",
        GeneralCategory::ModifierSymbol => "Sk",
        GeneralCategory::NonspacingMark => "Mn",
        GeneralCategory::OpenPunctuation => "Ps",
        GeneralCategory::OtherLetter => "Lo",
        GeneralCategory::OtherNumber => "No",
        GeneralCategory::OtherPunctuation => "Po",
        GeneralCategory::OtherSymbol => "So",
        GeneralCategory::ParagraphSeparator => "Zp",
        GeneralCategory::PrivateUse => "Co",
        GeneralCategory::SpaceSeparator => "Zs",
        GeneralCategory::SpacingMark => "Mc",
        GeneralCategory::Surrogate => "Cs",
        GeneralCategory::TitlecaseLetter => "Lt",
        GeneralCategory::UppercaseLetter => "Lu",
        _ => "Cn",
    }
}

/// `combining(chr)`
pub(super) fn combining(version: Version, code_point: u32, vm: &mut Vm) -> PyResult {
    let class = match version {
        Version::New => combining_class(code_point),
        Version::Old => {
            let class = tables(vm).combining_old().get(code_point);
            class.parse().unwrap_or(0)
        }
    };
    Ok(Value::from_i32(class.into()))
}

/// The canonical combining class in the newest version.
pub(super) fn combining_class(code_point: u32) -> u8 {
    char::from_u32(code_point).map_or(0, unicode_normalization::char::canonical_combining_class)
}

/// `decomposition(chr)`
pub(super) fn decomposition(version: Version, code_point: u32, vm: &mut Vm) -> PyResult {
    let tables = tables(vm);
    let entry = tables.decomposition().get(code_point);
    let Some(entry) = entry.filter(|_| version == Version::New || tables.is_old(code_point)) else {
        return Ok(vm.new_str(""));
    };
    let (tag, code_points) = split(entry);
    let numbers = hex_list(code_points);
    let numbers = numbers.iter().map(|number| format!("{number:04X}"));
    let parts: Vec<String> = tag.map(str::to_owned).into_iter().chain(numbers).collect();
    Ok(vm.new_str(&parts.join(" ")))
}

/// The tag of an entry, unless the decomposition is canonical, and its code points.
pub(super) fn split(entry: &str) -> (Option<&str>, &str) {
    match entry.strip_prefix('=') {
        Some(code_points) => (None, code_points),
        None => {
            let end = entry.find('>').map_or(0, |at| at + 1);
            (Some(&entry[..end]), &entry[end..])
        }
    }
}

/// `east_asian_width(chr)`
pub(super) fn east_asian_width(version: Version, code_point: u32, vm: &mut Vm) -> PyResult {
    let width = tables(vm).width(version).get(code_point);
    Ok(vm.new_str(width))
}

/// `mirrored(chr)`
pub(super) fn mirrored(version: Version, code_point: u32, vm: &mut Vm) -> PyResult {
    let mirrored = tables(vm).mirrored(version).get(code_point);
    Ok(Value::from_i32(i32::from(mirrored == "1")))
}

/// The number that a character stands for, behind the letter for its kind.
fn number(version: Version, code_point: u32, vm: &mut Vm) -> Option<&'static str> {
    let tables = tables(vm);
    if version == Version::Old {
        if !tables.is_old(code_point) {
            return None;
        }
        if let Some(entry) = tables.number_old().get(code_point) {
            return (entry != "!").then_some(entry);
        }
    }
    tables.number().get(code_point)
}

/// `decimal(chr)`, if it is one.
pub(super) fn decimal(version: Version, code_point: u32, vm: &mut Vm) -> Option<Value> {
    let digit = number(version, code_point, vm)?.strip_prefix('d')?;
    Some(Value::from_i32(digit.parse().ok()?))
}

/// `digit(chr)`, if it is one; the same in all versions, as in CPython.
pub(super) fn digit(_version: Version, code_point: u32, vm: &mut Vm) -> Option<Value> {
    let digit = number(Version::New, code_point, vm)?.strip_prefix(['d', 'g'])?;
    Some(Value::from_i32(digit.parse().ok()?))
}

/// `numeric(chr)`, if it stands for a number.
pub(super) fn numeric(version: Version, code_point: u32, vm: &mut Vm) -> Option<Value> {
    let text = &number(version, code_point, vm)?[1..];
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let (numerator, denominator): (f64, f64) = (numerator.parse().ok()?, denominator.parse().ok()?);
    Some(vm.new_float(numerator / denominator))
}

/// `name(chr)`, if it has one.
pub(super) fn name(version: Version, code_point: u32, vm: &mut Vm) -> Option<Value> {
    if version == Version::Old && !tables(vm).is_old(code_point) {
        return None;
    }
    let name = names::name(code_point)?;
    Some(vm.new_str(&name))
}
