//! `rpy`: the command line.
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::native_function::NativeFunction;
use rpy_vm::function::native::*;
use rpy_vm::*;
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
fn print(a: Args<'_>, _vm: &mut Vm) -> PyResult {
    println!("{:?}", a.values());
    Ok(Value::NONE)
}
static PRINT: NativeDefinition = NativeDefinition {
    signature: NativeSignature {
        name: "print",
        doc: "",
        text: "",
        parameters: &[],
    },
    function: print,
};
fn clock(_a: Args<'_>, vm: &mut Vm) -> PyResult {
    Ok(vm.new_float(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs_f64(),
    ))
}
static CLOCK: NativeDefinition = NativeDefinition {
    signature: NativeSignature {
        name: "clock",
        doc: "",
        text: "",
        parameters: &[],
    },
    function: clock,
};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let source = std::fs::read(&path).unwrap();
    let code = rpy_compiler::compile(&source, &path, rpy_compiler::Mode::Exec, Default::default())
        .unwrap();
    if std::env::var("DIS").is_ok() {
        println!("{}", rpy_bytecode::disassembler::disassemble(&code));
    }
    let mut vm = Vm::new();
    vm.set_native_stack(7 << 20);
    let globals = Dict::new(&mut vm);
    for (n, d) in [("print", &PRINT), ("clock", &CLOCK)] {
        let n = vm.intern(n);
        let f = NativeFunction::new(d, None, &mut vm);
        let b = vm.builtins.clone();
        b.set_str(&n, f.into_value(), &mut vm);
    }
    let r = vm.run_code(std::sync::Arc::new(code), &globals, globals.to_value());
    match r {
        Ok(_) => {}
        Err(e) => {
            let c = e.exception().class().name(&vm);
            let t = e
                .exception()
                .args(&vm)
                .as_slice()
                .iter()
                .map(|v| {
                    v.downcast::<rpy_vm::builtins::str::Str>()
                        .map(|s| s.to_string_lossy().into_owned())
                })
                .collect::<Vec<_>>();
            println!("{c} {t:?}");
        }
    }
}
