//! Addresses as Python knows them: tuples, paths.

use std::ffi::CString;
use std::net::{Ipv4Addr, Ipv6Addr};

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{PyResult, Raised, Value, Vm};

use super::resolve::{self, Failure, Hints};
use super::system::{Address, LONGEST_PATH, Parts};
use super::{GaiError, HError};
use crate::posix::path::{fs_text, text_of};

/// Raises the error of a name that was not found.
#[cold]
pub(super) fn raise(failure: Failure, vm: &mut Vm) -> Raised {
    match failure {
        Failure::System(error) => vm.io_error(&error, None),
        Failure::Resolver(number, text) => raise_with::<GaiError>(number, &text, vm),
        Failure::Host(number, text) => raise_with::<HError>(number, &text, vm),
    }
}

fn raise_with<C: rpy_vm::function::native::NativeClass>(
    number: i32,
    text: &str,
    vm: &mut Vm,
) -> Raised {
    let class = vm.native_class::<C>().to_value();
    let arguments = [Value::from_i32(number), vm.new_str(text)];
    match class.call_positional(&arguments, vm) {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

/// The name of a machine as an argument: encoded by IDNA if it is text that is not ASCII.
pub(super) fn host_name(value: &Value, vm: &mut Vm) -> PyResult<CString> {
    let bytes = if let Some(text) = value.downcast::<Str>() {
        if text.as_bytes().is_ascii() {
            text.as_bytes().to_vec()
        } else {
            encoded(value, vm)?
        }
    } else if let Some(bytes) = value.downcast::<Bytes>() {
        bytes.as_slice().to_vec()
    } else if value.class(vm).is(&vm.types.bytearray.clone()) {
        PinnedBytes::new(value, vm)?.as_slice().to_vec()
    } else {
        let given = value.type_name(vm);
        let message = format!("str, bytes or bytearray expected, not {given}");
        return Err(vm.type_error(message));
    };
    match resolve::c_string(&bytes) {
        Some(name) => Ok(name),
        None => Err(vm.type_error("host name must not contain null character")),
    }
}

/// `text.encode("idna")`. ASCII is what it is, if its parts have lengths that the codec allows.
pub(super) fn encoded(text: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    if let Some(text) = text.downcast::<Str>() {
        let bytes = text.as_bytes();
        let name = bytes.strip_suffix(b".").unwrap_or(bytes);
        let mut labels = name.split(|&byte| byte == b'.');
        if bytes.is_ascii() && (bytes.is_empty() || labels.all(|it| (1..64).contains(&it.len()))) {
            return Ok(bytes.to_vec());
        }
    }
    let (encode, idna) = (vm.intern("encode"), vm.new_str("idna"));
    let bytes = text.call_method(&encode, &[idna], vm)?;
    match bytes.downcast::<Bytes>() {
        Some(bytes) => Ok(bytes.as_slice().to_vec()),
        None => Err(vm.type_error("encoding of hostname failed")),
    }
}

/// An address of a family for a machine's name; its port is zero.
pub(super) fn address_of(name: &CString, family: i32, vm: &mut Vm) -> PyResult<Address> {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        let hints = Hints {
            family,
            kind: libc::SOCK_DGRAM,
            flags: libc::AI_PASSIVE,
            ..Hints::default()
        };
        let found = vm.allow_threads(|| resolve::addresses(None, Some(c"0"), hints));
        let found = found.map_err(|failure| raise(failure, vm))?;
        return match found.as_slice() {
            [only] => Ok(only.address),
            _ => Err(vm.os_error("wildcard resolved to multiple address")),
        };
    }
    if bytes == b"255.255.255.255" || bytes == b"<broadcast>" {
        if family != libc::AF_INET && family != libc::AF_UNSPEC {
            return Err(vm.os_error("address family mismatched"));
        }
        return Ok(Address::v4([255; 4], 0));
    }
    let text = name.to_str().unwrap_or("");
    if (family == libc::AF_UNSPEC || family == libc::AF_INET)
        && let Ok(address) = text.parse::<Ipv4Addr>()
    {
        return Ok(Address::v4(address.octets(), 0));
    }
    if (family == libc::AF_UNSPEC || family == libc::AF_INET6)
        && !text.contains('%')
        && let Ok(address) = text.parse::<Ipv6Addr>()
    {
        return Ok(Address::v6(address.octets(), 0, 0, 0));
    }
    let hints = Hints {
        family,
        ..Hints::default()
    };
    let found = vm.allow_threads(|| resolve::addresses(Some(name), None, hints));
    match found {
        Ok(found) if !found.is_empty() => Ok(found[0].address),
        Ok(_) => Err(vm.os_error("unsupported address family")),
        Err(failure) => Err(raise(failure, vm)),
    }
}

/// A port: 0 to 65535.
fn port_of(value: &Value, function: &str, vm: &mut Vm) -> PyResult<u16> {
    let port = i32::from_argument(value, vm)?;
    match u16::try_from(port) {
        Ok(port) => Ok(port),
        Err(_) => Err(vm.overflow_error(format!("{function}(): port must be 0-65535."))),
    }
}

/// Flow information: 0 to 1048575.
pub(super) fn flow_of(value: &Value, function: &str, vm: &mut Vm) -> PyResult<u32> {
    let flow = u32::from_argument(value, vm)?;
    if flow > 0xfffff {
        let message = format!("{function}(): flowinfo must be 0-1048575.");
        return Err(vm.overflow_error(message));
    }
    Ok(flow)
}

/// The items of a tuple; other objects are refused.
fn tuple_of(value: &Value, function: &str, family: &str, vm: &mut Vm) -> PyResult<Vec<Value>> {
    match value.downcast::<Tuple>() {
        Some(tuple) => Ok(tuple.as_slice().to_vec()),
        None => {
            let given = value.type_name(vm);
            let message = format!("{function}(): {family} address must be tuple, not {given}");
            Err(vm.type_error(message))
        }
    }
}

/// An address that a function of a socket is given.
pub(super) fn from_python(
    value: &Value,
    family: i32,
    function: &str,
    vm: &mut Vm,
) -> PyResult<Address> {
    match family {
        libc::AF_INET => {
            let items = tuple_of(value, function, "AF_INET", vm)?;
            let [host, port] = items.as_slice() else {
                let message = "AF_INET address must be a pair (host, port)";
                return Err(vm.type_error(message));
            };
            let name = host_name(host, vm)?;
            let port = i32::from_argument(port, vm)?;
            let address = address_of(&name, libc::AF_INET, vm)?;
            let port = port_of(&Value::from_i32(port), function, vm)?;
            Ok(address.with(port, 0, 0))
        }
        libc::AF_INET6 => {
            let items = tuple_of(value, function, "AF_INET6", vm)?;
            let (host, port, rest) = match items.as_slice() {
                [host, port, rest @ ..] if rest.len() <= 2 => (host, port, rest),
                _ => {
                    let message =
                        "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])";
                    return Err(vm.type_error(message));
                }
            };
            let name = host_name(host, vm)?;
            let port = i32::from_argument(port, vm)?;
            let address = address_of(&name, libc::AF_INET6, vm)?;
            let port = port_of(&Value::from_i32(port), function, vm)?;
            let flow = match rest.first() {
                Some(flow) => flow_of(flow, function, vm)?,
                None => 0,
            };
            let scope = match (rest.get(1), address.parts()) {
                (Some(scope), _) => u32::from_argument(scope, vm)?,
                (None, Parts::V6(_, _, _, scope)) => scope,
                _ => 0,
            };
            Ok(address.with(port, flow, scope))
        }
        libc::AF_UNIX => {
            let path = match value.downcast::<Str>() {
                Some(_) => fs_text(value, vm)?.into_bytes(),
                None => PinnedBytes::new(value, vm)?.as_slice().to_vec(),
            };
            // An abstract name may fill the whole address, a path ends with a zero byte.
            let is_abstract = path.first() == Some(&0);
            if path.len() + usize::from(!is_abstract && !path.is_empty()) > LONGEST_PATH {
                return Err(vm.os_error("AF_UNIX path too long"));
            }
            Ok(Address::unix(&path))
        }
        libc::AF_NETLINK => {
            let items = tuple_of(value, function, "AF_NETLINK", vm)?;
            let [process, groups] = items.as_slice() else {
                let message = "AF_NETLINK address must be a pair (pid, groups)";
                return Err(vm.type_error(message));
            };
            let (process, groups) = (
                u32::from_argument(process, vm)?,
                u32::from_argument(groups, vm)?,
            );
            Ok(Address::netlink(process, groups))
        }
        libc::AF_VSOCK => {
            let items = tuple_of(value, function, "AF_VSOCK", vm)?;
            let [machine, port] = items.as_slice() else {
                let message = "AF_VSOCK address must be a pair (CID, port)";
                return Err(vm.type_error(message));
            };
            let (machine, port) = (
                u32::from_argument(machine, vm)?,
                u32::from_argument(port, vm)?,
            );
            Ok(Address::vsock(machine, port))
        }
        _ => Err(vm.os_error(format!("{function}(): bad family"))),
    }
}

/// The numbers of an address of version 6 as text, with the name of its interface if it has one.
fn v6_text(address: &Address) -> String {
    match resolve::names(address, libc::NI_NUMERICHOST | libc::NI_NUMERICSERV) {
        Ok((host, _)) => String::from_utf8_lossy(&host).into_owned(),
        Err(_) => String::new(),
    }
}

/// The machine of an address, as text.
pub(super) fn host_text(address: &Address) -> String {
    match address.parts() {
        Parts::V4(bytes, _) => Ipv4Addr::from(bytes).to_string(),
        _ => v6_text(address),
    }
}

/// An address as Python sees it.
pub(super) fn to_python(address: &Address, vm: &mut Vm) -> Value {
    let number = |number: u32, vm: &mut Vm| vm.new_int(i64::from(number));
    match address.parts() {
        Parts::Nothing => Value::NONE,
        Parts::V4(_, port) => {
            let host = vm.new_str(&host_text(address));
            Tuple::from_array([host, Value::from_i32(i32::from(port))], vm).into_value()
        }
        Parts::V6(_, port, flow, scope) => {
            let host = vm.new_str(&v6_text(address));
            let (flow, scope) = (number(flow, vm), number(scope, vm));
            let port = Value::from_i32(i32::from(port));
            Tuple::from_array([host, port, flow, scope], vm).into_value()
        }
        Parts::Unix(path) if path.first() == Some(&0) => vm.new_bytes(&path),
        Parts::Unix(path) => text_of(&path, vm),
        Parts::Netlink(first, second) | Parts::Vsock(first, second) => {
            let pair = [number(first, vm), number(second, vm)];
            Tuple::from_array(pair, vm).into_value()
        }
        Parts::Other(family, bytes) => {
            let bytes = vm.new_bytes(&bytes);
            Tuple::from_array([Value::from_i32(family), bytes], vm).into_value()
        }
    }
}
