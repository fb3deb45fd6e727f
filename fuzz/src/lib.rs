//! What the targets of the fuzzer do with an input.
//!
//! With `cargo +nightly fuzz run TARGET --features libfuzzer` inputs are looked for that reach new code. Without
//! that feature a target is a program for stable Rust, which tries inputs from a fixed seed: `cargo run -p
//! rpy-fuzz --bin TARGET [COUNT [SEED]]`. See docs/limits.md.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use rpy_bytecode::CodeObject;
use rpy_compiler::{Mode, Options};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::{Config, Interpreter, Limits};

/// Programs whose source and code are mangled.
const PROGRAMS: [&str; 3] = [
    "def f(a, b=2, *c, d=3, **e):
    total = a
    for i in range(b):
        try:
            total += i // (i % 3)
        except ZeroDivisionError as error:
            total -= d
        finally:
            total ^= 1
    return [total, c, {k: v for k, v in e.items()}, lambda x: x + total]
r = f(3, 9, 1, 2, q=4)[3](5)
",
    "class A:
    __slots__ = ('x', 'y')
    def __init__(self, x): self.x = x
    @property
    def twice(self): return self.x * 2
    def __enter__(self): return self
    def __exit__(self, *rest): return True
def g(n):
    got = yield from (i for i in range(n))
    return got
a = A([1, (2, 'b')])
match a.x:
    case [1, (2, str() as s), *rest]: a.y = s, rest
    case {'k': v, **others}: pass
with a: a.z
x, *y = g(4)
del a.y; y[1:] = a.twice; t = f'{y!r:>{x + 9}}' 'é'
",
    "async def c(n):
    async with n as m:
        return [i async for i in m if await i]
try: c(1).send(None)
except* (AttributeError, TypeError) as e: pass
type B[T: int] = dict[T, 'B']
def h[*Ts](*a: *Ts) -> None: global z; z = a
h(*'ab'); w = z[0] < z[1] <= 'c' if z else not z
assert w is not None, 'no'
import math as _
while w: w = w and False
else: k = 1.5e300 * -2j ** 3 @ 4 if z is None else ~7 >> 1
",
];

/// Runs code in an interpreter of its own, under limits.
fn run(code: CodeObject) {
    let interpreter = Interpreter::new(Config::default());
    let entered = interpreter.enter(|vm| {
        vm.imports.natives.push(rpy_stdlib::MODULES);
        vm.set_limits(Limits {
            bytes: Some(64 << 20),
            time: Some(Duration::from_secs(2)),
            steps: Some(20_000),
            reserve: None,
        });
        let globals = Dict::new(vm);
        let name = vm.intern("__builtins__");
        let builtins = vm.builtins.to_value();
        globals.set_str(&name, builtins, vm);
        let namespace = globals.to_value();
        // Whatever it raises is fine.
        drop(vm.run_code(Arc::new(code), &globals, namespace));
    });
    entered.expect("a fuzzer is in one interpreter at a time");
}

/// Compiles the input, in a mode that its first byte says.
pub fn compile(input: &[u8]) {
    let (mode, source) = match input.split_first() {
        Some((byte, rest)) => (byte % 3, rest),
        None => (0, input),
    };
    let mode = [Mode::Exec, Mode::Eval, Mode::Single][usize::from(mode)];
    let options = Options::default();
    // Warnings do not matter, and errors are what mostly comes of it.
    let compiled = rpy_compiler::compile(source, "input", mode, options, &mut Vec::new());
    if let Ok(code) = compiled {
        rpy_bytecode::verify(&code).expect("the compiler makes code that can be verified");
    }
}

/// Reads code from the input, and runs it if it is accepted.
pub fn code(input: &[u8]) {
    if let Ok(code) = rpy_bytecode::marshal::decode(input.to_vec(), 0..input.len()) {
        run(code);
    }
}

/// Objects that calls are made with.
const OBJECTS: [&str; 24] = [
    "0",
    "-1",
    "1 << 70",
    "1.5",
    "float('nan')",
    "''",
    "'aé漢'",
    "b'ab\\xff'",
    "bytearray(b'abc')",
    "[]",
    "[3, 1, 2]",
    "(1, 'a')",
    "{}",
    "{'a': 1}",
    "{1, 2}",
    "frozenset('ab')",
    "range(5)",
    "slice(None, None, -1)",
    "None",
    "...",
    "memoryview(b'abcd')",
    "iter([1, 2])",
    "int",
    "(i for i in 'ab')",
];

/// What is done with them, `a` to `c`.
const USES: [&str; 24] = [
    "a + b",
    "a * b",
    "a[b]",
    "a[b:c]",
    "a(b)",
    "a(b, c)",
    "a == b, a < b",
    "b in a",
    "len(a), bool(a), hash(a)",
    "repr(a), format(a, str(b))",
    "a % b",
    "a.__class__(b)",
    "sorted(a, key=b)",
    "list(zip(a, b))",
    "{**a, **b}",
    "a.__setitem__(b, c)",
    "a.extend(b)",
    "a.update(b)",
    "a.pop(b)",
    "a.join(b)",
    "a.replace(b, c)",
    "a.split(b, c)",
    "getattr(a, dir(a)[id(b) % len(dir(a))])(b)",
    "a.__iadd__(b)",
];

/// Runs calls of methods and operators that the bytes of the input choose.
pub fn types(input: &[u8]) {
    let mut program = "things = []\n".to_owned();
    for step in input.chunks_exact(4).take(60) {
        let object = |byte: u8| match usize::from(byte) {
            // What an earlier step gave.
            known @ 128.. => format!("(things or [None])[-{known} % (len(things) or 1)]"),
            index => OBJECTS[index % OBJECTS.len()].to_owned(),
        };
        let (a, b, c) = (object(step[1]), object(step[2]), object(step[3]));
        let usage = USES[usize::from(step[0]) % USES.len()];
        program += &format!(
            "try:\n a, b, c = {a}, {b}, {c}\n things.append({usage})\n things.append(a)\nexcept Exception: pass\n"
        );
    }
    let options = Options::default();
    let mode = Mode::Exec;
    let code = rpy_compiler::compile(program.as_bytes(), "input", mode, options, &mut Vec::new());
    run(code.expect("the program is made of expressions"));
}

/// Random numbers, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Tries a target on mangled programs and code: as many inputs as the first argument says, or 300, from the
/// seed that the second says.
pub fn run_seeds(target: fn(&[u8])) {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let mut inputs: Vec<Vec<u8>> = Vec::new();
    for program in PROGRAMS {
        inputs.push([b"\0", program.as_bytes()].concat());
        let options = Options::default();
        let code = rpy_compiler::compile(
            program.as_bytes(),
            "input",
            Mode::Exec,
            options,
            &mut Vec::new(),
        );
        let code = code.expect("the programs can be compiled");
        inputs.push(rpy_bytecode::marshal::encode(&code).expect("it can be written"));
    }
    let seed = std::env::args().nth(2).and_then(|text| text.parse().ok());
    let mut numbers = Numbers(seed.unwrap_or(7));
    for _ in 0..count.unwrap_or(300) {
        let mut input = inputs[numbers.below(inputs.len())].clone();
        for _ in 0..=numbers.below(4) {
            let (at, other) = (numbers.below(input.len()), numbers.below(input.len()));
            match numbers.below(5) {
                0 => input[at] = numbers.below(256) as u8,
                1 => input[at] ^= 1 << numbers.below(8),
                2 => input.swap(at, other),
                3 => {
                    let end = (at + numbers.below(20)).min(input.len());
                    drop(input.drain(at..end));
                }
                _ => {
                    let piece = input[at..(at + numbers.below(20)).min(input.len())].to_vec();
                    drop(input.splice(other..other, piece));
                }
            }
            if input.is_empty() {
                break;
            }
        }
        target(&input);
    }
    // Where nobody reads it, it need not be told.
    let _ = writeln!(std::io::stdout(), "{} inputs", count.unwrap_or(300));
}
