//! What the environment variables and `-X` add to the command line.
//! Reference: <https://docs.python.org/3.14/using/cmdline.html#environment-variables>

use std::ffi::OsString;
use std::path::PathBuf;

use crate::options::{Options, Tuning};

/// What the environment says; nothing with `-E` or `-I`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    /// `PYTHONPATH`
    pub(crate) path: Vec<PathBuf>,
    /// `PYTHONHOME`
    pub(crate) home: Option<PathBuf>,
    /// `PYTHONPLATLIBDIR`
    pub(crate) platlibdir: Option<String>,
    /// `PYTHONPYCACHEPREFIX`, or `-X pycache_prefix`
    pub(crate) pycache_prefix: Option<PathBuf>,
    /// `PYTHONHASHSEED`; `None` for a random one.
    pub(crate) hash_seed: Option<u64>,
    /// `PYTHONIOENCODING`: encoding and error handler.
    pub(crate) stream_encoding: (Option<String>, Option<String>),
    /// `PYTHONSTARTUP`
    pub(crate) startup: Option<PathBuf>,
    /// `PYTHONUSERBASE`
    pub(crate) user_base: Option<PathBuf>,
    /// Whether the locale is that of C, or UTF-8 in its place.
    pub(crate) plain_locale: bool,
}

/// A variable or option that has no sense.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// What is wrong.
    pub(crate) message: String,
    /// Whether that is found before anything else is set up.
    pub(crate) early: bool,
}

impl Refused {
    fn new(message: impl Into<String>) -> Refused {
        Refused {
            message: message.into(),
            early: false,
        }
    }
}

/// The smallest limit of `int_max_str_digits` but 0.
const LEAST_DIGITS: usize = 640;

/// What `PYTHONMALLOC` may name.
const ALLOCATORS: &[&str] = &[
    "default",
    "debug",
    "pymalloc",
    "pymalloc_debug",
    "malloc",
    "malloc_debug",
    "mimalloc",
    "mimalloc_debug",
];

/// Reads the environment by `get`, and adds what it says to the options.
pub(crate) fn read(
    options: &mut Options,
    get: impl Fn(&str) -> Option<OsString>,
) -> Result<Environment, Refused> {
    options.ignore_environment |= options.isolated;
    options.no_user_site |= options.isolated;
    options.safe_path |= options.isolated;
    let ignored = options.ignore_environment;
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| get(name).filter(|value| !value.is_empty()));
    let get = |name: &str| get(name).filter(|value| !ignored && !value.is_empty());
    let text = |name: &str| get(name).map(|value| value.to_string_lossy().into_owned());
    let level = |name: &str| {
        text(name).map_or(0, |value| {
            // What is no number of a C int, or a negative one, counts as 1.
            let number = value.trim_start().parse::<i32>();
            let number = number.ok().filter(|&it| it >= 0).unwrap_or(1);
            u8::try_from(number).unwrap_or(u8::MAX)
        })
    };
    options.debug = options.debug.max(level("PYTHONDEBUG").min(1));
    options.optimize = options.optimize.max(level("PYTHONOPTIMIZE"));
    options.verbose = options.verbose.max(level("PYTHONVERBOSE"));
    options.dont_write_bytecode |= level("PYTHONDONTWRITEBYTECODE") > 0;
    options.inspect |= get("PYTHONINSPECT").is_some();
    options.unbuffered |= level("PYTHONUNBUFFERED") > 0;
    options.no_user_site |= level("PYTHONNOUSERSITE") > 0;
    options.safe_path |= get("PYTHONSAFEPATH").is_some();
    let locale = locale.unwrap_or_default();
    let locale = locale.to_string_lossy();
    let c_locale = matches!(&*locale, "" | "C" | "POSIX") || !is_utf8(&locale);
    options.tuning = tuning(&options.implementation, &text)?;
    without_effect(&options.implementation, &text)?;
    options.tuning.utf8_mode = Some(options.tuning.utf8_mode.unwrap_or(c_locale));
    options.warnings = warnings(options, text("PYTHONWARNINGS"));
    let hash_seed = match text("PYTHONHASHSEED").as_deref() {
        None | Some("random") => None,
        Some(_) if options.random_hash => None,
        Some(seed) => Some(u64::from(seed.parse::<u32>().map_err(|_| {
            Refused::new(
                "config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range \
                 [0; 4294967295]",
            )
        })?)),
    };
    let pycache_prefix = match implementation_value(&options.implementation, "pycache_prefix") {
        Some(Some("") | None) => None,
        Some(Some(prefix)) => Some(PathBuf::from(prefix)),
        None => get("PYTHONPYCACHEPREFIX").map(PathBuf::from),
    };
    let stream_encoding = match text("PYTHONIOENCODING") {
        None => (None, None),
        Some(setting) => {
            let (encoding, errors) = match setting.split_once(':') {
                Some((encoding, errors)) => (encoding, errors),
                None => (setting.as_str(), ""),
            };
            let part = |part: &str| (!part.is_empty()).then(|| part.to_owned());
            let encoding = part(encoding);
            let strict = encoding.as_ref().map(|_| "strict".to_owned());
            (encoding, part(errors).or(strict))
        }
    };
    let path = get("PYTHONPATH");
    Ok(Environment {
        path: path.map_or_else(Vec::new, |path| std::env::split_paths(&path).collect()),
        home: get("PYTHONHOME").map(PathBuf::from),
        platlibdir: text("PYTHONPLATLIBDIR"),
        pycache_prefix,
        hash_seed,
        stream_encoding,
        startup: get("PYTHONSTARTUP").map(PathBuf::from),
        user_base: get("PYTHONUSERBASE").map(PathBuf::from),
        plain_locale: c_locale || matches!(&*locale, "C.UTF-8" | "C.utf8" | "UTF-8"),
    })
}

/// Whether the encoding of a locale is UTF-8.
fn is_utf8(locale: &str) -> bool {
    let encoding = locale.rsplit('.').next().unwrap_or_default();
    let encoding = encoding.split('@').next().unwrap_or_default();
    encoding.eq_ignore_ascii_case("utf-8") || encoding.eq_ignore_ascii_case("utf8")
}

/// The value of the last `-X name` or `-X name=value`; None if it was not given.
fn implementation_value<'a>(given: &'a [String], name: &str) -> Option<Option<&'a str>> {
    given
        .iter()
        .rev()
        .find_map(|option| match option.split_once('=') {
            Some((given, value)) => (given == name).then_some(Some(value)),
            None => (option == name).then_some(None),
        })
}

/// `sys.warnoptions`: what development mode says, the environment, `-W`, and last `-b`.
fn warnings(options: &Options, variable: Option<String>) -> Vec<String> {
    let mut all = Vec::new();
    if options.tuning.dev_mode {
        all.push("default".to_owned());
    }
    all.extend(
        variable
            .iter()
            .flat_map(|it| it.split(','))
            .map(str::to_owned),
    );
    all.extend_from_slice(&options.warnings);
    match options.bytes_warning {
        0 => {}
        1 => all.push("default::BytesWarning".to_owned()),
        _ => all.push("error::BytesWarning".to_owned()),
    }
    all
}

/// Reads what has an option `-X` and a variable; the option wins.
fn tuning(given: &[String], variable: &impl Fn(&str) -> Option<String>) -> Result<Tuning, Refused> {
    let option = |name: &str| implementation_value(given, name);
    let dev_mode = option("dev").is_some() || variable("PYTHONDEVMODE").is_some();
    Ok(Tuning {
        dev_mode,
        fault_handler: dev_mode
            || option("faulthandler").is_some()
            || variable("PYTHONFAULTHANDLER").is_some(),
        traced_frames: traced_frames(option("tracemalloc"), variable("PYTHONTRACEMALLOC"))?,
        utf8_mode: utf8_mode(option("utf8"), variable("PYTHONUTF8"))?,
        import_time: import_time(option("importtime"), variable("PYTHONPROFILEIMPORTTIME"))?,
        int_max_str_digits: digits(
            option("int_max_str_digits"),
            variable("PYTHONINTMAXSTRDIGITS"),
        )?,
        no_debug_ranges: option("no_debug_ranges").is_some()
            || variable("PYTHONNODEBUGRANGES").is_some(),
        warn_default_encoding: option("warn_default_encoding").is_some()
            || variable("PYTHONWARNDEFAULTENCODING").is_some(),
        cpu_count: cpu_count(option("cpu_count"), variable("PYTHON_CPU_COUNT"))?,
        thread_inherit_context: switch("thread_inherit_context", given, variable)?,
        context_aware_warnings: switch("context_aware_warnings", given, variable)?,
    })
}

/// Settings of CPython's that change nothing here: what has no sense, or cannot be had, is refused all the same.
fn without_effect(
    given: &[String],
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<(), Refused> {
    if let Some(name) = variable("PYTHONMALLOC")
        && !ALLOCATORS.contains(&name.as_str())
    {
        return Err(Refused {
            message: "preconfig_init_allocator: PYTHONMALLOC: unknown allocator".to_owned(),
            early: true,
        });
    }
    // As in CPython, the variables are checked where the options are given, too.
    let option = implementation_value(given, "gil").map(|it| it.unwrap_or_default().to_owned());
    for value in [variable("PYTHON_GIL"), option].into_iter().flatten() {
        let message = match value.as_str() {
            "1" => continue,
            "0" => "config_read_gil: Disabling the GIL is not supported by this build",
            _ => "config_read_gil: PYTHON_GIL / -X gil must be \"0\" or \"1\"",
        };
        return Err(Refused::new(message));
    }
    let option = implementation_value(given, "frozen_modules");
    let option = option.map(|it| it.unwrap_or_default().to_owned());
    for (value, what) in [
        (variable("PYTHON_FROZEN_MODULES"), "PYTHON_FROZEN_MODULES"),
        (option, "option -X frozen_modules"),
    ] {
        if value.is_some_and(|it| !matches!(it.as_str(), "" | "on" | "off")) {
            return Err(Refused::new(format!(
                "bad value for {what} (expected \"on\" or \"off\")"
            )));
        }
    }
    Ok(())
}

fn utf8_mode(
    option: Option<Option<&str>>,
    variable: Option<String>,
) -> Result<Option<bool>, Refused> {
    let refused = |what: &str| {
        Err(Refused {
            message: format!("preconfig_init_utf8_mode: invalid {what} value"),
            early: true,
        })
    };
    match option {
        Some(None | Some("1")) => return Ok(Some(true)),
        Some(Some("0")) => return Ok(Some(false)),
        Some(Some(_)) => return refused("-X utf8 option"),
        None => {}
    }
    match variable.as_deref() {
        None => Ok(None),
        Some("1") => Ok(Some(true)),
        Some("0") => Ok(Some(false)),
        Some(_) => refused("PYTHONUTF8 environment variable"),
    }
}

fn traced_frames(option: Option<Option<&str>>, variable: Option<String>) -> Result<i32, Refused> {
    let read = |text: &str, what: &str| match text.parse::<i32>() {
        Ok(frames) if frames >= 0 => Ok(frames),
        Err(_) if text.is_empty() => Ok(0),
        _ => Err(Refused::new(format!(
            "config_init_tracemalloc: {what}: invalid number of frames"
        ))),
    };
    // As in CPython, the variable is checked where the option is given, too.
    let from_variable = read(&variable.unwrap_or_default(), "PYTHONTRACEMALLOC")?;
    match option {
        Some(text) => read(text.unwrap_or("1"), "-X tracemalloc=NFRAME"),
        None => Ok(from_variable),
    }
}

fn import_time(option: Option<Option<&str>>, variable: Option<String>) -> Result<u8, Refused> {
    match option {
        Some(text) => match text.unwrap_or_default().parse::<i64>() {
            Ok(2) => Ok(2),
            Ok(1) | Err(_) => Ok(1),
            Ok(_) => Err(Refused::new(
                "config_init_import_time: -X importtime: values other than 1 and 2 are reserved \
                 for future use.",
            )),
        },
        None => Ok(match variable.as_deref() {
            None => 0,
            Some("2") => 2,
            Some(_) => 1,
        }),
    }
}

fn digits(
    option: Option<Option<&str>>,
    variable: Option<String>,
) -> Result<Option<usize>, Refused> {
    let read = |text: &str, what: &str| match text.parse::<usize>() {
        Ok(limit) if limit == 0 || limit >= LEAST_DIGITS => Ok(Some(limit)),
        _ => Err(Refused::new(format!(
            "config_init_int_max_str_digits: {what}: invalid limit; must be >= {LEAST_DIGITS} or \
             0 for unlimited."
        ))),
    };
    // As in CPython, the variable is checked where the option is given, too.
    let from_variable = match variable {
        Some(text) => read(&text, "PYTHONINTMAXSTRDIGITS")?,
        None => None,
    };
    match option {
        Some(text) => read(text.unwrap_or_default(), "-X int_max_str_digits"),
        None => Ok(from_variable),
    }
}

fn cpu_count(
    option: Option<Option<&str>>,
    variable: Option<String>,
) -> Result<Option<i32>, Refused> {
    let read = |text: &str, what: &str| match text.parse::<i32>() {
        _ if text == "default" => Ok(None),
        Ok(count) if count > 0 => Ok(Some(count)),
        _ => Err(Refused::new(format!(
            "config_init_cpu_count: {what}: n is missing or an invalid number, n must be greater \
             than 0"
        ))),
    };
    match (option, variable) {
        (Some(text), _) => read(text.unwrap_or_default(), "-X cpu_count=n option"),
        (None, Some(text)) => read(&text, "PYTHON_CPU_COUNT=n"),
        (None, None) => Ok(None),
    }
}

/// An option that is 0 or 1, as is the variable `PYTHON_` with its name in capitals.
fn switch(
    name: &str,
    given: &[String],
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<bool, Refused> {
    let upper = format!("PYTHON_{}", name.to_uppercase());
    let (text, what) = match implementation_value(given, name) {
        Some(text) => (text.unwrap_or_default().to_owned(), format!("-X {name}=n")),
        None => match variable(&upper) {
            Some(text) => (text, format!("{upper}=N")),
            None => return Ok(false),
        },
    };
    match text.as_str() {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(Refused::new(format!(
            "config_init_{name}: {what}: n is missing or invalid"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)], options: &mut Options) -> Result<Environment, Refused> {
        read(options, |name| {
            let variable = variables.iter().find(|(it, _)| *it == name)?;
            Some(variable.1.into())
        })
    }

    fn given(implementation: &[&str]) -> Options {
        Options {
            implementation: implementation.iter().map(|&it| it.to_owned()).collect(),
            ..Options::default()
        }
    }

    #[test]
    fn variables_add_to_options() {
        let mut options = Options::default();
        let variables = [
            ("PYTHONOPTIMIZE", "2"),
            ("PYTHONDONTWRITEBYTECODE", "x"),
            ("PYTHONVERBOSE", "yes"),
            ("PYTHONPATH", "/a:/b"),
            ("PYTHONHASHSEED", "7"),
            ("PYTHONINSPECT", ""),
            ("PYTHONIOENCODING", "latin-1"),
            ("PYTHONINTMAXSTRDIGITS", "700"),
        ];
        let environment = with(&variables, &mut options).unwrap();
        assert_eq!((options.optimize, options.verbose), (2, 1));
        assert!(options.dont_write_bytecode && !options.inspect);
        assert_eq!(environment.path, [PathBuf::from("/a"), PathBuf::from("/b")]);
        assert_eq!(environment.hash_seed, Some(7));
        let (encoding, errors) = &environment.stream_encoding;
        assert_eq!(encoding.as_deref(), Some("latin-1"));
        assert_eq!(errors.as_deref(), Some("strict"));
        assert_eq!(options.tuning.int_max_str_digits, Some(700));

        let mut isolated = Options {
            isolated: true,
            ..Options::default()
        };
        let environment = with(&variables, &mut isolated).unwrap();
        let nothing = Environment {
            plain_locale: true,
            ..Environment::default()
        };
        assert_eq!(environment, nothing);
        assert!(isolated.safe_path && isolated.no_user_site && isolated.optimize == 0);
    }

    #[test]
    fn levels_are_numbers() {
        for (text, level) in [("0", 0), ("3", 3), ("-2", 1), ("x", 1), ("99999999999", 1)] {
            let mut options = Options::default();
            let names = [
                "PYTHONOPTIMIZE",
                "PYTHONVERBOSE",
                "PYTHONDONTWRITEBYTECODE",
                "PYTHONNOUSERSITE",
                "PYTHONUNBUFFERED",
                "PYTHONDEBUG",
            ];
            with(&names.map(|name| (name, text)), &mut options).unwrap();
            assert_eq!(
                (options.optimize, options.verbose),
                (level, level),
                "{text}"
            );
            let switches = [
                options.dont_write_bytecode,
                options.no_user_site,
                options.unbuffered,
                options.debug > 0,
            ];
            assert_eq!(switches, [level > 0; 4], "{text}");
        }
    }

    #[test]
    fn settings_without_effect_are_checked() {
        for (variable, option, message) in [
            (("PYTHONMALLOC", "malloc"), "gil=1", None),
            (("PYTHON_FROZEN_MODULES", "off"), "frozen_modules", None),
            (("PYTHONMALLOC", "foo"), "gil=1", Some("unknown allocator")),
            (("PYTHON_GIL", "0"), "gil=1", Some("not supported")),
            (("PYTHON_GIL", "1"), "gil", Some("must be \"0\" or \"1\"")),
            (
                ("PYTHON_FROZEN_MODULES", "x"),
                "dev",
                Some("for PYTHON_FROZEN_MODULES"),
            ),
            (
                ("PYTHON_GIL", ""),
                "frozen_modules=x",
                Some("for option -X frozen_modules"),
            ),
        ] {
            let refused = with(&[variable], &mut given(&[option])).err();
            assert_eq!(
                refused.is_some(),
                message.is_some(),
                "{variable:?} {option}"
            );
            let told = refused.map(|it| it.message).unwrap_or_default();
            assert!(told.contains(message.unwrap_or_default()), "{told}");
        }
    }

    #[test]
    fn options_win_over_variables() {
        let mut options = given(&[
            "utf8=0",
            "importtime",
            "cpu_count=3",
            "dev",
            "importtime=2",
            "tracemalloc",
        ]);
        let variables = [
            ("PYTHONUTF8", "1"),
            ("PYTHON_CPU_COUNT", "default"),
            ("PYTHONTRACEMALLOC", "9"),
        ];
        with(&variables, &mut options).unwrap();
        let tuning = options.tuning;
        assert_eq!((tuning.utf8_mode, tuning.import_time), (Some(false), 2));
        assert_eq!((tuning.cpu_count, tuning.dev_mode), (Some(3), true));
        assert_eq!(tuning.traced_frames, 1);
        assert_eq!(options.warnings, ["default"]);
    }

    #[test]
    fn the_locale_of_c_stands_for_utf_8() {
        for (locale, mode, plain) in [
            ("C", true, true),
            ("", true, true),
            ("C.UTF-8", false, true),
            ("de_DE.utf8@euro", false, false),
        ] {
            let mut options = Options::default();
            let environment = with(&[("LC_ALL", locale)], &mut options).unwrap();
            assert_eq!(options.tuning.utf8_mode, Some(mode), "{locale}");
            assert_eq!(environment.plain_locale, plain, "{locale}");
        }
    }

    #[test]
    fn what_has_no_sense_is_refused() {
        for (text, good) in [
            ("0", true),
            ("random", true),
            ("4294967296", false),
            ("x", false),
        ] {
            let result = with(&[("PYTHONHASHSEED", text)], &mut Options::default());
            assert_eq!(result.is_ok(), good, "{text}");
        }
        for option in [
            "utf8=x",
            "int_max_str_digits=12",
            "int_max_str_digits",
            "importtime=3",
            "cpu_count=0",
            "tracemalloc=x",
            "tracemalloc=-1",
            "thread_inherit_context=2",
            "context_aware_warnings",
        ] {
            assert!(with(&[], &mut given(&[option])).is_err(), "{option}");
        }
    }
}
