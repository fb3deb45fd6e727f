//! The macros that declare native functions, methods and modules.
//!
//! They collect and register: each annotated function gets one wrapper, which takes the arguments
//! apart and converts them, and one constant description. What they expand to could be written by
//! hand.

mod docs;
mod expand;
mod methods;
mod module;
mod options;
mod signature;

use proc_macro::TokenStream;

/// On an `impl` block: makes `MEMBERS`, the constant table of the methods and attributes of a
/// native type. `#[methods(NAME)]` gives the table another name.
///
/// Within the block, `#[method(signature = "($self, …)")]`, `#[class_method(…)]`,
/// `#[static_method(…)]`, `#[getter]`, `#[setter(name)]` and `#[constant]` mark the members.
/// `name = "…"` gives a member another name than its function's.
#[proc_macro_attribute]
pub fn methods(options: TokenStream, item: TokenStream) -> TokenStream {
    methods::expand(options.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// On a `mod` block: makes `MODULE`, the description of a native module.
///
/// Within the block, `#[function(signature = "(…)")]`, `#[constant]` and `#[execute]` mark the
/// members and the function that runs when the module is made.
#[proc_macro_attribute]
pub fn native_module(options: TokenStream, item: TokenStream) -> TokenStream {
    module::expand(options.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
