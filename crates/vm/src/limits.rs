//! Limits of an interpreter, which its host sets: how much memory, time and work a program gets.
//!
//! Each is told to the program by an exception that it may catch: `MemoryError`, `TimeoutError`,
//! `RecursionError`. Memory and time are limits of the whole: a program that goes on in spite of
//! them is ended, by the same exception, which then passes all handlers. See docs/limits.md.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::breaker::Breaker;
use crate::builtins::exceptions::BaseException;
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// What an interpreter may use. The default has no limits.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Bytes of its objects and their buffers.
    pub bytes: Option<usize>,
    /// Time from when the limits are set, by the clock.
    pub time: Option<Duration>,
    /// Turns of loops and calls of Python functions; what native functions do counts as nothing.
    pub steps: Option<u64>,
    /// What the host keeps in case that the machine has no memory left.
    pub reserve: Option<Reserve>,
}

/// Memory that the host's allocator keeps back, and gives to requests that would fail.
#[derive(Clone, Copy, Debug)]
pub struct Reserve {
    /// Whether the reserve was broken into.
    pub short: &'static AtomicBool,
    /// Puts memory back, if there is enough by now, and resets `short`.
    pub refill: fn(),
    /// Says whether there are so many bytes, and besides enough to be kept back, from now on, for
    /// requests of as many that nobody asks for.
    pub widen: fn(usize) -> bool,
}

/// The limits in force, and how far the program has gone.
#[derive(Default)]
pub(crate) struct LimitState {
    limits: Limits,
    #[expect(dead_code, reason = "it ends when it is dropped")]
    timer: Option<Timer>,
    /// Steps that are left.
    steps: Option<u64>,
    /// Whether a limit of the whole was told before.
    told: bool,
    /// Whether the program is being ended: no handler runs any more.
    ending: bool,
}

impl LimitState {
    /// Whether exceptions pass all handlers.
    #[inline(always)]
    pub(crate) fn is_ending(&self) -> bool {
        self.ending
    }

    /// Whether calls are counted.
    #[inline(always)]
    pub(crate) fn counts_steps(&self) -> bool {
        self.steps.is_some()
    }
}

/// Asks for attention when time is up, and again and again after a while, until it is dropped.
struct Timer {
    ended: Arc<(Mutex<bool>, Condvar)>,
}

impl Timer {
    /// Starts it; `None` if the system has no thread to give.
    fn start(time: Duration, breaker: Breaker) -> Option<Timer> {
        let ended = Arc::new((Mutex::new(false), Condvar::new()));
        let seen = ended.clone();
        let run = move || {
            let (ended, changed) = &*seen;
            let mut wait = time;
            let mut guard = ended.lock().unwrap_or_else(PoisonError::into_inner);
            while !*guard {
                let (next, result) = changed
                    .wait_timeout_while(guard, wait, |ended| !*ended)
                    .unwrap_or_else(PoisonError::into_inner);
                guard = next;
                if result.timed_out() {
                    breaker.time_is_up();
                    wait = Limits::grace(time);
                }
            }
        };
        let thread = std::thread::Builder::new().name("timer".to_owned());
        thread.spawn(run).ok()?;
        Some(Timer { ended })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let (ended, changed) = &*self.ended;
        *ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }
}

impl Limits {
    /// What a program gets to come to its end when so much time is up: a tenth more, within bounds.
    pub fn grace(time: Duration) -> Duration {
        (time / 10).clamp(Duration::from_millis(100), Duration::from_secs(5))
    }
}

impl Vm {
    /// Sets the limits of this interpreter, in place of those that were set before; time and steps
    /// count from now.
    ///
    /// Returns whether they could all be set: a limit of time needs a thread.
    pub fn set_limits(&mut self, limits: Limits) -> bool {
        self.set_memory_limit(limits.bytes.unwrap_or(usize::MAX), limits.reserve);
        let timer = limits
            .time
            .map(|time| Timer::start(time, self.breaker.clone()));
        let complete = !matches!(timer, Some(None));
        self.breaker.take_time();
        self.limits = LimitState {
            limits,
            timer: timer.flatten(),
            steps: limits.steps,
            told: false,
            ending: false,
        };
        self.breaker.count_calls(limits.steps.is_some());
        self.breaker.arm(self.thread.limit, self.thread.is_main);
        complete
    }

    /// The limits that were set.
    pub fn limits(&self) -> Limits {
        self.limits.limits
    }

    /// Bytes that the tree and the code of a source take, or about, where the system may have too little for
    /// them; else zero. Compiling asks for nothing on the way.
    pub fn source_size(&self, source: &[u8]) -> usize {
        /// What comes of a token.
        const EACH: usize = 288;
        if self.limits.limits.reserve.is_none() {
            return 0;
        }
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        let mut before = b' ';
        let mut tokens = 0_usize;
        for &byte in source {
            let begins = match is_word(byte) {
                true => !is_word(before),
                false => byte != b' ',
            };
            tokens += usize::from(begins);
            before = byte;
        }
        tokens.saturating_mul(EACH)
    }

    /// Asks for the memory that a source takes which somebody reads and compiles for the interpreter.
    pub fn ask_for_source(&self, source: &[u8]) -> rpy_compiler::Result {
        match self.has_room(self.source_size(source)) {
            true => Ok(()),
            false => Err(rpy_compiler::CompileError::Memory("")),
        }
    }

    /// For loops of native code that may take long: looks at what must not wait until they end,
    /// which are signals, limits, and memory that was missing.
    ///
    /// Errors: what handlers of signals raise; `TimeoutError`, `MemoryError`.
    #[inline(always)]
    pub fn poll(&mut self) -> PyResult<()> {
        if self.breaker.is_urgent() {
            self.poll_slow()
        } else {
            Ok(())
        }
    }

    #[cold]
    #[inline(never)]
    fn poll_slow(&mut self) -> PyResult<()> {
        self.breaker.take_urgency();
        self.collect_if_due();
        self.check_signals()?;
        self.check_limits()
    }

    /// Counts steps, and asks for attention when there are none left.
    #[cold]
    pub(crate) fn count_steps(&mut self, count: u64) {
        if let Some(steps) = &mut self.limits.steps {
            *steps = steps.saturating_sub(count);
            if *steps == 0 {
                self.breaker.time_is_up();
            }
        }
    }

    /// Raises what a limit that was exceeded raises.
    pub(crate) fn check_limits(&mut self) -> PyResult<()> {
        if self.limits.ending {
            return Err(self.limit_error());
        }
        if self.breaker.take_time() {
            self.breaker.arm(self.thread.limit, self.thread.is_main);
            if let (Some(0), Some(all)) = (self.limits.steps, self.limits.limits.steps) {
                self.limits.steps = Some((all / 10).max(1000));
            }
            if std::mem::replace(&mut self.limits.told, true) {
                self.end_program();
            }
            return Err(self.limit_error());
        }
        if self.take_memory_failure() {
            if self.is_far_over_memory_limit() {
                self.end_program();
            }
            if let Some(reserve) = self.broken_reserve() {
                self.collect_garbage();
                (reserve.refill)();
            }
            return Err(self.memory_error());
        }
        Ok(())
    }

    /// The reserve, if it was broken into.
    fn broken_reserve(&self) -> Option<Reserve> {
        let reserve = self.limits.limits.reserve?;
        reserve.short.load(Ordering::Relaxed).then_some(reserve)
    }

    /// Where `MemoryError` is raised, forgets that memory was missing: the program would be told twice,
    /// the second time in the handler.
    #[inline]
    pub(crate) fn told_of_memory(&mut self, exception: &Ref<BaseException>) {
        if exception.class().is(&self.types.exceptions.memory_error)
            && !self.is_far_over_memory_limit()
        {
            self.take_memory_failure();
            if let Some(reserve) = self.broken_reserve() {
                (reserve.refill)();
            }
        }
    }

    /// From now on exceptions pass all handlers.
    fn end_program(&mut self) {
        self.limits.ending = true;
        self.breaker.time_is_up();
    }

    fn limit_error(&mut self) -> crate::result::Raised {
        let message = match (self.limits.told, self.limits.limits.steps) {
            (false, _) => return self.memory_error(),
            (true, Some(_)) if self.limits.limits.time.is_none() => "step limit exceeded",
            (true, _) => "time limit exceeded",
        };
        let class = self.types.exceptions.timeout_error.clone();
        self.raise(&class, message)
    }
}
