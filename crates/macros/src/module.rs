//! `#[native_module]`

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Item, ItemMod, Result};

use crate::declared;
use crate::docs::doc_text;
use crate::expand::{Native, Receiver, member_name, vm_crate};
use crate::methods::{constant, constant_value};
use crate::options::{Declaration, Listed, take, take_attribute};

const OPTIONS: &[&str] = &["name", "classes", "parts", "part"];

/// Expands the attribute.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options =
        (|input: ParseStream<'_>| Declaration::parse_known(input, OPTIONS)).parse2(options)?;
    let mut module: ItemMod = syn::parse2(item)?;
    let krate = vm_crate();
    let native = quote!(#krate::function::native);
    let name = options
        .name
        .as_ref()
        .map_or_else(|| module.ident.to_string(), syn::LitStr::value);
    let doc = doc_text(&module.attrs);
    let Some((_, items)) = &mut module.content else {
        return Err(syn::Error::new(
            module.ident.span(),
            "the module must stand in braces",
        ));
    };
    let mut contents = Contents {
        krate: &krate,
        module: &name,
        members: Vec::new(),
        execute: None,
    };
    for item in items.iter_mut() {
        contents.add(item)?;
    }
    let Contents {
        mut members,
        execute,
        ..
    } = contents;
    members.extend(options.classes.iter().map(|class| listed(class, &krate)));
    let parts = &options.parts;
    let tables = quote!(&[&[#(#members),*] #(, #parts::MEMBERS)*]);
    items.push(if options.part {
        if execute.is_some() || !options.parts.is_empty() {
            return Err(syn::Error::new(
                module.ident.span(),
                "a part of a module has neither parts nor #[execute]",
            ));
        }
        syn::parse_quote! {
            /// What this part adds to the module.
            #[allow(unreachable_pub, reason = "the module may be private")]
            pub const MEMBERS: &[#native::NativeMember] = &[#(#members),*];
        }
    } else {
        let execute = match execute {
            Some(ident) => quote!(Some(#ident)),
            None => quote!(None),
        };
        syn::parse_quote! {
            /// The description of this module.
            #[allow(unreachable_pub, reason = "the module may be private")]
            pub static MODULE: #native::NativeModule = #native::NativeModule {
                name: #name,
                doc: #doc,
                members: #tables,
                execute: #execute,
            };
        }
    });
    Ok(quote! {
        #[allow(
            clippy::module_inception,
            non_snake_case,
            non_upper_case_globals,
            reason = "a file and the block in it are named for the module, constants as in Python"
        )]
        #module
    })
}

/// A class of the list `classes(…)`.
fn listed(class: &Listed, krate: &TokenStream) -> TokenStream {
    let Listed { class, name } = class;
    let native = quote!(#krate::function::native);
    let name = match name {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    quote! {
        #native::NativeMember::Class {
            name: #name,
            class: <#class as #native::NativeClass>::class,
        }
    }
}

/// What has been found in a module.
struct Contents<'a> {
    krate: &'a TokenStream,
    module: &'a str,
    members: Vec<TokenStream>,
    execute: Option<Ident>,
}

impl Contents<'_> {
    fn add(&mut self, item: &mut Item) -> Result<()> {
        let krate = self.krate;
        let native = quote!(#krate::function::native);
        match item {
            Item::Const(constant) => {
                if take(&mut constant.attrs, &["constants"]).is_some() {
                    let ident = &constant.ident;
                    self.members
                        .push(quote!(#native::NativeMember::Integers(self::#ident)));
                } else if let Some((_, options)) =
                    take_attribute(&mut constant.attrs, &["constant"])?
                {
                    let ident = &constant.ident;
                    self.members
                        .push(constant_value(krate, &options, ident, quote!(self::#ident)));
                }
            }
            Item::Struct(class) => {
                if take(&mut class.attrs, &["state"]).is_some() {
                    let ident = &class.ident;
                    *item = Item::Verbatim(quote! {
                        #class

                        impl #native::ModuleState for #ident {
                            fn new(_vm: &mut #krate::Vm) -> #ident {
                                <#ident as Default>::default()
                            }
                        }
                    });
                } else if let Some((mark, attribute)) = take(&mut class.attrs, declared::MARKS) {
                    let ident = class.ident.clone();
                    let tokens =
                        declared::expand(mark, &attribute, class, Some(self.module), krate)?;
                    *item = Item::Verbatim(tokens);
                    self.members.push(quote! {
                        #native::NativeMember::Class {
                            name: None,
                            class: <#ident as #native::NativeClass>::class,
                        }
                    });
                }
            }
            Item::Fn(function) => {
                let marks = &["function", "constant", "execute"];
                let Some((mark, options)) = take_attribute(&mut function.attrs, marks)? else {
                    return Ok(());
                };
                let ident = function.sig.ident.clone();
                match mark {
                    "constant" if function.sig.inputs.is_empty() => {
                        let value = quote!(self::#ident());
                        self.members
                            .push(constant_value(krate, &options, &ident, value));
                    }
                    "constant" => {
                        let path = quote!(self::#ident);
                        self.members.push(constant(krate, &options, &ident, path));
                    }
                    "execute" => self.execute = Some(ident),
                    _ => {
                        let definition = Native {
                            krate,
                            signature: &function.sig,
                            attributes: &function.attrs,
                            options: &options,
                            receiver: Receiver::Module,
                            path: quote!(self::#ident),
                            module: self.module,
                            name: Some(member_name(&options, &ident)),
                        }
                        .definition()?;
                        self.members
                            .push(quote!(#native::NativeMember::Function(#definition)));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}
