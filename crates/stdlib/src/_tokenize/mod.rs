//! `_tokenize`: the tokenizer of `tokenize`.
//! Reference: <https://docs.python.org/3.14/library/tokenize.html>
//!
//! `text.rs` holds lines, `lexer.rs`, `number.rs` and `formatted.rs` find tokens in them, `positions.rs` says
//! where they are; none of them knows Python.

mod formatted;
mod kinds;
mod lexer;
mod number;
mod positions;
mod text;

use std::cell::Cell;
use std::rc::Rc;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::{Str, StrBuilder, unicode};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Raised, Ref, Value, Vm};

use self::positions::{Error, ErrorClass, Token, Tokens};
use self::text::Source;

/// What errors call the text.
const FILE_NAME: &str = "<string>";

/// An iterator over the tokens of the lines that a function gives.
#[derive(Payload)]
pub(crate) struct TokenizerIter {
    readline: Value,
    /// That of lines that are bytes.
    encoding: Option<Ref<Str>>,
    /// Missing while a token is looked for.
    #[payload(skip)]
    tokens: Cell<Option<Box<Tokens>>>,
    /// The line of the last token.
    line: HeapCell<Value>,
    #[payload(skip)]
    line_points: Cell<Option<Rc<[u32]>>>,
}

/// Lines by a function.
struct Lines<'a> {
    iterator: &'a TokenizerIter,
    vm: &'a mut Vm,
}

impl Lines<'_> {
    fn text(&mut self, line: Value) -> PyResult<Ref<Str>> {
        let Some(encoding) = &self.iterator.encoding else {
            return line.downcast_into::<Str>().map_err(|_| {
                self.vm
                    .type_error("readline() returned a non-string object")
            });
        };
        if !line.has_payload::<Bytes>() {
            return Err(self.vm.type_error("readline() returned a non-bytes object"));
        }
        let (decode, replace) = (self.vm.intern("decode"), self.vm.new_str("replace"));
        let text = line.call_method(&decode, &[encoding.to_value(), replace], self.vm)?;
        text.downcast_into::<Str>().map_err(|_| {
            self.vm
                .type_error("readline() returned a non-string object")
        })
    }
}

impl Source for Lines<'_> {
    type Error = Raised;

    fn line(&mut self) -> PyResult<Option<Vec<u32>>> {
        let line = match self.iterator.readline.call_positional(&[], self.vm) {
            Ok(line) => line,
            Err(raised) => {
                let stop = self.vm.types.exceptions.stop_iteration.clone();
                return match raised.exception().class().is_subclass_of(&stop, self.vm) {
                    true => Ok(None),
                    false => Err(raised),
                };
            }
        };
        let text = self.text(line)?;
        if text.as_str().is_none() {
            // What cannot be encoded is no source.
            let encode = self.vm.intern("encode");
            text.as_value().call_method(&encode, &[], self.vm)?;
        }
        // Its code points, those of the lines that belong together, and as text again.
        self.vm.check_allocation(text.length().saturating_mul(16))?;
        Ok(Some(text.code_points().collect()))
    }

    fn identifier_length(&self, characters: &[u32]) -> usize {
        let is_part = |(index, &point): (usize, &u32)| match index {
            0 => unicode::is_identifier_start(point),
            _ => unicode::is_identifier_continue(point),
        };
        let parts = characters.iter().enumerate().take_while(|&it| is_part(it));
        parts.count()
    }

    fn is_printable(&self, character: u32) -> bool {
        unicode::is_printable(character)
    }
}

fn text_of(points: &[u32], vm: &mut Vm) -> Value {
    let mut text = StrBuilder::new();
    for &point in points {
        text.push(point);
    }
    text.finish(vm).into_value()
}

/// Raises a syntax error.
#[cold]
fn raise(found: positions::Raised, vm: &mut Vm) -> Raised {
    let exceptions = &vm.types.exceptions;
    let class = match found.class {
        ErrorClass::Syntax | ErrorClass::Unplaced => &exceptions.syntax_error,
        ErrorClass::Indentation => &exceptions.indentation_error,
        ErrorClass::Tab => &exceptions.tab_error,
    };
    let class = class.to_value();
    let message = vm.new_str(&found.message);
    let file = vm.new_str(FILE_NAME);
    let (line, column) = (
        Value::from_usize(found.line),
        Value::from_usize(found.column),
    );
    let result = if found.class == ErrorClass::Unplaced {
        let exception = class.call_positional(&[message], vm);
        let places = [
            ("filename", file),
            ("lineno", line.clone()),
            ("offset", column),
        ];
        exception.and_then(|exception| {
            for (name, value) in places.into_iter().chain([("end_lineno", line)]) {
                let name = vm.intern(name);
                exception.set_attribute(&name, value, vm)?;
            }
            Ok(exception)
        })
    } else {
        let text = text_of(&found.text, vm);
        let (end_line, end_column) = match found.end_column {
            Some(column) => (line.clone(), Value::from_usize(column)),
            None => (Value::NONE, Value::NONE),
        };
        let place = Tuple::from_array([file, line, column, text, end_line, end_column], vm);
        class.call_positional(&[message, place.into_value()], vm)
    };
    match result {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

impl TokenizerIter {
    /// The line of a token; tokens of one line share it.
    fn line_of(&self, points: Rc<[u32]>, vm: &mut Vm) -> Value {
        let last = self.line_points.take();
        if last.is_some_and(|last| Rc::ptr_eq(&last, &points)) {
            self.line_points.set(Some(points));
            return self.line.cloned(vm);
        }
        let line = text_of(&points, vm);
        let old = self.line.replace(line.clone(), vm);
        drop(old);
        self.line_points.set(Some(points));
        line
    }

    fn tuple(&self, token: Token, vm: &mut Vm) -> Value {
        let text = text_of(&token.text, vm);
        let line = self.line_of(token.line, vm);
        let [start, end] = [token.start, token.end].map(|(line, column)| {
            let pair = [Value::from_usize(line), vm.new_int(column as i64)];
            Tuple::from_array(pair, vm).into_value()
        });
        let kind = Value::from_i32(token.kind.into());
        Tuple::from_array([kind, text, start, end, line], vm).into_value()
    }
}

#[native_class(name = "_tokenize.TokenizerIter", undocumented)]
impl TokenizerIter {
    #[new(signature = "(readline, /, *, extra_tokens, encoding=None)", hidden)]
    fn new(
        class: &Ref<Type>,
        readline: Value,
        extra_tokens: bool,
        encoding: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<TokenizerIter>> {
        let encoding = match encoding {
            None => None,
            Some(encoding) => match encoding.downcast::<Str>() {
                Some(encoding) => Some(encoding.clone()),
                None => {
                    let given = encoding.type_name(vm);
                    return Err(vm.type_error(format!(
                        "tokenizeriter() argument 'encoding' must be str, not {given}"
                    )));
                }
            },
        };
        let iterator = TokenizerIter {
            readline,
            encoding,
            tokens: Cell::new(Some(Box::new(Tokens::new(extra_tokens)))),
            line: HeapCell::new(Value::NONE),
            line_points: Cell::new(None),
        };
        Ok(Ref::with_class(iterator, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<TokenizerIter>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let Some(mut tokens) = this.tokens.take() else {
            return Err(vm.value_error("tokenizer already executing"));
        };
        let mut lines = Lines { iterator: this, vm };
        let token = tokens.next(&mut lines);
        this.tokens.set(Some(tokens));
        match token {
            Ok(Some(token)) => Ok(Some(this.tuple(token, vm))),
            Ok(None) => Ok(None),
            Err(Error::Source(raised)) => Err(raised),
            Err(Error::Raised(found)) => Err(raise(found, vm)),
        }
    }
}

/// The tokenizer.
#[rpy_macros::native_module(name = "_tokenize", classes(super::TokenizerIter))]
pub mod _tokenize {}
