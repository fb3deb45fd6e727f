//! A table of what `zoneinfo._common.load_data` reads.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_zoneinfo::{State, others};
use super::rule;
use super::table::{After, AfterSummer, Period, Source, Table, Transitions};
use crate::_datetime::calendar::SECOND;
use crate::_datetime::delta::Delta;

/// How many differences are kept.
const MOST_DELTAS: usize = 512;

/// A difference of so many seconds.
fn delta(seconds: i64, vm: &mut Vm) -> PyResult<Ref<Delta>> {
    if let Some(delta) = vm.module_state::<State>().deltas.get(&seconds) {
        return Ok(delta.clone());
    }
    let delta = Delta::of(i128::from(seconds) * SECOND, vm)?;
    let deltas = &mut vm.module_state::<State>().deltas;
    if deltas.len() < MOST_DELTAS {
        deltas.insert(seconds, delta.clone());
    }
    Ok(delta)
}

fn period(seconds: i64, summer: i64, name: Value, vm: &mut Vm) -> PyResult<Period> {
    let (offset, summer) = (delta(seconds, vm)?, delta(summer, vm)?);
    Ok(Period {
        offset,
        summer,
        name,
        seconds,
    })
}

/// The items of a tuple, each converted.
fn items<T>(
    value: &Value,
    convert: impl Fn(&Value, &mut Vm) -> PyResult<T>,
    vm: &mut Vm,
) -> PyResult<Vec<T>> {
    let Some(tuple) = value.downcast::<Tuple>() else {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!("expected a tuple, not '{given}'")));
    };
    let values = tuple.as_slice().iter();
    values.map(|value| convert(value, vm)).collect()
}

fn integer(value: &Value, vm: &mut Vm) -> PyResult<i64> {
    i64::from_argument(value, vm)
}

/// What a file says, before anything is made of it.
struct Data {
    transitions: Transitions,
    offsets: Vec<i64>,
    is_summer: Vec<bool>,
    names: Vec<Value>,
    rule: Option<Value>,
}

impl Data {
    fn read(file: &Value, vm: &mut Vm) -> PyResult<Data> {
        let common = others(vm)?.common;
        let name = vm.intern("load_data");
        let data = common.call_method(&name, std::slice::from_ref(file), vm)?;
        let parts = data.downcast::<Tuple>().map(|tuple| tuple.as_slice());
        let Some([indices, utc, offsets, is_summer, names, rule]) = parts else {
            let shown = data.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.type_error(format!("Invalid data result type: {shown}")));
        };
        let utc = items(utc, integer, vm)?;
        let indices = items(indices, integer, vm)?;
        let offsets = items(offsets, integer, vm)?;
        let is_summer = items(is_summer, |value, vm| value.is_true(vm), vm)?;
        let names = items(names, |value, _| Ok(value.clone()), vm)?;
        if indices.len() < utc.len()
            || is_summer.len() < offsets.len()
            || names.len() < offsets.len()
        {
            return Err(vm.index_error("tuple index out of range"));
        }
        let mut periods = Vec::new();
        for index in indices.into_iter().take(utc.len()) {
            match usize::try_from(index) {
                Ok(index) if index < offsets.len() => periods.push(index),
                _ => {
                    return Err(vm.value_error(format!(
                        "Invalid transition index found while reading TZif: {index}"
                    )));
                }
            }
        }
        let local = local_times(&utc, &periods, &offsets);
        let rule = (!rule.is_none() && rule.is_true(vm)?).then(|| rule.clone());
        Ok(Data {
            transitions: Transitions {
                utc,
                local,
                periods,
            },
            offsets,
            is_summer,
            names,
            rule,
        })
    }
}

/// When transitions are by the local clock, for the first and the second of two equal times.
fn local_times(utc: &[i64], periods: &[usize], offsets: &[i64]) -> [Vec<i64>; 2] {
    let mut local = [Vec::with_capacity(utc.len()), Vec::with_capacity(utc.len())];
    let mut before = offsets.first().copied().unwrap_or(0);
    for (&utc, &period) in utc.iter().zip(periods) {
        let after = offsets[period];
        local[0].push(utc.wrapping_add(before.max(after)));
        local[1].push(utc.wrapping_add(before.min(after)));
        before = after;
    }
    local
}

/// What summer time adds in each period. A file says only whether there is any: it is the difference from the
/// period before or behind that has none, and an hour where neither tells.
fn summer_offsets(data: &Data) -> Vec<i64> {
    let Data {
        offsets, is_summer, ..
    } = data;
    let periods = &data.transitions.periods;
    let mut summer = vec![0_i64; offsets.len()];
    let mut found = 0;
    for (index, &period) in periods.iter().enumerate().skip(1) {
        if found == offsets.len() {
            break;
        }
        if !is_summer[period] || summer[period] != 0 {
            continue;
        }
        let difference = |other: usize| offsets[period].wrapping_sub(offsets[other]);
        let mut added = match periods[index - 1] {
            before if !is_summer[before] => difference(before),
            _ => 0,
        };
        if added == 0
            && period + 1 < offsets.len()
            && let Some(&next) = periods.get(index + 1)
        {
            if is_summer[next] {
                continue;
            }
            added = difference(next);
        }
        if added != 0 {
            found += 1;
            summer[period] = added;
        }
    }
    for (added, is_summer) in summer.iter_mut().zip(is_summer) {
        if *is_summer && *added == 0 {
            *added = 3600;
        }
    }
    summer
}

/// What applies after the last transition, by a text.
fn after_by_rule(text: &Value, vm: &mut Vm) -> PyResult<After> {
    let Some(bytes) = text.downcast::<Bytes>() else {
        let given = text.type_name(vm);
        return Err(vm.type_error(format!("expected bytes, {given} found")));
    };
    let rule = match rule::parse(bytes.as_slice()) {
        Ok(rule) => rule,
        Err(fault) => {
            let shown = text.repr(vm)?.to_string_lossy().into_owned();
            return Err(vm.value_error(format!("{fault} {shown}")));
        }
    };
    let (offset, name) = (rule.standard.offset, vm.new_str(&rule.standard.name));
    let standard = period(offset, 0, name, vm)?;
    let summer = match rule.summer {
        None => None,
        Some(summer) => {
            let name = vm.new_str(&summer.time.name);
            let added = summer.time.offset - offset;
            let period = period(summer.time.offset, added, name, vm)?;
            let (start, end) = (summer.start, summer.end);
            Some(AfterSummer { period, start, end })
        }
    };
    Ok(After { standard, summer })
}

fn is_same(left: &Period, right: &Period, vm: &mut Vm) -> PyResult<bool> {
    let is_same =
        left.offset.total() == right.offset.total() && left.summer.total() == right.summer.total();
    Ok(is_same && left.name.equals(&right.name, vm)?)
}

impl Table {
    /// Reads a file.
    ///
    /// Raises `ValueError` if it is no TZif file, or its rule is none.
    pub(super) fn load(
        file: &Value,
        key: Value,
        shown: Option<Ref<Str>>,
        source: Source,
        vm: &mut Vm,
    ) -> PyResult<Table> {
        let data = Data::read(file, vm)?;
        let summer = summer_offsets(&data);
        let mut periods = Vec::with_capacity(data.offsets.len());
        for (index, name) in data.names.into_iter().take(data.offsets.len()).enumerate() {
            periods.push(period(data.offsets[index], summer[index], name, vm)?);
        }
        let before = data.is_summer.iter().position(|is_summer| !is_summer);
        let after = match &data.rule {
            Some(text) => after_by_rule(text, vm)?,
            None => {
                let last = data.transitions.periods.last().copied();
                let last = last.map_or(periods.last(), |last| periods.get(last));
                let Some(last) = last else {
                    return Err(vm.value_error("No time zone information found."));
                };
                let standard = last.clone();
                let summer = None;
                After { standard, summer }
            }
        };
        let is_fixed = match periods.as_slice() {
            _ if after.summer.is_some() => false,
            [] => true,
            [period] => is_same(period, &after.standard, vm)?,
            _ => false,
        };
        Ok(Table {
            key,
            file: shown,
            source,
            transitions: data.transitions,
            before: before.filter(|&before| before < periods.len()).unwrap_or(0),
            periods,
            after,
            is_fixed,
        })
    }
}
