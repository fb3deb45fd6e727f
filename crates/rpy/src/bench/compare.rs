//! `rpy --bench-compare a.json b.json`: what a change did.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use super::measure::values;
use super::phases::{self, PHASES};
use super::statistics::{Summary, same_probability};

/// Differences that come by chance more often than this are noise.
const NOISE: f64 = 0.05;

/// The text that compares two files.
///
/// Errors: what is wrong with a file, for the user.
pub(super) fn text(first: &Path, second: &Path) -> Result<String, String> {
    let (a, b) = (read(first)?, read(second)?);
    let mut text = format!(
        "{} -> {}, in ms (median)\n",
        first.display(),
        second.display()
    );
    let modes = |it: &Value| it["modes"].as_array().cloned().unwrap_or_default();
    for before in modes(&a) {
        let Some(after) = modes(&b)
            .into_iter()
            .find(|it| it["name"] == before["name"])
        else {
            continue;
        };
        let _ = writeln!(text, "\n{}", before["title"].as_str().unwrap_or_default());
        let samples = |mode: &Value| mode["samples"].as_array().cloned().unwrap_or_default();
        let (before, after) = (samples(&before), samples(&after));
        let mut row = |title: &str, of: &dyn Fn(&Value) -> f64| {
            let (before, after) = (values(&before, of), values(&after, of));
            if !before.is_empty() && !after.is_empty() {
                text.push_str(&compare(title, &before, &after));
            }
        };
        row("wall time", &|it| it["wall"].as_f64().unwrap_or(0.0));
        row("processor time", &phases::processor);
        row("load", &phases::load);
        row("execute", &phases::execute);
        for phase in PHASES {
            row(&format!("  {}", phase.title), &|it| phase.of(it));
        }
    }
    Ok(text)
}

/// Reads a result.
///
/// Errors: what is wrong with the file, for the user.
fn read(path: &Path) -> Result<Value, String> {
    let problem = |what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| problem(&error))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| problem(&error))?;
    match (value["schema"].as_str(), value["version"].as_u64()) {
        (Some(super::SCHEMA), Some(super::SCHEMA_VERSION)) => Ok(value),
        (Some(super::SCHEMA), _) => Err(problem(&"written by another version of --bench-json")),
        _ => Err(problem(&"not written by --bench-json")),
    }
}

fn compare(title: &str, before: &[f64], after: &[f64]) -> String {
    let (a, b) = (Summary::of(before), Summary::of(after));
    // What takes no time in both is not worth a line.
    if a.median < 500.0 && b.median < 500.0 {
        return String::new();
    }
    let chance = same_probability(before, after);
    let change = 100.0 * (b.median - a.median) / a.median.max(1.0);
    let few = before.len().min(after.len()) < 4;
    let verdict = match chance {
        _ if few => "too few runs to tell".to_owned(),
        chance if chance >= NOISE => "noise".to_owned(),
        chance if b.median < a.median => format!("faster (p = {chance:.4})"),
        chance => format!("slower (p = {chance:.4})"),
    };
    format!(
        "{title:<22} {:>10.3} -> {:>10.3} {change:>+8.1} %  {verdict}\n",
        a.median / 1e6,
        b.median / 1e6
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_from_noise() {
        let before: Vec<f64> = (0..10).map(|it| 1e6 + f64::from(it) * 1e3).collect();
        let after: Vec<f64> = before.iter().map(|it| it * 0.5).collect();
        assert!(compare("load", &before, &after).contains("faster"));
        assert!(compare("load", &after, &before).contains("slower"));
        assert!(compare("load", &before, &before).ends_with("noise\n"));
        assert!(compare("load", &before[..2], &after[..2]).contains("too few runs"));
        assert_eq!(compare("stat", &[1.0; 9], &[2.0; 9]), "");
    }
}
