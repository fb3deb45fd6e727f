//! The project's chores: `cargo xtask CHORE`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program"
)]

mod bench;
mod command;
mod conformance;
#[cfg(test)]
mod documents;
mod fuzz;
mod link_order;
mod packages;
mod profile;
mod ratios;
mod scripts;
mod tail_calls;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask CHORE

  test                 all checks: format, lints, Rust tests, scripts, tail calls, packages,
                       conformance
  scripts [--check CHECKS] [PATTERN]
                       run the scripts in tests/python; CHECKS are those of the debug build, as
                       collect=100,refuse=50
  conformance [--raise] [MODULE ...]
                       run CPython's own tests, compare with tests/conformance/floor.json;
                       --raise writes what is better than there
  packages             run the programs in tests/packages, whose packages come from an index
  fuzz [TIMES]         run the fuzzers in tests/fuzz: fixed seeds, TIMES as many of them
  check-tail-calls     look for missed tail calls in the machine code of the eval loop
  link-order           write xtask/link/order.txt, the functions that usual programs run; needs
                       Valgrind
  profile              write xtask/profile/rpy.profdata, the branches that programs take; needs rustup's
                       component llvm-tools
  bench [--check | --record] [ARGUMENT ...]
                       compare with another Python; the arguments go to the benchmark runner;
                       --check names what is a tenth slower than in benches/ratios.txt, which
                       --record writes

  RPY_REFERENCE        a CPython 3.14, which then runs the scripts too and is what `bench`
                       compares with
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let chore = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let result = match chore.as_str() {
        "test" => test::run_all(),
        "scripts" => scripts::run(&rest),
        "conformance" => conformance::run(&rest),
        "packages" => packages::run(),
        "fuzz" => fuzz::run(rest.first().map(String::as_str)),
        "check-tail-calls" => tail_calls::run(),
        "link-order" => link_order::write(),
        "profile" => profile::write(),
        "bench" => bench::run(&rest),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
