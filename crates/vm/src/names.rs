//! Names that the virtual machine itself looks up, interned once.

use std::ptr::NonNull;

use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::object::heap::Heap;
use crate::object::reference::Ref;

macro_rules! define_names {
    ($($field:ident $(= $text:literal)?),* $(,)?) => {
        /// One interned `str` for each name; the field is called as the name is.
        #[allow(missing_docs, non_snake_case, reason = "a field is documented by its name")]
        pub struct Names { $(pub $field: Ref<Str>,)* }

        impl Names {
            /// Makes the names and hands each to `intern`.
            pub(crate) fn new(
                heap: NonNull<Heap>,
                class: &Ref<Type>,
                mut intern: impl FnMut(&Ref<Str>),
            ) -> Names {
                Names { $($field: {
                    let text = define_names!(@text $field $($text)?);
                    // SAFETY: a `str` is valid WTF-8, and `class` is `str` itself.
                    let name = unsafe { Str::allocate(text.as_bytes(), class, heap) };
                    intern(&name);
                    name
                },)* }
            }
        }
    };
    (@text $field:ident) => { stringify!($field) };
    (@text $field:ident $text:literal) => { $text };
}

define_names! {
    empty = "",
    __abs__, __add__, __aenter__, __aexit__, __aiter__, __all__, __and__, __anext__, __annotate__,
    __annotations__, __await__, __bases__, __bool__, __buffer__, __build_class__, __builtins__, __bytes__,
    __cached__, __call__, __cause__, __class__, __class_getitem__, __classcell__, __code__,
    __complex__, __contains__, __context__, __debug__, __del__, __delattr__, __delete__,
    __delitem__, __dict__, __dir__, __divmod__, __doc__, __enter__, __eq__, __exit__, __file__,
    __float__, __floordiv__, __format__, __ge__, __get__, __getattr__, __getattribute__,
    __getitem__, __getstate__, __gt__, __hash__, __iadd__, __iand__, __ifloordiv__, __ilshift__,
    __imatmul__, __imod__, __import__, __imul__, __index__, __init__, __init_subclass__,
    __instancecheck__, __int__, __invert__, __ior__, __ipow__, __irshift__, __isub__, __iter__,
    __itruediv__, __ixor__, __le__, __len__, __length_hint__, __loader__, __lshift__, __lt__,
    __main__, __match_args__, __matmul__, __missing__, __mod__, __module__, __mro_entries__,
    __mul__, __name__, __ne__, __neg__, __new__, __next__, __or__, __origin__, __package__,
    __path__, __pos__, __pow__, __prepare__, __qualname__, __radd__, __rand__, __rdivmod__,
    __reduce__, __reduce_ex__, __release_buffer__, __repr__, __reversed__, __rfloordiv__, __rlshift__, __rmatmul__,
    __rmod__, __rmul__, __ror__, __round__, __rpow__, __rrshift__, __rshift__, __rsub__,
    __rtruediv__, __rxor__, __set__, __set_name__, __setattr__, __setitem__, __sizeof__,
    __slots__, __spec__, __static_attributes__, __firstlineno__, __str__, __sub__,
    __subclasscheck__, __subclasshook__, __suppress_context__, __traceback__, __truediv__,
    __trunc__, __type_params__, __weakref__, __wrapped__, __xor__, __abstractmethods__,
    __isabstractmethod__, __mro__, __self__, __func__, __objclass__, __text_signature__,
    __defaults__, __kwdefaults__, __closure__, __globals__, __notes__,
    add, append, args, builtins, characters_written, close, copy, displayhook, encoding, end,
    errno, excepthook, file, filename, filename2, flush, items, keys, lineno, metaclass, modules,
    msg, name, obj, offset, path, print_file_and_line, reason, send, sep, start, stderr, stdin,
    stdout, strerror, sys, text, throw, update, value, values, write, end_lineno, end_offset,
    get,
    __annotate_func__, __annotations_cache__, __orig_bases__, mro, fget, fset, fdel, doc,
}
