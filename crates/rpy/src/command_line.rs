//! Reading the command line.
//! Reference: <https://docs.python.org/3.14/using/cmdline.html>
//!
//! The options end where the program is named: at `-c`, `-m`, `-` or the first word that is no
//! option; all behind belongs to the program. That boundary is found here, as it may lie inside of
//! a cluster (`-Bc text`), and `clap` reads what is in front of it.

mod usage;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};
use rpy_loader::CheckHashBased;

use crate::bench::{self, Bench, Output};
use crate::messages;
use crate::options::{Invocation, Options, Program, Tuning};

/// Short options that take a value.
const WITH_VALUE: &[u8] = b"WX";
/// Short options without a value.
const SWITCHES: &[u8] = b"bBdEhiIOPqRsSuvVx?";
/// Long options without a value.
const LONG: &[&str] = &[
    "--bench",
    "--help",
    "--help-all",
    "--help-env",
    "--help-xoptions",
    "--load-report",
    "--version",
];
/// Long options whose value is the next word.
const LONG_WITH_VALUE: &[&str] = &[
    "--bench-against",
    "--bench-compare",
    "--bench-html",
    "--bench-json",
    "--bench-output",
    "--bench-record",
    "--check-hash-based-pycs",
];

/// Why nothing is run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// `-h`, `--help-env` …
    Help(Help),
    /// `-V`, and how often.
    Version(u8),
    /// The command line is wrong.
    Usage(String),
}

/// Which help is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Help {
    /// `-h`: the options.
    Options,
    /// `--help-env`: the environment variables.
    Variables,
    /// `--help-xoptions`: what may stand behind `-X`.
    Implementation,
    /// `--help-all`
    All,
}

impl Stop {
    /// Says so. `program` is the name under which the binary was started.
    pub(crate) fn report(self, program: &str) -> ExitCode {
        match self {
            Stop::Help(help) => messages::output(&usage::help(help, program)),
            Stop::Version(count) => messages::output(&usage::version(count > 1)),
            Stop::Usage(message) => {
                let usage = usage::line(program);
                messages::error(format_args!(
                    "{message}\n{usage}\nTry `python -h' for more information."
                ));
                return ExitCode::from(2);
            }
        }
        ExitCode::SUCCESS
    }
}

/// Reads a command line, of which the first word is the name of the binary.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Invocation, Stop> {
    let original: Vec<OsString> = words.into_iter().collect();
    let split = split(original.get(1..).unwrap_or_default())?;
    let matches = command()
        .try_get_matches_from(split.options)
        .map_err(|error| usage_error(&error))?;
    for (name, help) in [
        ("help-all", Help::All),
        ("help-env", Help::Variables),
        ("help-xoptions", Help::Implementation),
        ("help", Help::Options),
    ] {
        if matches.get_flag(name) {
            return Err(Stop::Help(help));
        }
    }
    if matches.get_count("version") > 0 {
        return Err(Stop::Version(matches.get_count("version")));
    }
    let compare = matches.get_many::<OsString>("bench-compare");
    let compare = compare.map(|files| files.map(PathBuf::from).collect::<Vec<_>>());
    Ok(Invocation {
        options: options(&matches)?,
        bench: bench(&matches)?,
        compare: compare.and_then(|files| files.try_into().ok()),
        program: split.program,
        arguments: split.arguments,
        plain: split.plain,
        original,
    })
}

/// What `--bench` and its fellows say. Those imply it.
fn bench(matches: &ArgMatches) -> Result<Option<Bench>, Stop> {
    let path = |name: &str| matches.get_one::<OsString>(name).map(PathBuf::from);
    let output = matches.get_one::<String>("bench-output");
    let runs = matches.get_one::<String>("bench");
    let bench = Bench {
        runs: match runs {
            Some(text) => match text.parse() {
                Ok(runs @ 1..=10_000) => runs,
                _ => {
                    let message = format!("--bench: '{text}' is no number from 1 to 10000");
                    return Err(Stop::Usage(message));
                }
            },
            None => bench::RUNS,
        },
        json: path("bench-json"),
        html: path("bench-html"),
        against: path("bench-against"),
        output: output.map_or(Output::Nowhere, |it| Output::parse(it)),
    };
    let default = Bench {
        runs: bench::RUNS,
        ..Bench::default()
    };
    Ok((runs.is_some() || bench != default).then_some(bench))
}

/// The parts of a command line.
#[derive(Debug, PartialEq, Eq)]
struct Split {
    /// All words but those that concern a benchmark.
    plain: Vec<OsString>,
    options: Vec<OsString>,
    program: Program,
    arguments: Vec<OsString>,
}

/// Finds the end of the options.
fn split(words: &[OsString]) -> Result<Split, Stop> {
    let mut options = Vec::new();
    // Where the words of the benchmark are.
    let mut removed = Vec::new();
    let mut rest = words;
    let finish = |options, program, rest: &[OsString], removed: &[usize]| {
        let plain = words.iter().enumerate();
        let plain = plain.filter(|(index, _)| !removed.contains(index));
        Split {
            plain: plain.map(|(_, word)| word.clone()).collect(),
            options,
            program,
            arguments: rest.to_vec(),
        }
    };
    while let [word, tail @ ..] = rest {
        let index = words.len() - rest.len();
        rest = tail;
        let bytes = word.as_encoded_bytes();
        if bytes == b"-" {
            let program = Program::Input { named: true };
            return Ok(finish(options, program, rest, &removed));
        }
        if bytes == b"--" {
            let program = path_program(&mut rest);
            return Ok(finish(options, program, rest, &removed));
        }
        if !bytes.starts_with(b"-") {
            let program = Program::Path(word.into());
            return Ok(finish(options, program, rest, &removed));
        }
        if bytes.starts_with(b"--") {
            let text = word.to_string_lossy();
            let name = text.split('=').next().unwrap_or_default();
            if !LONG.contains(&name) && !LONG_WITH_VALUE.contains(&name) {
                return Err(Stop::Usage(format!("Unknown option: {text}")));
            }
            options.push(word.clone());
            let values = match LONG_WITH_VALUE.iter().any(|long| word == OsStr::new(long)) {
                true if name == "--bench-compare" => 2,
                true => 1,
                false => 0,
            };
            for _ in 0..values {
                let Some((value, tail)) = rest.split_first() else {
                    let word = word.to_string_lossy();
                    return Err(Stop::Usage(format!(
                        "Argument expected for the {word} options"
                    )));
                };
                options.push(value.clone());
                rest = tail;
            }
            if name.starts_with("--bench") {
                removed.extend(index..=index + values);
            }
            continue;
        }
        let cluster = Cluster::read(word, &mut rest)?;
        options.extend(cluster.options);
        if let Some(program) = cluster.program {
            return Ok(finish(options, program, rest, &removed));
        }
    }
    let program = Program::Input { named: false };
    Ok(finish(options, program, rest, &removed))
}

/// The program that the next word names.
fn path_program(rest: &mut &[OsString]) -> Program {
    match *rest {
        [] => Program::Input { named: false },
        [word, tail @ ..] => {
            *rest = tail;
            if word == OsStr::new("-") {
                Program::Input { named: true }
            } else {
                Program::Path(word.into())
            }
        }
    }
}

/// Short options in one word.
struct Cluster {
    options: Vec<OsString>,
    program: Option<Program>,
}

impl Cluster {
    /// Reads a cluster, and the next word if it is the value of the cluster's last option.
    fn read(word: &OsStr, rest: &mut &[OsString]) -> Result<Cluster, Stop> {
        let bytes = word.as_encoded_bytes();
        let mut cluster = Cluster {
            options: Vec::new(),
            program: None,
        };
        for (index, &letter) in bytes.iter().enumerate().skip(1) {
            let takes_value = WITH_VALUE.contains(&letter) || letter == b'c' || letter == b'm';
            if SWITCHES.contains(&letter) {
                let letter = if letter == b'?' { 'h' } else { letter as char };
                cluster.options.push(format!("-{letter}").into());
                continue;
            }
            if !takes_value {
                return Err(Stop::Usage(format!("Unknown option: -{}", letter as char)));
            }
            let value = if index + 1 < bytes.len() {
                word_from(word, index + 1)
            } else if let [value, tail @ ..] = *rest {
                *rest = tail;
                value.clone()
            } else {
                let letter = letter as char;
                return Err(Stop::Usage(format!(
                    "Argument expected for the -{letter} option"
                )));
            };
            match letter {
                b'c' => cluster.program = Some(Program::Command(value)),
                b'm' => {
                    let name = value.to_string_lossy().into_owned();
                    cluster.program = Some(Program::Module(name));
                }
                _ => {
                    cluster.options.push(format!("-{}", letter as char).into());
                    cluster.options.push(value);
                }
            }
            break;
        }
        Ok(cluster)
    }
}

/// The part of a word behind ASCII letters.
fn word_from(word: &OsStr, start: usize) -> OsString {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        OsStr::from_bytes(&word.as_bytes()[start..]).to_owned()
    }
    #[cfg(not(unix))]
    {
        word.to_string_lossy()[start..].to_owned().into()
    }
}

/// The options that `clap` reads.
fn command() -> Command {
    let switch = |name: &'static str, letter: char| {
        Arg::new(name)
            .short(letter)
            .action(ArgAction::SetTrue)
            .overrides_with(name)
    };
    let count =
        |name: &'static str, letter: char| Arg::new(name).short(letter).action(ArgAction::Count);
    let list = |name: &'static str, letter: char| {
        Arg::new(name)
            .short(letter)
            .action(ArgAction::Append)
            .allow_hyphen_values(true)
    };
    Command::new("rpy")
        .no_binary_name(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(switch("help", 'h').long("help"))
        .arg(count("version", 'V').long("version"))
        .arg(count("optimize", 'O'))
        .arg(switch("no-cache", 'B'))
        .arg(count("verbose", 'v'))
        .arg(count("bytes", 'b'))
        .arg(switch("inspect", 'i'))
        .arg(switch("quiet", 'q'))
        .arg(switch("unbuffered", 'u'))
        .arg(switch("no-user-site", 's'))
        .arg(switch("no-site", 'S'))
        .arg(switch("ignore-environment", 'E'))
        .arg(switch("isolated", 'I'))
        .arg(switch("safe-path", 'P'))
        .arg(switch("skip-line", 'x'))
        .arg(count("debug", 'd'))
        .arg(switch("random-hash", 'R'))
        .arg(list("warnings", 'W'))
        .arg(list("implementation", 'X'))
        .arg(
            Arg::new("check-hash")
                .long("check-hash-based-pycs")
                .action(ArgAction::Set),
        )
        .arg(
            Arg::new("bench")
                .long("bench")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("10"),
        )
        .args(["bench-against", "bench-html", "bench-json"].map(|name| {
            Arg::new(name)
                .long(name)
                .value_parser(clap::value_parser!(OsString))
                .action(ArgAction::Set)
        }))
        .arg(
            Arg::new("bench-compare")
                .long("bench-compare")
                .num_args(2)
                .value_parser(clap::value_parser!(OsString)),
        )
        .args(["bench-output", "bench-record"].map(|name| Arg::new(name).long(name)))
        .args(
            ["load-report", "help-all", "help-env", "help-xoptions"].map(|name| {
                Arg::new(name)
                    .long(name)
                    .action(ArgAction::SetTrue)
                    .overrides_with(name)
            }),
        )
}

fn usage_error(error: &clap::Error) -> Stop {
    Stop::Usage(match error.kind() {
        ErrorKind::UnknownArgument => "Unknown option".to_owned(),
        _ => error.to_string().trim_end().to_owned(),
    })
}

fn options(matches: &ArgMatches) -> Result<Options, Stop> {
    let strings = |name: &str| {
        let values = matches.get_many::<String>(name).unwrap_or_default();
        values.cloned().collect()
    };
    let check_hash = matches.get_one::<String>("check-hash");
    let check_hash_based = match check_hash.map(String::as_str) {
        None | Some("default") => CheckHashBased::Default,
        Some("always") => CheckHashBased::Always,
        Some("never") => CheckHashBased::Never,
        Some(_) => {
            return Err(Stop::Usage(
                "--check-hash-based-pycs must be one of 'default', 'always', or 'never'".to_owned(),
            ));
        }
    };
    Ok(Options {
        random_hash: matches.get_flag("random-hash"),
        optimize: matches.get_count("optimize"),
        dont_write_bytecode: matches.get_flag("no-cache"),
        verbose: matches.get_count("verbose"),
        bytes_warning: matches.get_count("bytes"),
        inspect: matches.get_flag("inspect"),
        interactive: matches.get_flag("inspect"),
        debug: matches.get_count("debug"),
        quiet: matches.get_flag("quiet"),
        unbuffered: matches.get_flag("unbuffered"),
        no_user_site: matches.get_flag("no-user-site"),
        no_site: matches.get_flag("no-site"),
        ignore_environment: matches.get_flag("ignore-environment"),
        isolated: matches.get_flag("isolated"),
        safe_path: matches.get_flag("safe-path"),
        skip_first_line: matches.get_flag("skip-line"),
        warnings: strings("warnings"),
        implementation: strings("implementation"),
        check_hash_based,
        load_report: matches.get_flag("load-report"),
        bench_record: matches.get_one("bench-record").cloned(),
        tuning: Tuning::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Invocation, Stop> {
        let words = std::iter::once("rpy").chain(words.split_whitespace());
        parse(words.map(OsString::from))
    }

    fn path(text: &str) -> Program {
        Program::Path(text.into())
    }

    #[test]
    fn options_end_at_the_program() {
        let it = read("-B -v script.py -v -c x").unwrap();
        assert_eq!(it.program, path("script.py"));
        assert_eq!(it.arguments, ["-v", "-c", "x"]);
        assert_eq!(
            (it.options.verbose, it.options.dont_write_bytecode),
            (1, true)
        );

        let it = read("-c text -O --foo").unwrap();
        assert_eq!(it.program, Program::Command("text".into()));
        assert_eq!(it.arguments, ["-O", "--foo"]);
        assert_eq!(it.options.optimize, 0);

        let it = read("-m timeit -h").unwrap();
        assert_eq!(it.program, Program::Module("timeit".into()));
        assert_eq!(it.arguments, ["-h"]);

        assert_eq!(read("").unwrap().program, Program::Input { named: false });
        assert_eq!(read("- a").unwrap().program, Program::Input { named: true });
        assert_eq!(read("-- -x").unwrap().program, path("-x"));
    }

    #[test]
    fn the_words_of_a_benchmark_are_taken_out() {
        let it = read("-X dev --bench=3 --bench-json a.json -O s.py --bench x").unwrap();
        assert_eq!(it.plain, ["-X", "dev", "-O", "s.py", "--bench", "x"]);
        let bench = it.bench.unwrap();
        assert_eq!((bench.runs, bench.json), (3, Some("a.json".into())));
        assert_eq!(it.arguments, ["--bench", "x"]);
        assert_eq!(read("--bench s.py").unwrap().bench.unwrap().runs, 10);
        assert_eq!(read("--bench-html=h s.py").unwrap().plain, ["s.py"]);
        assert_eq!(read("s.py").unwrap().bench, None);
        let it = read("--bench-compare a b").unwrap();
        assert_eq!(it.compare, Some(["a".into(), "b".into()]));
        for wrong in ["--bench=0 x", "--bench=many x", "--bench-compare a"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn short_options_cluster() {
        let it = read("-OOBctext a").unwrap();
        assert_eq!(it.program, Program::Command("text".into()));
        assert_eq!(
            (it.options.optimize, it.options.dont_write_bytecode),
            (2, true)
        );
        let it = read("-Wignore -X dev -Xa=b -vv x").unwrap();
        assert_eq!(it.options.warnings, ["ignore"]);
        assert_eq!(it.options.implementation, ["dev", "a=b"]);
        assert_eq!(it.options.verbose, 2);
        let it = read("-B -B -EE x").unwrap();
        assert!(it.options.dont_write_bytecode && it.options.ignore_environment);
    }

    #[test]
    fn wrong_options_are_told() {
        let message = |words| match read(words) {
            Err(Stop::Usage(message)) => message,
            other => panic!("{other:?}"),
        };
        assert_eq!(message("-Z"), "Unknown option: -Z");
        assert_eq!(message("--foo"), "Unknown option: --foo");
        assert_eq!(message("-c"), "Argument expected for the -c option");
        assert_eq!(message("-Bm"), "Argument expected for the -m option");
        assert_eq!(
            message("--check-hash-based-pycs often x"),
            "--check-hash-based-pycs must be one of 'default', 'always', or 'never'"
        );
        assert_eq!(read("-h"), Err(Stop::Help(Help::Options)));
        assert_eq!(read("-E --help-env"), Err(Stop::Help(Help::Variables)));
        assert_eq!(read("-VV"), Err(Stop::Version(2)));
    }
}
