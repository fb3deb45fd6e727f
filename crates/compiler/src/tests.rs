//! Tests of small sources by their instructions, and of error messages.

use rpy_bytecode::{CodeObject, Constant};

use crate::{CompileError, Mode, Options, compile};

fn compile_ok(source: &str, mode: Mode, options: Options) -> CodeObject {
    let code = compile(source.as_bytes(), "<test>", mode, options, &mut Vec::new())
        .unwrap_or_else(|error| panic!("{source}: {error}"));
    rpy_bytecode::verify(&code).unwrap_or_else(|error| panic!("{source}: {error:?}"));
    code
}

/// Names of the instructions of `code`, in order, without caches.
fn names(code: &CodeObject) -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut index = 0;
    while let Some(word) = code.instructions.get(index) {
        let opcode = word.opcode().expect("an opcode");
        names.push(opcode.name());
        index += opcode.words() as usize;
    }
    names
}

/// Checks the instructions of the first function in `source`, without its `RESUME`.
#[track_caller]
fn check(source: &str, expected: &str) {
    let module = compile_ok(source, Mode::Exec, Options::default());
    let function = module.constants.iter().find_map(|constant| match constant {
        Constant::Code(code) => Some(code.get().expect("made by the compiler").clone()),
        _ => None,
    });
    let function = function.expect("the source defines a function");
    rpy_bytecode::verify(&function).unwrap_or_else(|error| panic!("{source}: {error:?}"));
    let names: Vec<_> = names(&function)
        .into_iter()
        .filter(|name| *name != "RESUME")
        .collect();
    assert_eq!(names.join(" "), expected, "{source}");
}

/// Checks the message and the position (line, column) of a syntax error.
#[track_caller]
fn check_error(source: &str, message: &str, line: u32, column: u32) {
    match compile(
        source.as_bytes(),
        "<test>",
        Mode::Exec,
        Options::default(),
        &mut Vec::new(),
    ) {
        Err(CompileError::Syntax(error)) => {
            assert_eq!(
                (error.message.as_str(), error.line, error.column),
                (message, line, column)
            );
        }
        other => panic!("{source}: {:?}", other.map(|code| code.name)),
    }
}

#[test]
fn operands_are_fused() {
    check("def f(a, b): return a + b", "BINARY_OP_LL RETURN_VALUE");
    check("def f(a): return a + 255", "BINARY_OP_LI RETURN_VALUE");
    check(
        "def f(a): return a + 256",
        "LOAD_SMALL_INT BINARY_OP_LS RETURN_VALUE",
    );
    check("def f(a): return a + 'x'", "BINARY_OP_LC RETURN_VALUE");
    check(
        "def f(a): return a.b[a]",
        "LOAD_ATTR_FAST BINARY_OP_SL RETURN_VALUE",
    );
    check(
        "def f(a): return a[a.b]",
        "LOAD_ATTR_FAST BINARY_OP_LS RETURN_VALUE",
    );
}

#[test]
fn left_operand_is_read_before_it_is_rebound() {
    check(
        "def f(a): return a + (a := g())",
        "LOAD_FAST LOAD_GLOBAL_CALL CALL COPY STORE_FAST BINARY_OP RETURN_VALUE",
    );
}

#[test]
fn operands_of_two_lines_are_not_fused() {
    check(
        "def f(a, b): return (a +\n b)",
        "LOAD_FAST BINARY_OP_LS RETURN_VALUE",
    );
}

#[test]
fn locals_that_may_be_unbound_are_checked() {
    check(
        "def f(a):\n  if a: b = 1\n  return b",
        "LOAD_FAST POP_JUMP_IF_FALSE LOAD_SMALL_INT STORE_FAST LOAD_FAST_CHECK RETURN_VALUE",
    );
    check(
        "def f(a):\n  del a\n  return a",
        "DELETE_FAST LOAD_FAST_CHECK RETURN_VALUE",
    );
    check(
        "def f(a):\n  b = a\n  return b",
        "LOAD_FAST STORE_FAST RETURN_FAST",
    );
}

#[test]
fn conditions_compile_to_jumps() {
    check(
        "def f(a, b):\n  if a and not b: return 1\n  return 2",
        "LOAD_FAST POP_JUMP_IF_FALSE LOAD_FAST POP_JUMP_IF_TRUE LOAD_SMALL_INT RETURN_VALUE \
         LOAD_SMALL_INT RETURN_VALUE",
    );
    check(
        "def f(a):\n  if a is None: return a",
        "LOAD_FAST POP_JUMP_IF_NOT_NONE RETURN_FAST RETURN_CONST",
    );
    check(
        "def f(a, b): return a or b",
        "LOAD_FAST JUMP_IF_TRUE_OR_POP LOAD_FAST RETURN_VALUE",
    );
}

#[test]
fn constants_are_folded() {
    check(
        "def f(): return 2 ** 10 - 24 // 5",
        "LOAD_SMALL_INT RETURN_VALUE",
    );
    check("def f(): return 'a' * 3 + 'b'", "RETURN_CONST");
    check(
        "def f(): return 1 / 0",
        "LOAD_SMALL_INT BINARY_OP_SI RETURN_VALUE",
    );
    check(
        "def f():\n  if 0: return g()\n  return 1",
        "NOP LOAD_SMALL_INT RETURN_VALUE",
    );
    check(
        "def f():\n  if __debug__: return 1",
        "LOAD_SMALL_INT RETURN_VALUE",
    );
}

#[test]
fn optimisation_levels_drop_assertions_and_documentation() {
    let source = "'doc'\nassert x";
    let all = compile_ok(source, Mode::Exec, Options::default());
    assert!(names(&all).contains(&"LOAD_COMMON_CONSTANT"));
    let options = Options {
        optimize: 1,
        ..Options::default()
    };
    let first = compile_ok(source, Mode::Exec, options);
    assert_eq!(
        names(&first),
        ["RESUME", "LOAD_CONST", "STORE_NAME", "RETURN_CONST"]
    );
    let options = Options {
        optimize: 2,
        ..Options::default()
    };
    let second = compile_ok(source, Mode::Exec, options);
    assert_eq!(names(&second), ["RESUME", "RETURN_CONST"]);
}

#[test]
fn modes_differ_in_what_they_return() {
    let eval = compile_ok("1 + x", Mode::Eval, Options::default());
    assert_eq!(
        names(&eval),
        [
            "RESUME",
            "LOAD_SMALL_INT",
            "LOAD_NAME",
            "BINARY_OP",
            "RETURN_VALUE"
        ]
    );
    let single = compile_ok("x\n", Mode::Single, Options::default());
    assert!(names(&single).contains(&"CALL_INTRINSIC_1"));
}

#[test]
fn of_many_statements_the_last_is_displayed() {
    let options = Options {
        many: true,
        ..Options::default()
    };
    let shown = |source| {
        let code = compile_ok(source, Mode::Single, options);
        let names = names(&code);
        names
            .iter()
            .filter(|name| **name == "CALL_INTRINSIC_1")
            .count()
    };
    assert_eq!(shown("x\ny\nz\n"), 1);
    assert_eq!(shown("x; y\n"), 1);
    assert_eq!(shown("x\nif y:\n    x\n    y\n"), 2);
    assert_eq!(shown("x\ndef f():\n    x\n"), 0);
}

#[test]
fn the_steps_of_compiling_take_their_times() {
    let mut phases = crate::Phases::default();
    let source = b"def f(x):\n    return x\n";
    let options = Options::default();
    let code = crate::compile_timed(
        source,
        "f",
        Mode::Exec,
        options,
        &mut Vec::new(),
        &mut phases,
    );
    assert!(code.is_ok());
    let crate::Phases {
        parse,
        symbols,
        generate,
        assemble,
    } = phases;
    assert!(
        [parse, symbols, generate, assemble]
            .iter()
            .all(|it| !it.is_zero())
    );
    assert_eq!(phases.total(), parse + symbols + generate + assemble);
}

#[test]
fn lone_surrogates_survive() {
    let code = compile_ok("x = 'a\\ud800\\N{BULLET}'", Mode::Exec, Options::default());
    let Constant::Str(text) = &code.constants[0] else {
        panic!("a string")
    };
    assert_eq!(&**text, b"a\xED\xA0\x80\xE2\x80\xA2");
}

#[test]
fn encodings_are_declared() {
    let code = compile(
        b"# coding: latin-1\nx = '\xE4'",
        "f",
        Mode::Exec,
        Options::default(),
        &mut Vec::new(),
    );
    let code = code.expect("latin-1 is known");
    assert!(matches!(&code.constants[0], Constant::Str(text) if **text == *"ä".as_bytes()));
    let error = compile(
        b"# coding: foo\n",
        "f",
        Mode::Exec,
        Options::default(),
        &mut Vec::new(),
    );
    assert!(matches!(error, Err(CompileError::ForeignEncoding(name)) if name == "foo"));
}

#[test]
fn deep_nesting_is_refused_or_compiled_but_never_overflows() {
    let run = |source: String| {
        compile(
            source.as_bytes(),
            "f",
            Mode::Exec,
            Options::default(),
            &mut Vec::new(),
        )
    };
    assert!(run(format!("{}a", "not ".repeat(20_000))).is_ok());
    assert!(run(format!("a{}", "+a".repeat(20_000))).is_ok());
    let error = run(format!("a{}", ".a".repeat(200_000)));
    assert!(matches!(error, Err(CompileError::Recursion(_))));
    let error = run("(".repeat(100_000));
    assert!(
        matches!(error, Err(CompileError::Syntax(it)) if it.message == "too many nested parentheses")
    );
    let error = run("lambda: ".repeat(1000) + "0");
    assert!(matches!(error, Err(CompileError::Recursion(_))));
}

#[test]
fn scope_errors() {
    check_error(
        "def f(a, a): pass",
        "duplicate argument 'a' in function definition",
        1,
        10,
    );
    check_error(
        "nonlocal x",
        "nonlocal declaration not allowed at module level",
        1,
        1,
    );
    check_error(
        "def f():\n  nonlocal x",
        "no binding for nonlocal 'x' found",
        2,
        3,
    );
    check_error(
        "def f(a):\n  global a",
        "name 'a' is parameter and global",
        2,
        3,
    );
    check_error(
        "def f():\n  x = 1\n  global x",
        "name 'x' is assigned to before global declaration",
        3,
        3,
    );
    check_error("return 1", "'return' outside function", 1, 1);
    check_error("break", "'break' outside loop", 1, 1);
    check_error("continue", "'continue' not properly in loop", 1, 1);
    check_error("yield 1", "'yield' outside function", 1, 1);
    check_error("await x", "'await' outside function", 1, 1);
    check_error(
        "def f():\n  await x",
        "'await' outside async function",
        2,
        3,
    );
    check_error(
        "[x async for x in y]",
        "asynchronous comprehension outside of an asynchronous function",
        1,
        1,
    );
}
