//! The library: opened at run time, its functions looked up once, and called here alone.
//!
//! ncurses has one screen for the process and no locks. Whoever calls it has the interpreter's lock and has
//! been let in by `entry.rs`, so calls come one after another.

#![expect(non_snake_case, reason = "the names are the library's")]

use std::ffi::{CStr, CString, c_char, c_int, c_short, c_uint, c_void};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use libc::wchar_t;

/// A character of eight bits with its attributes: `chtype`, which `attr_t` is too.
pub(super) type Cell = c_uint;

/// What the functions of the library call failure.
pub(super) const ERR: c_int = -1;

/// A window as the library knows it: an address.
type RawWindow = *mut c_void;

/// A panel as the library knows it: an address.
type RawPanel = *mut c_void;

/// How many characters of a cell the library keeps.
const CELL_CHARACTERS: usize = 5;

/// `cchar_t`: a wide character with what combines with it, attributes, and colours.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub(super) struct WideCell {
    attributes: Cell,
    characters: [wchar_t; CELL_CHARACTERS],
    pair: c_int,
}

/// `MEVENT`: what the mouse did.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub(super) struct MouseEvent {
    pub(super) id: c_short,
    pub(super) x: c_int,
    pub(super) y: c_int,
    pub(super) z: c_int,
    pub(super) buttons: c_uint,
}

/// An object that belongs to the library.
enum Owned {
    Window(usize),
    Panel(usize),
}

/// A window. It is given back when this goes, unless it is the screen's.
pub(super) struct WindowHandle {
    raw: RawWindow,
    is_owned: bool,
}

// SAFETY: the address may be used by any thread that has been let in.
unsafe impl Send for WindowHandle {}
// SAFETY: as above.
unsafe impl Sync for WindowHandle {}

impl Drop for WindowHandle {
    fn drop(&mut self) {
        if self.is_owned {
            give_back(Owned::Window(self.raw.expose_provenance()));
        }
    }
}

/// A panel. It is given back when this goes.
pub(super) struct PanelHandle {
    raw: RawPanel,
}

// SAFETY: the address may be used by any thread that has been let in.
unsafe impl Send for PanelHandle {}
// SAFETY: as above.
unsafe impl Sync for PanelHandle {}

impl PanelHandle {
    /// The address, to tell panels apart.
    pub(super) fn address(&self) -> usize {
        self.raw.addr()
    }
}

impl Drop for PanelHandle {
    fn drop(&mut self) {
        give_back(Owned::Panel(self.raw.expose_provenance()));
    }
}

/// Gives an object back, or has that done when the call that is being made has ended.
fn give_back(owned: Owned) {
    let Ok(curses) = library() else { return };
    if curses.is_busy() {
        let mut dropped = curses
            .dropped
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        dropped.push(owned);
    } else {
        curses.delete(&owned);
    }
}

/// The address of a symbol.
///
/// Errors: what is missing.
fn symbol(handle: *mut c_void, name: &CStr) -> Result<*mut c_void, String> {
    // SAFETY: the handle is that of a library that stays loaded.
    let address = unsafe { libc::dlsym(handle, name.as_ptr()) };
    match address.is_null() {
        true => Err(format!(
            "the ncurses of this system has no {}",
            name.to_string_lossy()
        )),
        false => Ok(address),
    }
}

/// Opens the first of some libraries that is there.
fn open(names: &[&CStr]) -> Option<*mut c_void> {
    names.iter().find_map(|name| {
        // SAFETY: the name is a C string. What the library does when it is loaded is its own affair.
        let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        (!handle.is_null()).then_some(handle)
    })
}

macro_rules! functions {
    (
        plain { $($plain:ident($($pa:ident: $pt:ty),*) $(-> $pr:ty)?;)* }
        window { $($window:ident($($wa:ident: $wt:ty),*) $(-> $wr:ty)?;)* }
        raw { $($raw:ident($($rt:ty),* $(; $variadic:tt)?) $(-> $rr:ty)?;)* }
        data { $($data:ident: $dt:ty;)* }
    ) => {
        /// The functions and variables of the library.
        struct Functions {
            $($plain: unsafe extern "C" fn($($pt),*) $(-> $pr)?,)*
            $($window: unsafe extern "C" fn(RawWindow $(, $wt)*) $(-> $wr)?,)*
            $($raw: unsafe extern "C" fn($($rt),* $(, $variadic)?) $(-> $rr)?,)*
            $($data: *mut $dt,)*
        }

        impl Functions {
            /// Looks all of them up.
            ///
            /// Errors: which is missing.
            fn look_up(handle: *mut c_void) -> Result<Functions, String> {
                let name = |name: &str| CString::new(name).map_err(|error| error.to_string());
                // SAFETY: the functions have these types in every ncurses of the sixth series, to whose
                // names the library's file name belongs.
                unsafe {
                    Ok(Functions {
                        $($plain: std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($pt),*) $(-> $pr)?>(
                            symbol(handle, &name(stringify!($plain))?)?),)*
                        $($window: std::mem::transmute::<*mut c_void, unsafe extern "C" fn(RawWindow $(, $wt)*) $(-> $wr)?>(
                            symbol(handle, &name(stringify!($window))?)?),)*
                        $($raw: std::mem::transmute::<*mut c_void, unsafe extern "C" fn($($rt),* $(, $variadic)?) $(-> $rr)?>(
                            symbol(handle, &name(stringify!($raw))?)?),)*
                        $($data: symbol(handle, &name(stringify!($data))?)?.cast(),)*
                    })
                }
            }
        }

        #[expect(clippy::too_many_arguments, reason = "the functions of the library have them")]
        impl Curses {
            $(pub(super) fn $plain(&self $(, $pa: $pt)*) $(-> $pr)? {
                // SAFETY: numbers only, and the library has been entered.
                unsafe { (self.functions.$plain)($($pa),*) }
            })*
            $(pub(super) fn $window(&self, window: &WindowHandle $(, $wa: $wt)*) $(-> $wr)? {
                // SAFETY: the window exists as long as its handle; else numbers only.
                unsafe { (self.functions.$window)(window.raw $(, $wa)*) }
            })*
        }
    };
}

functions! {
    plain {
        COLOR_PAIR(number: c_int) -> c_int;
        PAIR_NUMBER(attributes: c_int) -> c_int;
        assume_default_colors(foreground: c_int, background: c_int) -> c_int;
        baudrate() -> c_int;
        beep() -> c_int;
        can_change_color() -> u8;
        cbreak() -> c_int;
        curs_set(visibility: c_int) -> c_int;
        def_prog_mode() -> c_int;
        def_shell_mode() -> c_int;
        delay_output(milliseconds: c_int) -> c_int;
        doupdate() -> c_int;
        echo() -> c_int;
        endwin() -> c_int;
        erasechar() -> c_char;
        filter();
        flash() -> c_int;
        flushinp() -> c_int;
        halfdelay(tenths: c_int) -> c_int;
        has_colors() -> u8;
        has_ic() -> u8;
        has_il() -> u8;
        has_key(key: c_int) -> c_int;
        init_extended_color(color: c_int, red: c_int, green: c_int, blue: c_int) -> c_int;
        init_extended_pair(pair: c_int, foreground: c_int, background: c_int) -> c_int;
        is_term_resized(lines: c_int, columns: c_int) -> u8;
        isendwin() -> u8;
        killchar() -> c_char;
        mouseinterval(milliseconds: c_int) -> c_int;
        napms(milliseconds: c_int) -> c_int;
        nl() -> c_int;
        nocbreak() -> c_int;
        noecho() -> c_int;
        nonl() -> c_int;
        noqiflush();
        noraw() -> c_int;
        qiflush();
        raw() -> c_int;
        reset_prog_mode() -> c_int;
        reset_shell_mode() -> c_int;
        resetty() -> c_int;
        resize_term(lines: c_int, columns: c_int) -> c_int;
        resizeterm(lines: c_int, columns: c_int) -> c_int;
        savetty() -> c_int;
        set_escdelay(milliseconds: c_int) -> c_int;
        set_tabsize(size: c_int) -> c_int;
        start_color() -> c_int;
        termattrs() -> Cell;
        typeahead(descriptor: c_int) -> c_int;
        unget_wch(character: wchar_t) -> c_int;
        ungetch(key: c_int) -> c_int;
        use_default_colors() -> c_int;
        use_env(flag: u8);
    }
    window {
        clearok(flag: u8) -> c_int;
        getattrs() -> c_int;
        getbegx() -> c_int;
        getbegy() -> c_int;
        getbkgd() -> Cell;
        getcurx() -> c_int;
        getcury() -> c_int;
        getmaxx() -> c_int;
        getmaxy() -> c_int;
        getparx() -> c_int;
        getpary() -> c_int;
        idcok(flag: u8);
        idlok(flag: u8) -> c_int;
        immedok(flag: u8);
        is_linetouched(line: c_int) -> u8;
        is_pad() -> u8;
        is_wintouched() -> u8;
        keypad(flag: u8) -> c_int;
        leaveok(flag: u8) -> c_int;
        mvderwin(y: c_int, x: c_int) -> c_int;
        mvwin(y: c_int, x: c_int) -> c_int;
        nodelay(flag: u8) -> c_int;
        notimeout(flag: u8) -> c_int;
        pechochar(cell: Cell) -> c_int;
        pnoutrefresh(y: c_int, x: c_int, top: c_int, left: c_int, bottom: c_int, right: c_int) -> c_int;
        prefresh(y: c_int, x: c_int, top: c_int, left: c_int, bottom: c_int, right: c_int) -> c_int;
        redrawwin() -> c_int;
        scrollok(flag: u8) -> c_int;
        syncok(flag: u8) -> c_int;
        waddch(cell: Cell) -> c_int;
        wattr_off(attributes: Cell, options: usize) -> c_int;
        wattr_on(attributes: Cell, options: usize) -> c_int;
        wattrset(attributes: c_int) -> c_int;
        wbkgd(cell: Cell) -> c_int;
        wbkgdset(cell: Cell);
        wborder(ls: Cell, rs: Cell, ts: Cell, bs: Cell, tl: Cell, tr: Cell, bl: Cell, br: Cell) -> c_int;
        wchgat(count: c_int, attributes: Cell, pair: c_short, options: usize) -> c_int;
        wclear() -> c_int;
        wclrtobot() -> c_int;
        wclrtoeol() -> c_int;
        wcursyncup();
        wdelch() -> c_int;
        wechochar(cell: Cell) -> c_int;
        wenclose(y: c_int, x: c_int) -> u8;
        werase() -> c_int;
        wgetch() -> c_int;
        wgetdelay() -> c_int;
        whline(cell: Cell, count: c_int) -> c_int;
        winch() -> Cell;
        winsch(cell: Cell) -> c_int;
        winsdelln(count: c_int) -> c_int;
        wmove(y: c_int, x: c_int) -> c_int;
        wnoutrefresh() -> c_int;
        wredrawln(start: c_int, count: c_int) -> c_int;
        wrefresh() -> c_int;
        wresize(lines: c_int, columns: c_int) -> c_int;
        wscrl(count: c_int) -> c_int;
        wsetscrreg(top: c_int, bottom: c_int) -> c_int;
        wstandend() -> c_int;
        wstandout() -> c_int;
        wsyncdown();
        wsyncup();
        wtimeout(milliseconds: c_int);
        wtouchln(start: c_int, count: c_int, changed: c_int) -> c_int;
        wvline(cell: Cell, count: c_int) -> c_int;
    }
    raw {
        copywin(RawWindow, RawWindow, c_int, c_int, c_int, c_int, c_int, c_int, c_int) -> c_int;
        curses_version() -> *const c_char;
        delwin(RawWindow) -> c_int;
        derwin(RawWindow, c_int, c_int, c_int, c_int) -> RawWindow;
        extended_color_content(c_int, *mut c_int, *mut c_int, *mut c_int) -> c_int;
        extended_pair_content(c_int, *mut c_int, *mut c_int) -> c_int;
        getcchar(*const WideCell, *mut wchar_t, *mut Cell, *mut c_short, *mut c_void) -> c_int;
        getmouse(*mut MouseEvent) -> c_int;
        getwin(*mut libc::FILE) -> RawWindow;
        intrflush(RawWindow, u8) -> c_int;
        is_leaveok(RawWindow) -> u8;
        keyname(c_int) -> *const c_char;
        longname() -> *const c_char;
        meta(RawWindow, u8) -> c_int;
        mousemask(c_uint, *mut c_uint) -> c_uint;
        newpad(c_int, c_int) -> RawWindow;
        newterm(*const c_char, *mut libc::FILE, *mut libc::FILE) -> *mut c_void;
        newwin(c_int, c_int, c_int, c_int) -> RawWindow;
        overlay(RawWindow, RawWindow) -> c_int;
        overwrite(RawWindow, RawWindow) -> c_int;
        putp(*const c_char) -> c_int;
        putwin(RawWindow, *mut libc::FILE) -> c_int;
        setcchar(*mut WideCell, *const wchar_t, Cell, c_short, *const c_void) -> c_int;
        setupterm(*const c_char, c_int, *mut c_int) -> c_int;
        subpad(RawWindow, c_int, c_int, c_int, c_int) -> RawWindow;
        subwin(RawWindow, c_int, c_int, c_int, c_int) -> RawWindow;
        termname() -> *const c_char;
        tigetflag(*const c_char) -> c_int;
        tigetnum(*const c_char) -> c_int;
        tigetstr(*const c_char) -> *const c_char;
        tparm(*const c_char; ...) -> *const c_char;
        unctrl(Cell) -> *const c_char;
        ungetmouse(*mut MouseEvent) -> c_int;
        wadd_wch(RawWindow, *const WideCell) -> c_int;
        waddnstr(RawWindow, *const c_char, c_int) -> c_int;
        waddnwstr(RawWindow, *const wchar_t, c_int) -> c_int;
        wget_wch(RawWindow, *mut c_uint) -> c_int;
        wgetnstr(RawWindow, *mut c_char, c_int) -> c_int;
        wgetscrreg(RawWindow, *mut c_int, *mut c_int) -> c_int;
        win_wch(RawWindow, *mut WideCell) -> c_int;
        winnstr(RawWindow, *mut c_char, c_int) -> c_int;
        wins_nwstr(RawWindow, *const wchar_t, c_int) -> c_int;
        wins_wch(RawWindow, *const WideCell) -> c_int;
        winsnstr(RawWindow, *const c_char, c_int) -> c_int;
    }
    data {
        COLORS: c_int;
        COLOR_PAIRS: c_int;
        COLS: c_int;
        ESCDELAY: c_int;
        LINES: c_int;
        TABSIZE: c_int;
        acs_map: [Cell; 128];
        newscr: RawWindow;
        stdscr: RawWindow;
    }
}

/// The functions for panels, in a library of their own.
struct PanelFunctions {
    bottom_panel: unsafe extern "C" fn(RawPanel) -> c_int,
    del_panel: unsafe extern "C" fn(RawPanel) -> c_int,
    hide_panel: unsafe extern "C" fn(RawPanel) -> c_int,
    move_panel: unsafe extern "C" fn(RawPanel, c_int, c_int) -> c_int,
    new_panel: unsafe extern "C" fn(RawWindow) -> RawPanel,
    panel_above: unsafe extern "C" fn(RawPanel) -> RawPanel,
    panel_below: unsafe extern "C" fn(RawPanel) -> RawPanel,
    panel_hidden: unsafe extern "C" fn(RawPanel) -> c_int,
    replace_panel: unsafe extern "C" fn(RawPanel, RawWindow) -> c_int,
    show_panel: unsafe extern "C" fn(RawPanel) -> c_int,
    top_panel: unsafe extern "C" fn(RawPanel) -> c_int,
    update_panels: unsafe extern "C" fn(),
}

impl PanelFunctions {
    fn look_up() -> Result<PanelFunctions, String> {
        let Some(handle) = open(&[c"libpanelw.so.6", c"libpanel.so.6"]) else {
            return Err("no libpanelw.so.6 on this system".to_owned());
        };
        // SAFETY: the functions have these types in every ncurses of the sixth series.
        unsafe {
            type Change = unsafe extern "C" fn(RawPanel) -> c_int;
            type Next = unsafe extern "C" fn(RawPanel) -> RawPanel;
            let change = |name: &CStr| {
                symbol(handle, name).map(|it| std::mem::transmute::<*mut c_void, Change>(it))
            };
            let next = |name: &CStr| {
                symbol(handle, name).map(|it| std::mem::transmute::<*mut c_void, Next>(it))
            };
            Ok(PanelFunctions {
                bottom_panel: change(c"bottom_panel")?,
                del_panel: change(c"del_panel")?,
                hide_panel: change(c"hide_panel")?,
                move_panel: std::mem::transmute::<
                    *mut c_void,
                    unsafe extern "C" fn(RawPanel, c_int, c_int) -> c_int,
                >(symbol(handle, c"move_panel")?),
                new_panel: next(c"new_panel")?,
                panel_above: next(c"panel_above")?,
                panel_below: next(c"panel_below")?,
                panel_hidden: change(c"panel_hidden")?,
                replace_panel: std::mem::transmute::<
                    *mut c_void,
                    unsafe extern "C" fn(RawPanel, RawWindow) -> c_int,
                >(symbol(handle, c"replace_panel")?),
                show_panel: change(c"show_panel")?,
                top_panel: change(c"top_panel")?,
                update_panels: std::mem::transmute::<*mut c_void, unsafe extern "C" fn()>(symbol(
                    handle,
                    c"update_panels",
                )?),
            })
        }
    }
}

/// The library, open.
pub(super) struct Curses {
    functions: Functions,
    panels: OnceLock<Result<PanelFunctions, String>>,
    /// Whether an interpreter has it.
    is_taken: AtomicBool,
    /// Whether a thread is in it without the interpreter's lock. Changed with that lock.
    is_busy: AtomicBool,
    /// What is to be given back when the thread has come out.
    dropped: Mutex<Vec<Owned>>,
}

// SAFETY: addresses of functions and variables, used by the thread that has been let in.
unsafe impl Send for Curses {}
// SAFETY: as above.
unsafe impl Sync for Curses {}

/// The library. It stays open once it is.
///
/// Errors: why it is not there.
pub(super) fn library() -> Result<&'static Curses, &'static str> {
    static LIBRARY: OnceLock<Result<Curses, String>> = OnceLock::new();
    let library = LIBRARY.get_or_init(|| {
        let Some(handle) = open(&[c"libncursesw.so.6", c"libncurses.so.6"]) else {
            return Err("no libncursesw.so.6 on this system".to_owned());
        };
        Ok(Curses {
            functions: Functions::look_up(handle)?,
            panels: OnceLock::new(),
            is_taken: AtomicBool::new(false),
            is_busy: AtomicBool::new(false),
            dropped: Mutex::new(Vec::new()),
        })
    });
    library.as_ref().map_err(String::as_str)
}

/// The bytes of a C string; none for a null pointer.
fn copied(text: *const c_char) -> Option<Vec<u8>> {
    // SAFETY: what the library gives is null or a C string, which it changes with its next call at most.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes().to_vec())
}

/// A flag as the library has it.
fn flag(flag: bool) -> u8 {
    u8::from(flag)
}

mod calls;
mod panels;
mod surroundings;

pub(super) use calls::WideText;
pub(super) use surroundings::{byte_of, character_of, codeset, wait_for_input};
