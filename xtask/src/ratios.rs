//! Ratios of the benchmarks to CPython, recorded and compared: `cargo xtask bench --record`, `--check`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::command::{Outcome, root};

/// How much slower than recorded a program may be.
const TOLERANCE: f64 = 1.1;

/// By set and program, as `dev/nbody`: the best iteration's time as a ratio to CPython's.
pub(crate) type Ratios = BTreeMap<String, f64>;

fn file() -> PathBuf {
    root().join("benches/ratios.txt")
}

/// Reads the ratios from what the benchmark runner prints: below a line `== SET: …`, a program's name,
/// CPython's seconds, and the ratios of the whole process, of the best iteration and of memory.
pub(crate) fn read_report(report: &str) -> Ratios {
    let mut ratios = Ratios::new();
    let mut set = "";
    for line in report.lines() {
        if let Some((name, _)) = line.strip_prefix("== ").and_then(|it| it.split_once(':')) {
            set = name;
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [name, seconds, process, best, memory] = words[..]
            && [seconds, process, memory]
                .iter()
                .all(|word| word.parse::<f64>().is_ok())
            && let Ok(ratio) = best.parse()
        {
            ratios.insert(format!("{set}/{name}"), ratio);
        }
    }
    ratios
}

/// Replaces the recorded ratios of the programs that were measured.
pub(crate) fn record(measured: &Ratios) -> Outcome {
    let mut ratios = recorded().unwrap_or_default();
    ratios.extend(measured.clone());
    let mut text = String::new();
    for (program, ratio) in &ratios {
        writeln!(text, "{program} {ratio:.2}").map_err(|error| error.to_string())?;
    }
    std::fs::write(file(), text).map_err(|error| format!("{}: {error}", file().display()))
}

/// Names the programs that are slower than recorded by more than a tenth.
pub(crate) fn check(measured: &Ratios) -> Outcome {
    let slower = slower(measured, &recorded()?);
    match slower.is_empty() {
        true => Ok(()),
        false => Err(format!("slower than recorded:\n{}", slower.join("\n"))),
    }
}

fn recorded() -> Outcome<Ratios> {
    let text = std::fs::read_to_string(file())
        .map_err(|error| format!("{}: {error}; --record makes it", file().display()))?;
    let entries = text.lines().filter_map(|line| {
        let (program, ratio) = line.split_once(' ')?;
        Some((program.to_owned(), ratio.parse().ok()?))
    });
    Ok(entries.collect())
}

fn slower(measured: &Ratios, recorded: &Ratios) -> Vec<String> {
    let slower = measured.iter().filter_map(|(program, &ratio)| {
        let before = *recorded.get(program)?;
        (ratio > before * TOLERANCE).then(|| format!("{program}: {before:.2} -> {ratio:.2}"))
    });
    slower.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "\
== dev: cpython in seconds of CPU for the whole process; others as ratios to it:
                                 cpython                   rpy
                                   cpu s     cpu   warm    rss
nbody                               1.00    0.41   0.42   1.08
broken                              1.40   FAIL
GEOMETRIC MEAN (by program)                 0.66   0.68   1.11

== micro: cpython in seconds
call_kwargs                         0.40    0.90   0.92   1.07
";

    #[test]
    fn ratios_are_those_of_the_best_iteration() {
        let ratios = read_report(REPORT);
        let expected = [("dev/nbody", 0.42), ("micro/call_kwargs", 0.92)];
        let expected: Ratios = expected.map(|(name, it)| (name.to_owned(), it)).into();
        assert_eq!(ratios, expected);
    }

    #[test]
    fn what_is_a_tenth_slower_is_named() {
        let before = read_report(REPORT);
        let mut now = before.clone();
        now.insert("dev/nbody".to_owned(), 0.46);
        now.insert("micro/new".to_owned(), 9.0);
        assert_eq!(slower(&now, &before), Vec::<String>::new());
        now.insert("dev/nbody".to_owned(), 0.47);
        assert_eq!(slower(&now, &before), ["dev/nbody: 0.42 -> 0.47"]);
    }
}
