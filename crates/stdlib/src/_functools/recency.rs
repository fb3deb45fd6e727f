//! The results of a bounded cache, in the order of their use.

use rpy_vm::object::{Garbage, Traverse, Visitor};
use rpy_vm::{PyResult, Value, Vm};

/// Beside the ends of the list.
const NOWHERE: u32 = u32::MAX;

/// A result in the list.
struct Entry {
    key: Value,
    hash: u64,
    result: Value,
    /// Tells it from results that lay at the same place before.
    number: u32,
    /// The result whose last use was the one before.
    older: u32,
    newer: u32,
}

/// Says where a result is; of no use any more once the result has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    place: u32,
    number: u32,
}

impl Ticket {
    /// As a value that a dict can hold.
    pub(super) fn to_value(self) -> Value {
        Value::from_usize((self.number as usize) << 32 | self.place as usize)
    }

    /// What `to_value` has made.
    pub(super) fn of_value(value: &Value) -> Option<Ticket> {
        let word = u64::try_from(value.as_small_int()?).ok()?;
        Some(Ticket {
            place: word as u32,
            number: (word >> 32) as u32,
        })
    }
}

/// A list of results by their last use, doubly linked. Finding, using and removing one take the same
/// time at any length.
pub(super) struct Recency {
    entries: Vec<Entry>,
    /// Places in `entries` that hold nothing.
    free: Vec<u32>,
    oldest: u32,
    newest: u32,
    /// The number of the result that was added last.
    number: u32,
}

impl Recency {
    pub(super) fn new() -> Recency {
        Recency {
            entries: Vec::new(),
            free: Vec::new(),
            oldest: NOWHERE,
            newest: NOWHERE,
            number: 0,
        }
    }

    /// The result that a ticket is for, which thereby becomes the newest.
    pub(super) fn use_result(&mut self, ticket: Ticket) -> Option<Value> {
        let entry = self.entries.get(ticket.place as usize)?;
        if entry.number != ticket.number {
            return None;
        }
        let result = entry.result.clone();
        if self.newest != ticket.place {
            self.unlink(ticket.place);
            self.link(ticket.place);
        }
        Some(result)
    }

    /// Adds a result as the newest.
    ///
    /// Raises `MemoryError` if there is no room.
    pub(super) fn add(
        &mut self,
        key: Value,
        hash: u64,
        result: Value,
        vm: &mut Vm,
    ) -> PyResult<Ticket> {
        // The numbers of a place come around after 2^28 results; zero is that of an empty place.
        self.number = self.number % (1 << 28) + 1;
        let number = self.number;
        let entry = Entry {
            key,
            hash,
            result,
            number,
            older: NOWHERE,
            newer: NOWHERE,
        };
        let place = match self.free.pop() {
            Some(place) => {
                self.entries[place as usize] = entry;
                place
            }
            None => {
                let place = u32::try_from(self.entries.len()).ok();
                let Some(place) = place.filter(|place| *place != NOWHERE) else {
                    return Err(vm.memory_error());
                };
                vm.push_to(&mut self.entries, entry)?;
                place
            }
        };
        self.link(place);
        Ok(Ticket { place, number })
    }

    /// Takes the oldest result out: its key and the key's hash, and the result, which is to be dropped
    /// when nothing is borrowed any more.
    pub(super) fn take_oldest(&mut self) -> Option<(Value, u64, Value)> {
        let oldest = self.oldest;
        self.take(oldest)
    }

    /// Takes out the result that a ticket is for.
    pub(super) fn remove(&mut self, ticket: Ticket) -> Option<(Value, u64, Value)> {
        let entry = self.entries.get(ticket.place as usize)?;
        if entry.number != ticket.number {
            return None;
        }
        self.take(ticket.place)
    }

    fn take(&mut self, place: u32) -> Option<(Value, u64, Value)> {
        let entry = self.entries.get_mut(place as usize)?;
        entry.number = 0;
        let key = std::mem::replace(&mut entry.key, Value::NONE);
        let result = std::mem::replace(&mut entry.result, Value::NONE);
        let hash = entry.hash;
        self.unlink(place);
        self.free.push(place);
        Some((key, hash, result))
    }

    fn unlink(&mut self, place: u32) {
        let Entry { older, newer, .. } = self.entries[place as usize];
        match self.entries.get_mut(older as usize) {
            Some(entry) => entry.newer = newer,
            None => self.oldest = newer,
        }
        match self.entries.get_mut(newer as usize) {
            Some(entry) => entry.older = older,
            None => self.newest = older,
        }
    }

    /// Makes an entry that is not in the list the newest.
    fn link(&mut self, place: u32) {
        let newest = std::mem::replace(&mut self.newest, place);
        let entry = &mut self.entries[place as usize];
        (entry.older, entry.newer) = (newest, NOWHERE);
        match self.entries.get_mut(newest as usize) {
            Some(entry) => entry.newer = place,
            None => self.oldest = place,
        }
    }
}

impl Traverse for Recency {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        for entry in &self.entries {
            visit(&entry.key);
            visit(&entry.result);
        }
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        let all = std::mem::replace(self, Recency::new());
        for entry in all.entries {
            garbage.extend([entry.key, entry.result]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_survive_as_values() {
        let ticket = Ticket {
            place: u32::MAX - 1,
            number: 1 << 28,
        };
        assert_eq!(Ticket::of_value(&ticket.to_value()), Some(ticket));
    }
}
