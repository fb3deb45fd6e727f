//! `OSError`: errno, message and file names; the class follows from the errno.
//! Source: PEP 3151.

use rpy_macros::native_class;

use crate::builtins::exceptions::base;
use crate::builtins::exceptions::fields::field;
use crate::builtins::exceptions::value::{BaseException, exception_payload};
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::native::NativeMember;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

const ERRNO: usize = 0;
const STRERROR: usize = 1;
const FILENAME: usize = 2;
const FILENAME2: usize = 3;
const CHARACTERS_WRITTEN: usize = 4;

const FIELDS: &[NativeMember] = &[
    field::<ERRNO>("errno", "The operating system's error number."),
    field::<STRERROR>("strerror", "The operating system's message."),
    field::<FILENAME>("filename", "The file's name."),
    field::<FILENAME2>("filename2", "The second file's name."),
];

/// The class `OSError`.
pub(crate) struct OSError;

/// The operating system reports an error.
#[native_class(
    payload = BaseException,
    registry = exceptions.os_error,
    flags(base, dict),
    methods(FIELDS),
    slots(new = new, init = init, str = str)
)]
impl OSError {
    // As of every exception; the names of files are arguments.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let mut args = this.args(vm);
        let (first, second) = (this.field(FILENAME, vm), this.field(FILENAME2, vm));
        if let [errno, message] = args.as_slice()
            && !first.is_none()
        {
            let mut all = vec![errno.clone(), message.clone(), first];
            if !second.is_none() {
                all.extend([Value::NONE, second]);
            }
            args = Tuple::new(all, vm);
        }
        base::reduce(this, args, &[], vm)
    }

    // How much was written before the error.
    #[getter]
    fn characters_written(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult {
        let written = this.field(CHARACTERS_WRITTEN, vm);
        if written.is_none() {
            return Err(vm.attribute_error("characters_written"));
        }
        Ok(written)
    }

    #[setter(characters_written)]
    fn set_characters_written(
        this: &Ref<BaseException>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let written = match value {
            Some(value) => value.index(vm)?,
            None if this.field(CHARACTERS_WRITTEN, vm).is_none() => {
                return Err(vm.attribute_error("characters_written"));
            }
            None => Value::NONE,
        };
        this.set_field(CHARACTERS_WRITTEN, written, vm);
        Ok(())
    }
}

/// The class for an error number of Linux.
fn class_of_errno(errno: i64, vm: &Vm) -> Option<Ref<Type>> {
    let classes = &vm.types.exceptions;
    let class = match errno {
        1 | 13 => &classes.permission_error,
        2 => &classes.file_not_found_error,
        3 => &classes.process_lookup_error,
        4 => &classes.interrupted_error,
        10 => &classes.child_process_error,
        11 | 114 | 115 => &classes.blocking_io_error,
        17 => &classes.file_exists_error,
        20 => &classes.not_a_directory_error,
        21 => &classes.is_a_directory_error,
        32 | 108 => &classes.broken_pipe_error,
        103 => &classes.connection_aborted_error,
        104 => &classes.connection_reset_error,
        110 => &classes.timeout_error,
        111 => &classes.connection_refused_error,
        _ => return None,
    };
    Some(class.clone())
}

/// Whether `__init__` rather than `__new__` takes the arguments: where a subclass overrides
/// `__init__` alone, it may have other arguments than `OSError`.
fn uses_init(class: &Ref<Type>, vm: &Vm) -> bool {
    let slots = class.slots(vm);
    let is_own_init = slots
        .init
        .is_some_and(|slot| std::ptr::fn_addr_eq(slot, init as InitFn));
    let is_own_new = slots
        .new
        .is_some_and(|slot| std::ptr::fn_addr_eq(slot, new as NewFn));
    !is_own_init && is_own_new
}

type InitFn = fn(&Value, Args<'_>, &mut Vm) -> PyResult<()>;
type NewFn = fn(&Ref<Type>, Args<'_>, &mut Vm) -> PyResult;

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if uses_init(class, vm) {
        return base::new(class, Args::EMPTY, vm);
    }
    if args.has_keywords() {
        let name = class.name(vm);
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    let mut class = class.clone();
    if let [errno, _, ..] = args.values()
        && args.len() <= 5
        && class.is(&vm.types.exceptions.os_error)
        && let Some(errno) = errno.as_int().and_then(|errno| errno.as_i64())
        && let Some(concrete) = class_of_errno(errno, vm)
    {
        class = concrete;
    }
    let this = base::new(&class, args.again(), vm)?;
    set_fields(&this, args, vm)?;
    Ok(this)
}

fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let class = this.class(vm).clone();
    if !uses_init(&class, vm) {
        return Ok(());
    }
    if args.has_keywords() {
        let name = class.name(vm);
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    set_fields(this, args, vm)
}

/// Sets the fields of two to five arguments: errno, strerror, filename, winerror, filename2.
fn set_fields(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let values = args.values();
    let exception = exception_payload(this, vm)?;
    if !(2..=5).contains(&values.len()) {
        return base::set_args(this, values, vm);
    }
    exception.set_field(ERRNO, values[0].clone(), vm);
    exception.set_field(STRERROR, values[1].clone(), vm);
    let filename = values.get(2).cloned().unwrap_or(Value::NONE);
    let has_filename = !filename.is_none();
    let is_blocking = exception
        .class()
        .is_subclass_of(&vm.types.exceptions.blocking_io_error, vm);
    if is_blocking && filename.is_index(vm) {
        // The third argument of BlockingIOError may be the number of characters written.
        let written = filename.index(vm)?;
        exception.set_field(CHARACTERS_WRITTEN, written, vm);
        return base::set_args(this, values, vm);
    }
    exception.set_field(FILENAME, filename, vm);
    let filename2 = values.get(4).cloned().unwrap_or(Value::NONE);
    exception.set_field(FILENAME2, filename2, vm);
    // `args` keep two items, so that unpacking them works whether there is a file name or not.
    base::set_args(this, if has_filename { &values[..2] } else { values }, vm)
}

fn str(this: &Value, vm: &mut Vm) -> PyResult {
    let exception = exception_payload(this, vm)?.clone();
    let field = |index| exception.field(index, vm);
    let (errno, strerror) = (field(ERRNO), field(STRERROR));
    let (filename, filename2) = (field(FILENAME), field(FILENAME2));
    if errno.is_none() && strerror.is_none() && filename.is_none() {
        return base::str(this, vm);
    }
    let mut text = format!(
        "[Errno {}] {}",
        errno.str(vm)?.to_string_lossy(),
        strerror.str(vm)?.to_string_lossy()
    );
    if !filename.is_none() {
        text.push_str(": ");
        text.push_str(&filename.repr(vm)?.to_string_lossy());
        if !filename2.is_none() {
            text.push_str(" -> ");
            text.push_str(&filename2.repr(vm)?.to_string_lossy());
        }
    }
    Ok(vm.new_str(&text))
}

impl Vm {
    /// The `OSError` (or subclass) of an error number, with the file it is about if there is one.
    #[cold]
    pub fn os_error_of(&mut self, errno: i32, message: &str, filename: Option<Value>) -> Raised {
        let class = class_of_errno(i64::from(errno), self)
            .unwrap_or_else(|| self.types.exceptions.os_error.clone());
        let (errno, message) = (Value::from_i32(errno), self.new_str(message));
        let exception: Ref<BaseException> =
            self.new_exception(&class, vec![errno.clone(), message.clone()]);
        let filename = filename.unwrap_or(Value::NONE);
        exception
            .fields
            .replace(vec![errno, message, filename], self);
        Raised::new(exception)
    }

    /// The `OSError` for an error of the standard library.
    #[cold]
    pub fn io_error(&mut self, error: &std::io::Error, filename: Option<Value>) -> Raised {
        let text = error.to_string();
        match error.raw_os_error() {
            Some(errno) => {
                // The standard library adds the number to the system's message.
                let message = text.split(" (os error").next().unwrap_or(&text).to_owned();
                self.os_error_of(errno, &message, filename)
            }
            None => self.os_error(text),
        }
    }
}
