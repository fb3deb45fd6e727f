//! Where threads are, told without making an object: for a process that is about to end.

use crate::vm::Vm;

/// What [`Vm::show_threads`] tells, in this order.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// A thread, whose frames follow.
    Thread {
        /// Its identity.
        identity: usize,
        /// Whether it is the one that asks.
        is_current: bool,
    },
    /// A collection runs in this thread.
    Collecting,
    /// A frame, the running one first.
    Frame {
        /// `co_filename`
        file: &'a str,
        /// Zero where the instruction has none.
        line: u32,
        /// `co_name`
        name: &'a str,
    },
    /// Frames further out are left out.
    More,
}

impl Vm {
    /// Shows where all threads with frames are, the newest first, or the one with the identity `current`
    /// alone; of each not more frames than `most`.
    ///
    /// Nothing is allocated, so it may be called in a handler of a signal that ends the process.
    pub fn show_threads(
        &mut self,
        current: usize,
        all: bool,
        most: usize,
        show: &mut dyn FnMut(Shown<'_>),
    ) {
        let own = self.thread.number;
        for index in (0..self.threads.slots.len()).rev() {
            let slot = &self.threads.slots[index];
            let (number, identity, mut state) = (slot.number, slot.identity, slot.state);
            let is_current = identity == current;
            if !all && !is_current {
                continue;
            }
            if number != own {
                // SAFETY: the slot lives as long as it is on the list, and its thread waits.
                std::mem::swap(&mut self.thread, unsafe { state.as_mut() });
            }
            if !self.thread.fp.is_null() {
                show(Shown::Thread {
                    identity,
                    is_current,
                });
                if is_current && self.collector.running {
                    show(Shown::Collecting);
                }
                self.show_frames(most, show);
            }
            if number != own {
                // SAFETY: as before.
                std::mem::swap(&mut self.thread, unsafe { state.as_mut() });
            }
        }
    }

    fn show_frames(&self, most: usize, show: &mut dyn FnMut(Shown<'_>)) {
        for (index, cursor) in self.active_frames().enumerate() {
            if index == most {
                show(Shown::More);
                return;
            }
            let source = cursor.code().source();
            let offset = cursor.offset();
            let line = match offset < source.instructions.len() {
                true => source.locations.get(offset).line,
                false => source.first_line,
            };
            show(Shown::Frame {
                file: &source.filename,
                line,
                name: &source.name,
            });
        }
    }
}
