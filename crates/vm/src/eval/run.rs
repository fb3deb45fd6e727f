//! Entering the eval loop from Rust, and what it does between instructions.

use std::ptr::NonNull;
use std::sync::Arc;

use rpy_bytecode::{CodeFlags, CodeObject, Opcode};

use crate::breaker::Breaker;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::generator::{AsynchronousState, Generator};
use crate::builtins::type_::TypeFlags;
use crate::eval::call;
use crate::eval::cursor::Cursor;
use crate::eval::dispatch::{self, HALT_CODE};
use crate::eval::operation::Regs;
use crate::eval::sinks::Sink;
use crate::eval::unwind::unwind;
use crate::frame::layout;
use crate::frame::stack::ValueStack;
use crate::function::args::Args;
use crate::instrument::ThreadTrace;
use crate::interpreter::{AtEnd, Parker};
use crate::object::buffer::BufferWrapper;
use crate::object::reference::{Object, Ref};
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::{SignalHandler, Vm};

/// Python frames that may be active at a time, unless `sys.setrecursionlimit` says otherwise.
pub(crate) const DEFAULT_RECURSION_LIMIT: i32 = 1000;

/// Bytes of Rust stack that stay free for native code when recursion is refused.
const NATIVE_RESERVE: usize = 256 * 1024;

/// What the interpreter keeps for a thread. That of the running one is `Vm::thread`.
pub(crate) struct ThreadState {
    /// Where frames must not grow beyond.
    pub(crate) limit: *mut u64,
    /// Frames that may still be entered.
    pub(crate) depth: i32,
    /// Registers that a slow path leaves for the dispatch.
    pub(crate) saved: Regs,
    /// First free word above the frames, for code that enters the loop again.
    pub(crate) stack_top: *mut u64,
    /// The running frame and its instruction.
    pub(crate) fp: *mut u64,
    pub(crate) at: *const u32,
    /// The frames that native code runs for, which have entered the loop again, and the instruction that
    /// each is at; the innermost last.
    pub(crate) entered: Vec<(*mut u64, *const u32)>,
    /// How the run that has just ended did so: at a `yield`, or by returning.
    pub(crate) result: Option<Step>,
    /// Exception that ended the run.
    pub(crate) raised: Option<Raised>,
    /// The exception on its way has been raised before: its context stays, and the running frame
    /// has its traceback entry already.
    pub(crate) reraising: bool,
    /// The exception being handled (`sys.exception()`), or None.
    pub(crate) handled: Value,
    /// The innermost running generator, or null. It knows the next, and what its caller handles.
    pub(crate) generator: *const Object<Generator>,
    /// Where the items of a generator go that is being run through.
    pub(crate) sink: Sink,
    /// Frame objects of active frames, by frame pointer, the newest last.
    pub(crate) observed: Vec<(*mut u64, Value)>,
    /// What the thread does with coroutines and asynchronous generators.
    pub(crate) asynchronous: AsynchronousState,
    /// `Vm::recursion_limit` as `depth` has it.
    pub(crate) recursion_limit: i32,
    /// What is left until the next sample of the profile, which the eval breaker waits for too.
    pub(crate) fuel: i32,
    /// What traces it.
    pub(crate) trace: ThreadTrace,
    /// Addresses of the containers whose `repr` is being made, innermost last.
    pub(crate) repr_active: Vec<u64>,
    /// Which thread of the interpreter it is; zero for none.
    pub(crate) number: u64,
    /// What `_thread.get_ident` gives.
    pub(crate) identity: usize,
    pub(crate) is_main: bool,
    /// Where the state lies while the thread does not run.
    pub(crate) slot: Option<NonNull<ThreadState>>,
    /// Where the thread waits.
    pub(crate) parker: Option<Arc<Parker>>,
    /// What is done when the thread ends.
    pub(crate) at_end: Vec<AtEnd>,
    native_limit: usize,
    #[expect(dead_code, reason = "owns the memory of the frames")]
    stack: Option<ValueStack>,
}

impl ThreadState {
    /// The state of a thread that enters the interpreter.
    pub(crate) fn new(is_main: bool) -> ThreadState {
        let stack = ValueStack::new(is_main);
        ThreadState {
            limit: stack.limit(),
            stack_top: stack.start(),
            is_main,
            native_limit: stack_position().saturating_sub(DEFAULT_NATIVE_STACK),
            stack: Some(stack),
            ..ThreadState::idle()
        }
    }

    /// The state of no thread: it has no stack.
    pub(crate) fn idle() -> ThreadState {
        ThreadState {
            limit: std::ptr::null_mut(),
            depth: DEFAULT_RECURSION_LIMIT,
            saved: Regs {
                pc: std::ptr::null(),
                sp: std::ptr::null_mut(),
                fp: std::ptr::null_mut(),
            },
            stack_top: std::ptr::null_mut(),
            fp: std::ptr::null_mut(),
            at: std::ptr::null(),
            entered: Vec::new(),
            result: None,
            raised: None,
            reraising: false,
            handled: Value::NONE,
            generator: std::ptr::null(),
            sink: Sink::none(),
            observed: Vec::new(),
            asynchronous: AsynchronousState::new(),
            recursion_limit: DEFAULT_RECURSION_LIMIT,
            fuel: 0,
            trace: ThreadTrace::new(),
            repr_active: Vec::new(),
            number: 0,
            identity: 0,
            is_main: false,
            slot: None,
            parker: None,
            at_end: Vec::new(),
            native_limit: 0,
            stack: None,
        }
    }

    /// Says how many bytes of Rust stack the thread has below the caller.
    pub(crate) fn set_native_stack(&mut self, bytes: usize) {
        let usable = bytes.saturating_sub(NATIVE_RESERVE);
        self.native_limit = stack_position().saturating_sub(usable);
    }

    /// How far the Rust stack may be used.
    pub(crate) fn native_limit(&self) -> usize {
        self.native_limit
    }

    /// Says how far the Rust stack may be used, as another state of the same thread has it.
    pub(crate) fn set_native_limit(&mut self, limit: usize) {
        self.native_limit = limit;
    }

    /// Notes where a slow path stands, for what it calls.
    pub(crate) fn enter_slow(&mut self, cursor: &Cursor) {
        self.stack_top = cursor.sp;
        self.fp = cursor.fp;
        self.at = cursor.at;
    }

    /// The first free word, the running frame and its instruction, read word by word: a slow path has just
    /// written them so, and one wide load would have to wait until the stores have reached the cache.
    #[inline(always)]
    fn position_by_word(&self) -> (*mut u64, *mut u64, *const u32) {
        // SAFETY: reads of initialised fields.
        unsafe {
            (
                std::ptr::read_volatile(&raw const self.stack_top),
                std::ptr::read_volatile(&raw const self.fp),
                std::ptr::read_volatile(&raw const self.at),
            )
        }
    }

    /// The exception being handled, in this frame or a caller's, or None.
    pub(crate) fn topmost_handled(&self) -> Value {
        if !self.handled.is_none() {
            return self.handled.clone();
        }
        let mut generator = self.generator;
        // SAFETY: who resumed a running generator holds a reference to it; nothing writes to its
        // fields here.
        while let Some(object) = unsafe { generator.as_ref() } {
            // SAFETY: as above.
            let handled = unsafe { &*object.payload.handled.as_ptr() };
            if !handled.is_none() {
                return handled.clone();
            }
            generator = object.payload.outer.get();
        }
        Value::NONE
    }
}

/// Rust stack assumed where nobody says more: what a test thread has, less the reserve.
const DEFAULT_NATIVE_STACK: usize = 2 * 1024 * 1024 - 2 * NATIVE_RESERVE;

/// Roughly the address of the top of the Rust stack.
#[inline(always)]
fn stack_position() -> usize {
    let marker = 0_u8;
    std::hint::black_box(&raw const marker) as usize
}

impl Vm {
    /// Says how many bytes of Rust stack this thread has below the caller. Without it, 2 MiB are
    /// assumed.
    pub fn set_native_stack(&mut self, bytes: usize) {
        self.thread.set_native_stack(bytes);
    }

    /// `sys.setrecursionlimit`; `false` if more frames are active already.
    pub fn set_recursion_limit(&mut self, limit: i32) -> bool {
        let active = self.thread.recursion_limit - self.thread.depth;
        if active >= limit {
            return false;
        }
        self.recursion_limit = limit;
        self.for_each_thread(|_, vm| {
            let active = vm.thread.recursion_limit - vm.thread.depth;
            vm.thread.depth = limit - active;
            vm.thread.recursion_limit = limit;
        });
        true
    }

    /// `sys.getrecursionlimit`
    pub fn recursion_limit(&self) -> i32 {
        self.recursion_limit
    }

    /// Raises `RecursionError` if the Rust stack is nearly used up. `what` is put behind the
    /// message, such as `" in comparison"`.
    #[inline]
    pub fn check_native_stack(&mut self, what: &str) -> PyResult<()> {
        if stack_position() > self.thread.native_limit {
            return Ok(());
        }
        Err(self.recursion_error(format!("maximum recursion depth exceeded{what}")))
    }

    /// Runs `f`, a native function that recurses over user data, within the recursion limits. Looks at
    /// what must not wait ([`Vm::poll`]): few objects may be met very often.
    pub fn with_recursion<T>(
        &mut self,
        what: &str,
        f: impl FnOnce(&mut Vm) -> PyResult<T>,
    ) -> PyResult<T> {
        // What is said of the end of a program is not interrupted any more.
        if !self.limits.is_ending() {
            self.poll()?;
        }
        self.check_native_stack(what)?;
        if self.thread.depth <= 0 {
            return Err(self.recursion_error(format!("maximum recursion depth exceeded{what}")));
        }
        self.thread.depth -= 1;
        let result = f(self);
        self.thread.depth += 1;
        result
    }

    /// Whether something waits for the next instruction boundary.
    #[inline(always)]
    pub(crate) fn attention(&self) -> bool {
        self.breaker.is_set()
    }

    /// Calls a Python function: builds its frame above the running one and runs it to its end.
    pub(crate) fn call_python(&mut self, function: &Ref<Function>, args: Args<'_>) -> PyResult {
        self.check_native_stack("")?;
        self.outside_the_run(|vm| vm.call_python_inner(function, args))
    }

    fn call_python_inner(&mut self, function: &Ref<Function>, args: Args<'_>) -> PyResult {
        let mut cursor = self.cursor_above()?;
        if !args.has_keywords()
            && call::enter_simple(&mut cursor, function, args.positional(), self)
        {
            return self.run_to_end(&cursor).map(Step::into_value);
        }
        if args.len() > call::MAX_PUSHED {
            call::enter_function_with(&mut cursor, function, args, layout::ENTRY, self)?;
        } else {
            call::push_call(&mut cursor, function.to_value(), args.values());
            call::enter_function(&mut cursor, args.len(), args.names(), layout::ENTRY, self)?;
        }
        self.run_to_end(&cursor).map(Step::into_value)
    }

    /// Runs code that is no function: a module or class body, or what `exec` and `eval` are given.
    /// `namespace` is where its names live.
    pub fn run_code(
        &mut self,
        code: Arc<CodeObject>,
        globals: &Ref<Dict>,
        namespace: Value,
    ) -> PyResult {
        let code = Code::new(code, self);
        let function = Function::new(code, globals.clone(), self);
        self.call_with_namespace(&function, namespace)
    }

    /// Calls a function whose code has a namespace in place of fast locals: a class body.
    pub fn call_with_namespace(&mut self, function: &Ref<Function>, namespace: Value) -> PyResult {
        self.check_native_stack("")?;
        self.outside_the_run(|vm| vm.call_with_namespace_inner(function, namespace))
    }

    fn call_with_namespace_inner(
        &mut self,
        function: &Ref<Function>,
        namespace: Value,
    ) -> PyResult {
        let mut cursor = self.cursor_above()?;
        call::push_call(&mut cursor, function.to_value(), &[]);
        call::enter_function(&mut cursor, 0, &[], layout::ENTRY, self)?;
        if !function
            .code(self)
            .source()
            .flags
            .contains(CodeFlags::OPTIMIZED)
        {
            drop(cursor.set_local(0, namespace));
        }
        self.run_to_end(&cursor).map(Step::into_value)
    }

    /// Runs `f`, which enters the loop again, and then restores what the thread knows of the running
    /// frame.
    #[inline(always)]
    pub(crate) fn outside_the_run<T>(&mut self, f: impl FnOnce(&mut Vm) -> T) -> T {
        let thread = &mut self.thread;
        let outer = thread.position_by_word();
        let depth = thread.entered.len();
        thread.entered.push((outer.1, outer.2));
        let result = f(self);
        let thread = &mut self.thread;
        thread.entered.truncate(depth);
        (thread.stack_top, thread.fp, thread.at) = outer;
        result
    }

    /// A cursor above the running frame that returns to Rust.
    fn cursor_above(&mut self) -> PyResult<Cursor> {
        let thread = &self.thread;
        if thread.stack_top >= thread.limit {
            return Err(self.recursion_error("maximum recursion depth exceeded"));
        }
        Ok(Cursor {
            at: thread.at,
            next: HALT_CODE.as_ptr(),
            sp: thread.stack_top,
            fp: thread.fp,
        })
    }

    /// Runs from the cursor until the frame with the `ENTRY` flag is left.
    pub(crate) fn run_to_end(&mut self, cursor: &Cursor) -> PyResult<Step> {
        // SAFETY: the cursor is at the start of a frame that was just built.
        unsafe { self.run_registers(dispatch::registers_by_word(cursor)) }
    }

    /// Runs until the frame with the `ENTRY` flag is left.
    ///
    /// # Safety
    ///
    /// The registers are at the start of that frame, or where its generator goes on.
    #[inline(always)]
    pub(crate) unsafe fn run_registers(&mut self, regs: Regs) -> PyResult<Step> {
        // SAFETY: as promised by the caller.
        unsafe { dispatch::run(regs.pc, regs.sp, regs.fp, self) }
        match self.thread.raised.take() {
            Some(raised) => Err(raised),
            None => Ok(self.thread.result.take().expect("a run ends with a result")),
        }
    }
}

/// Does what waits for an instruction boundary: finalisers, collection, signals.
#[cold]
#[inline(never)]
pub(crate) fn attend(cursor: &mut Cursor, vm: &mut Vm) {
    if cursor.next == HALT_CODE.as_ptr() {
        // The run is over; its result or exception must not be mixed with what runs here. The
        // next instruction of the outer run will see to it.
        vm.thread.enter_slow(cursor);
        return;
    }
    cursor.stay_in_frame();
    vm.thread.enter_slow(cursor);
    vm.run_pending();
    vm.switch_threads();
    // SAFETY: control goes on at an instruction of verified code.
    if unsafe { changes_what_is_handled(cursor.next) } {
        // Nothing would restore it if an exception came just here. What is asked for stays so.
        return;
    }
    if let Err(raised) = vm.check_signals().and_then(|()| vm.check_limits()) {
        // As if the next instruction, which has not begun, had raised it.
        cursor.at = cursor.next;
        unwind(raised, cursor, vm);
    }
}

/// Whether the instruction begins or ends the handling of an exception.
///
/// # Safety
///
/// It is an instruction of verified code.
unsafe fn changes_what_is_handled(at: *const u32) -> bool {
    // SAFETY: as promised by the caller. `COPY` is not the last instruction of any code.
    let opcode = |index| unsafe { Opcode::of_word(*at.add(index)) };
    match opcode(0) {
        Some(Opcode::PushExcInfo | Opcode::PopExcept | Opcode::Reraise) => true,
        Some(Opcode::Copy) => opcode(1) == Some(Opcode::PopExcept),
        _ => false,
    }
}

impl Vm {
    /// What interrupts this interpreter, from a signal handler or another thread.
    pub fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// Handles the signals that have come, if the main thread runs: for native functions that wait.
    ///
    /// Errors: what the program's handlers raise; without any, `KeyboardInterrupt`.
    pub fn check_signals(&mut self) -> PyResult<()> {
        if !self.thread.is_main {
            self.breaker.pass_signal_on();
        }
        let signalled = self.thread.is_main && self.breaker.take_signal();
        self.breaker.arm(self.thread.limit, self.thread.is_main);
        if signalled {
            (self.signal_handler)(self)
        } else {
            Ok(())
        }
    }

    /// Sets what the main thread does when a signal has come, in place of raising
    /// `KeyboardInterrupt`.
    pub fn on_signals(&mut self, handler: SignalHandler) {
        self.signal_handler = handler;
    }

    /// Raises `KeyboardInterrupt`.
    pub(crate) fn raise_keyboard_interrupt(&mut self) -> PyResult<()> {
        let class = self.types.exceptions.keyboard_interrupt.clone();
        Err(Raised::new(self.new_exception(&class, Vec::new())))
    }

    /// Runs the finalisers that wait, and those of what these give up, and the collector if it is
    /// due.
    pub(crate) fn run_pending(&mut self) {
        // Finalisers may make ever more objects that need them: the program goes on in between.
        const ROUNDS: u32 = 100_000;
        for _ in 0..ROUNDS {
            // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
            let heap = unsafe { &mut *self.heap().as_ptr() };
            heap.breaker.take_requests();
            let (waiting, callbacks) = (heap.take_finalizable(), heap.take_weak_callbacks());
            if waiting.is_empty() && callbacks.is_empty() {
                break;
            }
            for reference in callbacks {
                self.call_weak_callback(&reference);
            }
            for object in waiting {
                self.finalize(object);
            }
        }
        self.collect_if_due();
    }

    /// Calls an object's `__del__`, closes a generator, warns of what was never awaited, or lets an
    /// exporter know that its memory is no longer used; what that raises is reported and ignored.
    pub(crate) fn finalize(&mut self, object: Value) {
        if let Some(generator) = object.downcast::<Generator>() {
            Generator::finalize(generator, self);
            return;
        }
        if self.class_of(&object).flags().contains(TypeFlags::AWAITED)
            && self.finalize_awaitable(&object)
        {
            return;
        }
        if let Some(wrapper) = object.downcast::<BufferWrapper>() {
            wrapper.release(self);
            return;
        }
        let name = self.names.__del__.clone();
        let Some(function) = self.class_of(&object).lookup(&name, self).cloned() else {
            return;
        };
        let result = match object.lookup_special(&name, self) {
            Ok(Some(method)) => method.call(Args::EMPTY, self).map(drop),
            Ok(None) => Ok(()),
            Err(raised) => Err(raised),
        };
        if let Err(raised) = result {
            self.unraisable("calling deallocator", raised, &function);
        }
    }
}
