//! What SQLite calls: the way from its C interface to the functions of the program.
//!
//! SQLite keeps the address of a [`Context`], or of the [`Database`] itself. Both are there for as long as
//! SQLite may call: it is called from the [`Inside`] of a database, which keeps that open, and it says
//! itself when it is done with a context. Functions of the program are kept by the connection, which is
//! found through [`Database::caller`], and are held while they run.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;
use std::sync::PoisonError;

use libsqlite3_sys as ffi;
use rpy_vm::{PyResult, Raised, Ref, Vm};

use super::connection::Connection;
use super::functions::{self, Text};
use super::hooks;
use super::system::{Database, Inside, Kind, Released, bytes_at};

/// What SQLite is given with a function.
struct Context {
    database: *const Database,
    /// The number by which the connection keeps the function.
    number: u64,
    released: Released,
}

/// What a function of SQLite is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar,
    Aggregate,
    Window,
}

/// An argument of a function.
pub(super) enum Argument<'a> {
    Null,
    Integer(i64),
    Float(f64),
    Text(&'a [u8]),
    Blob(&'a [u8]),
}

/// A call of a function by SQLite.
pub(super) struct Call<'a> {
    context: *mut ffi::sqlite3_context,
    arguments: &'a [*mut ffi::sqlite3_value],
}

impl Call<'_> {
    /// The arguments.
    pub(super) fn arguments(&self) -> impl ExactSizeIterator<Item = Argument<'_>> {
        // SAFETY: the values are there until the call returns. Text and blobs are read as what they
        // are, so that nothing is converted and moved.
        self.arguments.iter().map(|value| unsafe {
            match Kind::of(ffi::sqlite3_value_type(*value)) {
                Kind::Null => Argument::Null,
                Kind::Integer => Argument::Integer(ffi::sqlite3_value_int64(*value)),
                Kind::Float => Argument::Float(ffi::sqlite3_value_double(*value)),
                Kind::Text => {
                    let start = ffi::sqlite3_value_text(*value).cast();
                    Argument::Text(bytes_at(start, ffi::sqlite3_value_bytes(*value)))
                }
                Kind::Blob => {
                    let start = ffi::sqlite3_value_blob(*value);
                    Argument::Blob(bytes_at(start, ffi::sqlite3_value_bytes(*value)))
                }
            }
        })
    }

    /// Gives NULL.
    pub(super) fn give_null(&self) {
        // SAFETY: the context is there until the call returns.
        unsafe { ffi::sqlite3_result_null(self.context) };
    }

    /// Gives an int.
    pub(super) fn give_integer(&self, value: i64) {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_result_int64(self.context, value) };
    }

    /// Gives a float.
    pub(super) fn give_float(&self, value: f64) {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_result_double(self.context, value) };
    }

    /// Gives text, of valid UTF-8.
    pub(super) fn give_text(&self, text: &str) {
        let length = c_int::try_from(text.len()).unwrap_or(c_int::MAX);
        // SAFETY: as above; the text has that length at least, and is copied.
        unsafe {
            let start = text.as_ptr().cast();
            ffi::sqlite3_result_text(self.context, start, length, ffi::SQLITE_TRANSIENT());
        }
    }

    /// Gives a blob.
    pub(super) fn give_blob(&self, blob: &[u8]) {
        let length = c_int::try_from(blob.len()).unwrap_or(c_int::MAX);
        // SAFETY: as above.
        unsafe {
            let start = blob.as_ptr().cast();
            ffi::sqlite3_result_blob(self.context, start, length, ffi::SQLITE_TRANSIENT());
        }
    }

    /// Fails, with a message.
    pub(super) fn fail(&self, message: &str) {
        let length = c_int::try_from(message.len()).unwrap_or(c_int::MAX);
        // SAFETY: as above.
        unsafe { ffi::sqlite3_result_error(self.context, message.as_ptr().cast(), length) };
    }

    /// Fails for want of memory.
    pub(super) fn fail_for_memory(&self) {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_result_error_nomem(self.context) };
    }

    /// Fails because something is too large.
    pub(super) fn fail_for_size(&self) {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_result_error_toobig(self.context) };
    }

    /// The number of the aggregate's instance; 0 if it has none yet.
    pub(super) fn instance(&self) -> u64 {
        // SAFETY: as above; SQLite gives the address of zeroed memory, the same in each call for the
        // same aggregate, or null.
        unsafe {
            let place = ffi::sqlite3_aggregate_context(self.context, size_of::<u64>() as c_int);
            if place.is_null() {
                0
            } else {
                place.cast::<u64>().read_unaligned()
            }
        }
    }

    /// Notes the number of the aggregate's instance. Whether there was memory for that.
    pub(super) fn set_instance(&self, number: u64) -> bool {
        // SAFETY: as above.
        unsafe {
            let place = ffi::sqlite3_aggregate_context(self.context, size_of::<u64>() as c_int);
            if !place.is_null() {
                place.cast::<u64>().write_unaligned(number);
            }
            !place.is_null()
        }
    }
}

/// Takes the interpreter's lock and runs `f`; nothing if the interpreter cannot be entered, as when
/// something is given back that was dropped.
///
/// # Safety
///
/// The database is open.
unsafe fn enter<R>(
    database: *const Database,
    f: impl FnOnce(&Database, &Ref<Connection>, &mut Vm) -> R,
) -> Option<R> {
    let entered = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the caller promises the database. The door never changes; everything else is looked
        // at with the lock.
        let door = unsafe { (*database).door.clone() };
        door.enter(|vm| {
            // SAFETY: as above.
            let database = unsafe { &*database };
            let caller = database.caller.borrow().clone()?;
            Some(f(database, &caller, vm))
        })
    }));
    entered.ok()?.ok()?
}

/// What a call of a function does: the connection keeps the function by its number.
type Handler = fn(&Call<'_>, &Ref<Connection>, u64, &mut Vm);

/// # Safety
///
/// SQLite calls, with these arguments, a function that was registered with a [`Context`].
unsafe fn dispatch(
    context: *mut ffi::sqlite3_context,
    count: c_int,
    values: *mut *mut ffi::sqlite3_value,
    handler: Handler,
) {
    let count = usize::try_from(count).unwrap_or(0);
    // SAFETY: the caller promises the arguments, and what the user data are.
    let (arguments, user) = unsafe {
        let arguments = if count == 0 {
            &[][..]
        } else {
            std::slice::from_raw_parts(values, count)
        };
        (
            arguments,
            &*ffi::sqlite3_user_data(context).cast::<Context>(),
        )
    };
    let call = Call { context, arguments };
    let number = user.number;
    // SAFETY: SQLite calls functions of databases that are open.
    let entered = unsafe {
        enter(user.database, |_, connection, vm| {
            handler(&call, connection, number, vm)
        })
    };
    if entered.is_none() {
        call.fail("the interpreter cannot be entered");
    }
}

macro_rules! functions {
    ($($name:ident calls $handler:path;)*) => { $(
        unsafe extern "C" fn $name(
            context: *mut ffi::sqlite3_context,
            count: c_int,
            values: *mut *mut ffi::sqlite3_value,
        ) {
            // SAFETY: SQLite calls, and the function was registered with a context.
            unsafe { dispatch(context, count, values, $handler) }
        }
    )* };
}

functions! {
    x_function calls functions::call_function;
    x_step calls functions::call_step;
    x_inverse calls functions::call_inverse;
}

unsafe extern "C" fn x_value(context: *mut ffi::sqlite3_context) {
    // SAFETY: SQLite calls, and the function was registered with a context.
    unsafe { dispatch(context, 0, null_mut(), functions::call_value) }
}

unsafe extern "C" fn x_final(context: *mut ffi::sqlite3_context) {
    // SAFETY: as above.
    unsafe { dispatch(context, 0, null_mut(), functions::call_finalize) }
}

/// SQLite does not need a function any more.
unsafe extern "C" fn x_destroy(user: *mut c_void) {
    // SAFETY: the context was made for this function, which SQLite says once that it is done with.
    let context = unsafe { Box::from_raw(user.cast::<Context>()) };
    let mut released = context
        .released
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    released.push(context.number);
}

unsafe extern "C" fn x_compare(
    user: *mut c_void,
    left_length: c_int,
    left: *const c_void,
    right_length: c_int,
    right: *const c_void,
) -> c_int {
    // SAFETY: SQLite calls a collation that was registered with a context, for a database that is
    // open; the texts have these lengths and stay until the call returns.
    unsafe {
        let context = &*user.cast::<Context>();
        let (left, right) = (bytes_at(left, left_length), bytes_at(right, right_length));
        let entered = enter(context.database, |database, connection, vm| {
            if database.failure.borrow().is_some() {
                return 0;
            }
            match functions::compare(connection, context.number, left, right, vm) {
                Ok(order) => order as c_int,
                Err(raised) => {
                    *database.failure.borrow_mut() = Some(raised);
                    0
                }
            }
        });
        entered.unwrap_or(0)
    }
}

/// The text at an address; `None` for null.
///
/// # Safety
///
/// The address is null or that of a C string, which stays as long as the text is used.
unsafe fn optional<'a>(address: *const c_char) -> Text<'a> {
    // SAFETY: as promised by the caller.
    (!address.is_null()).then(|| unsafe { CStr::from_ptr(address) }.to_bytes())
}

unsafe extern "C" fn x_authorize(
    user: *mut c_void,
    action: c_int,
    first: *const c_char,
    second: *const c_char,
    database: *const c_char,
    source: *const c_char,
) -> c_int {
    // SAFETY: SQLite calls for a database that is open; the texts are C strings, or not there.
    unsafe {
        let texts = [
            optional(first),
            optional(second),
            optional(database),
            optional(source),
        ];
        let entered = enter(user.cast::<Database>(), |_, connection, vm| {
            hooks::authorize(connection, action, texts, vm)
        });
        entered.unwrap_or(ffi::SQLITE_DENY)
    }
}

unsafe extern "C" fn x_progress(user: *mut c_void) -> c_int {
    // SAFETY: SQLite calls for a database that is open.
    unsafe {
        let entered = enter(user.cast::<Database>(), |_, connection, vm| {
            hooks::progress(connection, vm)
        });
        c_int::from(entered.unwrap_or(false))
    }
}

unsafe extern "C" fn x_trace(
    _kind: c_uint,
    user: *mut c_void,
    statement: *mut c_void,
    text: *mut c_void,
) -> c_int {
    // SAFETY: SQLite calls for a database that is open, with a statement and the C string that it was
    // made of, as this was asked for. The expanded text is this function's to free.
    unsafe {
        let expanded = ffi::sqlite3_expanded_sql(statement.cast());
        let database = ffi::sqlite3_db_handle(statement.cast());
        let lacks_memory =
            expanded.is_null() && ffi::sqlite3_errcode(database) == ffi::SQLITE_NOMEM;
        let expanded_text = optional(expanded);
        let text = optional(text.cast_const().cast()).unwrap_or(&[]);
        if !lacks_memory {
            let _ = enter(user.cast::<Database>(), |_, connection, vm| {
                hooks::trace(connection, expanded_text, text, vm);
            });
        }
        ffi::sqlite3_free(expanded.cast());
    }
    0
}

impl Inside {
    /// Makes what SQLite is given with the function of this number.
    fn context(&self, number: u64) -> *mut c_void {
        let context = Context {
            database: std::rc::Rc::as_ptr(&self.database),
            number,
            released: self.database.released.clone(),
        };
        Box::into_raw(Box::new(context)).cast()
    }

    /// Registers the function that the connection keeps by a number; removes the one of that name if
    /// there is none. Gives SQLite's result.
    pub(super) fn create_function(
        &self,
        name: &CStr,
        arguments: i32,
        shape: Shape,
        is_deterministic: bool,
        number: Option<u64>,
    ) -> i32 {
        type Function =
            unsafe extern "C" fn(*mut ffi::sqlite3_context, c_int, *mut *mut ffi::sqlite3_value);
        type Final = unsafe extern "C" fn(*mut ffi::sqlite3_context);
        let extra = if is_deterministic {
            ffi::SQLITE_DETERMINISTIC
        } else {
            0
        };
        let flags = ffi::SQLITE_UTF8 | extra;
        let database = self.pointer();
        let name = name.as_ptr();
        let user = number.map_or(null_mut(), |number| self.context(number));
        let is_there = number.is_some();
        let destroy = is_there.then_some(x_destroy as unsafe extern "C" fn(*mut c_void));
        let function = (is_there && shape == Shape::Scalar).then_some(x_function as Function);
        let is_aggregate = is_there && shape != Shape::Scalar;
        let step = is_aggregate.then_some(x_step as Function);
        let end = is_aggregate.then_some(x_final as Final);
        // SAFETY: the database is open, the name a C string; SQLite destroys the context, also if this
        // fails. No function of the program is called.
        unsafe {
            if shape == Shape::Window {
                let value = is_there.then_some(x_value as Final);
                let inverse = is_there.then_some(x_inverse as Function);
                ffi::sqlite3_create_window_function(
                    database, name, arguments, flags, user, step, end, value, inverse, destroy,
                )
            } else {
                ffi::sqlite3_create_function_v2(
                    database, name, arguments, flags, user, function, step, end, destroy,
                )
            }
        }
    }

    /// Registers the collation that the connection keeps by a number; removes the one of that name if
    /// there is none. Gives SQLite's result.
    pub(super) fn create_collation(&self, name: &CStr, number: Option<u64>) -> i32 {
        let user = number.map_or(null_mut(), |number| self.context(number));
        type Compare =
            unsafe extern "C" fn(*mut c_void, c_int, *const c_void, c_int, *const c_void) -> c_int;
        let compare = number.map(|_| x_compare as Compare);
        let destroy = number.map(|_| x_destroy as unsafe extern "C" fn(*mut c_void));
        // SAFETY: as for functions; but if this fails, the context stays ours.
        unsafe {
            let (database, name) = (self.pointer(), name.as_ptr());
            let flags = ffi::SQLITE_UTF8;
            let code =
                ffi::sqlite3_create_collation_v2(database, name, flags, user, compare, destroy);
            if code != ffi::SQLITE_OK && !user.is_null() {
                x_destroy(user);
            }
            code
        }
    }

    /// The database as SQLite is given it with hooks.
    fn user(&self) -> *mut c_void {
        std::rc::Rc::as_ptr(&self.database).cast_mut().cast()
    }

    /// Has the authorizer of the connection asked, or nobody. Gives SQLite's result.
    pub(super) fn set_authorizer(&self, is_set: bool) -> i32 {
        type Authorize = unsafe extern "C" fn(
            *mut c_void,
            c_int,
            *const c_char,
            *const c_char,
            *const c_char,
            *const c_char,
        ) -> c_int;
        let function = is_set.then_some(x_authorize as Authorize);
        // SAFETY: the database is open, and there as long as SQLite has it.
        unsafe { ffi::sqlite3_set_authorizer(self.pointer(), function, self.user()) }
    }

    /// Has the progress handler of the connection called after so many instructions, or none.
    pub(super) fn set_progress(&self, is_set: bool, instructions: i32) {
        let function = is_set.then_some(x_progress as unsafe extern "C" fn(*mut c_void) -> c_int);
        // SAFETY: as above.
        unsafe {
            ffi::sqlite3_progress_handler(self.pointer(), instructions, function, self.user());
        }
    }

    /// Has the trace callback of the connection called with each statement, or none.
    pub(super) fn set_trace(&self, is_set: bool) {
        type Trace = unsafe extern "C" fn(c_uint, *mut c_void, *mut c_void, *mut c_void) -> c_int;
        let function = is_set.then_some(x_trace as Trace);
        let mask = if is_set { ffi::SQLITE_TRACE_STMT } else { 0 };
        // SAFETY: as above.
        unsafe { ffi::sqlite3_trace_v2(self.pointer(), mask, function, self.user()) };
    }

    /// Raises what a collation has raised since this was last asked.
    pub(super) fn check_failure(&self) -> PyResult<()> {
        self.take_failure().map_or(Ok(()), Err)
    }

    /// What a collation has raised since this was last asked.
    pub(super) fn take_failure(&self) -> Option<Raised> {
        self.database.failure.take()
    }
}
