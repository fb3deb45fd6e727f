//! What a measured process writes about itself when it ends.
//!
//! `rpy --bench` starts its processes with `--bench-record FILE:NANOSECONDS`: where to write, and the
//! monotonic clock at the moment before the process was started.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rpy_loader::Verdict;
use rpy_vm::Vm;
use rpy_vm::import::{ModuleTimes, Origin};
use serde_json::{Value, json};

use crate::report::MainTimes;

/// What is measured in a process.
#[derive(Debug)]
pub(crate) struct Recorder {
    file: PathBuf,
    /// From the start of the process, as its parent saw it, to `main`.
    process: u64,
    /// When `main` began.
    began: Instant,
    /// Resident memory in bytes, at points with a name.
    memory: Vec<(&'static str, u64)>,
}

/// Nanoseconds of the monotonic clock, which all processes share.
pub(super) fn now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    u64::try_from(time.tv_sec).unwrap_or_default() * 1_000_000_000
        + u64::try_from(time.tv_nsec).unwrap_or_default()
}

/// Resident memory of this process in bytes; zero where the system does not tell.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = pages
        .split(' ')
        .nth(1)
        .and_then(|it| it.parse::<u64>().ok());
    pages.unwrap_or(0) * rustix::param::page_size() as u64
}

/// The most memory that was resident, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

impl Recorder {
    /// Reads the value of the option. Times are counted from this call.
    pub(crate) fn new(option: &str) -> Option<Recorder> {
        let (file, started) = option.rsplit_once(':')?;
        let mut recorder = Recorder {
            file: file.into(),
            process: now().saturating_sub(started.parse().ok()?),
            began: Instant::now(),
            memory: Vec::new(),
        };
        recorder.mark("process");
        Some(recorder)
    }

    /// Notes how much memory is in use.
    pub(crate) fn mark(&mut self, name: &'static str) {
        self.memory.push((name, resident()));
    }

    /// Writes the record. `times` are those of the main program; `ended` is when it had been run.
    pub(crate) fn write(&mut self, times: &MainTimes, ended: Instant, vm: &mut Vm) {
        let shutdown = ended.elapsed();
        let phases = &times.phases;
        self.mark("end");
        self.memory.push(("peak", peak()));
        let heap = vm.heap_bytes();
        let Some(report) = &vm.imports.report else {
            return;
        };
        let offset = report.since.saturating_duration_since(self.began);
        let sum =
            |modules: &[ModuleTimes]| -> Duration { modules.iter().map(ModuleTimes::own).sum() };
        // Modules that the runtime has imported by itself are told apart from it.
        let (first, others) = report.modules.split_at(times.modules_before);
        let runtime = times.start.saturating_sub(sum(first));
        let link = report.link.saturating_sub(times.linked_before);
        let inside = sum(others) + link;
        let modules: Vec<Value> = report.modules.iter().map(|it| module(it, offset)).collect();
        let memory: serde_json::Map<String, Value> = self
            .memory
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), json!(bytes)))
            .collect();
        let record = json!({
            "process_start": self.process,
            "runtime_start": nanos(runtime),
            "main": {
                "read": nanos(times.read), "parse": nanos(phases.parse),
                "symbols": nanos(phases.symbols), "generate": nanos(phases.generate),
                "assemble": nanos(phases.assemble), "link": nanos(link),
                "execute": nanos(times.execute.saturating_sub(inside)),
            },
            "shutdown": nanos(shutdown),
            "memory": memory,
            "heap": heap,
            "modules": modules,
            "now": now(),
        });
        // Who has asked sees that there is nothing.
        let _ = std::fs::write(&self.file, record.to_string());
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn module(times: &ModuleTimes, offset: Duration) -> Value {
    let steps = &times.steps;
    let (begin, end) = (times.begin + offset, times.end + offset);
    let (verdict, reason) = match &steps.cache {
        _ if !matches!(times.origin, Origin::Cache | Origin::Source) => ("none", None),
        Verdict::Missing => ("missing", None),
        Verdict::Hit => ("hit", None),
        Verdict::Stale => ("stale", None),
        Verdict::Refused(reason) => ("refused", Some(reason.clone())),
    };
    // What `read` holds beyond the steps is handing over the code.
    let known = steps.stat + steps.read + steps.check + steps.decode + steps.write;
    let other = times.read.saturating_sub(known);
    json!({
        "name": times.name,
        "origin": origin(times.origin),
        "begin": nanos(begin), "end": nanos(end), "depth": times.depth,
        "find": nanos(times.find), "stat": nanos(steps.stat), "read": nanos(steps.read + other),
        "check": nanos(steps.check), "decode": nanos(steps.decode), "write": nanos(steps.write),
        "parse": nanos(times.phases.parse), "symbols": nanos(times.phases.symbols),
        "generate": nanos(times.phases.generate), "assemble": nanos(times.phases.assemble),
        "link": nanos(times.link),
        "execute": nanos(times.execute),
        "self": nanos(times.own()),
        "cumulative": nanos(end.saturating_sub(begin)),
        "cache": verdict, "reason": reason, "written": steps.written,
        "code_bytes": steps.code_bytes,
    })
}

/// The word for where a module's code came from.
fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Native => "native",
        Origin::Frozen => "frozen",
        Origin::Cache => "cache",
        Origin::Source => "source",
        Origin::Namespace => "namespace",
    }
}
