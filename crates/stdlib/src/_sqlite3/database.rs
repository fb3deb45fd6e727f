//! What a connection does with the database as a whole: limits, switches, extensions, its content as bytes,
//! blobs, dumps.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.Connection.serialize>

use libsqlite3_sys as ffi;
use rpy_macros::methods;
use rpy_vm::builtins::bytes::BytesLike;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::bind::integer_of;
use super::blob::Blob;
use super::connection::Connection;
use super::constants::SWITCHES;
use super::exceptions::{
    InterfaceError, check_last, last_error, operational_error, programming_error,
};
use super::parameters::c_name;
use super::system::describe;

/// Raises `ValueError` if there is no switch of this number.
fn check_switch(number: i32, vm: &mut Vm) -> PyResult<()> {
    let mut known = SWITCHES.iter();
    if known.any(|(_, known)| *known == i64::from(number)) {
        return Ok(());
    }
    Err(vm.value_error(format!("unknown config 'op': {number}")))
}

#[methods(DATABASE)]
impl Connection {
    /// Makes what is being executed stop, also from other threads. It raises OperationalError there.
    #[method(signature = "($self, /)")]
    fn interrupt(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<()> {
        this.open_database(vm)?.interrupt();
        Ok(())
    }

    /// Returns an iterator over the statements that would make the database anew; of the tables whose
    /// names are like the filter, if there is one.
    #[method(signature = "($self, /, *, filter=None)")]
    fn iterdump(this: &Ref<Connection>, filter: &Value, vm: &mut Vm) -> PyResult {
        this.open_database(vm)?;
        let name = vm.intern("sqlite3.dump");
        let module = vm.import_name(&name)?;
        let name = vm.intern("_iterdump");
        let Some(dump) = module.get_attribute_optional(&name, vm)? else {
            let message = "Failed to obtain _iterdump() reference";
            return Err(operational_error(message, vm));
        };
        let keyword = vm.intern("filter").into_value();
        let arguments = [this.to_value(), filter.clone()];
        dump.call(rpy_vm::Args::new(&arguments, &[keyword]), vm)
    }

    /// Lets extensions be loaded, or not.
    #[method(signature = "($self, enable, /)")]
    fn enable_load_extension(this: &Ref<Connection>, enable: bool, vm: &mut Vm) -> PyResult<()> {
        let event = "sqlite3.enable_load_extension";
        vm.audit(event, |_| [this.to_value(), Value::from(enable)])?;
        let inside = Connection::enter_checked(this, vm)?;
        if !inside.enable_extensions(enable) {
            return Err(operational_error("Error enabling load extension", vm));
        }
        Ok(())
    }

    /// Loads an extension from a shared library. The entry point is found by the name unless it is
    /// given.
    #[method(signature = "($self, name, /, *, entrypoint=None)")]
    fn load_extension(
        this: &Ref<Connection>,
        name: &Value,
        entrypoint: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let path = c_name(name, "load_extension", "1", vm)?;
        let entry = if entrypoint.is_none() {
            None
        } else if entrypoint.has_payload::<Str>() {
            Some(c_name(entrypoint, "load_extension", "'entrypoint'", vm)?)
        } else {
            let given = entrypoint.class(vm).clone().shown_name(vm);
            return Err(vm.type_error(format!(
                "load_extension() argument 'entrypoint' must be str or None, not {given}"
            )));
        };
        let event = "sqlite3.load_extension";
        vm.audit(event, |_| [this.to_value(), name.clone()])?;
        let inside = Connection::enter_checked(this, vm)?;
        let loaded = inside.load_extension(&path, entry.as_deref(), vm);
        loaded.map_err(|message| operational_error(message, vm))
    }

    /// Sets a limit of the connection, and returns what it was. It is cut to what SQLite was built
    /// for; a negative one changes nothing.
    #[method(signature = "($self, category, limit, /)")]
    fn setlimit(this: &Ref<Connection>, category: i32, limit: i32, vm: &mut Vm) -> PyResult<i32> {
        let old = Connection::enter_checked(this, vm)?.limit(category, limit);
        if old < 0 {
            return Err(programming_error("'category' is out of bounds", vm));
        }
        Ok(old)
    }

    /// Returns a limit of the connection.
    #[method(signature = "($self, category, /)")]
    fn getlimit(this: &Ref<Connection>, category: i32, vm: &mut Vm) -> PyResult<i32> {
        Connection::setlimit(this, category, -1, vm)
    }

    /// Sets a switch of the connection.
    #[method(signature = "($self, op, enable=True, /)")]
    fn setconfig(this: &Ref<Connection>, op: i32, enable: bool, vm: &mut Vm) -> PyResult<()> {
        let inside = Connection::enter_checked(this, vm)?;
        check_switch(op, vm)?;
        match inside.switch(op, i32::from(enable)) {
            Ok(actual) if actual == enable => Ok(()),
            Ok(_) => Err(operational_error("Unable to set config", vm)),
            Err(()) => check_last(&inside, vm),
        }
    }

    /// Returns a switch of the connection.
    #[method(signature = "($self, op, /)")]
    fn getconfig(this: &Ref<Connection>, op: i32, vm: &mut Vm) -> PyResult<bool> {
        let inside = Connection::enter_checked(this, vm)?;
        check_switch(op, vm)?;
        match inside.switch(op, -1) {
            Ok(actual) => Ok(actual),
            Err(()) => match last_error(&inside, vm) {
                Some(raised) => Err(raised),
                None => Ok(false),
            },
        }
    }

    /// Returns a database as bytes: what its file has, or would have.
    #[method(signature = "($self, /, *, name='main')")]
    fn serialize(this: &Ref<Connection>, name: Option<&Value>, vm: &mut Vm) -> PyResult {
        let name = schema_name(name, "serialize", vm)?;
        let inside = Connection::enter_checked(this, vm)?;
        match inside.serialize(&name, vm) {
            Some(bytes) => Ok(bytes),
            None => {
                let message = format!("unable to serialize '{}'", name.to_string_lossy());
                Err(operational_error(message, vm))
            }
        }
    }

    /// Makes a database of bytes, in memory, in the place of the one of that name.
    #[method(signature = "($self, data, /, *, name='main')")]
    fn deserialize(
        this: &Ref<Connection>,
        data: BytesOrText<'_>,
        name: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let name = schema_name(name, "deserialize", vm)?;
        let inside = Connection::enter_checked(this, vm)?;
        let bytes = match &data {
            BytesOrText::Bytes(bytes) => bytes.as_bytes(vm).to_vec(),
            BytesOrText::Text(text) => super::bind::utf8(text, vm)?.as_bytes().to_vec(),
        };
        match inside.deserialize(&name, &bytes, vm) {
            None => Err(vm.memory_error()),
            Some(ffi::SQLITE_OK) => Ok(()),
            Some(_) => check_last(&inside, vm),
        }
    }

    /// Opens the bytes in a column of a row, to be read and written in place.
    #[method(signature = "($self, table, column, rowid, /, *, readonly=False, name='main')")]
    fn blobopen(
        this: &Ref<Connection>,
        table: &Value,
        column: &Value,
        rowid: &Value,
        readonly: bool,
        name: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Blob>> {
        let table = c_name(table, "blobopen", "1", vm)?;
        let column = c_name(column, "blobopen", "2", vm)?;
        if rowid.as_int().is_none() {
            return Err(vm.type_error("expected 'int'"));
        }
        let row = integer_of(rowid, vm)?;
        let name = schema_name(name, "blobopen", vm)?;
        let inside = Connection::enter_checked(this, vm)?;
        match inside.open_blob([&name, &table, &column], row, !readonly, vm) {
            Ok(handle) => Ok(Blob::of(this, handle, vm)),
            Err(ffi::SQLITE_MISUSE) => {
                let message = describe(ffi::SQLITE_MISUSE);
                Err(vm.native_error::<InterfaceError>(message))
            }
            Err(code) => Err(match last_error(&inside, vm) {
                Some(raised) => raised,
                None => super::exceptions::of_result(code, vm),
            }),
        }
    }
}

/// The name of a database among those of a connection.
pub(super) fn schema_name(
    name: Option<&Value>,
    function: &str,
    vm: &mut Vm,
) -> PyResult<std::ffi::CString> {
    match name {
        Some(name) => c_name(name, function, "'name'", vm),
        None => Ok(c"main".to_owned()),
    }
}

/// Bytes, or text that stands for its UTF-8.
enum BytesOrText<'a> {
    Bytes(BytesLike<'a>),
    Text(&'a Ref<Str>),
}

impl<'a> rpy_vm::function::convert::FromArgument<'a> for BytesOrText<'a> {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<BytesOrText<'a>> {
        match value.downcast::<Str>() {
            Some(text) => Ok(BytesOrText::Text(text)),
            None => BytesLike::from_argument(value, vm).map(BytesOrText::Bytes),
        }
    }
}
