//! Module → code: from the cache where that is right, else by compiling.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rpy_bytecode::{CodeObject, marshal};

use crate::cache::{self, CacheFile, Freshness, Header, Trailer, Validation};
use crate::error::{BytecodeError, LoadError};
use crate::finder::Found;
use crate::options::{Options, Verbose};
use crate::source::{SourceFile, SourceStamp};
use crate::steps::{Clock, Steps, Verdict};

/// A compiler: takes the bytes of a source file and its name.
pub type Compile<'call, E> = dyn FnMut(&[u8], &Arc<str>) -> Result<CodeObject, E> + 'call;

/// How precompiled files are tied to their source (`py_compile.PycInvalidationMode`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvalidationMode {
    /// By modification time and size.
    #[default]
    Timestamp,
    /// By hash, compared on import.
    CheckedHash,
    /// By hash, not compared on import.
    UncheckedHash,
}

/// A module's code and where it comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The code of the module's body.
    pub code: CodeObject,
    /// `__file__`: the source, or the file of a sourceless module.
    pub origin: PathBuf,
    /// `__cached__`: where the cache file of the source lies or would lie.
    pub cached: Option<PathBuf>,
    /// `__path__` of a package.
    pub package: Option<PathBuf>,
    /// Whether the code was read and not compiled.
    pub from_cache: bool,
}

/// Loads modules in one way.
pub struct Loader<'call, E> {
    /// What the command line and the environment say.
    pub options: &'call Options,
    /// Where messages go.
    pub verbose: Verbose<'call>,
    /// What compiles.
    pub compile: &'call mut Compile<'call, E>,
    /// How long the steps have taken.
    pub steps: Steps,
}

impl<'call, E> Loader<'call, E> {
    /// A loader without messages.
    pub fn new(options: &'call Options, compile: &'call mut Compile<'call, E>) -> Self {
        Loader {
            options,
            verbose: Verbose::silent(),
            compile,
            steps: Steps::default(),
        }
    }

    /// Loads what a finder has found.
    pub fn load(&mut self, found: &Found) -> Result<Loaded, LoadError<E>> {
        let (mut loaded, package) = match found {
            Found::Source {
                path,
                package,
                stamp,
            } => (self.load_stamped(path, *stamp)?, package),
            Found::Sourceless { path, package } => (self.load_sourceless(path)?, package),
            Found::Namespace { .. } => return Err(LoadError::NoCode),
        };
        loaded.package.clone_from(package);
        Ok(loaded)
    }

    /// Loads a source file, through the cache.
    pub fn load_source(&mut self, path: &Path) -> Result<Loaded, LoadError<E>> {
        self.load_stamped(path, None)
    }

    /// As [`Loader::load_source`], of a file whose stamp may be known.
    fn load_stamped(
        &mut self,
        path: &Path,
        stamp: Option<SourceStamp>,
    ) -> Result<Loaded, LoadError<E>> {
        let mut clock = Clock::new();
        let stamp = match stamp {
            Some(stamp) => stamp,
            None => {
                let metadata = std::fs::metadata(path).map_err(|error| io_error(path, error))?;
                SourceStamp::of(&metadata)
            }
        };
        self.steps.stat += clock.lap();
        let legacy = cache::legacy_path(path, self.options.optimization);
        let cached = if self.options.legacy_layout {
            Some(legacy.clone())
        } else {
            let prefix = self.options.pycache_prefix.as_deref();
            cache::cache_path(path, self.options.optimization, prefix)
        };
        let mut module = Module {
            path,
            stamp,
            source: None,
            by_hash: false,
        };
        // The old place is looked at only when the usual one has nothing.
        let places = cached
            .iter()
            .chain(Some(&legacy).filter(|_| cached.as_ref() != Some(&legacy)));
        for place in places {
            if let Some(code) = self.load_cached(place, &mut module)? {
                return Ok(Loaded::of_source(code, path, cached, true));
            }
        }
        let by_hash = module.by_hash;
        clock.lap();
        let source = module.read()?;
        self.steps.read += clock.lap();
        let code = (self.compile)(&source.bytes, &filename(path)).map_err(LoadError::Compile)?;
        self.verbose
            .say(format_args!("code object from '{}'", path.display()));
        if let Some(cached) = cached.as_ref().filter(|_| self.options.write_bytecode) {
            clock.lap();
            let trailer = Trailer::of(source);
            let validation = if by_hash {
                Validation::Hash {
                    hash: trailer.hash,
                    check_source: true,
                }
            } else {
                Validation::timestamp(trailer.stamp)
            };
            match marshal::encode(&code) {
                Ok(payload) => {
                    self.steps.code_bytes = payload.len();
                    self.write(cached, Header { validation }, &payload, &trailer, path);
                }
                Err(error) => {
                    self.verbose.say(format_args!(
                        "could not encode '{}': {error}",
                        path.display()
                    ));
                }
            }
            self.steps.write += clock.lap();
        }
        Ok(Loaded::of_source(code, path, cached, false))
    }

    /// Loads a file that is all there is of a module.
    pub fn load_sourceless(&mut self, path: &Path) -> Result<Loaded, LoadError<E>> {
        let mut clock = Clock::new();
        let bytes = crate::source::read(path).map_err(|error| io_error(path, error))?;
        self.steps.read += clock.lap();
        self.steps.code_bytes = bytes.len();
        self.steps.cache = Verdict::Hit;
        let code = CacheFile::parse(bytes).and_then(|file| file.code(None));
        self.steps.decode += clock.lap();
        let code = code.map_err(|error| LoadError::Bytecode {
            path: path.to_owned(),
            error,
        })?;
        self.verbose
            .say(format_args!("code object from '{}'", path.display()));
        Ok(Loaded {
            code,
            origin: path.to_owned(),
            cached: Some(path.to_owned()),
            package: None,
            from_cache: true,
        })
    }

    /// Loads the main script, source or bytecode; never through the cache.
    pub fn load_script(&mut self, path: &Path) -> Result<Loaded, LoadError<E>> {
        let source = SourceFile::read(path).map_err(|error| io_error(path, error))?;
        if source.bytes.starts_with(&cache::MAGIC) || path.extension().is_some_and(|it| it == "pyc")
        {
            let code = CacheFile::parse(source.bytes)
                .and_then(|file| file.code(None))
                .map_err(|error| LoadError::Bytecode {
                    path: path.to_owned(),
                    error,
                })?;
            return Ok(Loaded::of_source(code, path, None, true));
        }
        let code = (self.compile)(&source.bytes, &filename(path)).map_err(LoadError::Compile)?;
        Ok(Loaded::of_source(code, path, None, false))
    }

    /// Compiles a source file and writes its cache file, to `target` or the usual place, whether
    /// or not there is a good one; gives its path. Failure to write is an error. `filename` is
    /// what the code is told about its file.
    pub fn precompile(
        &mut self,
        source: &Path,
        target: Option<&Path>,
        filename: &Arc<str>,
        mode: InvalidationMode,
    ) -> Result<PathBuf, LoadError<E>> {
        let prefix = self.options.pycache_prefix.as_deref();
        let target = match target {
            Some(target) => target.to_owned(),
            None if self.options.legacy_layout => {
                cache::legacy_path(source, self.options.optimization)
            }
            None => cache::cache_path(source, self.options.optimization, prefix)
                .ok_or_else(|| io_error(source, std::io::ErrorKind::InvalidFilename.into()))?,
        };
        let text = SourceFile::read(source).map_err(|error| io_error(source, error))?;
        let code = (self.compile)(&text.bytes, filename).map_err(LoadError::Compile)?;
        let payload = marshal::encode(&code).map_err(|error| LoadError::Bytecode {
            path: target.clone(),
            error: BytecodeError::Marshal(error),
        })?;
        let validation = match mode {
            InvalidationMode::Timestamp => Validation::timestamp(text.stamp),
            InvalidationMode::CheckedHash => Validation::Hash {
                hash: text.hash(),
                check_source: true,
            },
            InvalidationMode::UncheckedHash => Validation::Hash {
                hash: text.hash(),
                check_source: false,
            },
        };
        let bytes = cache::build(Header { validation }, &payload, &Trailer::of(&text));
        cache::write_atomically(&target, &bytes, Some(source))
            .map_err(|error| io_error(&target, error))?;
        Ok(target)
    }

    /// The code in a cache file, if it is that of the module.
    fn load_cached(
        &mut self,
        place: &Path,
        module: &mut Module<'_>,
    ) -> Result<Option<CodeObject>, LoadError<E>> {
        let mut clock = Clock::new();
        let file = CacheFile::read(place);
        self.steps.read += clock.lap();
        let file = match file {
            Ok(Some(file)) => file,
            Ok(None) => return Ok(None),
            Err(error) => {
                self.steps.cache = Verdict::Refused(error.to_string());
                self.verbose
                    .say(format_args!("ignoring '{}': {error}", place.display()));
                return Ok(None);
            }
        };
        let mut refresh = false;
        match file.freshness(module.stamp, self.options.check_hash_based) {
            Freshness::Fresh => {}
            Freshness::AskHash(hash) if module.read()?.hash() == hash => {
                // Under this stamp the next import need not ask again, unless it is too young.
                let source = module.read()?;
                refresh = source.stamp.is_settled(source.read_at)
                    && matches!(file.header.validation, Validation::Timestamp { .. });
            }
            Freshness::Unknown => {
                self.steps.cache = Verdict::Refused("no trailer".to_owned());
                self.verbose
                    .say(format_args!("ignoring '{}': no trailer", place.display()));
                return Ok(None);
            }
            Freshness::AskHash(_) | Freshness::Stale => {
                self.steps.cache = Verdict::Stale;
                self.steps.check += clock.lap();
                module.by_hash |= matches!(file.header.validation, Validation::Hash { .. });
                self.verbose
                    .say(format_args!("bytecode is stale: '{}'", place.display()));
                return Ok(None);
            }
        }
        self.steps.check += clock.lap();
        let code = file.code(Some(filename(module.path)));
        self.steps.decode += clock.lap();
        let code = match code {
            Ok(code) => code,
            Err(error) => {
                self.steps.cache = Verdict::Refused(error.to_string());
                self.verbose
                    .say(format_args!("ignoring '{}': {error}", place.display()));
                return Ok(None);
            }
        };
        self.steps.cache = Verdict::Hit;
        self.steps.code_bytes = file.payload().len();
        let (place_text, path_text) = (place.display(), module.path.display());
        self.verbose
            .say(format_args!("{place_text} matches {path_text}"));
        self.verbose
            .say(format_args!("code object from '{place_text}'"));
        if refresh && self.options.write_bytecode {
            let source = module.read()?;
            let header = Header {
                validation: Validation::timestamp(source.stamp),
            };
            let trailer = Trailer::of(source);
            self.write(place, header, file.payload(), &trailer, module.path);
        }
        Ok(Some(code))
    }

    /// Writes a cache file if that is possible.
    fn write(
        &mut self,
        cached: &Path,
        header: Header,
        payload: &[u8],
        trailer: &Trailer,
        source: &Path,
    ) {
        let bytes = cache::build(header, payload, trailer);
        match cache::write_atomically(cached, &bytes, Some(source)) {
            Ok(()) => {
                self.steps.written = true;
                self.verbose
                    .say(format_args!("wrote '{}'", cached.display()));
            }
            Err(error) => {
                self.verbose.say(format_args!(
                    "could not create '{}': {error}",
                    cached.display()
                ));
            }
        }
    }
}

impl Loaded {
    fn of_source(
        code: CodeObject,
        path: &Path,
        cached: Option<PathBuf>,
        from_cache: bool,
    ) -> Loaded {
        Loaded {
            code,
            origin: path.to_owned(),
            cached,
            package: None,
            from_cache,
        }
    }
}

/// A source file that is read when its text is asked for.
struct Module<'path> {
    path: &'path Path,
    stamp: SourceStamp,
    source: Option<SourceFile>,
    /// Whether there is a cache file that names this source, or an older version, by hash.
    by_hash: bool,
}

impl Module<'_> {
    fn read<E>(&mut self) -> Result<&SourceFile, LoadError<E>> {
        if self.source.is_none() {
            self.source =
                Some(SourceFile::read(self.path).map_err(|error| io_error(self.path, error))?);
        }
        Ok(self.source.as_ref().expect("the source was read above"))
    }
}

fn filename(path: &Path) -> Arc<str> {
    path.to_string_lossy().into()
}

fn io_error<E>(path: &Path, error: std::io::Error) -> LoadError<E> {
    LoadError::Io {
        path: path.to_owned(),
        error,
    }
}
