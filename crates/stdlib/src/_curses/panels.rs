//! `_curses_panel`: windows that lie on one another.
//! Reference: <https://docs.python.org/3.14/library/curses.panel.html>

use std::cell::RefCell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::weakref::new_weak_reference;
use rpy_vm::{HeapCell, PyResult, Raised, Ref, Value, Vm};

use super::entry::{self, State, initialised};
use super::library::{Curses, ERR, PanelHandle};
use super::showing::window_of;
use super::window::Window;

pub use _curses_panel::MODULE;

/// Raised where a function for panels fails.
#[rpy_macros::exception(name = "_curses_panel.error")]
pub(crate) struct PanelError;

/// A window in the pile.
#[derive(Payload)]
pub(crate) struct Panel {
    /// Goes before the window.
    #[payload(skip)]
    handle: PanelHandle,
    /// The window, which must stay as long as the panel.
    window: Shown,
    /// What the program has put here.
    pointer: HeapCell<Option<Value>>,
}

/// The window of a panel: it can be exchanged, but not taken away.
struct Shown(RefCell<Ref<Window>>);

impl rpy_vm::object::PayloadField for Shown {
    const HOLDS_REFERENCES: bool = true;

    fn show(&self, visit: &mut rpy_vm::object::Visitor<'_>) {
        rpy_vm::object::PayloadField::show(&*self.0.borrow(), visit);
    }
}

/// Raises `error` if a function of this name has failed.
fn check(result: i32, name: &str, vm: &mut Vm) -> PyResult<()> {
    match result {
        ERR => Err(failed(name, vm)),
        _ => Ok(()),
    }
}

fn failed(name: &str, vm: &mut Vm) -> Raised {
    vm.native_error::<PanelError>(format!("{name}() returned ERR"))
}

/// The panel at an address, or None.
fn panel_at(address: Option<usize>, vm: &mut Vm) -> Value {
    let Some(address) = address else {
        return Value::NONE;
    };
    let panels = &vm.module_state::<State>().panels;
    let found = panels.iter().find(|(known, _)| *known == address);
    let reference = found.map(|(_, reference)| reference.clone());
    let panel = reference.and_then(|reference| reference.target(vm));
    panel.unwrap_or(Value::NONE)
}

impl Panel {
    /// Does something with a panel of the pile.
    fn change(
        this: &Ref<Panel>,
        name: &str,
        change: impl FnOnce(&Curses, &PanelHandle) -> i32,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let result = change(initialised(vm)?, &this.handle);
        check(result, name, vm)
    }
}

#[native_class(
    name = "_curses_panel.panel",
    flags(disallow_instantiation, weakref),
    undocumented
)]
impl Panel {
    /// Returns the panel above this one, or None.
    #[method(signature = "($self, /)")]
    fn above(this: &Ref<Panel>, vm: &mut Vm) -> PyResult {
        let address = initialised(vm)?.panel_above(Some(&this.handle));
        Ok(panel_at(address, vm))
    }

    /// Returns the panel below this one, or None.
    #[method(signature = "($self, /)")]
    fn below(this: &Ref<Panel>, vm: &mut Vm) -> PyResult {
        let address = initialised(vm)?.panel_below(Some(&this.handle));
        Ok(panel_at(address, vm))
    }

    /// Moves the panel below all others.
    #[method(signature = "($self, /)")]
    fn bottom(this: &Ref<Panel>, vm: &mut Vm) -> PyResult<()> {
        let change = |curses: &Curses, panel: &PanelHandle| curses.panel_to_bottom(panel);
        Panel::change(this, "bottom_panel", change, vm)
    }

    /// Moves the panel above all others.
    #[method(signature = "($self, /)")]
    fn top(this: &Ref<Panel>, vm: &mut Vm) -> PyResult<()> {
        let change = |curses: &Curses, panel: &PanelHandle| curses.panel_to_top(panel);
        Panel::change(this, "top_panel", change, vm)
    }

    /// Takes the panel out of the pile, so that it is not seen.
    #[method(signature = "($self, /)")]
    fn hide(this: &Ref<Panel>, vm: &mut Vm) -> PyResult<()> {
        let change = |curses: &Curses, panel: &PanelHandle| curses.hide_panel(panel);
        Panel::change(this, "hide_panel", change, vm)
    }

    /// Puts the panel on the pile again.
    #[method(signature = "($self, /)")]
    fn show(this: &Ref<Panel>, vm: &mut Vm) -> PyResult<()> {
        let change = |curses: &Curses, panel: &PanelHandle| curses.show_panel(panel);
        Panel::change(this, "show_panel", change, vm)
    }

    /// Returns whether the panel is out of the pile.
    #[method(signature = "($self, /)")]
    fn hidden(this: &Ref<Panel>, vm: &mut Vm) -> PyResult<bool> {
        Ok(initialised(vm)?.is_panel_hidden(&this.handle) == 1)
    }

    /// Moves the upper left corner to a place of the screen.
    #[method(signature = "($self, /, y, x)")]
    fn r#move(this: &Ref<Panel>, y: i32, x: i32, vm: &mut Vm) -> PyResult<()> {
        let change = |curses: &Curses, panel: &PanelHandle| match super::groups::are_small(&[y, x])
        {
            true => curses.move_panel(panel, y, x),
            false => ERR,
        };
        Panel::change(this, "move_panel", change, vm)
    }

    /// Gives the panel another window.
    #[method(signature = "($self, /, win)")]
    fn replace(this: &Ref<Panel>, win: &Value, vm: &mut Vm) -> PyResult<()> {
        let window = window_of(win, "replace() argument 1", vm)?;
        let change =
            |curses: &Curses, panel: &PanelHandle| curses.replace_panel(panel, &window.handle);
        Panel::change(this, "replace_panel", change, vm)?;
        drop(this.window.0.replace(window.clone()));
        Ok(())
    }

    /// Sets what userptr() returns.
    #[method(signature = "($self, /, obj)")]
    fn set_userptr(this: &Ref<Panel>, obj: Value, vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?;
        drop(this.pointer.replace(Some(obj), vm));
        Ok(())
    }

    /// Returns what set_userptr() has set. Raises error if it has not been called.
    #[method(signature = "($self, /)")]
    fn userptr(this: &Ref<Panel>, vm: &mut Vm) -> PyResult {
        initialised(vm)?;
        match this.pointer.get(vm).clone() {
            Some(pointer) => Ok(pointer),
            None => Err(vm.native_error::<PanelError>("no userptr set")),
        }
    }

    /// Returns the window of the panel.
    #[method(signature = "($self, /)")]
    fn window(this: &Ref<Panel>) -> Ref<Window> {
        this.window.0.borrow().clone()
    }
}

/// Windows that lie on one another.
#[rpy_macros::native_module(
    name = "_curses_panel",
    classes(super::PanelError as "error", super::Panel as "panel")
)]
mod _curses_panel {
    use rpy_vm::builtins::module::Module;

    use super::*;

    /// The version of the module.
    #[constant]
    const version: &str = "2.1";

    /// The version of the module.
    #[constant]
    const __version__: &str = "2.1";

    /// Opens the library for panels.
    #[execute]
    fn execute(_module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let name = vm.intern("_curses");
        vm.import_name(&name)?;
        match entry::take(vm)?.lacks_panels() {
            None => Ok(()),
            Some(why) => Err(vm.import_error(format!("curses.panel needs ncurses: {why}"))),
        }
    }

    /// Returns a panel of a window. It lies above all others.
    #[function(signature = "(win, /)")]
    fn new_panel(win: &Value, vm: &mut Vm) -> PyResult<Ref<Panel>> {
        let window = window_of(win, "new_panel() argument", vm)?;
        let Some(handle) = initialised(vm)?.new_panel(&window.handle) else {
            return Err(vm.native_error::<PanelError>("new_panel() returned NULL"));
        };
        let address = handle.address();
        let panel = Panel {
            handle,
            window: Shown(RefCell::new(window.clone())),
            pointer: HeapCell::new(None),
        };
        let panel = Ref::new(panel, vm);
        let reference = new_weak_reference(&panel.to_value(), vm)?;
        let mut panels = std::mem::take(&mut vm.module_state::<State>().panels);
        panels.retain(|(known, panel)| *known != address && panel.target(vm).is_some());
        panels.push((address, reference));
        vm.module_state::<State>().panels = panels;
        Ok(panel)
    }

    /// Returns the lowest panel, or None.
    #[function(signature = "()")]
    fn bottom_panel(vm: &mut Vm) -> PyResult {
        let address = initialised(vm)?.panel_above(None);
        Ok(panel_at(address, vm))
    }

    /// Returns the highest panel, or None.
    #[function(signature = "()")]
    fn top_panel(vm: &mut Vm) -> PyResult {
        let address = initialised(vm)?.panel_below(None);
        Ok(panel_at(address, vm))
    }

    /// Notes the windows of all panels for the next doupdate().
    #[function(signature = "()")]
    fn update_panels(vm: &mut Vm) -> PyResult<()> {
        initialised(vm)?.update_panels();
        Ok(())
    }
}
