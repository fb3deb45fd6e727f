//! SQLite by its C interface: databases, statements, blobs and backups, and who may use them.
//!
//! A database is used from the *inside*: whoever calls SQLite for it has an [`Inside`], and one thread at a
//! time has any. That keeps the mutex of SQLite from being waited for by a thread that has the interpreter's
//! lock, while the one that has the mutex waits for that lock in a callback. What is dropped meanwhile is
//! given back when the last `Inside` goes.
//!
//! Everything here belongs to objects of one interpreter and is touched under its lock alone; only what
//! [`Vm::run_foreign`] is given runs without.

use std::cell::{Cell, RefCell};
use std::ffi::{CStr, CString, c_int, c_void};
use std::ptr::{null, null_mut};
use std::rc::Rc;
use std::sync::{Arc, Mutex, Once, PoisonError};

use libsqlite3_sys as ffi;
use rpy_vm::{Door, PyResult, Raised, Ref, Value, Vm, WaitQueue};

use super::connection::Connection;

/// A pointer for a closure that runs without the interpreter's lock.
struct Carried<T>(*mut T);

impl<T> Clone for Carried<T> {
    fn clone(&self) -> Carried<T> {
        *self
    }
}

impl<T> Copy for Carried<T> {}

impl<T> Carried<T> {
    /// The pointer. Taking all of `self` makes closures capture that, not the pointer alone.
    fn get(self) -> *mut T {
        self.0
    }
}

// SAFETY: the closure that takes it runs on this very thread, which waits for it.
unsafe impl<T> Send for Carried<T> {}

/// The numbers of functions that SQLite has let go of. Told from any thread.
pub(super) type Released = Arc<Mutex<Vec<u64>>>;

/// What is to be given back as soon as nobody is inside.
enum Later {
    Finalize(*mut ffi::sqlite3_stmt),
    Reset(Rc<Statement>),
    CloseBlob(*mut ffi::sqlite3_blob),
}

/// An open database. Statements and blobs keep it open.
pub(super) struct Database {
    /// Null once it is closed.
    raw: Cell<*mut ffi::sqlite3>,
    /// How callbacks get into the interpreter.
    pub(super) door: Door,
    /// The number of the thread that is inside; 0 for none.
    owner: Cell<u64>,
    /// How many `Inside`s there are.
    depth: Cell<usize>,
    waiting: WaitQueue,
    /// The connection that is used, while somebody is inside: callbacks find their functions there.
    pub(super) caller: RefCell<Option<Ref<Connection>>>,
    later: RefCell<Vec<Later>>,
    pub(super) released: Released,
    /// What a collation has raised. SQLite has no way to be told.
    pub(super) failure: RefCell<Option<Raised>>,
}

/// Sets once for the process what SQLite is built with other defaults for: names of files are no URIs
/// unless that is asked for.
fn initialize() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the number says that an int follows. SQLite is not in use yet.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_URI, 0 as c_int) };
    });
}

/// The text at an address that SQLite gives; empty for none.
///
/// # Safety
///
/// The address is null or that of a C string.
unsafe fn text_at(address: *const std::ffi::c_char) -> String {
    if address.is_null() {
        return String::new();
    }
    // SAFETY: as promised by the caller.
    unsafe { CStr::from_ptr(address) }
        .to_string_lossy()
        .into_owned()
}

/// The bytes at an address that SQLite gives; empty for none.
///
/// # Safety
///
/// If the address is not null, so many bytes are there, and stay for as long as the slice is used.
pub(super) unsafe fn bytes_at<'a>(address: *const c_void, length: c_int) -> &'a [u8] {
    match usize::try_from(length) {
        // SAFETY: as promised by the caller.
        Ok(length) if !address.is_null() => unsafe {
            std::slice::from_raw_parts(address.cast(), length)
        },
        _ => &[],
    }
}

/// What a result means.
pub(super) fn describe(code: i32) -> String {
    // SAFETY: any number is allowed; the text is static.
    unsafe { text_at(ffi::sqlite3_errstr(code)) }
}

/// The version of the library.
pub(super) fn version() -> String {
    // SAFETY: the text is static.
    unsafe { text_at(ffi::sqlite3_libversion()) }
}

/// Whether a text ends with a complete statement.
pub(super) fn is_complete(text: &CStr) -> bool {
    // SAFETY: the text is a C string.
    unsafe { ffi::sqlite3_complete(text.as_ptr()) != 0 }
}

impl Database {
    /// Opens a database, or says what failed: the results, short and extended, and a message.
    pub(super) fn open(
        name: &CStr,
        is_uri: bool,
        timeout: i32,
        vm: &mut Vm,
    ) -> Result<Rc<Database>, (i32, i32, String)> {
        initialize();
        let uri = if is_uri { ffi::SQLITE_OPEN_URI } else { 0 };
        let flags = ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE | uri;
        let (raw, code) = vm.run_foreign(false, move || {
            let mut raw = null_mut();
            // SAFETY: the name is a C string; there is room for the result.
            let code = unsafe { ffi::sqlite3_open_v2(name.as_ptr(), &raw mut raw, flags, null()) };
            (Carried(raw), code)
        });
        let database = Database {
            raw: Cell::new(raw.get()),
            door: vm.door(),
            owner: Cell::new(0),
            depth: Cell::new(0),
            waiting: WaitQueue::new(),
            caller: RefCell::new(None),
            later: RefCell::new(Vec::new()),
            released: Released::default(),
            failure: RefCell::new(None),
        };
        if code != ffi::SQLITE_OK {
            return Err(database.error(code));
        }
        // SAFETY: the database is open; the number says that an int and an address follow.
        unsafe {
            ffi::sqlite3_busy_timeout(raw.get(), timeout);
            ffi::sqlite3_db_config(
                raw.get(),
                ffi::SQLITE_DBCONFIG_ENABLE_FKEY,
                0 as c_int,
                null_mut::<c_int>(),
            );
        }
        Ok(Rc::new(database))
    }

    /// The last error: its results, short and extended, and the message. `code` is for want of memory,
    /// when there is not even a database.
    fn error(&self, code: i32) -> (i32, i32, String) {
        let raw = self.raw.get();
        if raw.is_null() {
            return (code, code, describe(code));
        }
        // SAFETY: the database is open; the message is copied before anything else is called.
        unsafe {
            (
                ffi::sqlite3_errcode(raw),
                ffi::sqlite3_extended_errcode(raw),
                text_at(ffi::sqlite3_errmsg(raw)),
            )
        }
    }

    /// Lets the thread in, once no other one is inside.
    ///
    /// Errors: what handlers of signals raise meanwhile.
    pub(super) fn enter(
        self: &Rc<Database>,
        caller: &Ref<Connection>,
        vm: &mut Vm,
    ) -> PyResult<Inside> {
        let own = vm.thread_number();
        if self.owner.get() != own {
            if self.owner.get() != 0 {
                vm.wait_until(&self.waiting, None, |_| self.owner.get() == 0)?;
            }
            self.owner.set(own);
            *self.caller.borrow_mut() = Some(caller.clone());
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Inside {
            database: self.clone(),
        })
    }

    /// Makes what runs stop. From any thread, whoever is inside.
    pub(super) fn interrupt(&self) {
        // SAFETY: the database is open as long as this is there; the call needs no mutex.
        unsafe { ffi::sqlite3_interrupt(self.raw.get()) };
    }

    /// Lets other threads run while the database is closed, if nothing else keeps it open.
    pub(super) fn close(self: Rc<Database>, vm: &mut Vm) {
        if Rc::strong_count(&self) == 1 {
            let raw = Carried(self.raw.replace(null_mut()));
            // SAFETY: nothing uses the database any more: statements, blobs and backups would keep it.
            vm.run_foreign(false, move || unsafe { ffi::sqlite3_close(raw.get()) });
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // SAFETY: nothing uses the database any more; null is allowed.
        unsafe { ffi::sqlite3_close(self.raw.get()) };
    }
}

/// The right to call SQLite for a database.
pub(super) struct Inside {
    pub(super) database: Rc<Database>,
}

impl Drop for Inside {
    fn drop(&mut self) {
        let database = &self.database;
        let depth = database.depth.get() - 1;
        database.depth.set(depth);
        if depth > 0 {
            return;
        }
        let later = database.later.take();
        let caller = database.caller.take();
        database.owner.set(0);
        for item in later {
            match item {
                // SAFETY: the statement was given up by its only owner; nobody is inside.
                Later::Finalize(raw) => unsafe {
                    ffi::sqlite3_finalize(raw);
                },
                Later::Reset(statement) => statement.give_back(),
                // SAFETY: as above.
                Later::CloseBlob(raw) => unsafe {
                    ffi::sqlite3_blob_close(raw);
                },
            }
        }
        database.waiting.wake_one();
        drop(caller);
    }
}

/// A prepared statement; of an empty text, nothing at all.
pub(super) struct Statement {
    raw: *mut ffi::sqlite3_stmt,
    database: Rc<Database>,
    /// Whether a cursor has it.
    leased: Cell<bool>,
    /// Whether it changes rows, as its text tells.
    pub(super) changes_rows: Cell<bool>,
    /// The names of its parameters, with what they begin with, of those that have one.
    pub(super) parameters: Box<[Option<String>]>,
}

impl Statement {
    /// Whether the text was empty.
    pub(super) fn is_empty(&self) -> bool {
        self.raw.is_null()
    }

    /// Takes the statement for one cursor, if no other has it.
    pub(super) fn lease(self: &Rc<Statement>) -> Option<Lease> {
        if self.leased.replace(true) {
            return None;
        }
        Some(Lease {
            statement: Some(self.clone()),
        })
    }

    /// Resets the statement, for others to lease it. Nobody is inside.
    fn give_back(&self) {
        // SAFETY: the statement is there as long as this; null is allowed.
        unsafe { ffi::sqlite3_reset(self.raw) };
        self.leased.set(false);
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        if self.database.owner.get() != 0 {
            let mut later = self.database.later.borrow_mut();
            later.push(Later::Finalize(self.raw));
        } else {
            // SAFETY: nobody else has the statement; null is allowed.
            unsafe { ffi::sqlite3_finalize(self.raw) };
        }
    }
}

/// A statement that one cursor has. It is reset when that gives it up.
pub(super) struct Lease {
    /// `None` once it was given back.
    statement: Option<Rc<Statement>>,
}

impl std::ops::Deref for Lease {
    type Target = Rc<Statement>;

    fn deref(&self) -> &Rc<Statement> {
        let statement = self.statement.as_ref();
        statement.expect("who gives a lease back has it no more")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(statement) = self.statement.take() else {
            return;
        };
        let database = statement.database.clone();
        if database.owner.get() != 0 {
            database.later.borrow_mut().push(Later::Reset(statement));
        } else {
            statement.give_back();
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Integer,
    Float,
    Text,
    Blob,
}

impl Kind {
    /// The kind that SQLite has this number for.
    pub(super) fn of(number: c_int) -> Kind {
        match number {
            ffi::SQLITE_INTEGER => Kind::Integer,
            ffi::SQLITE_FLOAT => Kind::Float,
            ffi::SQLITE_TEXT => Kind::Text,
            ffi::SQLITE_BLOB => Kind::Blob,
            _ => Kind::Null,
        }
    }
}

/// What a parameter is bound to.
pub(super) enum Bound<'a> {
    Null,
    Integer(i64),
    Float(f64),
    Text(&'a [u8]),
    Blob(&'a [u8]),
}

impl Inside {
    fn raw(&self) -> *mut ffi::sqlite3 {
        self.database.raw.get()
    }

    /// The pointer to the database, for callbacks to be set.
    pub(super) fn pointer(&self) -> *mut ffi::sqlite3 {
        self.raw()
    }

    /// The last error: its results, short and extended, and the message.
    pub(super) fn error(&self) -> (i32, i32, String) {
        self.database.error(ffi::SQLITE_NOMEM)
    }

    /// Whether memory was wanting in the last call.
    fn lacks_memory(&self) -> bool {
        // SAFETY: the database is open.
        unsafe { ffi::sqlite3_errcode(self.raw()) == ffi::SQLITE_NOMEM }
    }

    /// Whether there is no transaction.
    pub(super) fn is_autocommit(&self) -> bool {
        // SAFETY: the database is open.
        unsafe { ffi::sqlite3_get_autocommit(self.raw()) != 0 }
    }

    /// How many rows the last statement has changed.
    pub(super) fn changes(&self) -> i64 {
        // SAFETY: the database is open.
        unsafe { i64::from(ffi::sqlite3_changes(self.raw())) }
    }

    /// How many rows were changed since the database was opened.
    pub(super) fn total_changes(&self) -> i32 {
        // SAFETY: the database is open.
        unsafe { ffi::sqlite3_total_changes(self.raw()) }
    }

    /// The number of the row that was inserted last.
    pub(super) fn last_row(&self) -> i64 {
        // SAFETY: the database is open.
        unsafe { ffi::sqlite3_last_insert_rowid(self.raw()) }
    }

    /// Sets a limit, unless the new one is negative, and gives the old one; -1 if there is none of
    /// that number.
    pub(super) fn limit(&self, category: i32, limit: i32) -> i32 {
        // SAFETY: the database is open; any numbers are allowed.
        unsafe { ffi::sqlite3_limit(self.raw(), category, limit) }
    }

    /// Sets a switch, unless that is negative, and gives what it is then. The number is one of a
    /// switch that takes an int.
    pub(super) fn switch(&self, number: i32, value: i32) -> Result<bool, ()> {
        debug_assert!((1002..=1017).contains(&number));
        let mut actual: c_int = 0;
        // SAFETY: the database is open; the number says that an int and an address of one follow.
        let code =
            unsafe { ffi::sqlite3_db_config(self.raw(), number, value as c_int, &raw mut actual) };
        match code {
            ffi::SQLITE_OK => Ok(actual != 0),
            _ => Err(()),
        }
    }

    /// Prepares the first statement of a text: the statement, and where in the text it ends.
    pub(super) fn prepare(&self, text: &CStr, vm: &mut Vm) -> Result<(Rc<Statement>, usize), ()> {
        let database = Carried(self.raw());
        let length = c_int::try_from(text.to_bytes_with_nul().len()).map_err(drop)?;
        let (raw, code, end) = vm.run_foreign(false, move || {
            let (mut raw, mut tail) = (null_mut(), null());
            // SAFETY: the database is open; the text is a C string of that length.
            let code = unsafe {
                let (raw, tail) = (&raw mut raw, &raw mut tail);
                ffi::sqlite3_prepare_v2(database.get(), text.as_ptr(), length, raw, tail)
            };
            (Carried(raw), code, tail.addr())
        });
        if code != ffi::SQLITE_OK {
            return Err(());
        }
        let raw = raw.get();
        // SAFETY: the statement was made just now; null is allowed.
        let count = unsafe { ffi::sqlite3_bind_parameter_count(raw) };
        let parameters = (1..=count).map(|number| {
            // SAFETY: as above; the name is copied before anything else is called.
            unsafe {
                let name = ffi::sqlite3_bind_parameter_name(raw, number);
                (!name.is_null()).then(|| text_at(name))
            }
        });
        let statement = Statement {
            raw,
            database: self.database.clone(),
            leased: Cell::new(false),
            changes_rows: Cell::new(false),
            parameters: parameters.collect(),
        };
        Ok((Rc::new(statement), end - text.as_ptr().addr()))
    }

    /// Runs a statement up to its next row or its end, and gives SQLite's result.
    pub(super) fn step(&self, statement: &Statement, vm: &mut Vm) -> i32 {
        let raw = Carried(statement.raw);
        // SAFETY: the statement is there until this returns, as the caller has it; null is allowed.
        vm.run_foreign(false, move || unsafe { ffi::sqlite3_step(raw.get()) })
    }

    /// Ends what a statement is doing.
    pub(super) fn reset(&self, statement: &Statement, vm: &mut Vm) -> i32 {
        let raw = Carried(statement.raw);
        // SAFETY: as for `step`.
        vm.run_foreign(false, move || unsafe { ffi::sqlite3_reset(raw.get()) })
    }

    /// Resets a statement, for others to lease it.
    pub(super) fn release(&self, mut lease: Lease, vm: &mut Vm) {
        if let Some(statement) = lease.statement.take() {
            self.reset(&statement, vm);
            statement.leased.set(false);
        }
    }

    /// Whether a statement is between its first row and its end.
    pub(super) fn is_busy(&self, statement: &Statement) -> bool {
        // SAFETY: the statement is there; null is allowed.
        unsafe { ffi::sqlite3_stmt_busy(statement.raw) != 0 }
    }

    /// Whether a statement changes nothing.
    pub(super) fn is_read_only(&self, statement: &Statement) -> bool {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_stmt_readonly(statement.raw) != 0 }
    }

    /// How many columns the rows of a statement have.
    pub(super) fn column_count(&self, statement: &Statement) -> i32 {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_column_count(statement.raw) }
    }

    /// How many columns the row has that the statement is at; 0 if it is at none.
    pub(super) fn data_count(&self, statement: &Statement) -> i32 {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_data_count(statement.raw) }
    }

    /// The name of a column. `None` if memory is wanting.
    pub(super) fn column_name(&self, statement: &Statement, column: i32) -> Option<String> {
        // SAFETY: the statement is there; the name is copied before anything else is called.
        unsafe {
            let name = ffi::sqlite3_column_name(statement.raw, column);
            (!name.is_null()).then(|| text_at(name))
        }
    }

    /// The declared type of a column, if it has one.
    pub(super) fn column_type(&self, statement: &Statement, column: i32) -> Option<String> {
        // SAFETY: as above.
        unsafe {
            let name = ffi::sqlite3_column_decltype(statement.raw, column);
            (!name.is_null()).then(|| text_at(name))
        }
    }

    /// What a column of the row holds.
    pub(super) fn kind(&self, statement: &Statement, column: i32) -> Kind {
        // SAFETY: the statement is there; SQLite checks the column.
        Kind::of(unsafe { ffi::sqlite3_column_type(statement.raw, column) })
    }

    /// The int of a column.
    pub(super) fn integer(&self, statement: &Statement, column: i32) -> i64 {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_column_int64(statement.raw, column) }
    }

    /// The float of a column.
    pub(super) fn float(&self, statement: &Statement, column: i32) -> f64 {
        // SAFETY: as above.
        unsafe { ffi::sqlite3_column_double(statement.raw, column) }
    }

    /// Text of a column as a `str`, or its bytes if they are no UTF-8.
    ///
    /// Raises `MemoryError` if SQLite had none.
    pub(super) fn text(
        &self,
        statement: &Statement,
        column: i32,
        vm: &mut Vm,
    ) -> PyResult<Result<Value, Vec<u8>>> {
        // SAFETY: the statement is there. The bytes stay until it is used again: making a `str` runs no
        // code of the program, and what is dropped meanwhile waits until nobody is inside.
        let bytes = unsafe {
            let text = ffi::sqlite3_column_text(statement.raw, column).cast();
            bytes_at(text, ffi::sqlite3_column_bytes(statement.raw, column))
        };
        if bytes.is_empty() && self.lacks_memory() {
            return Err(vm.memory_error());
        }
        Ok(match std::str::from_utf8(bytes) {
            Ok(text) => Ok(vm.new_str(text)),
            Err(_) => Err(bytes.to_vec()),
        })
    }

    /// The bytes of a column as `bytes`; `None` for NULL.
    ///
    /// Raises `MemoryError` if SQLite had none.
    pub(super) fn bytes(
        &self,
        statement: &Statement,
        column: i32,
        vm: &mut Vm,
    ) -> PyResult<Option<Value>> {
        // SAFETY: as for `text`.
        let bytes = unsafe {
            let blob = ffi::sqlite3_column_blob(statement.raw, column);
            bytes_at(blob, ffi::sqlite3_column_bytes(statement.raw, column))
        };
        if bytes.is_empty() {
            if self.lacks_memory() {
                return Err(vm.memory_error());
            }
            if self.kind(statement, column) == Kind::Null {
                return Ok(None);
            }
        }
        Ok(Some(vm.new_bytes(bytes)))
    }

    /// Binds a parameter, counted from 1, and gives SQLite's result. Texts and blobs have at most
    /// `i32::MAX` bytes.
    pub(super) fn bind(&self, statement: &Statement, number: i32, value: &Bound<'_>) -> i32 {
        let raw = statement.raw;
        let length = |bytes: &[u8]| c_int::try_from(bytes.len()).unwrap_or(c_int::MAX);
        // SAFETY: the statement is there; bytes are as many as said, and copied.
        unsafe {
            match value {
                Bound::Null => ffi::sqlite3_bind_null(raw, number),
                Bound::Integer(value) => ffi::sqlite3_bind_int64(raw, number, *value),
                Bound::Float(value) => ffi::sqlite3_bind_double(raw, number, *value),
                Bound::Text(text) => {
                    let (start, length) = (text.as_ptr().cast(), length(text));
                    ffi::sqlite3_bind_text(raw, number, start, length, ffi::SQLITE_TRANSIENT())
                }
                Bound::Blob(blob) => {
                    let (start, length) = (blob.as_ptr().cast(), length(blob));
                    ffi::sqlite3_bind_blob(raw, number, start, length, ffi::SQLITE_TRANSIENT())
                }
            }
        }
    }

    /// Switches the loading of extensions on or off. Whether that worked.
    pub(super) fn enable_extensions(&self, enable: bool) -> bool {
        // SAFETY: the database is open.
        let code = unsafe { ffi::sqlite3_enable_load_extension(self.raw(), c_int::from(enable)) };
        code == ffi::SQLITE_OK
    }

    /// Loads an extension from a file, or says why it cannot.
    pub(super) fn load_extension(
        &self,
        name: &CStr,
        entry: Option<&CStr>,
        vm: &mut Vm,
    ) -> Result<(), String> {
        let database = Carried(self.raw());
        let entry = entry.map(CStr::to_owned);
        vm.run_foreign(false, move || {
            let mut message = null_mut();
            let entry = entry.as_ref().map_or(null(), |entry| entry.as_ptr());
            // SAFETY: the database is open; the names are C strings. What the extension does, the
            // program vouches for, which has switched loading on.
            unsafe {
                let message_at = &raw mut message;
                let code =
                    ffi::sqlite3_load_extension(database.get(), name.as_ptr(), entry, message_at);
                let text = text_at(message);
                ffi::sqlite3_free(message.cast());
                if code == ffi::SQLITE_OK {
                    Ok(())
                } else {
                    Err(text)
                }
            }
        })
    }

    /// The content of a database as bytes; `None` if there is none of that name, or no memory.
    pub(super) fn serialize(&self, name: &CStr, vm: &mut Vm) -> Option<Value> {
        let mut size = 0;
        let nocopy = ffi::SQLITE_SERIALIZE_NOCOPY;
        // SAFETY: the database is open, the name a C string. Without a copy the bytes are the
        // database's own, which nobody changes while this thread is inside.
        unsafe {
            let own = ffi::sqlite3_serialize(self.raw(), name.as_ptr(), &raw mut size, nocopy);
            if !own.is_null() {
                let bytes = std::slice::from_raw_parts(own, usize::try_from(size).unwrap_or(0));
                return Some(vm.new_bytes(bytes));
            }
        }
        let database = Carried(self.raw());
        let (copy, size) = vm.run_foreign(false, move || {
            let mut size = 0;
            // SAFETY: as above.
            let copy =
                unsafe { ffi::sqlite3_serialize(database.get(), name.as_ptr(), &raw mut size, 0) };
            (Carried(copy), size)
        });
        if copy.get().is_null() {
            return None;
        }
        // SAFETY: the copy has that size, and is this function's to free.
        unsafe {
            let length = usize::try_from(size).unwrap_or(0);
            let bytes = vm.new_bytes(std::slice::from_raw_parts(copy.get(), length));
            ffi::sqlite3_free(copy.get().cast());
            Some(bytes)
        }
    }

    /// Makes a database of bytes, in the place of the one of that name. Gives SQLite's result;
    /// `None` if there is no memory for a copy.
    pub(super) fn deserialize(&self, name: &CStr, bytes: &[u8], vm: &mut Vm) -> Option<i32> {
        // SAFETY: SQLite gives so much memory, or none.
        let copy = unsafe { ffi::sqlite3_malloc64(bytes.len() as u64) }.cast::<u8>();
        if copy.is_null() {
            return None;
        }
        // SAFETY: there is room for the bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy, bytes.len()) };
        let (database, copy, size) = (Carried(self.raw()), Carried(copy), bytes.len() as i64);
        let flags = ffi::SQLITE_DESERIALIZE_FREEONCLOSE | ffi::SQLITE_DESERIALIZE_RESIZEABLE;
        // SAFETY: the database is open, the name a C string; the copy is SQLite's from here on, whatever
        // the result is.
        Some(vm.run_foreign(false, move || unsafe {
            let name = name.as_ptr();
            ffi::sqlite3_deserialize(database.get(), name, copy.get(), size, size, flags)
        }))
    }

    /// Opens a blob, or gives SQLite's result.
    pub(super) fn open_blob(
        &self,
        [name, table, column]: [&CStr; 3],
        row: i64,
        writable: bool,
        vm: &mut Vm,
    ) -> Result<Rc<BlobHandle>, i32> {
        let database = Carried(self.raw());
        let (raw, code) = vm.run_foreign(false, move || {
            let mut raw = null_mut();
            let (name, table, column) = (name.as_ptr(), table.as_ptr(), column.as_ptr());
            let writable = c_int::from(writable);
            // SAFETY: the database is open, the names are C strings.
            let code = unsafe {
                let database = database.get();
                ffi::sqlite3_blob_open(database, name, table, column, row, writable, &raw mut raw)
            };
            (Carried(raw), code)
        });
        if code != ffi::SQLITE_OK {
            return Err(code);
        }
        let handle = BlobHandle {
            raw: Cell::new(raw.get()),
            database: self.database.clone(),
        };
        Ok(Rc::new(handle))
    }

    /// The size of an open blob, in bytes.
    pub(super) fn blob_size(&self, blob: &BlobHandle) -> usize {
        // SAFETY: the blob is open; null is allowed.
        let size = unsafe { ffi::sqlite3_blob_bytes(blob.raw.get()) };
        usize::try_from(size).unwrap_or(0)
    }

    /// Fills a buffer from a blob, from that offset on. Gives SQLite's result.
    pub(super) fn read_blob(
        &self,
        blob: &BlobHandle,
        buffer: &mut [u8],
        offset: usize,
        vm: &mut Vm,
    ) -> i32 {
        let raw = Carried(blob.raw.get());
        let (Ok(length), Ok(offset)) = (c_int::try_from(buffer.len()), c_int::try_from(offset))
        else {
            return ffi::SQLITE_ERROR;
        };
        // SAFETY: the blob is open, or null, which is allowed; the buffer has that length.
        vm.run_foreign(false, move || unsafe {
            ffi::sqlite3_blob_read(raw.get(), buffer.as_mut_ptr().cast(), length, offset)
        })
    }

    /// Writes bytes to a blob, from that offset on. Gives SQLite's result.
    pub(super) fn write_blob(
        &self,
        blob: &BlobHandle,
        bytes: &[u8],
        offset: usize,
        vm: &mut Vm,
    ) -> i32 {
        let raw = Carried(blob.raw.get());
        let (Ok(length), Ok(offset)) = (c_int::try_from(bytes.len()), c_int::try_from(offset))
        else {
            return ffi::SQLITE_ERROR;
        };
        // SAFETY: as for `read_blob`.
        vm.run_foreign(false, move || unsafe {
            ffi::sqlite3_blob_write(raw.get(), bytes.as_ptr().cast(), length, offset)
        })
    }

    /// Closes a blob, if it is open.
    pub(super) fn close_blob(&self, blob: &BlobHandle, vm: &mut Vm) {
        let raw = Carried(blob.raw.replace(null_mut()));
        // SAFETY: the blob was open, or is null, which is allowed; it is not used any more.
        vm.run_foreign(false, move || unsafe { ffi::sqlite3_blob_close(raw.get()) });
    }

    /// Begins to copy the database of that name to `main` of another one, in which the thread is too.
    /// `None` if that failed; the error is the target's.
    pub(super) fn back_up_to(&self, target: &Inside, name: &CStr, vm: &mut Vm) -> Option<Backup> {
        let (from, to) = (Carried(self.raw()), Carried(target.raw()));
        // SAFETY: both databases are open, the names are C strings.
        let raw = vm.run_foreign(false, move || unsafe {
            let main = c"main".as_ptr();
            Carried(ffi::sqlite3_backup_init(
                to.get(),
                main,
                from.get(),
                name.as_ptr(),
            ))
        });
        (!raw.get().is_null()).then(|| Backup {
            raw: raw.get(),
            _databases: [self.database.clone(), target.database.clone()],
        })
    }
}

/// An open blob.
pub(super) struct BlobHandle {
    /// Null once it is closed.
    raw: Cell<*mut ffi::sqlite3_blob>,
    database: Rc<Database>,
}

impl BlobHandle {
    /// Whether the blob was closed.
    pub(super) fn is_closed(&self) -> bool {
        self.raw.get().is_null()
    }
}

impl Drop for BlobHandle {
    fn drop(&mut self) {
        let raw = self.raw.get();
        if self.database.owner.get() != 0 {
            let mut later = self.database.later.borrow_mut();
            later.push(Later::CloseBlob(raw));
        } else {
            // SAFETY: nobody else has the blob; null is allowed.
            unsafe { ffi::sqlite3_blob_close(raw) };
        }
    }
}

/// A copy of a database that is being made. Who uses it is inside of both databases.
pub(super) struct Backup {
    raw: *mut ffi::sqlite3_backup,
    _databases: [Rc<Database>; 2],
}

impl Backup {
    /// Copies some pages, all if negative, and gives SQLite's result.
    pub(super) fn step(&self, pages: i32, vm: &mut Vm) -> i32 {
        let raw = Carried(self.raw);
        // SAFETY: the backup has not been finished.
        vm.run_foreign(false, move || unsafe {
            ffi::sqlite3_backup_step(raw.get(), pages)
        })
    }

    /// How many pages are still to be copied, and how many there are.
    pub(super) fn progress(&self) -> (i32, i32) {
        // SAFETY: as above.
        unsafe {
            (
                ffi::sqlite3_backup_remaining(self.raw),
                ffi::sqlite3_backup_pagecount(self.raw),
            )
        }
    }

    /// Ends the backup, and gives SQLite's result.
    pub(super) fn finish(mut self, vm: &mut Vm) -> i32 {
        let raw = Carried(std::mem::replace(&mut self.raw, null_mut()));
        // SAFETY: the backup has not been finished, and is not used any more.
        vm.run_foreign(false, move || unsafe {
            ffi::sqlite3_backup_finish(raw.get())
        })
    }
}

impl Drop for Backup {
    fn drop(&mut self) {
        // SAFETY: the backup was not finished, or is null, which is allowed.
        unsafe { ffi::sqlite3_backup_finish(self.raw) };
    }
}

/// A text as a C string; `None` if it has a null character in it.
pub(super) fn c_text(text: &str) -> Option<CString> {
    CString::new(text).ok()
}

/// Takes the numbers of functions that SQLite has let go of.
pub(super) fn take_released(released: &Released) -> Vec<u64> {
    std::mem::take(&mut *released.lock().unwrap_or_else(PoisonError::into_inner))
}
