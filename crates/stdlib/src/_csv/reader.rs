//! Reading rows.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_csv::{Error, State as ModuleState};
use super::dialect::{Dialect, Quoting};

/// CSV reader
///
/// An iterator over the rows in lines of text.
#[derive(Payload)]
pub(crate) struct Reader {
    lines: Value,
    dialect: Ref<Dialect>,
    /// How many lines were read.
    line_number: Cell<u64>,
}

impl Reader {
    /// Makes a reader.
    pub(super) fn new(lines: Value, dialect: Ref<Dialect>, vm: &mut Vm) -> Ref<Reader> {
        let payload = Reader {
            lines,
            dialect,
            line_number: Cell::new(0),
        };
        Ref::new(payload, vm)
    }
}

#[native_class(name = "_csv.reader", flags(base))]
impl Reader {
    #[slot]
    fn iternext(this: &Ref<Reader>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let limit = vm.module_state::<ModuleState>().field_limit;
        let mut row = Row {
            dialect: &this.dialect,
            limit,
            state: State::RowStart,
            fields: Vec::new(),
            field: StrBuilder::new(),
            length: 0,
            is_unquoted: true,
        };
        loop {
            let Some(line) = this.lines.next(vm)? else {
                let is_open = row.length != 0 || row.state == State::InQuotes;
                if !is_open {
                    return Ok(None);
                }
                if this.dialect.strict {
                    return Err(vm.native_error::<Error>("unexpected end of data"));
                }
                row.end_field(vm)?;
                break;
            };
            let Some(line) = line.downcast::<Str>() else {
                let class = line.type_name(vm);
                return Err(vm.native_error::<Error>(format!(
                    "iterator should return strings, not {class} (the file should be opened in \
                     text mode)"
                )));
            };
            this.line_number.set(this.line_number.get() + 1);
            for character in line.code_points() {
                row.take(Some(character), vm)?;
            }
            row.take(None, vm)?;
            if row.state == State::RowStart {
                break;
            }
        }
        Ok(Some(vm.new_list(row.fields)))
    }

    /// How the rows are written.
    #[getter(member)]
    fn dialect(this: &Ref<Reader>) -> Ref<Dialect> {
        this.dialect.clone()
    }

    /// How many lines were read.
    #[getter(member)]
    fn line_num(this: &Ref<Reader>) -> u64 {
        this.line_number.get()
    }
}

/// Where in a row reading has got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    RowStart,
    FieldStart,
    Escaped,
    InField,
    InQuotes,
    EscapedInQuotes,
    /// Behind a quote that ends the field, unless another follows.
    QuoteInQuotes,
    /// Behind the line break that ended the row.
    RowEnd,
    /// Behind a line break that was escaped.
    EscapedLineBreak,
}

/// A row that is being read.
struct Row<'a> {
    dialect: &'a Dialect,
    limit: i64,
    state: State,
    fields: Vec<Value>,
    field: StrBuilder,
    /// Characters of the field.
    length: i64,
    is_unquoted: bool,
}

impl Row<'_> {
    /// Takes a character, or the end of a line.
    fn take(&mut self, character: Option<u32>, vm: &mut Vm) -> PyResult<()> {
        let dialect = self.dialect;
        let is_break = |character: u32| character == 10 || character == 13;
        let ends_line = character.is_none_or(is_break);
        let is_escape = character.is_some() && character == dialect.escape;
        let is_quote =
            character.is_some() && character == dialect.quote && dialect.quoting != Quoting::None;
        let is_delimiter = character == Some(dialect.delimiter);
        if self.state == State::RowStart {
            match character {
                None => return Ok(()),
                Some(character) if is_break(character) => {
                    self.state = State::RowEnd;
                    return Ok(());
                }
                Some(_) => self.state = State::FieldStart,
            }
        }
        match self.state {
            State::RowStart => unreachable!("it was left above"),
            State::FieldStart => {
                if ends_line {
                    self.end_row(character, vm)?;
                } else if is_quote {
                    self.is_unquoted = false;
                    self.state = State::InQuotes;
                } else if is_escape {
                    self.state = State::Escaped;
                } else if character == Some(u32::from(' ')) && dialect.skip_initial_space {
                } else if is_delimiter {
                    self.end_field(vm)?;
                } else {
                    self.push(character, vm)?;
                    self.state = State::InField;
                }
            }
            State::Escaped => {
                self.push(character, vm)?;
                self.state = match character {
                    Some(character) if is_break(character) => State::EscapedLineBreak,
                    _ => State::InField,
                };
            }
            State::EscapedLineBreak if character.is_none() => {}
            State::EscapedLineBreak | State::InField => {
                if ends_line {
                    self.end_row(character, vm)?;
                } else if is_escape {
                    self.state = State::Escaped;
                } else if is_delimiter {
                    self.end_field(vm)?;
                    self.state = State::FieldStart;
                } else {
                    self.push(character, vm)?;
                    self.state = State::InField;
                }
            }
            State::InQuotes => {
                if character.is_none() {
                } else if is_escape {
                    self.state = State::EscapedInQuotes;
                } else if is_quote {
                    self.state = match dialect.double_quote {
                        true => State::QuoteInQuotes,
                        false => State::InField,
                    };
                } else {
                    self.push(character, vm)?;
                }
            }
            State::EscapedInQuotes => {
                self.push(character, vm)?;
                self.state = State::InQuotes;
            }
            State::QuoteInQuotes => {
                if is_quote {
                    self.push(character, vm)?;
                    self.state = State::InQuotes;
                } else if is_delimiter {
                    self.end_field(vm)?;
                    self.state = State::FieldStart;
                } else if ends_line {
                    self.end_row(character, vm)?;
                } else if !dialect.strict {
                    self.push(character, vm)?;
                    self.state = State::InField;
                } else {
                    let shown = |character: u32| {
                        char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER)
                    };
                    let delimiter = shown(dialect.delimiter);
                    let quote = shown(dialect.quote.unwrap_or(0));
                    return Err(
                        vm.native_error::<Error>(format!("'{delimiter}' expected after '{quote}'"))
                    );
                }
            }
            State::RowEnd => match character {
                None => self.state = State::RowStart,
                Some(character) if is_break(character) => {}
                Some(_) => {
                    return Err(vm.native_error::<Error>(
                        "new-line character seen in unquoted field - do you need to open the \
                         file with newline=''?",
                    ));
                }
            },
        }
        Ok(())
    }

    /// Adds a character to the field; the end of a line counts as one.
    fn push(&mut self, character: Option<u32>, vm: &mut Vm) -> PyResult<()> {
        if self.length >= self.limit {
            let limit = self.limit;
            return Err(
                vm.native_error::<Error>(format!("field larger than field limit ({limit})"))
            );
        }
        self.field.push(character.unwrap_or(10));
        self.length += 1;
        Ok(())
    }

    /// Ends the field, and the row, at a line break or the end of a line.
    fn end_row(&mut self, character: Option<u32>, vm: &mut Vm) -> PyResult<()> {
        self.end_field(vm)?;
        self.state = match character {
            None => State::RowStart,
            Some(_) => State::RowEnd,
        };
        Ok(())
    }

    fn end_field(&mut self, vm: &mut Vm) -> PyResult<()> {
        let quoting = self.dialect.quoting;
        let field = std::mem::take(&mut self.field).finish(vm).into_value();
        let is_empty = self.length == 0;
        let field = match quoting {
            Quoting::NotNull | Quoting::Strings if self.is_unquoted && is_empty => Value::NONE,
            Quoting::NonNumeric | Quoting::Strings if self.is_unquoted && !is_empty => {
                let float = vm.types.float.to_value();
                float.call_positional(&[field], vm)?
            }
            _ => field,
        };
        vm.poll()?;
        vm.push_to(&mut self.fields, field)?;
        self.length = 0;
        self.is_unquoted = true;
        Ok(())
    }
}
