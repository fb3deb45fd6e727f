//! Compiles and verifies every Python file below the directories on the command line.
//!
//! `cargo run -p rpy-compiler --example check_library -- /usr/lib/python3.14`

#![expect(clippy::print_stdout, reason = "this is a command line tool")]

use std::path::{Path, PathBuf};

use rpy_bytecode::{CodeObject, Constant};
use rpy_compiler::{Mode, Options, compile};

fn main() {
    let mut files = Vec::new();
    for argument in std::env::args_os().skip(1) {
        collect(Path::new(&argument), &mut files);
    }
    files.sort();
    let (mut failures, mut bytes, mut codes) = (0, 0, 0);
    let start = std::time::Instant::now();
    for file in &files {
        let Ok(source) = std::fs::read(file) else {
            continue;
        };
        bytes += source.len();
        let name = file.to_string_lossy();
        let result = std::panic::catch_unwind(|| {
            compile(
                &source,
                &name,
                Mode::Exec,
                Options::default(),
                &mut Vec::new(),
            )
        });
        let result = match result {
            Ok(Ok(code)) => check(&code, &mut codes),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("panic".to_owned()),
        };
        if let Err(message) = result {
            failures += 1;
            println!("{name}: {message}");
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} files, {bytes} bytes, {codes} code objects, {failures} failures, {seconds:.2} s",
        files.len()
    );
    std::process::exit(i32::from(failures > 0));
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), files);
        }
    } else if path.extension().is_some_and(|it| it == "py") {
        files.push(path.to_owned());
    }
}

fn check(code: &CodeObject, codes: &mut usize) -> Result<(), String> {
    *codes += 1;
    rpy_bytecode::verify(code).map_err(|error| format!("{}: {error:?}", code.qualname))?;
    for constant in &code.constants {
        if let Constant::Code(code) = constant {
            let code = code.get().map_err(|error| format!("{error:?}"))?;
            check(code, codes)?;
        }
    }
    Ok(())
}
