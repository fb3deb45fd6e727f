//! The databases of users and groups, as the C library reads them, for `pwd` and `grp`.

use std::ffi::{CStr, c_char};
use std::io::{Error, Result};
use std::mem::MaybeUninit;

/// A user.
pub(crate) struct UserEntry {
    pub(crate) name: Vec<u8>,
    pub(crate) password: Vec<u8>,
    pub(crate) user: u32,
    pub(crate) group: u32,
    pub(crate) gecos: Vec<u8>,
    pub(crate) directory: Vec<u8>,
    pub(crate) shell: Vec<u8>,
}

/// A group.
pub(crate) struct GroupEntry {
    pub(crate) name: Vec<u8>,
    pub(crate) password: Vec<u8>,
    pub(crate) group: u32,
    pub(crate) members: Vec<Vec<u8>>,
}

/// The bytes of a C string; none of null.
///
/// # Safety
///
/// It is null or ends with a zero byte.
unsafe fn text(pointer: *const c_char) -> Vec<u8> {
    if pointer.is_null() {
        return Vec::new();
    }
    // SAFETY: the caller promises so.
    unsafe { CStr::from_ptr(pointer) }.to_bytes().to_vec()
}

/// Calls a reader with ever more room for texts. `None` if there is no such entry.
fn read<T, R>(
    call: impl Fn(*mut T, *mut c_char, usize, *mut *mut T) -> i32,
    convert: impl Fn(&T) -> R,
) -> Result<Option<R>> {
    let mut texts: Vec<c_char> = vec![0; 1024];
    loop {
        let mut entry = MaybeUninit::uninit();
        let mut found = std::ptr::null_mut();
        let (start, length) = (texts.as_mut_ptr(), texts.len());
        match call(entry.as_mut_ptr(), start, length, &raw mut found) {
            0 if found.is_null() => return Ok(None),
            // SAFETY: the entry that was found is filled.
            0 => return Ok(Some(convert(unsafe { &*found }))),
            libc::ERANGE if length < 1 << 24 => texts.resize(length * 2, 0),
            // All of these stand for "not found" in one system or another.
            libc::ENOENT | libc::ESRCH | libc::EBADF | libc::EPERM => return Ok(None),
            number => return Err(Error::from_raw_os_error(number)),
        }
    }
}

fn user_entry(entry: &libc::passwd) -> UserEntry {
    // SAFETY: the texts of an entry are C strings.
    unsafe {
        UserEntry {
            name: text(entry.pw_name),
            password: text(entry.pw_passwd),
            user: entry.pw_uid,
            group: entry.pw_gid,
            gecos: text(entry.pw_gecos),
            directory: text(entry.pw_dir),
            shell: text(entry.pw_shell),
        }
    }
}

fn group_entry(entry: &libc::group) -> GroupEntry {
    let mut members = Vec::new();
    let mut next = entry.gr_mem;
    // SAFETY: the texts of an entry are C strings, and the list of members ends with a null.
    unsafe {
        while !next.is_null() && !(*next).is_null() {
            members.push(text(*next));
            next = next.add(1);
        }
        GroupEntry {
            name: text(entry.gr_name),
            password: text(entry.gr_passwd),
            group: entry.gr_gid,
            members,
        }
    }
}

/// The user of a number.
pub(crate) fn user_of_number(number: u32) -> Result<Option<UserEntry>> {
    read(
        // SAFETY: the entry, the texts and the result have room.
        |entry, texts, length, found| unsafe {
            libc::getpwuid_r(number, entry, texts, length, found)
        },
        user_entry,
    )
}

/// The user of a name.
pub(crate) fn user_of_name(name: &CStr) -> Result<Option<UserEntry>> {
    read(
        // SAFETY: as above, and the name is a C string.
        |entry, texts, length, found| unsafe {
            libc::getpwnam_r(name.as_ptr(), entry, texts, length, found)
        },
        user_entry,
    )
}

/// The group of a number.
pub(crate) fn group_of_number(number: u32) -> Result<Option<GroupEntry>> {
    read(
        // SAFETY: the entry, the texts and the result have room.
        |entry, texts, length, found| unsafe {
            libc::getgrgid_r(number, entry, texts, length, found)
        },
        group_entry,
    )
}

/// The group of a name.
pub(crate) fn group_of_name(name: &CStr) -> Result<Option<GroupEntry>> {
    read(
        // SAFETY: as above, and the name is a C string.
        |entry, texts, length, found| unsafe {
            libc::getgrnam_r(name.as_ptr(), entry, texts, length, found)
        },
        group_entry,
    )
}

/// All users. The caller holds the interpreter's lock: the C library has one place in the list.
pub(crate) fn users() -> Vec<UserEntry> {
    let mut all = Vec::new();
    // SAFETY: an entry is valid until the next call.
    unsafe {
        libc::setpwent();
        while let Some(entry) = libc::getpwent().as_ref() {
            all.push(user_entry(entry));
        }
        libc::endpwent();
    }
    all
}

/// All groups. The caller holds the interpreter's lock, as for [`users`].
pub(crate) fn groups() -> Vec<GroupEntry> {
    let mut all = Vec::new();
    // SAFETY: an entry is valid until the next call.
    unsafe {
        libc::setgrent();
        while let Some(entry) = libc::getgrent().as_ref() {
            all.push(group_entry(entry));
        }
        libc::endgrent();
    }
    all
}
