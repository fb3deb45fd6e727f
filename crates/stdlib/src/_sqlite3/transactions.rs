//! Transactions of a connection: when they begin and end.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#transaction-control>

use std::ffi::CStr;

use libsqlite3_sys as ffi;
use rpy_macros::methods;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::bind::utf8;
use super::connection::Connection;
use super::constants::LEGACY_TRANSACTION_CONTROL;
use super::exceptions::{check_last, last_error};
use super::system::Inside;

/// How transactions begin by themselves, before statements that change rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Isolation {
    /// As SQLite begins them.
    Default,
    /// Locks are taken when they are needed.
    Deferred,
    /// The lock for writing is taken at once.
    Immediate,
    /// The database is locked for all others.
    Exclusive,
}

impl Isolation {
    const ALL: [Isolation; 4] = [
        Isolation::Default,
        Isolation::Deferred,
        Isolation::Immediate,
        Isolation::Exclusive,
    ];

    fn name(self) -> &'static str {
        match self {
            Isolation::Default => "",
            Isolation::Deferred => "DEFERRED",
            Isolation::Immediate => "IMMEDIATE",
            Isolation::Exclusive => "EXCLUSIVE",
        }
    }

    /// The statement that begins a transaction.
    pub(super) fn begin(self) -> &'static CStr {
        match self {
            Isolation::Default => c"BEGIN ",
            Isolation::Deferred => c"BEGIN DEFERRED",
            Isolation::Immediate => c"BEGIN IMMEDIATE",
            Isolation::Exclusive => c"BEGIN EXCLUSIVE",
        }
    }
}

/// The isolation level that a value names; `None` for None.
///
/// Raises `TypeError` or `ValueError` if it names none.
pub(super) fn isolation_of(value: &Value, vm: &mut Vm) -> PyResult<Option<Isolation>> {
    if value.is_none() {
        return Ok(None);
    }
    let Some(text) = value.downcast::<Str>() else {
        return Err(vm.type_error("isolation_level must be str or None"));
    };
    let name = utf8(text, vm)?;
    if name.contains('\0') {
        return Err(vm.value_error("embedded null character"));
    }
    let mut all = Isolation::ALL.into_iter();
    match all.find(|level| level.name().eq_ignore_ascii_case(name)) {
        Some(level) => Ok(Some(level)),
        None => Err(vm.value_error(
            "isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'",
        )),
    }
}

/// The mode that a value of `autocommit` stands for: 1, 0 or the number of the constant.
///
/// Raises `ValueError` if it stands for none.
pub(super) fn autocommit_of(value: &Value, vm: &mut Vm) -> PyResult<i32> {
    let legacy = i64::from(LEGACY_TRANSACTION_CONTROL);
    match value.as_bool() {
        Some(mode) => Ok(i32::from(mode)),
        None if value.as_small_int() == Some(legacy) => Ok(LEGACY_TRANSACTION_CONTROL),
        None => Err(
            vm.value_error("autocommit must be True, False, or sqlite3.LEGACY_TRANSACTION_CONTROL")
        ),
    }
}

/// Executes a statement without rows.
pub(super) fn run(inside: &Inside, text: &CStr, vm: &mut Vm) -> PyResult<()> {
    let Ok((statement, _)) = inside.prepare(text, vm) else {
        return check_last(inside, vm);
    };
    let code = inside.step(&statement, vm);
    let raised = match code {
        ffi::SQLITE_DONE | ffi::SQLITE_ROW => None,
        _ => last_error(inside, vm),
    };
    inside.reset(&statement, vm);
    raised.map_or(Ok(()), Err)
}

impl Connection {
    /// Ends the transaction, if the connection keeps any, by this statement.
    fn end_transaction(this: &Ref<Connection>, how: &CStr, vm: &mut Vm) -> PyResult<()> {
        let inside = Connection::enter_checked(this, vm)?;
        match this.autocommit.get() {
            LEGACY_TRANSACTION_CONTROL if !inside.is_autocommit() => run(&inside, how, vm),
            0 => {
                run(&inside, how, vm)?;
                run(&inside, c"BEGIN", vm)
            }
            _ => Ok(()),
        }
    }
}

#[methods(TRANSACTIONS)]
impl Connection {
    /// Commits what was changed since the transaction has begun, if there is one.
    #[method(signature = "($self, /)")]
    fn commit(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<()> {
        Connection::end_transaction(this, c"COMMIT", vm)
    }

    /// Undoes what was changed since the transaction has begun, if there is one.
    #[method(signature = "($self, /)")]
    fn rollback(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<()> {
        Connection::end_transaction(this, c"ROLLBACK", vm)
    }

    /// Returns the connection: the block is one transaction.
    #[method(signature = "($self, /)")]
    fn __enter__(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<Ref<Connection>> {
        this.open_database(vm)?;
        Ok(this.clone())
    }

    /// Commits, or rolls back if the block has raised an exception. The connection stays open.
    #[method(signature = "($self, type, value, traceback, /)")]
    fn __exit__(
        this: &Ref<Connection>,
        r#type: &Value,
        value: &Value,
        traceback: &Value,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        if this.autocommit.get() == 1 {
            return Ok(false);
        }
        let raised = [r#type, value, traceback]
            .into_iter()
            .any(|it| !it.is_none());
        if raised {
            Connection::end_transaction(this, c"ROLLBACK", vm)?;
            return Ok(false);
        }
        let Err(failed) = Connection::end_transaction(this, c"COMMIT", vm) else {
            return Ok(false);
        };
        // Other connections are not to be kept waiting by what could not be committed.
        match Connection::end_transaction(this, c"ROLLBACK", vm) {
            Ok(()) => Err(failed),
            Err(raised) => {
                let context = failed.exception().to_value();
                raised.exception().set_context(context, vm);
                Err(raised)
            }
        }
    }

    /// How transactions begin by themselves: '', 'DEFERRED', 'IMMEDIATE' or 'EXCLUSIVE', or None if
    /// they do not. It counts only while autocommit is LEGACY_TRANSACTION_CONTROL.
    #[getter]
    fn isolation_level(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<Option<&'static str>> {
        this.open_database(vm)?;
        Ok(this.isolation.get().map(Isolation::name))
    }

    #[setter(isolation_level)]
    fn set_isolation_level(
        this: &Ref<Connection>,
        level: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(level) = level else {
            return Err(vm.attribute_error("cannot delete attribute"));
        };
        let isolation = isolation_of(&level, vm)?;
        this.isolation.set(isolation);
        if isolation.is_none() {
            Connection::end_transaction(this, c"COMMIT", vm)?;
        }
        Ok(())
    }

    /// Whether there is a transaction.
    #[getter]
    fn in_transaction(this: &Ref<Connection>, vm: &mut Vm) -> PyResult<bool> {
        Ok(!Connection::enter(this, vm)?.is_autocommit())
    }

    /// Who begins transactions: SQLite if True, the connection if False, and otherwise
    /// LEGACY_TRANSACTION_CONTROL.
    #[getter]
    fn autocommit(this: &Ref<Connection>, vm: &mut Vm) -> PyResult {
        this.check_thread(vm)?;
        this.open_database(vm)?;
        Ok(match this.autocommit.get() {
            LEGACY_TRANSACTION_CONTROL => Value::from_i32(LEGACY_TRANSACTION_CONTROL),
            mode => Value::from(mode == 1),
        })
    }

    #[setter(autocommit)]
    fn set_autocommit(this: &Ref<Connection>, mode: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let inside = Connection::enter_checked(this, vm)?;
        let Some(mode) = mode else {
            return Err(vm.attribute_error("cannot delete autocommit attribute"));
        };
        let mode = autocommit_of(&mode, vm)?;
        if mode != this.autocommit.get() {
            if mode == 0 && inside.is_autocommit() {
                run(&inside, c"BEGIN", vm)?;
            } else if mode == 1 && !inside.is_autocommit() {
                run(&inside, c"COMMIT", vm)?;
            }
            this.autocommit.set(mode);
        }
        Ok(())
    }
}
