//! `_sqlite3`: databases by SQLite, what `sqlite3` is made of.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html>
//!
//! `system.rs` and `callbacks.rs` speak to the library; everything else is safe.

mod adapt;
mod backup;
mod bind;
mod blob;
mod callbacks;
mod connection;
mod constants;
mod converters;
mod cursor;
mod database;
mod exceptions;
mod execute;
mod fetch;
mod functions;
mod hooks;
mod parameters;
mod registry;
mod row;
mod statement;
mod system;
mod transactions;

pub use module::MODULE;

/// Databases by SQLite.
#[rpy_macros::native_module(
    name = "_sqlite3",
    classes(
        super::blob::Blob,
        super::connection::Connection,
        super::cursor::Cursor,
        super::adapt::PrepareProtocol,
        super::row::Row,
        super::exceptions::Warning,
        super::exceptions::Error,
        super::exceptions::InterfaceError,
        super::exceptions::DatabaseError,
        super::exceptions::DataError,
        super::exceptions::OperationalError,
        super::exceptions::IntegrityError,
        super::exceptions::InternalError,
        super::exceptions::ProgrammingError,
        super::exceptions::NotSupportedError
    )
)]
pub(crate) mod module {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::native::{ModuleState, NativeClass};
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::connection::{Connection, check_text};
    use super::parameters::{self, c_name};
    use super::{adapt, constants, system};

    #[constants]
    const CODES: &[(&str, i64)] = constants::CODES;

    #[constants]
    const ACTIONS: &[(&str, i64)] = constants::ACTIONS;

    #[constants]
    const LIMITS: &[(&str, i64)] = constants::LIMITS;

    #[constants]
    const SWITCHES: &[(&str, i64)] = constants::SWITCHES;

    #[constants]
    const OTHERS: &[(&str, i64)] = &[
        ("PARSE_DECLTYPES", constants::PARSE_DECLTYPES as i64),
        ("PARSE_COLNAMES", constants::PARSE_COLNAMES as i64),
        (
            "LEGACY_TRANSACTION_CONTROL",
            constants::LEGACY_TRANSACTION_CONTROL as i64,
        ),
        // Threads may share the module, connections and cursors.
        ("threadsafety", 3),
    ];

    /// What the module remembers.
    pub(crate) struct State {
        /// From class and protocol to what adapts.
        pub(crate) adapters: Ref<Dict>,
        /// From names of types, in capitals, to what converts.
        pub(crate) converters: Ref<Dict>,
        /// Whether there are adapters for classes of which hardly any program adapts instances.
        pub(crate) adapts_basic_types: bool,
        /// Whether exceptions in callbacks are reported.
        pub(crate) reports_callbacks: bool,
    }

    impl ModuleState for State {
        fn new(vm: &mut Vm) -> State {
            State {
                adapters: Dict::new(vm),
                converters: Dict::new(vm),
                adapts_basic_types: false,
                reports_callbacks: false,
            }
        }
    }

    /// What adapts, by class and protocol.
    #[constant]
    fn adapters(vm: &mut Vm) -> Ref<Dict> {
        vm.module_state::<State>().adapters.clone()
    }

    /// What converts, by the name of the type.
    #[constant]
    fn converters(vm: &mut Vm) -> Ref<Dict> {
        vm.module_state::<State>().converters.clone()
    }

    /// The version of SQLite.
    #[constant]
    fn sqlite_version(vm: &mut Vm) -> Value {
        vm.new_str(&system::version())
    }

    /// Opens a database and returns a connection to it: the file of that name, which is made if there
    /// is none, or ":memory:" for one that is in memory only. The factory makes the connection.
    #[function(
        signature = "(*args, **kwargs)",
        text = "($module, /, database, timeout=5.0, detect_types=0,\n        isolation_level='', check_same_thread=True,\n        factory=ConnectionType, cached_statements=128, uri=False, *,\n        autocommit=sqlite3.LEGACY_TRANSACTION_CONTROL)"
    )]
    fn connect(args: Args<'_>, vm: &mut Vm) -> PyResult {
        parameters::warn_of_places(args.again(), "sqlite3.connect", vm)?;
        let named = args.keywords().find(|(name, _)| {
            let name = name.downcast::<Str>();
            name.is_some_and(|name| name.as_bytes() == b"factory")
        });
        let placed = args.positional().get(parameters::FACTORY);
        let factory = match placed.or(named.map(|(_, factory)| factory)) {
            Some(factory) => factory.clone(),
            None => Connection::class(vm).to_value(),
        };
        factory.call(args, vm)
    }

    /// Returns whether a text ends where a statement of SQL does.
    #[function(signature = "(statement)", text = "($module, /, statement)")]
    fn complete_statement(statement: &Value, vm: &mut Vm) -> PyResult<bool> {
        let text = c_name(statement, "complete_statement", "'statement'", vm)?;
        Ok(system::is_complete(&text))
    }

    /// Has exceptions in callbacks reported by sys.unraisablehook, or not.
    #[function(signature = "(enable, /)")]
    fn enable_callback_tracebacks(enable: i32, vm: &mut Vm) {
        vm.module_state::<State>().reports_callbacks = enable != 0;
    }

    /// Has a function called with parameters of a class, to make something of them that SQLite can
    /// store.
    #[function(signature = "(type, adapter, /)")]
    fn register_adapter(r#type: &Value, adapter: Value, vm: &mut Vm) -> PyResult<()> {
        adapt::register(r#type, adapter, vm)
    }

    /// Has a function called with the bytes of columns of a type, to make an object of them. The case
    /// of the name does not matter.
    #[function(signature = "(typename, converter, /)")]
    fn register_converter(typename: &Value, converter: Value, vm: &mut Vm) -> PyResult<()> {
        check_text("register_converter", typename, vm)?;
        let upper = vm.intern("upper");
        let name = typename.call_method(&upper, &[], vm)?;
        let converters = vm.module_state::<State>().converters.clone();
        converters.set_item(name, converter, vm)
    }

    /// Adapts an object to a protocol. If nothing does, the alternative is returned, if there is one.
    #[function(
        signature = "(obj, proto=<unrepresentable>, alt=<unrepresentable>, /)",
        text = "($module, obj, proto=PrepareProtocolType, alt=<unrepresentable>, /)"
    )]
    fn adapt(obj: &Value, proto: Option<&Value>, alt: Option<&Value>, vm: &mut Vm) -> PyResult {
        let protocol = match proto {
            Some(protocol) => protocol.clone(),
            None => super::adapt::prepare_protocol(vm),
        };
        super::adapt::adapt(obj, &protocol, alt, vm)
    }
}
