//! `Cursor`: what it holds, and its attributes and methods.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#cursor-objects>

use std::cell::{Cell, RefCell};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::connection::{Connection, check_text};
use super::exceptions::programming_error;
use super::execute::{execute, execute_many, execute_script};
use super::fetch::next_row;
use super::system::Lease;
use crate::arguments::unsigned;

/// A cursor: executes statements and gives their rows.
#[derive(Payload)]
pub(crate) struct Cursor {
    pub(super) connection: HeapCell<Option<Ref<Connection>>>,
    /// What the columns of the rows are called, or None.
    pub(super) description: HeapCell<Value>,
    /// The converters of the columns, if there are any.
    pub(super) converters: HeapCell<Vec<Value>>,
    pub(super) lastrowid: HeapCell<Value>,
    pub(super) row_factory: HeapCell<Value>,
    /// The statement that has further rows.
    #[payload(skip)]
    pub(super) lease: RefCell<Option<Lease>>,
    arraysize: Cell<u32>,
    pub(super) rowcount: Cell<i64>,
    initialized: Cell<bool>,
    closed: Cell<bool>,
    /// Whether a method runs: callbacks may not use the cursor meanwhile.
    locked: Cell<bool>,
}

/// Keeps callbacks from using a cursor, until dropped.
pub(super) struct Locked<'a>(&'a Cursor);

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.0.locked.set(false);
    }
}

fn not_initialized(vm: &mut Vm) -> rpy_vm::Raised {
    programming_error("Base Cursor.__init__ not called.", vm)
}

impl Cursor {
    fn empty() -> Cursor {
        Cursor {
            connection: HeapCell::new(None),
            description: HeapCell::new(Value::NONE),
            converters: HeapCell::new(Vec::new()),
            lastrowid: HeapCell::new(Value::NONE),
            row_factory: HeapCell::new(Value::NONE),
            lease: RefCell::new(None),
            arraysize: Cell::new(1),
            rowcount: Cell::new(-1),
            initialized: Cell::new(false),
            closed: Cell::new(false),
            locked: Cell::new(false),
        }
    }

    /// Makes a cursor of a connection.
    pub(super) fn make(connection: &Ref<Connection>, vm: &mut Vm) -> PyResult<Ref<Cursor>> {
        let cursor = Ref::new(Cursor::empty(), vm);
        Cursor::begin(&cursor, connection, vm)?;
        Ok(cursor)
    }

    fn begin(this: &Ref<Cursor>, connection: &Ref<Connection>, vm: &mut Vm) -> PyResult<()> {
        this.check_unlocked(vm)?;
        drop(this.lease.take());
        let old = this.connection.replace(Some(connection.clone()), vm);
        drop(old);
        for cell in [&this.description, &this.lastrowid, &this.row_factory] {
            let old = cell.replace(Value::NONE, vm);
            drop(old);
        }
        let old = this.converters.replace(Vec::new(), vm);
        drop(old);
        this.arraysize.set(1);
        this.closed.set(false);
        this.rowcount.set(-1);
        connection.check_thread(vm)?;
        this.initialized.set(true);
        Ok(())
    }

    fn check_unlocked(&self, vm: &mut Vm) -> PyResult<()> {
        if self.locked.get() {
            let message = "Recursive use of cursors not allowed.";
            return Err(programming_error(message, vm));
        }
        Ok(())
    }

    /// The connection of a cursor that can be used.
    ///
    /// Raises `ProgrammingError` if it cannot: it or the database is closed, or it is being used.
    pub(super) fn check(&self, vm: &mut Vm) -> PyResult<Ref<Connection>> {
        let connection = match self.connection.get(vm) {
            Some(connection) if self.initialized.get() => connection.clone(),
            _ => return Err(not_initialized(vm)),
        };
        if self.closed.get() {
            return Err(programming_error("Cannot operate on a closed cursor.", vm));
        }
        connection.check_thread(vm)?;
        connection.open_database(vm)?;
        self.check_unlocked(vm)?;
        Ok(connection)
    }

    /// Keeps callbacks from using the cursor.
    pub(super) fn lock(&self) -> Locked<'_> {
        self.locked.set(true);
        Locked(self)
    }

    /// Sets what rows are made by.
    pub(super) fn set_row_factory_value(&self, factory: Value, vm: &mut Vm) {
        let old = self.row_factory.replace(factory, vm);
        drop(old);
    }

    /// The rows that are left, at most so many.
    fn rows(this: &Ref<Cursor>, most: Option<u32>, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let mut rows = Vec::new();
        while most.is_none_or(|most| rows.len() < most as usize) {
            let Some(row) = next_row(this, vm)? else {
                break;
            };
            vm.push_to(&mut rows, row)?;
        }
        Ok(rows)
    }
}

/// A number of rows.
fn row_count(value: &Value, vm: &mut Vm) -> PyResult<u32> {
    let number = unsigned(value, "uint32_t", vm)?;
    u32::try_from(number).map_err(|_| vm.overflow_error("Python int too large for C uint32_t"))
}

#[native_class(name = "sqlite3.Cursor", flags(base, weakref))]
impl Cursor {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Cursor> {
        Ref::with_class(Cursor::empty(), class, vm)
    }

    #[init(signature = "(connection, /)", hidden)]
    fn init(this: &Ref<Cursor>, connection: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some(connection) = connection.downcast::<Connection>() else {
            let given = connection.class(vm).clone().shown_name(vm);
            let wanted = Connection::class(vm).clone().shown_name(vm);
            return Err(vm.type_error(format!("Cursor() argument 1 must be {wanted}, not {given}")));
        };
        Cursor::begin(this, connection, vm)
    }

    #[slot]
    fn iternext(this: &Ref<Cursor>, vm: &mut Vm) -> PyResult<Option<Value>> {
        next_row(this, vm)
    }

    /// Executes a statement, and returns the cursor. The parameters are a sequence for
    /// placeholders that are question marks, and a dict for those that have names.
    #[method(
        signature = "($self, sql, parameters=<unrepresentable>, /)",
        text = "($self, sql, parameters=(), /)"
    )]
    fn execute(
        this: &Ref<Cursor>,
        sql: &Value,
        parameters: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Cursor>> {
        check_text("execute", sql, vm)?;
        if let Some(text) = sql.downcast::<Str>() {
            execute(this, text, parameters, vm)?;
        }
        Ok(this.clone())
    }

    /// Executes a statement that changes rows for each of many parameters, and returns the cursor.
    #[method(signature = "($self, sql, seq_of_parameters, /)")]
    fn executemany(
        this: &Ref<Cursor>,
        sql: &Value,
        seq_of_parameters: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Cursor>> {
        check_text("executemany", sql, vm)?;
        if let Some(text) = sql.downcast::<Str>() {
            execute_many(this, text, seq_of_parameters, vm)?;
        }
        Ok(this.clone())
    }

    /// Executes the statements of a script, and returns the cursor. A transaction that there is
    /// is committed before.
    #[method(signature = "($self, sql_script, /)")]
    fn executescript(this: &Ref<Cursor>, sql_script: &Value, vm: &mut Vm) -> PyResult<Ref<Cursor>> {
        let script = super::parameters::c_name(sql_script, "executescript", "", vm)?;
        execute_script(this, &script, vm)?;
        Ok(this.clone())
    }

    /// Returns the next row, or None if there is none.
    #[method(signature = "($self, /)")]
    fn fetchone(this: &Ref<Cursor>, vm: &mut Vm) -> PyResult<Option<Value>> {
        next_row(this, vm)
    }

    /// Returns a list of the next rows, as many as arraysize says unless the number is given.
    #[method(
        signature = "($self, /, size=<unrepresentable>)",
        text = "($self, /, size=1)"
    )]
    fn fetchmany(this: &Ref<Cursor>, size: Option<&Value>, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let most = match size {
            Some(size) => row_count(size, vm)?,
            None => this.arraysize.get(),
        };
        Cursor::rows(this, Some(most), vm)
    }

    /// Returns a list of the rows that are left.
    #[method(signature = "($self, /)")]
    fn fetchall(this: &Ref<Cursor>, vm: &mut Vm) -> PyResult<Vec<Value>> {
        Cursor::rows(this, None, vm)
    }

    /// There for the sake of the DB-API: SQLite needs no sizes.
    #[method(signature = "($self, sizes, /)")]
    fn setinputsizes(_this: &Ref<Cursor>, _sizes: &Value) {}

    /// There for the sake of the DB-API: SQLite needs no sizes.
    #[method(signature = "($self, size, column=None, /)")]
    fn setoutputsize(_this: &Ref<Cursor>, _size: &Value, _column: &Value) {}

    /// Closes the cursor, which then cannot be used any more.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<Cursor>, vm: &mut Vm) -> PyResult<()> {
        this.check_unlocked(vm)?;
        let Some(connection) = this.connection.get(vm).clone() else {
            return Err(not_initialized(vm));
        };
        let inside = Connection::enter_checked(&connection, vm)?;
        if let Some(lease) = this.lease.take() {
            inside.release(lease, vm);
        }
        this.closed.set(true);
        Ok(())
    }

    /// The connection that the cursor is of.
    #[getter(member)]
    fn connection(this: &Ref<Cursor>, vm: &mut Vm) -> Option<Value> {
        let connection = this.connection.get(vm);
        connection.as_ref().map(Ref::to_value)
    }

    /// What the columns of the last query are called: a tuple of tuples, of which the first item
    /// is the name and the others are None; or None if the last statement has no rows.
    #[getter(member)]
    fn description(this: &Ref<Cursor>, vm: &mut Vm) -> Value {
        this.description.cloned(vm)
    }

    /// The number of the row that was inserted last, or None.
    #[getter(member)]
    fn lastrowid(this: &Ref<Cursor>, vm: &mut Vm) -> Value {
        this.lastrowid.cloned(vm)
    }

    /// How many rows the last statement has changed; -1 for statements that change none.
    #[getter(member)]
    fn rowcount(this: &Ref<Cursor>) -> i64 {
        this.rowcount.get()
    }

    /// How many rows fetchmany returns.
    #[getter]
    fn arraysize(this: &Ref<Cursor>) -> u32 {
        this.arraysize.get()
    }

    #[setter(arraysize)]
    fn set_arraysize(this: &Ref<Cursor>, size: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(size) = size else {
            let message = "attribute 'arraysize' of 'sqlite3.Cursor' objects cannot be deleted";
            return Err(vm.attribute_error(message));
        };
        let number = unsigned(&size, "uint32_t", vm)?;
        let Ok(number) = u32::try_from(number) else {
            return Err(vm.overflow_error("Python int too large to convert to C uint32_t"));
        };
        this.arraysize.set(number);
        Ok(())
    }

    /// What rows are made by: called with the cursor and a tuple, or None for tuples.
    #[getter]
    fn row_factory(this: &Ref<Cursor>, vm: &mut Vm) -> Value {
        this.row_factory.cloned(vm)
    }

    #[setter(row_factory)]
    fn set_row_factory(this: &Ref<Cursor>, factory: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(factory) = factory else {
            return Err(vm.attribute_error("cannot delete row_factory attribute"));
        };
        this.set_row_factory_value(factory, vm);
        Ok(())
    }
}
