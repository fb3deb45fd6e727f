//! Running a stream until it has no more to give.

use super::stream::{
    BUF_ERROR, DATA_ERROR, MEM_ERROR, NEED_DICT, OK, STREAM_END, STREAM_ERROR, Stream,
};
use super::zlib::error;
use rpy_vm::{Raised, Vm};

/// The most that one step may give.
const MAX_STEP: usize = 1 << 24;

/// What came of running a stream.
pub(super) struct Run {
    /// The last status.
    pub(super) status: i32,
    /// What was given.
    pub(super) output: Vec<u8>,
}

/// Runs a stream: until the input is taken and nothing more comes, there is an end or an error, or
/// `limit` bytes were given. `first` bytes of room are made at first. The status is that of missing
/// memory if more than `most` bytes would come.
///
/// Where a dictionary is needed, `dictionary` is set.
pub(super) fn run(
    stream: &mut Stream,
    input: &mut &[u8],
    flush: i32,
    (first, limit, most): (usize, usize, usize),
    dictionary: Option<&[u8]>,
) -> Run {
    let mut output: Vec<u8> = Vec::new();
    let mut room = first.clamp(1, MAX_STEP);
    loop {
        let room_now = room.min(limit - output.len());
        let length = output.len();
        let is_full = output.capacity() - length < room_now;
        if is_full && (length + room_now > most || output.try_reserve(room_now).is_err()) {
            return Run {
                status: MEM_ERROR,
                output: Vec::new(),
            };
        }
        let status = stream.step(input, &mut output, room_now, flush);
        match status {
            OK | BUF_ERROR => {}
            NEED_DICT => match dictionary {
                Some(dictionary) => match stream.set_dictionary(dictionary) {
                    OK => continue,
                    status => return Run { status, output },
                },
                None => return Run { status, output },
            },
            status => return Run { status, output },
        }
        let was_filled = output.len() - length == room_now;
        if !was_filled && (input.is_empty() || status == BUF_ERROR) || output.len() == limit {
            return Run { status, output };
        }
        room = (output.len()).clamp(room, MAX_STEP);
    }
}

/// Whether a status is none of an error.
pub(super) fn is_fine(status: i32) -> bool {
    matches!(status, OK | BUF_ERROR | STREAM_END)
}

/// The `zlib.error` of a status: `Error -3 while ...: why`.
pub(super) fn failure(status: i32, what: &str, stream: Option<&Stream>, vm: &mut Vm) -> Raised {
    if status == MEM_ERROR {
        return vm.memory_error();
    }
    let own = stream.and_then(Stream::message);
    let why = own.or_else(|| {
        let known = match status {
            BUF_ERROR => "incomplete or truncated stream",
            STREAM_ERROR => "inconsistent stream state",
            DATA_ERROR => "invalid input data",
            _ => return None,
        };
        Some(known.to_owned())
    });
    let why = why.map_or(String::new(), |why| format!(": {why}"));
    vm.native_error::<error>(format!("Error {status} {what}{why}"))
}
