//! What a compiler tier can learn of a running program: where it spends its turns and what it calls.
//!
//! **Heat.** The feet of loops burn fuel, one unit a turn. Where it ends, the slow path of that
//! instruction takes a sample, which counts for the running code and for that edge, and looks at the
//! eval breaker: so that it is known which edges are hot costs no more than the look at the breaker did.
//! Calls burn none, as that took 3 to 10 % of their time: they show in the heat of the loops they stand
//! in, and, by the callees below, in what these call.
//!
//! **Callees.** A call site of Python functions keeps the number of the code that it calls in the first
//! word of its cache, and up to three others that it has called in the words behind it. [`MANY`] in the
//! first word says that it has seen several in turn.
//!
//! **Shapes.** A polymorphic attribute site keeps the last shape in its cache, and the others in the
//! table of `polymorphic.rs`.

use std::cell::Cell;

use crate::eval::cursor::Cursor;
use crate::object::cell::HeapCell;
use crate::vm::Vm;

/// Turns of loops between two samples.
const FUEL: i32 = 1024;

/// In the first word of a call site's cache: there is more than one callee.
pub(crate) const MANY: u32 = u32::MAX;

/// The samples that were taken in a code object.
pub(crate) struct Profile {
    /// All of them.
    heat: Cell<u32>,
    /// Those of each foot of a loop, by the offset of the instruction in words, in no order.
    sites: HeapCell<Vec<(u32, u32)>>,
}

impl Profile {
    pub(crate) const fn new() -> Profile {
        Profile {
            heat: Cell::new(0),
            sites: HeapCell::new(Vec::new()),
        }
    }

    /// Samples taken in this code, each worth [`FUEL`] turns of loops.
    #[cfg(test)]
    pub(crate) fn heat(&self) -> u32 {
        self.heat.get()
    }

    /// Offset and samples of each foot of a loop.
    #[cfg(test)]
    pub(crate) fn sites<'a>(&'a self, vm: &'a Vm) -> &'a [(u32, u32)] {
        self.sites.get(vm)
    }
}

/// Takes a sample at the instruction that has found no fuel, and gives the thread new fuel.
#[cold]
#[inline(never)]
pub(crate) fn sample(cursor: &Cursor, vm: &mut Vm) {
    vm.thread.fuel = FUEL;
    if vm.limits.counts_steps() {
        vm.count_steps(FUEL as u64);
    }
    let code = cursor.code();
    let heat = &code.profile.heat;
    heat.set(heat.get().saturating_add(1));
    let offset = cursor.offset() as u32;
    let code = code.clone();
    let sites = code.profile.sites.get_mut(vm);
    match sites.iter_mut().find(|(site, _)| *site == offset) {
        Some((_, samples)) => *samples = samples.saturating_add(1),
        None => sites.push((offset, 1)),
    }
}

/// Notes at a call site that it calls the code with this number.
pub(crate) fn note_callee(number: u32, cursor: &mut Cursor) {
    let known = cursor.cache(0);
    if known == number || known == MANY {
        return;
    }
    if known == 0 {
        cursor.set_cache(0, number);
        return;
    }
    // The callee known so far goes behind the others, if there is room.
    let seen_before = (1..4).any(|index| cursor.cache(index) == number);
    let free = (1..4).find(|&index| cursor.cache(index) == 0);
    if let Some(free) = free {
        cursor.set_cache(free, known);
    }
    let is_one_more = !seen_before && free.is_some();
    cursor.set_cache(0, if is_one_more { number } else { MANY });
}

/// Empties the cache of a call site that another form has used.
pub(crate) fn forget_callees(cursor: &mut Cursor) {
    for index in 0..4 {
        cursor.set_cache(index, 0);
    }
}

impl Vm {
    /// The number for a new code object.
    pub(crate) fn next_code_number(&mut self) -> u32 {
        // Caches rely on it that none comes again: those that come after the last are all `MANY`.
        self.code_numbers = self.code_numbers.saturating_add(1);
        self.code_numbers
    }

    /// Burns a unit of fuel; true if there was none, so that the slow path is to be taken.
    ///
    /// # Safety
    ///
    /// Nobody else uses the VM.
    #[inline(always)]
    pub(crate) unsafe fn burn(vm: *mut Vm) -> bool {
        // SAFETY: as promised by the caller.
        unsafe {
            let fuel = (*vm).thread.fuel - 1;
            (*vm).thread.fuel = fuel;
            fuel < 0
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rpy_bytecode::Opcode;
    use rpy_compiler::{Mode, Options, compile};

    use super::*;
    use crate::builtins::code::Code;
    use crate::builtins::dict::Dict;
    use crate::builtins::function::Function;
    use crate::object::reference::Ref;

    fn run(source: &str, vm: &mut Vm) -> Ref<Dict> {
        let code = compile(
            source.as_bytes(),
            "<test>",
            Mode::Exec,
            Options::default(),
            &mut Vec::new(),
        );
        let globals = Dict::new(vm);
        let name = vm.names.__builtins__.clone();
        let builtins = vm.builtins.to_value();
        globals.set_str(&name, builtins, vm);
        let result = vm.run_code(
            Arc::new(code.expect("it compiles")),
            &globals,
            globals.to_value(),
        );
        result.expect("the program ends without an exception");
        globals
    }

    /// Runs a module and gives the code of its function `f`.
    fn code_of_f(source: &str, vm: &mut Vm) -> Ref<Code> {
        let globals = run(source, vm);
        let name = vm.intern("f");
        let f = globals.get_str(&name, vm).expect("it defines f").clone();
        let f = f.downcast::<Function>().expect("f is a function").clone();
        f.code(vm).clone()
    }

    #[test]
    fn loops_heat_their_code() {
        let vm = &mut crate::interpreter::TestVm::new();
        let code = code_of_f("def f():\n for i in range(100_000): pass\nf()\n", vm);
        assert!(code.profile.heat() >= 90, "{}", code.profile.heat());
        assert_eq!(code.profile.sites(vm).len(), 1);
    }

    #[test]
    fn a_call_site_knows_what_it_calls() {
        let vm = &mut crate::interpreter::TestVm::new();
        let program = |functions: &str| {
            format!(
                "def a(): pass\ndef b(): pass\ndef f(g): g()\n\
                 for i in range(9):\n for g in {functions}: f(g)\n"
            )
        };
        let site = |code: &Ref<Code>| {
            let words = code.instructions();
            let call = words
                .iter()
                .position(|word| *word as u8 == Opcode::CallPython.byte());
            let call = call.expect("the call is specialized");
            words[call + 1..call + 5].to_vec()
        };
        let globals = run(&program("(a,)"), vm);
        let code_of = |name: &str, vm: &mut Vm| {
            let name = vm.intern(name);
            let function = globals.get_str(&name, vm).expect("it is defined").clone();
            function
                .downcast::<Function>()
                .expect("a function")
                .code(vm)
                .clone()
        };
        let (a, f) = (code_of("a", vm), code_of("f", vm));
        assert_eq!(site(&f), [a.number, 0, 0, 0]);
        let f = code_of_f(&program("(a, b)"), vm);
        let words = site(&f);
        assert_eq!(words[0], MANY);
        assert_eq!(words[1..].iter().filter(|&&number| number != 0).count(), 2);
    }
}
