//! The macros that declare native functions, classes and modules.
//!
//! They collect and register: each annotated function gets one wrapper, which takes the arguments
//! apart and converts them, and one constant description. What they expand to could be written by
//! hand. How they are used stands in docs/native-functions.md.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

mod class;
mod declared;
mod docs;
mod expand;
mod literal;
mod methods;
mod module;
mod options;
mod payload;
mod signature;
mod slots;

use proc_macro::TokenStream;

fn tokens(result: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(syn::Error::into_compile_error).into()
}

/// On an `impl` block: declares a native class, by implementing `NativeClass`.
///
/// `name = "…"` is the name, with the module in front where that is not `builtins`; without it, the
/// class is called as the Rust type is. Further options: `base = …` or `bases(…)`, a built-in exception by its
/// name or a native class by its Rust type; `flags(…)`, the names of `TypeFlags`; `generic`, for
/// `class[item]`; `undocumented`, for a `__doc__` that is None; `methods(…)`, the tables of further `#[methods]` blocks; `payload = …`, what
/// instances hold if not the type itself; `slots(hash = path)`, functions that have the type of the
/// slot, and `signature = "…"` if one of them is the constructor; `values = N`, values behind the payload; `registry = …`,
/// the field of `Types` of a class that is there from the start; `table = PATH`, a constant of
/// slots that several classes have.
///
/// Within the block, `#[new]` and `#[init]` mark the constructor and the initialiser, `#[slot]` the
/// slots, and the other attributes those of [`macro@methods`].
#[proc_macro_attribute]
pub fn native_class(options: TokenStream, item: TokenStream) -> TokenStream {
    tokens(class::expand(options.into(), item.into()))
}

/// On an `impl` block: makes `MEMBERS`, a constant table of methods and attributes, for a class
/// that is spread over several blocks. `#[methods(NAME)]` gives the table another name.
///
/// Within the block, `#[method(signature = "(…)")]`, `#[class_method(…)]`, `#[static_method(…)]`,
/// `#[getter]`, `#[setter(name)]` and `#[constant]` mark the members. `name = "…"` gives a member
/// another name than its function's, `hidden` keeps the signature from Python, `text = "…"` tells it
/// another.
#[proc_macro_attribute]
pub fn methods(options: TokenStream, item: TokenStream) -> TokenStream {
    tokens(methods::expand(options.into(), item.into()))
}

/// On a `mod` block: makes `MODULE`, the description of a native module.
///
/// Options: `name = "…"`; `classes(Path, Path as "Name")`; `parts(path, …)`, modules with the
/// option `part`, which make `MEMBERS` instead.
///
/// Within the block, `#[function(signature = "(…)")]`, `#[constant]`, `#[constants]`,
/// `#[exception]`, `#[struct_sequence]`, `#[state]` and `#[execute]` mark what the module consists
/// of, and the function that runs when it is made.
#[proc_macro_attribute]
pub fn native_module(options: TokenStream, item: TokenStream) -> TokenStream {
    tokens(module::expand(options.into(), item.into()))
}

/// On `struct name;`: declares a class of exceptions outside the block of its module.
/// `name = "module.name"`, `base = …` or `bases(…)`.
#[proc_macro_attribute]
pub fn exception(options: TokenStream, item: TokenStream) -> TokenStream {
    tokens(declare("exception", options, item))
}

/// On a struct with named fields: declares a class of tuples whose items are attributes too,
/// outside the block of its module. `name = "module.name"`; fields marked `#[hidden]` are
/// attributes only, `#[field(unnamed)]` are items only.
#[proc_macro_attribute]
pub fn struct_sequence(options: TokenStream, item: TokenStream) -> TokenStream {
    tokens(declare("struct_sequence", options, item))
}

fn declare(
    mark: &str,
    options: TokenStream,
    item: TokenStream,
) -> syn::Result<proc_macro2::TokenStream> {
    let options = proc_macro2::TokenStream::from(options);
    let mut item: syn::ItemStruct = syn::parse(item)?;
    let attribute = syn::parse_quote!(#[declared(#options)]);
    declared::expand(mark, &attribute, &mut item, None, &expand::vm_crate())
}

/// Implements `Payload` for what a class of [`macro@native_class`] holds: which fields refer to
/// objects, which can give them up and which own buffers follows from their types. The doc comment
/// is `__doc__`.
///
/// A field marked `#[payload(skip)]` holds no references; one marked `#[payload(keep)]` does not
/// give them up. A struct marked `#[payload(begin_finalizing)]` says by a function of that name
/// whether an object of a class with the flag `awaited` is to be finalised.
#[proc_macro_derive(Payload, attributes(payload))]
pub fn payload(item: TokenStream) -> TokenStream {
    tokens(payload::payload(item.into()))
}

/// Implements `Traverse` for a part of a payload; the attributes of fields are as for
/// [`macro@Payload`].
#[proc_macro_derive(Traverse, attributes(payload))]
pub fn traverse(item: TokenStream) -> TokenStream {
    tokens(payload::traverse(item.into()))
}
