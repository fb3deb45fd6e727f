//! `#[native_class]`, and the description of a class.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::{Generics, Ident, ImplItem, ItemImpl, Path, Result, Type};

use crate::docs::doc_text;
use crate::expand::{Native, Receiver, last_segment, vm_crate};
use crate::methods::members;
use crate::options::{Declaration, Options, SlotFunction, plain_name, take_attribute};
use crate::slots::{Slot, slots};

const OPTIONS: &[&str] = &[
    "name",
    "base",
    "bases",
    "payload",
    "metaclass",
    "registry",
    "values",
    "flags",
    "slots",
    "table",
    "methods",
    "generic",
    "undocumented",
    "signature",
];

/// Expands the attribute.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = (|input: syn::parse::ParseStream<'_>| Declaration::parse_known(input, OPTIONS))
        .parse2(options)?;
    let mut block: ItemImpl = syn::parse2(item)?;
    let krate = vm_crate();
    let class = block.self_ty.clone();
    let name = match (&options.name, last_segment(&class)) {
        (Some(name), _) => name.value(),
        (None, Some(ident)) => plain_name(ident),
        (None, None) => {
            let message =
                "a class needs a name, with the module in front where that is not `builtins`";
            return Err(syn::Error::new_spanned(&class, message));
        }
    };
    let own_name = name.rsplit('.').next().unwrap_or(&name).to_owned();

    let (mut table, mut text) = slot_functions(&mut block, &class, &own_name, &krate)?;
    if let Some(signature) = &options.signature {
        text = signature.value();
    }
    table.extend(options.slots.iter().map(|SlotFunction { slot, function }| {
        Slot::with_function(&plain_name(slot), slot, quote!(#function))
    }));
    let members = members(&mut block, &krate)?;
    let doc = match options.undocumented {
        true => String::new(),
        false => doc_text(&block.attrs),
    };
    let doc = if doc.is_empty() && options.payload.is_none() && !options.undocumented {
        quote!(<#class as #krate::Payload>::DOC)
    } else {
        quote!(#doc)
    };
    let class_item = ClassItem {
        krate: &krate,
        base: None,
        class: &class,
        generics: &block.generics,
        options: &options,
        name: &name,
        doc,
        signature: quote!(#text),
        slots: slots(&table, options.table.as_ref(), &krate)?,
        members: quote!(&[#(#members),*]),
    };
    let description = class_item.describe();
    Ok(quote! {
        #block
        #description
    })
}

/// Takes the marks of slots and constructors off, and gives the slots and the text signature.
fn slot_functions(
    block: &mut ItemImpl,
    class: &Type,
    name: &str,
    krate: &TokenStream,
) -> Result<(Vec<Slot>, String)> {
    let mut table = Vec::new();
    let mut text = String::new();
    for item in &mut block.items {
        let ImplItem::Fn(function) = item else {
            continue;
        };
        let found = take_attribute(&mut function.attrs, &["new", "init", "slot"])?;
        let Some((mark, options)) = found else {
            continue;
        };
        let ident = &function.sig.ident;
        let target = options.target.clone().unwrap_or_else(|| plain_name(ident));
        let receiver = match mark {
            "new" => {
                function.attrs.push(syn::parse_quote!(#[allow(
                    clippy::new_ret_no_self,
                    reason = "it makes an object of the class or a subclass"
                )]));
                Receiver::Constructor
            }
            "init" => Receiver::Initializer,
            _ if target == "call" => Receiver::Call,
            _ => {
                table.push(Slot::new(target, class, &function.sig, krate)?);
                continue;
            }
        };
        let native = Native {
            krate,
            signature: &function.sig,
            attributes: &function.attrs,
            options: &options,
            receiver,
            path: quote!(<#class>::#ident),
            module: "",
            name: options.name.is_none().then(|| name.to_owned()),
        };
        let slot = match receiver {
            Receiver::Constructor => "new",
            Receiver::Initializer => "init",
            _ => "call",
        };
        if receiver != Receiver::Call && text.is_empty() {
            text = native.class_signature();
        }
        table.push(Slot::with_function(slot, ident, native.slot()?));
    }
    let has = |name: &str| table.iter().any(|slot| slot.name == name);
    if has("iternext") && !has("iter") {
        let function = quote!(#krate::builtins::iterators::self_iter);
        let ident = format_ident!("iter");
        table.push(Slot::with_function("iter", &ident, function));
    }
    Ok((table, text))
}

/// What the description of a class is made of.
pub(crate) struct ClassItem<'a> {
    pub(crate) krate: &'a TokenStream,
    /// The expression of the base, if the options do not tell it.
    pub(crate) base: Option<&'a TokenStream>,
    pub(crate) class: &'a Type,
    pub(crate) generics: &'a Generics,
    pub(crate) options: &'a Declaration,
    pub(crate) name: &'a str,
    pub(crate) doc: TokenStream,
    pub(crate) signature: TokenStream,
    pub(crate) slots: TokenStream,
    /// Tables of members, constant expressions.
    pub(crate) members: TokenStream,
}

impl ClassItem<'_> {
    /// `impl NativeClass for …`
    pub(crate) fn describe(&self) -> TokenStream {
        let ClassItem {
            krate,
            base,
            class,
            generics,
            options,
            name,
            doc,
            signature,
            slots,
            members,
        } = self;
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let payload = match &options.payload {
            Some(payload) => quote!(#payload),
            None => quote!(#class),
        };
        let flags = options.flags.iter().map(flag_name);
        let tables = &options.methods;
        let generic = options
            .generic
            .then(|| quote!(, #krate::builtins::generic_alias::GENERIC_MEMBERS));
        let mut bases: Vec<TokenStream> = (options.bases.iter())
            .map(|base| base_class(base, krate))
            .collect();
        bases.extend(base.cloned());
        let bases = (!bases.is_empty()).then(|| {
            quote! {
                fn bases(
                    vm: &mut #krate::Vm,
                ) -> Vec<#krate::Ref<#krate::builtins::type_::Type>> {
                    vec![#(#bases),*]
                }
            }
        });
        let values = options
            .values
            .as_ref()
            .map(|values| quote!(const VALUES: u32 = #values;));
        let metaclass = options.metaclass.as_ref().map(|metaclass| {
            let class = base_class(metaclass, krate);
            quote! {
                fn metaclass(vm: &mut #krate::Vm) -> #krate::Ref<#krate::builtins::type_::Type> {
                    #class
                }
            }
        });
        let registry = options.registry.as_ref().map(|field| {
            quote! {
                #[inline(always)]
                fn class(vm: &mut #krate::Vm) -> &#krate::Ref<#krate::builtins::type_::Type> {
                    &vm.types.#field
                }
            }
        });
        quote! {
            impl #impl_generics #krate::function::native::NativeClass for #class #where_clause {
                const SPEC: &'static #krate::function::native::TypeSpec =
                    &#krate::function::native::TypeSpec {
                        name: #name,
                        doc: #doc,
                        signature: #signature,
                        payload: <#payload as #krate::Payload>::INFO,
                        flags: #krate::builtins::type_::TypeFlags::empty()
                            #(.union(#krate::builtins::type_::TypeFlags::#flags))*,
                        slots: #slots,
                        members: &[#members #(, #tables)* #generic],
                    };
                #values
                #bases
                #metaclass
                #registry
            }
        }
    }
}

fn flag_name(flag: &Ident) -> Ident {
    Ident::new(&flag.to_string().to_uppercase(), flag.span())
}

/// The expression of a base: a built-in exception by its name in Python, or a native class by its
/// Rust type.
fn base_class(base: &Path, krate: &TokenStream) -> TokenStream {
    match base.get_ident().map(|ident| (ident, ident.to_string())) {
        Some((ident, text)) if is_exception_name(&text) => {
            let field = Ident::new(&snake_case(&text), ident.span());
            quote!(vm.types.exceptions.#field.clone())
        }
        _ => quote!(<#base as #krate::function::native::NativeClass>::class(vm).clone()),
    }
}

/// Whether this is how built-in exceptions are called.
fn is_exception_name(text: &str) -> bool {
    let endings = ["Error", "Exception", "Warning"];
    let others = ["StopIteration", "StopAsyncIteration", "KeyboardInterrupt"];
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && (endings.iter().any(|ending| text.ends_with(ending)) || others.contains(&text))
}

/// `OSError` → `os_error`: a word starts at an upper-case letter behind or in front of a lower-case
/// one.
fn snake_case(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut result = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| letters[index]);
        let after = letters.get(index + 1);
        let starts = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase() || after.is_some_and(|after| after.is_ascii_lowercase())
            });
        if starts {
            result.push('_');
        }
        result.push(letter.to_ascii_lowercase());
    }
    result
}

/// Options of a member without any.
pub(crate) fn no_options() -> Options {
    Options::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_exceptions_become_names_of_fields() {
        assert_eq!(snake_case("OSError"), "os_error");
        assert_eq!(snake_case("EOFError"), "eof_error");
        assert_eq!(snake_case("Exception"), "exception");
        assert_eq!(snake_case("UnicodeDecodeError"), "unicode_decode_error");
        assert_eq!(snake_case("StopAsyncIteration"), "stop_async_iteration");
    }
}
