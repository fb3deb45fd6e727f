//! The copy of `errno` that each thread has for the program.

use std::collections::HashMap;

use rpy_vm::Vm;
use rpy_vm::function::native::ModuleState;

/// The copies, by the numbers of the threads.
pub(super) struct Copies(HashMap<u64, i32>);

impl ModuleState for Copies {
    fn new(_vm: &mut Vm) -> Copies {
        Copies(HashMap::new())
    }
}

/// The copy of the running thread.
pub(super) fn get(vm: &mut Vm) -> i32 {
    let thread = vm.thread_number();
    let copies = vm.module_state::<Copies>();
    copies.0.get(&thread).copied().unwrap_or(0)
}

/// Sets the copy of the running thread, and gives what it was.
pub(super) fn exchange(errno: i32, vm: &mut Vm) -> i32 {
    let thread = vm.thread_number();
    match vm.module_state::<Copies>().0.insert(thread, errno) {
        Some(old) => old,
        None => {
            vm.at_thread_end(move |vm| {
                vm.module_state::<Copies>().0.remove(&thread);
            });
            0
        }
    }
}
