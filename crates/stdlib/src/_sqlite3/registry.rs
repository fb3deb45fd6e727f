//! What a connection lets SQLite call: functions, aggregates, collations, hooks.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.Connection.create_function>

use std::ffi::CStr;

use libsqlite3_sys as ffi;
use rpy_macros::methods;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::callbacks::Shape;
use super::connection::Connection;
use super::exceptions::{check_last, of_result, operational_error, programming_error};
use super::parameters::{
    CREATE_AGGREGATE, CREATE_COLLATION, CREATE_FUNCTION, CREATE_WINDOW_FUNCTION, SET_AUTHORIZER,
    SET_PROGRESS_HANDLER, SET_TRACE_CALLBACK, c_name, take,
};
use super::system::Inside;

/// The number of the limit for the arguments of functions.
const FUNCTION_ARGUMENTS: i32 = 6;

/// Raises `ProgrammingError` if functions cannot have so many arguments.
fn check_count(inside: &Inside, count: i32, name: &str, vm: &mut Vm) -> PyResult<()> {
    let limit = inside.limit(FUNCTION_ARGUMENTS, -1);
    if (-1..=limit).contains(&count) {
        return Ok(());
    }
    let message = format!("'{name}' must be between -1 and {limit}, not {count}");
    Err(programming_error(message, vm))
}

impl Connection {
    /// Registers a function and gives SQLite's result; None instead of a class removes a window
    /// function.
    fn register(
        this: &Ref<Connection>,
        inside: &Inside,
        (name, count): (&CStr, i32),
        (shape, is_deterministic): (Shape, bool),
        function: Option<Value>,
        vm: &mut Vm,
    ) -> i32 {
        let number = function.map(|function| this.keep_function(function, vm));
        let code = inside.create_function(name, count, shape, is_deterministic, number);
        this.drop_functions(&inside.database, vm);
        code
    }
}

#[methods(REGISTRY)]
impl Connection {
    /// Creates a function of SQL: it has a name and so many arguments, any number if that is -1.
    /// With deterministic, SQLite may spare calls with the same arguments.
    #[method(
        signature = "($self, /, *args, **kwargs)",
        text = "($self, /, name, narg, func, *, deterministic=False)"
    )]
    fn create_function(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [name, count, function, deterministic] = take(args, &CREATE_FUNCTION, 3, vm)?;
        let name = name.expect("the parameter is needed");
        let name = c_name(name, "create_function", "'name'", vm)?;
        let count = i32::from_argument(count.expect("the parameter is needed"), vm)?;
        let function = function.expect("the parameter is needed").clone();
        let deterministic = deterministic.map_or(Ok(false), |value| value.is_true(vm))?;
        let inside = Connection::enter_checked(this, vm)?;
        check_count(&inside, count, "narg", vm)?;
        let shape = (Shape::Scalar, deterministic);
        let code = Connection::register(this, &inside, (&name, count), shape, Some(function), vm);
        if code != ffi::SQLITE_OK {
            return Err(operational_error("Error creating function", vm));
        }
        Ok(())
    }

    /// Creates an aggregate of SQL: a class with the methods step and finalize.
    #[method(
        signature = "($self, /, *args, **kwargs)",
        text = "($self, /, name, n_arg, aggregate_class)"
    )]
    fn create_aggregate(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [name, count, class] = take(args, &CREATE_AGGREGATE, 3, vm)?;
        let name = name.expect("the parameter is needed");
        let name = c_name(name, "create_aggregate", "'name'", vm)?;
        let count = i32::from_argument(count.expect("the parameter is needed"), vm)?;
        let class = class.expect("the parameter is needed").clone();
        let inside = Connection::enter_checked(this, vm)?;
        check_count(&inside, count, "n_arg", vm)?;
        let shape = (Shape::Aggregate, false);
        let code = Connection::register(this, &inside, (&name, count), shape, Some(class), vm);
        if code != ffi::SQLITE_OK {
            return Err(operational_error("Error creating aggregate", vm));
        }
        Ok(())
    }

    /// Creates an aggregate that can be used with windows: a class with the methods step, finalize,
    /// value and inverse; or removes it, if the class is None.
    #[method(
        signature = "($self, /, *args, **kwargs)",
        text = "($self, name, num_params, aggregate_class, /)"
    )]
    fn create_window_function(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [name, num_params, aggregate_class] = take(args, &CREATE_WINDOW_FUNCTION, 0, vm)?;
        let name = name.expect("the parameter is needed");
        let num_params = num_params.expect("the parameter is needed");
        let aggregate_class = aggregate_class.expect("the parameter is needed").clone();
        let name = c_name(name, "create_window_function", "1", vm)?;
        let num_params = i32::from_argument(num_params, vm)?;
        let inside = Connection::enter_checked(this, vm)?;
        check_count(&inside, num_params, "num_params", vm)?;
        let class = (!aggregate_class.is_none()).then_some(aggregate_class);
        let shape = (Shape::Window, false);
        let code = Connection::register(this, &inside, (&name, num_params), shape, class, vm);
        if code != ffi::SQLITE_OK {
            return Err(of_result(code, vm));
        }
        Ok(())
    }

    /// Creates a collation: a function of two texts that gives a negative or positive int, or 0; or
    /// removes it, if the function is None.
    #[method(
        signature = "($self, /, *args, **kwargs)",
        text = "($self, name, callback, /)"
    )]
    fn create_collation(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [name, callback] = take(args, &CREATE_COLLATION, 0, vm)?;
        let name = name.expect("the parameter is needed");
        let callback = callback.expect("the parameter is needed").clone();
        let name = c_name(name, "create_collation", "1", vm)?;
        let inside = Connection::enter_checked(this, vm)?;
        let number = if callback.is_none() {
            None
        } else if callback.is_callable(vm) {
            Some(this.keep_function(callback, vm))
        } else {
            return Err(vm.type_error("parameter must be callable"));
        };
        let code = inside.create_collation(&name, number);
        this.drop_functions(&inside.database, vm);
        if code != ffi::SQLITE_OK {
            check_last(&inside, vm)?;
        }
        Ok(())
    }

    /// Has a function asked whether statements may do what they are about to; None for none. It
    /// returns SQLITE_OK, SQLITE_DENY or SQLITE_IGNORE.
    #[method(
        signature = "($self, /, *args, **kwargs)",
        text = "($self, /, authorizer_callback)"
    )]
    fn set_authorizer(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [callback] = take(args, &SET_AUTHORIZER, 1, vm)?;
        let callback = callback.expect("the parameter is needed").clone();
        let inside = Connection::enter_checked(this, vm)?;
        let is_set = !callback.is_none();
        let old = std::mem::replace(&mut this.hooks_mut(vm).authorizer, callback);
        drop(old);
        if inside.set_authorizer(is_set) != ffi::SQLITE_OK {
            return Err(operational_error("Error setting authorizer callback", vm));
        }
        Ok(())
    }

    /// Has a function called after each n instructions of SQLite; None for none. If it returns
    /// something true, the statement is interrupted.
    #[method(
        signature = "($self, /, *args, **kwargs)",
        text = "($self, /, progress_handler, n)"
    )]
    fn set_progress_handler(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [handler, count] = take(args, &SET_PROGRESS_HANDLER, 1, vm)?;
        let handler = handler.expect("the parameter is needed").clone();
        let count = i32::from_argument(count.expect("the parameter is needed"), vm)?;
        let inside = Connection::enter_checked(this, vm)?;
        let is_set = !handler.is_none();
        let old = std::mem::replace(&mut this.hooks_mut(vm).progress, handler);
        drop(old);
        inside.set_progress(is_set, count);
        Ok(())
    }

    /// Has a function called with each statement that begins; None for none.
    #[method(
        signature = "($self, /, *args, **kwargs)",
        text = "($self, /, trace_callback)"
    )]
    fn set_trace_callback(this: &Ref<Connection>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [callback] = take(args, &SET_TRACE_CALLBACK, 1, vm)?;
        let callback = callback.expect("the parameter is needed").clone();
        let inside = Connection::enter_checked(this, vm)?;
        let is_set = !callback.is_none();
        let old = std::mem::replace(&mut this.hooks_mut(vm).trace, callback);
        drop(old);
        inside.set_trace(is_set);
        Ok(())
    }
}
