//! Keys and the mouse.

/// The functions for keys and the mouse.
#[rpy_macros::native_module(name = "_curses", part)]
pub(crate) mod keys {
    use rpy_vm::{PyResult, Value, Vm};

    use crate::_curses::characters::{Short, cell, wide_character};
    use crate::_curses::entry::{check, failed, initialised};
    use crate::_curses::library::{MouseEvent, codeset};
    use crate::arguments::Low32;

    /// Puts a key back, for the next getch().
    #[function(signature = "(ch, /)")]
    fn ungetch(ch: &Value, vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?;
        let key = cell(ch, &codeset(), vm)?;
        let result = initialised(vm)?.ungetch(key as i32);
        check(result, "ungetch", vm)
    }

    /// Puts a character back, for the next get_wch().
    #[function(signature = "(ch, /)")]
    fn unget_wch(ch: &Value, vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?;
        let character = wide_character(ch, vm)?;
        let result = initialised(vm)?.unget_wch(character);
        check(result, "unget_wch", vm)
    }

    /// Throws away what was typed and not read.
    #[function(signature = "()")]
    fn flushinp(vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?.flushinp();
        Ok(())
    }

    /// Returns the name of a key, as bytes.
    #[function(signature = "(key, /)")]
    fn keyname(key: i32, vm: &mut Vm) -> PyResult {
        let curses = initialised(vm)?;
        if key < 0 {
            return Err(vm.value_error("invalid key number"));
        }
        let name = curses.key_name(key).unwrap_or_default();
        Ok(vm.new_bytes(&name))
    }

    /// Returns whether the terminal has a key.
    #[function(signature = "(key, /)")]
    fn has_key(key: i32, vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.has_key(key) != 0)
    }

    /// Returns a character as it can be shown, as bytes: ^C for a control character.
    #[function(signature = "(ch, /)")]
    fn unctrl(ch: &Value, vm: &mut Vm) -> PyResult {
        initialised(vm)?;
        let cell = cell(ch, &codeset(), vm)?;
        let shown = initialised(vm)?.shown(cell).unwrap_or_default();
        Ok(vm.new_bytes(&shown))
    }

    /// Returns what the mouse has done, after getch() has given KEY_MOUSE: number, x, y, z, buttons.
    #[function(signature = "()")]
    fn getmouse(vm: &mut Vm) -> PyResult {
        let Some(event) = initialised(vm)?.mouse_event() else {
            return Err(failed("getmouse", vm));
        };
        let numbers = [event.id.into(), event.x, event.y, event.z].map(i64::from);
        let mut values = numbers.map(|number| vm.new_int(number)).to_vec();
        values.push(vm.new_int(event.buttons.into()));
        Ok(rpy_vm::builtins::tuple::Tuple::new(values, vm).into_value())
    }

    /// Puts something that the mouse has done back, for the next getmouse().
    #[function(signature = "(id, x, y, z, bstate, /)")]
    fn ungetmouse(id: Short, x: i32, y: i32, z: i32, bstate: Low32, vm: &mut Vm) -> PyResult<()> {
        let event = MouseEvent {
            id: id.0,
            x,
            y,
            z,
            buttons: bstate.0,
        };
        let result = initialised(vm)?.push_mouse_event(event);
        check(result, "ungetmouse", vm)
    }

    /// Sets what of the mouse is told. Returns what of it will be, and what was.
    #[function(signature = "(newmask, /)")]
    fn mousemask(newmask: Low32, vm: &mut Vm) -> PyResult<(Value, Value)> {
        let (available, before) = initialised(vm)?.mouse_mask(newmask.0);
        Ok((vm.new_int(available.into()), vm.new_int(before.into())))
    }

    /// Sets how many milliseconds there may be between pressing and releasing a button in a click.
    #[function(signature = "(interval, /)")]
    fn mouseinterval(interval: i32, vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.mouseinterval(interval);
        check(result, "mouseinterval", vm)
    }
}
