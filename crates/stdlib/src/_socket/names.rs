//! The functions of `_socket` that look names up, and write and read addresses.

use std::ffi::CString;
use std::net::{Ipv4Addr, Ipv6Addr};

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::PinnedBytes;
use rpy_vm::{PyResult, Value, Vm};

use super::address::{address_of, encoded, flow_of, host_name, host_text, raise, to_python};
use super::resolve::{self, Hints, Host};
use super::system::{self, Parts};
use crate::posix::path::{fs_text, text_of};

fn text(bytes: &[u8], vm: &mut Vm) -> Value {
    text_of(bytes, vm)
}

/// The text of an argument as the system takes it.
fn c_text(value: &str, vm: &mut Vm) -> PyResult<CString> {
    match resolve::c_string(value.as_bytes()) {
        Some(text) => Ok(text),
        None => Err(vm.value_error("embedded null character")),
    }
}

/// The result of the older functions: name, other names, addresses.
fn host_value(host: &Host, vm: &mut Vm) -> (Value, Value, Value) {
    let aliases = host.aliases.iter().map(|name| text(name, vm)).collect();
    let addresses = host.addresses.iter().map(|bytes| {
        let shown = match (host.family, bytes.as_slice()) {
            (libc::AF_INET, &[a, b, c, d]) => Ipv4Addr::new(a, b, c, d).to_string(),
            (_, bytes) => match <[u8; 16]>::try_from(bytes) {
                Ok(bytes) => Ipv6Addr::from(bytes).to_string(),
                Err(_) => String::new(),
            },
        };
        vm.new_str(&shown)
    });
    let addresses = addresses.collect();
    (
        text(&host.name, vm),
        vm.new_list(aliases),
        vm.new_list(addresses),
    )
}

/// A C string of an argument of `getaddrinfo`, as far as its first zero.
fn first_part(mut bytes: Vec<u8>) -> CString {
    let end = bytes
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(bytes.len());
    bytes.truncate(end);
    resolve::c_string(&bytes).expect("there is no zero any more")
}

/// The functions that look names up.
#[rpy_macros::native_module(name = "_socket", part)]
pub(super) mod names {
    use super::*;

    /// Tells audit hooks that a machine is about to be looked up.
    fn audit_host(event: &str, name: &std::ffi::CStr, vm: &mut Vm) -> PyResult<()> {
        vm.audit(event, |vm| [text(name.to_bytes(), vm)])
    }

    /// A text that is given to audit hooks.
    fn optional(text: Option<&str>, vm: &mut Vm) -> Value {
        text.map_or(Value::NONE, |text| vm.new_str(text))
    }

    /// Returns the machine's name.
    #[function(signature = "()")]
    fn gethostname(vm: &mut Vm) -> PyResult {
        vm.audit("socket.gethostname", |_| [])?;
        match system::host_name() {
            Ok(name) => Ok(text(&name, vm)),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Sets the machine's name.
    #[function(signature = "(name, /)", hidden)]
    fn sethostname(name: &Value, vm: &mut Vm) -> PyResult<()> {
        let shown = name;
        let name = fs_text(name, vm)?;
        vm.audit("socket.sethostname", |_| [shown.clone()])?;
        match system::set_host_name(name.as_bytes()) {
            Ok(()) => Ok(()),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns an address of a machine, of version 4.
    #[function(signature = "(host, /)", hidden)]
    fn gethostbyname(host: &Value, vm: &mut Vm) -> PyResult<String> {
        let name = host_name(host, vm)?;
        audit_host("socket.gethostbyname", &name, vm)?;
        let address = address_of(&name, libc::AF_INET, vm)?;
        Ok(host_text(&address))
    }

    /// Returns name, other names and addresses of a machine.
    #[function(signature = "(host, /)", hidden)]
    fn gethostbyname_ex(host: &Value, vm: &mut Vm) -> PyResult<(Value, Value, Value)> {
        let name = host_name(host, vm)?;
        audit_host("socket.gethostbyname", &name, vm)?;
        address_of(&name, libc::AF_INET, vm)?;
        match vm.allow_threads(|| resolve::host_of_name(&name)) {
            Ok(host) => Ok(host_value(&host, vm)),
            Err(failure) => Err(raise(failure, vm)),
        }
    }

    /// Returns name, other names and addresses of the machine with an address.
    #[function(signature = "(host, /)", hidden)]
    fn gethostbyaddr(host: &Value, vm: &mut Vm) -> PyResult<(Value, Value, Value)> {
        let name = host_name(host, vm)?;
        audit_host("socket.gethostbyaddr", &name, vm)?;
        let address = address_of(&name, libc::AF_UNSPEC, vm)?;
        let bytes = match address.parts() {
            Parts::V4(bytes, _) => bytes.to_vec(),
            Parts::V6(bytes, ..) => bytes.to_vec(),
            _ => return Err(vm.os_error("unsupported address family")),
        };
        let family = address.family();
        match vm.allow_threads(|| resolve::host_of_address(&bytes, family)) {
            Ok(host) => Ok(host_value(&host, vm)),
            Err(failure) => Err(raise(failure, vm)),
        }
    }

    /// Returns the port of a service.
    #[function(signature = "(servicename, protocolname=None, /)", hidden)]
    fn getservbyname(servicename: &str, protocolname: Option<&str>, vm: &mut Vm) -> PyResult<i32> {
        let name = c_text(servicename, vm)?;
        let protocol = match protocolname {
            Some(protocol) => Some(c_text(protocol, vm)?),
            None => None,
        };
        vm.audit("socket.getservbyname", |vm| {
            [vm.new_str(servicename), optional(protocolname, vm)]
        })?;
        match resolve::service_port(&name, protocol.as_deref()) {
            Some(port) => Ok(i32::from(port)),
            None => Err(vm.os_error("service/proto not found")),
        }
    }

    /// Returns the service of a port.
    #[function(signature = "(port, protocolname=None, /)", hidden)]
    fn getservbyport(port: i32, protocolname: Option<&str>, vm: &mut Vm) -> PyResult {
        let Ok(port) = u16::try_from(port) else {
            return Err(vm.overflow_error("getservbyport: port must be 0-65535."));
        };
        let protocol = match protocolname {
            Some(protocol) => Some(c_text(protocol, vm)?),
            None => None,
        };
        vm.audit("socket.getservbyport", |vm| {
            [Value::from_i32(i32::from(port)), optional(protocolname, vm)]
        })?;
        match resolve::service_name(port, protocol.as_deref()) {
            Some(name) => Ok(text(&name, vm)),
            None => Err(vm.os_error("port/proto not found")),
        }
    }

    /// Returns the number of a protocol.
    #[function(signature = "(name, /)", hidden)]
    fn getprotobyname(name: &str, vm: &mut Vm) -> PyResult<i32> {
        let name = c_text(name, vm)?;
        match resolve::protocol_number(&name) {
            Some(number) => Ok(number),
            None => Err(vm.os_error("protocol not found")),
        }
    }

    /// Returns the addresses of a machine and a service: tuples of family, type, protocol, the
    /// machine's proper name and the address.
    #[function(signature = "(host, port, family=0, type=0, proto=0, flags=0)", hidden)]
    fn getaddrinfo(
        host: &Value,
        port: &Value,
        family: i32,
        r#type: i32,
        proto: i32,
        flags: i32,
        vm: &mut Vm,
    ) -> PyResult<Vec<Value>> {
        let name = if host.is_none() {
            None
        } else if host.downcast::<Str>().is_some() {
            Some(first_part(encoded(host, vm)?))
        } else if let Some(bytes) = host.downcast::<Bytes>() {
            Some(first_part(bytes.as_slice().to_vec()))
        } else {
            let message = "getaddrinfo() argument 1 must be string or None";
            return Err(vm.type_error(message));
        };
        let int = vm.types.int.clone();
        let service = if port.is_none() {
            None
        } else if port.class(vm).clone().is_subclass_of(&int, vm) {
            Some(first_part(port.str(vm)?.as_bytes().to_vec()))
        } else if let Some(text) = port.downcast::<Str>() {
            Some(first_part(text.as_bytes().to_vec()))
        } else if let Some(bytes) = port.downcast::<Bytes>() {
            Some(first_part(bytes.as_slice().to_vec()))
        } else {
            return Err(vm.os_error("Int or String expected"));
        };
        vm.audit("socket.getaddrinfo", |_| {
            let [family, kind, protocol] = [family, r#type, proto].map(Value::from_i32);
            [host.clone(), port.clone(), family, kind, protocol]
        })?;
        let hints = Hints {
            family,
            kind: r#type,
            protocol: proto,
            flags,
        };
        let found =
            vm.allow_threads(|| resolve::addresses(name.as_deref(), service.as_deref(), hints));
        let found = found.map_err(|failure| raise(failure, vm))?;
        let mut all = Vec::with_capacity(found.len());
        for item in found {
            let canonical = text(&item.canonical_name, vm);
            let address = to_python(&item.address, vm);
            let parts = [
                Value::from_i32(item.family),
                Value::from_i32(item.kind),
                Value::from_i32(item.protocol),
                canonical,
                address,
            ];
            all.push(Tuple::from_array(parts, vm).into_value());
        }
        Ok(all)
    }

    /// Returns machine and service of an address.
    #[function(signature = "(sockaddr, flags, /)", hidden)]
    fn getnameinfo(sockaddr: &Value, flags: i32, vm: &mut Vm) -> PyResult<(Value, Value)> {
        let Some(tuple) = sockaddr.downcast::<Tuple>() else {
            return Err(vm.type_error("getnameinfo() argument 1 must be a tuple"));
        };
        let illegal = "getnameinfo(): illegal sockaddr argument";
        let (host, port, rest) = match tuple.as_slice() {
            [host, port, rest @ ..] if rest.len() <= 2 => (host, port, rest),
            _ => return Err(vm.type_error(illegal)),
        };
        let host = c_text(<&str>::from_argument(host, vm)?, vm)?;
        let port = i32::from_argument(port, vm)?;
        let flow = match rest.first() {
            Some(flow) => flow_of(flow, "getnameinfo", vm)?,
            None => 0,
        };
        let scope = match rest.get(1) {
            Some(scope) => u32::from_argument(scope, vm)?,
            None => 0,
        };
        vm.audit("socket.getnameinfo", |_| [sockaddr.clone()])?;
        let service = first_part(port.to_string().into_bytes());
        // A type leaves one address for each; no names, to be sure that nobody is asked.
        let hints = Hints {
            kind: libc::SOCK_DGRAM,
            flags: libc::AI_NUMERICHOST,
            ..Hints::default()
        };
        let found = vm.allow_threads(|| resolve::addresses(Some(&host), Some(&service), hints));
        let found = found.map_err(|failure| raise(failure, vm))?;
        let [only] = found.as_slice() else {
            return Err(vm.os_error("sockaddr resolved to multiple addresses"));
        };
        let address = match only.address.parts() {
            Parts::V4(..) if !rest.is_empty() => {
                return Err(vm.os_error("IPv4 sockaddr must be 2 tuple"));
            }
            Parts::V6(_, port, ..) => only.address.with(port, flow, scope),
            _ => only.address,
        };
        match vm.allow_threads(|| resolve::names(&address, flags)) {
            Ok((host, service)) => Ok((text(&host, vm), text(&service, vm))),
            Err(failure) => Err(raise(failure, vm)),
        }
    }

    /// Returns the four bytes of an address of version 4.
    #[function(signature = "(ip_addr, /)")]
    fn inet_aton(ip_addr: &str, vm: &mut Vm) -> PyResult {
        let address = c_text(ip_addr, vm)?;
        match resolve::parse_short(&address) {
            Some(bytes) => Ok(vm.new_bytes(&bytes)),
            None => Err(vm.os_error("illegal IP address string passed to inet_aton")),
        }
    }

    /// Returns the text of the four bytes of an address of version 4.
    #[function(signature = "(packed_ip, /)")]
    fn inet_ntoa(packed_ip: &Value, vm: &mut Vm) -> PyResult<String> {
        let bytes = PinnedBytes::new(packed_ip, vm)?;
        match <[u8; 4]>::try_from(bytes.as_slice()) {
            Ok(bytes) => Ok(Ipv4Addr::from(bytes).to_string()),
            Err(_) => Err(vm.os_error("packed IP wrong length for inet_ntoa")),
        }
    }

    /// Returns the bytes of an address of a family.
    #[function(signature = "(af, ip, /)", hidden)]
    fn inet_pton(af: i32, ip: &str, vm: &mut Vm) -> PyResult {
        let address = c_text(ip, vm)?;
        match resolve::parse(af, &address) {
            Ok(Some(bytes)) => Ok(vm.new_bytes(&bytes)),
            Ok(None) => Err(vm.os_error("illegal IP address string passed to inet_pton")),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns the text of the bytes of an address of a family.
    #[function(signature = "(af, packed_ip, /)", hidden)]
    fn inet_ntop(af: i32, packed_ip: &Value, vm: &mut Vm) -> PyResult<String> {
        let bytes = PinnedBytes::new(packed_ip, vm)?;
        let invalid = "invalid length of packed IP address string";
        match af {
            libc::AF_INET => match <[u8; 4]>::try_from(bytes.as_slice()) {
                Ok(bytes) => Ok(Ipv4Addr::from(bytes).to_string()),
                Err(_) => Err(vm.value_error(invalid)),
            },
            libc::AF_INET6 => match <[u8; 16]>::try_from(bytes.as_slice()) {
                Ok(bytes) => Ok(Ipv6Addr::from(bytes).to_string()),
                Err(_) => Err(vm.value_error(invalid)),
            },
            _ => Err(vm.value_error(format!("unknown address family {af}"))),
        }
    }
}
