//! Writing rows.

use std::ops::ControlFlow;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::complex::Complex;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_csv::Error;
use super::dialect::{Dialect, Quoting};

/// CSV writer
///
/// Writes rows as text.
#[derive(Payload)]
pub(crate) struct Writer {
    write: Value,
    dialect: Ref<Dialect>,
}

impl Writer {
    /// Makes a writer.
    pub(super) fn new(write: Value, dialect: Ref<Dialect>, vm: &mut Vm) -> Ref<Writer> {
        Ref::new(Writer { write, dialect }, vm)
    }

    fn write_row(&self, row: &Value, vm: &mut Vm) -> PyResult {
        let fields = match row.iter(vm) {
            Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
                let class = row.type_name(vm);
                let message = format!("iterable expected, not {class}");
                return Err(vm.native_error::<Error>(message));
            }
            result => result?,
        };
        let dialect = &self.dialect;
        let mut text = StrBuilder::new();
        let (mut count, mut last_is_none) = (0, false);
        let _ = vm.iterate(&fields, |field, vm| {
            if count > 0 {
                text.push(dialect.delimiter);
            }
            count += 1;
            last_is_none = field.is_none();
            let is_quoted = match dialect.quoting {
                Quoting::NonNumeric => !is_number(&field, vm),
                Quoting::All => true,
                Quoting::Strings => field.has_payload::<Str>(),
                Quoting::NotNull => !field.is_none(),
                Quoting::Minimal | Quoting::None => false,
            };
            if field.is_none() {
                append(dialect, None, is_quoted, &mut text, vm)?;
            } else {
                let written = match field.downcast::<Str>() {
                    Some(written) => written.clone(),
                    None => field.str(vm)?,
                };
                append(dialect, Some(&written), is_quoted, &mut text, vm)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if count > 0 && text.is_empty() {
            let is_null = last_is_none && keeps_none(dialect);
            if dialect.quoting == Quoting::None || is_null {
                let message = "single empty field record must be quoted";
                return Err(vm.native_error::<Error>(message));
            }
            append(dialect, None, true, &mut text, vm)?;
        }
        text.push_text(&dialect.line_terminator);
        let text = text.finish(vm).into_value();
        self.write.call_positional(&[text], vm)
    }
}

#[native_class(name = "_csv.writer", flags(base))]
impl Writer {
    /// How the rows are written.
    #[getter(member)]
    fn dialect(this: &Ref<Writer>) -> Ref<Dialect> {
        this.dialect.clone()
    }

    /// Writes a row, any iterable of fields, and returns what write() does.
    ///
    /// Fields that are no strings are written as str() gives them, None as nothing.
    #[method(signature = "($self, row, /)")]
    fn writerow(this: &Ref<Writer>, row: &Value, vm: &mut Vm) -> PyResult {
        this.write_row(row, vm)
    }

    /// Writes rows.
    #[method(signature = "($self, rows, /)")]
    fn writerows(this: &Ref<Writer>, rows: &Value, vm: &mut Vm) -> PyResult<()> {
        let rows = rows.iter(vm)?;
        let _ = vm.iterate(&rows, |row, vm| {
            this.write_row(&row, vm)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    }
}

/// Whether None is told from an empty string.
fn keeps_none(dialect: &Dialect) -> bool {
    matches!(dialect.quoting, Quoting::Strings | Quoting::NotNull)
}

fn is_number(value: &Value, vm: &Vm) -> bool {
    let slots = value.class(vm).slots(vm);
    slots.index.is_some()
        || slots.int.is_some()
        || slots.float.is_some()
        || value.has_payload::<Complex>()
}

/// Appends a field; `None` is that of None.
fn append(
    dialect: &Dialect,
    field: Option<&Ref<Str>>,
    mut is_quoted: bool,
    text: &mut StrBuilder,
    vm: &mut Vm,
) -> PyResult<()> {
    let mut written = StrBuilder::new();
    if let Some(field) = field {
        for character in field.code_points() {
            let is_quote = Some(character) == dialect.quote;
            let is_escape = Some(character) == dialect.escape;
            let is_special = character == dialect.delimiter
                || is_quote
                || is_escape
                || character == 10
                || character == 13
                || dialect
                    .line_terminator
                    .code_points()
                    .any(|it| it == character);
            if is_special {
                let mut escapes = false;
                if dialect.quoting == Quoting::None {
                    escapes = true;
                } else if is_quote {
                    match dialect.double_quote {
                        true => written.push(character),
                        false => escapes = true,
                    }
                } else if is_escape {
                    escapes = true;
                }
                if escapes {
                    let Some(escape) = dialect.escape else {
                        let message = "need to escape, but no escapechar set";
                        return Err(vm.native_error::<Error>(message));
                    };
                    written.push(escape);
                } else {
                    is_quoted = true;
                }
            }
            written.push(character);
        }
    }
    let is_lost = dialect.delimiter == u32::from(' ') && dialect.skip_initial_space;
    if written.is_empty() && is_lost {
        if dialect.quoting == Quoting::None || field.is_none() && keeps_none(dialect) {
            return Err(vm.native_error::<Error>(
                "empty field must be quoted if delimiter is a space and skipinitialspace is true",
            ));
        }
        is_quoted = true;
    }
    let quote = dialect.quote.filter(|_| is_quoted);
    if let Some(quote) = quote {
        text.push(quote);
    }
    let written = written.finish(vm);
    text.push_text(&written);
    if let Some(quote) = quote {
        text.push(quote);
    }
    Ok(())
}
