//! The functions for panels.

use super::*;

impl Curses {
    /// The functions for panels.
    ///
    /// Errors: why there are none.
    pub(super) fn panels(&self) -> Result<&PanelFunctions, &str> {
        let panels = self.panels.get_or_init(PanelFunctions::look_up);
        panels.as_ref().map_err(String::as_str)
    }

    /// Why there are no panels; `None` if there are.
    pub(in super::super) fn lacks_panels(&self) -> Option<&str> {
        self.panels().err()
    }

    /// Calls a function for a panel; `ERR` without the library.
    fn change(
        &self,
        panel: &PanelHandle,
        function: impl FnOnce(&PanelFunctions) -> unsafe extern "C" fn(RawPanel) -> c_int,
    ) -> i32 {
        match self.panels() {
            // SAFETY: the panel exists as long as its handle.
            Ok(functions) => unsafe { function(functions)(panel.raw) },
            Err(_) => ERR,
        }
    }

    pub(in super::super) fn new_panel(&self, window: &WindowHandle) -> Option<PanelHandle> {
        let functions = self.panels().ok()?;
        // SAFETY: the window exists, and outlives the panel, which refers to it.
        let raw = unsafe { (functions.new_panel)(window.raw) };
        (!raw.is_null()).then_some(PanelHandle { raw })
    }

    pub(in super::super) fn panel_to_bottom(&self, panel: &PanelHandle) -> i32 {
        self.change(panel, |functions| functions.bottom_panel)
    }

    pub(in super::super) fn panel_to_top(&self, panel: &PanelHandle) -> i32 {
        self.change(panel, |functions| functions.top_panel)
    }

    pub(in super::super) fn hide_panel(&self, panel: &PanelHandle) -> i32 {
        self.change(panel, |functions| functions.hide_panel)
    }

    pub(in super::super) fn show_panel(&self, panel: &PanelHandle) -> i32 {
        self.change(panel, |functions| functions.show_panel)
    }

    pub(in super::super) fn is_panel_hidden(&self, panel: &PanelHandle) -> i32 {
        self.change(panel, |functions| functions.panel_hidden)
    }

    pub(in super::super) fn move_panel(&self, panel: &PanelHandle, y: i32, x: i32) -> i32 {
        match self.panels() {
            // SAFETY: the panel exists; else numbers.
            Ok(functions) => unsafe { (functions.move_panel)(panel.raw, y, x) },
            Err(_) => ERR,
        }
    }

    pub(in super::super) fn replace_panel(
        &self,
        panel: &PanelHandle,
        window: &WindowHandle,
    ) -> i32 {
        match self.panels() {
            // SAFETY: both exist.
            Ok(functions) => unsafe { (functions.replace_panel)(panel.raw, window.raw) },
            Err(_) => ERR,
        }
    }

    /// The address of the panel above another, or of the lowest.
    pub(in super::super) fn panel_above(&self, panel: Option<&PanelHandle>) -> Option<usize> {
        let functions = self.panels().ok()?;
        // SAFETY: the panel exists or is null, which stands for the ground.
        let raw = unsafe { (functions.panel_above)(panel.map_or(null_mut(), |it| it.raw)) };
        (!raw.is_null()).then_some(raw.addr())
    }

    /// The address of the panel below another, or of the highest.
    pub(in super::super) fn panel_below(&self, panel: Option<&PanelHandle>) -> Option<usize> {
        let functions = self.panels().ok()?;
        // SAFETY: the panel exists or is null, which stands for the ceiling.
        let raw = unsafe { (functions.panel_below)(panel.map_or(null_mut(), |it| it.raw)) };
        (!raw.is_null()).then_some(raw.addr())
    }

    pub(in super::super) fn update_panels(&self) {
        if let Ok(functions) = self.panels() {
            // SAFETY: takes nothing; the windows of all panels exist.
            unsafe { (functions.update_panels)() };
        }
    }
}
