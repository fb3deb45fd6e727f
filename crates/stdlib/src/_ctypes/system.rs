//! The loader of the system: `dlopen` and its kin.

use std::ffi::{CStr, c_char, c_int, c_void};

/// What the loader says of the last failure of this thread.
fn last_error() -> Option<String> {
    // SAFETY: the text is valid until the next call of the loader on this thread.
    unsafe {
        let text = libc::dlerror();
        if text.is_null() {
            return None;
        }
        Some(CStr::from_ptr(text).to_string_lossy().into_owned())
    }
}

/// Loads a library, or gives the handle of the program.
///
/// Errors: what the loader says.
pub(super) fn open(name: Option<&CStr>, mode: i32) -> Result<usize, String> {
    let name = name.map_or(std::ptr::null(), CStr::as_ptr);
    // SAFETY: the name is null or ends with a zero. What the library does when it is loaded the program
    // vouches for.
    let handle = unsafe { libc::dlopen(name, mode) };
    match handle.is_null() {
        true => Err(last_error().unwrap_or_else(|| "dlopen() error".to_owned())),
        false => Ok(handle.expose_provenance()),
    }
}

/// Gives a library up.
///
/// Errors: what the loader says.
pub(super) fn close(handle: usize) -> Result<(), String> {
    let handle = std::ptr::with_exposed_provenance_mut::<c_void>(handle);
    // SAFETY: the program vouches for the handle.
    match unsafe { libc::dlclose(handle) } {
        0 => Ok(()),
        _ => Err(last_error().unwrap_or_default()),
    }
}

/// The address of a symbol.
///
/// Errors: what the loader says; nothing if it is silent.
pub(super) fn symbol(handle: usize, name: &CStr) -> Result<usize, Option<String>> {
    let handle = std::ptr::with_exposed_provenance_mut::<c_void>(handle);
    let _ = last_error();
    // SAFETY: the program vouches for the handle.
    let address = unsafe { libc::dlsym(handle, name.as_ptr()) };
    match address.is_null() {
        true => Err(last_error()),
        false => Ok(address.expose_provenance()),
    }
}

/// The names of the libraries that are loaded.
pub(super) fn loaded() -> Vec<Vec<u8>> {
    unsafe extern "C" fn add(
        info: *mut libc::dl_phdr_info,
        _size: usize,
        names: *mut c_void,
    ) -> c_int {
        // SAFETY: the loader calls this with its description of a library, and with what it was given,
        // which is the vector below.
        unsafe {
            let name: *const c_char = (*info).dlpi_name;
            let names = &mut *names.cast::<Vec<Vec<u8>>>();
            if !name.is_null() {
                names.push(CStr::from_ptr(name).to_bytes().to_vec());
            }
        }
        0
    }
    let mut names: Vec<Vec<u8>> = Vec::new();
    // SAFETY: the function takes what it is given, and does not unwind.
    unsafe { libc::dl_iterate_phdr(Some(add), (&raw mut names).cast()) };
    names
}

/// The addresses of `memmove` and `memset`.
pub(super) fn memory_functions() -> [usize; 2] {
    let memmove = libc::memmove as *const ();
    let memset = libc::memset as *const ();
    [memmove.expose_provenance(), memset.expose_provenance()]
}
