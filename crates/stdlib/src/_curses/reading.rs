//! Reading of keys, and of what the window shows.

use std::time::{Duration, Instant};

use rpy_macros::methods;
use rpy_vm::builtins::str::StrBuilder;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::Error;
use super::entry::{State, check, enter, slowly};
use super::groups::Function;
use super::library::{Cell, Curses, ERR, WindowHandle, byte_of, wait_for_input};
use super::window::Window;
use crate::arguments::unsigned;
use crate::waiting;

/// The most bytes of a line that are read.
const LONGEST: u16 = 2047;

/// How long a wait for a key goes on before the library is asked again whether there is one: another thread may have
/// put a key back, and the size of the screen may have changed.
const PATIENCE: Duration = Duration::from_secs(1);

/// Reads a key. While there is none the library is free for other threads, but where it reads lines, or waits
/// for tenths of a second.
///
/// Errors: what the handlers of signals raise.
fn read_key<T: Send>(
    window: &WindowHandle,
    read: impl Fn(&Curses, &WindowHandle) -> Option<T> + Send + Sync,
    vm: &mut Vm,
) -> PyResult<Option<T>> {
    enter(vm)?;
    let state = vm.module_state::<State>();
    let reads_keys = (state.is_raw || state.cbreak == 1) && state.cbreak <= 1;
    let key = match reads_keys {
        true => wait_for_key(window, &read, vm)?,
        false => slowly(|curses| read(curses, window), vm)?,
    };
    if key.is_none() {
        vm.check_signals()?;
    }
    Ok(key)
}

fn wait_for_key<T: Send>(
    window: &WindowHandle,
    read: &(impl Fn(&Curses, &WindowHandle) -> Option<T> + Send + Sync),
    vm: &mut Vm,
) -> PyResult<Option<T>> {
    let delay = enter(vm)?.wgetdelay(window);
    let wait = u64::try_from(delay).ok();
    let deadline = wait.map(|wait| Instant::now() + Duration::from_millis(wait));
    let mut is_ready = wait_for_input(0).unwrap_or(true);
    loop {
        if is_ready {
            return slowly(|curses| read(curses, window), vm);
        }
        let at_once = |curses: &Curses| {
            let delay = curses.wgetdelay(window);
            curses.wtimeout(window, 0);
            let key = read(curses, window);
            curses.wtimeout(window, delay);
            key
        };
        let key = slowly(at_once, vm)?;
        if key.is_some() {
            return Ok(key);
        }
        let left = match deadline {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => PATIENCE,
        };
        if left.is_zero() {
            return Ok(None);
        }
        let left = waiting::milliseconds(Some(left.min(PATIENCE)));
        match vm.allow_threads(|| wait_for_input(left)) {
            Ok(ready) => {
                // One that came before the wait did not end it.
                vm.check_signals()?;
                is_ready = ready;
            }
            // A signal ends reading, as it does in the library. It may have been that of a new size.
            Err(_) => {
                vm.check_signals()?;
                return slowly(at_once, vm);
            }
        }
    }
}

/// Moves the cursor to the place of a method that takes nothing else; `false` if there is no such place.
fn go(this: &Ref<Window>, name: &'static str, args: Args<'_>, vm: &mut Vm) -> PyResult<bool> {
    let (place, _) = Function::of_window(name).placed(args, 0, false, vm)?;
    let curses = enter(vm)?;
    Ok(place.is_none_or(|(y, x)| curses.wmove(&this.handle, y, x) != ERR))
}

/// Place and length of the methods that read texts.
fn lengths(args: Args<'_>, vm: &mut Vm) -> PyResult<(Option<(i32, i32)>, u16)> {
    let (place, values) = Function::of_window("instr").placed(args, 0, true, vm)?;
    let length = match values {
        [length] => u16::try_from(unsigned(length, "unsigned int", vm)?).unwrap_or(LONGEST),
        _ => LONGEST,
    };
    Ok((place, length.min(LONGEST)))
}

#[methods(READING)]
impl Window {
    /// getch([y, x])
    /// Reads a key: the code of a byte, or that of a key with a name in keypad mode; -1 if there was none in
    /// the time that reading waits.
    #[method(signature = "($self, *args)", hidden)]
    fn getch(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<i32> {
        if !go(this, "getch", args, vm)? {
            return Ok(ERR);
        }
        let read = |curses: &Curses, window: &WindowHandle| match curses.wgetch(window) {
            ERR => None,
            key => Some(key),
        };
        Ok(read_key(&this.handle, read, vm)?.unwrap_or(ERR))
    }

    /// getkey([y, x])
    /// Reads a key: the character of a byte, or the name of a key. Raises error if there was none in the
    /// time that reading waits.
    #[method(signature = "($self, *args)", hidden)]
    fn getkey(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let read = |curses: &Curses, window: &WindowHandle| match curses.wgetch(window) {
            ERR => None,
            key => Some(key),
        };
        let key = match go(this, "getkey", args, vm)? {
            true => read_key(&this.handle, read, vm)?,
            false => None,
        };
        match key {
            None => Err(vm.native_error::<Error>("no input")),
            Some(key @ 0..256) => Ok(text_of(key as u32, vm)),
            Some(key) => {
                let name = enter(vm)?.key_name(key).unwrap_or_default();
                Ok(vm.new_str(&String::from_utf8_lossy(&name)))
            }
        }
    }

    /// get_wch([y, x])
    /// Reads a key: a character, or the code of a key with a name as an int. Raises error if there was none
    /// in the time that reading waits.
    #[method(signature = "($self, *args)", hidden)]
    fn get_wch(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let read = |curses: &Curses, window: &WindowHandle| curses.read_wide(window);
        let key = match go(this, "get_wch", args, vm)? {
            true => read_key(&this.handle, read, vm)?,
            false => None,
        };
        match key {
            None => Err(vm.native_error::<Error>("no input")),
            Some((key, true)) => Ok(vm.new_int(key.into())),
            Some((point @ 0..0x11_0000, false)) => Ok(text_of(point, vm)),
            Some(_) => Err(vm.value_error("chr() arg not in range(0x110000)")),
        }
    }

    /// getstr([[y, x,] n=2047])
    /// Reads a line of at most so many bytes, with what editing there is.
    #[method(signature = "($self, *args)", hidden)]
    fn getstr(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (place, length) = lengths(args, vm)?;
        let curses = enter(vm)?;
        let window = &this.handle;
        let line = match place {
            Some((y, x)) if curses.wmove(window, y, x) == ERR => None,
            _ => slowly(|curses| curses.read_line(window, length), vm)?,
        };
        if line.is_none() {
            vm.check_signals()?;
        }
        Ok(vm.new_bytes(&line.unwrap_or_default()))
    }

    /// inch([y, x])
    /// Returns the character at the cursor or a place, with its attributes.
    #[method(signature = "($self, *args)", hidden)]
    fn inch(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        /// What of a cell is the character.
        const CHARACTER: Cell = 0xFF;
        if !go(this, "inch", args, vm)? {
            return Ok(vm.new_int(Cell::MAX.into()));
        }
        let curses = enter(vm)?;
        let mut cell = curses.winch(&this.handle);
        // The library gives the lowest bits of the code point, and not the byte of the locale.
        if cell & CHARACTER > 127
            && let Some(byte) = curses.wide_at(&this.handle).and_then(byte_of)
        {
            cell = cell & !CHARACTER | Cell::from(byte);
        }
        Ok(vm.new_int(cell.into()))
    }

    /// instr([y, x,] n=2047)
    /// Returns the text from the cursor or a place on, at most so many bytes, to the end of the line.
    #[method(signature = "($self, *args)", hidden)]
    fn instr(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (place, length) = lengths(args, vm)?;
        let curses = enter(vm)?;
        let text = match place {
            Some((y, x)) if curses.wmove(&this.handle, y, x) == ERR => None,
            _ => curses.text_at(&this.handle, length),
        };
        Ok(vm.new_bytes(&text.unwrap_or_default()))
    }
}

#[methods(LINES)]
impl Window {
    /// delch([y, x])
    /// Deletes the character at the cursor or a place.
    #[method(signature = "($self, *args)", hidden)]
    fn delch(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        if !go(this, "delch", args, vm)? {
            return check(ERR, "mvwdelch", vm);
        }
        let result = enter(vm)?.wdelch(&this.handle);
        check(result, "wdelch", vm)
    }

    /// Deletes the line of the cursor; those below it move up.
    #[method(signature = "($self, /)")]
    fn deleteln(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.winsdelln(&this.handle, -1);
        check(result, "wdeleteln", vm)
    }

    /// Inserts an empty line at that of the cursor; it and those below move down.
    #[method(signature = "($self, /)")]
    fn insertln(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.winsdelln(&this.handle, 1);
        check(result, "winsertln", vm)
    }

    /// Inserts so many lines above that of the cursor, or deletes lines from there on if negative.
    #[method(signature = "($self, nlines, /)")]
    fn insdelln(this: &Ref<Window>, nlines: i32, vm: &mut Vm) -> PyResult<()> {
        let curses = enter(vm)?;
        let all = curses.getmaxy(&this.handle).max(0);
        let result = curses.winsdelln(&this.handle, nlines.clamp(-all, all));
        check(result, "winsdelln", vm)
    }

    /// Clears the window, and has the next refresh() paint the whole screen.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wclear(&this.handle);
        check(result, "wclear", vm)
    }

    /// Clears from the cursor to the end of the window.
    #[method(signature = "($self, /)")]
    fn clrtobot(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wclrtobot(&this.handle);
        check(result, "wclrtobot", vm)
    }

    /// Clears from the cursor to the end of the line.
    #[method(signature = "($self, /)")]
    fn clrtoeol(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wclrtoeol(&this.handle);
        check(result, "wclrtoeol", vm)
    }

    /// Clears the window.
    #[method(signature = "($self, /)")]
    fn erase(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.werase(&this.handle);
        check(result, "werase", vm)
    }

    /// scroll([lines=1])
    /// Moves the lines that scroll up by so many, or down if negative.
    #[method(signature = "($self, *args)", hidden)]
    fn scroll(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let function = Function::of_window("scroll");
        let lines = match function.plain(args, vm)? {
            [] => 1,
            [lines] => i32::from_argument(lines, vm)?,
            _ => return Err(function.wrong_count(0, 1, vm)),
        };
        let curses = enter(vm)?;
        let all = curses.getmaxy(&this.handle).max(0);
        let result = curses.wscrl(&this.handle, lines.clamp(-all, all));
        check(result, "scroll", vm)
    }

    /// touchline(start, count, [changed=True])
    /// Has so many lines count as changed, or as not changed.
    #[method(signature = "($self, *args)", hidden)]
    fn touchline(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let function = Function::of_window("touchline");
        let (start, count, changed) = match function.plain(args, vm)? {
            [start, count] => (start, count, true),
            [start, count, changed] => (start, count, changed.is_true(vm)?),
            _ => return Err(function.wrong_count(2, 3, vm)),
        };
        let [start, count] = super::groups::numbers([start, count], vm)?;
        let curses = enter(vm)?;
        let count = count.min(curses.getmaxy(&this.handle));
        let result = curses.wtouchln(&this.handle, start, count, changed.into());
        check(result, "touchline", vm)
    }

    /// Has the whole window count as changed.
    #[method(signature = "($self, /)")]
    fn touchwin(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let curses = enter(vm)?;
        let result = curses.wtouchln(&this.handle, 0, curses.getmaxy(&this.handle), 1);
        check(result, "touchwin", vm)
    }

    /// Has nothing in the window count as changed.
    #[method(signature = "($self, /)")]
    fn untouchwin(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let curses = enter(vm)?;
        let result = curses.wtouchln(&this.handle, 0, curses.getmaxy(&this.handle), 0);
        check(result, "untouchwin", vm)
    }
}

/// A str of one character.
fn text_of(point: u32, vm: &mut Vm) -> Value {
    let mut builder = StrBuilder::new();
    builder.push(point);
    builder.finish(vm).into_value()
}
