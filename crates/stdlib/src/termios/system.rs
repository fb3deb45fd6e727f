//! The calls of the system.

use std::io::{Error, Result};

/// The attributes of a terminal.
#[derive(Clone, Copy)]
pub(super) struct Attributes {
    /// Flags of input, output, control, local modes.
    pub(super) flags: [u32; 4],
    /// Speeds of input and output, by their codes.
    pub(super) speeds: [u32; 2],
    /// Special characters.
    pub(super) characters: [u8; libc::NCCS],
}

fn checked(result: i32) -> Result<()> {
    match result {
        -1 => Err(Error::last_os_error()),
        _ => Ok(()),
    }
}

fn raw(fd: i32) -> Result<libc::termios> {
    // SAFETY: all zero is a value of the struct, which has room.
    unsafe {
        let mut attributes = std::mem::zeroed();
        checked(libc::tcgetattr(fd, &raw mut attributes))?;
        Ok(attributes)
    }
}

/// The attributes of a terminal.
pub(super) fn attributes(fd: i32) -> Result<Attributes> {
    let raw = raw(fd)?;
    // The system has one speed for both, among the flags of control. The functions for it speak of
    // codes or of bits a second, as the version of the C library will have it.
    let speeds = [raw.c_cflag & libc::CBAUD; 2];
    Ok(Attributes {
        flags: [raw.c_iflag, raw.c_oflag, raw.c_cflag, raw.c_lflag],
        speeds,
        characters: raw.c_cc,
    })
}

/// Sets the attributes of a terminal, at a time that `when` tells.
pub(super) fn set_attributes(fd: i32, when: i32, new: &Attributes) -> Result<()> {
    // What is not among the attributes stays.
    let mut raw = raw(fd)?;
    [raw.c_iflag, raw.c_oflag, raw.c_cflag, raw.c_lflag] = new.flags;
    raw.c_cc = new.characters;
    let [input, output] = new.speeds;
    if (input | output) & !libc::CBAUD != 0 {
        return Err(Error::from_raw_os_error(libc::EINVAL));
    }
    raw.c_cflag = raw.c_cflag & !libc::CBAUD | output;
    // SAFETY: the struct is initialised.
    checked(unsafe { libc::tcsetattr(fd, when, &raw const raw) })
}

pub(super) fn send_break(fd: i32, duration: i32) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::tcsendbreak(fd, duration) })
}

pub(super) fn drain(fd: i32) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::tcdrain(fd) })
}

pub(super) fn flush(fd: i32, queue: i32) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::tcflush(fd, queue) })
}

pub(super) fn flow(fd: i32, action: i32) -> Result<()> {
    // SAFETY: numbers only.
    checked(unsafe { libc::tcflow(fd, action) })
}

fn raw_size(fd: i32) -> Result<libc::winsize> {
    // SAFETY: all zero is a value of the struct, which the request fills.
    unsafe {
        let mut size: libc::winsize = std::mem::zeroed();
        checked(libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size))?;
        Ok(size)
    }
}

/// Lines and columns of a terminal.
pub(super) fn window_size(fd: i32) -> Result<(u16, u16)> {
    raw_size(fd).map(|size| (size.ws_row, size.ws_col))
}

/// Sets lines and columns of a terminal.
pub(super) fn set_window_size(fd: i32, lines: u16, columns: u16) -> Result<()> {
    let mut size = raw_size(fd)?;
    (size.ws_row, size.ws_col) = (lines, columns);
    // SAFETY: the request reads the struct.
    checked(unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, &raw const size) })
}
