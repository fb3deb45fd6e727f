//! `#[methods]`

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, ImplItem, ItemImpl, Result};

use crate::docs::doc_text;
use crate::expand::{Native, Receiver, member_name, vm_crate};
use crate::options::{Options, take_attribute};

const MARKS: &[&str] = &[
    "method",
    "class_method",
    "static_method",
    "getter",
    "setter",
    "constant",
];

struct Property {
    name: String,
    doc: String,
    get: Ident,
    set: Option<Ident>,
}

/// Expands the attribute.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let table: Ident = if options.is_empty() {
        format_ident!("MEMBERS")
    } else {
        syn::parse2(options)?
    };
    let mut block: ItemImpl = syn::parse2(item)?;
    let krate = vm_crate();
    let class = block.self_ty.clone();
    let native = quote!(#krate::function::native);
    let mut members = Vec::new();
    let mut properties: Vec<Property> = Vec::new();
    let mut setters: Vec<(String, Ident)> = Vec::new();

    for item in &mut block.items {
        let ImplItem::Fn(function) = item else {
            continue;
        };
        let Some((mark, options)) = take_attribute(&mut function.attrs, MARKS)? else {
            continue;
        };
        let ident = function.sig.ident.clone();
        let (receiver, variant) = match mark {
            "method" => (Receiver::Instance, quote!(Method)),
            "class_method" => (Receiver::Class, quote!(ClassMethod)),
            "static_method" => (Receiver::None, quote!(StaticMethod)),
            "getter" => {
                properties.push(Property {
                    name: options
                        .target
                        .clone()
                        .unwrap_or(member_name(&options, &ident)),
                    doc: doc_text(&function.attrs),
                    get: ident,
                    set: None,
                });
                continue;
            }
            "setter" => {
                let Some(target) = options.target else {
                    return Err(syn::Error::new(ident.span(), "write #[setter(attribute)]"));
                };
                setters.push((target, ident));
                continue;
            }
            _ => {
                members.push(constant(&krate, &options, &ident, quote!(<#class>::#ident)));
                continue;
            }
        };
        let definition = Native {
            krate: &krate,
            signature: &function.sig,
            attributes: &function.attrs,
            options: &options,
            receiver,
            path: quote!(<#class>::#ident),
            module: "",
        }
        .definition()?;
        members.push(quote!(#native::NativeMember::#variant(#definition)));
    }

    for (target, ident) in setters {
        let Some(property) = properties
            .iter_mut()
            .find(|property| property.name == target)
        else {
            return Err(syn::Error::new(
                ident.span(),
                format!("no getter is called {target}"),
            ));
        };
        property.set = Some(ident);
    }
    for Property {
        name,
        doc,
        get,
        set,
    } in &properties
    {
        let takes_vm = block.items.iter().any(|item| {
            matches!(item, ImplItem::Fn(function)
                if function.sig.ident == *get && function.sig.inputs.len() > 1)
        });
        let vm_argument = takes_vm.then(|| quote!(, vm));
        let set = match set {
            None => quote!(None),
            Some(set) => quote! {{
                fn setter(
                    this: &#krate::Value,
                    value: Option<#krate::Value>,
                    vm: &mut #krate::Vm,
                ) -> #krate::PyResult<()> {
                    let this = #krate::function::bind::property_receiver(this, #name, vm)?;
                    <#class>::#set(this, value, vm)
                }
                Some(setter)
            }},
        };
        members.push(quote! {
            #native::NativeMember::Property {
                name: #name,
                doc: #doc,
                get: {
                    fn getter(this: &#krate::Value, vm: &mut #krate::Vm) -> #krate::PyResult {
                        let this = #krate::function::bind::property_receiver(this, #name, vm)?;
                        let result = <#class>::#get(this #vm_argument);
                        #krate::function::convert::IntoResult::into_result(result, vm)
                    }
                    getter
                },
                set: #set,
            }
        });
    }

    block.items.push(syn::parse_quote! {
        /// The members, as a table for the type's description.
        pub(crate) const #table: &'static [#native::NativeMember] = &[#(#members),*];
    });
    Ok(quote!(#block))
}

/// A member that is made by a function without arguments.
pub(crate) fn constant(
    krate: &TokenStream,
    options: &Options,
    ident: &Ident,
    path: TokenStream,
) -> TokenStream {
    let name = member_name(options, ident);
    quote! {
        #krate::function::native::NativeMember::Constant {
            name: #name,
            make: {
                fn make(vm: &mut #krate::Vm) -> #krate::PyResult {
                    let result = #path(vm);
                    #krate::function::convert::IntoResult::into_result(result, vm)
                }
                make
            },
        }
    }
}
