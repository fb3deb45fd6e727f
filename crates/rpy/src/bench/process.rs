//! Running a measured process.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::record;

/// Where the output of the program goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Output {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Where that of this process goes.
    Inherit,
    /// Into a file, each run anew.
    File(PathBuf),
}

impl Output {
    /// Reads the value of `--bench-output`.
    pub(crate) fn parse(word: &str) -> Output {
        match word {
            "null" => Output::Nowhere,
            "inherit" => Output::Inherit,
            path => Output::File(path.into()),
        }
    }

    fn stdio(&self) -> std::io::Result<Stdio> {
        Ok(match self {
            Output::Nowhere => Stdio::null(),
            Output::Inherit => Stdio::inherit(),
            Output::File(path) => File::create(path).map_err(|it| named(path, it))?.into(),
        })
    }
}

/// One run.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The sample as in the JSON file: times of the process, and what it wrote about itself.
    pub(super) sample: Value,
    /// Exit status; above 128 by a signal.
    pub(super) status: i32,
    /// What has run it.
    pub(super) program: PathBuf,
    /// How it has ended, in words.
    pub(super) end: String,
    /// The standard error stream.
    pub(super) errors: String,
}

/// User and system time of the children in nanoseconds.
fn usage() -> (u64, u64) {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN);
    let Ok(usage) = usage else {
        return (0, 0);
    };
    let nanoseconds = |time: nix::sys::time::TimeVal| {
        u64::try_from(time.tv_sec()).unwrap_or(0) * 1_000_000_000
            + u64::try_from(time.tv_usec()).unwrap_or(0) * 1000
    };
    (
        nanoseconds(usage.user_time()),
        nanoseconds(usage.system_time()),
    )
}

/// Runs a process to its end. `words` are the options in front of the program and what follows.
/// `record`: whether it writes about itself.
pub(super) fn run(
    program: &Path,
    options: &[OsString],
    words: &[OsString],
    place: &Path,
    output: &Output,
    record: bool,
) -> std::io::Result<Run> {
    let (file, errors) = (place.join("record.json"), place.join("errors.txt"));
    let _ = fs::remove_file(&file);
    let mut command = Command::new(program);
    command.args(options);
    // These would change what is compared.
    for name in [
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPYCACHEPREFIX",
        "PYTHONPROFILEIMPORTTIME",
    ] {
        command.env_remove(name);
    }
    command
        .stdin(Stdio::null())
        .stdout(output.stdio()?)
        .stderr(File::create(&errors)?);
    let before = usage();
    let started = record::now();
    if record {
        let mut option = OsString::from("--bench-record=");
        option.push(&file);
        option.push(format!(":{started}"));
        command.arg(option);
    }
    let status = command.args(words).status();
    let status = status.map_err(|it| named(program, it))?;
    let ended = record::now();
    let after = usage();
    let text = fs::read(&errors)?;
    let mut sample = json!({
        "wall": ended - started,
        "user": after.0 - before.0,
        "system": after.1 - before.1,
        "status": code(status),
    });
    if let Ok(text) = fs::read_to_string(&file)
        && let Ok(Value::Object(mut own)) = serde_json::from_str(&text)
    {
        let now = own.remove("now").and_then(|it| it.as_u64());
        // From the last mark of the process to its end.
        own.insert(
            "exit".to_owned(),
            json!(ended.saturating_sub(now.unwrap_or(ended))),
        );
        for (name, value) in own {
            sample[name] = value;
        }
    }
    Ok(Run {
        sample,
        status: code(status),
        program: program.to_owned(),
        end: end(status),
        errors: String::from_utf8_lossy(&text).into_owned(),
    })
}

/// An error with the file that it is about.
fn named(path: &Path, error: std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// How a process has ended.
fn end(status: std::process::ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    let Some(number) = status.signal() else {
        return format!("with status {}", status.code().unwrap_or(0));
    };
    match nix::sys::signal::Signal::try_from(number) {
        Ok(signal) => format!("by {signal}"),
        Err(_) => format!("by signal {number}"),
    }
}

/// The status as shells have it.
fn code(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}
