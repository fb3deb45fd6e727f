//! How native functions, methods and types are described: constant tables, made by the macros of
//! `rpy-macros` or by hand.

use crate::builtins::module::Module;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::object::payload::PayloadInfo;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A native function. For a method, the first argument is `self` (or the class).
pub type NativeFunctionPointer = fn(Args<'_>, &mut Vm) -> PyResult;

/// Reads an attribute that is computed.
pub type Getter = fn(&Value, &mut Vm) -> PyResult;
/// Sets such an attribute, or deletes it if there is no value.
pub type Setter = fn(&Value, Option<Value>, &mut Vm) -> PyResult<()>;

/// Runs when a native module is made.
pub type Execute = fn(&Ref<Module>, &mut Vm) -> PyResult<()>;

/// A parameter of a native function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// How it is given.
    pub kind: ParameterKind,
    /// Whether a call must give it.
    pub required: bool,
}

impl Parameter {
    /// Whether the argument can be given by keyword.
    pub fn takes_keyword(&self) -> bool {
        matches!(
            self.kind,
            ParameterKind::PositionalOrKeyword | ParameterKind::KeywordOnly
        )
    }

    /// Whether this is `*args` or `**kwargs`.
    pub fn is_variable(&self) -> bool {
        matches!(
            self.kind,
            ParameterKind::VarPositional | ParameterKind::VarKeyword
        )
    }
}

/// How a parameter is given, as in `inspect.Parameter.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of inspect.Parameter")]
pub enum ParameterKind {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

/// Name, documentation and parameters of a native function.
pub struct NativeSignature {
    /// `__name__`
    pub name: &'static str,
    /// `__doc__`, without the signature.
    pub doc: &'static str,
    /// `__text_signature__`, such as `($self, object, /)`.
    pub text: &'static str,
    /// The parameters, without `self` or the class.
    pub parameters: &'static [Parameter],
    /// What calls without keywords need.
    pub(super) plain: PlainCalls,
}

impl NativeSignature {
    /// Describes a function; the arguments are the fields.
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        text: &'static str,
        parameters: &'static [Parameter],
    ) -> NativeSignature {
        NativeSignature {
            name,
            doc,
            text,
            parameters,
            plain: PlainCalls::of(parameters),
        }
    }
}

/// How many arguments are just put into the slots of the first parameters.
#[derive(Clone, Copy)]
pub(super) struct PlainCalls {
    least: usize,
    most: usize,
}

impl PlainCalls {
    const fn of(parameters: &[Parameter]) -> PlainCalls {
        const NONE: PlainCalls = PlainCalls { least: 1, most: 0 };
        let (mut least, mut most) = (0, 0);
        let mut index = 0;
        while index < parameters.len() {
            let parameter = &parameters[index];
            match parameter.kind {
                ParameterKind::PositionalOnly | ParameterKind::PositionalOrKeyword => {
                    index += 1;
                    most = index;
                    if parameter.required {
                        least = index;
                    }
                }
                ParameterKind::KeywordOnly if !parameter.required => index += 1,
                _ => return NONE,
            }
        }
        PlainCalls { least, most }
    }

    /// Whether a call with so many positional arguments, and no others, is one.
    #[inline(always)]
    pub(super) fn include(self, count: usize) -> bool {
        self.least <= count && count <= self.most
    }
}

/// A native function and its description.
pub struct NativeDefinition {
    /// Name, documentation and parameters.
    pub signature: NativeSignature,
    /// The function.
    pub function: NativeFunctionPointer,
}

/// A member of a native type or module.
pub enum NativeMember {
    /// A function of a module.
    Function(NativeDefinition),
    /// A method: the first argument is checked to be an instance.
    Method(NativeDefinition),
    /// A class method: the first argument is the class.
    ClassMethod(NativeDefinition),
    /// A static method.
    StaticMethod(NativeDefinition),
    /// A computed attribute.
    Property {
        /// Its name.
        name: &'static str,
        /// `__doc__`
        doc: &'static str,
        /// Reads it.
        get: Getter,
        /// Sets or deletes it; without one it is read-only.
        set: Option<Setter>,
        /// Whether its descriptor is a `member_descriptor`, no `getset_descriptor`.
        is_member: bool,
    },
    /// A constant that is made when the type or module is.
    Constant {
        /// Its name.
        name: &'static str,
        /// Makes it.
        make: fn(&mut Vm) -> PyResult,
    },
    /// Constants of a module that are ints.
    Integers(&'static [(&'static str, i64)]),
    /// A class of a module.
    Class {
        /// The name in the module, if it is not that of the class.
        name: Option<&'static str>,
        /// Gives the class.
        class: fn(&mut Vm) -> &Ref<Type>,
    },
}

/// A Rust type that stands for a native class: mostly what its instances hold.
pub trait NativeClass: 'static {
    /// The description.
    const SPEC: &'static TypeSpec;

    /// Values that instances hold behind their payload, at first unbound
    /// ([`Value::native_member`]).
    const VALUES: u32 = 0;

    /// The bases, `object` by default.
    fn bases(vm: &mut Vm) -> Vec<Ref<Type>> {
        vec![vm.types.object.clone()]
    }

    /// The class of the class, `type` by default.
    fn metaclass(vm: &mut Vm) -> Ref<Type> {
        vm.types.type_.clone()
    }

    /// The class; it is made if it is not there yet.
    #[inline(always)]
    fn class(vm: &mut Vm) -> &Ref<Type>
    where
        Self: Sized,
    {
        vm.native_class::<Self>()
    }
}

/// What a native module keeps for itself, once an interpreter ([`Vm::module_state`]).
pub trait ModuleState: 'static {
    /// Makes the state.
    fn new(vm: &mut Vm) -> Self;
}

/// A native type as data, from which the type object is made at start-up.
pub struct TypeSpec {
    /// `__name__`, with the module in front where that is not `builtins`.
    pub name: &'static str,
    /// `__doc__`; empty for none.
    pub doc: &'static str,
    /// `__text_signature__`: that of the constructor; empty for none.
    pub signature: &'static str,
    /// What instances hold.
    pub payload: &'static PayloadInfo,
    /// Properties.
    pub flags: TypeFlags,
    /// The slots that the type does not inherit.
    pub slots: Slots,
    /// Methods and attributes.
    pub members: &'static [&'static [NativeMember]],
}

/// A native module as data.
pub struct NativeModule {
    /// `__name__`
    pub name: &'static str,
    /// `__doc__`
    pub doc: &'static str,
    /// Functions, constants and classes, by the parts of the module.
    pub members: &'static [&'static [NativeMember]],
    /// Runs after the members are set: adds types and computed values.
    pub execute: Option<Execute>,
}
