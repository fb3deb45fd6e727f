//! `rpy`: the command line.
fn main() {}
