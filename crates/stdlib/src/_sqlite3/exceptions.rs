//! The exceptions of the DB-API, and how errors of SQLite become one.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#exceptions>

use libsqlite3_sys as ffi;
use rpy_macros::exception;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Raised, Value, Vm};

use super::constants::code_name;
use super::system::Inside;

/// What deserves attention, but is no error. The module itself does not raise it.
#[exception(name = "sqlite3.Warning", base = Exception)]
pub(crate) struct Warning;

/// The base of the module's errors.
#[exception(name = "sqlite3.Error", base = Exception)]
pub(crate) struct Error;

/// The module was used in a wrong way, as SQLite sees it.
#[exception(name = "sqlite3.InterfaceError", base = self::Error)]
pub(crate) struct InterfaceError;

/// Errors of the database.
#[exception(name = "sqlite3.DatabaseError", base = self::Error)]
pub(crate) struct DatabaseError;

/// Data that do not fit.
#[exception(name = "sqlite3.DataError", base = self::DatabaseError)]
pub(crate) struct DataError;

/// What the program cannot help: files that cannot be opened, tables that are not there.
#[exception(name = "sqlite3.OperationalError", base = self::DatabaseError)]
pub(crate) struct OperationalError;

/// A constraint was not kept.
#[exception(name = "sqlite3.IntegrityError", base = self::DatabaseError)]
pub(crate) struct IntegrityError;

/// SQLite has found itself in a state that should not be.
#[exception(name = "sqlite3.InternalError", base = self::DatabaseError)]
pub(crate) struct InternalError;

/// A mistake of the program.
#[exception(name = "sqlite3.ProgrammingError", base = self::DatabaseError)]
pub(crate) struct ProgrammingError;

/// What this library of SQLite does not have.
#[exception(name = "sqlite3.NotSupportedError", base = self::DatabaseError)]
pub(crate) struct NotSupportedError;

/// The exception for a result of SQLite, with its attributes; `None` if the result is no error.
fn of_code(primary: i32, extended: i32, message: &str, vm: &mut Vm) -> Option<Raised> {
    let raised = match primary {
        ffi::SQLITE_OK => return None,
        ffi::SQLITE_NOMEM => return Some(vm.memory_error()),
        ffi::SQLITE_INTERNAL | ffi::SQLITE_NOTFOUND => vm.native_error::<InternalError>(message),
        ffi::SQLITE_ERROR
        | ffi::SQLITE_PERM
        | ffi::SQLITE_ABORT
        | ffi::SQLITE_BUSY
        | ffi::SQLITE_LOCKED
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_INTERRUPT
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_FULL
        | ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_PROTOCOL
        | ffi::SQLITE_EMPTY
        | ffi::SQLITE_SCHEMA => vm.native_error::<OperationalError>(message),
        ffi::SQLITE_TOOBIG => vm.native_error::<DataError>(message),
        ffi::SQLITE_CONSTRAINT | ffi::SQLITE_MISMATCH => vm.native_error::<IntegrityError>(message),
        ffi::SQLITE_MISUSE | ffi::SQLITE_RANGE => vm.native_error::<InterfaceError>(message),
        _ => vm.native_error::<DatabaseError>(message),
    };
    Some(annotated(raised, extended, vm))
}

/// Gives an exception the attributes that say which error of SQLite it is.
fn annotated(raised: Raised, extended: i32, vm: &mut Vm) -> Raised {
    let exception = raised.exception().to_value();
    let name = vm.new_str(code_name(extended));
    for (attribute, value) in [
        ("sqlite_errorcode", Value::from_i32(extended)),
        ("sqlite_errorname", name),
    ] {
        let attribute = vm.intern(attribute);
        if let Err(raised) = exception.set_attribute(&attribute, value, vm) {
            return raised;
        }
    }
    raised
}

/// The exception for the last error of a database; `None` if there was none.
pub(super) fn last_error(inside: &Inside, vm: &mut Vm) -> Option<Raised> {
    let (primary, extended, message) = inside.error();
    of_code(primary, extended, &message, vm)
}

/// Raises the last error of a database, if there was one.
pub(super) fn check_last(inside: &Inside, vm: &mut Vm) -> PyResult<()> {
    last_error(inside, vm).map_or(Ok(()), Err)
}

/// The exception for a result that the database itself does not note.
pub(super) fn of_result(code: i32, vm: &mut Vm) -> Raised {
    let message = super::system::describe(code);
    match of_code(code & 0xff, code, &message, vm) {
        Some(raised) => raised,
        None => vm.native_error::<InternalError>("not an error"),
    }
}

/// Raises `ProgrammingError`.
#[cold]
pub(super) fn programming_error(message: impl AsRef<str>, vm: &mut Vm) -> Raised {
    vm.native_error::<ProgrammingError>(message)
}

/// Raises `OperationalError`.
#[cold]
pub(super) fn operational_error(message: impl AsRef<str>, vm: &mut Vm) -> Raised {
    vm.native_error::<OperationalError>(message)
}

/// The classes of errors, which connections have as attributes.
pub(super) fn class_value<C: NativeClass>(vm: &mut Vm) -> Value {
    C::class(vm).to_value()
}

/// The exception for what has failed; these are the results, short and extended, and the message.
pub(super) fn of_failure(primary: i32, extended: i32, message: &str, vm: &mut Vm) -> Raised {
    match of_code(primary, extended, message, vm) {
        Some(raised) => raised,
        None => vm.native_error::<InternalError>(message),
    }
}
