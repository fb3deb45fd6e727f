//! `_locale`: the locales of the C library.
//! Reference: <https://docs.python.org/3.14/library/locale.html>

mod system;

pub use _locale::MODULE;

/// Raised where a locale or what it is asked for does not exist.
#[rpy_macros::exception(name = "locale.Error")]
pub(crate) struct Error;

/// Begins with the locale of the environment for the encoding, as CPython does: without one, UTF-8 is assumed
/// (PEP 538). Once it is set, nothing changes.
pub(crate) fn begin() {
    let is_plain = |locale: Option<std::ffi::CString>| {
        locale.is_some_and(|it| matches!(it.to_bytes(), b"C" | b"POSIX"))
    };
    if is_plain(system::set_locale(libc::LC_CTYPE, None))
        && is_plain(system::set_locale(libc::LC_CTYPE, Some(c"")))
        && std::env::var_os("LC_ALL").is_none()
    {
        system::set_locale(libc::LC_CTYPE, Some(c"C.UTF-8"));
    }
}

/// The locale of the C library: numbers, money, order of strings.
#[rpy_macros::native_module(name = "_locale", classes(super::Error))]
mod _locale {
    use std::ffi::{CStr, CString};

    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::str::codecs::decode_by_name;
    use rpy_vm::builtins::str::{Str, StrBuilder};
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::{Error, system};
    use crate::posix::path::bytes_of;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("CHAR_MAX", i8::MAX as i64),
        ("LC_ALL", libc::LC_ALL as i64),
        ("LC_COLLATE", libc::LC_COLLATE as i64),
        ("LC_CTYPE", libc::LC_CTYPE as i64),
        ("LC_MESSAGES", libc::LC_MESSAGES as i64),
        ("LC_MONETARY", libc::LC_MONETARY as i64),
        ("LC_NUMERIC", libc::LC_NUMERIC as i64),
        ("LC_TIME", libc::LC_TIME as i64),
    ];

    /// The things that `nl_langinfo` knows, with their numbers.
    #[constants]
    const INFORMATION: &[(&str, i64)] = &[
        ("ABDAY_1", 131072),
        ("ABDAY_2", 131073),
        ("ABDAY_3", 131074),
        ("ABDAY_4", 131075),
        ("ABDAY_5", 131076),
        ("ABDAY_6", 131077),
        ("ABDAY_7", 131078),
        ("ABMON_1", 131086),
        ("ABMON_10", 131095),
        ("ABMON_11", 131096),
        ("ABMON_12", 131097),
        ("ABMON_2", 131087),
        ("ABMON_3", 131088),
        ("ABMON_4", 131089),
        ("ABMON_5", 131090),
        ("ABMON_6", 131091),
        ("ABMON_7", 131092),
        ("ABMON_8", 131093),
        ("ABMON_9", 131094),
        ("ALT_DIGITS", 131119),
        ("AM_STR", 131110),
        ("CODESET", 14),
        ("CRNCYSTR", 262159),
        ("DAY_1", 131079),
        ("DAY_2", 131080),
        ("DAY_3", 131081),
        ("DAY_4", 131082),
        ("DAY_5", 131083),
        ("DAY_6", 131084),
        ("DAY_7", 131085),
        ("D_FMT", 131113),
        ("D_T_FMT", 131112),
        ("ERA", 131116),
        ("ERA_D_FMT", 131118),
        ("ERA_D_T_FMT", 131120),
        ("ERA_T_FMT", 131121),
        ("MON_1", 131098),
        ("MON_10", 131107),
        ("MON_11", 131108),
        ("MON_12", 131109),
        ("MON_2", 131099),
        ("MON_3", 131100),
        ("MON_4", 131101),
        ("MON_5", 131102),
        ("MON_6", 131103),
        ("MON_7", 131104),
        ("MON_8", 131105),
        ("MON_9", 131106),
        ("NOEXPR", 327681),
        ("PM_STR", 131111),
        ("RADIXCHAR", 65536),
        ("THOUSEP", 65537),
        ("T_FMT", 131114),
        ("T_FMT_AMPM", 131115),
        ("YESEXPR", 327680),
        ("_DATE_FMT", 131180),
    ];

    /// Begins with the locale of the environment for the encoding.
    #[execute]
    fn execute(_module: &Ref<Module>, _vm: &mut Vm) -> PyResult<()> {
        super::begin();
        Ok(())
    }

    /// Text of the C library, in the encoding of the locale.
    fn text(text: &CStr, vm: &mut Vm) -> PyResult {
        match system::code_points(text) {
            Some(points) => Ok(string(&points, vm)),
            None => decode_by_name(text.to_bytes(), "utf-8", "surrogateescape", vm),
        }
    }

    fn string(points: &[u32], vm: &mut Vm) -> Value {
        let mut builder = StrBuilder::new();
        points.iter().for_each(|&point| builder.push(point));
        builder.finish(vm).into_value()
    }

    fn c_string(bytes: impl Into<Vec<u8>>, vm: &mut Vm) -> PyResult<CString> {
        CString::new(bytes).map_err(|_| vm.value_error("embedded null character"))
    }

    /// The argument of that number, a str or None, as a C string.
    fn optional(
        value: &Value,
        wanted: &str,
        function: &str,
        vm: &mut Vm,
    ) -> PyResult<Option<CString>> {
        if value.is_none() {
            return Ok(None);
        }
        if !value.has_payload::<Str>() {
            let given = value.type_name(vm);
            let message = format!("{function}() {wanted} must be str or None, not {given}");
            return Err(vm.type_error(message));
        }
        let text = <&str>::from_argument(value, vm)?;
        c_string(text, vm).map(Some)
    }

    /// Sets the locale of a category, or without a name only asks for it. Returns its name.
    #[function(signature = "(category, locale=None, /)")]
    fn setlocale(category: i32, locale: &Value, vm: &mut Vm) -> PyResult {
        let name = optional(locale, "argument 2", "setlocale", vm)?;
        match system::set_locale(category, name.as_deref()) {
            Some(found) => text(&found, vm),
            None if name.is_none() => Err(vm.native_error::<Error>("locale query failed")),
            None => Err(vm.native_error::<Error>("unsupported locale setting")),
        }
    }

    /// Returns how the locale writes numbers and amounts of money, as a dict.
    #[function(signature = "()")]
    fn localeconv(vm: &mut Vm) -> PyResult<Ref<Dict>> {
        let found = system::conventions();
        let mut values = Vec::new();
        for it in &found.texts {
            values.push(text(it, vm)?);
        }
        for grouping in &found.groupings {
            values.push(grouping_list(grouping, vm));
        }
        for &number in &found.numbers {
            values.push(vm.new_int(number));
        }
        let order = [
            ("int_curr_symbol", 2),
            ("currency_symbol", 3),
            ("mon_decimal_point", 4),
            ("mon_thousands_sep", 5),
            ("mon_grouping", 9),
            ("positive_sign", 6),
            ("negative_sign", 7),
            ("int_frac_digits", 10),
            ("frac_digits", 11),
            ("p_cs_precedes", 12),
            ("p_sep_by_space", 13),
            ("n_cs_precedes", 14),
            ("n_sep_by_space", 15),
            ("p_sign_posn", 16),
            ("n_sign_posn", 17),
            ("decimal_point", 0),
            ("thousands_sep", 1),
            ("grouping", 8),
        ];
        let result = Dict::new(vm);
        for (name, index) in order {
            let (name, value) = (vm.intern(name), values[index].clone());
            result.set_str(&name, value, vm);
        }
        Ok(result)
    }

    /// The sizes of groups; the last says whether they go on (0) or not (`CHAR_MAX`).
    fn grouping_list(grouping: &[u8], vm: &mut Vm) -> Value {
        let end = grouping.iter().position(|&size| size == i8::MAX as u8);
        let sizes = match end {
            Some(end) => &grouping[..=end],
            None => grouping,
        };
        let mut items: Vec<Value> = sizes.iter().map(|&it| Value::from_i32(it.into())).collect();
        if end.is_none() && !items.is_empty() {
            items.push(Value::from_i32(0));
        }
        vm.new_list(items)
    }

    fn wide(value: &Ref<Str>, vm: &mut Vm) -> PyResult<system::Wide> {
        let wide = system::Wide::new(value.code_points());
        wide.ok_or_else(|| vm.value_error("embedded null character"))
    }

    /// Compares two strings by the locale.
    #[function(signature = "(os1, os2, /)")]
    fn strcoll(os1: &Ref<Str>, os2: &Ref<Str>, vm: &mut Vm) -> PyResult<i32> {
        let (left, right) = (wide(os1, vm)?, wide(os2, vm)?);
        Ok(left.compare(&right))
    }

    /// Returns a string that compares, code point for code point, as this does by the locale.
    #[function(signature = "(string, /)")]
    fn strxfrm(string: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let wide = wide(string, vm)?;
        match wide.transformed() {
            Some(points) => Ok(self::string(&points, vm)),
            None => {
                let error = std::io::Error::from_raw_os_error(libc::EINVAL);
                Err(vm.io_error(&error, None))
            }
        }
    }

    /// Returns what the locale says about a thing.
    #[function(signature = "(key, /)")]
    fn nl_langinfo(key: i32, vm: &mut Vm) -> PyResult {
        if !INFORMATION
            .iter()
            .any(|&(_, number)| number == i64::from(key))
        {
            return Err(vm.value_error("unsupported langinfo constant"));
        }
        let found = system::language_information(key);
        text(&found, vm)
    }

    /// Returns the encoding of the locale.
    #[function(signature = "()")]
    fn getencoding(vm: &mut Vm) -> PyResult {
        let found = system::language_information(libc::CODESET);
        if found.is_empty() {
            return Ok(vm.new_str("UTF-8"));
        }
        text(&found, vm)
    }

    /// Returns the translation of a message.
    #[function(signature = "(msg, /)")]
    fn gettext(msg: &str, vm: &mut Vm) -> PyResult {
        let message = c_string(msg, vm)?;
        text(&system::translated(None, &message, None), vm)
    }

    /// Returns the translation of a message of a domain.
    #[function(signature = "(domain, msg, /)")]
    fn dgettext(domain: &Value, msg: &str, vm: &mut Vm) -> PyResult {
        let domain = optional(domain, "argument 1", "dgettext", vm)?;
        let message = c_string(msg, vm)?;
        text(
            &system::translated(Some(domain.as_deref()), &message, None),
            vm,
        )
    }

    /// Returns the translation of a message of a domain and category.
    #[function(signature = "(domain, msg, category, /)")]
    fn dcgettext(domain: &Value, msg: &str, category: i32, vm: &mut Vm) -> PyResult {
        let domain = optional(domain, "argument 1", "dcgettext", vm)?;
        let message = c_string(msg, vm)?;
        text(
            &system::translated(Some(domain.as_deref()), &message, Some(category)),
            vm,
        )
    }

    /// Sets the domain of messages, or with None only asks for it. Returns it.
    #[function(signature = "(domain, /)")]
    fn textdomain(domain: &Value, vm: &mut Vm) -> PyResult {
        let domain = optional(domain, "argument", "textdomain", vm)?;
        match system::domain(domain.as_deref()) {
            Some(found) => text(&found, vm),
            None => Err(last_error(vm)),
        }
    }

    fn last_error(vm: &mut Vm) -> rpy_vm::Raised {
        vm.io_error(&std::io::Error::last_os_error(), None)
    }

    /// Sets the directory of a domain's messages, or with None only asks for it. Returns it.
    #[function(signature = "(domain, dir, /)")]
    fn bindtextdomain(domain: &str, dir: &Value, vm: &mut Vm) -> PyResult {
        if domain.is_empty() {
            return Err(vm.native_error::<Error>("domain must be a non-empty string"));
        }
        let domain = c_string(domain, vm)?;
        let directory = if dir.is_none() {
            None
        } else {
            let path = match crate::posix::path::fs_path(dir, vm)? {
                Some(path) => bytes_of(&path, vm)?,
                None => {
                    let given = dir.type_name(vm);
                    let message = format!("expected str, bytes or os.PathLike object, not {given}");
                    return Err(vm.type_error(message));
                }
            };
            Some(c_string(path, vm)?)
        };
        match system::directory(&domain, directory.as_deref()) {
            Some(found) => text(&found, vm),
            None => Err(last_error(vm)),
        }
    }

    /// Sets the encoding of a domain's messages, or with None only asks for it. Returns it.
    #[function(signature = "(domain, codeset, /)")]
    fn bind_textdomain_codeset(domain: &str, codeset: &Value, vm: &mut Vm) -> PyResult {
        let domain = c_string(domain, vm)?;
        let codeset = optional(codeset, "argument 2", "bind_textdomain_codeset", vm)?;
        match system::codeset(&domain, codeset.as_deref()) {
            Some(found) => text(&found, vm),
            None => Ok(Value::NONE),
        }
    }
}
