//! `_csv`: reading and writing rows of comma-separated values.
//! Reference: <https://docs.python.org/3.14/library/csv.html>

mod dialect;
mod reader;
mod writer;

pub use _csv::MODULE;

/// Reading and writing rows whose fields are separated by a character.
///
/// A dialect says how: delimiter, quotechar, escapechar, lineterminator, doublequote, skipinitialspace,
/// strict and quoting.
#[rpy_macros::native_module(
    name = "_csv",
    classes(
        super::dialect::Dialect,
        super::reader::Reader as "Reader",
        super::writer::Writer as "Writer"
    )
)]
pub(crate) mod _csv {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::function::native::ModuleState;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::dialect::{self, Dialect};
    use super::reader::Reader;
    use super::writer::Writer;

    /// Raised for what is no CSV, or cannot be written so.
    #[exception]
    pub(crate) struct Error;

    #[constants]
    const QUOTING: &[(&str, i64)] = &[
        ("QUOTE_MINIMAL", 0),
        ("QUOTE_ALL", 1),
        ("QUOTE_NONNUMERIC", 2),
        ("QUOTE_NONE", 3),
        ("QUOTE_STRINGS", 4),
        ("QUOTE_NOTNULL", 5),
    ];

    /// What the module remembers.
    pub(crate) struct State {
        /// The dialects that have names.
        pub(crate) dialects: Ref<Dict>,
        /// The most characters that a field may have.
        pub(crate) field_limit: i64,
    }

    impl ModuleState for State {
        fn new(vm: &mut Vm) -> State {
            State {
                dialects: Dict::new(vm),
                field_limit: 128 * 1024,
            }
        }
    }

    /// The dialects that have names.
    #[constant]
    fn _dialects(vm: &mut Vm) -> Ref<Dict> {
        vm.module_state::<State>().dialects.clone()
    }

    /// Returns the most characters that a field may have, and sets it anew, if an int is given.
    #[function(signature = "(new_limit=<unrepresentable>)")]
    fn field_size_limit(new_limit: Option<&Value>, vm: &mut Vm) -> PyResult<i64> {
        let old = vm.module_state::<State>().field_limit;
        if let Some(limit) = new_limit {
            if !limit.class(vm).is(&vm.types.int) {
                return Err(vm.type_error("limit must be an integer"));
            }
            let limit = i64::from_argument(limit, vm)?;
            vm.module_state::<State>().field_limit = limit;
        }
        Ok(old)
    }

    /// Returns the dialect of a name.
    #[function(signature = "(name)")]
    fn get_dialect(name: &Value, vm: &mut Vm) -> PyResult {
        dialect::registered(name, vm)
    }

    /// Returns the names of dialects.
    #[function(signature = "()")]
    fn list_dialects(vm: &mut Vm) -> Vec<Value> {
        let dialects = vm.module_state::<State>().dialects.clone();
        dialects.keys_vec(vm)
    }

    /// Returns an iterator over the rows in lines of text; rows are lists of strings.
    #[function(
        signature = "(*args)",
        text = "(iterable, /, dialect='excel', **fmtparams)"
    )]
    fn reader(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Reader>> {
        let (lines, rest) = first(args, "reader", vm)?;
        let lines = lines.iter(vm)?;
        let dialect = Dialect::of_arguments(rest, vm)?;
        Ok(Reader::new(lines, dialect, vm))
    }

    /// Gives a dialect a name.
    #[function(
        signature = "(*args)",
        text = "(name, /, dialect='excel', **fmtparams)"
    )]
    fn register_dialect(args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let (name, rest) = first(args, "register_dialect", vm)?;
        if !name.has_payload::<Str>() {
            return Err(vm.type_error("dialect name must be a string"));
        }
        let dialect = Dialect::of_arguments(rest, vm)?;
        let dialects = vm.module_state::<State>().dialects.clone();
        dialects.set_item(name.clone(), dialect.into_value(), vm)
    }

    /// Takes the name of a dialect away.
    #[function(signature = "(name)")]
    fn unregister_dialect(name: &Value, vm: &mut Vm) -> PyResult<()> {
        let dialects = vm.module_state::<State>().dialects.clone();
        match dialects.remove_item(name, vm)? {
            Some(_) => Ok(()),
            None => Err(vm.native_error::<Error>("unknown dialect")),
        }
    }

    /// Returns an object that writes rows, any iterables, to something with a method write().
    #[function(
        signature = "(*args)",
        text = "(fileobj, /, dialect='excel', **fmtparams)"
    )]
    fn writer(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Writer>> {
        let (file, rest) = first(args, "writer", vm)?;
        let dialect = Dialect::of_arguments(rest, vm)?;
        let name = vm.intern("write");
        match file.get_attribute_optional(&name, vm)? {
            Some(write) if write.is_callable(vm) => Ok(Writer::new(write, dialect, vm)),
            _ => Err(vm.type_error("argument 1 must have a \"write\" method")),
        }
    }

    /// The first argument, and the others.
    fn first<'a>(args: Args<'a>, function: &str, vm: &mut Vm) -> PyResult<(&'a Value, Args<'a>)> {
        match args.split_first() {
            None => Err(vm.type_error(format!("{function} expected at least 1 argument, got 0"))),
            Some((_, rest)) if rest.positional().len() > 1 => {
                let count = rest.positional().len() + 1;
                Err(vm.type_error(format!(
                    "{function} expected at most 2 arguments, got {count}"
                )))
            }
            Some(split) => Ok(split),
        }
    }
}
