//! `fcntl`: control of open files.
//! Reference: <https://docs.python.org/3.14/library/fcntl.html>

mod system;

/// Control of open files.
#[rpy_macros::native_module(name = "fcntl")]
pub mod fcntl {
    use num_bigint::BigInt;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::object::buffer::{BufferFlags, PinnedBytes, PinnedMemory};
    use rpy_vm::{PyResult, Value, Vm};

    use super::system::{self, Memory};
    use crate::descriptor::Descriptor;
    use crate::waiting;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("DN_ACCESS", 1),
        ("DN_ATTRIB", 32),
        ("DN_CREATE", 4),
        ("DN_DELETE", 8),
        ("DN_MODIFY", 2),
        ("DN_MULTISHOT", 2147483648),
        ("DN_RENAME", 16),
        ("FASYNC", 8192),
        ("FD_CLOEXEC", libc::FD_CLOEXEC as i64),
        ("FICLONE", libc::FICLONE as i64),
        ("FICLONERANGE", libc::FICLONERANGE as i64),
        ("F_ADD_SEALS", libc::F_ADD_SEALS as i64),
        ("F_DUPFD", libc::F_DUPFD as i64),
        ("F_DUPFD_CLOEXEC", libc::F_DUPFD_CLOEXEC as i64),
        ("F_DUPFD_QUERY", 1027),
        ("F_EXLCK", 4),
        ("F_GETFD", libc::F_GETFD as i64),
        ("F_GETFL", libc::F_GETFL as i64),
        ("F_GETLEASE", libc::F_GETLEASE as i64),
        ("F_GETLK", libc::F_GETLK as i64),
        ("F_GETLK64", 5),
        ("F_GETOWN", libc::F_GETOWN as i64),
        ("F_GETOWN_EX", 16),
        ("F_GETPIPE_SZ", libc::F_GETPIPE_SZ as i64),
        ("F_GETSIG", 11),
        ("F_GET_FILE_RW_HINT", 1037),
        ("F_GET_RW_HINT", 1035),
        ("F_GET_SEALS", libc::F_GET_SEALS as i64),
        ("F_NOTIFY", libc::F_NOTIFY as i64),
        ("F_OFD_GETLK", libc::F_OFD_GETLK as i64),
        ("F_OFD_SETLK", libc::F_OFD_SETLK as i64),
        ("F_OFD_SETLKW", libc::F_OFD_SETLKW as i64),
        ("F_OWNER_PGRP", 2),
        ("F_OWNER_PID", 1),
        ("F_OWNER_TID", 0),
        ("F_RDLCK", libc::F_RDLCK as i64),
        ("F_SEAL_FUTURE_WRITE", libc::F_SEAL_FUTURE_WRITE as i64),
        ("F_SEAL_GROW", libc::F_SEAL_GROW as i64),
        ("F_SEAL_SEAL", libc::F_SEAL_SEAL as i64),
        ("F_SEAL_SHRINK", libc::F_SEAL_SHRINK as i64),
        ("F_SEAL_WRITE", libc::F_SEAL_WRITE as i64),
        ("F_SETFD", libc::F_SETFD as i64),
        ("F_SETFL", libc::F_SETFL as i64),
        ("F_SETLEASE", libc::F_SETLEASE as i64),
        ("F_SETLK", libc::F_SETLK as i64),
        ("F_SETLK64", 6),
        ("F_SETLKW", libc::F_SETLKW as i64),
        ("F_SETLKW64", 7),
        ("F_SETOWN", libc::F_SETOWN as i64),
        ("F_SETOWN_EX", 15),
        ("F_SETPIPE_SZ", libc::F_SETPIPE_SZ as i64),
        ("F_SETSIG", 10),
        ("F_SET_FILE_RW_HINT", 1038),
        ("F_SET_RW_HINT", 1036),
        ("F_SHLCK", 8),
        ("F_UNLCK", libc::F_UNLCK as i64),
        ("F_WRLCK", libc::F_WRLCK as i64),
        ("LOCK_EX", libc::LOCK_EX as i64),
        ("LOCK_MAND", 32),
        ("LOCK_NB", libc::LOCK_NB as i64),
        ("LOCK_READ", 64),
        ("LOCK_RW", 192),
        ("LOCK_SH", libc::LOCK_SH as i64),
        ("LOCK_UN", libc::LOCK_UN as i64),
        ("LOCK_WRITE", 128),
        ("RWH_WRITE_LIFE_EXTREME", 5),
        ("RWH_WRITE_LIFE_LONG", 4),
        ("RWH_WRITE_LIFE_MEDIUM", 3),
        ("RWH_WRITE_LIFE_NONE", 1),
        ("RWH_WRITE_LIFE_NOT_SET", 0),
        ("RWH_WRITE_LIFE_SHORT", 2),
    ];

    /// The most bytes that a request is given and may fill.
    const LONGEST: usize = 1024;

    /// What a request is given.
    enum Argument {
        Number(i64),
        Bytes(Vec<u8>),
    }

    fn is_int(value: &Value, vm: &Vm) -> bool {
        value.class(vm).slots(vm).index.is_some()
    }

    /// The low 32 bits of an int.
    fn low_bits(value: &Value, vm: &mut Vm) -> PyResult<u64> {
        let number = BigInt::from_argument(value, vm)?;
        Ok(number
            .iter_u64_digits()
            .next()
            .map_or(0, |low| match number.sign() {
                num_bigint::Sign::Minus => low.wrapping_neg(),
                _ => low,
            }))
    }

    /// Bytes of a str or a bytes-like object, for a request.
    fn bytes_of(value: &Value, function: &str, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let bytes = match value.downcast::<Str>() {
            Some(text) => text.as_bytes().to_vec(),
            None if value.is_exporter(vm) => PinnedBytes::new(value, vm)?.as_slice().to_vec(),
            None => {
                let given = value.type_name(vm);
                let message = format!(
                    "{function}() argument 3 must be an integer, a bytes-like object, or a string, not {given}"
                );
                return Err(vm.type_error(message));
            }
        };
        if bytes.len() > LONGEST {
            return Err(vm.value_error(format!("{function} argument 3 is too long")));
        }
        Ok(bytes)
    }

    /// Tells audit hooks of a request.
    fn audit_request(
        event: &str,
        fd: &Descriptor,
        request: Value,
        argument: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let fd = Value::from_i32(fd.0);
        vm.audit(event, |_| {
            [fd, request, argument.cloned().unwrap_or(Value::NONE)]
        })
    }

    /// Makes a request of a file. Returns its result, or the bytes that it was given, as the system
    /// has changed them.
    #[function(signature = "(fd, cmd, arg=0, /)")]
    fn fcntl(fd: Descriptor, cmd: i32, arg: Option<&Value>, vm: &mut Vm) -> PyResult {
        audit_request("fcntl.fcntl", &fd, Value::from_i32(cmd), arg, vm)?;
        let argument = match arg {
            None => Argument::Number(0),
            Some(number) if is_int(number, vm) => {
                Argument::Number(i64::from(low_bits(number, vm)? as u32 as i32))
            }
            Some(bytes) => Argument::Bytes(bytes_of(bytes, "fcntl", vm)?),
        };
        match argument {
            Argument::Number(number) => {
                let call = |_| system::control(fd.0, cmd, number);
                let result = waiting::raising(None, vm, call)?;
                Ok(vm.new_int(result))
            }
            Argument::Bytes(bytes) => {
                let mut memory = Memory::new(&bytes);
                waiting::raising(None, vm, |_| system::control_memory(fd.0, cmd, &mut memory))?;
                Ok(vm.new_bytes(&memory.bytes()[..bytes.len()]))
            }
        }
    }

    /// Makes a request of a device. A bytes-like object that can be changed is, unless mutate_flag
    /// is false.
    #[function(signature = "(fd, request, arg=0, mutate_flag=True, /)")]
    fn ioctl(
        fd: Descriptor,
        request: &Value,
        arg: Option<&Value>,
        mutate_flag: bool,
        vm: &mut Vm,
    ) -> PyResult {
        let shown = request.clone();
        let request = low_bits(request, vm)?;
        audit_request("fcntl.ioctl", &fd, shown, arg, vm)?;
        let argument = match arg {
            None => Argument::Number(0),
            Some(number) if is_int(number, vm) => {
                let number = BigInt::from_argument(number, vm)?;
                match i32::try_from(&number) {
                    Ok(number) => Argument::Number(i64::from(number)),
                    Err(_) => {
                        let how = match number.sign() {
                            num_bigint::Sign::Minus => "less than minimum",
                            _ => "greater than maximum",
                        };
                        return Err(vm.overflow_error(format!("signed integer is {how}")));
                    }
                }
            }
            Some(object) => {
                if mutate_flag
                    && object.downcast::<Str>().is_none()
                    && object.is_exporter(vm)
                    && object.buffer(BufferFlags::SIMPLE, vm)?.is_writable()
                {
                    return change(fd, request, object, vm);
                }
                Argument::Bytes(bytes_of(object, "ioctl", vm)?)
            }
        };
        match argument {
            Argument::Number(number) => {
                let call = |_| system::request(fd.0, request, number);
                let result = waiting::raising(None, vm, call)?;
                Ok(vm.new_int(result))
            }
            Argument::Bytes(bytes) => {
                let mut memory = Memory::new(&bytes);
                let call = |_| system::request_memory(fd.0, request, &mut memory);
                waiting::raising(None, vm, call)?;
                Ok(vm.new_bytes(&memory.bytes()[..bytes.len()]))
            }
        }
    }

    /// Makes a request that changes the memory of an object. Short memory is copied, so that a
    /// request that fills more than that does no harm.
    fn change(fd: Descriptor, request: u64, object: &Value, vm: &mut Vm) -> PyResult {
        let pinned = PinnedMemory::writable(object, vm)?;
        let length = pinned.view().length();
        let bytes = pinned.view().to_vec(vm);
        let mut memory = Memory::new(&bytes);
        let call = |_| system::request_memory(fd.0, request, &mut memory);
        let result = waiting::raising(None, vm, call)?;
        pinned.view().copy_from(&memory.bytes()[..length], vm);
        Ok(vm.new_int(result))
    }

    /// Locks or unlocks a file, for all descriptors that share it.
    #[function(signature = "(fd, operation, /)")]
    fn flock(fd: Descriptor, operation: i32, vm: &mut Vm) -> PyResult<()> {
        vm.audit("fcntl.flock", |_| [fd.0, operation].map(Value::from_i32))?;
        waiting::raising(None, vm, |_| system::lock(fd.0, operation))
    }

    /// Locks or unlocks a part of a file.
    #[function(signature = "(fd, cmd, len=0, start=0, whence=0, /)")]
    fn lockf(
        fd: Descriptor,
        cmd: i32,
        len: Option<&Value>,
        start: Option<&Value>,
        whence: i32,
        vm: &mut Vm,
    ) -> PyResult<()> {
        vm.audit("fcntl.lockf", |_| {
            let [length, start] = [len, start].map(|it| it.cloned().unwrap_or(Value::NONE));
            [
                Value::from_i32(fd.0),
                Value::from_i32(cmd),
                length,
                start,
                Value::from_i32(whence),
            ]
        })?;
        let kind = match cmd {
            libc::LOCK_UN => libc::F_UNLCK,
            _ if cmd & libc::LOCK_SH != 0 => libc::F_RDLCK,
            _ if cmd & libc::LOCK_EX != 0 => libc::F_WRLCK,
            _ => return Err(vm.value_error("unrecognized lockf argument")),
        };
        let waits = cmd & libc::LOCK_NB == 0;
        let mut number = |value: Option<&Value>| match value {
            Some(value) => i64::from_argument(value, vm),
            None => Ok(0),
        };
        let (length, start) = (number(len)?, number(start)?);
        let part = system::Part {
            kind,
            whence,
            start,
            length,
        };
        waiting::raising(None, vm, |_| system::lock_part(fd.0, &part, waits))
    }
}
