//! The registry of built-in types: one row a type.

use std::ptr::NonNull;

use crate::builtins::dict::Dict;
use crate::builtins::type_::{Layout, Type, TypeFlags, TypeParts};
use crate::function::native::{NativeClass, TypeSpec};
use crate::object::header::Header;
use crate::object::heap::Heap;
use crate::object::reference::{Object, Ref};
use crate::object::shape::{ShapeId, ShapeTable};
use crate::object::value::Value;
use crate::vm::Vm;

macro_rules! define_types {
    ($($number:literal $constant:ident $field:ident ($base:ident) = $class:ty;)*) => {
        /// The built-in types of an interpreter.
        #[allow(missing_docs, reason = "a field is documented by its type")]
        pub struct Types {
            $(pub $field: Ref<Type>,)*
            pub exceptions: crate::builtins::exceptions::ExceptionTypes,
        }

        #[allow(missing_docs, reason = "the shape numbers of exact instances of the types")]
        impl ShapeId {
            $(pub const $constant: ShapeId = ShapeId($number);)*
        }

        impl Types {
            /// Every type of the registry but the exceptions, bases first.
            pub fn all(&self) -> Vec<Ref<Type>> {
                vec![$(self.$field.clone(),)*]
            }

            /// Makes the type objects, still without names, dicts, bases and slots.
            pub(crate) fn allocate(heap: NonNull<Heap>, shapes: &mut ShapeTable) -> Types {
                let type_ = allocate_metatype(heap);
                Types {
                    exceptions: crate::builtins::exceptions::ExceptionTypes::allocate(
                        &type_, heap, shapes,
                    ),
                    $($field: if $number == TYPE {
                        type_.clone()
                    } else {
                        allocate_type(<$class as NativeClass>::SPEC, ShapeId($number), &type_, heap, shapes)
                    },)*
                }
            }
        }

        /// Gives every built-in type its name, base, dict, members and slots.
        pub(crate) fn initialize(vm: &mut Vm) {
            // Every type gets its bases first, as members are objects of such types.
            $(
                let (class, base) = (vm.types.$field.clone(), vm.types.$base.clone());
                set_base(&class, &base, vm);
            )*
            crate::builtins::exceptions::ExceptionTypes::set_bases(vm);
            $(
                let class = vm.types.$field.clone();
                finish_type(&class, <$class as NativeClass>::SPEC, vm);
            )*
            crate::builtins::exceptions::ExceptionTypes::finish(vm);
        }
    };
}

const TYPE: u32 = 2;

// Shape number, its constant, field of `Types`, base, what the class is declared on. Bases come
// first.
define_types! {
    1 OBJECT object (object) = crate::builtins::object::Instance;
    2 TYPE type_ (object) = crate::builtins::type_::Type;
    3 STR str (object) = crate::builtins::str::Str;
    4 TUPLE tuple (object) = crate::builtins::tuple::Tuple;
    5 DICT dict (object) = crate::builtins::dict::Dict;
    6 MODULE module (object) = crate::builtins::module::Module;
    7 INT int (object) = crate::builtins::int::Int;
    8 BOOL bool (int) = crate::builtins::bool_::Bool;
    9 FLOAT float (object) = crate::builtins::float::Float;
    10 NONE_TYPE none (object) = crate::builtins::singletons::NoneType;
    11 ELLIPSIS ellipsis (object) = crate::builtins::singletons::EllipsisType;
    12 NOT_IMPLEMENTED not_implemented (object) = crate::builtins::singletons::NotImplementedType;
    20 LIST list (object) = crate::builtins::list::List;
    21 RANGE range (object) = crate::builtins::range::Range;
    22 RANGE_ITERATOR range_iterator (object) = crate::builtins::range::RangeIterator;
    23 LONG_RANGE_ITERATOR long_range_iterator (object) = crate::builtins::range::LongRangeIterator;
    24 LIST_ITERATOR list_iterator (object) = crate::builtins::list::ListIterator;
    25 TUPLE_ITERATOR tuple_iterator (object) = crate::builtins::tuple::TupleIterator;
    26 LIST_REVERSE_ITERATOR list_reverse_iterator (object) = crate::builtins::list::ListReverseIterator;
    27 SLICE slice (object) = crate::builtins::slice::Slice;
    29 CALLABLE_ITERATOR callable_iterator (object) = crate::builtins::iterators::CallableIterator;
    30 REVERSED reversed (object) = crate::builtins::iterators::Reversed;
    31 ENUMERATE enumerate (object) = crate::builtins::iterators::Enumerate;
    32 ZIP zip (object) = crate::builtins::iterators::Zip;
    33 MAP map (object) = crate::builtins::iterators::Map;
    34 FILTER filter (object) = crate::builtins::iterators::Filter;
    35 MEMORYVIEW memoryview (object) = crate::builtins::memoryview::MemoryView;
    36 MEMORY_ITERATOR memory_iterator (object) = crate::builtins::memoryview::MemoryIterator;
    37 BUFFER_WRAPPER buffer_wrapper (object) = crate::object::buffer::BufferWrapper;
    40 DICT_KEYS dict_keys (object) = crate::builtins::dict::DictView;
    41 DICT_VALUES dict_values (object) = crate::builtins::dict::views::DictValues;
    42 DICT_ITEMS dict_items (object) = crate::builtins::dict::views::DictItems;
    43 DICT_KEY_ITERATOR dict_key_iterator (object) = crate::builtins::dict::DictIterator;
    44 DICT_VALUE_ITERATOR dict_value_iterator (object) = crate::builtins::dict::iter::DictValueIterator;
    45 DICT_ITEM_ITERATOR dict_item_iterator (object) = crate::builtins::dict::iter::DictItemIterator;
    46 DICT_REVERSE_KEY_ITERATOR dict_reverse_key_iterator (object) = crate::builtins::dict::iter::DictReverseKeyIterator;
    47 DICT_REVERSE_VALUE_ITERATOR dict_reverse_value_iterator (object) = crate::builtins::dict::iter::DictReverseValueIterator;
    48 DICT_REVERSE_ITEM_ITERATOR dict_reverse_item_iterator (object) = crate::builtins::dict::iter::DictReverseItemIterator;
    50 SET set (object) = crate::builtins::set::Set;
    51 FROZENSET frozenset (object) = crate::builtins::set::FrozenSet;
    52 SET_ITERATOR set_iterator (object) = crate::builtins::set::SetIterator;
    60 BYTES bytes (object) = crate::builtins::bytes::Bytes;
    61 BYTEARRAY bytearray (object) = crate::builtins::bytearray::ByteArray;
    62 STR_ITERATOR str_iterator (object) = crate::builtins::str::StrIterator;
    65 STR_ASCII_ITERATOR str_ascii_iterator (object) = crate::builtins::str::iter::StrAsciiIterator;
    63 BYTES_ITERATOR bytes_iterator (object) = crate::builtins::bytes::ByteIterator;
    64 BYTEARRAY_ITERATOR bytearray_iterator (object) = crate::builtins::bytes::ByteArrayIterator;
    70 COMPLEX complex (object) = crate::builtins::complex::Complex;
    80 GETSET_DESCRIPTOR getset_descriptor (object) = crate::builtins::descriptors::GetSetDescriptor;
    81 MEMBER_DESCRIPTOR member_descriptor (object) = crate::builtins::descriptors::MemberDescriptor;
    82 SLOT_WRAPPER slot_wrapper (object) = crate::builtins::descriptors::SlotWrapper;
    83 METHOD_WRAPPER method_wrapper (object) = crate::builtins::descriptors::MethodWrapper;
    84 MAPPING_PROXY mapping_proxy (object) = crate::builtins::descriptors::MappingProxy;
    85 PROPERTY property (object) = crate::builtins::property::Property;
    86 CLASSMETHOD classmethod (object) = crate::builtins::classmethod::ClassMethod;
    87 STATICMETHOD staticmethod (object) = crate::builtins::staticmethod::StaticMethod;
    88 SUPER super_ (object) = crate::builtins::super_::Super;
    89 NAMESPACE namespace (object) = crate::builtins::namespace::Namespace;
    90 METHOD method (object) = crate::builtins::descriptors::BoundMethod;
    91 WEAK_REFERENCE weak_reference (object) = crate::builtins::weakref::WeakReference;
    92 WEAK_PROXY weak_proxy (object) = crate::builtins::weakref::Proxy;
    93 WEAK_CALLABLE_PROXY weak_callable_proxy (object) = crate::builtins::weakref::CallableProxy;
    94 GENERIC_ALIAS generic_alias (object) = crate::builtins::generic_alias::GenericAlias;
    95 UNION union (object) = crate::builtins::generic_alias::Union;
    100 SEQUENCE_ITERATOR sequence_iterator (object) = crate::builtins::sequence_iterator::SequenceIterator;
    130 NATIVE_FUNCTION native_function (object) = crate::builtins::native_function::NativeFunction;
    131 METHOD_DESCRIPTOR method_descriptor (object) = crate::builtins::native_function::MethodDescriptor;
    132 CLASS_METHOD_DESCRIPTOR class_method_descriptor (object) = crate::builtins::native_function::ClassMethodDescriptor;
    133 TRACEBACK traceback (object) = crate::builtins::exceptions::Traceback;
    110 CELL cell (object) = crate::builtins::cell::Cell;
    111 FUNCTION function (object) = crate::builtins::function::Function;
    112 CODE code (object) = crate::builtins::code::Code;
    113 FRAME frame (object) = crate::builtins::frame::Frame;
    114 GENERATOR generator (object) = crate::builtins::generator::Generator;
    115 COROUTINE coroutine (object) = crate::builtins::generator::Coroutine;
    116 ASYNC_GENERATOR async_generator (object) = crate::builtins::generator::AsyncGenerator;
    117 COROUTINE_WRAPPER coroutine_wrapper (object) = crate::builtins::generator::CoroutineWrapper;
    118 ASYNC_GENERATOR_ASEND async_generator_asend (object) = crate::builtins::generator::AsyncGeneratorSend;
    119 ASYNC_GENERATOR_ATHROW async_generator_athrow (object) = crate::builtins::generator::AsyncGeneratorThrow;
    120 ANEXT_AWAITABLE anext_awaitable (object) = crate::builtins::generator::AnextAwaitable;
    134 FRAME_LOCALS frame_locals (object) = crate::builtins::frame_locals::FrameLocals;
}

/// Layout of the instances of a type with this description.
fn native_layout(spec: &TypeSpec) -> Layout {
    let slots_offset = spec.payload.size.next_multiple_of(8) as u32;
    let inline = if spec.flags.contains(TypeFlags::DICT) {
        NATIVE_INLINE_SLOTS * 8
    } else {
        0
    };
    Layout {
        slots_offset,
        inline_offset: slots_offset,
        instance_size: if inline == 0 {
            spec.payload.size as u32
        } else {
            slots_offset + inline
        },
    }
}

/// Inline attribute slots of instances of native types that have a `__dict__`.
const NATIVE_INLINE_SLOTS: u32 = 1;

fn parts(
    spec: &TypeSpec,
    shape: ShapeId,
    heap: NonNull<Heap>,
    shapes: &mut ShapeTable,
) -> TypeParts {
    let has_dict = spec.flags.contains(TypeFlags::DICT);
    TypeParts {
        flags: spec.flags,
        layout: native_layout(spec),
        root_shape: if has_dict {
            shapes.add_root(false)
        } else {
            shape
        },
        dict_shape: if has_dict {
            shapes.add_root(true)
        } else {
            ShapeId::NONE
        },
        heap,
        payload: spec.payload,
    }
}

/// Makes `type`, whose class is itself.
fn allocate_metatype(mut heap: NonNull<Heap>) -> Ref<Type> {
    let spec = <Type as NativeClass>::SPEC;
    let mut shapes = ShapeTable::default();
    let payload = Type::from_parts(parts(spec, ShapeId(TYPE), heap, &mut shapes));
    // SAFETY: the memory is large enough for the object, which is written whole.
    unsafe {
        let object = heap
            .as_mut()
            .allocate(size_of::<Object<Type>>())
            .cast::<Object<Type>>();
        object.write(Object {
            header: Header::new(object, ShapeId(TYPE)),
            payload,
        });
        Ref::from_raw(object)
    }
}

/// Makes a type object that has nothing but its layout.
pub(crate) fn allocate_type(
    spec: &TypeSpec,
    shape: ShapeId,
    metatype: &Ref<Type>,
    heap: NonNull<Heap>,
    shapes: &mut ShapeTable,
) -> Ref<Type> {
    let payload = Type::from_parts(parts(spec, shape, heap, shapes));
    crate::object::heap::new_object(heap, metatype, ShapeId(TYPE), payload, 0)
}

/// Sets base, MRO and an empty dict. The base has its own already.
pub(crate) fn set_base(class: &Ref<Type>, base: &Ref<Type>, vm: &mut Vm) {
    let dict = Dict::new(vm);
    class.set_dict(dict);
    let mut mro = vec![class.clone()];
    if !base.is(class) {
        mro.extend(base.mro.get(vm).iter().cloned());
        class.base.replace(Some(base.clone()), vm);
        class.bases.replace(vec![base.clone()], vm);
        base.add_subclass(class, vm);
    }
    class.mro.replace(mro, vm);
}

/// Sets name, slots and members.
pub(crate) fn finish_type(class: &Ref<Type>, spec: &TypeSpec, vm: &mut Vm) {
    let name = spec
        .name
        .rsplit_once('.')
        .map_or(spec.name, |(_, name)| name);
    let name = vm.intern(name);
    class.name.replace(Some(name.clone()), vm);
    class.qualname.replace(Some(name), vm);
    class.text_signature.set(spec.signature);
    crate::builtins::type_::fill_native_type(class, spec, vm);
}

/// Makes a class of a native module from its description, still without name and members.
/// Instances hold `values` values behind their payload.
pub(crate) fn allocate_native_class(
    spec: &TypeSpec,
    values: u32,
    metatype: &Ref<Type>,
    bases: &[Ref<Type>],
    vm: &mut Vm,
) -> Ref<Type> {
    let heap = vm.heap();
    let mut parts = parts(spec, ShapeId::NONE, heap, &mut vm.shapes);
    if values > 0 {
        let layout = &mut parts.layout;
        let inline = layout.inline_capacity() as u32;
        let word = size_of::<Value>() as u32;
        layout.inline_offset = layout.slots_offset + values * word;
        layout.instance_size = layout.inline_offset + inline * word;
    }
    let payload = Type::from_parts(parts);
    let class = if metatype.is(&vm.types.type_) {
        crate::object::heap::new_object(heap, metatype, ShapeId(TYPE), payload, 0)
    } else {
        crate::object::heap::new_instance(heap, metatype, payload)
    };
    set_base(&class, &bases[0], vm);
    if let [_, others @ ..] = bases
        && !others.is_empty()
    {
        let mro = crate::builtins::type_::compute_mro(&class, bases, vm);
        class
            .mro
            .replace(mro.expect("native classes have an order"), vm);
        class.bases.replace(bases.to_vec(), vm);
        for base in others {
            base.add_subclass(&class, vm);
        }
    }
    // Instances of native types do not count their class, so it must outlive them all.
    vm.kept_types.push(class.clone());
    class
}

/// The name of the module that a type belongs to.
pub(crate) fn module_of(spec: &TypeSpec) -> &'static str {
    spec.name
        .rsplit_once('.')
        .map_or("builtins", |(module, _)| module)
}
