//! Places of windows, and switches.

use rpy_macros::methods;
use rpy_vm::{PyResult, Ref, Vm};

use super::entry::{check, enter};
use super::groups::Flag;
use super::library::{Curses, WindowHandle};
use super::window::Window;

/// Sets something of a window.
fn switch(
    this: &Ref<Window>,
    name: &str,
    set: impl FnOnce(&Curses, &WindowHandle) -> i32,
    vm: &mut Vm,
) -> PyResult<()> {
    let result = set(enter(vm)?, &this.handle);
    check(result, name, vm)
}

/// A pair of numbers of a window.
fn pair(
    this: &Ref<Window>,
    get: impl FnOnce(&Curses, &WindowHandle) -> (i32, i32),
    vm: &mut Vm,
) -> PyResult<(i32, i32)> {
    Ok(get(enter(vm)?, &this.handle))
}

#[methods(PLACES)]
impl Window {
    /// Returns the place of the upper left corner, as line and column.
    #[method(signature = "($self, /)")]
    fn getbegyx(this: &Ref<Window>, vm: &mut Vm) -> PyResult<(i32, i32)> {
        pair(
            this,
            |curses, window| (curses.getbegy(window), curses.getbegx(window)),
            vm,
        )
    }

    /// Returns height and width.
    #[method(signature = "($self, /)")]
    fn getmaxyx(this: &Ref<Window>, vm: &mut Vm) -> PyResult<(i32, i32)> {
        pair(
            this,
            |curses, window| (curses.getmaxy(window), curses.getmaxx(window)),
            vm,
        )
    }

    /// Returns the place in the window that this one is in; (-1, -1) if it is in none.
    #[method(signature = "($self, /)")]
    fn getparyx(this: &Ref<Window>, vm: &mut Vm) -> PyResult<(i32, i32)> {
        pair(
            this,
            |curses, window| (curses.getpary(window), curses.getparx(window)),
            vm,
        )
    }

    /// Returns the place of the cursor.
    #[method(signature = "($self, /)")]
    fn getyx(this: &Ref<Window>, vm: &mut Vm) -> PyResult<(i32, i32)> {
        pair(
            this,
            |curses, window| (curses.getcury(window), curses.getcurx(window)),
            vm,
        )
    }

    /// Moves the cursor.
    #[method(signature = "($self, new_y, new_x, /)")]
    fn r#move(this: &Ref<Window>, new_y: i32, new_x: i32, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "wmove",
            |curses, window| curses.wmove(window, new_y, new_x),
            vm,
        )
    }

    /// Returns whether a place of the screen is in the window.
    #[method(signature = "($self, y, x, /)")]
    fn enclose(this: &Ref<Window>, y: i32, x: i32, vm: &mut Vm) -> PyResult<bool> {
        Ok(enter(vm)?.wenclose(&this.handle, y, x) != 0)
    }

    /// Sets the lines that scroll.
    #[method(signature = "($self, top, bottom, /)")]
    fn setscrreg(this: &Ref<Window>, top: i32, bottom: i32, vm: &mut Vm) -> PyResult<()> {
        let name = "wsetscrreg";
        switch(
            this,
            name,
            |curses, window| curses.wsetscrreg(window, top, bottom),
            vm,
        )
    }

    /// Moves the cursors of the windows that this one is in to where its own is.
    #[method(signature = "($self, /)")]
    fn cursyncup(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.wcursyncup(&this.handle);
        Ok(())
    }
}

#[methods(SWITCHES)]
impl Window {
    /// Has the next refresh() paint the whole screen, or not.
    #[method(signature = "($self, flag, /)")]
    fn clearok(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "clearok",
            |curses, window| curses.clearok(window, flag.0),
            vm,
        )
    }

    /// Lets the terminal insert and delete characters by itself, or not.
    #[method(signature = "($self, flag, /)")]
    fn idcok(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.idcok(&this.handle, flag.0);
        Ok(())
    }

    /// Lets the terminal insert and delete lines by itself, or not.
    #[method(signature = "($self, flag, /)")]
    fn idlok(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "idlok",
            |curses, window| curses.idlok(window, flag.0),
            vm,
        )
    }

    /// Has every change shown at once, or not.
    #[method(signature = "($self, flag, /)")]
    fn immedok(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.immedok(&this.handle, flag.0);
        Ok(())
    }

    /// Has what keys that have names send read as those, or as it comes.
    #[method(signature = "($self, flag, /)")]
    fn keypad(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "keypad",
            |curses, window| curses.keypad(window, flag.0),
            vm,
        )
    }

    /// Leaves the cursor of the screen where it happens to be, or not.
    #[method(signature = "($self, flag, /)")]
    fn leaveok(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "leaveok",
            |curses, window| curses.leaveok(window, flag.0),
            vm,
        )
    }

    /// Has reading wait for a key, or not.
    #[method(signature = "($self, flag, /)")]
    fn nodelay(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "nodelay",
            |curses, window| curses.nodelay(window, flag.0),
            vm,
        )
    }

    /// Waits for what may follow an escape for any time, or not.
    #[method(signature = "($self, flag, /)")]
    fn notimeout(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "notimeout",
            |curses, window| curses.notimeout(window, flag.0),
            vm,
        )
    }

    /// Lets the window scroll when the cursor leaves it below, or not.
    #[method(signature = "($self, flag, /)")]
    fn scrollok(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "scrollok",
            |curses, window| curses.scrollok(window, flag.0),
            vm,
        )
    }

    /// Calls syncup() after every change, or not.
    #[method(signature = "($self, flag, /)")]
    fn syncok(this: &Ref<Window>, flag: Flag, vm: &mut Vm) -> PyResult<()> {
        switch(
            this,
            "syncok",
            |curses, window| curses.syncok(window, flag.0),
            vm,
        )
    }

    /// Sets how many milliseconds reading waits for a key: for ever if negative.
    #[method(signature = "($self, delay, /)")]
    fn timeout(this: &Ref<Window>, delay: i32, vm: &mut Vm) -> PyResult<()> {
        enter(vm)?.wtimeout(&this.handle, delay);
        Ok(())
    }

    /// Returns whether the window has changed since the last refresh().
    #[method(signature = "($self, /)")]
    fn is_wintouched(this: &Ref<Window>, vm: &mut Vm) -> PyResult<bool> {
        Ok(enter(vm)?.is_wintouched(&this.handle) != 0)
    }

    /// Returns whether a line has changed since the last refresh().
    #[method(signature = "($self, line, /)")]
    fn is_linetouched(this: &Ref<Window>, line: i32, vm: &mut Vm) -> PyResult<bool> {
        let curses = enter(vm)?;
        if !(0..curses.getmaxy(&this.handle)).contains(&line) {
            return Err(vm.type_error("is_linetouched: line number outside of boundaries"));
        }
        Ok(curses.is_linetouched(&this.handle, line) != 0)
    }

    /// Returns the background: a character and its attributes.
    #[method(signature = "($self, /)")]
    fn getbkgd(this: &Ref<Window>, vm: &mut Vm) -> PyResult {
        let cell = enter(vm)?.getbkgd(&this.handle);
        Ok(vm.new_int(cell.into()))
    }
}
