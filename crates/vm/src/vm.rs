//! `Vm`: one interpreter, and the permission to touch its heap.

use std::marker::PhantomPinned;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::audit::AuditHooks;
use crate::breaker::Breaker;
use crate::builtins::bytes::Bytes;
use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::eval::{AttributeCache, HandlerTable, KnownFunctions, SpecialMethods, ThreadState};
use crate::function::registry::NativeRegistry;
use crate::host::Host;
use crate::import::Imports;
use crate::instrument::Instruments;
use crate::intern::{HashSecrets, InternTable};
use crate::interpreter::{Config, Shared, Threads};
use crate::limits::LimitState;
use crate::names::Names;
use crate::object::Sweeps;
use crate::object::collector::CollectorState;
use crate::object::heap::{Heap, HeapOwner};
use crate::object::method_cache::MethodCache;
use crate::object::reference::Ref;
use crate::object::shape::ShapeTable;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::types::Types;

/// What the main thread does when a signal has come.
pub type SignalHandler = fn(&mut Vm) -> PyResult<()>;

/// One interpreter: its heap, types, modules and value stack.
///
/// `&Vm` is the permission to read the heap, `&mut Vm` the permission to change it and to run
/// Python code. It stands last in every signature. [`Interpreter::enter`](crate::Interpreter) gives it.
pub struct Vm {
    heap: NonNull<Heap>,
    /// While a thread waits inside a function that has borrowed the interpreter, others use it:
    /// references to it are not unique in the compiler's sense, which this tells it.
    _shared_by_threads: PhantomPinned,
    /// The built-in types.
    pub types: Types,
    /// Classes and state of native modules.
    pub(crate) natives: NativeRegistry,
    /// Native types, which must outlive their instances.
    pub(crate) kept_types: Vec<Ref<Type>>,
    /// Interned names.
    pub names: Names,
    pub(crate) interned: InternTable,
    pub(crate) empty_tuple: Option<Ref<Tuple>>,
    /// The empty `bytes`; missing while the VM is made.
    pub(crate) empty_bytes: Option<Ref<Bytes>>,
    pub(crate) shapes: ShapeTable,
    /// When the tables of names and shapes are looked at.
    pub(crate) sweeps: Sweeps,
    /// The strings of one code point below 256.
    pub(crate) single_characters: Vec<Ref<Str>>,
    hash_secrets: HashSecrets,
    /// Decimal digits that an int converted to or from text may have; zero for no limit
    /// (`sys.set_int_max_str_digits`).
    pub int_max_str_digits: usize,
    /// `-X no_debug_ranges`: the positions of code are lines alone, and tracebacks have no carets.
    pub no_debug_ranges: bool,
    /// How often `-b` was given: bytes that are used as text are warned of.
    pub bytes_warning: u8,
    /// `-X dev`: names of encodings and error handlers are checked though they are not needed.
    pub dev_mode: bool,
    /// The filters of warnings, and what is done where none fits, once the modules are being given up.
    pub(crate) last_filters: Option<(Value, Value)>,
    pub(crate) method_cache: MethodCache,
    /// Settings and statistics of the cycle collector.
    pub collector: CollectorState,
    dict_versions: u32,
    type_versions: u32,
    pub(crate) code_numbers: u32,
    pub(crate) thread: ThreadState,
    pub(crate) threads: Threads,
    /// Frames that a thread may have active at a time (`sys.setrecursionlimit`).
    pub(crate) recursion_limit: i32,
    pub(crate) breaker: Breaker,
    /// What the host allows, and how far it is used up.
    pub(crate) limits: LimitState,
    /// What the threads of the interpreter share.
    pub(crate) shared: Arc<Shared>,
    /// What the main thread does when a signal has come.
    pub(crate) signal_handler: SignalHandler,
    pub(crate) handlers: HandlerTable,
    /// Tools that trace the program.
    pub(crate) instruments: Instruments,
    pub(crate) attribute_cache: AttributeCache,
    /// The functions that operators begin with.
    pub(crate) special_methods: SpecialMethods,
    pub(crate) known: KnownFunctions,
    /// Code that functions have given up, while frames may still run it.
    pub(crate) retired_code: Vec<Ref<Code>>,
    /// What is told of audit events.
    pub(crate) audit_hooks: AuditHooks,
    host: Arc<dyn Host>,
    /// `sys.modules`
    pub modules: Ref<Dict>,
    /// The dict of the `builtins` module.
    pub builtins: Ref<Dict>,
    /// Where modules come from.
    pub imports: Imports,
    /// Frees the heap: the last field, as the others refer to objects.
    owner: HeapOwner,
}

impl Vm {
    /// Makes an interpreter with its types and the `builtins` module.
    pub(crate) fn new(config: Config, breaker: Breaker, shared: Arc<Shared>) -> Vm {
        let Config {
            host,
            hash_seed,
            main_thread,
        } = config;
        let shared_fate = shared.fate.clone();
        let heap = Heap::new(breaker.clone());
        let mut shapes = ShapeTable::default();
        let types = Types::allocate(heap, &mut shapes);
        let mut interned = InternTable::default();
        let hash_secrets = HashSecrets::new(hash_seed);
        let names = Names::new(heap, &types.str, |name| {
            name.set_hash(hash_secrets.hash_text(name.as_bytes()));
            interned.insert(name.clone());
        });
        let new_dict = || {
            let class = &types.dict;
            crate::object::heap::new_object(heap, class, class.root_shape(), Dict::empty(), 0)
        };
        let (modules, builtins) = (new_dict(), new_dict());
        let mut vm = Vm {
            heap,
            _shared_by_threads: PhantomPinned,
            types,
            natives: NativeRegistry::default(),
            kept_types: Vec::new(),
            names,
            interned,
            empty_tuple: None,
            empty_bytes: None,
            shapes,
            sweeps: Sweeps::default(),
            single_characters: Vec::new(),
            hash_secrets,
            int_max_str_digits: crate::builtins::int::DEFAULT_MAX_DIGITS,
            no_debug_ranges: false,
            bytes_warning: 0,
            dev_mode: false,
            last_filters: None,
            method_cache: MethodCache::new(),
            collector: CollectorState::default(),
            dict_versions: 0,
            type_versions: 0,
            code_numbers: 0,
            thread: ThreadState::idle(),
            threads: Threads::new(main_thread),
            recursion_limit: crate::eval::DEFAULT_RECURSION_LIMIT,
            breaker,
            limits: LimitState::default(),
            shared,
            signal_handler: Vm::raise_keyboard_interrupt,
            handlers: HandlerTable::default(),
            instruments: Instruments::new(),
            attribute_cache: AttributeCache::new(),
            special_methods: SpecialMethods::new(),
            known: KnownFunctions::default(),
            retired_code: Vec::new(),
            audit_hooks: AuditHooks::default(),
            host,
            modules,
            builtins,
            imports: Imports::new(),
            // SAFETY: the heap was just made, for this interpreter.
            owner: unsafe { HeapOwner::new(heap, shared_fate) },
        };
        vm.empty_tuple = Some(Tuple::new(Vec::new(), &mut vm));
        vm.empty_bytes = Some(Bytes::new(b"", &mut vm));
        vm.single_characters = (0..crate::builtins::str::SINGLE_CHARACTERS)
            .map(|code_point| {
                let character = vm.char_str(code_point);
                vm.intern_ref(&character)
            })
            .collect();
        crate::types::initialize(&mut vm);
        crate::builtins::functions::install(&mut vm)
            .expect("the constants of builtins are made without Python code");
        vm.learn_known_functions();
        // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
        unsafe {
            vm.heap().as_mut().sweep();
            vm.heap().as_mut().collected(0);
        }
        vm
    }

    /// The heap of this interpreter's objects.
    #[inline(always)]
    pub(crate) fn heap(&self) -> NonNull<Heap> {
        self.heap
    }

    /// What lies outside of the interpreter.
    pub fn host(&self) -> &Arc<dyn Host> {
        &self.host
    }

    /// Bytes that the objects of this interpreter use: they themselves and their buffers, free room
    /// between them included.
    pub fn heap_bytes(&self) -> usize {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        unsafe { self.heap.as_ref() }.bytes()
    }

    /// Hashes bytes with this interpreter's seed.
    pub(crate) fn hash_bytes(&self, bytes: &[u8]) -> u64 {
        self.hash_secrets.hash_bytes(bytes)
    }

    /// The hash of a `str` with this text.
    pub(crate) fn hash_text(&self, text: &[u8]) -> u64 {
        self.hash_secrets.hash_text(text)
    }

    pub(crate) fn next_dict_version(&mut self) -> Option<u32> {
        self.dict_versions = self.dict_versions.checked_add(1)?;
        Some(self.dict_versions)
    }

    /// Whether so many versions are left.
    pub(crate) fn has_type_versions(&self, count: usize) -> bool {
        (u32::MAX - self.type_versions) as usize >= count
    }

    pub(crate) fn next_type_version(&mut self) -> Option<u32> {
        self.type_versions = self.type_versions.checked_add(1)?;
        Some(self.type_versions)
    }

    /// The interned `str` of this text.
    pub fn intern(&mut self, text: &str) -> Ref<Str> {
        let hash = self.hash_text(text.as_bytes());
        if let Some(known) = self.interned.find(text.as_bytes(), hash) {
            return known.clone();
        }
        let name = Str::new(text, self);
        name.set_hash(hash);
        self.interned.insert(name.clone());
        name
    }

    /// The interned `str` of this text, if there is one already.
    pub(crate) fn interned(&self, text: &str) -> Option<&Ref<Str>> {
        let hash = self.hash_text(text.as_bytes());
        self.interned.find(text.as_bytes(), hash)
    }

    /// How many strings are interned (`sys.getunicodeinternedsize`).
    pub fn interned_count(&self) -> usize {
        self.interned.len()
    }

    /// The interned `str` with the text of `name`, which may be `name` itself.
    pub fn intern_ref(&mut self, name: &Ref<Str>) -> Ref<Str> {
        if name.is_interned() {
            return name.clone();
        }
        let hash = name.hash(self);
        if let Some(known) = self.interned.find(name.as_bytes(), hash) {
            return known.clone();
        }
        let name = if name.class().is(&self.types.str) {
            name.clone()
        } else {
            // SAFETY: the bytes come from a `Str`.
            unsafe { Str::from_wtf8_unchecked(name.as_bytes(), self) }
        };
        name.set_hash(hash);
        self.interned.insert(name.clone());
        name
    }

    /// Notes that the `repr` of a container is being made. `false` means that it already is, of a
    /// container that contains itself: then it is written as `...`.
    pub fn repr_enter(&mut self, container: &Value) -> bool {
        let address = container.bits();
        let is_new = !self.thread.repr_active.contains(&address);
        if is_new {
            self.thread.repr_active.push(address);
        }
        is_new
    }

    /// Ends what [`Vm::repr_enter`] began, if that gave `true`.
    pub fn repr_leave(&mut self, container: &Value) {
        let left = self.thread.repr_active.pop();
        debug_assert_eq!(left, Some(container.bits()));
    }

    /// An attribute of the module `sys`; `None` if it or the module is not there.
    pub fn sys_attribute(&self, name: &Ref<Str>) -> Option<Value> {
        let module = self.modules.get_str(&self.names.sys, self)?;
        let module = module.downcast::<crate::builtins::module::Module>()?;
        module.dict().get_str(name, self).cloned()
    }

    /// Sets an attribute of the module `sys`, if that is there.
    pub fn set_sys_attribute(&mut self, name: &Ref<Str>, value: Value) {
        let sys = self.names.sys.clone();
        let modules = self.modules.clone();
        let module = modules.get_str(&sys, self).cloned();
        if let Some(module) = module
            && let Some(module) = module.downcast::<crate::builtins::module::Module>()
        {
            module.dict().clone().set_str(name, value, self);
        }
    }

    /// The class of a value.
    #[inline]
    pub fn class_of<'a>(&'a self, value: &'a Value) -> &'a Ref<Type> {
        if let Some(header) = value.as_object() {
            header.class()
        } else if value.is_small_int() {
            &self.types.int
        } else if value.is_small_float() {
            &self.types.float
        } else if value.as_bool().is_some() {
            &self.types.bool
        } else if value.is_not_implemented() {
            &self.types.not_implemented
        } else if value.is_ellipsis() {
            &self.types.ellipsis
        } else {
            &self.types.none
        }
    }
}

impl Drop for Vm {
    /// Runs the finalisers that are due, those of unreachable objects included, closes generators,
    /// and frees all memory. Other objects that are still reachable are not finalised.
    ///
    /// A `Value` that outlives its interpreter stays valid, and keeps memory from being freed.
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Who knows where it was interrupted. The heap stays as it is.
            return;
        }
        self.collect_garbage();
        self.close_generators();
        self.owner.hold_objects();
    }
}
