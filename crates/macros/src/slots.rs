//! The slots that `#[slot]` knows: their places, parameters and results.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Path, Result, Signature, Type};

use crate::methods::count_parameters;

/// What a slot returns.
#[derive(Clone, Copy)]
enum Gives {
    /// A value, by `IntoResult`.
    Value,
    /// The type that stands in the slot.
    Plain,
    /// The next item or none.
    Next,
}

/// The shape of a slot.
struct Shape {
    /// Whether the first parameter is always an object of the class.
    typed: bool,
    /// The types of the parameters behind the first, and the result.
    parameters: &'static [&'static str],
    gives: Gives,
    result: &'static str,
}

/// The shape of the slot `name`; nothing if there is no such slot.
fn shape(name: &str) -> Option<Shape> {
    let value = |parameters: &'static [&'static str]| Shape {
        typed: true,
        parameters,
        gives: Gives::Value,
        result: "value",
    };
    let plain = |parameters: &'static [&'static str], result: &'static str| Shape {
        typed: true,
        parameters,
        gives: Gives::Plain,
        result,
    };
    Some(match name {
        "repr" | "str" | "iter" | "negative" | "positive" | "absolute" | "invert" | "int"
        | "float" | "index" | "await" | "aiter" | "anext" => value(&[]),
        "hash" => plain(&[], "hash"),
        "length" => plain(&[], "length"),
        "bool" => plain(&[], "bool"),
        "iternext" => Shape {
            gives: Gives::Next,
            ..value(&[])
        },
        "call" => value(&["args"]),
        "get_attribute" => value(&["name"]),
        "set_attribute" => plain(&["name", "option"], "unit"),
        "compare" => value(&["value", "compare"]),
        "descriptor_get" => value(&["option_value", "value"]),
        "descriptor_set" => plain(&["value", "option"], "unit"),
        "subscript" | "concat" | "repeat" | "inplace_concat" | "inplace_repeat" => {
            value(&["value"])
        }
        "set_subscript" => plain(&["value", "option"], "unit"),
        "contains" => plain(&["value"], "bool"),
        "buffer" => plain(&["buffer_flags"], "buffer_view"),
        "release_buffer" => plain(&["memoryview"], "unit"),
        "divmod" => Shape {
            typed: false,
            ..value(&["value"])
        },
        "power_modulo" => Shape {
            typed: false,
            ..value(&["value", "value"])
        },
        _ if name.starts_with("inplace_") => operator(name).map(|_| value(&["value"]))?,
        _ => operator(name).map(|_| Shape {
            typed: false,
            ..value(&["value"])
        })?,
    })
}

/// The variant of `BinaryOperator` for the slot of a binary or in-place operator.
fn operator(name: &str) -> Option<&'static str> {
    Some(match name.strip_prefix("inplace_").unwrap_or(name) {
        "add" => "Add",
        "subtract" => "Subtract",
        "multiply" => "Multiply",
        "true_divide" => "TrueDivide",
        "floor_divide" => "FloorDivide",
        "remainder" => "Remainder",
        "power" => "Power",
        "left_shift" => "LeftShift",
        "right_shift" => "RightShift",
        "and" => "And",
        "or" => "Or",
        "xor" => "Xor",
        "matrix_multiply" => "MatrixMultiply",
        _ => return None,
    })
}

fn type_tokens(name: &str, krate: &TokenStream) -> TokenStream {
    match name {
        "value" => quote!(&#krate::Value),
        "option" => quote!(Option<#krate::Value>),
        "option_value" => quote!(Option<&#krate::Value>),
        "args" => quote!(#krate::Args<'_>),
        "name" => quote!(&#krate::Ref<#krate::builtins::str::Str>),
        "buffer_flags" => quote!(#krate::object::buffer::BufferFlags),
        "memoryview" => quote!(&#krate::Ref<#krate::builtins::memoryview::MemoryView>),
        _ => quote!(#krate::function::slot::CompareOperator),
    }
}

/// A slot with its function.
pub(crate) struct Slot {
    pub(crate) name: String,
    ident: Ident,
    function: TokenStream,
}

impl Slot {
    /// The slot `name` with the adapter of a function of `class`.
    pub(crate) fn new(
        name: String,
        class: &Type,
        signature: &Signature,
        krate: &TokenStream,
    ) -> Result<Slot> {
        let ident = &signature.ident;
        let Some(shape) = shape(&name) else {
            return Err(syn::Error::new(
                ident.span(),
                format!("there is no slot `{name}`; name one by #[slot(name)]"),
            ));
        };
        let (count, takes_vm) = count_parameters(signature);
        let expected = 1 + shape.parameters.len();
        if count != expected {
            return Err(syn::Error::new(
                ident.span(),
                format!("the slot `{name}` has {expected} parameters and the VM"),
            ));
        }
        let locals: Vec<Ident> = (1..expected)
            .map(|index| format_ident!("argument_{}", index))
            .collect();
        let types = shape
            .parameters
            .iter()
            .map(|name| type_tokens(name, krate))
            .collect::<Vec<_>>();
        let this = shape
            .typed
            .then(|| quote!(let this = #krate::function::slot::SlotReceiver::from_slot(this);));
        let vm_argument = takes_vm.then(|| quote!(vm));
        let (result, convert) = match shape.gives {
            Gives::Value => (
                quote!(#krate::PyResult),
                quote!(#krate::function::convert::IntoResult::into_result(result, vm)),
            ),
            Gives::Next => (
                quote!(#krate::function::slot::Next),
                quote!(#krate::function::slot::IntoNext::into_next(result, vm)),
            ),
            Gives::Plain => {
                let plain = match shape.result {
                    "hash" => quote!(i64),
                    "length" => quote!(usize),
                    "bool" => quote!(bool),
                    "buffer_view" => quote!(#krate::object::buffer::BufferView),
                    _ => quote!(()),
                };
                (
                    quote!(#krate::PyResult<#plain>),
                    quote!(#krate::function::slot::SlotResult::into_slot_result(result)),
                )
            }
        };
        let function = quote! {{
            fn slot(this: &#krate::Value #(, #locals: #types)*, vm: &mut #krate::Vm) -> #result {
                #this
                let result = <#class>::#ident(this, #(#locals,)* #vm_argument);
                let _ = &vm;
                #convert
            }
            slot
        }};
        Ok(Slot {
            name,
            ident: ident.clone(),
            function,
        })
    }

    /// A slot whose function is an expression.
    pub(crate) fn with_function(name: &str, ident: &Ident, function: TokenStream) -> Slot {
        Slot {
            name: name.to_owned(),
            ident: ident.clone(),
            function,
        }
    }
}

/// The expression of the slots of a class: those of `table`, if there is one, and `slots`.
pub(crate) fn slots(
    slots: &[Slot],
    table: Option<&Path>,
    krate: &TokenStream,
) -> Result<TokenStream> {
    for (index, slot) in slots.iter().enumerate() {
        if !matches!(slot.name.as_str(), "new" | "init") && shape(&slot.name).is_none() {
            let message = format!("there is no slot `{}`", slot.name);
            return Err(syn::Error::new(slot.ident.span(), message));
        }
        if slots[..index].iter().any(|other| other.name == slot.name) {
            let message = format!("the slot `{}` is there already", slot.name);
            return Err(syn::Error::new(slot.ident.span(), message));
        }
    }
    let fields = slots
        .iter()
        .filter(|slot| operator(&slot.name).is_none())
        .map(|slot| {
            let (name, function) = (format_ident!("r#{}", slot.name), &slot.function);
            quote!(#name: Some(#function),)
        });
    let operators = slots.iter().filter_map(|slot| {
        let variant = format_ident!("{}", operator(&slot.name)?);
        let function = &slot.function;
        let set = if slot.name.starts_with("inplace_") {
            quote!(with_inplace)
        } else {
            quote!(with_binary)
        };
        Some(quote!(.#set(#krate::function::slot::BinaryOperator::#variant, #function)))
    });
    let table = match table {
        Some(table) => quote!(#table),
        None => quote!(#krate::object::Slots::EMPTY),
    };
    Ok(quote! {
        #krate::object::Slots {
            #(#fields)*
            ..#table
        }
        #(#operators)*
    })
}
