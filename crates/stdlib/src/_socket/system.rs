//! The calls of the system for sockets. All unsafe code of the module stands here and in
//! `resolve.rs`.

use std::ffi::{CStr, CString, c_int};
use std::io::{Error, Result};
use std::mem::{offset_of, size_of};
use std::time::Duration;

use rpy_vm::object::buffer::PinnedMemory;

use crate::pieces::Pieces;
use crate::waiting::milliseconds;

/// An address of any family.
#[derive(Clone, Copy)]
pub(super) struct Address {
    storage: libc::sockaddr_storage,
    length: libc::socklen_t,
}

/// What an address says, for the families that are known here.
pub(super) enum Parts {
    /// None at all.
    Nothing,
    /// Four bytes and the port.
    V4([u8; 4], u16),
    /// Sixteen bytes, port, flow information, scope.
    V6([u8; 16], u16, u32, u32),
    /// A path, or a name that begins with a zero byte.
    Unix(Vec<u8>),
    /// Process and groups.
    Netlink(u32, u32),
    /// Number and port of a virtual machine.
    Vsock(u32, u32),
    /// Another family, and its bytes.
    Other(i32, Vec<u8>),
}

/// Bytes before the path in the address of a Unix socket.
const BEFORE_PATH: usize = offset_of!(libc::sockaddr_un, sun_path);

/// The most bytes of such a path.
pub(super) const LONGEST_PATH: usize = size_of::<libc::sockaddr_un>() - BEFORE_PATH;

impl Address {
    /// An address that is to be filled.
    pub(super) fn empty() -> Address {
        // SAFETY: all zero is a value of the struct.
        let storage = unsafe { std::mem::zeroed() };
        Address {
            storage,
            length: size_of::<libc::sockaddr_storage>() as libc::socklen_t,
        }
    }

    /// An address of a struct of its family.
    fn of<T: Copy>(address: T) -> Address {
        let mut whole = Address::empty();
        assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>());
        // SAFETY: the storage is large enough and aligned for the address of every family.
        unsafe { (&raw mut whole.storage).cast::<T>().write(address) };
        whole.length = size_of::<T>() as libc::socklen_t;
        whole
    }

    /// The struct of a family, which the address has.
    fn as_struct<T: Copy>(&self) -> T {
        assert!(size_of::<T>() <= size_of::<libc::sockaddr_storage>());
        // SAFETY: the storage is large enough, initialised, and aligned; structs of addresses are
        // plain numbers.
        unsafe { (&raw const self.storage).cast::<T>().read() }
    }

    /// From what the C library gives.
    ///
    /// # Safety
    ///
    /// So many bytes can be read.
    pub(super) unsafe fn copied(
        address: *const libc::sockaddr,
        length: libc::socklen_t,
    ) -> Address {
        let mut whole = Address::empty();
        let length = (length as usize).min(size_of::<libc::sockaddr_storage>());
        let target = (&raw mut whole.storage).cast::<u8>();
        // SAFETY: the caller promises that they can be read, and there is room for them.
        unsafe { target.copy_from_nonoverlapping(address.cast(), length) };
        whole.length = length as libc::socklen_t;
        whole
    }

    /// The struct of the family and its length.
    pub(super) fn raw(&self) -> (*const libc::sockaddr, libc::socklen_t) {
        ((&raw const self.storage).cast(), self.length)
    }

    /// The family.
    pub(super) fn family(&self) -> i32 {
        i32::from(self.storage.ss_family)
    }

    /// An address of version 4.
    pub(super) fn v4(bytes: [u8; 4], port: u16) -> Address {
        // SAFETY: all zero is a value of the struct.
        let mut address: libc::sockaddr_in = unsafe { std::mem::zeroed() };
        address.sin_family = libc::AF_INET as _;
        address.sin_port = port.to_be();
        address.sin_addr.s_addr = u32::from_ne_bytes(bytes);
        Address::of(address)
    }

    /// An address of version 6.
    pub(super) fn v6(bytes: [u8; 16], port: u16, flow: u32, scope: u32) -> Address {
        // SAFETY: all zero is a value of the struct.
        let mut address: libc::sockaddr_in6 = unsafe { std::mem::zeroed() };
        address.sin6_family = libc::AF_INET6 as _;
        address.sin6_port = port.to_be();
        address.sin6_addr.s6_addr = bytes;
        address.sin6_flowinfo = flow.to_be();
        address.sin6_scope_id = scope;
        Address::of(address)
    }

    /// The address with another port, and for version 6 with flow information and scope.
    pub(super) fn with(self, port: u16, flow: u32, scope: u32) -> Address {
        match self.parts() {
            Parts::V4(bytes, _) => Address::v4(bytes, port),
            Parts::V6(bytes, ..) => Address::v6(bytes, port, flow, scope),
            _ => self,
        }
    }

    /// The address of a Unix socket: a path, or a name that begins with a zero byte.
    pub(super) fn unix(path: &[u8]) -> Address {
        // SAFETY: all zero is a value of the struct.
        let mut address: libc::sockaddr_un = unsafe { std::mem::zeroed() };
        address.sun_family = libc::AF_UNIX as _;
        for (target, &byte) in address.sun_path.iter_mut().zip(path) {
            *target = byte as _;
        }
        let mut whole = Address::of(address);
        // A path ends with a zero byte, an abstract name with its length.
        let ends = usize::from(path.first().is_some_and(|&byte| byte != 0));
        let length = BEFORE_PATH + path.len().min(LONGEST_PATH) + ends;
        whole.length = length.min(size_of::<libc::sockaddr_un>()) as libc::socklen_t;
        whole
    }

    /// The address of a socket to the kernel.
    pub(super) fn netlink(process: u32, groups: u32) -> Address {
        // SAFETY: all zero is a value of the struct.
        let mut address: libc::sockaddr_nl = unsafe { std::mem::zeroed() };
        address.nl_family = libc::AF_NETLINK as _;
        address.nl_pid = process;
        address.nl_groups = groups;
        Address::of(address)
    }

    /// The address of a virtual machine.
    pub(super) fn vsock(machine: u32, port: u32) -> Address {
        // SAFETY: all zero is a value of the struct.
        let mut address: libc::sockaddr_vm = unsafe { std::mem::zeroed() };
        address.svm_family = libc::AF_VSOCK as _;
        address.svm_cid = machine;
        address.svm_port = port;
        Address::of(address)
    }

    /// What the address says.
    pub(super) fn parts(&self) -> Parts {
        if self.length == 0 {
            return Parts::Nothing;
        }
        match self.family() {
            libc::AF_INET => {
                let address: libc::sockaddr_in = self.as_struct();
                let bytes = address.sin_addr.s_addr.to_ne_bytes();
                Parts::V4(bytes, u16::from_be(address.sin_port))
            }
            libc::AF_INET6 => {
                let address: libc::sockaddr_in6 = self.as_struct();
                let (bytes, port) = (address.sin6_addr.s6_addr, u16::from_be(address.sin6_port));
                let flow = u32::from_be(address.sin6_flowinfo);
                Parts::V6(bytes, port, flow, address.sin6_scope_id)
            }
            libc::AF_UNIX => {
                let address: libc::sockaddr_un = self.as_struct();
                let length = (self.length as usize).saturating_sub(BEFORE_PATH);
                let path = address.sun_path.iter().map(|&byte| byte as u8);
                let path: Vec<u8> = path.take(length).collect();
                if path.first() == Some(&0) {
                    return Parts::Unix(path);
                }
                let end = path
                    .iter()
                    .position(|&byte| byte == 0)
                    .unwrap_or(path.len());
                Parts::Unix(path[..end].to_vec())
            }
            libc::AF_NETLINK => {
                let address: libc::sockaddr_nl = self.as_struct();
                Parts::Netlink(address.nl_pid, address.nl_groups)
            }
            libc::AF_VSOCK => {
                let address: libc::sockaddr_vm = self.as_struct();
                Parts::Vsock(address.svm_cid, address.svm_port)
            }
            family => {
                let address: libc::sockaddr = self.as_struct();
                let bytes = address.sa_data.iter().map(|&byte| byte as u8);
                Parts::Other(family, bytes.collect())
            }
        }
    }
}

fn checked(result: c_int) -> Result<c_int> {
    match result {
        -1 => Err(Error::last_os_error()),
        result => Ok(result),
    }
}

fn counted(result: isize) -> Result<usize> {
    usize::try_from(result).map_err(|_| Error::last_os_error())
}

/// Makes a socket that child programs do not inherit.
pub(super) fn socket(family: i32, kind: i32, protocol: i32) -> Result<i32> {
    // SAFETY: numbers only.
    checked(unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) })
}

/// Makes two sockets that are connected.
pub(super) fn socket_pair(family: i32, kind: i32, protocol: i32) -> Result<[i32; 2]> {
    let mut ends = [0; 2];
    let kind = kind | libc::SOCK_CLOEXEC;
    // SAFETY: the array has room for two.
    checked(unsafe { libc::socketpair(family, kind, protocol, ends.as_mut_ptr()) })?;
    Ok(ends)
}

/// Closes a descriptor.
pub(super) fn close(fd: i32) -> Result<()> {
    // SAFETY: the object that owns it gives it up, or the program says so.
    checked(unsafe { libc::close(fd) }).map(drop)
}

/// Copies a descriptor.
pub(super) fn duplicate(fd: i32) -> Result<i32> {
    // SAFETY: numbers only.
    checked(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })
}

/// Sets whether calls wait.
pub(super) fn set_blocking(fd: i32, blocking: bool) -> Result<()> {
    let mut wait = c_int::from(!blocking);
    // SAFETY: the request takes a pointer to an int.
    checked(unsafe { libc::ioctl(fd, libc::FIONBIO, &raw mut wait) }).map(drop)
}

pub(super) fn bind(fd: i32, address: &Address) -> Result<()> {
    let (start, length) = address.raw();
    // SAFETY: the address has its length.
    checked(unsafe { libc::bind(fd, start, length) }).map(drop)
}

pub(super) fn connect(fd: i32, address: &Address) -> Result<()> {
    let (start, length) = address.raw();
    // SAFETY: the address has its length.
    checked(unsafe { libc::connect(fd, start, length) }).map(drop)
}

pub(super) fn listen(fd: i32, backlog: i32) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::listen(fd, backlog) }).map(drop)
}

pub(super) fn shutdown(fd: i32, how: i32) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::shutdown(fd, how) }).map(drop)
}

/// Calls something that fills an address.
fn filled<T>(call: impl FnOnce(*mut libc::sockaddr, *mut libc::socklen_t) -> T) -> (T, Address) {
    let mut address = Address::empty();
    let room = address.length;
    let start = (&raw mut address.storage).cast();
    let result = call(start, &raw mut address.length);
    address.length = address.length.min(room);
    (result, address)
}

pub(super) fn accept(fd: i32) -> Result<(i32, Address)> {
    // SAFETY: address and length are as long as they say.
    let (result, address) =
        filled(|start, length| unsafe { libc::accept4(fd, start, length, libc::SOCK_CLOEXEC) });
    Ok((checked(result)?, address))
}

pub(super) fn own_address(fd: i32) -> Result<Address> {
    // SAFETY: address and length are as long as they say.
    let (result, address) = filled(|start, length| unsafe { libc::getsockname(fd, start, length) });
    checked(result).map(|_| address)
}

pub(super) fn peer_address(fd: i32) -> Result<Address> {
    // SAFETY: address and length are as long as they say.
    let (result, address) = filled(|start, length| unsafe { libc::getpeername(fd, start, length) });
    checked(result).map(|_| address)
}

pub(crate) fn send(fd: i32, bytes: &[u8], flags: i32) -> Result<usize> {
    // SAFETY: the slice gives its length.
    counted(unsafe { libc::send(fd, bytes.as_ptr().cast(), bytes.len(), flags) })
}

pub(super) fn send_to(fd: i32, bytes: &[u8], flags: i32, address: &Address) -> Result<usize> {
    let (start, length) = address.raw();
    let (data, count) = (bytes.as_ptr().cast(), bytes.len());
    // SAFETY: slice and address give their lengths.
    counted(unsafe { libc::sendto(fd, data, count, flags, start, length) })
}

/// Receives up to so many bytes behind the end of a vector, which has room for them.
pub(crate) fn receive(fd: i32, target: &mut Vec<u8>, most: usize, flags: i32) -> Result<usize> {
    target.reserve(most);
    let start = target.spare_capacity_mut().as_mut_ptr().cast();
    // SAFETY: there is room for so many.
    let count = counted(unsafe { libc::recv(fd, start, most, flags) })?;
    let length = target.len() + count.min(most);
    // SAFETY: the system has filled so many.
    unsafe { target.set_len(length) };
    Ok(count)
}

/// As [`receive`], with the sender's address.
pub(super) fn receive_from(
    fd: i32,
    target: &mut Vec<u8>,
    most: usize,
    flags: i32,
) -> Result<(usize, Address)> {
    target.reserve(most);
    let data = target.spare_capacity_mut().as_mut_ptr().cast();
    // SAFETY: there is room for so many; address and length are as long as they say.
    let (count, address) =
        filled(|start, length| unsafe { libc::recvfrom(fd, data, most, flags, start, length) });
    let count = counted(count)?;
    let length = target.len() + count.min(most);
    // SAFETY: the system has filled so many.
    unsafe { target.set_len(length) };
    Ok((count, address))
}

/// Memory of an object that is received into.
pub(super) struct Target<'a> {
    pieces: Pieces<'a>,
    length: usize,
}

impl<'a> Target<'a> {
    /// The first bytes of pinned memory, which is writable.
    pub(super) fn new(memory: &'a PinnedMemory, length: usize) -> Target<'a> {
        assert!(length <= memory.view().length());
        Target {
            pieces: Pieces::new(std::slice::from_ref(memory)),
            length,
        }
    }

    fn start(&self) -> *mut libc::c_void {
        let (piece, _) = self.pieces.writable();
        // SAFETY: there is one piece.
        unsafe { (*piece).iov_base }
    }
}

/// Receives into the memory of an object.
pub(super) fn receive_into(fd: i32, target: &Target<'_>, flags: i32) -> Result<usize> {
    // SAFETY: the memory is pinned and has the length.
    counted(unsafe { libc::recv(fd, target.start(), target.length, flags) })
}

/// As [`receive_into`], with the sender's address.
pub(super) fn receive_from_into(
    fd: i32,
    target: &Target<'_>,
    flags: i32,
) -> Result<(usize, Address)> {
    // SAFETY: the memory is pinned and has the length; the address is as long as it says.
    let (count, address) = filled(|start, length| unsafe {
        libc::recvfrom(fd, target.start(), target.length, flags, start, length)
    });
    Ok((counted(count)?, address))
}

/// A piece of ancillary data: level, kind, bytes.
pub(super) type Ancillary = (i32, i32, Vec<u8>);

/// Memory for ancillary data, aligned as its headers are.
struct Control(Vec<u64>);

impl Control {
    fn new(length: usize) -> Control {
        Control(vec![0; length.div_ceil(8)])
    }
}

/// Bytes that a piece of ancillary data takes, without what aligns the next one.
pub(super) fn ancillary_length(length: u32) -> u32 {
    // SAFETY: arithmetic only.
    unsafe { libc::CMSG_LEN(length) }
}

/// Bytes that a piece of ancillary data takes.
pub(super) fn ancillary_space(length: u32) -> u32 {
    // SAFETY: arithmetic only.
    unsafe { libc::CMSG_SPACE(length) }
}

/// Sends pieces of memory with ancillary data.
pub(super) fn send_message(
    fd: i32,
    pieces: &Pieces<'_>,
    ancillary: &[Ancillary],
    flags: i32,
    address: Option<&Address>,
) -> Result<usize> {
    let space = |item: &Ancillary| ancillary_space(item.2.len() as u32) as usize;
    let length = ancillary.iter().map(space).sum();
    let mut control = Control::new(length);
    let (list, count) = pieces.readable();
    // SAFETY: all zero is a value of the struct. The control memory is aligned and as long as all
    // pieces of ancillary data need, so the headers lie in it; the system only reads through the
    // pointers.
    unsafe {
        let mut message: libc::msghdr = std::mem::zeroed();
        if let Some(address) = address {
            let (start, length) = address.raw();
            message.msg_name = start.cast_mut().cast();
            message.msg_namelen = length;
        }
        message.msg_iov = list.cast_mut();
        message.msg_iovlen = count as _;
        if length > 0 {
            message.msg_control = control.0.as_mut_ptr().cast();
            message.msg_controllen = length as _;
            let mut header = libc::CMSG_FIRSTHDR(&raw const message);
            for (level, kind, bytes) in ancillary {
                (*header).cmsg_level = *level;
                (*header).cmsg_type = *kind;
                (*header).cmsg_len = libc::CMSG_LEN(bytes.len() as u32) as _;
                libc::CMSG_DATA(header).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
                header = libc::CMSG_NXTHDR(&raw const message, header);
            }
        }
        counted(libc::sendmsg(fd, &raw const message, flags))
    }
}

/// What has been received: bytes, ancillary data, flags, the sender's address.
pub(super) type Message = (usize, Vec<Ancillary>, i32, Address);

/// Receives into pieces of memory, and so many bytes of ancillary data.
pub(super) fn receive_message(
    fd: i32,
    pieces: &Pieces<'_>,
    room: usize,
    flags: i32,
) -> Result<Message> {
    let (list, count) = pieces.writable();
    let mut control = Control::new(room);
    let mut address = Address::empty();
    // SAFETY: all zero is a value of the struct; memory, control data and address are as long as
    // the struct says.
    unsafe {
        let mut message: libc::msghdr = std::mem::zeroed();
        message.msg_name = (&raw mut address.storage).cast();
        message.msg_namelen = address.length;
        message.msg_iov = list.cast_mut();
        message.msg_iovlen = count as _;
        if room > 0 {
            message.msg_control = control.0.as_mut_ptr().cast();
            message.msg_controllen = room as _;
        }
        let received = counted(libc::recvmsg(fd, &raw mut message, flags))?;
        address.length = message.msg_namelen.min(address.length);
        let ancillary = received_ancillary(&message);
        Ok((received, ancillary, message.msg_flags, address))
    }
}

/// The ancillary data of a message.
///
/// # Safety
///
/// The system has filled the message.
unsafe fn received_ancillary(message: &libc::msghdr) -> Vec<Ancillary> {
    let mut found = Vec::new();
    let end = message.msg_control as usize + message.msg_controllen;
    // SAFETY: headers and data lie in the control memory; data that was cut off ends with it.
    unsafe {
        let mut header = libc::CMSG_FIRSTHDR(message);
        while let Some(item) = header.as_ref() {
            let data = libc::CMSG_DATA(header);
            let given = item
                .cmsg_len
                .saturating_sub(data as usize - std::ptr::from_ref(item) as usize);
            let length = given.min(end.saturating_sub(data as usize));
            let bytes = std::slice::from_raw_parts(data, length).to_vec();
            found.push((item.cmsg_level, item.cmsg_type, bytes));
            header = libc::CMSG_NXTHDR(message, header);
        }
    }
    found
}

/// An option that is an int.
pub(super) fn option(fd: i32, level: i32, name: i32) -> Result<i32> {
    let mut value: c_int = 0;
    let mut length = size_of::<c_int>() as libc::socklen_t;
    let start = (&raw mut value).cast();
    // SAFETY: value and length are local variables.
    checked(unsafe { libc::getsockopt(fd, level, name, start, &raw mut length) })?;
    Ok(value)
}

/// An option of up to so many bytes.
pub(super) fn option_bytes(fd: i32, level: i32, name: i32, most: usize) -> Result<Vec<u8>> {
    let mut value = vec![0_u8; most];
    let mut length = most as libc::socklen_t;
    let start = value.as_mut_ptr().cast();
    // SAFETY: the vector has the length.
    checked(unsafe { libc::getsockopt(fd, level, name, start, &raw mut length) })?;
    value.truncate(length as usize);
    Ok(value)
}

/// Sets an option to bytes.
pub(super) fn set_option(fd: i32, level: i32, name: i32, value: &[u8]) -> Result<()> {
    let length = value.len() as libc::socklen_t;
    // SAFETY: the slice has the length.
    checked(unsafe { libc::setsockopt(fd, level, name, value.as_ptr().cast(), length) }).map(drop)
}

/// Sets an option without a value, but with a length.
pub(super) fn set_option_length(fd: i32, level: i32, name: i32, length: u32) -> Result<()> {
    // SAFETY: for a null the system reads nothing, or says that the address is bad.
    checked(unsafe { libc::setsockopt(fd, level, name, std::ptr::null(), length) }).map(drop)
}

/// Waits until a socket can be read from or written to; `false` if the time was over before.
pub(crate) fn wait(fd: i32, events: i16, timeout: Option<Duration>) -> Result<bool> {
    let mut poll = libc::pollfd {
        fd,
        events,
        revents: 0,
    };
    // SAFETY: there is one.
    let ready = checked(unsafe { libc::poll(&raw mut poll, 1, milliseconds(timeout)) })?;
    Ok(ready > 0)
}

/// The machine's name.
pub(super) fn host_name() -> Result<Vec<u8>> {
    let mut name = vec![0_u8; 1025];
    // SAFETY: the buffer is one byte longer, so that the name ends with a zero.
    checked(unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len() - 1) })?;
    let end = name
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(name.len());
    name.truncate(end);
    Ok(name)
}

/// Sets the machine's name.
pub(super) fn set_host_name(name: &[u8]) -> Result<()> {
    // SAFETY: the slice has the length.
    checked(unsafe { libc::sethostname(name.as_ptr().cast(), name.len()) }).map(drop)
}

/// The number of a network interface.
pub(super) fn interface_index(name: &CStr) -> Result<u32> {
    // SAFETY: the name is a C string.
    match unsafe { libc::if_nametoindex(name.as_ptr()) } {
        0 => Err(Error::last_os_error()),
        index => Ok(index),
    }
}

/// The name of a network interface.
pub(super) fn interface_name(index: u32) -> Result<CString> {
    let mut name = [0; libc::IF_NAMESIZE + 1];
    // SAFETY: the buffer has the room that the call wants, and ends with a zero.
    unsafe {
        if libc::if_indextoname(index, name.as_mut_ptr()).is_null() {
            return Err(Error::last_os_error());
        }
        Ok(CStr::from_ptr(name.as_ptr()).to_owned())
    }
}

/// The network interfaces: number and name.
pub(super) fn interfaces() -> Result<Vec<(u32, CString)>> {
    let mut all = Vec::new();
    // SAFETY: the list ends with an item without a name, and is given back once.
    unsafe {
        let list = libc::if_nameindex();
        if list.is_null() {
            return Err(Error::last_os_error());
        }
        let mut item = list;
        while !(*item).if_name.is_null() {
            let name = CStr::from_ptr((*item).if_name).to_owned();
            all.push(((*item).if_index, name));
            item = item.add(1);
        }
        libc::if_freenameindex(list);
    }
    Ok(all)
}
