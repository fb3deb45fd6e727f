//! The functions that take or give more than numbers.

use super::*;

impl Curses {
    /// Takes the library for an interpreter; `false` if another has it.
    pub(in super::super) fn take(&self) -> bool {
        !self.is_taken.swap(true, Ordering::AcqRel)
    }

    /// Lets another interpreter take the library.
    pub(in super::super) fn leave(&self) {
        self.is_taken.store(false, Ordering::Release);
    }

    /// Whether a thread is in the library without the interpreter's lock.
    pub(in super::super) fn is_busy(&self) -> bool {
        self.is_busy.load(Ordering::Acquire)
    }

    /// Says that a thread goes into the library without the interpreter's lock, or has come back.
    pub(in super::super) fn set_busy(&self, busy: bool) {
        self.is_busy.store(busy, Ordering::Release);
        if !busy {
            let mut dropped = self.dropped.lock().unwrap_or_else(PoisonError::into_inner);
            for owned in dropped.drain(..) {
                self.delete(&owned);
            }
        }
    }

    /// Gives an object back.
    pub(super) fn delete(&self, owned: &Owned) {
        // SAFETY: the object was made by the library and is given back once, by its handle. Windows outlive
        // those in them and their panels, as those refer to them.
        unsafe {
            match owned {
                Owned::Window(address) => {
                    (self.functions.delwin)(std::ptr::with_exposed_provenance_mut(*address));
                }
                Owned::Panel(address) => {
                    if let Ok(functions) = self.panels() {
                        (functions.del_panel)(std::ptr::with_exposed_provenance_mut(*address));
                    }
                }
            }
        }
    }

    fn owned(raw: RawWindow) -> Option<WindowHandle> {
        (!raw.is_null()).then_some(WindowHandle {
            raw,
            is_owned: true,
        })
    }

    /// What the library says that it is: `ncurses 6.4.20221231`.
    pub(in super::super) fn version(&self) -> Vec<u8> {
        // SAFETY: takes nothing, and can be called at any time.
        copied(unsafe { (self.functions.curses_version)() }).unwrap_or_default()
    }

    /// Begins with the terminal of the environment on the standard streams, as `initscr()` does, which ends
    /// the process where that fails.
    pub(in super::super) fn begin(&self) -> Option<WindowHandle> {
        unsafe extern "C" {
            static stdin: *mut libc::FILE;
            static stdout: *mut libc::FILE;
        }
        // SAFETY: the streams are those of the C library; a null name stands for the environment's.
        unsafe {
            if (self.functions.newterm)(null(), stdout, stdin).is_null() {
                return None;
            }
            (self.functions.def_prog_mode)();
        }
        self.screen()
    }

    /// The window of the whole screen; `None` before there is one.
    pub(in super::super) fn screen(&self) -> Option<WindowHandle> {
        // SAFETY: the variable exists.
        let raw = unsafe { *self.functions.stdscr };
        (!raw.is_null()).then_some(WindowHandle {
            raw,
            is_owned: false,
        })
    }

    pub(in super::super) fn setup_terminal(
        &self,
        name: Option<&CStr>,
        descriptor: i32,
    ) -> Result<(), i32> {
        let mut error = 0;
        let name = name.map_or(null(), CStr::as_ptr);
        // SAFETY: the name is null or a C string; the number can be written to, so that failure is told there
        // and does not end the process.
        match unsafe { (self.functions.setupterm)(name, descriptor, &raw mut error) } {
            ERR => Err(error),
            _ => Ok(()),
        }
    }

    pub(in super::super) fn new_window(
        &self,
        size: (i32, i32),
        place: (i32, i32),
    ) -> Option<WindowHandle> {
        // SAFETY: numbers only.
        Self::owned(unsafe { (self.functions.newwin)(size.0, size.1, place.0, place.1) })
    }

    pub(in super::super) fn new_pad(&self, size: (i32, i32)) -> Option<WindowHandle> {
        // SAFETY: numbers only.
        Self::owned(unsafe { (self.functions.newpad)(size.0, size.1) })
    }

    /// A window in a window, at a place in it. It must not outlive that.
    pub(in super::super) fn derived(
        &self,
        parent: &WindowHandle,
        (lines, columns): (i32, i32),
        (y, x): (i32, i32),
    ) -> Option<WindowHandle> {
        // SAFETY: the parent exists.
        Self::owned(unsafe { (self.functions.derwin)(parent.raw, lines, columns, y, x) })
    }

    /// A window in a window or pad, at a place of the screen or in the pad. It must not outlive that.
    pub(in super::super) fn inner(
        &self,
        parent: &WindowHandle,
        (lines, columns): (i32, i32),
        (y, x): (i32, i32),
    ) -> Option<WindowHandle> {
        let functions = &self.functions;
        let make = match self.is_pad(parent) {
            0 => functions.subwin,
            _ => functions.subpad,
        };
        // SAFETY: the parent exists.
        Self::owned(unsafe { make(parent.raw, lines, columns, y, x) })
    }

    /// `overlay` or `overwrite`: what of a window lies over another, without its blanks or with them.
    pub(in super::super) fn lay(&self, from: &WindowHandle, to: &WindowHandle, over: bool) -> i32 {
        let functions = &self.functions;
        let lay = if over {
            functions.overlay
        } else {
            functions.overwrite
        };
        // SAFETY: both windows exist.
        unsafe { lay(from.raw, to.raw) }
    }

    /// `copywin`, of rectangles that are in the windows.
    pub(in super::super) fn copy(
        &self,
        (from, to): (&WindowHandle, &WindowHandle),
        [from_y, from_x, top, left, bottom, right]: [i32; 6],
        over: bool,
    ) -> i32 {
        let (height, width) = (
            i64::from(bottom) - i64::from(top),
            i64::from(right) - i64::from(left),
        );
        let inside = |window: &WindowHandle, y: i32, x: i32| {
            y >= 0
                && x >= 0
                && i64::from(y) + height < i64::from(self.getmaxy(window))
                && i64::from(x) + width < i64::from(self.getmaxx(window))
        };
        if !inside(from, from_y, from_x) || !inside(to, top, left) {
            return ERR;
        }
        // SAFETY: both windows exist, and have these rectangles.
        unsafe {
            (self.functions.copywin)(
                from.raw,
                to.raw,
                from_y,
                from_x,
                top,
                left,
                bottom,
                right,
                i32::from(over),
            )
        }
    }

    /// A wide character with its attributes. `None` if the library does not want it.
    pub(in super::super) fn wide_cell(&self, character: u32, attributes: Cell) -> Option<WideCell> {
        let text = [character as wchar_t, 0];
        let mut cell = WideCell::default();
        let pair = self.PAIR_NUMBER(attributes as c_int) as c_short;
        // SAFETY: the text ends with a zero, the cell can be written to.
        let result = unsafe {
            (self.functions.setcchar)(&raw mut cell, text.as_ptr(), attributes, pair, null())
        };
        (result != ERR).then_some(cell)
    }

    pub(in super::super) fn add_wide(&self, window: &WindowHandle, cell: &WideCell) -> i32 {
        // SAFETY: window and cell exist.
        unsafe { (self.functions.wadd_wch)(window.raw, cell) }
    }

    pub(in super::super) fn insert_wide(&self, window: &WindowHandle, cell: &WideCell) -> i32 {
        // SAFETY: window and cell exist.
        unsafe { (self.functions.wins_wch)(window.raw, cell) }
    }

    /// The character at the cursor if it is a single one.
    pub(in super::super) fn wide_at(&self, window: &WindowHandle) -> Option<u32> {
        let mut cell = WideCell::default();
        let mut text = [0; CELL_CHARACTERS + 1];
        let (mut attributes, mut pair) = (0, 0);
        // SAFETY: all can be written to; a cell has no more characters than there is room for.
        let result = unsafe {
            if (self.functions.win_wch)(window.raw, &raw mut cell) == ERR {
                return None;
            }
            (self.functions.getcchar)(
                &raw const cell,
                text.as_mut_ptr(),
                &raw mut attributes,
                &raw mut pair,
                null_mut(),
            )
        };
        (result != ERR && text[0] != 0 && text[1] == 0).then_some(text[0] as u32)
    }

    /// Writes bytes, at most so many (all if that is negative).
    pub(in super::super) fn add_bytes(
        &self,
        window: &WindowHandle,
        text: &CStr,
        limit: i32,
    ) -> i32 {
        // SAFETY: the window exists, the text is a C string.
        unsafe { (self.functions.waddnstr)(window.raw, text.as_ptr(), limit) }
    }

    pub(in super::super) fn insert_bytes(
        &self,
        window: &WindowHandle,
        text: &CStr,
        limit: i32,
    ) -> i32 {
        // SAFETY: the window exists, the text is a C string.
        unsafe { (self.functions.winsnstr)(window.raw, text.as_ptr(), limit) }
    }

    pub(in super::super) fn add_text(
        &self,
        window: &WindowHandle,
        text: &WideText,
        limit: i32,
    ) -> i32 {
        // SAFETY: the window exists, the text ends with a zero.
        unsafe { (self.functions.waddnwstr)(window.raw, text.0.as_ptr(), limit) }
    }

    pub(in super::super) fn insert_text(
        &self,
        window: &WindowHandle,
        text: &WideText,
        limit: i32,
    ) -> i32 {
        // SAFETY: the window exists, the text ends with a zero.
        unsafe { (self.functions.wins_nwstr)(window.raw, text.0.as_ptr(), limit) }
    }

    /// Reads a key or a character: the code, and whether it is a key's.
    pub(in super::super) fn read_wide(&self, window: &WindowHandle) -> Option<(u32, bool)> {
        /// What tells keys from characters.
        const KEY_CODE_YES: c_int = 0o400;
        let mut character = 0;
        // SAFETY: the window exists, the number can be written to.
        match unsafe { (self.functions.wget_wch)(window.raw, &raw mut character) } {
            ERR => None,
            result => Some((character, result == KEY_CODE_YES)),
        }
    }

    /// Reads a line of at most so many bytes.
    pub(in super::super) fn read_line(&self, window: &WindowHandle, limit: u16) -> Option<Vec<u8>> {
        let mut line = vec![0; usize::from(limit) + 1];
        // SAFETY: there is room for so many bytes and a zero.
        let result = unsafe {
            (self.functions.wgetnstr)(window.raw, line.as_mut_ptr().cast(), limit.into())
        };
        ended(result, line)
    }

    /// The text from the cursor on, at most so many bytes.
    pub(in super::super) fn text_at(&self, window: &WindowHandle, limit: u16) -> Option<Vec<u8>> {
        let mut line = vec![0; usize::from(limit) + 1];
        // SAFETY: there is room for so many bytes and a zero.
        let result =
            unsafe { (self.functions.winnstr)(window.raw, line.as_mut_ptr().cast(), limit.into()) };
        ended(result, line)
    }

    pub(in super::super) fn flush_at_interrupt(&self, on: bool) -> i32 {
        // SAFETY: the window is not used, so it may be null.
        unsafe { (self.functions.intrflush)(null_mut(), flag(on)) }
    }

    pub(in super::super) fn eight_bits(&self, window: &WindowHandle, on: bool) -> i32 {
        // SAFETY: the window exists.
        unsafe { (self.functions.meta)(window.raw, flag(on)) }
    }

    /// Components of a colour.
    pub(in super::super) fn color(&self, number: i32) -> Option<[i32; 3]> {
        let [mut red, mut green, mut blue] = [0; 3];
        // SAFETY: the numbers can be written to.
        let result = unsafe {
            (self.functions.extended_color_content)(
                number,
                &raw mut red,
                &raw mut green,
                &raw mut blue,
            )
        };
        (result != ERR).then_some([red, green, blue])
    }

    /// Colours of a pair.
    pub(in super::super) fn pair(&self, number: i32) -> Option<(i32, i32)> {
        let (mut foreground, mut background) = (0, 0);
        // SAFETY: the numbers can be written to.
        let result = unsafe {
            (self.functions.extended_pair_content)(number, &raw mut foreground, &raw mut background)
        };
        (result != ERR).then_some((foreground, background))
    }

    pub(in super::super) fn mouse_event(&self) -> Option<MouseEvent> {
        let mut event = MouseEvent::default();
        // SAFETY: the event can be written to.
        let result = unsafe { (self.functions.getmouse)(&raw mut event) };
        (result != ERR).then_some(event)
    }

    pub(in super::super) fn push_mouse_event(&self, mut event: MouseEvent) -> i32 {
        // SAFETY: the event exists, and is copied.
        unsafe { (self.functions.ungetmouse)(&raw mut event) }
    }

    /// Sets the mask of mouse events; what of it can be had, and what was set.
    pub(in super::super) fn mouse_mask(&self, mask: u32) -> (u32, u32) {
        let mut old = 0;
        // SAFETY: the number can be written to.
        let available = unsafe { (self.functions.mousemask)(mask, &raw mut old) };
        (available, old)
    }

    pub(in super::super) fn key_name(&self, key: i32) -> Option<Vec<u8>> {
        // SAFETY: a number only.
        copied(unsafe { (self.functions.keyname)(key) })
    }

    pub(in super::super) fn shown(&self, cell: Cell) -> Option<Vec<u8>> {
        // SAFETY: a number only, of which the library takes the lowest eight bits.
        copied(unsafe { (self.functions.unctrl)(cell) })
    }

    pub(in super::super) fn long_name(&self) -> Option<Vec<u8>> {
        // SAFETY: takes nothing.
        copied(unsafe { (self.functions.longname)() })
    }

    pub(in super::super) fn short_name(&self) -> Option<Vec<u8>> {
        // SAFETY: takes nothing.
        copied(unsafe { (self.functions.termname)() })
    }

    pub(in super::super) fn terminal_flag(&self, name: &CStr) -> i32 {
        // SAFETY: the name is a C string.
        unsafe { (self.functions.tigetflag)(name.as_ptr()) }
    }

    pub(in super::super) fn terminal_number(&self, name: &CStr) -> i32 {
        // SAFETY: the name is a C string.
        unsafe { (self.functions.tigetnum)(name.as_ptr()) }
    }

    pub(in super::super) fn terminal_string(&self, name: &CStr) -> Option<Vec<u8>> {
        // SAFETY: the name is a C string.
        let text = unsafe { (self.functions.tigetstr)(name.as_ptr()) };
        // -1 stands for what is no string capability.
        if text.addr() == usize::MAX {
            None
        } else {
            copied(text)
        }
    }

    /// Puts numbers into a capability, which must not ask for strings.
    pub(in super::super) fn with_parameters(
        &self,
        text: &CStr,
        numbers: [i32; 9],
    ) -> Option<Vec<u8>> {
        let [a, b, c, d, e, f, g, h, i] = numbers.map(libc::c_long::from);
        // SAFETY: the text is a C string that takes numbers only, as the caller has made sure; nine are the most
        // that it can take, and they are of the type that the function reads.
        copied(unsafe { (self.functions.tparm)(text.as_ptr(), a, b, c, d, e, f, g, h, i) })
    }

    pub(in super::super) fn put(&self, text: &CStr) -> i32 {
        // SAFETY: the text is a C string.
        unsafe { (self.functions.putp)(text.as_ptr()) }
    }

    /// The cursor of the screen that is being built; -1 and -1 if it stays where it happens to be.
    pub(in super::super) fn screen_cursor(&self) -> Option<(i32, i32)> {
        // SAFETY: the variable exists; it is null before there is a screen.
        unsafe {
            let raw = *self.functions.newscr;
            if raw.is_null() {
                None
            } else if (self.functions.is_leaveok)(raw) != 0 {
                Some((-1, -1))
            } else {
                Some(((self.functions.getcury)(raw), (self.functions.getcurx)(raw)))
            }
        }
    }

    pub(in super::super) fn set_screen_cursor(&self, y: i32, x: i32) {
        // SAFETY: as above; places outside are refused by the library.
        unsafe {
            let raw = *self.functions.newscr;
            if raw.is_null() {
            } else if (y, x) == (-1, -1) {
                (self.functions.leaveok)(raw, 1);
            } else {
                (self.functions.leaveok)(raw, 0);
                (self.functions.wmove)(raw, y, x);
            }
        }
    }

    /// Lines and columns of the screen.
    pub(in super::super) fn size(&self) -> (i32, i32) {
        // SAFETY: the variables exist.
        unsafe { (*self.functions.LINES, *self.functions.COLS) }
    }

    /// How many colours and pairs there are.
    pub(in super::super) fn counts(&self) -> (i32, i32) {
        // SAFETY: the variables exist.
        unsafe { (*self.functions.COLORS, *self.functions.COLOR_PAIRS) }
    }

    /// Milliseconds to wait for what may follow an escape, and columns between tabulators.
    pub(in super::super) fn settings(&self) -> (i32, i32) {
        // SAFETY: the variables exist.
        unsafe { (*self.functions.ESCDELAY, *self.functions.TABSIZE) }
    }

    /// What stands for a character of the alternative set.
    pub(in super::super) fn alternative(&self, character: u8) -> Cell {
        // SAFETY: the variable exists; the index is one of the array.
        unsafe { (*self.functions.acs_map)[usize::from(character & 127)] }
    }

    /// The window as the library writes it to files.
    pub(in super::super) fn save(&self, window: &WindowHandle) -> std::io::Result<Option<Vec<u8>>> {
        let file = TemporaryFile::new()?;
        // SAFETY: window and file exist.
        if unsafe { (self.functions.putwin)(window.raw, file.0) } == ERR {
            return Ok(None);
        }
        file.content().map(Some)
    }

    /// A window that was saved. What it says of itself is checked, as nobody knows who has written it.
    pub(in super::super) fn restored(&self, saved: &[u8]) -> std::io::Result<Option<WindowHandle>> {
        let file = TemporaryFile::new()?;
        file.write(saved)?;
        // SAFETY: the file exists, and is read from its beginning.
        let raw = unsafe { (self.functions.getwin)(file.0) };
        let Some(window) = Self::owned(raw) else {
            return Ok(None);
        };
        let (height, width) = (self.getmaxy(&window), self.getmaxx(&window));
        let (mut top, mut bottom) = (0, 0);
        // SAFETY: the window exists, the numbers can be written to.
        unsafe { (self.functions.wgetscrreg)(window.raw, &raw mut top, &raw mut bottom) };
        let is_sound = (0..height).contains(&self.getcury(&window))
            && (0..width).contains(&self.getcurx(&window))
            && self.getbegy(&window) >= 0
            && self.getbegx(&window) >= 0
            && (0..height).contains(&top)
            && (top..height).contains(&bottom);
        Ok(is_sound.then_some(window))
    }
}

/// What was written before the zero, unless the call failed.
fn ended(result: i32, mut line: Vec<u8>) -> Option<Vec<u8>> {
    if result == ERR {
        return None;
    }
    let end = line.iter().position(|&byte| byte == 0);
    line.truncate(end.unwrap_or(line.len()));
    Some(line)
}

/// A text of wide characters that ends with a zero.
pub(in super::super) struct WideText(Vec<wchar_t>);

impl WideText {
    /// These code points; `None` if one is zero.
    pub(in super::super) fn new(code_points: impl Iterator<Item = u32>) -> Option<WideText> {
        let mut characters: Vec<wchar_t> = code_points.map(|point| point as wchar_t).collect();
        if characters.contains(&0) {
            return None;
        }
        characters.push(0);
        Some(WideText(characters))
    }
}

/// A file without a name, as the library reads and writes it.
struct TemporaryFile(*mut libc::FILE);

impl TemporaryFile {
    fn new() -> std::io::Result<TemporaryFile> {
        // SAFETY: takes nothing.
        let file = unsafe { libc::tmpfile() };
        match file.is_null() {
            true => Err(std::io::Error::last_os_error()),
            false => Ok(TemporaryFile(file)),
        }
    }

    /// Writes bytes, and goes to the beginning.
    fn write(&self, bytes: &[u8]) -> std::io::Result<()> {
        // SAFETY: the file is open, the bytes are as many as is said.
        let written = unsafe { libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), self.0) };
        if written != bytes.len() {
            return Err(std::io::Error::last_os_error());
        }
        // SAFETY: the file is open.
        unsafe { libc::rewind(self.0) };
        Ok(())
    }

    /// All that has been written.
    fn content(&self) -> std::io::Result<Vec<u8>> {
        // SAFETY: the file is open.
        unsafe { libc::rewind(self.0) };
        let mut content = Vec::new();
        let mut piece = [0; 4096];
        loop {
            // SAFETY: the file is open, there is room for so many bytes.
            let count = unsafe { libc::fread(piece.as_mut_ptr().cast(), 1, piece.len(), self.0) };
            if count == 0 {
                return Ok(content);
            }
            content.extend_from_slice(&piece[..count]);
        }
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // SAFETY: the file is open, and not used again.
        unsafe { libc::fclose(self.0) };
    }
}
