//! Mangled code is read, verified, and run under limits.
#![cfg_attr(feature = "libfuzzer", no_main)]

#[cfg(feature = "libfuzzer")]
libfuzzer_sys::fuzz_target!(|input: &[u8]| rpy_fuzz::code(input));

#[cfg(not(feature = "libfuzzer"))]
fn main() {
    rpy_fuzz::run_seeds(rpy_fuzz::code);
}
