//! `grp`: the database of groups.
//! Reference: <https://docs.python.org/3.14/library/grp.html>

use rpy_macros::struct_sequence;
use rpy_vm::{Value, Vm};

use crate::accounts::{self, GroupEntry};
use crate::posix::path::text_of;

/// A group of users: what the functions of this module return. It is a tuple with names.
#[struct_sequence(name = "grp.struct_group")]
pub(crate) struct StructGroup {
    /// what the group is called
    pub(crate) gr_name: Value,
    /// its encrypted password
    pub(crate) gr_passwd: Value,
    /// its number
    pub(crate) gr_gid: u32,
    /// who belongs to it: a list of names
    pub(crate) gr_mem: Value,
}

fn entry(entry: &GroupEntry, vm: &mut Vm) -> StructGroup {
    let members = entry.members.iter().map(|name| text_of(name, vm)).collect();
    StructGroup {
        gr_name: text_of(&entry.name, vm),
        gr_passwd: text_of(&entry.password, vm),
        gr_gid: entry.group,
        gr_mem: vm.new_list(members),
    }
}

/// The database of groups.
#[rpy_macros::native_module(name = "grp", classes(super::StructGroup as "struct_group"))]
pub mod grp {
    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::convert::IntoResult;
    use rpy_vm::{PyResult, Ref};

    use super::*;
    use crate::posix::ids::Group;
    use crate::posix::path::fs_text;

    /// Returns the group of a number.
    #[function(signature = "(id)")]
    fn getgrgid(id: Group, vm: &mut Vm) -> PyResult<StructGroup> {
        match vm.allow_threads(|| accounts::group_of_number(id.0)) {
            Ok(Some(found)) => Ok(entry(&found, vm)),
            Ok(None) => {
                let number = i64::from(id.0);
                let number = if number == i64::from(u32::MAX) {
                    -1
                } else {
                    number
                };
                let message = vm.new_str(&format!("getgrgid(): gid not found: {number}"));
                Err(vm.key_error(message))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns the group of a name.
    #[function(signature = "(name)")]
    fn getgrnam(name: &Ref<Str>, vm: &mut Vm) -> PyResult<StructGroup> {
        let text = fs_text(name.as_value(), vm)?;
        match vm.allow_threads(|| accounts::group_of_name(&text)) {
            Ok(Some(found)) => Ok(entry(&found, vm)),
            Ok(None) => {
                let name = name.as_value().repr(vm)?.to_string_lossy().into_owned();
                let message = vm.new_str(&format!("getgrnam(): name not found: {name}"));
                Err(vm.key_error(message))
            }
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns a list of all groups, in no order.
    #[function(signature = "()")]
    fn getgrall(vm: &mut Vm) -> PyResult<Vec<Value>> {
        let all = accounts::groups();
        all.iter().map(|it| entry(it, vm).into_result(vm)).collect()
    }
}
