//! `SyntaxError`: where the source text is wrong.

use rpy_compiler::{CompileError, SyntaxErrorKind, SyntaxWarning, TreeErrorKind};
use rpy_macros::native_class;

use crate::builtins::exceptions::base;
use crate::builtins::exceptions::fields::field;
use crate::builtins::exceptions::value::{BaseException, exception_payload};
use crate::builtins::str::Str;
use crate::builtins::str::codecs::decode_by_name;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::native::NativeMember;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

pub(crate) const MSG: usize = 0;
pub(crate) const FILENAME: usize = 1;
pub(crate) const LINENO: usize = 2;
pub(crate) const OFFSET: usize = 3;
pub(crate) const TEXT: usize = 4;
pub(crate) const END_LINENO: usize = 5;
pub(crate) const END_OFFSET: usize = 6;
const PRINT_FILE_AND_LINE: usize = 7;
const METADATA: usize = 8;

const FIELDS: &[NativeMember] = &[
    field::<MSG>("msg", "The message."),
    field::<FILENAME>("filename", "The file's name."),
    field::<LINENO>("lineno", "The line, counted from one."),
    field::<OFFSET>("offset", "The column, counted from one."),
    field::<TEXT>("text", "The text of the line."),
    field::<END_LINENO>("end_lineno", "The line in which the error ends."),
    field::<END_OFFSET>("end_offset", "The column at which the error ends."),
    field::<PRINT_FILE_AND_LINE>("print_file_and_line", "Whether file and line are printed."),
    field::<METADATA>("_metadata", "What the parser knows of the context."),
];

/// The class `SyntaxError`.
pub(crate) struct SyntaxError;

/// A source text is not valid.
#[native_class(
    payload = BaseException,
    registry = exceptions.syntax_error,
    flags(base, dict),
    methods(FIELDS)
)]
impl SyntaxError {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        base::init(this, args.again(), vm)?;
        let exception = exception_payload(this, vm)?.clone();
        let values = args.values();
        if let Some(message) = values.first() {
            exception.set_field(MSG, message.clone(), vm);
        }
        if let [_, details] = values {
            let details = vm.collect(details)?;
            if !(4..=7).contains(&details.len()) {
                let bound = if details.len() < 4 {
                    "at least 4"
                } else {
                    "at most 7"
                };
                let given = details.len();
                return Err(
                    vm.type_error(format!("function takes {bound} arguments ({given} given)"))
                );
            }
            if details.len() == 5 {
                return Err(
                    vm.type_error("end_offset must be provided when end_lineno is provided")
                );
            }
            for index in [END_LINENO, END_OFFSET, METADATA] {
                exception.set_field(index, Value::NONE, vm);
            }
            for (index, value) in [
                FILENAME, LINENO, OFFSET, TEXT, END_LINENO, END_OFFSET, METADATA,
            ]
            .into_iter()
            .zip(details)
            {
                exception.set_field(index, value, vm);
            }
        }
        Ok(())
    }

    /// The message, with the last part of the file's name and the line.
    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult {
        let exception = exception_payload(this, vm)?.clone();
        let message = exception.field(MSG, vm).str(vm)?;
        let filename = exception.field(FILENAME, vm);
        let filename = filename.downcast::<Str>().map(|name| {
            let name = name.to_string_lossy();
            name.rsplit('/').next().unwrap_or("").to_owned()
        });
        let line = exception.field(LINENO, vm).as_small_int();
        let place = match (filename, line) {
            (Some(name), Some(line)) => format!("{name}, line {line}"),
            (Some(name), None) => name,
            (None, Some(line)) => format!("line {line}"),
            (None, None) => return Ok(message.into_value()),
        };
        let text = format!("{} ({place})", message.to_string_lossy());
        Ok(vm.new_str(&text))
    }
}

impl Vm {
    /// What the compiler has made of the source of this file, once its warnings have been given.
    ///
    /// Raises `SyntaxError` where a filter makes an error of a warning, and what [`Vm::compile_error`]
    /// tells of.
    pub fn compiled<T>(
        &mut self,
        result: Result<T, CompileError>,
        warnings: &[SyntaxWarning],
        filename: &str,
    ) -> PyResult<T> {
        for warning in warnings {
            self.warn_of_syntax(warning, filename)?;
        }
        result.map_err(|error| self.compile_error(&error, filename))
    }

    /// Source text in an encoding that is known to `codecs` only.
    ///
    /// Raises `SyntaxError` where there is no such encoding, or the bytes are none of it.
    pub fn decode_source(
        &mut self,
        bytes: &[u8],
        encoding: &str,
        filename: &str,
    ) -> PyResult<String> {
        let raised = match decode_by_name(bytes, encoding, "strict", self) {
            Ok(text) => match text.downcast::<Str>() {
                Some(text) => return Ok(text.to_string_lossy().into_owned()),
                None => None,
            },
            Err(raised) => Some(raised),
        };
        let lookup_error = self.types.exceptions.lookup_error.clone();
        let message = match &raised {
            Some(raised) => {
                let text = raised.exception().to_value().str(self)?;
                let text = text.to_string_lossy().into_owned();
                match raised.is_instance(&lookup_error, self) && text.starts_with("unknown") {
                    true => format!("unknown encoding: {encoding}"),
                    false => text,
                }
            }
            None => format!("unknown encoding: {encoding}"),
        };
        Err(self.compile_error(&rpy_compiler::undecodable(message), filename))
    }

    #[cold]
    fn warn_of_syntax(&mut self, warning: &SyntaxWarning, filename: &str) -> PyResult<()> {
        let category = self.types.exceptions.syntax_warning.clone();
        let Some(warnings) = self.warnings_module() else {
            let SyntaxWarning { line, message, .. } = warning;
            let report = format!("{filename}:{line}: SyntaxWarning: {message}\n");
            self.host().report(&report);
            return Ok(());
        };
        let name = self.intern("warn_explicit");
        let warn = warnings.get_attribute(&name, self)?;
        let arguments = [
            self.new_str(&warning.message),
            category.to_value(),
            self.new_str(filename),
            Value::from_usize(warning.line as usize),
        ];
        match warn.call_positional(&arguments, self) {
            Ok(_) => Ok(()),
            Err(raised) if raised.is_instance(&category, self) => {
                let error = CompileError::Syntax(Box::new(warning.error.clone()));
                Err(self.compile_error(&error, filename))
            }
            Err(raised) => Err(raised),
        }
    }

    /// The exception for what the compiler reports of the source of this file.
    #[cold]
    pub fn compile_error(&mut self, error: &CompileError, filename: &str) -> Raised {
        let unknown;
        let error = match error {
            CompileError::Syntax(error) => error,
            CompileError::ForeignEncoding(name) => {
                unknown = rpy_compiler::undecodable(format!("unknown encoding: {name}"));
                return self.compile_error(&unknown, filename);
            }
            CompileError::Recursion(message) => return self.recursion_error(message),
            CompileError::Memory(_) => return self.memory_error(),
            CompileError::Tree(TreeErrorKind::Value, message) => return self.value_error(message),
            CompileError::Tree(TreeErrorKind::Type, message) => return self.type_error(message),
            CompileError::Tree(TreeErrorKind::System, message) => {
                return self.system_error(message);
            }
            CompileError::Overflow(message) => return self.overflow_error(message),
        };
        let classes = &self.types.exceptions;
        let class = match error.kind {
            SyntaxErrorKind::Syntax => &classes.syntax_error,
            SyntaxErrorKind::Indentation => &classes.indentation_error,
            SyntaxErrorKind::Tab => &classes.tab_error,
            SyntaxErrorKind::Incomplete => &classes.incomplete_input_error,
        };
        let class = class.clone();
        let message = self.new_str(&error.message);
        if error.line == 0 && error.end_column == -1 {
            // An error of the whole file.
            let details = vec![
                self.new_str(filename),
                Value::from_usize(0),
                self.new_int(-1),
                Value::NONE,
            ];
            let fields = [std::slice::from_ref(&message), &details].concat();
            let details = Tuple::new(details, self).into_value();
            let exception = self.new_exception(&class, vec![message, details]);
            for (index, value) in fields.into_iter().enumerate() {
                exception.set_field(index, value, self);
            }
            return Raised::new(exception);
        }
        // Only an empty text that is no expression is wrong in line zero.
        if error.line == 0 && error.message != "invalid syntax" {
            let exception = self.new_exception(&class, vec![message.clone()]);
            exception.set_field(MSG, message, self);
            return Raised::new(exception);
        }
        let number = |number: u32| Value::from_usize(number as usize);
        let (mut column, mut end_column) = (error.column, error.end_column);
        let text = match error.text_of_file {
            Some(bytes) => match self.read_source_line(filename, error.line) {
                Some(line) => self.new_str(&format!("{}\n", line.trim_end_matches('\n'))),
                None => {
                    (column, end_column) = bytes;
                    Value::NONE
                }
            },
            None => self.new_str(&error.text),
        };
        let end_column = self.new_int(i64::from(end_column));
        let filename = self.new_str(filename);
        let details = vec![
            filename,
            number(error.line),
            number(column),
            text,
            number(error.end_line),
            end_column,
        ];
        let fields = [std::slice::from_ref(&message), &details].concat();
        let details = Tuple::new(details, self).into_value();
        let exception = self.new_exception(&class, vec![message, details]);
        exception.fields.replace(fields, self);
        if let Some((line, column, source)) = &error.context {
            let source = self.new_str(source);
            let parts = [number(*line), number(*column), source];
            let context = Tuple::from_array(parts, self).into_value();
            exception.set_field(METADATA, context, self);
        }
        Raised::new(exception)
    }
}
