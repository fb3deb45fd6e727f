//! Making modules of their descriptions.

use crate::builtins::dict::Dict;
use crate::builtins::module::Module;
use crate::builtins::native_function::NativeFunction;
use crate::function::native::{NativeMember, NativeModule};
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

impl Vm {
    /// Makes a native module. The caller puts it into `sys.modules`.
    ///
    /// Errors: what its constants and its `execute` raise.
    pub fn new_native_module(&mut self, module: &'static NativeModule) -> PyResult<Ref<Module>> {
        let made = Module::new(module.name, self);
        let dict = made.dict().clone();
        if !module.doc.is_empty() {
            let (name, doc) = (self.names.__doc__.clone(), self.new_str(module.doc));
            dict.set_str(&name, doc, self);
        }
        self.add_native_members(&dict, module)?;
        if let Some(execute) = module.execute {
            execute(&made, self)?;
        }
        Ok(made)
    }

    /// Adds functions, constants and classes of a module to its namespace.
    pub(crate) fn add_native_members(
        &mut self,
        dict: &Ref<Dict>,
        module: &'static NativeModule,
    ) -> PyResult<()> {
        let module_name = self.intern(module.name);
        for member in module.members.iter().copied().flatten() {
            let (name, value) = match member {
                NativeMember::Function(definition) | NativeMember::StaticMethod(definition) => {
                    let module_name = Some(module_name.clone());
                    let function = NativeFunction::new(definition, module_name, self);
                    (definition.signature.name, function.into_value())
                }
                NativeMember::Constant { name, make } => (*name, make(self)?),
                NativeMember::Integers(constants) => {
                    for (name, value) in *constants {
                        let (name, value) = (self.intern(name), self.new_int(*value));
                        dict.set_str(&name, value, self);
                    }
                    continue;
                }
                NativeMember::Class { name, class } => {
                    let class = class(self).clone();
                    let name = match name {
                        Some(name) => self.intern(name),
                        None => class.name.cloned(self).expect("native classes have names"),
                    };
                    dict.set_str(&name, class.into_value(), self);
                    continue;
                }
                NativeMember::Method(_)
                | NativeMember::ClassMethod(_)
                | NativeMember::Property { .. } => {
                    unreachable!("modules have functions, constants and classes")
                }
            };
            let name = self.intern(name);
            dict.set_str(&name, value, self);
        }
        Ok(())
    }
}
