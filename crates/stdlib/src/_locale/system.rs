//! The calls of the C library.

use std::ffi::{CStr, CString, c_char, c_int};

use libc::wchar_t;

unsafe extern "C" {
    fn wcscoll(left: *const wchar_t, right: *const wchar_t) -> c_int;
    fn wcsxfrm(to: *mut wchar_t, from: *const wchar_t, room: usize) -> usize;
    fn mbstowcs(to: *mut wchar_t, from: *const c_char, room: usize) -> usize;
    fn gettext(message: *const c_char) -> *const c_char;
    fn dgettext(domain: *const c_char, message: *const c_char) -> *const c_char;
    fn dcgettext(domain: *const c_char, message: *const c_char, category: c_int) -> *const c_char;
    fn textdomain(domain: *const c_char) -> *const c_char;
    fn bindtextdomain(domain: *const c_char, directory: *const c_char) -> *const c_char;
    fn bind_textdomain_codeset(domain: *const c_char, codeset: *const c_char) -> *const c_char;
}

/// A copy of a string of the C library; `None` for a null pointer.
fn copied(text: *const c_char) -> Option<CString> {
    if text.is_null() {
        return None;
    }
    // SAFETY: what is not null is a C string, which nobody changes while the interpreter's lock is
    // held: all calls that do are in this file.
    Some(unsafe { CStr::from_ptr(text) }.to_owned())
}

fn pointer(text: Option<&CStr>) -> *const c_char {
    text.map_or(std::ptr::null(), CStr::as_ptr)
}

/// Sets the locale of a category, or only asks for it.
pub(super) fn set_locale(category: i32, locale: Option<&CStr>) -> Option<CString> {
    // SAFETY: the name is a C string or null.
    copied(unsafe { libc::setlocale(category, pointer(locale)) })
}

/// Text of the locale's encoding as code points; `None` if it is not valid.
pub(super) fn code_points(text: &CStr) -> Option<Vec<u32>> {
    // No character takes less than a byte.
    let mut wide: Vec<wchar_t> = vec![0; text.to_bytes().len() + 1];
    // SAFETY: there is room for as many characters as are said.
    let count = unsafe { mbstowcs(wide.as_mut_ptr(), text.as_ptr(), wide.len()) };
    let found = wide.get(..count)?;
    Some(found.iter().map(|&character| character as u32).collect())
}

/// A string of the C library's wide characters.
pub(super) struct Wide(Vec<wchar_t>);

impl Wide {
    /// These code points; `None` if one is zero.
    pub(super) fn new(code_points: impl Iterator<Item = u32>) -> Option<Wide> {
        let mut characters: Vec<wchar_t> = code_points.map(|point| point as wchar_t).collect();
        if characters.contains(&0) {
            return None;
        }
        characters.push(0);
        Some(Wide(characters))
    }

    /// Compares by the locale: negative, zero or positive.
    pub(super) fn compare(&self, other: &Wide) -> i32 {
        // SAFETY: both end with zero.
        unsafe { wcscoll(self.0.as_ptr(), other.0.as_ptr()) }
    }

    /// What compares as this does by the locale, code point for code point. `None` if the locale
    /// cannot say.
    pub(super) fn transformed(&self) -> Option<Vec<u32>> {
        let mut room = self.0.len();
        loop {
            let mut result: Vec<wchar_t> = vec![0; room];
            // SAFETY: the source ends with zero, and there is as much room as is said.
            let needed = unsafe { wcsxfrm(result.as_mut_ptr(), self.0.as_ptr(), room) };
            if needed == usize::MAX {
                return None;
            }
            if needed < room {
                result.truncate(needed);
                return Some(result.into_iter().map(|it| it as u32).collect());
            }
            room = needed + 1;
        }
    }
}

/// What `localeconv` says: texts and numbers.
pub(super) struct Conventions {
    /// `decimal_point`, `thousands_sep`, `int_curr_symbol`, `currency_symbol`, `mon_decimal_point`,
    /// `mon_thousands_sep`, `positive_sign`, `negative_sign`.
    pub(super) texts: [CString; 8],
    /// `grouping` and `mon_grouping`.
    pub(super) groupings: [Vec<u8>; 2],
    /// `int_frac_digits`, `frac_digits`, `p_cs_precedes`, `p_sep_by_space`, `n_cs_precedes`,
    /// `n_sep_by_space`, `p_sign_posn`, `n_sign_posn`.
    pub(super) numbers: [i64; 8],
}

/// The conventions of the locale.
pub(super) fn conventions() -> Conventions {
    let text = |text: *mut c_char| copied(text).unwrap_or_default();
    // SAFETY: the result is a struct of C strings, which stays until the next call.
    let found = unsafe { &*libc::localeconv() };
    let numbers = [
        found.int_frac_digits,
        found.frac_digits,
        found.p_cs_precedes,
        found.p_sep_by_space,
        found.n_cs_precedes,
        found.n_sep_by_space,
        found.p_sign_posn,
        found.n_sign_posn,
    ];
    Conventions {
        texts: [
            text(found.decimal_point),
            text(found.thousands_sep),
            text(found.int_curr_symbol),
            text(found.currency_symbol),
            text(found.mon_decimal_point),
            text(found.mon_thousands_sep),
            text(found.positive_sign),
            text(found.negative_sign),
        ],
        groupings: [found.grouping, found.mon_grouping].map(|it| text(it).into_bytes()),
        numbers: numbers.map(i64::from),
    }
}

/// What the locale says about a thing of `langinfo.h`, which must be one of it.
pub(super) fn language_information(item: i32) -> CString {
    // SAFETY: any number is allowed.
    copied(unsafe { libc::nl_langinfo(item) }).unwrap_or_default()
}

/// The translation of a message; of the current domain if none is given, and of the category of
/// messages.
pub(super) fn translated(
    domain: Option<Option<&CStr>>,
    message: &CStr,
    category: Option<i32>,
) -> CString {
    // SAFETY: all are C strings, or null where that is allowed.
    let found = unsafe {
        match (domain, category) {
            (None, _) => gettext(message.as_ptr()),
            (Some(domain), None) => dgettext(pointer(domain), message.as_ptr()),
            (Some(domain), Some(category)) => {
                dcgettext(pointer(domain), message.as_ptr(), category)
            }
        }
    };
    copied(found).unwrap_or_default()
}

/// Sets the domain of messages, or only asks for it.
pub(super) fn domain(domain: Option<&CStr>) -> Option<CString> {
    // SAFETY: a C string or null.
    copied(unsafe { textdomain(pointer(domain)) })
}

/// Sets the directory of a domain, or only asks for it.
pub(super) fn directory(domain: &CStr, directory: Option<&CStr>) -> Option<CString> {
    // SAFETY: C strings, the second may be null.
    copied(unsafe { bindtextdomain(domain.as_ptr(), pointer(directory)) })
}

/// Sets the encoding of a domain, or only asks for it.
pub(super) fn codeset(domain: &CStr, codeset: Option<&CStr>) -> Option<CString> {
    // SAFETY: C strings, the second may be null.
    copied(unsafe { bind_textdomain_codeset(domain.as_ptr(), pointer(codeset)) })
}
