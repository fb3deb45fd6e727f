//! Tests of `str`, through the object protocol.

use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::function::native::{NativeClass, NativeMember};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// Calls a method of `str`; the first argument is the object.
fn call_method(name: &str, arguments: &[Value], vm: &mut Vm) -> Value {
    let mut members = <Str as NativeClass>::SPEC.members.iter().copied().flatten();
    let method = members.find_map(|member| match member {
        NativeMember::Method(method) if method.signature.name == name => Some(method),
        _ => None,
    });
    let method = method.expect("str has the method");
    (method.function)(Args::positional_only(arguments), vm).expect("does not raise")
}

/// Calls a method with text arguments; gives the `repr` of the result.
fn call(text: &str, method: &str, arguments: &[&str]) -> String {
    let mut vm = crate::interpreter::TestVm::new();
    let mut values = vec![vm.new_str(text)];
    values.extend(arguments.iter().map(|text| vm.new_str(text)));
    let result = call_method(method, &values, &mut vm);
    let shown = result.repr(&mut vm).expect("has a repr");
    shown.to_string_lossy().into_owned()
}

#[test]
fn methods_work_on_ascii_and_beyond() {
    assert_eq!(call("a,b,,c", "split", &[","]), "['a', 'b', '', 'c']");
    assert_eq!(call(" ä  ö\u{3000}", "split", &[]), "['ä', 'ö']");
    assert_eq!(call("xäöx", "find", &["ö"]), "2");
    assert_eq!(call("xäöx", "rfind", &["x"]), "3");
    assert_eq!(call("äbä", "replace", &["ä", "aa"]), "'aabaa'");
    assert_eq!(call("äb", "replace", &["", "-"]), "'-ä-b-'");
    assert_eq!(call("ΑΣ ΣΑ", "lower", &[]), "'ας σα'");
    assert_eq!(call("straße ǆ", "title", &[]), "'Straße ǅ'");
    assert_eq!(call("straße", "upper", &[]), "'STRASSE'");
    assert_eq!(
        call("a\r\nb\u{2028}c", "splitlines", &[]),
        "['a', 'b', 'c']"
    );
    assert_eq!(call("a=b=c", "rpartition", &["="]), "('a=b', '=', 'c')");
    assert_eq!(call("{}-{:>4}", "format", &["x", "y"]), "'x-   y'");
}

#[test]
fn repr_escapes_what_is_not_printable() {
    let cases = [
        ("it's", "\"it's\""),
        ("it's \"x\"", "'it\\'s \"x\"'"),
        (
            "\t\n\\\u{7f}\u{e9}\u{ad}\u{2028}\u{e0001}",
            "'\\t\\n\\\\\\x7fé\\xad\\u2028\\U000e0001'",
        ),
    ];
    let mut vm = crate::interpreter::TestVm::new();
    for (text, expected) in cases {
        let shown = vm.new_str(text).repr(&mut vm).expect("has a repr");
        assert_eq!(shown.to_string_lossy(), expected);
    }
}

#[test]
fn positions_beyond_ascii_are_found_by_the_index() {
    let mut vm = crate::interpreter::TestVm::new();
    let text: String = (0..1000u32)
        .filter_map(|n| char::from_u32(0x41 + n * 7))
        .collect();
    let string = Str::new(&text, &mut vm);
    assert_eq!(string.length(), 1000);
    for (position, (offset, character)) in text.char_indices().enumerate() {
        assert_eq!(string.byte_offset(position), offset);
        assert_eq!(string.position_of(offset), position);
        assert_eq!(string.code_point_at(position), u32::from(character));
    }
    assert_eq!(string.byte_offset(1000), text.len());
}

#[test]
fn appending_reuses_the_buffer_of_an_only_reference() {
    let mut vm = crate::interpreter::TestVm::new();
    let mut expected = String::new();
    let mut text = Str::new("", &mut vm);
    let piece = Str::new("äb", &mut vm);
    let mut moved = 0;
    for _ in 0..5000 {
        let before = text.as_ptr();
        text = Str::append_in_place(text, &piece, &mut vm);
        moved += usize::from(text.as_ptr() != before);
        expected.push_str("äb");
    }
    assert_eq!(text.as_str(), Some(expected.as_str()));
    assert_eq!(text.length(), 10_000);
    assert!(moved < 100, "moved {moved} times");

    let shared = text.clone();
    let longer = Str::append_in_place(text, &piece, &mut vm);
    assert_eq!(shared.length(), 10_000);
    assert_eq!(longer.length(), 10_002);
}

#[test]
fn single_characters_are_one_object() {
    let mut vm = crate::interpreter::TestVm::new();
    let text = Str::new("aé", &mut vm);
    let (first, second) = (vm.char_str(0x61), vm.char_str(0xe9));
    assert!(Str::substring(&text, 0, 1, &mut vm).is(&first));
    assert!(Str::substring(&text, 1, 2, &mut vm).is(&second));
    assert!(vm.intern("a").is(&first));
}

#[test]
fn joining_takes_any_number_of_pieces() {
    let mut vm = crate::interpreter::TestVm::new();
    let pieces: Vec<Value> = ["a", "ü", "", "c"].map(|text| vm.new_str(text)).into();
    for (count, expected) in ["", "a", "aü", "aü", "aüc"].into_iter().enumerate() {
        let joined = Str::join_pieces(&pieces[..count], &mut vm);
        assert_eq!(joined.as_str(), Some(expected));
    }
    let list = List::new(pieces, &mut vm).into_value();
    let comma: Ref<Str> = Str::new(", ", &mut vm);
    let joined = call_method("join", &[comma.into_value(), list], &mut vm);
    let joined = joined.downcast_into::<Str>();
    assert_eq!(joined.expect("a str").as_str(), Some("a, ü, , c"));
}
