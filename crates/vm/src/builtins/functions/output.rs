//! `print` and `input`, which write to and read from `sys.stdout` and `sys.stdin`.

#[rpy_macros::native_module(name = "builtins", part)]
pub(super) mod functions {
    use crate::builtins::str::Str;
    use crate::object::reference::Ref;
    use crate::object::value::Value;
    use crate::result::PyResult;
    use crate::vm::Vm;

    /// Writes the values to a file, by default `sys.stdout`.
    ///
    /// `sep` is put between the values and `end` behind the last; `flush` makes the stream write
    /// out what it has buffered.
    #[function(signature = "(*args, sep=' ', end='\\n', file=None, flush=False)")]
    fn print(
        args: &[Value],
        sep: Option<Value>,
        end: Option<Value>,
        file: Option<Value>,
        flush: Option<bool>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let file = match file.filter(|file| !file.is_none()) {
            Some(file) => file,
            None => {
                let name = vm.names.stdout.clone();
                match vm.sys_attribute(&name) {
                    Some(file) if file.is_none() => return Ok(()),
                    Some(file) => file,
                    None => return Err(vm.runtime_error("lost sys.stdout")),
                }
            }
        };
        let sep = text_or("sep", sep, " ", vm)?;
        let end = text_or("end", end, "\n", vm)?;
        let write = vm.names.write.clone();
        let write = file.get_attribute(&write, vm)?;
        if file.class(vm).is_heap_type() {
            // A Python class sees each piece by itself, as from CPython.
            for (index, value) in args.iter().enumerate() {
                if index > 0 {
                    write.call_positional(&[sep.to_value()], vm)?;
                }
                let text = value.str(vm)?;
                write.call_positional(&[text.into_value()], vm)?;
            }
            write.call_positional(&[end.to_value()], vm)?;
        } else {
            let text = joined(args, &sep, &end, vm)?;
            write.call_positional(&[text], vm)?;
        }
        if flush == Some(true) {
            let name = vm.names.flush.clone();
            file.call_method(&name, &[], vm)?;
        }
        Ok(())
    }

    /// The whole output as one string.
    fn joined(args: &[Value], sep: &Ref<Str>, end: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let mut builder = crate::builtins::str::StrBuilder::new();
        for (index, value) in args.iter().enumerate() {
            if index > 0 {
                builder.push_text(sep);
            }
            let text = value.str(vm)?;
            builder.push_text(&text);
        }
        builder.push_text(end);
        Ok(builder.finish(vm).into_value())
    }

    /// A str, or the default in place of None.
    fn text_or(name: &str, value: Option<Value>, default: &str, vm: &mut Vm) -> PyResult<Ref<Str>> {
        match value.filter(|value| !value.is_none()) {
            None => Ok(vm.intern(default)),
            Some(value) => value.downcast_into::<Str>().map_err(|value| {
                let found = value.type_name(vm);
                vm.type_error(format!("{name} must be None or a string, not {found}"))
            }),
        }
    }

    /// Reads a line from `sys.stdin`, without its newline; writes the prompt before.
    #[function(signature = "(prompt='', /)")]
    fn input(prompt: Option<Value>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let stream = |name: &str, vm: &mut Vm| {
            let attribute = vm.intern(name);
            match vm.sys_attribute(&attribute) {
                Some(stream) if !stream.is_none() => Ok(stream),
                _ => Err(vm.runtime_error(format!("input(): lost sys.{name}"))),
            }
        };
        let (stdin, stdout) = (stream("stdin", vm)?, stream("stdout", vm)?);
        vm.audit("builtins.input", |_| {
            [prompt.clone().unwrap_or(Value::NONE)]
        })?;
        if let Some(prompt) = prompt {
            let text = prompt.str(vm)?.into_value();
            let write = vm.names.write.clone();
            stdout.call_method(&write, &[text], vm)?;
        }
        // What cannot be flushed is not.
        let flush = vm.names.flush.clone();
        if let Ok(stderr) = stream("stderr", vm) {
            let _ = stderr.call_method(&flush, &[], vm);
        }
        let _ = stdout.call_method(&flush, &[], vm);
        let readline = vm.intern("readline");
        let line = stdin.call_method(&readline, &[], vm)?;
        let Some(line) = line.downcast::<Str>() else {
            return Err(vm.type_error("object.readline() returned non-string"));
        };
        if line.length() == 0 {
            return Err(vm.eof_error("EOF when reading a line"));
        }
        let length = line.length();
        if line.as_bytes().ends_with(b"\n") {
            return Ok(Str::substring(line, 0, length - 1, vm));
        }
        Ok(line.clone())
    }
}

use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Vm {
    /// Shows the value of an expression statement typed at the prompt, by `sys.displayhook`.
    pub fn display(&mut self, value: &Value) -> PyResult<()> {
        let name = self.names.displayhook.clone();
        match self.sys_attribute(&name) {
            Some(hook) => hook
                .call_positional(std::slice::from_ref(value), self)
                .map(drop),
            None => Err(self.runtime_error("lost sys.displayhook")),
        }
    }
}
