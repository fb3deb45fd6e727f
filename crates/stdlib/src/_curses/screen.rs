//! The screen: its beginning and end, its size, windows and pads of their own.

use rpy_vm::{PyResult, Vm};

/// Sets numbers in the module, and in the package `curses` if that is wanted.
pub(super) fn set_everywhere(
    numbers: &[(&str, i32)],
    in_package: bool,
    vm: &mut Vm,
) -> PyResult<()> {
    let modules = match in_package {
        true => &["_curses", "curses"][..],
        false => &["_curses"],
    };
    for module in modules {
        let name = vm.intern(module);
        let module = vm.import_name(&name)?;
        for &(name, number) in numbers {
            let (name, number) = (vm.intern(name), vm.new_int(number.into()));
            module.set_attribute(&name, number, vm)?;
        }
    }
    Ok(())
}

/// The functions for the screen.
#[rpy_macros::native_module(name = "_curses", part)]
pub(crate) mod screen {
    use rpy_vm::builtins::bytes::Bytes;
    use rpy_vm::{Args, PyResult, Ref, Value, Vm};

    use super::set_everywhere;
    use crate::_curses::characters::Short;
    use crate::_curses::constants::ALTERNATIVES;
    use crate::_curses::entry::{State, check, enter, failed, gave_nothing, initialised, slowly};
    use crate::_curses::groups::{Function, are_small};
    use crate::_curses::saved;
    use crate::_curses::window::Window;

    /// Begins, and returns the window of the whole screen.
    #[function(signature = "()")]
    fn initscr(vm: &mut Vm) -> PyResult<Ref<Window>> {
        let curses = enter(vm)?;
        if vm.module_state::<State>().is_initialised {
            let Some(screen) = curses.screen() else {
                return Err(gave_nothing(vm));
            };
            slowly(|curses| curses.wrefresh(&screen), vm)?;
            return Ok(Window::of(screen, vm));
        }
        let Some(screen) = curses.begin() else {
            return Err(
                vm.native_error::<crate::_curses::Error>("initscr: could not open terminal")
            );
        };
        let state = vm.module_state::<State>();
        state.is_initialised = true;
        state.knows_terminal = true;
        let name = vm.intern("_curses");
        let module = vm.import_name(&name)?;
        for &(name, character) in ALTERNATIVES {
            let cell = vm.new_int(curses.alternative(character).into());
            let name = vm.intern(name);
            module.set_attribute(&name, cell, vm)?;
        }
        let (lines, columns) = curses.size();
        set_everywhere(&[("LINES", lines), ("COLS", columns)], false, vm)?;
        Ok(Window::of(screen, vm))
    }

    /// Ends: the terminal is as it was before.
    #[function(signature = "()")]
    fn endwin(vm: &mut Vm) -> PyResult<()> {
        let result = initialised(vm)?.endwin();
        check(result, "endwin", vm)
    }

    /// Returns whether endwin() has been called, and nothing shown since.
    #[function(signature = "()")]
    fn isendwin(vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.isendwin() != 0)
    }

    /// Shows what noutrefresh() has noted.
    #[function(signature = "()")]
    fn doupdate(vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?;
        let result = slowly(|curses| curses.doupdate(), vm)?;
        check(result, "doupdate", vm)
    }

    /// newwin(nlines, ncols, [begin_y=0, begin_x=0])
    /// Returns a new window. Without lines or columns it goes to the lower right corner of the screen.
    #[function(signature = "(*args)", hidden)]
    fn newwin(args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Window>> {
        let ([lines, columns], place) = Function("_curses", "newwin").rectangle(args, vm)?;
        let [y, x] = place.unwrap_or([0, 0]);
        let curses = initialised(vm)?;
        if !are_small(&[lines, columns, y, x]) {
            return Err(gave_nothing(vm));
        }
        let (all_lines, all_columns) = curses.size();
        let all = |number: i32, all: i32| if number == 0 { all } else { number };
        Window::ask(all(lines, all_lines), all(columns, all_columns), vm)?;
        match curses.new_window((lines, columns), (y, x)) {
            Some(handle) => Ok(Window::of(handle, vm)),
            None => Err(gave_nothing(vm)),
        }
    }

    /// Returns a new pad: a window that need not fit on the screen.
    #[function(signature = "(nlines, ncols, /)")]
    fn newpad(nlines: i32, ncols: i32, vm: &mut Vm) -> PyResult<Ref<Window>> {
        let curses = initialised(vm)?;
        if !are_small(&[nlines, ncols]) {
            return Err(gave_nothing(vm));
        }
        Window::ask(nlines, ncols, vm)?;
        match curses.new_pad((nlines, ncols)) {
            Some(handle) => Ok(Window::of(handle, vm)),
            None => Err(gave_nothing(vm)),
        }
    }

    /// Returns the window that putwin() has written to a file.
    #[function(signature = "(file, /)")]
    fn getwin(file: &Value, vm: &mut Vm) -> PyResult<Ref<Window>> {
        initialised(vm)?;
        let read = vm.intern("read");
        let saved = file.call_method(&read, &[], vm)?;
        let Some(saved) = saved.downcast::<Bytes>() else {
            let given = saved.type_name(vm);
            let message = format!("f.read() returned {given} instead of bytes");
            return Err(vm.type_error(message));
        };
        let Some((lines, columns)) = saved::size(saved.as_slice()) else {
            return Err(gave_nothing(vm));
        };
        Window::ask(lines, columns, vm)?;
        match initialised(vm)?.restored(saved.as_slice()) {
            Ok(Some(handle)) => Ok(Window::of(handle, vm)),
            Ok(None) => Err(gave_nothing(vm)),
            Err(error) => Err(vm.io_error(&error, None)),
        }
    }

    /// Returns the place of the cursor of the screen; (-1, -1) if it stays where it happens to be.
    #[function(signature = "()")]
    fn getsyx(vm: &mut Vm) -> PyResult<(i32, i32)> {
        Ok(initialised(vm)?.screen_cursor().unwrap_or((0, 0)))
    }

    /// Sets the cursor of the screen; with -1 and -1 it stays where it happens to be.
    #[function(signature = "(y, x, /)")]
    fn setsyx(y: i32, x: i32, vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?.set_screen_cursor(y, x);
        Ok(())
    }

    /// Sets whether the cursor is invisible (0), visible (1) or very visible (2). Returns what it was.
    #[function(signature = "(visibility, /)")]
    fn curs_set(visibility: i32, vm: &mut Vm) -> PyResult<i32> {
        match initialised(vm)?.curs_set(visibility) {
            crate::_curses::library::ERR => Err(failed("curs_set", vm)),
            before => Ok(before),
        }
    }

    /// Has only one line used. It must be called before initscr().
    #[function(signature = "()")]
    fn filter(vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.filter();
        Ok(())
    }

    /// Sets whether LINES and COLUMNS of the environment are looked at. It must be called before initscr().
    #[function(signature = "(flag, /)")]
    fn use_env(flag: bool, vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.use_env(flag.into());
        Ok(())
    }

    /// Returns whether resize_term() would change anything.
    #[function(signature = "(nlines, ncols, /)")]
    fn is_term_resized(nlines: i32, ncols: i32, vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.is_term_resized(nlines, ncols) != 0)
    }

    /// Gives the screen another size.
    #[function(signature = "(nlines, ncols, /)")]
    fn resizeterm(nlines: Short, ncols: Short, vm: &mut Vm) -> PyResult<()> {
        let (lines, columns) = (i32::from(nlines.0), i32::from(ncols.0));
        initialised(vm)?;
        // The screen as it is, as it will be, and its window.
        Window::ask(lines.saturating_mul(3), columns, vm)?;
        let result = initialised(vm)?.resizeterm(lines, columns);
        check(result, "resizeterm", vm)?;
        update_lines_cols(vm)
    }

    /// Gives the screen another size, without a key that tells of it.
    #[function(signature = "(nlines, ncols, /)")]
    fn resize_term(nlines: Short, ncols: Short, vm: &mut Vm) -> PyResult<()> {
        let (lines, columns) = (i32::from(nlines.0), i32::from(ncols.0));
        initialised(vm)?;
        // The screen as it is, as it will be, and its window.
        Window::ask(lines.saturating_mul(3), columns, vm)?;
        let result = initialised(vm)?.resize_term(lines, columns);
        check(result, "resize_term", vm)?;
        update_lines_cols(vm)
    }

    /// Sets LINES and COLS anew.
    #[function(signature = "()")]
    fn update_lines_cols(vm: &mut Vm) -> PyResult<()> {
        let (lines, columns) = enter(vm)?.size();
        set_everywhere(&[("LINES", lines), ("COLS", columns)], true, vm)
    }
}
