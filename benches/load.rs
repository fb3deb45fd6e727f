//! What loading is made of: compiling, writing and reading marshalled code, verifying, importing.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rpy_bytecode::{CodeObject, Constant, marshal, verify};
use rpy_compiler::{Mode, Options, Phases, compile_timed};
use rpy_stdlib::frozen;
use rpy_stdlib::sys::sys;
use rpy_vm::{Config, Interpreter, Vm};

/// A module of the library with much of everything.
const MODULE: &str = "argparse";
/// The directory under which the library shows itself; it need not exist.
const LIBRARY: &str = "/library";
/// Native stack that Python code may use.
const STACK_SIZE: usize = 4 << 20;

fn source() -> Vec<u8> {
    let module = frozen().get(MODULE).expect("the library has it");
    module.source().expect("its source is there").to_vec()
}

fn compiled() -> CodeObject {
    let mut phases = Phases::default();
    let code = compile_timed(
        &source(),
        MODULE,
        Mode::Exec,
        Options::default(),
        &mut Vec::new(),
        &mut phases,
    );
    code.expect("the library compiles")
}

fn compile(criterion: &mut Criterion) {
    let source = source();
    let mut group = criterion.benchmark_group("compile");
    group.throughput(Throughput::Bytes(source.len() as u64));
    let phase = |name: &str, of: fn(&Phases) -> std::time::Duration| (name.to_owned(), of);
    let phases = [
        phase("all", Phases::total),
        phase("parse", |it| it.parse),
        phase("symbols", |it| it.symbols),
        phase("generate", |it| it.generate),
        phase("assemble", |it| it.assemble),
    ];
    for (name, of) in phases {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|count| {
                let mut phases = Phases::default();
                for _ in 0..count {
                    let options = Options::default();
                    let code = compile_timed(
                        &source,
                        MODULE,
                        Mode::Exec,
                        options,
                        &mut Vec::new(),
                        &mut phases,
                    );
                    black_box(code.expect("the library compiles"));
                }
                of(&phases)
            });
        });
    }
}

/// Does something with a code object and all that nest in it, which decodes them.
fn with_all(code: &CodeObject, act: &mut impl FnMut(&CodeObject)) {
    act(code);
    for constant in &code.constants {
        if let Constant::Code(inner) = constant {
            with_all(inner.get().expect("it can be read"), act);
        }
    }
}

fn code(criterion: &mut Criterion) {
    let code = compiled();
    let bytes: Arc<Vec<u8>> = marshal::encode(&code).expect("code can be written").into();
    let decode = || marshal::decode(bytes.clone(), 0..bytes.len()).expect("it can be read");
    let mut group = criterion.benchmark_group("code");
    // What an import reads before the module runs.
    group.bench_function("read_outermost", |bencher| bencher.iter(decode));
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("write", |bencher| {
        bencher.iter(|| marshal::encode(black_box(&code)));
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            let code = decode();
            with_all(&code, &mut |_| {});
            code
        });
    });
    group.bench_function("verify", |bencher| {
        bencher.iter(|| {
            with_all(black_box(&code), &mut |code| {
                verify(code).expect("the compiler makes sound code");
            });
        });
    });
}

fn import() {
    let interpreter = Interpreter::new(Config::default());
    let entered = interpreter.enter(|vm| {
        import_inside(&mut Criterion::default().configure_from_args(), vm);
    });
    entered.expect("this thread is in no other interpreter");
}

fn import_inside(criterion: &mut Criterion, vm: &mut Vm) {
    vm.set_native_stack(STACK_SIZE);
    vm.imports.natives.push(rpy_stdlib::MODULES);
    vm.imports.frozen = frozen();
    vm.imports.library = LIBRARY.to_owned();
    let sys = vm.names.sys.clone();
    vm.import_name(&sys).expect("sys is there");
    let library = vm.new_str(LIBRARY);
    let path = vm.new_list(vec![library]);
    sys::set("path", path, vm);
    vm.complete_first_modules().expect("they are complete");
    let mut group = criterion.benchmark_group("import");
    for name in ["keyword", "textwrap", MODULE] {
        let name = vm.intern(name);
        let title = name.to_string_lossy().into_owned();
        group.bench_function(title, |bencher| {
            bencher.iter(|| {
                let modules = vm.modules.clone();
                modules.remove_str(&name, vm);
                match vm.import_name(&name) {
                    Ok(module) => module,
                    Err(raised) => panic!("{}", vm.format_exception(raised.exception())),
                }
            });
        });
    }
}

criterion_group!(benches, compile, code);
criterion_main!(benches, import);
