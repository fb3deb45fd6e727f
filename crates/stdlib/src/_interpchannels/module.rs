//! The functions of `_interpchannels`.

pub use _interpchannels::MODULE;

/// Channels between interpreters.
#[rpy_macros::native_module(
    name = "_interpchannels",
    classes(
        super::super::ChannelError as "ChannelError",
        super::super::ChannelNotFoundError as "ChannelNotFoundError",
        super::super::ChannelClosedError as "ChannelClosedError",
        super::super::ChannelEmptyError as "ChannelEmptyError",
        super::super::ChannelNotEmptyError as "ChannelNotEmptyError",
        super::super::ChannelID as "ChannelID"
    )
)]
mod _interpchannels {
    use rpy_vm::builtins::memoryview::MemoryView;
    use rpy_vm::builtins::tuple::Tuple;
    use rpy_vm::builtins::type_::Type;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::super::channels::{Channels, End, Info, Refused};
    use super::super::id::{ChannelEnd, ChannelID, Progress, Sent};
    use super::super::{ChannelNotFoundError, end_of_id};
    use crate::_interpqueues::{Item, Unbound};
    use crate::_interpreters::data::{Data, Fallback, share};
    use crate::_interpreters::runtime::{current, number_of, own, runtime};
    use crate::waiting;

    /// What a channel says of itself.
    #[struct_sequence]
    struct ChannelInfo {
        /// Whether it is open at both ends.
        open: bool,
        /// Whether it is closed, but for the messages that are still inside.
        closing: bool,
        /// Whether it is closed.
        closed: bool,
        /// How many messages are inside.
        count: usize,
        /// How many interpreters send.
        num_interp_send: usize,
        /// How many do so no more.
        num_interp_send_released: usize,
        /// How many interpreters receive.
        num_interp_recv: usize,
        /// How many do so no more.
        num_interp_recv_released: usize,
        /// How many interpreters send and receive.
        #[hidden]
        num_interp_both: usize,
        /// How many of those only send any more.
        #[hidden]
        num_interp_both_recv_released: usize,
        /// How many of those only receive any more.
        #[hidden]
        num_interp_both_send_released: usize,
        /// How many of those do neither any more.
        #[hidden]
        num_interp_both_released: usize,
        /// Whether the interpreter that asks sends, or did.
        #[hidden]
        send_associated: bool,
        /// Whether it does so no more.
        #[hidden]
        send_released: bool,
        /// Whether the interpreter that asks receives, or did.
        #[hidden]
        recv_associated: bool,
        /// Whether it does so no more.
        #[hidden]
        recv_released: bool,
    }

    impl From<Info> for ChannelInfo {
        fn from(info: Info) -> ChannelInfo {
            let users = info.users;
            ChannelInfo {
                open: info.open,
                closing: info.closing,
                closed: !info.open && !info.closing,
                count: info.count,
                num_interp_send: users[1][0],
                num_interp_send_released: users[2][0],
                num_interp_recv: users[0][1],
                num_interp_recv_released: users[0][2],
                num_interp_both: users[1][1],
                num_interp_both_recv_released: users[1][2],
                num_interp_both_send_released: users[2][1],
                num_interp_both_released: users[2][2],
                send_associated: info.sends.is_some(),
                send_released: info.sends == Some(false),
                recv_associated: info.receives.is_some(),
                recv_released: info.receives == Some(false),
            }
        }
    }

    /// The channel of a number or of a `ChannelID`.
    fn channel_of(id: &Value, vm: &mut Vm) -> PyResult<ChannelEnd> {
        if let Some(channel) = end_of_id(id) {
            return Ok(channel);
        }
        let id = number_of(id, "channel", vm)?;
        Ok(ChannelEnd { id, end: End::Both })
    }

    /// Does something with a channel.
    fn with<R>(
        id: &Value,
        vm: &mut Vm,
        f: impl FnOnce(&mut Channels, i64) -> Result<R, Refused>,
    ) -> PyResult<R> {
        let id = channel_of(id, vm)?.id;
        let result = f(&mut runtime(vm).channels(), id);
        result.map_err(|refused| refused.raise(id, vm))
    }

    fn end_of(send: bool, recv: bool) -> End {
        match (send, recv) {
            (true, false) => End::Send,
            (false, true) => End::Receive,
            _ => End::Both,
        }
    }

    /// Makes a channel and returns its ID.
    #[function(signature = "(unboundop=-1, fallback=-1)", hidden)]
    fn create(unboundop: i64, fallback: i64, vm: &mut Vm) -> PyResult<Ref<ChannelID>> {
        let unbound = Unbound::of(unboundop, Unbound::Replace, vm)?;
        let fallback = Fallback::of(fallback, Fallback::Pickle, vm)?;
        let id = runtime(vm).channels().create(unbound, fallback);
        Ok(ChannelID::new(ChannelEnd { id, end: End::Both }, vm))
    }

    /// Removes a channel.
    #[function(signature = "(cid)", hidden)]
    fn destroy(cid: &Value, vm: &mut Vm) -> PyResult<()> {
        with(cid, vm, Channels::remove)
    }

    /// Returns ID and defaults of every channel that is not closed.
    #[function(signature = "($module, /)")]
    fn list_all(vm: &mut Vm) -> Value {
        let all = runtime(vm).channels().all();
        let mut list = Vec::new();
        for (id, unbound, fallback) in all {
            let items = [
                ChannelID::new(ChannelEnd { id, end: End::Both }, vm).into_value(),
                vm.new_int(unbound as i64),
                vm.new_int(fallback as i64),
            ];
            list.push(Tuple::from_array(items, vm).into_value());
        }
        vm.new_list(list)
    }

    /// Returns the numbers of the interpreters that use an end of a channel.
    #[function(signature = "(cid, *, send)", hidden)]
    fn list_interpreters(cid: &Value, send: bool, vm: &mut Vm) -> PyResult {
        let end = if send { End::Send } else { End::Receive };
        let users = with(cid, vm, |channels, id| channels.users(id, end))?;
        let users = users.into_iter().map(|id| vm.new_int(id)).collect();
        Ok(vm.new_list(users))
    }

    /// Sends data, and waits until it is received, if that is wanted.
    fn send_data(
        cid: &Value,
        data: Data,
        unboundop: i64,
        (blocking, timeout): (bool, Option<&Value>),
        vm: &mut Vm,
    ) -> PyResult<()> {
        let (default, _) = with(cid, vm, Channels::defaults)?;
        let unbound = Unbound::of(unboundop, default, vm)?;
        let deadline = match timeout {
            Some(timeout) => match waiting::nanoseconds(timeout, 1_000_000_000, vm)? {
                Some(0..) if !blocking => None,
                Some(time @ 0..) => waiting::deadline(time),
                Some(_) => {
                    return Err(vm.value_error("timeout value must be a non-negative number"));
                }
                None => {
                    let given = timeout.type_name(vm);
                    let message =
                        format!("'{given}' object cannot be interpreted as an integer or float");
                    return Err(vm.type_error(message));
                }
            },
            None => None,
        };
        let item = Item {
            data: Some(data),
            interpreter: current(vm),
            unbound,
        };
        let sent = blocking.then(Sent::new);
        let waiting = sent.clone();
        with(cid, vm, |channels, id| channels.send(id, item, sent))?;
        let Some(sent) = waiting else {
            return Ok(());
        };
        let progress = sent.wait(deadline, vm);
        if !matches!(progress, Ok(Progress::Received)) {
            let id = channel_of(cid, vm)?.id;
            runtime(vm).channels().withdraw(id, &sent);
        }
        match progress? {
            Progress::Received => Ok(()),
            Progress::Closed => with(cid, vm, |_, _| Err(Refused::Closed)),
            Progress::OnItsWay => {
                let class = vm.types.exceptions.timeout_error.clone();
                Err(vm.raise(&class, "timed out"))
            }
        }
    }

    /// Sends an object. With blocking, waits until somebody has received it, at most so many seconds.
    ///
    /// Raises TimeoutError when the time is over, ChannelClosedError if the channel is closed.
    #[function(
        signature = "(cid, obj, unboundop=-1, fallback=-1, *, blocking=True, timeout=None)",
        hidden
    )]
    fn send(
        cid: &Value,
        obj: &Value,
        unboundop: i64,
        fallback: i64,
        blocking: bool,
        timeout: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let (_, default) = with(cid, vm, Channels::defaults)?;
        let fallback = Fallback::of(fallback, default, vm)?;
        let data = share(obj, fallback, vm)?;
        send_data(cid, data, unboundop, (blocking, timeout), vm)
    }

    /// Sends the memory of an object, which is received as a memoryview, as send() does.
    #[function(
        signature = "(cid, obj, unboundop=-1, fallback=-1, *, blocking=True, timeout=None)",
        hidden
    )]
    fn send_buffer(
        cid: &Value,
        obj: &Value,
        unboundop: i64,
        _fallback: i64,
        blocking: bool,
        timeout: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        // A memoryview has data of its own: nothing falls back.
        let view = MemoryView::new(obj, vm)?.into_value();
        let data = share(&view, Fallback::Refuse, vm)?;
        send_data(cid, data, unboundop, (blocking, timeout), vm)
    }

    /// Receives an object. Returns it and None, or None and what is to be done as its interpreter has ended. If
    /// there is none, returns the default and None.
    ///
    /// Raises ChannelEmptyError if there is none and no default.
    #[function(signature = "(cid, default=<unrepresentable>)", hidden)]
    fn recv(cid: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let (id, interpreter) = (channel_of(cid, vm)?.id, current(vm));
        let received = runtime(vm).channels().receive(id, interpreter);
        let pair = match (received, default) {
            (Ok(item), _) => match item.data {
                Some(data) => [data.receive(vm)?, Value::NONE],
                None => [Value::NONE, vm.new_int(item.unbound as i64)],
            },
            (Err(Refused::Empty), Some(default)) => [default, Value::NONE],
            (Err(refused), _) => return Err(refused.raise(id, vm)),
        };
        Ok(Tuple::from_array(pair, vm))
    }

    /// Closes a channel for all interpreters; with send, one that is not empty may still be emptied.
    ///
    /// Raises ChannelNotEmptyError if it is not empty and that is not to be forced.
    #[function(signature = "(cid, *, send=False, recv=False, force=False)", hidden)]
    fn close(cid: &Value, send: bool, recv: bool, force: bool, vm: &mut Vm) -> PyResult<()> {
        let end = end_of(send, recv);
        with(cid, vm, |channels, id| channels.close(id, end, force))
    }

    /// Says that the interpreter uses ends of a channel no more; both, unless it is told which.
    #[function(signature = "(cid, *, send=False, recv=False, force=True)", hidden)]
    fn release(cid: &Value, send: bool, recv: bool, _force: bool, vm: &mut Vm) -> PyResult<()> {
        // Messages stay in any case, for the others that receive.
        let (end, interpreter) = (end_of(send, recv), current(vm));
        with(cid, vm, |channels, id| {
            channels.release(id, end, interpreter)
        })
    }

    /// Returns how many messages a channel has.
    #[function(signature = "(cid)", hidden)]
    fn get_count(cid: &Value, vm: &mut Vm) -> PyResult<usize> {
        with(cid, vm, Channels::count)
    }

    /// Returns what a channel says of itself.
    #[function(signature = "(cid)", hidden)]
    fn get_info(cid: &Value, vm: &mut Vm) -> PyResult<ChannelInfo> {
        let interpreter = current(vm);
        let info = with(cid, vm, |channels, id| channels.info(id, interpreter))?;
        Ok(info.into())
    }

    /// Returns what send() does with a channel unless it is told.
    #[function(signature = "(cid)", hidden)]
    fn get_channel_defaults(cid: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let (unbound, fallback) = with(cid, vm, Channels::defaults)?;
        let pair = [vm.new_int(unbound as i64), vm.new_int(fallback as i64)];
        Ok(Tuple::from_array(pair, vm))
    }

    /// Makes the ID of a channel, or of one end of it. With force, there need be no such channel.
    #[function(
        signature = "(id, *, send=<unrepresentable>, recv=<unrepresentable>, force=False, _resolve=False)",
        hidden
    )]
    fn _channel_id(
        id: &Value,
        send: Option<bool>,
        recv: Option<bool>,
        force: bool,
        _resolve: bool,
        vm: &mut Vm,
    ) -> PyResult<Ref<ChannelID>> {
        let channel = channel_of(id, vm)?;
        let end = match (send, recv) {
            (Some(false), Some(false)) => {
                return Err(vm.value_error("'send' and 'recv' cannot both be False"));
            }
            (None, None) => channel.end,
            (send, recv) => end_of(send == Some(true), recv == Some(true)),
        };
        if !force && !runtime(vm).channels().exists(channel.id) {
            let message = format!("channel {} not found", channel.id);
            return Err(vm.native_error::<ChannelNotFoundError>(message));
        }
        Ok(ChannelID::new(ChannelEnd { end, ..channel }, vm))
    }

    /// Tells the classes of objects that stand for the ends of channels.
    #[function(signature = "(send, recv)", hidden)]
    fn _register_end_types(send: &Value, recv: &Value, vm: &mut Vm) -> PyResult<()> {
        for (class, name) in [(send, "send"), (recv, "recv")] {
            if !class.has_payload::<Type>() {
                return Err(vm.type_error(format!("expected a type for '{name}'")));
            }
        }
        drop(own(vm).end_types.replace([send.clone(), recv.clone()]));
        Ok(())
    }
}
