//! What the compiler refuses, as exceptions.

use rpy_compiler::{CompileError, SyntaxErrorKind};

use crate::builtins::exceptions::BaseException;
use crate::builtins::exceptions::syntax_error as fields;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::Raised;
use crate::vm::Vm;

impl Vm {
    /// The exception for a source text that was not compiled.
    #[cold]
    pub fn compile_error(&mut self, error: &CompileError, filename: &Ref<Str>) -> Raised {
        let error = match error {
            CompileError::Syntax(error) => error,
            CompileError::Recursion(message) => return self.recursion_error(message),
            CompileError::Overflow(message) => return self.overflow_error(message),
            CompileError::Memory(message) => {
                let class = self.types.exceptions.memory_error.clone();
                return self.raise(&class, message);
            }
        };
        let exceptions = &self.types.exceptions;
        let class = match error.kind {
            SyntaxErrorKind::Syntax => exceptions.syntax_error.clone(),
            SyntaxErrorKind::Indentation => exceptions.indentation_error.clone(),
            SyntaxErrorKind::Tab => exceptions.tab_error.clone(),
        };
        let message = self.new_str(&error.message);
        if error.line == 0 {
            let exception: Ref<BaseException> = self.new_exception(&class, vec![message.clone()]);
            exception.set_field(fields::MSG, message, self);
            return Raised::new(exception);
        }
        let text = if error.text.is_empty() {
            Value::NONE
        } else {
            self.new_str(&error.text)
        };
        let details = [
            (fields::FILENAME, filename.to_value()),
            (fields::LINENO, self.new_int(i64::from(error.line))),
            (fields::OFFSET, self.new_int(i64::from(error.column))),
            (fields::TEXT, text),
            (fields::END_LINENO, self.new_int(i64::from(error.end_line))),
            (fields::END_OFFSET, self.new_int(i64::from(error.end_column))),
        ];
        let tuple = details.iter().map(|(_, value)| value.clone()).collect();
        let tuple = Tuple::new(tuple, self).into_value();
        let exception: Ref<BaseException> =
            self.new_exception(&class, vec![message.clone(), tuple]);
        exception.set_field(fields::MSG, message, self);
        for (index, value) in details {
            exception.set_field(index, value, self);
        }
        Raised::new(exception)
    }
}
