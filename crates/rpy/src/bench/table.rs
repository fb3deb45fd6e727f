//! The result of a benchmark as text.

use std::fmt::Write;

use serde_json::Value;

use super::phases::{self, PHASES};

/// Modules that are listed.
const MODULES: usize = 15;

/// What can become of the cache of a module, and what that is called for people.
pub(super) const CACHES: [(&str, &str); 4] = [
    ("hit", "caches used"),
    ("missing", "caches missing"),
    ("stale", "caches stale"),
    ("refused", "caches refused"),
];

/// The text for a result.
pub(super) fn text(result: &Value) -> String {
    let mut text = String::new();
    let modes = result["modes"].as_array().cloned().unwrap_or_default();
    let runs = count(&result["runs"]);
    let _ = writeln!(text, "{runs} of each, in ms (median; 95 % interval)");
    let _ = writeln!(text);
    let _ = write!(text, "{:<20}", "");
    for mode in &modes {
        let _ = write!(text, " {:>24}", mode["title"].as_str().unwrap_or_default());
    }
    text.push('\n');
    for (key, title) in [
        ("wall", "wall time"),
        ("processor", "processor time"),
        ("load", "load"),
        ("execute", "execute"),
    ] {
        let _ = write!(text, "{title:<20}");
        for mode in &modes {
            let _ = write!(text, " {:>24}", interval(&mode["statistics"][key]));
        }
        text.push('\n');
    }
    text.push('\n');
    phase_rows(&mut text, &modes);
    size_rows(&mut text, &modes);
    cache_rows(&mut text, &modes);
    module_rows(&mut text, &modes);
    other_rows(&mut text, result, &modes);
    for mode in &modes {
        outliers(&mut text, mode);
    }
    if tells_nothing(&modes) {
        let _ = writeln!(text, "{TELLS_NOTHING}");
    }
    let _ = writeln!(text, "{}", cost(result));
    text
}

/// What is said where [`tells_nothing`].
pub(super) const TELLS_NOTHING: &str = "The program has ended without the interpreter (os._exit, \
    os.exec…): there are only times from outside.";

/// Whether no process has told anything of itself.
pub(super) fn tells_nothing(modes: &[Value]) -> bool {
    let mut samples = modes
        .iter()
        .filter_map(|it| it["samples"].as_array())
        .flatten();
    samples.all(|it| it["main"].is_null())
}

/// A number of runs.
pub(super) fn count(runs: &Value) -> String {
    match runs.as_u64() {
        Some(1) => "1 run".to_owned(),
        _ => format!("{runs} runs"),
    }
}

/// What taking the times costs, as a sentence.
pub(super) fn cost(result: &Value) -> String {
    let cost = &result["cost"];
    let difference = milliseconds(&cost["difference"]);
    match cost["probability"].as_f64() {
        Some(chance) if chance < 0.05 => format!(
            "Taking the times adds about {difference:.2} ms to the wall time of a run (warm caches)."
        ),
        _ => format!(
            "What taking the times costs is within the noise ({difference:+.2} ms, warm caches)."
        ),
    }
}

fn milliseconds(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0) / 1e6
}

fn interval(summary: &Value) -> String {
    let (low, high) = (
        milliseconds(&summary["low"]),
        milliseconds(&summary["high"]),
    );
    let median = milliseconds(&summary["median"]);
    format!("{median:.2} ({low:.2}–{high:.2})")
}

fn phase_rows(text: &mut String, modes: &[Value]) {
    for phase in PHASES {
        let _ = write!(text, "{:<20}", phase.title);
        for mode in modes {
            let summary = &mode["statistics"]["phases"][phase.key];
            let _ = write!(text, " {:>24.3}", milliseconds(&summary["median"]));
        }
        let _ = writeln!(text, "{}", if phase.is_load { "  load" } else { "" });
    }
    text.push('\n');
}

/// Resident memory, and the size of the code.
fn size_rows(text: &mut String, modes: &[Value]) {
    let mut row = |title: &str, unit: f64, of: &dyn Fn(&Value) -> f64| {
        let _ = write!(text, "{title:<20}");
        for mode in modes {
            let _ = write!(text, " {:>24.1}", of(&mode["statistics"]) / unit);
        }
        text.push('\n');
    };
    for &mark in phases::MEMORY {
        row(&format!("memory {mark}, MB"), 1e6, &|it| {
            it["memory"][mark]["median"].as_f64().unwrap_or(0.0)
        });
    }
    row("bytecode, KB", 1e3, &|it| {
        it["code_bytes"]["median"].as_f64().unwrap_or(0.0)
    });
    text.push('\n');
}

fn cache_rows(text: &mut String, modes: &[Value]) {
    for (verdict, title) in CACHES {
        let count = |mode: &Value| {
            let sample = typical(mode);
            sample.map_or(0, |sample| phases::verdicts(sample, verdict))
        };
        if modes.iter().all(|mode| count(mode) == 0) {
            continue;
        }
        let _ = write!(text, "{title:<20}");
        for mode in modes {
            let _ = write!(text, " {:>24}", count(mode));
        }
        text.push('\n');
    }
    for module in modes.iter().filter_map(typical).flat_map(modules) {
        if let Some(reason) = module["reason"].as_str() {
            let name = module["name"].as_str().unwrap_or_default();
            let _ = writeln!(text, "  {name}: {reason}");
        }
    }
    text.push('\n');
}

/// The sample whose modules are shown.
pub(super) fn typical(mode: &Value) -> Option<&Value> {
    let index = mode["typical"].as_u64()?;
    mode["samples"].get(usize::try_from(index).ok()?)
}

/// The modules of a sample.
pub(super) fn modules(sample: &Value) -> impl Iterator<Item = &Value> {
    sample["modules"].as_array().into_iter().flatten()
}

fn module_rows(text: &mut String, modes: &[Value]) {
    let Some(sample) = modes.last().and_then(typical) else {
        return;
    };
    let own = |it: &Value| it["self"].as_f64().unwrap_or(0.0);
    let mut all: Vec<&Value> = modules(sample).collect();
    all.sort_by(|a, b| own(b).total_cmp(&own(a)));
    let count = all.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(
        text,
        "{:>10} {:>10} {:>10}  {:<9} module (warm; {count} in all)",
        "self", "execute", "with inner", "from"
    );
    for module in all.into_iter().take(MODULES) {
        let _ = writeln!(
            text,
            "{:>10.3} {:>10.3} {:>10.3}  {:<9} {}",
            milliseconds(&module["self"]),
            milliseconds(&module["execute"]),
            milliseconds(&module["cumulative"]),
            module["origin"].as_str().unwrap_or_default(),
            module["name"].as_str().unwrap_or_default()
        );
    }
    text.push('\n');
}

fn other_rows(text: &mut String, result: &Value, modes: &[Value]) {
    let other = &result["against"];
    if other.is_null() {
        return;
    }
    let name = other["executable"].as_str().unwrap_or_default();
    let _ = writeln!(text, "against {name}, warm caches");
    for key in ["wall", "processor"] {
        let theirs = &other["statistics"][key];
        let ours = modes.last().map(|mode| &mode["statistics"][key]);
        let ours = ours.unwrap_or(&Value::Null);
        let ratio = milliseconds(&theirs["median"]) / milliseconds(&ours["median"]);
        let _ = writeln!(
            text,
            "  {key:<10} {:>20}, ours {:>20}: {ratio:.2} times ours",
            interval(theirs),
            interval(ours)
        );
    }
    let imports = other["imports"].as_array().cloned().unwrap_or_default();
    let times = imports.iter().filter_map(|it| it["self"].as_f64());
    // The sum of nothing would be -0.
    let own = times.fold(0.0, |sum, time| sum + time);
    let _ = writeln!(
        text,
        "  imports    {:.2} in {} modules\n",
        own / 1e6,
        imports.len()
    );
}

fn outliers(text: &mut String, mode: &Value) {
    let wall = &mode["statistics"]["wall"];
    let outliers = wall["outliers"].as_array().map_or(0, Vec::len);
    if outliers > 0 {
        let _ = writeln!(
            text,
            "{}: {outliers} of {} runs are outliers (up to {:.2} ms); something else was running.",
            mode["title"].as_str().unwrap_or_default(),
            wall["count"],
            milliseconds(&wall["max"])
        );
    }
}
