//! Attributes, backgrounds, borders and lines.

use rpy_macros::methods;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::characters::{Attributes, cell};
use super::entry::{check, enter};
use super::groups::Function;
use super::library::{Cell, Curses, WindowHandle};
use super::window::Window;
use super::writing::at;

/// The attributes among the bits of a cell.
const ATTRIBUTES: Cell = 0xFFFF_FF00;

/// A line from the cursor on, of at most so many characters as there are.
fn line(
    this: &Ref<Window>,
    name: &'static str,
    args: Args<'_>,
    draw: impl FnOnce(&Curses, &WindowHandle, Cell, i32) -> i32,
    vm: &mut Vm,
) -> PyResult<()> {
    let (place, values) = Function::of_window(name).placed(args, 2, true, vm)?;
    let cell = cell(&values[0], &this.encoding_name(), vm)?;
    let count = i32::from_argument(&values[1], vm)?;
    let attributes = match values.get(2) {
        Some(value) => Attributes::from_argument(value, vm)?.0,
        None => 0,
    };
    let curses = enter(vm)?;
    let window = &this.handle;
    if let Some((y, x)) = place {
        check(curses.wmove(window, y, x), "wmove", vm)?;
    }
    // The library counts in few bits.
    let count = count.clamp(0, curses.getmaxy(window).max(curses.getmaxx(window)));
    check(draw(curses, window, cell | attributes, count), name, vm)
}

#[methods(CELLS)]
impl Window {
    /// Takes attributes from those that are written with.
    #[method(signature = "($self, attr, /)")]
    fn attroff(this: &Ref<Window>, attr: Attributes, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wattr_off(&this.handle, attr.0, 0);
        check(result, "wattr_off", vm)
    }

    /// Adds attributes to those that are written with.
    #[method(signature = "($self, attr, /)")]
    fn attron(this: &Ref<Window>, attr: Attributes, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wattr_on(&this.handle, attr.0, 0);
        check(result, "wattr_on", vm)
    }

    /// Sets the attributes that are written with.
    #[method(signature = "($self, attr, /)")]
    fn attrset(this: &Ref<Window>, attr: Attributes, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wattrset(&this.handle, attr.0 as i32);
        check(result, "wattrset", vm)
    }

    /// Ends standing out, and all other attributes.
    #[method(signature = "($self, /)")]
    fn standend(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wstandend(&this.handle);
        check(result, "wstandend", vm)
    }

    /// Has what is written stand out.
    #[method(signature = "($self, /)")]
    fn standout(this: &Ref<Window>, vm: &mut Vm) -> PyResult<()> {
        let result = enter(vm)?.wstandout(&this.handle);
        check(result, "wstandout", vm)
    }

    /// chgat([y, x,] [n=-1,] attr)
    /// Sets the attributes of so many characters, of all to the end of the line without a number.
    #[method(signature = "($self, *args)", hidden)]
    fn chgat(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let (place, values) = Function::of_window("chgat").placed(args, 1, true, vm)?;
        let (count, attributes) = match values {
            [count, attributes] => (i32::from_argument(count, vm)?, attributes),
            values => (-1, &values[0]),
        };
        let attributes = Attributes::from_argument(attributes, vm)?.0;
        let curses = enter(vm)?;
        let window = &this.handle;
        let pair = curses.PAIR_NUMBER(attributes as i32) as i16;
        let result = at(curses, window, place, || {
            curses.wchgat(window, count, attributes & ATTRIBUTES, pair, 0)
        });
        check(result, "chgat", vm)?;
        check(
            curses.wtouchln(window, curses.getcury(window), 1, 1),
            "touchline",
            vm,
        )
    }

    /// Sets the background, also of what is there.
    #[method(
        signature = "($self, ch, attr=0, /)",
        text = "($self, ch, attr=_curses.A_NORMAL, /)"
    )]
    fn bkgd(this: &Ref<Window>, ch: &Value, attr: Attributes, vm: &mut Vm) -> PyResult<()> {
        let cell = cell(ch, &this.encoding_name(), vm)? | attr.0;
        let result = enter(vm)?.wbkgd(&this.handle, cell);
        check(result, "wbkgd", vm)
    }

    /// Sets the background of what will be written.
    #[method(
        signature = "($self, ch, attr=0, /)",
        text = "($self, ch, attr=_curses.A_NORMAL, /)"
    )]
    fn bkgdset(this: &Ref<Window>, ch: &Value, attr: Attributes, vm: &mut Vm) -> PyResult<()> {
        let cell = cell(ch, &this.encoding_name(), vm)? | attr.0;
        enter(vm)?.wbkgdset(&this.handle, cell);
        Ok(())
    }

    /// Writes a character and shows it at once.
    #[method(
        signature = "($self, ch, attr=0, /)",
        text = "($self, ch, attr=_curses.A_NORMAL, /)"
    )]
    fn echochar(this: &Ref<Window>, ch: &Value, attr: Attributes, vm: &mut Vm) -> PyResult<()> {
        let cell = cell(ch, &this.encoding_name(), vm)? | attr.0;
        let curses = enter(vm)?;
        let (result, name) = match curses.is_pad(&this.handle) {
            0 => (curses.wechochar(&this.handle, cell), "wechochar"),
            _ => (curses.pechochar(&this.handle, cell), "pechochar"),
        };
        check(result, name, vm)
    }

    /// Draws a border: the sides left, right, above and below, and the corners above, then below. What is
    /// missing or 0 is drawn with lines.
    #[method(
        signature = "($self, ls=<unrepresentable>, rs=<unrepresentable>, ts=<unrepresentable>, bs=<unrepresentable>, tl=<unrepresentable>, tr=<unrepresentable>, bl=<unrepresentable>, br=<unrepresentable>, /)",
        text = "($self, ls=_curses.ACS_VLINE, rs=_curses.ACS_VLINE,\n       ts=_curses.ACS_HLINE, bs=_curses.ACS_HLINE,\n       tl=_curses.ACS_ULCORNER, tr=_curses.ACS_URCORNER,\n       bl=_curses.ACS_LLCORNER, br=_curses.ACS_LRCORNER, /)"
    )]
    #[expect(clippy::too_many_arguments, reason = "a border has eight parts")]
    fn border(
        this: &Ref<Window>,
        ls: Option<&Value>,
        rs: Option<&Value>,
        ts: Option<&Value>,
        bs: Option<&Value>,
        tl: Option<&Value>,
        tr: Option<&Value>,
        bl: Option<&Value>,
        br: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let encoding = this.encoding_name();
        let mut cells = [0; 8];
        for (part, given) in cells.iter_mut().zip([ls, rs, ts, bs, tl, tr, bl, br]) {
            if let Some(given) = given {
                *part = cell(given, &encoding, vm)?;
            }
        }
        let [ls, rs, ts, bs, tl, tr, bl, br] = cells;
        let result = enter(vm)?.wborder(&this.handle, ls, rs, ts, bs, tl, tr, bl, br);
        check(result, "wborder", vm)
    }

    /// box([verch=0, horch=0])
    /// Draws a border, with one character for both sides and one for above and below.
    #[method(name = "box", signature = "($self, *args)", hidden)]
    fn draw_box(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let function = Function::of_window("box");
        let encoding = this.encoding_name();
        let (sides, ends) = match function.plain(args, vm)? {
            [] => (0, 0),
            [sides, ends] => (cell(sides, &encoding, vm)?, cell(ends, &encoding, vm)?),
            _ => return Err(function.wrong_count(0, 2, vm)),
        };
        let result = enter(vm)?.wborder(&this.handle, sides, sides, ends, ends, 0, 0, 0, 0);
        check(result, "box", vm)
    }

    /// hline([y, x,] ch, n, [attr=_curses.A_NORMAL])
    /// Draws a line to the right, of so many characters.
    #[method(signature = "($self, *args)", hidden)]
    fn hline(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let draw = |curses: &Curses, window: &WindowHandle, cell: Cell, count: i32| {
            let left = curses.getmaxx(window) - curses.getcurx(window);
            curses.whline(window, cell, count.min(left))
        };
        line(this, "hline", args, draw, vm)
    }

    /// vline([y, x,] ch, n, [attr=_curses.A_NORMAL])
    /// Draws a line downwards, of so many characters.
    #[method(signature = "($self, *args)", hidden)]
    fn vline(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let draw = |curses: &Curses, window: &WindowHandle, cell: Cell, count: i32| {
            let left = curses.getmaxy(window) - curses.getcury(window);
            curses.wvline(window, cell, count.min(left))
        };
        line(this, "vline", args, draw, vm)
    }
}
