//! The methods of `socket` that send and receive.

use rpy_macros::methods;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::object::buffer::{PinnedBytes, PinnedMemory};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::address::{from_python, to_python};
use super::object::{Ready, Socket, timed_out};
use super::system::{self, Ancillary, Target};
use crate::pieces::{Pieces, writable};
use crate::waiting;

/// A number of bytes to receive.
fn room(count: isize, message: &str, vm: &mut Vm) -> PyResult<usize> {
    let Ok(count) = usize::try_from(count) else {
        return Err(vm.value_error(message));
    };
    vm.check_allocation(count)?;
    Ok(count)
}

/// Ancillary data to send, as triples of level, kind and bytes.
fn ancillary_of(items: Option<&Value>, vm: &mut Vm) -> PyResult<Vec<Ancillary>> {
    let Some(items) = items else {
        return Ok(Vec::new());
    };
    let items = vm.collect_or(items, "sendmsg() argument 2 must be an iterable")?;
    let mut ancillary = Vec::with_capacity(items.len());
    for item in &items {
        let what = "[sendmsg() ancillary data items]() argument must be";
        let Some(tuple) = item.downcast::<Tuple>() else {
            let given = item.type_name(vm);
            return Err(vm.type_error(format!("{what} 3-item tuple, not {given}")));
        };
        let [level, kind, data] = tuple.as_slice() else {
            let given = tuple.length();
            return Err(vm.type_error(format!("{what} tuple of length 3, not {given}")));
        };
        let (level, kind) = (
            i32::from_argument(level, vm)?,
            i32::from_argument(kind, vm)?,
        );
        let data = PinnedBytes::new(data, vm)?.as_slice().to_vec();
        if i32::try_from(data.len()).is_err() {
            return Err(vm.os_error("ancillary data item too large"));
        }
        ancillary.push((level, kind, data));
    }
    Ok(ancillary)
}

/// Ancillary data that was received, as triples.
fn ancillary_value(ancillary: Vec<Ancillary>, vm: &mut Vm) -> Value {
    let mut items = Vec::with_capacity(ancillary.len());
    for (level, kind, bytes) in ancillary {
        let bytes = vm.new_bytes(&bytes);
        let triple = [Value::from_i32(level), Value::from_i32(kind), bytes];
        items.push(Tuple::from_array(triple, vm).into_value());
    }
    vm.new_list(items)
}

/// Room for ancillary data.
fn ancillary_room(count: isize, vm: &mut Vm) -> PyResult<usize> {
    match i32::try_from(count) {
        Ok(count @ 0..) => {
            vm.check_allocation(count as usize)?;
            Ok(count as usize)
        }
        _ => Err(vm.value_error("invalid ancillary data buffer length")),
    }
}

#[methods(TRANSFER)]
impl Socket {
    /// Receives up to so many bytes; none if the other end was closed.
    #[method(signature = "($self, buffersize, flags=0, /)", hidden)]
    fn recv(this: &Ref<Socket>, buffersize: isize, flags: i32, vm: &mut Vm) -> PyResult {
        let most = room(buffersize, "negative buffersize in recv", vm)?;
        if most == 0 {
            return Ok(vm.new_bytes(b""));
        }
        let mut bytes = Vec::new();
        this.call(Ready::Read, this.timeout.get(), vm, |fd| {
            bytes.clear();
            system::receive(fd, &mut bytes, most, flags)
        })?;
        Ok(Bytes::from_vec(bytes, vm).into_value())
    }

    /// Receives into a buffer, and returns the number of bytes.
    #[method(signature = "($self, /, buffer, nbytes=0, flags=0)", hidden)]
    fn recv_into(
        this: &Ref<Socket>,
        buffer: &Value,
        nbytes: isize,
        flags: i32,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let memory = writable(buffer, "recv_into() argument 1", vm)?;
        let length = memory.view().length();
        let count = room(nbytes, "negative buffersize in recv_into", vm)?;
        if count > length {
            return Err(vm.value_error("buffer too small for requested bytes"));
        }
        let target = Target::new(&memory, if count == 0 { length } else { count });
        this.call(Ready::Read, this.timeout.get(), vm, |fd| {
            system::receive_into(fd, &target, flags)
        })
    }

    /// Receives up to so many bytes; returns them and the sender's address.
    #[method(signature = "($self, buffersize, flags=0, /)", hidden)]
    fn recvfrom(
        this: &Ref<Socket>,
        buffersize: isize,
        flags: i32,
        vm: &mut Vm,
    ) -> PyResult<(Value, Value)> {
        let most = room(buffersize, "negative buffersize in recvfrom", vm)?;
        let mut bytes = Vec::new();
        let (_, address) = this.call(Ready::Read, this.timeout.get(), vm, |fd| {
            bytes.clear();
            system::receive_from(fd, &mut bytes, most, flags)
        })?;
        let address = to_python(&address, vm);
        Ok((Bytes::from_vec(bytes, vm).into_value(), address))
    }

    /// Receives into a buffer; returns the number of bytes and the sender's address.
    #[method(signature = "($self, /, buffer, nbytes=0, flags=0)", hidden)]
    fn recvfrom_into(
        this: &Ref<Socket>,
        buffer: &Value,
        nbytes: isize,
        flags: i32,
        vm: &mut Vm,
    ) -> PyResult<(usize, Value)> {
        let memory = writable(buffer, "recvfrom_into() argument 1", vm)?;
        let length = memory.view().length();
        let count = room(nbytes, "negative buffersize in recvfrom_into", vm)?;
        if count > length {
            return Err(vm.value_error("nbytes is greater than the length of the buffer"));
        }
        let target = Target::new(&memory, if count == 0 { length } else { count });
        let (count, address) = this.call(Ready::Read, this.timeout.get(), vm, |fd| {
            system::receive_from_into(fd, &target, flags)
        })?;
        Ok((count, to_python(&address, vm)))
    }

    /// Receives bytes and ancillary data; returns both, flags, and the sender's address.
    #[method(signature = "($self, bufsize, ancbufsize=0, flags=0, /)", hidden)]
    fn recvmsg(
        this: &Ref<Socket>,
        bufsize: isize,
        ancbufsize: isize,
        flags: i32,
        vm: &mut Vm,
    ) -> PyResult<(Value, Value, i32, Value)> {
        let most = room(bufsize, "negative buffer size in recvmsg()", vm)?;
        let space = ancillary_room(ancbufsize, vm)?;
        let bytearray = vm.types.bytearray.to_value();
        let count = vm.new_int(most as i64);
        let buffer = bytearray.call_positional(&[count], vm)?;
        let memory = [PinnedMemory::writable(&buffer, vm)?];
        let pieces = Pieces::new(&memory);
        let (count, ancillary, flags, address) =
            this.call(Ready::Read, this.timeout.get(), vm, |fd| {
                system::receive_message(fd, &pieces, space, flags)
            })?;
        let bytes = memory[0].view().to_vec(vm);
        let bytes = vm.new_bytes(&bytes[..count.min(most)]);
        let ancillary = ancillary_value(ancillary, vm);
        Ok((bytes, ancillary, flags, to_python(&address, vm)))
    }

    /// Receives into several buffers, and ancillary data; returns the number of bytes, the
    /// ancillary data, flags, and the sender's address.
    #[method(signature = "($self, buffers, ancbufsize=0, flags=0, /)", hidden)]
    fn recvmsg_into(
        this: &Ref<Socket>,
        buffers: &Value,
        ancbufsize: isize,
        flags: i32,
        vm: &mut Vm,
    ) -> PyResult<(usize, Value, i32, Value)> {
        let buffers = vm.collect_or(buffers, "recvmsg_into() argument 1 must be an iterable")?;
        let mut memory = Vec::with_capacity(buffers.len());
        for buffer in &buffers {
            let Ok(pinned) = PinnedMemory::writable(buffer, vm) else {
                let message = "recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers";
                return Err(vm.type_error(message));
            };
            memory.push(pinned);
        }
        let space = ancillary_room(ancbufsize, vm)?;
        let pieces = Pieces::new(&memory);
        let (count, ancillary, flags, address) =
            this.call(Ready::Read, this.timeout.get(), vm, |fd| {
                system::receive_message(fd, &pieces, space, flags)
            })?;
        let ancillary = ancillary_value(ancillary, vm);
        Ok((count, ancillary, flags, to_python(&address, vm)))
    }

    /// Sends bytes, and returns how many were sent.
    #[method(signature = "($self, data, flags=0, /)", hidden)]
    fn send(this: &Ref<Socket>, data: &Value, flags: i32, vm: &mut Vm) -> PyResult<usize> {
        let bytes = PinnedBytes::new(data, vm)?;
        let bytes = bytes.as_slice();
        this.call(Ready::Write, this.timeout.get(), vm, |fd| {
            system::send(fd, bytes, flags)
        })
    }

    /// Sends all bytes. After an error nobody knows how many were sent.
    #[method(signature = "($self, data, flags=0, /)", hidden)]
    fn sendall(this: &Ref<Socket>, data: &Value, flags: i32, vm: &mut Vm) -> PyResult<()> {
        let bytes = PinnedBytes::new(data, vm)?;
        let mut left = bytes.as_slice();
        let timeout = this.timeout.get();
        let deadline = if timeout > 0 {
            waiting::deadline(timeout)
        } else {
            None
        };
        let mut limit = timeout;
        while !left.is_empty() {
            if let Some(deadline) = deadline {
                let time = deadline.saturating_duration_since(std::time::Instant::now());
                if time.is_zero() {
                    return Err(timed_out(vm));
                }
                limit = i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
            }
            let sent = this.call(Ready::Write, limit, vm, |fd| system::send(fd, left, flags))?;
            left = &left[sent..];
            vm.check_signals()?;
        }
        Ok(())
    }

    /// Sends bytes to an address, and returns how many were sent.
    #[method(signature = "($self, /, *args)", hidden)]
    fn sendto(this: &Ref<Socket>, args: &[Value], vm: &mut Vm) -> PyResult<usize> {
        let (data, flags, address) = match args {
            [data, address] => (data, 0, address),
            [data, flags, address] => (data, i32::from_argument(flags, vm)?, address),
            _ => {
                let count = args.len();
                let message = format!("sendto() takes 2 or 3 arguments ({count} given)");
                return Err(vm.type_error(message));
            }
        };
        let bytes = PinnedBytes::new(data, vm)?;
        let bytes = bytes.as_slice();
        let shown = address;
        let address = from_python(address, this.family.get(), "sendto", vm)?;
        vm.audit("socket.sendto", |_| [this.to_value(), shown.clone()])?;
        this.call(Ready::Write, this.timeout.get(), vm, |fd| {
            system::send_to(fd, bytes, flags, &address)
        })
    }

    /// Sends several buffers and ancillary data, to an address if one is given; returns how many
    /// bytes were sent.
    #[method(
        signature = "($self, buffers, ancdata=(), flags=0, address=None, /)",
        hidden
    )]
    fn sendmsg(
        this: &Ref<Socket>,
        buffers: &Value,
        ancdata: Option<&Value>,
        flags: i32,
        address: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let buffers = vm.collect_or(buffers, "sendmsg() argument 1 must be an iterable")?;
        let shown = address.cloned().unwrap_or(Value::NONE);
        let address = match address {
            Some(address) => Some(from_python(address, this.family.get(), "sendmsg", vm)?),
            None => None,
        };
        vm.audit("socket.sendmsg", |_| [this.to_value(), shown])?;
        let mut memory = Vec::with_capacity(buffers.len());
        for buffer in &buffers {
            memory.push(PinnedMemory::new(buffer, vm)?);
        }
        let ancillary = ancillary_of(ancdata, vm)?;
        let pieces = Pieces::new(&memory);
        this.call(Ready::Write, this.timeout.get(), vm, |fd| {
            system::send_message(fd, &pieces, &ancillary, flags, address.as_ref())
        })
    }
}
