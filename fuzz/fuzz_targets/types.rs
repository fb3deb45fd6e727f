//! Built-in types are used in ways that the input says.
#![cfg_attr(feature = "libfuzzer", no_main)]

#[cfg(feature = "libfuzzer")]
libfuzzer_sys::fuzz_target!(|input: &[u8]| rpy_fuzz::types(input));

#[cfg(not(feature = "libfuzzer"))]
fn main() {
    rpy_fuzz::run_seeds(rpy_fuzz::types);
}
