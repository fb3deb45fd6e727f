//! The example of docs/native-functions.md: it is on that page as it stands here, and works.

use rpy_vm::function::native::{NativeClass, NativeModule};
use rpy_vm::{Config, Interpreter, Vm};

#[path = "native/tally.rs"]
mod tally;

static MODULES: &[(&str, &NativeModule)] = &[("tally", &tally::tally::MODULE)];

/// Runs a program that can import the example.
fn run(program: &str) {
    inside(|vm| run_inside(program, vm));
}

/// Runs `f` inside of an interpreter of its own.
fn inside(f: impl FnOnce(&mut Vm) + Send) {
    let interpreter = Interpreter::new(Config::default());
    interpreter.enter(f).expect("a test is in one interpreter");
}

fn run_inside(program: &str, vm: &mut Vm) {
    vm.imports.natives.push(MODULES);
    let (exec, globals) = (vm.intern("exec"), vm.new_str(program));
    let exec = vm.builtins.get_str(&exec, vm).expect("it is there").clone();
    let namespace = rpy_vm::builtins::dict::Dict::new(vm).into_value();
    if let Err(raised) = exec.call_positional(&[globals, namespace], vm) {
        let text = raised.exception().as_value().repr(vm);
        let text = text.map(|text| text.to_string_lossy().into_owned());
        panic!("{}", text.unwrap_or_default());
    }
}

#[test]
fn the_page_shows_the_module_that_is_tested() {
    let page = include_str!("../../../docs/native-functions.md");
    assert!(page.contains(include_str!("native/tally.rs")));
}

#[test]
fn functions_take_arguments_of_all_kinds() {
    run("import tally
t = tally.of(1, 2, three=3)
assert list(t) == [1, 2, ('three', 3)]
assert t.limit == 3 and len(t) == 3
assert list(tally.of()) == []");
}

#[test]
fn the_constructor_binds_and_has_defaults() {
    run("import tally
assert list(tally.Tally()) == []
assert tally.Tally().limit == 3 == tally.DEFAULT_LIMIT
assert list(tally.Tally('ab', limit=7)) == ['a', 'b']
for bad in (lambda: tally.Tally(things=()), lambda: tally.Tally(1), lambda: tally.Tally((), 2),
            lambda: tally.Tally(limit='x')):
    try:
        bad()
    except TypeError:
        pass
    else:
        assert False, bad
class Child(tally.Tally): pass
assert type(Child('a')) is Child and list(Child('a')) == ['a']");
}

#[test]
fn the_exception_is_the_module_s() {
    run("import tally
t = tally.Tally()
t.add(1, times=2)
t.add(2)
try:
    t.add(3)
except tally.Full as error:
    assert str(error) == 'the tally is full'
    assert type(error).__module__ == 'tally' and isinstance(error, ValueError)
else:
    assert False
assert tally.Full.__doc__ == 'Raised when something does not fit.'");
}

#[test]
fn attributes_are_converted_when_they_are_set() {
    run("import tally
t = tally.Tally()
t.limit = 10
assert t.limit == 10
for value in ('x', None, 1.5):
    try:
        t.limit = value
    except TypeError:
        pass
    else:
        assert False
try:
    del t.limit
except AttributeError:
    pass
else:
    assert False");
}

#[test]
fn the_struct_sequence_has_items_and_hidden_fields() {
    run("import tally
s = tally.Tally('abc').summary()
assert s == (3, 3) and s.count == 3 and s.full is True
assert repr(s) == 'tally.summary(count=3, limit=3)'
assert tally.summary.__match_args__ == ('count', 'limit')
assert (s.n_fields, s.n_sequence_fields, s.n_unnamed_fields) == (3, 2, 0)
assert s.__reduce__() == (tally.summary, ((3, 3), {'full': True}))
assert tally.summary((1, 2)).full is None
assert tally.summary((1, 2, 5)).full == 5
assert s.__replace__(count=1, full=0).full == 0
try:
    tally.summary((1,))
except TypeError as error:
    assert str(error) == 'tally.summary() takes an at least 2-sequence (1-sequence given)'
else:
    assert False");
}

#[test]
fn state_belongs_to_the_interpreter_and_is_no_attribute() {
    let program = "import tally
assert tally.made() == 0
tally.Tally(), tally.Tally()
assert tally.made() == 2
assert not hasattr(tally, 'State')";
    run(program);
    run(program);
}

#[test]
fn declarations_tell_signatures_and_documents() {
    run("import tally
assert tally.of.__text_signature__ == '($module, /, *things, **named)'
assert tally.made.__text_signature__ == '($module, /)'
assert tally.Tally.__text_signature__ == '(things=(), /, *, limit=3)'
assert tally.Tally.add.__text_signature__ == '($self, thing, /, times=1)'
assert tally.Tally.__doc__ == 'Things, up to a limit.'
assert tally.__doc__ == 'Lists of things that have a limit.'
assert tally.Tally[int].__origin__ is tally.Tally
iterator = iter(tally.Tally())
assert iter(iterator) is iterator
try:
    type(iterator)()
except TypeError as error:
    assert str(error) == \"cannot create 'tally.TallyIterator' instances\", error
else:
    assert False");
}

#[test]
fn cycles_through_native_objects_are_collected() {
    inside(|vm| {
        let class = <tally::Tally as NativeClass>::class(vm).to_value();
        let tally = class.call_positional(&[], vm).expect("it is made");
        let add = vm.intern("add");
        let _ = tally.call_method(&add, std::slice::from_ref(&tally), vm);
        drop(tally);
        assert_eq!(vm.collect_garbage(), 1);
    });
}
