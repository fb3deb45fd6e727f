//! `_interpchannels`: channels between interpreters. Unlike queues they have two ends, and who sends may wait until
//! somebody has received.

mod channels;
mod id;
mod module;

use rpy_macros::exception;
use rpy_vm::{PyResult, Raised, Value, Vm};

use channels::Refused;
pub(crate) use channels::{Channels, End};
pub(crate) use id::{ChannelEnd, ChannelID};
pub use module::MODULE;

use crate::_interpreters::data::not_shareable;
use crate::_interpreters::runtime::own;

/// Something is wrong with a channel.
#[exception(name = "_interpchannels.ChannelError", base = RuntimeError)]
pub(crate) struct ChannelError;

/// There is no channel of this number.
#[exception(name = "_interpchannels.ChannelNotFoundError", base = self::ChannelError)]
pub(crate) struct ChannelNotFoundError;

/// The channel is closed.
#[exception(name = "_interpchannels.ChannelClosedError", base = self::ChannelError)]
pub(crate) struct ChannelClosedError;

/// The channel has no items.
#[exception(name = "_interpchannels.ChannelEmptyError", base = self::ChannelError)]
pub(crate) struct ChannelEmptyError;

/// The channel still has items.
#[exception(name = "_interpchannels.ChannelNotEmptyError", base = self::ChannelError)]
pub(crate) struct ChannelNotEmptyError;

impl Refused {
    /// The exception for this.
    fn raise(self, id: i64, vm: &mut Vm) -> Raised {
        match self {
            Refused::NotFound => {
                vm.native_error::<ChannelNotFoundError>(format!("channel {id} not found"))
            }
            Refused::Closed => {
                vm.native_error::<ChannelClosedError>(format!("channel {id} is closed"))
            }
            Refused::Empty => {
                vm.native_error::<ChannelEmptyError>(format!("channel {id} is empty"))
            }
            Refused::NotEmpty => vm.native_error::<ChannelNotEmptyError>(format!(
                "channel {id} may not be closed if not empty (try force=True)"
            )),
        }
    }
}

/// What a `ChannelID` stands for.
pub(crate) fn end_of_id(value: &Value) -> Option<ChannelEnd> {
    value.downcast::<ChannelID>().map(|id| id.channel())
}

/// The `ChannelID` of a channel.
pub(crate) fn receive_id(channel: ChannelEnd, vm: &mut Vm) -> Value {
    ChannelID::new(channel, vm).into_value()
}

/// The data of an object that stands for one end of a channel.
///
/// Raises `NotShareableError` if it has no `ChannelID`.
pub(crate) fn share_end(value: &Value, vm: &mut Vm) -> PyResult<ChannelEnd> {
    let name = vm.intern("_id");
    let id = value.get_attribute(&name, vm)?;
    let class = value.class(vm).to_value();
    let is_receiving = own(vm)
        .end_types
        .as_ref()
        .is_some_and(|[_, receive]| receive.is(&class));
    match end_of_id(&id) {
        Some(channel) => Ok(ChannelEnd {
            end: if is_receiving {
                End::Receive
            } else {
                End::Send
            },
            ..channel
        }),
        None => Err(not_shareable("the object has no channel ID", None, vm)),
    }
}

/// The object that stands for one end of a channel, of the registered class.
///
/// Raises `ChannelError` if none is registered, and what the class does.
pub(crate) fn receive_end(channel: ChannelEnd, index: usize, vm: &mut Vm) -> PyResult {
    let class = own(vm).end_types.as_ref().map(|ends| ends[index].clone());
    let Some(class) = class else {
        return Err(vm.native_error::<ChannelError>("no classes of channel ends are registered"));
    };
    let id = receive_id(
        ChannelEnd {
            end: End::Both,
            ..channel
        },
        vm,
    );
    class.call_positional(&[id], vm)
}
