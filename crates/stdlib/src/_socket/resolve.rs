//! Names of machines, services and protocols, as the C library finds them.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::ptr;

use super::system::Address;

/// An error of the resolver: its number and text.
#[derive(Debug)]
pub(super) enum Failure {
    /// Of `getaddrinfo` and `getnameinfo`.
    Resolver(i32, String),
    /// Of the older functions for machines.
    Host(i32, String),
    /// Of the system.
    System(std::io::Error),
}

/// The failure of a number that `getaddrinfo` or `getnameinfo` gives.
fn failure(number: c_int) -> Failure {
    if number == libc::EAI_SYSTEM {
        return Failure::System(std::io::Error::last_os_error());
    }
    // SAFETY: the text is constant.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(number)) };
    Failure::Resolver(number, text.to_string_lossy().into_owned())
}

/// What is wanted of addresses; zero leaves it open.
#[derive(Clone, Copy, Default)]
pub(super) struct Hints {
    pub(super) family: i32,
    pub(super) kind: i32,
    pub(super) protocol: i32,
    pub(super) flags: i32,
}

/// An address that was found.
pub(super) struct Found {
    pub(super) family: i32,
    pub(super) kind: i32,
    pub(super) protocol: i32,
    pub(super) canonical_name: Vec<u8>,
    pub(super) address: Address,
}

fn pointer(text: Option<&CStr>) -> *const c_char {
    text.map_or(ptr::null(), CStr::as_ptr)
}

/// The addresses of a machine and a service.
pub(super) fn addresses(
    host: Option<&CStr>,
    service: Option<&CStr>,
    hints: Hints,
) -> Result<Vec<Found>, Failure> {
    // SAFETY: all zero is a value of the struct; names are C strings or null. The list is read while
    // it is there, and given back once.
    unsafe {
        let mut wanted: libc::addrinfo = std::mem::zeroed();
        wanted.ai_family = hints.family;
        wanted.ai_socktype = hints.kind;
        wanted.ai_protocol = hints.protocol;
        wanted.ai_flags = hints.flags;
        let mut list = ptr::null_mut();
        let (host, service) = (pointer(host), pointer(service));
        match libc::getaddrinfo(host, service, &raw const wanted, &raw mut list) {
            0 => {}
            number => return Err(failure(number)),
        }
        let mut found = Vec::new();
        let mut next = list;
        while let Some(item) = next.as_ref() {
            found.push(Found {
                family: item.ai_family,
                kind: item.ai_socktype,
                protocol: item.ai_protocol,
                canonical_name: text(item.ai_canonname),
                address: Address::copied(item.ai_addr, item.ai_addrlen),
            });
            next = item.ai_next;
        }
        libc::freeaddrinfo(list);
        Ok(found)
    }
}

/// Machine and service of an address.
pub(super) fn names(address: &Address, flags: i32) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let mut host = [0 as c_char; 1025];
    let mut service = [0 as c_char; 32];
    let (start, length) = address.raw();
    // SAFETY: the address has its length, and so have the buffers, which end with a zero.
    unsafe {
        let result = libc::getnameinfo(
            start,
            length,
            host.as_mut_ptr(),
            host.len() as libc::socklen_t,
            service.as_mut_ptr(),
            service.len() as libc::socklen_t,
            flags,
        );
        match result {
            0 => Ok((text(host.as_ptr()), text(service.as_ptr()))),
            number => Err(failure(number)),
        }
    }
}

/// The bytes of a C string; none of null.
///
/// # Safety
///
/// It is null or ends with a zero byte.
unsafe fn text(pointer: *const c_char) -> Vec<u8> {
    if pointer.is_null() {
        return Vec::new();
    }
    // SAFETY: the caller promises so.
    unsafe { CStr::from_ptr(pointer) }.to_bytes().to_vec()
}

unsafe extern "C" {
    fn gethostbyname_r(
        name: *const c_char,
        result: *mut libc::hostent,
        texts: *mut c_char,
        length: usize,
        found: *mut *mut libc::hostent,
        error: *mut c_int,
    ) -> c_int;
    fn gethostbyaddr_r(
        address: *const c_void,
        address_length: libc::socklen_t,
        family: c_int,
        result: *mut libc::hostent,
        texts: *mut c_char,
        length: usize,
        found: *mut *mut libc::hostent,
        error: *mut c_int,
    ) -> c_int;
}

/// A machine: its name, other names, and addresses as bytes.
pub(super) struct Host {
    pub(super) name: Vec<u8>,
    pub(super) aliases: Vec<Vec<u8>>,
    pub(super) family: i32,
    pub(super) addresses: Vec<Vec<u8>>,
}

type HostCall<'a> = &'a dyn Fn(
    *mut libc::hostent,
    *mut c_char,
    usize,
    *mut *mut libc::hostent,
    *mut c_int,
) -> c_int;

fn host(call: HostCall<'_>) -> Result<Host, Failure> {
    let mut texts: Vec<c_char> = vec![0; 16384];
    // SAFETY: all zero is a value of the struct. What is found lies in it and in the texts; lists
    // end with a null.
    unsafe {
        let mut entry: libc::hostent = std::mem::zeroed();
        let (mut found, mut error) = (ptr::null_mut(), 0);
        call(
            &raw mut entry,
            texts.as_mut_ptr(),
            texts.len(),
            &raw mut found,
            &raw mut error,
        );
        let Some(found) = found.as_ref() else {
            let message = CStr::from_ptr(libc::hstrerror(error));
            return Err(Failure::Host(error, message.to_string_lossy().into_owned()));
        };
        let mut host = Host {
            name: text(found.h_name),
            aliases: Vec::new(),
            family: found.h_addrtype,
            addresses: Vec::new(),
        };
        let mut alias = found.h_aliases;
        while !alias.is_null() && !(*alias).is_null() {
            host.aliases.push(text(*alias));
            alias = alias.add(1);
        }
        let mut address = found.h_addr_list;
        while !(*address).is_null() {
            let length = usize::try_from(found.h_length).unwrap_or(0);
            let bytes = std::slice::from_raw_parts((*address).cast::<u8>(), length);
            host.addresses.push(bytes.to_vec());
            address = address.add(1);
        }
        Ok(host)
    }
}

/// The machine of a name.
pub(super) fn host_of_name(name: &CStr) -> Result<Host, Failure> {
    // SAFETY: the name is a C string; the rest is as long as it says.
    host(&|entry, texts, length, found, error| unsafe {
        gethostbyname_r(name.as_ptr(), entry, texts, length, found, error)
    })
}

/// The machine of an address.
pub(super) fn host_of_address(bytes: &[u8], family: i32) -> Result<Host, Failure> {
    let (start, count) = (bytes.as_ptr().cast(), bytes.len() as libc::socklen_t);
    // SAFETY: the slice has its length, and so has the rest.
    host(&|entry, texts, length, found, error| unsafe {
        gethostbyaddr_r(start, count, family, entry, texts, length, found, error)
    })
}

/// The port of a service. The caller holds the interpreter's lock: the C library has one result.
pub(super) fn service_port(name: &CStr, protocol: Option<&CStr>) -> Option<u16> {
    // SAFETY: names are C strings or null; the result is valid until the next call.
    let found = unsafe { libc::getservbyname(name.as_ptr(), pointer(protocol)).as_ref() };
    found.map(|service| u16::from_be(service.s_port as u16))
}

/// The service of a port, as [`service_port`].
pub(super) fn service_name(port: u16, protocol: Option<&CStr>) -> Option<Vec<u8>> {
    let port = c_int::from(port.to_be());
    // SAFETY: as above.
    unsafe {
        let found = libc::getservbyport(port, pointer(protocol)).as_ref();
        found.map(|service| text(service.s_name))
    }
}

/// The number of a protocol, as [`service_port`].
pub(super) fn protocol_number(name: &CStr) -> Option<i32> {
    // SAFETY: as above.
    let found = unsafe { libc::getprotobyname(name.as_ptr()).as_ref() };
    found.map(|protocol| protocol.p_proto)
}

unsafe extern "C" {
    fn inet_pton(family: c_int, text: *const c_char, target: *mut c_void) -> c_int;
    fn inet_aton(text: *const c_char, target: *mut libc::in_addr) -> c_int;
}

/// The bytes of an address that is written with numbers: `None` if it is not.
pub(super) fn parse(family: i32, text: &CStr) -> Result<Option<Vec<u8>>, std::io::Error> {
    let mut bytes = [0_u8; 16];
    // SAFETY: the text is a C string; the addresses of both families have room.
    match unsafe { inet_pton(family, text.as_ptr(), bytes.as_mut_ptr().cast()) } {
        -1 => Err(std::io::Error::last_os_error()),
        0 => Ok(None),
        _ if family == libc::AF_INET => Ok(Some(bytes[..4].to_vec())),
        _ => Ok(Some(bytes.to_vec())),
    }
}

/// As [`parse`], in the forms with fewer than four numbers, too.
pub(super) fn parse_short(text: &CStr) -> Option<[u8; 4]> {
    let mut address = libc::in_addr { s_addr: 0 };
    // SAFETY: the text is a C string, and the address has room.
    let valid = unsafe { inet_aton(text.as_ptr(), &raw mut address) } != 0;
    valid.then_some(address.s_addr.to_ne_bytes())
}

/// A C string of bytes; `None` if there is a zero among them.
pub(super) fn c_string(bytes: &[u8]) -> Option<CString> {
    CString::new(bytes).ok()
}
