//! Closures: functions of C that call functions of the program.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};

use libffi_sys::{
    ffi_cif, ffi_closure, ffi_closure_alloc, ffi_closure_free, ffi_prep_closure_loc,
    ffi_status_FFI_OK,
};
use rpy_vm::{Door, Value, Vm};

use super::call::Convention;
use super::scalar::Passed;

/// What a closure does when it is called: the thunk, the addresses of the arguments, and `errno`. Gives
/// the bytes of the result, and `errno`.
pub(super) type Handler = fn(&Value, &[usize], i32, &mut Vm) -> (Vec<u8>, i32);

/// What the code of a closure is given.
struct Context {
    door: Door,
    handler: Handler,
    /// The word of the object whose closure it is. The object owns the closure, so it is not counted.
    thunk: u64,
    arguments: usize,
    /// Bytes of the result.
    result: usize,
}

/// A function of C that calls a handler.
pub(super) struct Closure {
    closure: *mut ffi_closure,
    code: *mut c_void,
    context: *mut Context,
    convention: Convention,
}

impl Closure {
    /// Makes a closure for the object `thunk`, which is to own it. Nothing if libffi cannot.
    pub(super) fn new(
        thunk: &Value,
        handler: Handler,
        arguments: &[Passed],
        result: &Passed,
        vm: &Vm,
    ) -> Option<Closure> {
        let convention = Convention::new(arguments.iter(), result, None)?;
        let context = Box::into_raw(Box::new(Context {
            door: vm.door(),
            handler,
            thunk: thunk.bits(),
            arguments: arguments.len(),
            result: result.size(),
        }));
        let mut code = std::ptr::null_mut();
        // SAFETY: libffi gives memory of this size, or none.
        let closure: *mut ffi_closure =
            unsafe { ffi_closure_alloc(size_of::<ffi_closure>(), &raw mut code) }.cast();
        let mut made = Closure {
            closure,
            code,
            context,
            convention,
        };
        if closure.is_null() {
            return None;
        }
        // SAFETY: the closure was allocated for this code; the convention is a box, which does not move,
        // and it lives as long as the closure, as does the context.
        let status = unsafe {
            ffi_prep_closure_loc(
                closure,
                made.convention.as_ptr(),
                Some(enter),
                context.cast(),
                code,
            )
        };
        (status == ffi_status_FFI_OK).then_some(made)
    }

    /// The address of the function.
    pub(super) fn address(&self) -> usize {
        self.code.expose_provenance()
    }
}

impl Drop for Closure {
    fn drop(&mut self) {
        // SAFETY: both were made for this closure, and are not used any more: who calls the function
        // of an object that is gone does so at the program's risk.
        unsafe {
            if !self.closure.is_null() {
                ffi_closure_free(self.closure.cast());
            }
            drop(Box::from_raw(self.context));
        }
    }
}

/// What the code of closures calls.
unsafe extern "C" fn enter(
    _cif: *mut ffi_cif,
    result: *mut c_void,
    arguments: *mut *mut c_void,
    context: *mut c_void,
) {
    // SAFETY: the context is that of `new`; `errno` is the thread's own; there are as many arguments as
    // the convention says.
    let (context, errno, arguments) = unsafe {
        let context = &*context.cast::<Context>();
        let errno = *libc::__errno_location();
        let mut addresses = Vec::with_capacity(context.arguments);
        for index in 0..context.arguments {
            addresses.push((*arguments.add(index)).expose_provenance());
        }
        (context, errno, addresses)
    };
    let (handler, word, size) = (context.handler, context.thunk, context.result);
    let entered = catch_unwind(AssertUnwindSafe(|| {
        context.door.clone().enter(|vm| {
            // SAFETY: the object owns the closure that runs; its count is not the context's.
            let thunk = unsafe { Value::clone(&ManuallyDrop::new(Value::from_bits(word))) };
            handler(&thunk, &arguments, errno, vm)
        })
    }));
    let (bytes, errno) = match entered {
        Ok(Ok(outcome)) => outcome,
        // The interpreter is gone, or native code has panicked: there is nobody to tell.
        Ok(Err(_)) | Err(_) => (Vec::new(), errno),
    };
    // SAFETY: there is room for the result, and for a word at least; nothing is there for none.
    unsafe {
        if size > 0 {
            let room = size.max(size_of::<usize>());
            let count = bytes.len().min(room);
            std::ptr::write_bytes(result.cast::<u8>(), 0, room);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), result.cast::<u8>(), count);
        }
        *libc::__errno_location() = errno;
    }
}
