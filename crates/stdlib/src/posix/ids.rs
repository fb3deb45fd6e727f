//! Users and groups: as arguments, and of this process.

use rpy_vm::function::convert::FromArgument;
use rpy_vm::{PyResult, Value, Vm};

use super::path::{call, fs_text, text_of};
use super::system;

/// A user's number as an argument; -1 stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct User(pub(crate) u32);

/// A group's number as an argument; -1 stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group(pub(crate) u32);

fn number_of(value: &Value, what: &str, vm: &mut Vm) -> PyResult<u32> {
    if value.class(vm).slots(vm).index.is_none() {
        let given = value.type_name(vm);
        return Err(vm.type_error(format!("{what} should be integer, not {given}")));
    }
    let number = num_bigint::BigInt::from_argument(value, vm)?;
    match i64::try_from(&number) {
        Ok(-1) => Ok(u32::MAX),
        Ok(number) => match u32::try_from(number) {
            Ok(number) => Ok(number),
            // CPython says this of too high ones as well.
            Err(_) => Err(vm.overflow_error(format!("{what} is less than minimum"))),
        },
        Err(_) if number.sign() == num_bigint::Sign::Minus => {
            Err(vm.overflow_error(format!("{what} is less than minimum")))
        }
        Err(_) => Err(vm.overflow_error(format!("{what} is greater than maximum"))),
    }
}

impl<'a> FromArgument<'a> for User {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<User> {
        number_of(value, "uid", vm).map(User)
    }
}

impl<'a> FromArgument<'a> for Group {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Group> {
        number_of(value, "gid", vm).map(Group)
    }
}

/// The functions of `os`.
#[rpy_macros::native_module(name = "posix", part)]
pub(super) mod ids {
    use super::*;

    /// Changes the effective user.
    #[function(signature = "(euid, /)")]
    fn seteuid(euid: User, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::seteuid(euid.0)).map(drop)
    }

    /// Changes the effective group.
    #[function(signature = "(egid, /)")]
    fn setegid(egid: Group, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setegid(egid.0)).map(drop)
    }

    /// Changes the real and the effective user.
    #[function(signature = "(ruid, euid, /)")]
    fn setreuid(ruid: User, euid: User, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setreuid(ruid.0, euid.0)).map(drop)
    }

    /// Changes the real and the effective group.
    #[function(signature = "(rgid, egid, /)")]
    fn setregid(rgid: Group, egid: Group, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setregid(rgid.0, egid.0)).map(drop)
    }

    /// Changes the real, the effective and the saved user.
    #[function(signature = "(ruid, euid, suid, /)")]
    fn setresuid(ruid: User, euid: User, suid: User, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setresuid(ruid.0, euid.0, suid.0)).map(drop)
    }

    /// Changes the real, the effective and the saved group.
    #[function(signature = "(rgid, egid, sgid, /)")]
    fn setresgid(rgid: Group, egid: Group, sgid: Group, vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, move || system::setresgid(rgid.0, egid.0, sgid.0)).map(drop)
    }

    /// Returns the real, the effective and the saved user.
    #[function(signature = "()")]
    fn getresuid(vm: &mut Vm) -> PyResult<(u32, u32, u32)> {
        let [real, effective, saved] = call(&[], vm, system::users)?;
        Ok((real, effective, saved))
    }

    /// Returns the real, the effective and the saved group.
    #[function(signature = "()")]
    fn getresgid(vm: &mut Vm) -> PyResult<(u32, u32, u32)> {
        let [real, effective, saved] = call(&[], vm, system::main_groups)?;
        Ok((real, effective, saved))
    }

    fn numbers(groups: Vec<u32>, vm: &mut Vm) -> Vec<Value> {
        let groups = groups.into_iter();
        groups.map(|it| vm.new_int(i64::from(it))).collect()
    }

    /// Returns the groups that this process is in.
    #[function(signature = "()")]
    fn getgroups(vm: &mut Vm) -> PyResult<Vec<Value>> {
        let groups = call(&[], vm, system::groups)?;
        Ok(numbers(groups, vm))
    }

    /// Returns the groups that a user is in, with the one that is given.
    #[function(signature = "(user, group, /)")]
    fn getgrouplist(user: &str, group: Group, vm: &mut Vm) -> PyResult<Vec<Value>> {
        let Some(user) = system::c_string(user.as_bytes().to_vec()) else {
            return Err(vm.value_error("embedded null character"));
        };
        let groups = vm.allow_threads(|| system::groups_of(&user, group.0));
        Ok(numbers(groups, vm))
    }

    /// Sets the groups that this process is in.
    #[function(signature = "(groups, /)")]
    fn setgroups(groups: &Value, vm: &mut Vm) -> PyResult<()> {
        if groups.class(vm).slots(vm).subscript.is_none() {
            return Err(vm.type_error("setgroups argument must be a sequence"));
        }
        let groups = vm.collect(groups)?;
        if groups.len() > super::super::limits::MAX_GROUPS {
            return Err(vm.value_error("too many groups"));
        }
        let mut numbers = Vec::new();
        for group in &groups {
            let int = vm.types.int.clone();
            if !group.class(vm).clone().is_subclass_of(&int, vm) {
                return Err(vm.type_error("groups must be integers"));
            }
            numbers.push(Group::from_argument(group, vm)?.0);
        }
        call(&[], vm, || system::setgroups(&numbers)).map(drop)
    }

    /// Sets the groups to those that a user is in, and another.
    #[function(signature = "(username, gid, /)")]
    fn initgroups(username: &Value, gid: Group, vm: &mut Vm) -> PyResult<()> {
        let name = fs_text(username, vm)?;
        call(&[], vm, || system::initgroups(&name, gid.0)).map(drop)
    }

    /// Returns the name of the user of the controlling terminal.
    #[function(signature = "()")]
    fn getlogin(vm: &mut Vm) -> PyResult {
        let name = call(&[], vm, system::login)?;
        Ok(text_of(&name, vm))
    }

    /// Makes this process the leader of a group of processes.
    #[function(signature = "()")]
    fn setpgrp(vm: &mut Vm) -> PyResult<()> {
        call(&[], vm, || system::setpgid(0, 0)).map(drop)
    }
}
