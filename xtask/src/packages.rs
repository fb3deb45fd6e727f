//! `cargo xtask packages`: programs that use packages of others, which come from a package index.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Outcome, reference, release_binary, root};

/// Begins the line of a script that names its packages.
const MARK: &str = "# wheels: ";

/// Runs the scripts in `tests/packages` and compares what they print with the text beside each. Without
/// an index, or `pip` to ask it, says so and runs those whose packages are there from before.
pub(crate) fn run() -> Outcome {
    let binary = release_binary()?;
    let folder = root().join("target/packages");
    let mut scripts: Vec<PathBuf> = fs::read_dir(root().join("tests/packages"))
        .map_err(|error| error.to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    scripts.sort();
    let mut failed = Vec::new();
    for script in &scripts {
        let name = script.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(script).map_err(|error| error.to_string())?;
        let wheels = text.lines().find_map(|line| line.strip_prefix(MARK));
        let wheels = wheels.ok_or_else(|| format!("{name}: no line \"{MARK}…\""))?;
        let mut site = Vec::new();
        let mut missing = None;
        for wheel in wheels.split_whitespace() {
            match unpacked(wheel, &folder, &binary) {
                Ok(path) => site.push(path),
                Err(why) => missing = Some(why),
            }
        }
        if let Some(why) = missing {
            println!("packages: {name} skipped: {why}");
            continue;
        }
        let expected = fs::read_to_string(script.with_extension("txt"));
        let expected = expected.map_err(|error| format!("{name}.txt: {error}"))?;
        let interpreters = std::iter::once(binary.clone()).chain(reference());
        for interpreter in interpreters {
            match printed(&interpreter, script, &site) {
                Ok(found) if found == expected => {}
                Ok(found) => failed.push(format!(
                    "{name} by {}: {}",
                    interpreter.display(),
                    difference(&expected, &found)
                )),
                Err(why) => failed.push(format!("{name} by {}: {why}", interpreter.display())),
            }
        }
        println!("packages: {name}");
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(failed.join("\n")),
    }
}

/// The folder of a package, such as `click==8.5.1`, which is fetched if it is not there.
fn unpacked(wheel: &str, folder: &Path, binary: &Path) -> Outcome<PathBuf> {
    let target = folder.join(wheel.replace("==", "-"));
    if target.is_dir() {
        return Ok(target);
    }
    let fetched = folder.join("fetched").join(wheel.replace("==", "-"));
    fs::create_dir_all(&fetched).map_err(|error| error.to_string())?;
    // What a platform's wheel has in C is not used.
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps"])
        .args(["--only-binary=:all:", "--python-version", "3.14"])
        .args(["--platform", "manylinux2014_x86_64", "--dest"])
        .arg(&fetched)
        .arg(wheel)
        .output()
        .map_err(|error| format!("python3 -m pip: {error}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let last = text.lines().next_back().unwrap_or("no message").to_owned();
        return Err(format!("{wheel} is not to be had: {last}"));
    }
    let archive = fs::read_dir(&fetched)
        .map_err(|error| error.to_string())?
        .find_map(|entry| Some(entry.ok()?.path()))
        .ok_or_else(|| format!("{wheel} has no wheel"))?;
    // Moved in place when it is complete.
    let partial = folder.join("partial");
    let _ = fs::remove_dir_all(&partial);
    let status = Command::new(binary)
        .args(["-m", "zipfile", "-e"])
        .args([&archive, &partial])
        .status()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("{} cannot be unpacked", archive.display()));
    }
    fs::rename(&partial, &target).map_err(|error| error.to_string())?;
    Ok(target)
}

/// What a script prints with these folders on the path.
///
/// Packages print otherwise where `CI`, `NO_COLOR`, `COLUMNS` and their like are set: a script sees
/// none of the variables of the one who runs it but where programs and folders are.
fn printed(interpreter: &Path, script: &Path, site: &[PathBuf]) -> Outcome<String> {
    let path = std::env::join_paths(site).map_err(|error| error.to_string())?;
    let places = ["HOME", "PATH", "TMPDIR"];
    let output = Command::new(interpreter)
        .arg(script)
        .env_clear()
        .envs(
            places
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .env("LANG", "C.UTF-8")
        .env("PYTHONPATH", path)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}\n{text}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// The first line that differs.
fn difference(expected: &str, found: &str) -> String {
    let lines = expected.lines().zip(found.lines());
    match lines
        .into_iter()
        .find(|(expected, found)| expected != found)
    {
        Some((expected, found)) => format!("prints\n  {found}\nin place of\n  {expected}"),
        None => "prints more lines, or fewer".to_owned(),
    }
}
