//! Links the interpreter again when the order of its functions has changed; see docs/adr/0023-order-of-functions.md.

#![expect(clippy::print_stdout, reason = "the way to talk to cargo")]

fn main() {
    println!("cargo::rerun-if-changed=../../xtask/link");
}
