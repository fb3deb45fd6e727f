//! `cargo xtask conformance`: CPython's own tests, of which never fewer may pass than before.
//!
//! The tests and their runner lie beside the repository, in `../shared/conformance`; without them
//! the chore says so and passes. `tests/conformance/floor.json` holds, for each module, the number
//! of tests that must pass.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

use crate::command::{Outcome, release_binary, root, run as run_command, shared};

/// Runs the modules named, or all that have a floor.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let runner = shared().join("conformance/run.py");
    if !runner.exists() {
        println!("conformance: skipped, as {} is absent", runner.display());
        return Ok(());
    }
    let raise = arguments.iter().any(|argument| argument == "--raise");
    let floor_path = root().join("tests/conformance/floor.json");
    let mut floor = read_object(&floor_path)?;
    let mut modules: Vec<String> = arguments
        .iter()
        .filter(|argument| *argument != "--raise")
        .cloned()
        .collect();
    if modules.is_empty() {
        modules = floor.keys().cloned().collect();
    }
    if modules.is_empty() {
        println!("conformance: no module has a floor yet");
        return Ok(());
    }
    let binary = release_binary()?;
    let results = std::env::temp_dir().join(format!("rpy-conformance-{}.json", std::process::id()));
    run_command(
        Command::new("python3")
            .arg(&runner)
            .arg("-i")
            .arg(&binary)
            .arg("--out")
            .arg(&results)
            .args(&modules),
    )?;
    let passed = read_object(&results)?;
    // A file left behind in the temporary folder does no harm.
    let _ = std::fs::remove_file(&results);
    let passed = count_passed(&passed)?;
    let lost = compare(&mut floor, &passed);
    if !lost.is_empty() {
        return Err(format!(
            "fewer tests pass than before:\n  {}",
            lost.join("\n  ")
        ));
    }
    if raise {
        let text = serde_json::to_string_pretty(&floor).expect("numbers and names");
        return std::fs::write(&floor_path, text + "\n")
            .map_err(|error| format!("{}: {error}", floor_path.display()));
    }
    Ok(())
}

fn read_object(path: &Path) -> Outcome<Map<String, Value>> {
    let error = |error: String| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|e| error(e.to_string()))?;
    serde_json::from_str(&text).map_err(|e| error(e.to_string()))
}

/// Raises the floors to what passed, and gives the modules in which fewer tests passed.
fn compare(floor: &mut Map<String, Value>, passed: &[(String, u64)]) -> Vec<String> {
    let mut lost = Vec::new();
    for (module, count) in passed {
        let least = floor.get(module).and_then(Value::as_u64).unwrap_or(0);
        println!("{module}: {count} passed, floor {least}");
        if *count < least {
            lost.push(format!("{module}: {count}, not {least}"));
        } else {
            floor.insert(module.clone(), Value::from(*count));
        }
    }
    lost
}

/// The number of tests that passed, by module, from the result file of the runner.
fn count_passed(results: &Map<String, Value>) -> Outcome<Vec<(String, u64)>> {
    let modules = results.get("modules").and_then(Value::as_object);
    let modules = modules.ok_or("the result file lists no modules")?;
    let mut passed = Vec::new();
    for (module, result) in modules {
        let tests = result.get("tests").and_then(Value::as_object);
        let tests = tests.ok_or_else(|| format!("the result file lists no tests of {module}"))?;
        let is_ok = |outcome: &&Value| outcome.get(0).and_then(Value::as_str) == Some("ok");
        passed.push((module.clone(), tests.values().filter(is_ok).count() as u64));
    }
    Ok(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).expect("an object")
    }

    #[test]
    fn passed_tests_are_counted() {
        let results = object(
            r#"{"modules": {"test_x": {"tests":
                {"a": ["ok", 0.1], "b": ["FAIL", 0.1], "c": ["ok", 0.1], "d": ["skip", 0]}}}}"#,
        );
        assert_eq!(count_passed(&results), Ok(vec![("test_x".to_owned(), 2)]));
    }

    #[test]
    fn the_floor_rises_and_holds() {
        let mut floor = object(r#"{"test_x": 5, "test_y": 5}"#);
        let passed = [("test_x".to_owned(), 6), ("test_y".to_owned(), 4)];
        assert_eq!(compare(&mut floor, &passed), ["test_y: 4, not 5"]);
        assert_eq!(floor, object(r#"{"test_x": 6, "test_y": 5}"#));
    }
}
