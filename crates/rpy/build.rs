//! Links the interpreter again when the order of its functions has changed; see docs/adr/0023-order-of-functions.md.

fn main() {
    println!("cargo::rerun-if-changed=../../xtask/link");
}
