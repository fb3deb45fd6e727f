//! The members of an `impl` block, and `#[methods]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ImplItem, ItemImpl, Result, Signature, Type};

use crate::docs::doc_text;
use crate::expand::{
    Native, Receiver, is_vm, last_segment, member_name, parameter_types, vm_crate,
};
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
    get: Signature,
    set: Option<Signature>,
    is_member: bool,
}

/// Expands `#[methods]`.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let table: Ident = if options.is_empty() {
        format_ident!("MEMBERS")
    } else {
        syn::parse2(options)?
    };
    let mut block: ItemImpl = syn::parse2(item)?;
    let krate = vm_crate();
    let members = members(&mut block, &krate)?;
    block.items.push(syn::parse_quote! {
        /// The members, as a table for the type's description.
        pub(crate) const #table: &'static [#krate::function::native::NativeMember] =
            &[#(#members),*];
    });
    Ok(quote!(#block))
}

/// Takes the marks off the members of a block, and describes each member.
pub(crate) fn members(block: &mut ItemImpl, krate: &TokenStream) -> Result<Vec<TokenStream>> {
    let class = block.self_ty.clone();
    let native = quote!(#krate::function::native);
    let mut members = Vec::new();
    let mut properties: Vec<Property> = Vec::new();
    let mut setters: Vec<(String, Signature)> = Vec::new();

    for item in &mut block.items {
        if let ImplItem::Const(item) = item {
            if let Some((_, options)) = take_attribute(&mut item.attrs, &["constant"])? {
                let ident = &item.ident;
                members.push(constant_value(
                    krate,
                    &options,
                    ident,
                    quote!(<#class>::#ident),
                ));
            }
            continue;
        }
        let ImplItem::Fn(function) = item else {
            continue;
        };
        // A function may be a member under several names.
        while let Some((mark, options)) = take_attribute(&mut function.attrs, MARKS)? {
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
                        get: function.sig.clone(),
                        set: None,
                        is_member: options.member,
                    });
                    continue;
                }
                "setter" => {
                    let Some(target) = options.target else {
                        return Err(syn::Error::new(ident.span(), "write #[setter(attribute)]"));
                    };
                    setters.push((target, function.sig.clone()));
                    continue;
                }
                _ => {
                    members.push(constant(krate, &options, &ident, quote!(<#class>::#ident)));
                    continue;
                }
            };
            let definition = Native {
                krate,
                signature: &function.sig,
                attributes: &function.attrs,
                options: &options,
                receiver,
                path: quote!(<#class>::#ident),
                module: "",
                name: None,
            }
            .definition()?;
            members.push(quote!(#native::NativeMember::#variant(#definition)));
        }
    }

    for (target, signature) in setters {
        let Some(property) = properties
            .iter_mut()
            .find(|property| property.name == target)
        else {
            return Err(syn::Error::new(
                signature.ident.span(),
                format!("no getter is called {target}"),
            ));
        };
        property.set = Some(signature);
    }
    for property in &properties {
        members.push(property.describe(&class, krate)?);
    }
    Ok(members)
}

impl Property {
    fn describe(&self, class: &Type, krate: &TokenStream) -> Result<TokenStream> {
        let native = quote!(#krate::function::native);
        let Property {
            name,
            doc,
            get,
            set,
            is_member,
        } = self;
        let takes_vm = get.inputs.len() > 1;
        let vm_argument = takes_vm.then(|| quote!(, vm));
        let get = &get.ident;
        let set = match set {
            None => quote!(None),
            Some(set) => self.setter(set, class, krate)?,
        };
        Ok(quote! {
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
                is_member: #is_member,
            }
        })
    }

    /// A setter takes `Option<Value>`, nothing for deletion, or the type of the attribute.
    fn setter(&self, set: &Signature, class: &Type, krate: &TokenStream) -> Result<TokenStream> {
        let name = &self.name;
        let types = parameter_types(set)?;
        let [_, value, rest @ ..] = &types[..] else {
            return Err(syn::Error::new(
                set.ident.span(),
                "a setter takes the object and the value",
            ));
        };
        let vm_argument = rest.first().filter(|ty| is_vm(ty)).map(|_| quote!(vm));
        let convert = if last_segment(value).is_some_and(|segment| segment == "Option") {
            quote!()
        } else {
            quote_spanned! {value.span()=>
                let Some(value) = &value else {
                    return Err(#krate::function::bind::cannot_delete(vm));
                };
                let value = #krate::function::convert::FromArgument::from_argument(value, vm)?;
            }
        };
        let set = &set.ident;
        Ok(quote! {{
            fn setter(
                this: &#krate::Value,
                value: Option<#krate::Value>,
                vm: &mut #krate::Vm,
            ) -> #krate::PyResult<()> {
                let this = #krate::function::bind::property_receiver(this, #name, vm)?;
                #convert
                let result = <#class>::#set(this, value, #vm_argument);
                #krate::function::slot::SlotResult::into_slot_result(result)
            }
            Some(setter)
        }})
    }
}

/// A member that is made by a function, which may take the VM.
pub(crate) fn constant(
    krate: &TokenStream,
    options: &Options,
    ident: &Ident,
    path: TokenStream,
) -> TokenStream {
    made(krate, &member_name(options, ident), &quote!(#path(vm)))
}

/// A member that is a Rust constant.
pub(crate) fn constant_value(
    krate: &TokenStream,
    options: &Options,
    ident: &Ident,
    path: TokenStream,
) -> TokenStream {
    made(krate, &member_name(options, ident), &path)
}

fn made(krate: &TokenStream, name: &str, value: &TokenStream) -> TokenStream {
    quote! {
        #krate::function::native::NativeMember::Constant {
            name: #name,
            make: {
                fn make(vm: &mut #krate::Vm) -> #krate::PyResult {
                    let result = #value;
                    #krate::function::convert::IntoResult::into_result(result, vm)
                }
                make
            },
        }
    }
}

/// Whether the last parameter is the VM, and how many parameters there are without it.
pub(crate) fn count_parameters(signature: &Signature) -> (usize, bool) {
    let takes_vm = matches!(signature.inputs.last(),
        Some(FnArg::Typed(last)) if is_vm(&last.ty));
    (signature.inputs.len() - usize::from(takes_vm), takes_vm)
}
