//! What the decompressors of `bz2`, `lzma` and `compression.zstd` have in common: they take data in
//! pieces, and give no more than they are asked for.

use std::cell::{Cell, RefCell};

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::{Ref, Vm};

/// Room for what comes at first, in bytes.
const FIRST_ROOM: usize = 32 * 1024;
/// The most that one step may give, in bytes.
const MAX_ROOM: usize = 1 << 24;

/// What came of one step of a stream.
pub(crate) struct Step {
    /// Bytes that were written to the room.
    pub(crate) written: usize,
    /// Whether the end of the stream was reached.
    pub(crate) is_end: bool,
}

/// What came of running a stream.
pub(crate) struct Run {
    /// What it gave.
    pub(crate) output: Vec<u8>,
    /// Whether its end was reached.
    pub(crate) is_end: bool,
}

/// Runs a stream until its input is taken and nothing more comes, its end is reached, or `limit`
/// bytes were given. `step` takes from the front of the input and fills the room it is given.
pub(crate) fn run<E>(
    input: &mut &[u8],
    limit: usize,
    vm: &mut Vm,
    mut step: impl FnMut(&mut &[u8], &mut [u8]) -> Result<Step, E>,
) -> Result<Run, E> {
    let mut output: Vec<u8> = Vec::new();
    let mut room = FIRST_ROOM;
    loop {
        let start = output.len();
        let room_now = room.min(limit - start);
        if output.capacity() - start < room_now
            && !(vm.has_room(start + room_now) && output.try_reserve(room_now).is_ok())
        {
            vm.note_memory_failure();
            // Nobody sees this.
            return Ok(Run {
                output: Vec::new(),
                is_end: true,
            });
        }
        output.resize(start + room_now, 0);
        let step = step(input, &mut output[start..])?;
        output.truncate(start + step.written);
        let is_full = step.written == room_now;
        if step.is_end || output.len() == limit || !is_full && input.is_empty() {
            let is_end = step.is_end;
            return Ok(Run { output, is_end });
        }
        room = output.len().clamp(FIRST_ROOM, MAX_ROOM);
    }
}

/// What a decompressor remembers between its calls.
pub(crate) struct Progress {
    /// What was given, but not taken yet.
    pending: RefCell<Vec<u8>>,
    /// What stood behind the end.
    unused_data: RefCell<Vec<u8>>,
    is_at_end: Cell<bool>,
    needs_input: Cell<bool>,
}

impl Progress {
    /// Nothing was given yet.
    pub(crate) fn new() -> Progress {
        Progress {
            pending: RefCell::new(Vec::new()),
            unused_data: RefCell::new(Vec::new()),
            is_at_end: Cell::new(false),
            needs_input: Cell::new(true),
        }
    }

    /// Whether the end was reached.
    pub(crate) fn is_at_end(&self) -> bool {
        self.is_at_end.get()
    }

    /// Whether nothing more comes without more data.
    pub(crate) fn needs_input(&self) -> bool {
        self.needs_input.get()
    }

    /// What stood behind the end.
    pub(crate) fn unused_data(&self, vm: &mut Vm) -> Ref<Bytes> {
        Bytes::new(&self.unused_data.borrow(), vm)
    }

    /// Begins anew.
    #[cfg(feature = "zstd")]
    pub(crate) fn restart(&self) {
        self.needs_input.set(true);
    }

    /// Takes data, and gives what decompressed data there are: at most `limit` bytes. After an
    /// error no data are left.
    ///
    /// `keeps_output` says whether the stream may have more to give when all its input was taken.
    pub(crate) fn advance<E>(
        &self,
        data: &[u8],
        limit: usize,
        keeps_output: bool,
        vm: &mut Vm,
        step: impl FnMut(&mut &[u8], &mut [u8]) -> Result<Step, E>,
    ) -> Result<Vec<u8>, E> {
        let mut pending = self.pending.take();
        let whole = if pending.is_empty() {
            data
        } else {
            pending.extend_from_slice(data);
            &pending[..]
        };
        let mut input = whole;
        let run = run(&mut input, limit, vm, step)?;
        if run.is_end {
            self.is_at_end.set(true);
            self.needs_input.set(false);
            self.unused_data.replace(input.to_vec());
        } else if input.is_empty() {
            let may_have_more = keeps_output && run.output.len() == limit;
            self.needs_input.set(!may_have_more);
        } else {
            self.needs_input.set(false);
            self.pending.replace(input.to_vec());
        }
        Ok(run.output)
    }
}

/// The limit that an argument `max_length` is: none if it is negative.
pub(crate) fn limit_of(max_length: isize) -> usize {
    usize::try_from(max_length).unwrap_or(usize::MAX)
}
