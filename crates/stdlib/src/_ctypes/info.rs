//! What is known of a type of C: size, alignment, code, fields.

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::code::Code;
use super::meta::CType;
use super::scalar::Passed;

/// Which of the values behind a class is its [`TypeInfo`].
const INFO: usize = 0;

/// What kind of type of C a class stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Simple,
    Structure,
    Union,
    Array,
    Pointer,
    Function,
}

/// Functions of the C convention, which take more arguments than they declare.
pub(super) const CDECL: u32 = 1;
/// The interpreter's lock is kept during calls.
pub(super) const PYTHON_API: u32 = 4;
/// The thread's own copy of `errno` is exchanged with that of C around calls.
pub(super) const USE_ERRNO: u32 = 8;

/// What is known of a type.
#[derive(Clone, Traverse)]
pub(super) struct Parts {
    pub(super) size: usize,
    pub(super) align: usize,
    /// Number of items or fields.
    pub(super) length: usize,
    /// The type of items, or of what is pointed to.
    pub(super) item: Option<Ref<Type>>,
    #[payload(skip)]
    pub(super) code: Option<Code>,
    /// The format of buffers.
    pub(super) format: Option<String>,
    pub(super) shape: Vec<usize>,
    pub(super) is_pointer: bool,
    pub(super) has_pointer: bool,
    /// Whether `_fields_` cannot be set any more.
    pub(super) is_final: bool,
    /// Whether the class inherits from `_SimpleCData` itself.
    pub(super) is_direct: bool,
    /// Flags of functions.
    pub(super) flags: u32,
    pub(super) argtypes: Option<Value>,
    /// The methods `from_param` of the types of arguments.
    pub(super) converters: Option<Value>,
    pub(super) restype: Option<Value>,
    /// `_check_retval_` of the type of results.
    pub(super) checker: Option<Value>,
    /// The type of pointers to this.
    pub(super) pointer_type: Option<Value>,
    /// Weak references to the classes of arrays of this, by their length.
    pub(super) arrays: Vec<(usize, Value)>,
    #[payload(skip)]
    pub(super) passed: Passed,
}

/// What is known of a class that stands for a type of C.
#[derive(Payload)]
pub(super) struct TypeInfo {
    #[payload(skip)]
    pub(super) kind: Kind,
    parts: HeapCell<Parts>,
}

#[native_class(name = "_ctypes.StgInfo", undocumented)]
impl TypeInfo {}

impl TypeInfo {
    /// What is known.
    pub(super) fn get<'a>(&'a self, vm: &'a Vm) -> &'a Parts {
        self.parts.get(vm)
    }

    /// What is known, to be changed.
    pub(super) fn get_mut<'a>(&'a self, vm: &'a mut Vm) -> &'a mut Parts {
        self.parts.get_mut(vm)
    }

    /// Begins to describe a class, of which nothing is known yet.
    ///
    /// Raises `SystemError` if something is.
    pub(super) fn begin(class: &Ref<Type>, kind: Kind, vm: &mut Vm) -> PyResult<Ref<TypeInfo>> {
        if info_of(class.as_value(), vm).is_some() {
            let name = class.name(vm);
            return Err(vm.system_error(format!("StgInfo of '{name}' is already initialized.")));
        }
        let info = TypeInfo {
            kind,
            parts: HeapCell::new(Parts {
                size: 0,
                align: 0,
                length: 0,
                item: None,
                code: None,
                format: None,
                shape: Vec::new(),
                is_pointer: false,
                has_pointer: false,
                is_final: false,
                is_direct: false,
                flags: 0,
                argtypes: None,
                converters: None,
                restype: None,
                checker: None,
                pointer_type: None,
                arrays: Vec::new(),
                passed: Passed::POINTER,
            }),
        };
        let info = Ref::new(info, vm);
        class
            .as_value()
            .set_native_member(INFO, info.to_value(), vm);
        Ok(info)
    }
}

/// What is known of a value that may be a class of a type of C.
pub(super) fn info_of(value: &Value, vm: &mut Vm) -> Option<Ref<TypeInfo>> {
    let class = value.downcast::<Type>()?;
    let base = CType::class(vm).clone();
    if !class.class().is_subclass_of(&base, vm) {
        return None;
    }
    value
        .native_member(INFO, vm)
        .downcast::<TypeInfo>()
        .cloned()
}

/// What is known of a value's class, if that stands for a type of C.
pub(super) fn info_of_object(value: &Value, vm: &mut Vm) -> Option<Ref<TypeInfo>> {
    let class = value.class(vm).to_value();
    info_of(&class, vm)
}

/// What is known of a class.
///
/// Raises `TypeError` for one that stands for no type.
pub(super) fn concrete(class: &Ref<Type>, vm: &mut Vm) -> PyResult<Ref<TypeInfo>> {
    match info_of(class.as_value(), vm) {
        Some(info) => Ok(info),
        None => Err(vm.type_error("abstract class")),
    }
}

/// Whether values of the class stay objects where those of `c_int` become ints: a subclass.
pub(super) fn is_simple_subclass(info: &Ref<TypeInfo>, vm: &Vm) -> bool {
    info.kind == Kind::Simple && !info.get(vm).is_direct
}

/// The kind of a value's class.
pub(super) fn kind_of(value: &Value, vm: &mut Vm) -> Option<Kind> {
    info_of_object(value, vm).map(|info| info.kind)
}
