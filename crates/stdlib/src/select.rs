//! `select`: waiting until descriptors are ready.
//! Reference: <https://docs.python.org/3.14/library/select.html>

mod epoll;
mod poll;
mod system;

/// Waiting until descriptors are ready.
#[rpy_macros::native_module(name = "select", classes(super::epoll::Epoll as "epoll"))]
pub mod select {
    use rpy_vm::builtins::list::List;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::poll::Poll;
    use super::system;
    use crate::descriptor::Descriptor;
    use crate::waiting;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("EPOLLERR", libc::EPOLLERR as i64),
        ("EPOLLET", libc::EPOLLET as u32 as i64),
        ("EPOLLEXCLUSIVE", libc::EPOLLEXCLUSIVE as i64),
        ("EPOLLHUP", libc::EPOLLHUP as i64),
        ("EPOLLIN", libc::EPOLLIN as i64),
        ("EPOLLMSG", libc::EPOLLMSG as i64),
        ("EPOLLONESHOT", libc::EPOLLONESHOT as i64),
        ("EPOLLOUT", libc::EPOLLOUT as i64),
        ("EPOLLPRI", libc::EPOLLPRI as i64),
        ("EPOLLRDBAND", libc::EPOLLRDBAND as i64),
        ("EPOLLRDHUP", libc::EPOLLRDHUP as i64),
        ("EPOLLRDNORM", libc::EPOLLRDNORM as i64),
        ("EPOLLWAKEUP", libc::EPOLLWAKEUP as i64),
        ("EPOLLWRBAND", libc::EPOLLWRBAND as i64),
        ("EPOLLWRNORM", libc::EPOLLWRNORM as i64),
        ("EPOLL_CLOEXEC", libc::EPOLL_CLOEXEC as i64),
        ("PIPE_BUF", system::PIPE_BUF as i64),
        ("POLLERR", libc::POLLERR as i64),
        ("POLLHUP", libc::POLLHUP as i64),
        ("POLLIN", libc::POLLIN as i64),
        ("POLLMSG", 1024),
        ("POLLNVAL", libc::POLLNVAL as i64),
        ("POLLOUT", libc::POLLOUT as i64),
        ("POLLPRI", libc::POLLPRI as i64),
        ("POLLRDBAND", libc::POLLRDBAND as i64),
        ("POLLRDHUP", libc::POLLRDHUP as i64),
        ("POLLRDNORM", libc::POLLRDNORM as i64),
        ("POLLWRBAND", libc::POLLWRBAND as i64),
        ("POLLWRNORM", libc::POLLWRNORM as i64),
    ];

    /// The class of all errors of the system.
    #[constant]
    fn error(vm: &mut Vm) -> Value {
        vm.types.exceptions.os_error.to_value()
    }

    /// Returns an object that waits for events of the descriptors that are registered with it.
    #[function(signature = "()")]
    fn poll(vm: &mut Vm) -> Ref<Poll> {
        Ref::new(Poll::default(), vm)
    }

    /// Waits until descriptors are ready for reading, for writing, or have something exceptional.
    /// Returns the three lists of those that are.
    #[function(signature = "(rlist, wlist, xlist, timeout=None, /)")]
    fn select(
        rlist: &Value,
        wlist: &Value,
        xlist: &Value,
        timeout: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<(Value, Value, Value)> {
        let deadline = match timeout {
            None => None,
            Some(timeout) => match waiting::nanoseconds(timeout, 1_000_000_000, vm)? {
                None => return Err(vm.type_error("timeout must be a float or None")),
                Some(..0) => return Err(vm.value_error("timeout must be non-negative")),
                Some(nanoseconds) => waiting::deadline(nanoseconds),
            },
        };
        let mut objects = Vec::new();
        let mut lists: [Vec<i32>; 3] = Default::default();
        for (given, list) in [rlist, wlist, xlist].into_iter().zip(&mut lists) {
            let (items, fds) = descriptors_of(given, vm)?;
            objects.push(items);
            *list = fds;
        }
        let ready = waiting::raising(deadline, vm, |left| {
            let mut ready = lists.clone();
            system::select(&mut ready, left).map(|()| ready)
        })?;
        let mut results = Vec::new();
        for ((items, fds), ready) in objects.into_iter().zip(&lists).zip(&ready) {
            let items = items.into_iter().zip(fds);
            let items = items.filter(|(_, fd)| ready.contains(fd));
            results.push(vm.new_list(items.map(|(item, _)| item).collect()));
        }
        let [read, write, except] = <[Value; 3]>::try_from(results).expect("there are three lists");
        Ok((read, write, except))
    }

    /// The objects of a sequence and their descriptors.
    fn descriptors_of(list: &Value, vm: &mut Vm) -> PyResult<(Vec<Value>, Vec<i32>)> {
        use rpy_vm::function::convert::FromArgument;
        if list.class(vm).slots(vm).iter.is_none() && list.class(vm).slots(vm).subscript.is_none() {
            return Err(vm.type_error("arguments 1-3 must be sequences"));
        }
        // A list is looked at as it is, as methods of its items may change it.
        let list = match list.downcast::<List>() {
            Some(list) => list.clone(),
            None => List::new(vm.collect(list)?, vm),
        };
        let (mut items, mut fds) = (Vec::new(), Vec::new());
        while let Some(item) = list.get(items.len(), vm) {
            let fd = Descriptor::from_argument(&item, vm)?.0;
            items.push(item);
            if fd >= system::SET_SIZE {
                return Err(vm.value_error("filedescriptor out of range in select()"));
            }
            if fds.len() >= system::SET_SIZE as usize {
                return Err(vm.value_error("too many file descriptors in select()"));
            }
            fds.push(fd);
        }
        Ok((items, fds))
    }
}
