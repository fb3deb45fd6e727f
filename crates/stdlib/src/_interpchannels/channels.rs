//! The channels of a program: no values, and nothing that waits.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::id::Sent;
use crate::_interpqueues::{Item, Unbound};
use crate::_interpreters::data::Fallback;

/// Why something cannot be done with a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is no such channel.
    NotFound,
    /// It is closed, for this end at least.
    Closed,
    /// It has no items.
    Empty,
    /// It has items.
    NotEmpty,
}

/// Which end of a channel is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Both.
    Both,
    /// That where items go in.
    Send,
    /// That where they come out.
    Receive,
}

impl End {
    /// Whether this is meant when the end is told.
    pub(super) fn includes(self, end: End) -> bool {
        self == End::Both || self == end
    }
}

/// An interpreter that has used an end: whether it may still.
type Users = BTreeMap<i64, bool>;

/// A message on its way.
struct Message {
    item: Item,
    /// Who waits until it is received.
    sent: Option<Arc<Sent>>,
}

struct Channel {
    unbound: Unbound,
    fallback: Fallback,
    messages: VecDeque<Message>,
    open: bool,
    /// It closes when it has no messages any more.
    closing: bool,
    senders: Users,
    receivers: Users,
    /// `ChannelID`s of it.
    objects: usize,
}

/// What a channel says of itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Info {
    pub(super) open: bool,
    pub(super) closing: bool,
    pub(super) count: usize,
    /// Interpreters by what they do: `[sending][receiving]`, each 0 for nothing, 1 for open, 2 for released.
    pub(super) users: [[usize; 3]; 3],
    /// What the interpreter that asks does.
    pub(super) sends: Option<bool>,
    pub(super) receives: Option<bool>,
}

/// The channels, by number.
#[derive(Default)]
pub(crate) struct Channels {
    next: i64,
    all: BTreeMap<i64, Channel>,
}

impl Channels {
    fn get(&mut self, id: i64) -> Result<&mut Channel, Refused> {
        self.all.get_mut(&id).ok_or(Refused::NotFound)
    }

    fn get_open(&mut self, id: i64) -> Result<&mut Channel, Refused> {
        let channel = self.get(id)?;
        if channel.open {
            Ok(channel)
        } else {
            Err(Refused::Closed)
        }
    }

    pub(super) fn create(&mut self, unbound: Unbound, fallback: Fallback) -> i64 {
        let id = self.next;
        self.next += 1;
        let channel = Channel {
            unbound,
            fallback,
            messages: VecDeque::new(),
            open: true,
            closing: false,
            senders: Users::new(),
            receivers: Users::new(),
            objects: 0,
        };
        self.all.insert(id, channel);
        id
    }

    pub(super) fn remove(&mut self, id: i64) -> Result<(), Refused> {
        let mut channel = self.all.remove(&id).ok_or(Refused::NotFound)?;
        channel.close();
        Ok(())
    }

    /// Whether there is such a channel.
    pub(super) fn exists(&self, id: i64) -> bool {
        self.all.contains_key(&id)
    }

    /// Counts an object that stands for a channel.
    pub(super) fn add_object(&mut self, id: i64) {
        if let Ok(channel) = self.get(id) {
            channel.objects += 1;
        }
    }

    /// An object that stands for a channel goes, and with the last one the channel.
    pub(super) fn drop_object(&mut self, id: i64) {
        let Ok(channel) = self.get(id) else {
            return;
        };
        channel.objects = channel.objects.saturating_sub(1);
        if channel.objects == 0 {
            channel.close();
            self.all.remove(&id);
        }
    }

    /// The defaults of a channel.
    pub(super) fn defaults(&mut self, id: i64) -> Result<(Unbound, Fallback), Refused> {
        let channel = self.get(id)?;
        Ok((channel.unbound, channel.fallback))
    }

    /// Numbers and defaults of the channels that are not closed.
    pub(super) fn all(&self) -> Vec<(i64, Unbound, Fallback)> {
        let all = self.all.iter().rev().filter(|(_, channel)| channel.open);
        all.map(|(id, channel)| (*id, channel.unbound, channel.fallback))
            .collect()
    }

    pub(super) fn send(
        &mut self,
        id: i64,
        item: Item,
        sent: Option<Arc<Sent>>,
    ) -> Result<(), Refused> {
        let channel = self.get_open(id)?;
        if channel.closing || !*channel.senders.entry(item.interpreter).or_insert(true) {
            return Err(Refused::Closed);
        }
        channel.messages.push_back(Message { item, sent });
        Ok(())
    }

    /// Takes a message that nobody has received yet back.
    pub(super) fn withdraw(&mut self, id: i64, sent: &Arc<Sent>) {
        if let Ok(channel) = self.get(id) {
            let is_other = |message: &Message| {
                let waiting = message.sent.as_ref();
                waiting.is_none_or(|waiting| !Arc::ptr_eq(waiting, sent))
            };
            channel.messages.retain(is_other);
        }
    }

    pub(super) fn receive(&mut self, id: i64, interpreter: i64) -> Result<Item, Refused> {
        let channel = self.get_open(id)?;
        if !*channel.receivers.entry(interpreter).or_insert(true) {
            return Err(Refused::Closed);
        }
        let message = channel.messages.pop_front().ok_or(Refused::Empty)?;
        if let Some(sent) = message.sent {
            sent.received();
        }
        if channel.closing && channel.messages.is_empty() {
            channel.close();
        }
        Ok(message.item)
    }

    pub(super) fn count(&mut self, id: i64) -> Result<usize, Refused> {
        Ok(self.get_open(id)?.messages.len())
    }

    /// Closes a channel for everybody. One whose sending end is closed may still be emptied.
    pub(super) fn close(&mut self, id: i64, end: End, force: bool) -> Result<(), Refused> {
        let channel = self.get_open(id)?;
        if force || channel.messages.is_empty() {
            channel.close();
            return Ok(());
        }
        if end != End::Send {
            return Err(Refused::NotEmpty);
        }
        if channel.closing {
            return Err(Refused::Closed);
        }
        channel.closing = true;
        Ok(())
    }

    /// An interpreter uses an end no more. The channel closes if nobody uses it any more.
    pub(super) fn release(&mut self, id: i64, end: End, interpreter: i64) -> Result<(), Refused> {
        let channel = self.get_open(id)?;
        if end.includes(End::Send) {
            channel.senders.insert(interpreter, false);
        }
        if end.includes(End::Receive) {
            channel.receivers.insert(interpreter, false);
        }
        channel.close_unused();
        Ok(())
    }

    /// The interpreters that use an end.
    pub(super) fn users(&mut self, id: i64, end: End) -> Result<Vec<i64>, Refused> {
        let channel = self.get_open(id)?;
        let users = match end {
            End::Receive => &channel.receivers,
            _ => &channel.senders,
        };
        let open = users.iter().filter(|(_, open)| **open);
        Ok(open.map(|(interpreter, _)| *interpreter).collect())
    }

    pub(super) fn info(&mut self, id: i64, interpreter: i64) -> Result<Info, Refused> {
        let channel = self.get(id)?;
        let mut info = Info {
            open: channel.open && !channel.closing,
            closing: channel.closing && channel.open,
            count: channel.messages.len(),
            sends: channel.senders.get(&interpreter).copied(),
            receives: channel.receivers.get(&interpreter).copied(),
            ..Info::default()
        };
        if !channel.open {
            return Ok(info);
        }
        let kind = |users: &Users, interpreter: &i64| match users.get(interpreter) {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        for sender in channel.senders.keys() {
            let (sends, receives) = (
                kind(&channel.senders, sender),
                kind(&channel.receivers, sender),
            );
            info.users[sends][receives] += 1;
        }
        for receiver in channel.receivers.keys() {
            if !channel.senders.contains_key(receiver) {
                info.users[0][kind(&channel.receivers, receiver)] += 1;
            }
        }
        Ok(info)
    }

    /// An interpreter ends: what it has sent is bound to nothing any more, and it uses no end.
    pub(crate) fn clear_interpreter(&mut self, interpreter: i64) {
        for channel in self.all.values_mut() {
            channel.messages.retain_mut(|message| {
                let stays = message.item.unbind(interpreter);
                if !stays && let Some(sent) = &message.sent {
                    sent.closed();
                }
                stays
            });
            let users = [&mut channel.senders, &mut channel.receivers];
            let mut used = false;
            for open in users.into_iter().filter_map(|it| it.get_mut(&interpreter)) {
                used = true;
                *open = false;
            }
            if used {
                channel.close_unused();
            }
        }
    }
}

impl Channel {
    fn close(&mut self) {
        self.open = false;
        self.closing = false;
        for message in self.messages.drain(..) {
            if let Some(sent) = message.sent {
                sent.closed();
            }
        }
    }

    fn close_unused(&mut self) {
        let mut users = self.senders.values().chain(self.receivers.values());
        if !users.any(|open| *open) {
            self.close();
        }
    }
}
