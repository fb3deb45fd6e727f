//! `_types`: the classes of the language that have no name in `builtins`; `_sysconfig`.

use rpy_vm::{Ref, Value, Vm};

/// A handle of C code. There is none behind it, but some modules have one as an attribute.
#[derive(rpy_macros::Payload)]
pub(crate) struct Capsule {
    #[payload(skip)]
    name: &'static str,
}

/// A handle of that name.
pub(crate) fn capsule(name: &'static str, vm: &mut Vm) -> Value {
    Ref::new(Capsule { name }, vm).into_value()
}

/// Capsule objects let extension modules in C share pointers.
#[rpy_macros::native_class(name = "PyCapsule", flags(disallow_instantiation))]
impl Capsule {
    #[slot]
    fn repr(this: &Ref<Capsule>) -> String {
        let address = this.as_value().object_pointer();
        format!("<capsule object \"{}\" at {address:p}>", this.name)
    }
}

/// The classes of `types`.
#[rpy_macros::native_module(name = "_types")]
pub mod _types {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::{PyResult, Ref, Vm};

    use super::Capsule;

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let types = &vm.types;
        let classes = [
            ("AsyncGeneratorType", &types.async_generator),
            ("BuiltinFunctionType", &types.native_function),
            ("BuiltinMethodType", &types.native_function),
            ("CellType", &types.cell),
            ("ClassMethodDescriptorType", &types.class_method_descriptor),
            ("CodeType", &types.code),
            ("CoroutineType", &types.coroutine),
            ("EllipsisType", &types.ellipsis),
            ("FrameType", &types.frame),
            ("FunctionType", &types.function),
            ("GeneratorType", &types.generator),
            ("GenericAlias", &types.generic_alias),
            ("GetSetDescriptorType", &types.getset_descriptor),
            ("LambdaType", &types.function),
            ("MappingProxyType", &types.mapping_proxy),
            ("MemberDescriptorType", &types.member_descriptor),
            ("MethodDescriptorType", &types.method_descriptor),
            ("MethodType", &types.method),
            ("MethodWrapperType", &types.method_wrapper),
            ("ModuleType", &types.module),
            ("NoneType", &types.none),
            ("NotImplementedType", &types.not_implemented),
            ("SimpleNamespace", &types.namespace),
            ("TracebackType", &types.traceback),
            ("UnionType", &types.union),
            ("WrapperDescriptorType", &types.slot_wrapper),
        ]
        .map(|(name, class)| (name, class.to_value()));
        for (name, class) in classes {
            module.add(name, class, vm);
        }
        let capsule = Capsule::class(vm).to_value();
        module.add("CapsuleType", capsule, vm);
        Ok(())
    }
}

/// Tells `sysconfig` how the interpreter was built.
#[rpy_macros::native_module(name = "_sysconfig")]
pub mod _sysconfig {
    use rpy_vm::builtins::dict::Dict;
    use rpy_vm::{Ref, Value, Vm};

    /// Returns the variables of the build that are not in a file.
    #[function(signature = "()")]
    fn config_vars(vm: &mut Vm) -> Ref<Dict> {
        let variables = Dict::new(vm);
        for name in ["Py_GIL_DISABLED", "Py_DEBUG"] {
            let name = vm.intern(name);
            variables.set_str(&name, Value::from_i32(0), vm);
        }
        variables
    }
}
