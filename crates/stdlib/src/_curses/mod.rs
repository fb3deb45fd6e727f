//! `_curses` and `_curses_panel`: terminals by ncurses, what `curses` is made of.
//! Reference: <https://docs.python.org/3.14/library/curses.html>
//!
//! ncurses is opened at run time, where there is one ([ADR 26](../../../../docs/adr/0026-ncurses-at-run-time.md)).
//! `library.rs` speaks to it; everything else is safe. `entry.rs` says who may when.

mod cells;
mod characters;
mod colors;
mod constants;
mod entry;
mod groups;
mod keys;
mod library;
mod modes;
mod panels;
mod places;
mod reading;
mod saved;
mod screen;
mod showing;
mod terminal;
mod window;
mod writing;

pub use module::MODULE;
pub use panels::MODULE as PANELS;

/// Raised where a function of the library fails, or is called too early.
#[rpy_macros::exception(name = "_curses.error")]
pub(crate) struct Error;

/// The version of ncurses.
#[rpy_macros::struct_sequence(name = "curses.ncurses_version", flags(disallow_instantiation))]
pub(crate) struct Version {
    /// Changes with incompatible changes.
    pub(crate) major: i64,
    /// Changes with new features.
    pub(crate) minor: i64,
    /// The date of the last correction, as a number.
    pub(crate) patch: i64,
}

/// Terminals by ncurses.
#[rpy_macros::native_module(
    name = "_curses",
    classes(super::Error as "error", super::window::Window as "window"),
    parts(
        super::colors::colors,
        super::keys::keys,
        super::modes::modes,
        super::screen::screen,
        super::terminal::terminal
    )
)]
pub(crate) mod module {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::function::convert::IntoResult;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{Version, constants, entry};

    #[constants]
    const ATTRIBUTES: &[(&str, i64)] = constants::ATTRIBUTES;

    #[constants]
    const BUTTONS: &[(&str, i64)] = constants::BUTTONS;

    #[constants]
    const KEYS: &[(&str, i64)] = constants::KEYS;

    /// The version of the module.
    #[constant]
    fn version(vm: &mut Vm) -> Value {
        vm.new_bytes(b"2.2")
    }

    /// The version of the module.
    #[constant]
    fn __version__(vm: &mut Vm) -> Value {
        vm.new_bytes(b"2.2")
    }

    /// Opens the library, in the locale of the environment.
    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let curses = entry::take(vm)?;
        crate::_locale::begin();
        let version = curses.version();
        let text = String::from_utf8_lossy(&version);
        let numbers = text.trim_start_matches(|character: char| !character.is_ascii_digit());
        let mut numbers = numbers.split('.').map(|number| number.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        let version = Version {
            major: next(),
            minor: next(),
            patch: next(),
        };
        let version = version.into_result(vm)?;
        module.add("ncurses_version", version, vm);
        for number in 0..64 {
            let key = constants::FUNCTION_KEYS + number;
            module.add(&format!("KEY_F{number}"), vm.new_int(key), vm);
        }
        Ok(())
    }
}
