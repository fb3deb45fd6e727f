//! `pwd`: the database of users.
//! Reference: <https://docs.python.org/3.14/library/pwd.html>

use rpy_macros::struct_sequence;
use rpy_vm::{Value, Vm};

use crate::accounts::{self, UserEntry};
use crate::posix::path::text_of;

/// An account: what the functions of this module return. It is a tuple with names.
#[struct_sequence(name = "pwd.struct_passwd")]
pub(crate) struct StructPasswd {
    /// what the account is called
    pub(crate) pw_name: Value,
    /// its encrypted password
    pub(crate) pw_passwd: Value,
    /// its number
    pub(crate) pw_uid: u32,
    /// the number of its group
    pub(crate) pw_gid: u32,
    /// whose it is, in words
    pub(crate) pw_gecos: Value,
    /// where its files are
    pub(crate) pw_dir: Value,
    /// what a login starts
    pub(crate) pw_shell: Value,
}

fn entry(entry: &UserEntry, vm: &mut Vm) -> StructPasswd {
    StructPasswd {
        pw_name: text_of(&entry.name, vm),
        pw_passwd: text_of(&entry.password, vm),
        pw_uid: entry.user,
        pw_gid: entry.group,
        pw_gecos: text_of(&entry.gecos, vm),
        pw_dir: text_of(&entry.directory, vm),
        pw_shell: text_of(&entry.shell, vm),
    }
}

/// The database of users.
#[rpy_macros::native_module(name = "pwd", classes(super::StructPasswd as "struct_passwd"))]
pub mod pwd {
    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::convert::{FromArgument, IntoResult};
    use rpy_vm::{PyResult, Ref};

    use super::*;
    use crate::posix::ids::User;
    use crate::posix::path::fs_text;

    /// Returns the user of a number.
    #[function(signature = "(uidobj, /)")]
    fn getpwuid(uidobj: &Value, vm: &mut Vm) -> PyResult<StructPasswd> {
        let user = match User::from_argument(uidobj, vm) {
            Ok(user) => user,
            Err(raised) => {
                let overflow = vm.types.exceptions.overflow_error.clone();
                if !raised.exception().class().is_subclass_of(&overflow, vm) {
                    return Err(raised);
                }
                let message = vm.new_str("getpwuid(): uid not found");
                return Err(vm.key_error(message));
            }
        };
        match vm.allow_threads(|| accounts::user_of_number(user.0)) {
            Ok(Some(found)) => Ok(entry(&found, vm)),
            Ok(None) => {
                let number = i64::from(user.0);
                let number = if number == i64::from(u32::MAX) {
                    -1
                } else {
                    number
                };
                let message = vm.new_str(&format!("getpwuid(): uid not found: {number}"));
                Err(vm.key_error(message))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns the user of a name.
    #[function(signature = "(name, /)")]
    fn getpwnam(name: &Ref<Str>, vm: &mut Vm) -> PyResult<StructPasswd> {
        let text = fs_text(name.as_value(), vm)?;
        match vm.allow_threads(|| accounts::user_of_name(&text)) {
            Ok(Some(found)) => Ok(entry(&found, vm)),
            Ok(None) => {
                let name = name.as_value().repr(vm)?.to_string_lossy().into_owned();
                let message = vm.new_str(&format!("getpwnam(): name not found: {name}"));
                Err(vm.key_error(message))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns a list of all users, in no order.
    #[function(signature = "()")]
    fn getpwall(vm: &mut Vm) -> PyResult<Vec<Value>> {
        let all = accounts::users();
        all.iter().map(|it| entry(it, vm).into_result(vm)).collect()
    }
}
