//! Writing of characters and texts.

use rpy_macros::methods;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::characters::{Attributes, Character, Text, character, text};
use super::entry::{check, enter};
use super::groups::Function;
use super::library::{Cell, Curses, ERR, WindowHandle, character_of};
use super::window::Window;

/// Attributes that may be missing.
fn attributes(values: &[Value], vm: &mut Vm) -> PyResult<Option<Cell>> {
    match values {
        [value, ..] => Attributes::from_argument(value, vm).map(|it| Some(it.0)),
        [] => Ok(None),
    }
}

/// Moves the cursor to a place if there is one, and goes on from there unless there is no such place.
pub(super) fn at(
    curses: &Curses,
    window: &WindowHandle,
    place: Option<(i32, i32)>,
    go_on: impl FnOnce() -> i32,
) -> i32 {
    match place {
        Some((y, x)) if curses.wmove(window, y, x) == ERR => ERR,
        _ => go_on(),
    }
}

/// What writes texts: their names in messages, for texts and bytes.
#[derive(Clone, Copy)]
struct Writer {
    method: &'static str,
    wide: &'static str,
    narrow: &'static str,
    /// Whether what is there is moved to the right.
    inserts: bool,
    /// Whether an argument says how many characters at the most.
    is_limited: bool,
}

impl Writer {
    fn write(self, this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let function = Function::of_window(self.method);
        let needed = 1 + usize::from(self.is_limited);
        let (place, values) = function.placed(args, needed, true, vm)?;
        let text = text(&values[0], vm)?;
        let limit = match self.is_limited {
            true => i32::from_argument(&values[1], vm)?,
            false => -1,
        };
        let attributes = attributes(&values[needed..], vm)?;
        let curses = enter(vm)?;
        let window = &this.handle;
        let before = attributes.map(|attributes| {
            let before = curses.getattrs(window);
            curses.wattrset(window, attributes as i32);
            before
        });
        let result = at(curses, window, place, || match (&text, self.inserts) {
            (Text::Wide(text), false) => curses.add_text(window, text, limit),
            (Text::Wide(text), true) => curses.insert_text(window, text, limit),
            (Text::Bytes(text), false) => curses.add_bytes(window, text, limit),
            (Text::Bytes(text), true) => curses.insert_bytes(window, text, limit),
        });
        if let Some(before) = before {
            curses.wattrset(window, before);
        }
        let name = match text {
            Text::Wide(_) => self.wide,
            Text::Bytes(_) => self.narrow,
        };
        check(result, name, vm)
    }
}

#[methods(WRITING)]
impl Window {
    /// addch([y, x,] ch, [attr=_curses.A_NORMAL])
    /// Writes a character over what is there, and moves the cursor behind it.
    #[method(signature = "($self, *args)", hidden)]
    fn addch(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let (place, values) = Function::of_window("addch").placed(args, 1, true, vm)?;
        let character = character(&values[0], vm)?;
        let attributes = attributes(&values[1..], vm)?.unwrap_or(0);
        let curses = enter(vm)?;
        let window = &this.handle;
        let (result, name) = match character {
            Character::Wide(point) => {
                let result = match curses.wide_cell(point, attributes) {
                    Some(cell) => at(curses, window, place, || curses.add_wide(window, &cell)),
                    None => ERR,
                };
                (result, "add_wch")
            }
            Character::Cell(cell) => {
                let cell = cell | attributes;
                (
                    at(curses, window, place, || curses.waddch(window, cell)),
                    "addch",
                )
            }
        };
        check(result, name, vm)
    }

    /// insch([y, x,] ch, [attr=_curses.A_NORMAL])
    /// Inserts a character; what is at the place and behind it moves to the right.
    #[method(signature = "($self, *args)", hidden)]
    fn insch(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let (place, values) = Function::of_window("insch").placed(args, 1, true, vm)?;
        let character = character(&values[0], vm)?;
        let attributes = attributes(&values[1..], vm)?.unwrap_or(0);
        let curses = enter(vm)?;
        let window = &this.handle;
        // The library inserts bytes as they are: those that are not ASCII are what the locale says.
        let character = match character {
            Character::Cell(cell @ 128..256) => {
                let point = character_of(cell as u8);
                point.map_or(Character::Cell(cell), Character::Wide)
            }
            other => other,
        };
        let result = match character {
            Character::Wide(point) => match curses.wide_cell(point, attributes) {
                Some(cell) => at(curses, window, place, || curses.insert_wide(window, &cell)),
                None => ERR,
            },
            Character::Cell(cell) => at(curses, window, place, || {
                curses.winsch(window, cell | attributes)
            }),
        };
        check(result, "insch", vm)
    }

    /// addstr([y, x,] str, [attr])
    /// Writes a text over what is there, and moves the cursor behind it.
    #[method(signature = "($self, *args)", hidden)]
    fn addstr(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let writer = Writer {
            method: "addstr",
            wide: "addwstr",
            narrow: "addstr",
            inserts: false,
            is_limited: false,
        };
        writer.write(this, args, vm)
    }

    /// addnstr([y, x,] str, n, [attr])
    /// Writes at most so many characters of a text over what is there.
    #[method(signature = "($self, *args)", hidden)]
    fn addnstr(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let writer = Writer {
            method: "addnstr",
            wide: "addnwstr",
            narrow: "addnstr",
            inserts: false,
            is_limited: true,
        };
        writer.write(this, args, vm)
    }

    /// insstr([y, x,] str, [attr])
    /// Inserts a text; what is at the place and behind it moves to the right. The cursor stays.
    #[method(signature = "($self, *args)", hidden)]
    fn insstr(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let writer = Writer {
            method: "insstr",
            wide: "inswstr",
            narrow: "insstr",
            inserts: true,
            is_limited: false,
        };
        writer.write(this, args, vm)
    }

    /// insnstr([y, x,] str, n, [attr])
    /// Inserts at most so many characters of a text, all of them if that is not above 0.
    #[method(signature = "($self, *args)", hidden)]
    fn insnstr(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let writer = Writer {
            method: "insnstr",
            wide: "insn_wstr",
            narrow: "insnstr",
            inserts: true,
            is_limited: true,
        };
        writer.write(this, args, vm)
    }
}
