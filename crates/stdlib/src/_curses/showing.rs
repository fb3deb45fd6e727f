//! Showing of windows, and of windows on windows.

use rpy_macros::methods;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::Error;
use super::entry::{check, enter, slowly};
use super::groups::{Function, are_small, numbers};
use super::library::{Curses, ERR, WindowHandle};
use super::window::Window;

/// What shows a window, by its names: the method's, the functions' for windows and pads, and the message for a
/// pad without the six numbers.
struct Shower {
    method: &'static str,
    window: &'static str,
    pad: &'static str,
    message: &'static str,
}

impl Shower {
    fn show(
        self,
        this: &Ref<Window>,
        args: Args<'_>,
        window: impl FnOnce(&Curses, &WindowHandle) -> i32 + Send,
        pad: impl FnOnce(&Curses, &WindowHandle, [i32; 6]) -> i32 + Send,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let function = Function::of_window(self.method);
        let values = function.plain(args, vm)?;
        let place = match values {
            [] => None,
            [a, b, c, d, e, f] => Some(numbers([a, b, c, d, e, f], vm)?),
            _ => return Err(function.wrong_count(0, 6, vm)),
        };
        let is_pad = enter(vm)?.is_pad(&this.handle) != 0;
        let handle = &this.handle;
        match (is_pad, place) {
            (true, None) => Err(vm.native_error::<Error>(self.message)),
            (true, Some(place)) if !are_small(&place) => check(ERR, self.pad, vm),
            (true, Some(place)) => {
                let result = slowly(|curses| pad(curses, handle, place), vm)?;
                check(result, self.pad, vm)
            }
            (false, Some(_)) => {
                let method = self.method;
                Err(vm.type_error(format!("{method}() takes no arguments (6 given)")))
            }
            (false, None) => {
                let result = slowly(|curses| window(curses, handle), vm)?;
                check(result, self.window, vm)
            }
        }
    }
}

/// Lays a window over another.
fn lay(
    this: &Ref<Window>,
    name: &'static str,
    args: Args<'_>,
    over: bool,
    vm: &mut Vm,
) -> PyResult<()> {
    let function = Function::of_window(name);
    let (target, place) = match function.plain(args, vm)? {
        [target] => (target, None),
        [target, a, b, c, d, e, f] => (target, Some([a, b, c, d, e, f])),
        _ => return Err(function.wrong_count(1, 7, vm)),
    };
    let Some(target) = target.downcast::<Window>() else {
        let given = target.type_name(vm);
        let message = format!("{name}() argument 1 must be _curses.window, not {given}");
        return Err(vm.type_error(message));
    };
    match place {
        None => {
            let result = enter(vm)?.lay(&this.handle, &target.handle, over);
            check(result, name, vm)
        }
        Some(place) => {
            let place = numbers(place, vm)?;
            let result = enter(vm)?.copy((&this.handle, &target.handle), place, over);
            check(result, "copywin", vm)
        }
    }
}

#[methods(SHOWING)]
impl Window {
    /// refresh([pminrow, pmincol, sminrow, smincol, smaxrow, smaxcol])
    /// Shows what has changed. For a pad the numbers are the corner of it that is shown, and the
    /// rectangle of the screen.
    #[method(signature = "($self, *args)", hidden)]
    fn refresh(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let shower = Shower {
            method: "refresh",
            window: "wrefresh",
            pad: "prefresh",
            message: "refresh() for a pad requires 6 arguments",
        };
        let pad = |curses: &Curses, window: &WindowHandle, [a, b, c, d, e, f]: [i32; 6]| {
            curses.prefresh(window, a, b, c, d, e, f)
        };
        shower.show(
            this,
            args,
            |curses, window| curses.wrefresh(window),
            pad,
            vm,
        )
    }

    /// noutrefresh([pminrow, pmincol, sminrow, smincol, smaxrow, smaxcol])
    /// Notes what has changed for the next doupdate(), with the numbers of refresh() for a pad.
    #[method(signature = "($self, *args)", hidden)]
    fn noutrefresh(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let shower = Shower {
            method: "noutrefresh",
            window: "wnoutrefresh",
            pad: "pnoutrefresh",
            message: "noutrefresh() called for a pad requires 6 arguments",
        };
        let pad = |curses: &Curses, window: &WindowHandle, [a, b, c, d, e, f]: [i32; 6]| {
            curses.pnoutrefresh(window, a, b, c, d, e, f)
        };
        shower.show(
            this,
            args,
            |curses, window| curses.wnoutrefresh(window),
            pad,
            vm,
        )
    }

    /// overlay(destwin, [sminrow, smincol, dminrow, dmincol, dmaxrow, dmaxcol])
    /// Copies what is not blank to another window, where both lie over each other; with numbers, a part
    /// from a place of this one to a rectangle of the other.
    #[method(signature = "($self, *args)", hidden)]
    fn overlay(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        lay(this, "overlay", args, true, vm)
    }

    /// overwrite(destwin, [sminrow, smincol, dminrow, dmincol, dmaxrow, dmaxcol])
    /// Copies as overlay() does, blanks too.
    #[method(signature = "($self, *args)", hidden)]
    fn overwrite(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        lay(this, "overwrite", args, false, vm)
    }

    /// Has so many lines painted anew by the next refresh().
    #[method(signature = "($self, beg, num, /)")]
    fn redrawln(this: &Ref<Window>, beg: i32, num: i32, vm: &mut Vm) -> PyResult<()> {
        let curses = enter(vm)?;
        let result = match are_small(&[beg, num]) {
            true => curses.wredrawln(&this.handle, beg, num),
            false => ERR,
        };
        check(result, "redrawln", vm)
    }

    /// Has the whole window painted anew by the next refresh().
    #[method(signature = "($self, /)")]
    fn redrawwin(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.redrawwin(&this.handle);
        check(result, "redrawwin", vm)
    }

    /// Has what has changed in the windows that this one is in count as changed here.
    #[method(signature = "($self, /)")]
    fn syncdown(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.wsyncdown(&this.handle);
        Ok(())
    }

    /// Has what has changed here count as changed in the windows that this one is in.
    #[method(signature = "($self, /)")]
    fn syncup(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.wsyncup(&this.handle);
        Ok(())
    }
}

/// The window that an argument of a function is.
///
/// Raises `TypeError` for anything else.
pub(super) fn window_of<'a>(
    value: &'a Value,
    function: &str,
    vm: &mut Vm,
) -> PyResult<&'a Ref<Window>> {
    match value.downcast::<Window>() {
        Some(window) => Ok(window),
        None => {
            let given = value.type_name(vm);
            Err(vm.type_error(format!("{function} must be _curses.window, not {given}")))
        }
    }
}
