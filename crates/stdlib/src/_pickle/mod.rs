//! `_pickle`: objects as bytes.
//! Reference: <https://docs.python.org/3.14/library/pickle.html>

mod buffer;
mod build;
mod input;
mod load;
mod memo;
mod opcode;
mod output;
mod pickler;
mod reduce;
mod save;
mod tables;
mod unpickler;

pub use _pickle::MODULE;
pub(crate) use _pickle::PicklingError;

/// Writes objects as bytes and reads them again: what `pickle` uses where it can.
#[rpy_macros::native_module(
    name = "_pickle",
    classes(
        super::buffer::PickleBuffer,
        super::pickler::Pickler,
        super::unpickler::Unpickler
    )
)]
mod _pickle {
    use std::rc::Rc;

    use rpy_vm::builtins::bytes::Bytes;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::input::Input;
    use super::pickler::{self, Pickler, write_method};
    use super::save::Saver;
    use super::tables::Tables;
    use super::unpickler::{self, Unpickler, file_methods};

    #[exception]
    pub(super) struct PickleError;

    #[exception(base = self::PickleError)]
    pub(crate) struct PicklingError;

    #[exception(base = self::PickleError)]
    pub(super) struct UnpicklingError;

    /// What is looked up once.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        pub(super) tables: Option<Rc<Tables>>,
    }

    /// Writes an object to a binary file, as Pickler(file, protocol).dump(obj) does.
    #[function(
        signature = "(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)",
        text = "(obj, file, protocol=None, *, fix_imports=True,\n     buffer_callback=None)"
    )]
    fn dump(
        obj: &Value,
        file: &Value,
        protocol: &Value,
        fix_imports: bool,
        buffer_callback: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let new = pickler::Settings::new;
        let settings = new(None, protocol, fix_imports, buffer_callback, vm)?;
        let write = Some(write_method(file, vm)?);
        let settings = pickler::Settings { write, ..settings };
        let pickler = Pickler::with(settings.clone(), vm);
        Saver::new(&pickler, settings, vm)?.dump(obj, vm).map(drop)
    }

    /// Returns an object as bytes that loads() makes an equal one from.
    #[function(
        signature = "(obj, protocol=None, *, fix_imports=True, buffer_callback=None)",
        text = "(obj, protocol=None, *, fix_imports=True,\n      buffer_callback=None)"
    )]
    fn dumps(
        obj: &Value,
        protocol: &Value,
        fix_imports: bool,
        buffer_callback: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<Bytes>> {
        let new = pickler::Settings::new;
        let settings = new(None, protocol, fix_imports, buffer_callback, vm)?;
        let pickler = Pickler::with(settings.clone(), vm);
        let bytes = Saver::new(&pickler, settings, vm)?.dump(obj, vm)?;
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Reads an object from a binary file, as Unpickler(file).load() does.
    #[function(
        signature = "(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
        text = "(file, *, fix_imports=True, encoding='ASCII',\n     errors='strict', buffers=())"
    )]
    fn load(
        file: &Value,
        fix_imports: bool,
        encoding: &str,
        errors: &str,
        buffers: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let file = file_methods(file, vm)?;
        let new = unpickler::Settings::new;
        let settings = new(
            Some(file.clone()),
            fix_imports,
            (encoding, errors),
            buffers,
            vm,
        )?;
        let unpickler = Unpickler::with(settings, vm);
        Unpickler::run(&unpickler, Input::file(file), vm)
    }

    /// Makes the object that the bytes describe; what stands behind them is ignored.
    #[function(
        signature = "(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
        text = "(data, /, *, fix_imports=True, encoding='ASCII',\n      errors='strict', buffers=())"
    )]
    fn loads(
        data: &Value,
        fix_imports: bool,
        encoding: &str,
        errors: &str,
        buffers: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let new = unpickler::Settings::new;
        let settings = new(None, fix_imports, (encoding, errors), buffers, vm)?;
        let input = Input::memory(data, vm)?;
        let unpickler = Unpickler::with(settings, vm);
        Unpickler::run(&unpickler, input, vm)
    }
}
