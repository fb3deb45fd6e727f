//! The eval loop on kernels that isolate one mechanism each, and linking code to an interpreter.

use std::sync::Arc;

use criterion::{Criterion, criterion_main};
use rpy_bytecode::{CodeObject, marshal};
use rpy_compiler::{Mode, Options, compile_str};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::{Config, Interpreter, Ref, Vm};

/// Native stack that Python code may use.
const STACK_SIZE: usize = 4 << 20;

/// Kernels: a name, and the body of a function.
const KERNELS: &[(&str, &str)] = &[
    (
        "int_loop",
        "total = 0\nfor i in range(10000): total += i & 7\nreturn total",
    ),
    (
        "float_loop",
        "x = 0.5\nfor i in range(10000): x = x * 1.0001 + 0.25\nreturn x",
    ),
    ("while_loop", "i = 0\nwhile i < 10000: i += 1\nreturn i"),
    ("calls", "def g(x): return x\nfor i in range(10000): g(i)"),
    (
        "attributes",
        "class C: pass\nc = C()\nc.x = 0\nfor i in range(10000): c.x = c.x + 1\nreturn c.x",
    ),
    (
        "methods",
        "class C:\n    def m(self, x): return x\nc = C()\nfor i in range(10000): c.m(i)",
    ),
    (
        "list_index",
        "a = list(range(100))\nfor i in range(10000): a[i % 100] = a[(i + 1) % 100]",
    ),
    (
        "dict_get",
        "d = {str(i): i for i in range(100)}\nk = list(d)\nfor i in range(10000): d[k[i % 100]]",
    ),
    (
        "generator",
        "def g():\n    for i in range(10000): yield i\nfor x in g(): pass",
    ),
    ("str_join", "return ','.join([str(i) for i in range(1000)])"),
    (
        "exceptions",
        "for i in range(1000):\n    try: raise ValueError\n    except ValueError: pass",
    ),
];

/// The code of a module that defines the function `f` with this body.
fn function(body: &str) -> CodeObject {
    let mut text = String::from("def f():\n");
    for line in body.lines() {
        text.push_str("    ");
        text.push_str(line);
        text.push('\n');
    }
    let code = compile_str(
        &text,
        "<kernel>",
        Mode::Exec,
        Options::default(),
        &mut Vec::new(),
    );
    code.expect("the kernels compile")
}

/// Runs code in a namespace of its own, which has the built-in names.
fn run(code: CodeObject, vm: &mut Vm) -> Ref<Dict> {
    let globals = Dict::new(vm);
    let name = vm.names.__builtins__.clone();
    let builtins = vm.builtins.to_value();
    globals.set_str(&name, builtins, vm);
    let locals = globals.to_value();
    vm.run_code(Arc::new(code), &globals, locals)
        .expect("the code runs");
    globals
}

/// Runs benchmarks in an interpreter.
fn inside(run: impl FnOnce(&mut Criterion, &mut Vm) + Send) {
    let interpreter = Interpreter::new(Config::default());
    let entered = interpreter.enter(|vm| {
        vm.set_native_stack(STACK_SIZE);
        run(&mut Criterion::default().configure_from_args(), vm);
    });
    entered.expect("this thread is in no other interpreter");
}

fn kernels() {
    inside(|criterion, vm| {
        let mut group = criterion.benchmark_group("eval");
        for (name, body) in KERNELS {
            let globals = run(function(body), vm);
            let f = vm.intern("f");
            let f = globals.get_str(&f, vm).cloned().expect("it is defined");
            group.bench_function(*name, |bencher| {
                bencher.iter(|| f.call_positional(&[], vm).expect("the kernel runs"));
            });
        }
    });
}

fn link() {
    inside(|criterion, vm| {
        let mut text = String::new();
        for number in 0..100 {
            text.push_str(&format!(
                "def f{number}(a, b=1):\n    c = a.x + len(b)\n    return [c, 'text{number}']\n"
            ));
        }
        let code = compile_str(
            &text,
            "<functions>",
            Mode::Exec,
            Options::default(),
            &mut Vec::new(),
        );
        let bytes: Arc<Vec<u8>> = marshal::encode(&code.expect("it compiles"))
            .expect("code can be written")
            .into();
        // Each round has code that no interpreter has seen.
        criterion.bench_function("link/module_of_100_functions", |bencher| {
            bencher.iter_batched(
                || {
                    marshal::decode(bytes.clone(), 0..bytes.len())
                        .expect("what was written can be read")
                },
                |code| run(code, vm),
                criterion::BatchSize::SmallInput,
            );
        });
    });
}

criterion_main!(kernels, link);
