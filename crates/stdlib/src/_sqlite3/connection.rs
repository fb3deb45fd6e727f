//! `Connection`: what it holds, its making and its end, and how it makes cursors.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#connection-objects>

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use super::constants::LEGACY_TRANSACTION_CONTROL;
use super::cursor::Cursor;
use super::exceptions::{self, class_value, programming_error};
use super::hooks::Hooks;
use super::parameters::{self, CONNECTION};
use super::statement::{self, Cache, StatementObject};
use super::system::{BlobHandle, Database, Inside, take_released};
use super::transactions::{Isolation, autocommit_of, isolation_of};

/// A connection to a database.
#[derive(Payload)]
pub(crate) struct Connection {
    /// `None` before it is made and after it is closed.
    #[payload(skip)]
    database: HeapCell<Option<Rc<Database>>>,
    /// Whether `__init__` was called.
    initialized: Cell<bool>,
    pub(super) detect_types: Cell<i32>,
    #[payload(skip)]
    pub(super) isolation: Cell<Option<Isolation>>,
    pub(super) autocommit: Cell<i32>,
    check_same_thread: Cell<bool>,
    /// Which thread has made it, as `threading.get_ident` tells.
    thread: Cell<usize>,
    #[payload(skip)]
    pub(super) cache: RefCell<Cache>,
    row_factory: HeapCell<Value>,
    text_factory: HeapCell<Value>,
    hooks: HeapCell<Hooks>,
    /// What SQLite calls, by number.
    functions: HeapCell<HashMap<u64, Value>>,
    /// Aggregates that are being computed, by number.
    instances: HeapCell<HashMap<u64, Value>>,
    /// The number that was given out last.
    numbers: Cell<u64>,
    #[payload(skip)]
    blobs: RefCell<Vec<Weak<BlobHandle>>>,
}

impl Connection {
    /// Raises `ProgrammingError` if the connection is used by a thread that has not made it, and cares.
    pub(super) fn check_thread(&self, vm: &mut Vm) -> PyResult<()> {
        let (made, own) = (self.thread.get(), vm.thread_identity());
        if self.initialized.get() && self.check_same_thread.get() && made != own {
            return Err(programming_error(
                format!(
                    "SQLite objects created in a thread can only be used in that same thread. The object was created in thread id {made} and this is thread id {own}."
                ),
                vm,
            ));
        }
        Ok(())
    }

    /// The database, if it is open.
    ///
    /// Raises `ProgrammingError` if not.
    pub(super) fn open_database(&self, vm: &mut Vm) -> PyResult<Rc<Database>> {
        if !self.initialized.get() {
            let message = "Base Connection.__init__ not called.";
            return Err(programming_error(message, vm));
        }
        match self.database.get(vm) {
            Some(database) => Ok(database.clone()),
            None => Err(programming_error(
                "Cannot operate on a closed database.",
                vm,
            )),
        }
    }

    /// Lets the thread use the database, as soon as no other one does.
    ///
    /// Raises `ProgrammingError` if it is not open.
    pub(super) fn enter(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<Inside> {
        let inside = this.open_database(vm)?.enter(this, vm)?;
        // Another thread may have closed it meanwhile.
        this.open_database(vm)?;
        Ok(inside)
    }

    /// As `enter`, for the thread that the connection is meant for.
    pub(super) fn enter_checked(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<Inside> {
        this.check_thread(vm)?;
        Connection::enter(this, vm)
    }

    /// What makes strings of text. `None` for `str`.
    pub(super) fn text_factory(&self, vm: &Vm) -> Option<Value> {
        let factory = self.text_factory.get(vm);
        (!vm.types.str.is_value(factory)).then(|| factory.clone())
    }

    /// The hooks of the program.
    pub(super) fn hooks<'a>(&'a self, vm: &'a Vm) -> &'a Hooks {
        self.hooks.get(vm)
    }

    /// The same, to be changed.
    pub(super) fn hooks_mut<'a>(&'a self, vm: &'a mut Vm) -> &'a mut Hooks {
        self.hooks.get_mut(vm)
    }

    fn next_number(&self) -> u64 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    /// Keeps what SQLite may call, and gives its number.
    pub(super) fn keep_function(&self, function: Value, vm: &mut Vm) -> u64 {
        let number = self.next_number();
        self.functions.get_mut(vm).insert(number, function);
        number
    }

    /// Gives up what SQLite will not call any more.
    pub(super) fn drop_functions(&self, database: &Database, vm: &mut Vm) {
        for number in take_released(&database.released) {
            let gone = self.functions.get_mut(vm).remove(&number);
            drop(gone);
        }
    }

    /// What SQLite calls by a number.
    pub(super) fn function(&self, number: u64, vm: &Vm) -> Value {
        let function = self.functions.get(vm).get(&number);
        function.cloned().unwrap_or(Value::NONE)
    }

    /// Keeps an aggregate that is being computed, and gives its number.
    pub(super) fn keep_instance(&self, instance: Value, vm: &mut Vm) -> u64 {
        let number = self.next_number();
        self.instances.get_mut(vm).insert(number, instance);
        number
    }

    /// The aggregate of a number.
    pub(super) fn instance(&self, number: u64, vm: &Vm) -> Option<Value> {
        self.instances.get(vm).get(&number).cloned()
    }

    /// Gives up the aggregate of a number.
    pub(super) fn take_instance(&self, number: u64, vm: &mut Vm) -> Option<Value> {
        self.instances.get_mut(vm).remove(&number)
    }

    /// Notes a blob, which is closed with the connection.
    pub(super) fn note_blob(&self, blob: &Rc<BlobHandle>) {
        let mut blobs = self.blobs.borrow_mut();
        blobs.retain(|blob| blob.strong_count() > 0);
        blobs.push(Rc::downgrade(blob));
    }

    /// Closes the database, if it is open. The error is of the transaction that is rolled back.
    fn shut(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<()> {
        let Some(database) = this.database.get(vm).clone() else {
            return Ok(());
        };
        let inside = database.enter(this, vm)?;
        if this.database.get(vm).is_none() {
            return Ok(());
        }
        for blob in this.blobs.take() {
            if let Some(blob) = blob.upgrade() {
                inside.close_blob(&blob, vm);
            }
        }
        drop(this.cache.take());
        let mut result = Ok(());
        if this.autocommit.get() == 0 && !inside.is_autocommit() {
            result = super::transactions::run(&inside, c"ROLLBACK", vm);
        }
        inside.set_authorizer(false);
        inside.set_progress(false, 0);
        inside.set_trace(false);
        let hooks = this.hooks.replace(Hooks::none(), vm);
        let own = this.database.replace(None, vm);
        drop(inside);
        drop(own);
        let released = database.released.clone();
        database.close(vm);
        for number in take_released(&released) {
            let gone = this.functions.get_mut(vm).remove(&number);
            drop(gone);
        }
        drop(hooks);
        result
    }

    /// Makes a cursor, as `cursor` does.
    pub(super) fn make_cursor(
        this: &Ref<Connection>,
        factory: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        this.check_thread(vm)?;
        this.open_database(vm)?;
        let made = match factory {
            None => Cursor::make(this, vm)?.into_value(),
            Some(factory) => factory.call_positional(&[this.to_value()], vm)?,
        };
        let Some(cursor) = made.downcast::<Cursor>() else {
            let given = made.class(vm).clone().shown_name(vm);
            let message = format!("factory must return a cursor, not {given}");
            return Err(vm.type_error(message));
        };
        let rows = this.row_factory.cloned(vm);
        if !rows.is_none() {
            cursor.set_row_factory_value(rows, vm);
        }
        Ok(made)
    }

    /// Makes a cursor and calls a method of it, as the methods of connections do that have its names.
    fn through_cursor(
        this: &Ref<Connection>,
        method: &str,
        arguments: &[Value],
        vm: &mut Vm,
    ) -> PyResult {
        let name = vm.intern("cursor");
        let cursor = this.as_value().call_method(&name, &[], vm)?;
        let name = vm.intern(method);
        cursor.call_method(&name, arguments, vm)?;
        Ok(cursor)
    }
}

#[native_class(
    name = "sqlite3.Connection",
    flags(base, finalize),
    methods(
        Connection::TRANSACTIONS,
        Connection::REGISTRY,
        Connection::DATABASE,
        Connection::BACKUP
    )
)]
impl Connection {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> Ref<Connection> {
        let connection = Connection {
            database: HeapCell::new(None),
            initialized: Cell::new(false),
            detect_types: Cell::new(0),
            isolation: Cell::new(None),
            autocommit: Cell::new(LEGACY_TRANSACTION_CONTROL),
            check_same_thread: Cell::new(true),
            thread: Cell::new(0),
            cache: RefCell::default(),
            row_factory: HeapCell::new(Value::NONE),
            text_factory: HeapCell::new(vm.types.str.to_value()),
            hooks: HeapCell::new(Hooks::none()),
            functions: HeapCell::new(HashMap::new()),
            instances: HeapCell::new(HashMap::new()),
            numbers: Cell::new(0),
            blobs: RefCell::default(),
        };
        Ref::with_class(connection, class, vm)
    }

    #[init]
    fn init(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        parameters::warn_of_places(args.again(), "_sqlite3.Connection", vm)?;
        let [
            database,
            timeout,
            detect_types,
            isolation_level,
            check_same_thread,
            _factory,
            cached_statements,
            uri,
            autocommit,
        ] = parameters::take(args, &CONNECTION, 0, vm)?;
        let database = database.expect("the first parameter is needed");
        let timeout = timeout.map_or(Ok(5.0), |value| f64::from_argument(value, vm))?;
        let number = |value: Option<&Value>, default, vm: &mut Vm| {
            value.map_or(Ok(default), |value| i32::from_argument(value, vm))
        };
        let truth = |value: Option<&Value>, default, vm: &mut Vm| {
            value.map_or(Ok(default), |value| value.is_true(vm))
        };
        let detect_types = number(detect_types, 0, vm)?;
        let isolation = match isolation_level {
            None => Some(Isolation::Default),
            Some(level) => isolation_of(level, vm)?,
        };
        let check_same_thread = truth(check_same_thread, true, vm)?;
        let cached_statements = number(cached_statements, 128, vm)?;
        let uri = truth(uri, false, vm)?;
        let autocommit = match autocommit {
            None => LEGACY_TRANSACTION_CONTROL,
            Some(mode) => autocommit_of(mode, vm)?,
        };
        vm.audit("sqlite3.connect", |_| [database.clone()])?;
        let name = crate::posix::path::fs_text(database, vm)?;
        if this.initialized.get() {
            Connection::shut(this, vm)?;
            this.initialized.set(false);
            let none = this.row_factory.replace(Value::NONE, vm);
            drop(none);
            let str = vm.types.str.to_value();
            let old = this.text_factory.replace(str, vm);
            drop(old);
        }
        let milliseconds = (timeout * 1000.0) as i32;
        let opened = Database::open(&name, uri, milliseconds, vm);
        let opened = match opened {
            Ok(opened) => opened,
            Err((primary, extended, message)) => {
                return Err(exceptions::of_failure(primary, extended, &message, vm));
            }
        };
        this.database.replace(Some(opened), vm);
        this.detect_types.set(detect_types);
        this.isolation.set(isolation);
        this.autocommit.set(autocommit);
        this.check_same_thread.set(check_same_thread);
        this.thread.set(vm.thread_identity());
        let room = usize::try_from(cached_statements).unwrap_or(0);
        *this.cache.borrow_mut() = Cache::new(room);
        this.initialized.set(true);
        if autocommit == 0 {
            let inside = Connection::enter(this, vm)?;
            super::transactions::run(&inside, c"BEGIN", vm)?;
        }
        vm.audit("sqlite3.connect/handle", |_| [this.to_value()])
    }

    /// Makes a statement of SQL.
    #[slot(call)]
    fn call(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let inside = Connection::enter_checked(this, vm)?;
        if args.has_keywords() {
            return Err(vm.type_error("sqlite3.Connection() takes no keyword arguments"));
        }
        let [sql] = args.positional() else {
            let count = args.len();
            return Err(vm.type_error(format!("function takes exactly 1 argument ({count} given)")));
        };
        let Some(text) = sql.downcast::<Str>() else {
            let given = sql.class(vm).clone().shown_name(vm);
            return Err(vm.type_error(format!("argument 1 must be str, not {given}")));
        };
        let text = super::bind::utf8(text, vm)?;
        let statement = statement::prepare(&inside, text, vm)?;
        Ok(StatementObject::of(statement, vm).into_value())
    }

    /// Closes the database, with a warning if that was not done before.
    #[method(name = "__del__", signature = "($self, /)")]
    fn del(this: &Ref<Connection>, vm: &mut Vm) {
        if this.database.get(vm).is_none() {
            return;
        }
        let object = this.to_value();
        let closing = ("database connection", &object);
        crate::_io::warn_unclosed("unclosed database in", &object, closing, vm);
        if let Err(raised) = Connection::shut(this, vm) {
            vm.unraisable_message("while closing a database", raised);
        }
    }

    /// Makes a cursor: an instance of Cursor, or what the factory makes of the connection.
    #[method(signature = "($self, /, factory=<unrepresentable>)")]
    fn cursor(this: &Ref<Connection>, factory: Option<&Value>, vm: &mut Vm) -> PyResult {
        Connection::make_cursor(this, factory, vm)
    }

    /// Closes the database. Transactions that were not committed are lost.
    #[method(signature = "($self, /)")]
    fn close(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<()> {
        this.check_thread(vm)?;
        if !this.initialized.get() {
            let message = "Base Connection.__init__ not called.";
            return Err(programming_error(message, vm));
        }
        Connection::shut(this, vm)
    }

    /// Makes a cursor, executes a statement with it, and returns the cursor.
    #[method(
        signature = "($self, sql, parameters=<unrepresentable>, /)",
        text = "($self, sql, parameters=(), /)"
    )]
    fn execute(
        this: &Ref<Connection>,
        sql: Value,
        parameters: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        check_text("execute", &sql, vm)?;
        let mut arguments = vec![sql];
        arguments.extend(parameters.cloned());
        Connection::through_cursor(this, "execute", &arguments, vm)
    }

    /// Makes a cursor, executes a statement with it for each of many parameters, and returns the
    /// cursor.
    #[method(signature = "($self, sql, parameters, /)")]
    fn executemany(this: &Ref<Connection>, sql: Value, parameters: Value, vm: &mut Vm) -> PyResult {
        check_text("executemany", &sql, vm)?;
        Connection::through_cursor(this, "executemany", &[sql, parameters], vm)
    }

    /// Makes a cursor, executes the statements of a script with it, and returns the cursor.
    #[method(signature = "($self, sql_script, /)")]
    fn executescript(this: &Ref<Connection>, sql_script: Value, vm: &mut Vm) -> PyResult {
        Connection::through_cursor(this, "executescript", &[sql_script], vm)
    }

    /// What rows are made by, for cursors that are made from now on: called with the cursor and a
    /// tuple, or None for tuples.
    #[getter]
    fn row_factory(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        this.row_factory.cloned(vm)
    }

    #[setter(row_factory)]
    fn set_row_factory(
        this: &Ref<Connection>,
        factory: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(factory) = factory else {
            return Err(vm.attribute_error("cannot delete row_factory attribute"));
        };
        let old = this.row_factory.replace(factory, vm);
        drop(old);
        Ok(())
    }

    /// What text is made by: called with bytes.
    #[getter(name = "text_factory")]
    fn own_text_factory(this: &Ref<Connection>, vm: &mut Vm) -> Value {
        this.text_factory.cloned(vm)
    }

    #[setter(text_factory)]
    fn set_text_factory(
        this: &Ref<Connection>,
        factory: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(factory) = factory else {
            return Err(vm.attribute_error("cannot delete text_factory attribute"));
        };
        let old = this.text_factory.replace(factory, vm);
        drop(old);
        Ok(())
    }

    #[getter(name = "__text_signature__")]
    fn text_signature(_this: &Ref<Connection>) -> String {
        "(sql, /)".to_owned()
    }

    /// How many rows were changed since the connection was made.
    #[getter]
    fn total_changes(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<i32> {
        Ok(Connection::enter(this, vm)?.total_changes())
    }

    #[getter(name = "Warning", member)]
    fn warning(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::Warning>(vm)
    }

    #[getter(name = "Error", member)]
    fn error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::Error>(vm)
    }

    #[getter(name = "InterfaceError", member)]
    fn interface_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::InterfaceError>(vm)
    }

    #[getter(name = "DatabaseError", member)]
    fn database_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::DatabaseError>(vm)
    }

    #[getter(name = "DataError", member)]
    fn data_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::DataError>(vm)
    }

    #[getter(name = "OperationalError", member)]
    fn operational_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::OperationalError>(vm)
    }

    #[getter(name = "IntegrityError", member)]
    fn integrity_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::IntegrityError>(vm)
    }

    #[getter(name = "InternalError", member)]
    fn internal_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::InternalError>(vm)
    }

    #[getter(name = "ProgrammingError", member)]
    fn programming_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::ProgrammingError>(vm)
    }

    #[getter(name = "NotSupportedError", member)]
    fn not_supported_error(_this: &Ref<Connection>, vm: &mut Vm) -> Value {
        class_value::<exceptions::NotSupportedError>(vm)
    }
}

/// Raises `TypeError` if the first argument of a function is no `str`.
pub(super) fn check_text(function: &str, value: &Value, vm: &mut Vm) -> PyResult<()> {
    if value.has_payload::<Str>() {
        return Ok(());
    }
    let given = value.class(vm).clone().shown_name(vm);
    Err(vm.type_error(format!("{function}() argument 1 must be str, not {given}")))
}
