//! `ChannelID`: the object that stands for a channel; and how a sender waits.

use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::int::IntView;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::channels::End;
use crate::_interpreters::runtime::{Runtime, runtime};

/// How long a thread waits before it looks for signals.
const SLICE: Duration = Duration::from_millis(20);

/// A channel, or one end of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChannelEnd {
    /// The channel's number.
    pub(crate) id: i64,
    /// What is meant of it.
    pub(crate) end: End,
}

/// The number of a channel, and which end of it is meant. The channel goes with the last one.
#[derive(Payload)]
pub(crate) struct ChannelID {
    #[payload(skip)]
    channel: ChannelEnd,
    #[payload(skip)]
    runtime: Weak<Runtime>,
}

impl Drop for ChannelID {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.upgrade() {
            runtime.channels().drop_object(self.channel.id);
        }
    }
}

impl ChannelID {
    pub(super) fn new(channel: ChannelEnd, vm: &mut Vm) -> Ref<ChannelID> {
        let runtime = runtime(vm);
        runtime.channels().add_object(channel.id);
        let id = ChannelID {
            channel,
            runtime: Arc::downgrade(&runtime),
        };
        Ref::new(id, vm)
    }

    pub(super) fn channel(&self) -> ChannelEnd {
        self.channel
    }

    fn with_end(&self, end: End, vm: &mut Vm) -> Ref<ChannelID> {
        let id = self.channel.id;
        ChannelID::new(ChannelEnd { id, end }, vm)
    }
}

#[native_class(name = "_interpchannels.ChannelID")]
impl ChannelID {
    #[slot]
    fn repr(this: &Ref<ChannelID>) -> String {
        let id = this.channel.id;
        match this.channel.end {
            End::Both => format!("ChannelID({id})"),
            End::Send => format!("ChannelID({id}, send=True)"),
            End::Receive => format!("ChannelID({id}, recv=True)"),
        }
    }

    #[slot]
    fn str(this: &Ref<ChannelID>) -> String {
        this.channel.id.to_string()
    }

    #[slot]
    fn hash(this: &Ref<ChannelID>) -> i64 {
        this.channel.id
    }

    #[slot]
    fn index(this: &Ref<ChannelID>, vm: &mut Vm) -> Value {
        vm.new_int(this.channel.id)
    }

    #[slot]
    fn int(this: &Ref<ChannelID>, vm: &mut Vm) -> Value {
        vm.new_int(this.channel.id)
    }

    #[slot]
    fn compare(this: &Ref<ChannelID>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let equal = match op {
            CompareOperator::Equal => true,
            CompareOperator::NotEqual => false,
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        let same = if let Some(other) = other.downcast::<ChannelID>() {
            this.channel == other.channel
        } else if let Some(number) = other.as_int() {
            number.as_i64() == Some(this.channel.id)
        } else if other.is_index(vm) {
            let index = other.index(vm)?;
            index.as_int().and_then(IntView::as_i64) == Some(this.channel.id)
        } else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        Ok(Value::from(same == equal))
    }

    /// Which end it stands for: "send", "recv" or "both".
    #[getter]
    fn end(this: &Ref<ChannelID>) -> &'static str {
        match this.channel.end {
            End::Both => "both",
            End::Send => "send",
            End::Receive => "recv",
        }
    }

    /// The sending end.
    #[getter]
    fn send(this: &Ref<ChannelID>, vm: &mut Vm) -> Ref<ChannelID> {
        this.with_end(End::Send, vm)
    }

    /// The receiving end.
    #[getter]
    fn recv(this: &Ref<ChannelID>, vm: &mut Vm) -> Ref<ChannelID> {
        this.with_end(End::Receive, vm)
    }
}

/// How far a message has come whose sender waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It is in the channel.
    OnItsWay,
    /// Somebody has it.
    Received,
    /// The channel was closed with it inside.
    Closed,
}

/// A message whose sender waits.
pub(crate) struct Sent {
    progress: Mutex<Progress>,
    changed: Condvar,
}

impl Sent {
    pub(super) fn new() -> Arc<Sent> {
        Arc::new(Sent {
            progress: Mutex::new(Progress::OnItsWay),
            changed: Condvar::new(),
        })
    }

    fn set(&self, progress: Progress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
        self.changed.notify_all();
    }

    pub(super) fn received(&self) {
        self.set(Progress::Received);
    }

    pub(super) fn closed(&self) {
        self.set(Progress::Closed);
    }

    /// Waits until the message is received, the channel closed, or the time over.
    ///
    /// Errors: what the handlers of signals raise.
    pub(super) fn wait(&self, deadline: Option<Instant>, vm: &mut Vm) -> PyResult<Progress> {
        loop {
            let left = deadline.map(|it| it.saturating_duration_since(Instant::now()));
            let slice = left.map_or(SLICE, |left| left.min(SLICE));
            let progress = vm.allow_threads(|| {
                let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
                let is_on_its_way = |progress: &mut Progress| *progress == Progress::OnItsWay;
                let waited = self
                    .changed
                    .wait_timeout_while(progress, slice, is_on_its_way);
                *waited.unwrap_or_else(PoisonError::into_inner).0
            });
            let is_over = left.is_some_and(|left| left.is_zero());
            if progress != Progress::OnItsWay || is_over {
                return Ok(progress);
            }
            vm.check_signals()?;
        }
    }
}
