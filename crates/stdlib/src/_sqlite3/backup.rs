//! Copying a database while it is used.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.Connection.backup>

use std::rc::Rc;
use std::time::{Duration, Instant};

use libsqlite3_sys as ffi;
use rpy_macros::methods;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::connection::Connection;
use super::database::schema_name;
use super::exceptions::{check_last, last_error, of_result};
use super::system::Inside;

/// Lets the thread use both databases. All threads enter in the same order, so that none waits for
/// another one that waits for it.
fn enter_both(
    source: &Ref<Connection>,
    target: &Ref<Connection>,
    vm: &mut Vm,
) -> PyResult<(Inside, Inside)> {
    let (from, to) = (source.open_database(vm)?, target.open_database(vm)?);
    if Rc::as_ptr(&from) < Rc::as_ptr(&to) {
        let inside = Connection::enter(source, vm)?;
        Ok((inside, Connection::enter(target, vm)?))
    } else {
        let inside = Connection::enter(target, vm)?;
        Ok((Connection::enter(source, vm)?, inside))
    }
}

#[methods(BACKUP)]
impl Connection {
    /// Copies the database to the one of another connection: so many pages at a time, all at once if
    /// the number is not positive. After each step progress is called with SQLite's result, the number of pages
    /// that are left and that of all. While the database is in use elsewhere, the copy waits, sleep
    /// seconds at a time.
    #[method(
        signature = "($self, /, target, *, pages=-1, progress=None, name='main', sleep=0.25)",
        text = "($self, /, target, *, pages=-1, progress=None, name='main',\n       sleep=0.25)"
    )]
    fn backup(
        this: &Ref<Connection>,
        target: &Value,
        pages: i32,
        progress: &Value,
        name: Option<&Value>,
        sleep: f64,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(target) = target.downcast::<Connection>() else {
            let given = target.class(vm).clone().shown_name(vm);
            return Err(vm.type_error(format!(
                "backup() argument 'target' must be sqlite3.Connection, not {given}"
            )));
        };
        let name = schema_name(name, "backup", vm)?;
        this.check_thread(vm)?;
        this.open_database(vm)?;
        target.open_database(vm)?;
        if target.is(this) {
            return Err(vm.value_error("target cannot be the same connection instance"));
        }
        if !progress.is_none() && !progress.is_callable(vm) {
            return Err(vm.type_error("progress argument must be a callable"));
        }
        let pages = if pages == 0 { -1 } else { pages };
        let (from, to) = enter_both(this, target, vm)?;
        let Some(backup) = from.back_up_to(&to, &name, vm) else {
            return check_last(&to, vm);
        };
        let mut both = Some((from, to));
        loop {
            let inside = match both.take() {
                Some(inside) => inside,
                None => enter_both(this, target, vm)?,
            };
            let code = backup.step(pages, vm);
            let (left, all) = backup.progress();
            drop(inside);
            if !progress.is_none() {
                let arguments = [code, left, all].map(Value::from_i32);
                if let Err(raised) = progress.call_positional(&arguments, vm) {
                    if let Ok(inside) = enter_both(this, target, vm) {
                        backup.finish(vm);
                        drop(inside);
                    }
                    return Err(raised);
                }
            }
            match code {
                ffi::SQLITE_OK => {}
                ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
                    let pause = Duration::try_from_secs_f64(sleep).unwrap_or_default();
                    let until = Instant::now().checked_add(pause);
                    vm.sleep_until(until)?;
                }
                _ => break,
            }
        }
        let inside = enter_both(this, target, vm)?;
        let code = backup.finish(vm);
        if code != ffi::SQLITE_OK {
            return Err(match last_error(&inside.1, vm) {
                Some(raised) => raised,
                None => of_result(code, vm),
            });
        }
        Ok(())
    }
}
