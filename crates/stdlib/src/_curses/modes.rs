//! Modes of the terminal, and what is told of it.

/// The functions for modes.
#[rpy_macros::native_module(name = "_curses", part)]
pub(crate) mod modes {
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Value, Vm};

    use crate::_curses::entry::{State, check, enter, initialised, slowly};

    /// Enters cbreak mode: keys are read one by one, without waiting for the end of the line. With a false
    /// flag leaves it.
    #[function(signature = "(flag=True, /)")]
    fn cbreak(flag: bool, vm: &mut Vm) -> PyResult<()> {
        let curses = initialised(vm)?;
        match flag {
            true => check(curses.cbreak(), "cbreak", vm)?,
            false => check(curses.nocbreak(), "nocbreak", vm)?,
        }
        vm.module_state::<State>().cbreak = flag.into();
        Ok(())
    }

    /// Leaves cbreak mode.
    #[function(signature = "()")]
    fn nocbreak(vm: &mut Vm) -> PyResult<()> {
        cbreak(false, vm)
    }

    /// Enters raw mode: as cbreak mode, and keys that interrupt or suspend are read too. With a false flag
    /// leaves it.
    #[function(signature = "(flag=True, /)")]
    fn raw(flag: bool, vm: &mut Vm) -> PyResult<()> {
        let curses = initialised(vm)?;
        match flag {
            true => check(curses.raw(), "raw", vm)?,
            false => check(curses.noraw(), "noraw", vm)?,
        }
        let state = vm.module_state::<State>();
        state.is_raw = flag;
        state.cbreak = flag.into();
        Ok(())
    }

    /// Leaves raw mode.
    #[function(signature = "()")]
    fn noraw(vm: &mut Vm) -> PyResult<()> {
        raw(false, vm)
    }

    /// Enters half-delay mode: as cbreak mode, but reading waits so many tenths of a second, 1 to 255.
    #[function(signature = "(tenths, /)")]
    fn halfdelay(tenths: &Value, vm: &mut Vm) -> PyResult<()> {
        let tenths = i64::from_argument(tenths, vm)?;
        let Ok(tenths) = u8::try_from(tenths) else {
            let side = if tenths < 0 {
                "less than minimum"
            } else {
                "greater than maximum"
            };
            return Err(vm.overflow_error(format!("unsigned byte integer is {side}")));
        };
        let result = initialised(vm)?.halfdelay(tenths.into());
        check(result, "halfdelay", vm)?;
        vm.module_state::<State>().cbreak = tenths.saturating_add(1);
        Ok(())
    }

    /// Enters echo mode: what is typed is shown. With a false flag leaves it.
    #[function(signature = "(flag=True, /)")]
    fn echo(flag: bool, vm: &mut Vm) -> PyResult<()> {
        let curses = initialised(vm)?;
        match flag {
            true => check(curses.echo(), "echo", vm),
            false => check(curses.noecho(), "noecho", vm),
        }
    }

    /// Leaves echo mode.
    #[function(signature = "()")]
    fn noecho(vm: &mut Vm) -> PyResult<()> {
        echo(false, vm)
    }

    /// Enters newline mode: the return key is read as a newline, and a newline moves to the beginning of the
    /// line. With a false flag leaves it.
    #[function(signature = "(flag=True, /)")]
    fn nl(flag: bool, vm: &mut Vm) -> PyResult<()> {
        let curses = initialised(vm)?;
        match flag {
            true => check(curses.nl(), "nl", vm),
            false => check(curses.nonl(), "nonl", vm),
        }
    }

    /// Leaves newline mode.
    #[function(signature = "()")]
    fn nonl(vm: &mut Vm) -> PyResult<()> {
        nl(false, vm)
    }

    /// Has keys that interrupt or suspend throw away what was typed. With a false flag they do not.
    #[function(signature = "(flag=True, /)")]
    fn qiflush(flag: bool, vm: &mut Vm) -> PyResult<()> {
        let curses = initialised(vm)?;
        match flag {
            true => curses.qiflush(),
            false => curses.noqiflush(),
        }
        Ok(())
    }

    /// Has keys that interrupt or suspend leave what was typed.
    #[function(signature = "()")]
    fn noqiflush(vm: &mut Vm) -> PyResult<()> {
        qiflush(false, vm)
    }

    /// Sets whether keys that interrupt throw away what is to be shown.
    #[function(signature = "(flag, /)")]
    fn intrflush(flag: bool, vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.flush_at_interrupt(flag);
        check(result, "intrflush", vm)
    }

    /// Sets whether characters of eight bits are read.
    #[function(signature = "(yes, /)")]
    fn meta(yes: bool, vm: &mut Vm) -> PyResult<()> {
        let curses = initialised(vm)?;
        let result = match curses.screen() {
            Some(screen) => curses.eight_bits(&screen, yes),
            None => crate::_curses::library::ERR,
        };
        check(result, "meta", vm)
    }

    /// Sets the descriptor that is looked at for keys while the screen is painted; none with -1.
    #[function(signature = "(fd, /)")]
    fn typeahead(fd: i32, vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.typeahead(fd);
        check(result, "typeahead", vm)
    }

    /// Notes the mode of the terminal as that of the program.
    #[function(signature = "()")]
    fn def_prog_mode(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.def_prog_mode();
        check(result, "def_prog_mode", vm)
    }

    /// Notes the mode of the terminal as that of the shell.
    #[function(signature = "()")]
    fn def_shell_mode(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.def_shell_mode();
        check(result, "def_shell_mode", vm)
    }

    /// Gives the terminal the mode of the program again.
    #[function(signature = "()")]
    fn reset_prog_mode(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.reset_prog_mode();
        check(result, "reset_prog_mode", vm)
    }

    /// Gives the terminal the mode of the shell again.
    #[function(signature = "()")]
    fn reset_shell_mode(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.reset_shell_mode();
        check(result, "reset_shell_mode", vm)
    }

    /// Notes the mode of the terminal for resetty().
    #[function(signature = "()")]
    fn savetty(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.savetty();
        check(result, "savetty", vm)
    }

    /// Gives the terminal the mode that savetty() has noted.
    #[function(signature = "()")]
    fn resetty(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.resetty();
        check(result, "resetty", vm)
    }

    /// Makes a short sound.
    #[function(signature = "()")]
    fn beep(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.beep();
        check(result, "beep", vm)
    }

    /// Shows the screen the other way round for a moment.
    #[function(signature = "()")]
    fn flash(vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?;
        let result = slowly(|curses| curses.flash(), vm)?;
        check(result, "flash", vm)
    }

    /// Sleeps so many milliseconds.
    #[function(signature = "(ms, /)")]
    fn napms(ms: i32, vm: &mut Vm) -> PyResult<i32> {
        let curses = initialised(vm)?;
        // The library does nothing but sleep.
        Ok(vm.allow_threads(|| curses.napms(ms)))
    }

    /// Has the terminal wait so many milliseconds.
    #[function(signature = "(ms, /)")]
    fn delay_output(ms: i32, vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?;
        let result = slowly(|curses| curses.delay_output(ms), vm)?;
        check(result, "delay_output", vm)
    }

    /// Returns the speed of the terminal in bits a second.
    #[function(signature = "()")]
    fn baudrate(vm: &mut Vm) -> PyResult<i32> {
        Ok(initialised(vm)?.baudrate())
    }

    /// Returns whether the terminal can insert and delete characters by itself.
    #[function(signature = "()")]
    fn has_ic(vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.has_ic() != 0)
    }

    /// Returns whether the terminal can insert and delete lines by itself.
    #[function(signature = "()")]
    fn has_il(vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.has_il() != 0)
    }

    /// Returns the attributes that the terminal has.
    #[function(signature = "()")]
    fn termattrs(vm: &mut Vm) -> PyResult {
        let attributes = initialised(vm)?.termattrs();
        Ok(vm.new_int(attributes.into()))
    }

    /// Returns the key that erases a character, as bytes.
    #[function(signature = "()")]
    fn erasechar(vm: &mut Vm) -> PyResult {
        let key = initialised(vm)?.erasechar();
        Ok(vm.new_bytes(&[key as u8]))
    }

    /// Returns the key that erases the line, as bytes.
    #[function(signature = "()")]
    fn killchar(vm: &mut Vm) -> PyResult {
        let key = initialised(vm)?.killchar();
        Ok(vm.new_bytes(&[key as u8]))
    }

    /// Returns how many milliseconds reading waits for what may follow an escape.
    #[function(signature = "()")]
    fn get_escdelay(vm: &mut Vm) -> PyResult<i32> {
        Ok(enter(vm)?.settings().0)
    }

    /// Sets how many milliseconds reading waits for what may follow an escape.
    #[function(signature = "(ms, /)")]
    fn set_escdelay(ms: i32, vm: &mut Vm) -> PyResult<()> {
        if ms <= 0 {
            return Err(vm.value_error("ms must be > 0"));
        }
        let result = enter(vm)?.set_escdelay(ms);
        check(result, "set_escdelay", vm)
    }

    /// Returns the number of columns between tabulators.
    #[function(signature = "()")]
    fn get_tabsize(vm: &mut Vm) -> PyResult<i32> {
        Ok(enter(vm)?.settings().1)
    }

    /// Sets the number of columns between tabulators.
    #[function(signature = "(size, /)")]
    fn set_tabsize(size: i32, vm: &mut Vm) -> PyResult<()> {
        if size <= 0 {
            return Err(vm.value_error("size must be > 0"));
        }
        let result = enter(vm)?.set_tabsize(size);
        check(result, "set_tabsize", vm)
    }
}
