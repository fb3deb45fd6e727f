//! What the environment variables add to the command line.
//! Reference: <https://docs.python.org/3.14/using/cmdline.html#environment-variables>

use std::ffi::OsString;
use std::path::PathBuf;

use crate::options::Options;

/// What the environment says; nothing with `-E` or `-I`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    /// `PYTHONPATH`
    pub(crate) path: Vec<PathBuf>,
    /// `PYTHONHOME`
    pub(crate) home: Option<PathBuf>,
    /// `PYTHONPYCACHEPREFIX`, or `-X pycache_prefix`
    pub(crate) pycache_prefix: Option<PathBuf>,
    /// `PYTHONHASHSEED`; `None` for a random one.
    pub(crate) hash_seed: Option<u64>,
}

/// A variable that has no sense.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadVariable(pub(crate) &'static str);

/// Reads the environment by `get`, and adds what it says to the options.
pub(crate) fn read(
    options: &mut Options,
    get: impl Fn(&str) -> Option<OsString>,
) -> Result<Environment, BadVariable> {
    options.ignore_environment |= options.isolated;
    options.no_user_site |= options.isolated;
    options.safe_path |= options.isolated;
    let ignored = options.ignore_environment;
    let get = |name: &str| get(name).filter(|value| !ignored && !value.is_empty());
    let level = |name: &str| {
        get(name).map_or(0, |value| {
            let number = value.to_str().and_then(|value| value.parse::<u8>().ok());
            number.unwrap_or(1)
        })
    };
    options.optimize = options.optimize.max(level("PYTHONOPTIMIZE"));
    options.verbose = options.verbose.max(level("PYTHONVERBOSE"));
    options.dont_write_bytecode |= get("PYTHONDONTWRITEBYTECODE").is_some();
    options.inspect |= get("PYTHONINSPECT").is_some();
    options.unbuffered |= get("PYTHONUNBUFFERED").is_some();
    options.no_user_site |= get("PYTHONNOUSERSITE").is_some();
    options.safe_path |= get("PYTHONSAFEPATH").is_some();
    if let Some(warnings) = get("PYTHONWARNINGS") {
        let warnings = warnings.to_string_lossy().into_owned();
        let mut all: Vec<String> = warnings.split(',').map(str::to_owned).collect();
        all.append(&mut options.warnings);
        options.warnings = all;
    }
    let hash_seed = match get("PYTHONHASHSEED") {
        None => None,
        Some(text) if text == "random" => None,
        Some(text) => {
            let seed = text.to_str().and_then(|text| text.parse::<u32>().ok());
            Some(u64::from(seed.ok_or(BadVariable(
                "config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range \
                 [0; 4294967295]",
            ))?))
        }
    };
    let implementation = options.implementation.iter();
    let prefix = implementation
        .filter_map(|option| option.strip_prefix("pycache_prefix="))
        .next_back();
    let pycache_prefix = match prefix {
        Some("") => None,
        Some(prefix) => Some(PathBuf::from(prefix)),
        None => get("PYTHONPYCACHEPREFIX").map(PathBuf::from),
    };
    let path = get("PYTHONPATH");
    Ok(Environment {
        path: path.map_or_else(Vec::new, |path| std::env::split_paths(&path).collect()),
        home: get("PYTHONHOME").map(PathBuf::from),
        pycache_prefix,
        hash_seed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)], options: &mut Options) -> Result<Environment, BadVariable> {
        read(options, |name| {
            let variable = variables.iter().find(|(it, _)| *it == name)?;
            Some(variable.1.into())
        })
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
        ];
        let environment = with(&variables, &mut options).unwrap();
        assert_eq!((options.optimize, options.verbose), (2, 1));
        assert!(options.dont_write_bytecode && !options.inspect);
        assert_eq!(environment.path, [PathBuf::from("/a"), PathBuf::from("/b")]);
        assert_eq!(environment.hash_seed, Some(7));

        let mut isolated = Options {
            isolated: true,
            ..Options::default()
        };
        let environment = with(&variables, &mut isolated).unwrap();
        assert_eq!(environment, Environment::default());
        assert!(isolated.safe_path && isolated.no_user_site && isolated.optimize == 0);
    }

    #[test]
    fn seeds_are_checked() {
        for (text, good) in [
            ("0", true),
            ("random", true),
            ("4294967296", false),
            ("x", false),
        ] {
            let result = with(&[("PYTHONHASHSEED", text)], &mut Options::default());
            assert_eq!(result.is_ok(), good, "{text}");
        }
    }
}
