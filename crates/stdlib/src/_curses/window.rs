//! `window`: what it holds, and how windows are made of windows.

use std::cell::RefCell;

use rpy_macros::{Payload, methods, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::str::codecs::encode_by_name;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::entry::{check, enter, gave_nothing};
use super::groups::{Function, are_small};
use super::library::{Curses, WindowHandle, codeset};

/// A window of the screen, or a pad.
#[derive(Payload)]
pub(crate) struct Window {
    /// Goes before the window that this one is in.
    #[payload(skip)]
    pub(super) handle: WindowHandle,
    /// The window that this one is in. It stays as long as this does.
    parent: Option<Ref<Window>>,
    /// How texts are encoded and decoded.
    #[payload(skip)]
    encoding: RefCell<String>,
}

impl Window {
    /// A window of its own.
    pub(super) fn of(handle: WindowHandle, vm: &mut Vm) -> Ref<Window> {
        let window = Window {
            handle,
            parent: None,
            encoding: RefCell::new(codeset()),
        };
        Ref::new(window, vm)
    }

    /// The encoding of texts.
    pub(super) fn encoding_name(&self) -> String {
        self.encoding.borrow().clone()
    }

    /// Asks for the memory of a window of this size.
    ///
    /// Raises `MemoryError` if it is not there.
    pub(super) fn ask(lines: i32, columns: i32, vm: &mut Vm) -> PyResult<()> {
        /// Bytes of a character, at the most.
        const CHARACTER: usize = 32;
        let size = |number: i32| usize::try_from(number).unwrap_or(0);
        vm.check_allocation(
            size(lines)
                .saturating_mul(size(columns))
                .saturating_mul(CHARACTER),
        )
    }

    /// Makes a window in this one.
    fn inner(
        this: &Ref<Window>,
        name: &'static str,
        args: Args<'_>,
        make: impl FnOnce(&Curses, (i32, i32), (i32, i32)) -> Option<WindowHandle>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Window>> {
        let ([lines, columns], [y, x]) = match Function::of_window(name).rectangle(args, vm)? {
            (place, None) => ([0, 0], place),
            (size, Some(place)) => (size, place),
        };
        let curses = enter(vm)?;
        if !are_small(&[lines, columns, y, x]) {
            return Err(gave_nothing(vm));
        }
        let Some(handle) = make(curses, (lines, columns), (y, x)) else {
            return Err(gave_nothing(vm));
        };
        let window = Window {
            handle,
            parent: Some(this.clone()),
            encoding: RefCell::new(this.encoding_name()),
        };
        Ok(Ref::new(window, vm))
    }
}

#[native_class(
    name = "_curses.window",
    flags(disallow_instantiation),
    undocumented,
    methods(
        Window::WINDOWS,
        Window::PLACES,
        Window::SWITCHES,
        Window::WRITING,
        Window::CELLS,
        Window::READING,
        Window::LINES,
        Window::SHOWING
    )
)]
impl Window {
    /// The name of the encoding of what is written and read as text.
    #[getter]
    fn encoding(this: &Ref<Window>, vm: &mut Vm) -> Value {
        vm.new_str(&this.encoding_name())
    }

    #[setter(encoding)]
    fn set_encoding(this: &Ref<Window>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("encoding may not be deleted"));
        };
        if !value.has_payload::<Str>() {
            return Err(vm.type_error("setting encoding to a non-string"));
        }
        encode_by_name(
            <&Ref<Str>>::from_argument(&value, vm)?,
            "ascii",
            "strict",
            vm,
        )?;
        let name = String::from_argument(&value, vm)?;
        this.encoding.replace(name);
        Ok(())
    }
}

#[methods(WINDOWS)]
impl Window {
    /// derwin([nlines=0, ncols=0,] begin_y, begin_x)
    /// Makes a window in this one, at a place of this window. Without a size it goes to the lower right corner.
    #[method(signature = "($self, *args)", hidden)]
    fn derwin(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Window>> {
        let make = |curses: &Curses, size, place| curses.derived(&this.handle, size, place);
        Window::inner(this, "derwin", args, make, vm)
    }

    /// subwin([nlines=0, ncols=0,] begin_y, begin_x)
    /// Makes a window in this one, at a place of the screen. Without a size it goes to the lower right corner.
    #[method(signature = "($self, *args)", hidden)]
    fn subwin(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Window>> {
        let make = |curses: &Curses, size, place| curses.inner(&this.handle, size, place);
        Window::inner(this, "subwin", args, make, vm)
    }

    /// subpad([nlines=0, ncols=0,] begin_y, begin_x)
    /// Makes a pad in this one. Without a size it goes to the lower right corner.
    #[method(signature = "($self, *args)", hidden)]
    fn subpad(this: &Ref<Window>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Window>> {
        let make = |curses: &Curses, size, place| curses.inner(&this.handle, size, place);
        Window::inner(this, "subwin", args, make, vm)
    }

    /// Moves the window, so that its upper left corner is at a place of the screen.
    #[method(signature = "($self, new_y, new_x, /)")]
    fn mvwin(this: &Ref<Window>, new_y: i32, new_x: i32, vm: &mut Vm) -> PyResult<()> {
        let curses = enter(vm)?;
        let moved = match are_small(&[new_y, new_x]) {
            true => curses.mvwin(&this.handle, new_y, new_x),
            false => super::library::ERR,
        };
        check(moved, "mvwin", vm)
    }

    /// Has the window show another part of the window that it is in, without moving on the screen.
    #[method(signature = "($self, y, x, /)")]
    fn mvderwin(this: &Ref<Window>, y: i32, x: i32, vm: &mut Vm) -> PyResult<()> {
        let curses = enter(vm)?;
        let moved = match are_small(&[y, x]) {
            true => curses.mvderwin(&this.handle, y, x),
            false => super::library::ERR,
        };
        check(moved, "mvderwin", vm)
    }

    /// Gives the window another size. What becomes visible has the background.
    #[method(signature = "($self, nlines, ncols, /)")]
    fn resize(this: &Ref<Window>, nlines: i32, ncols: i32, vm: &mut Vm) -> PyResult<()> {
        let curses = enter(vm)?;
        if nlines < 1 || ncols < 1 || !are_small(&[nlines, ncols]) {
            return Err(super::entry::failed("wresize", vm));
        }
        Window::ask(nlines, ncols, vm)?;
        check(curses.wresize(&this.handle, nlines, ncols), "wresize", vm)
    }

    /// putwin(file)
    /// Writes all that there is to the window to a file, from where getwin() can read it.
    #[method(signature = "($self, file, /)")]
    fn putwin(this: &Ref<Window>, file: &Value, vm: &mut Vm) -> PyResult<()> {
        let saved = match enter(vm)?.save(&this.handle) {
            Ok(saved) => saved,
            Err(error) => return Err(vm.io_error(&error, None)),
        };
        let Some(saved) = saved else {
            return Err(super::entry::failed("putwin", vm));
        };
        let (write, bytes) = (vm.intern("write"), vm.new_bytes(&saved));
        file.call_method(&write, &[bytes], vm)?;
        Ok(())
    }
}
