//! `#[native_module]`

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Item, ItemMod, Result};

use crate::docs::doc_text;
use crate::expand::{Native, Receiver, vm_crate};
use crate::methods::constant;
use crate::options::{Options, take_attribute};

const MARKS: &[&str] = &["function", "constant", "execute"];

/// Expands the attribute.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options: Options = syn::parse2(options)?;
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
    let mut members = Vec::new();
    let mut execute: Option<Ident> = None;
    for item in items.iter_mut() {
        let Item::Fn(function) = item else {
            continue;
        };
        let Some((mark, options)) = take_attribute(&mut function.attrs, MARKS)? else {
            continue;
        };
        let ident = function.sig.ident.clone();
        match mark {
            "constant" => members.push(constant(&krate, &options, &ident, quote!(self::#ident))),
            "execute" => execute = Some(ident),
            _ => {
                let definition = Native {
                    krate: &krate,
                    signature: &function.sig,
                    attributes: &function.attrs,
                    options: &options,
                    receiver: Receiver::Module,
                    path: quote!(self::#ident),
                    module: &name,
                }
                .definition()?;
                members.push(quote!(#native::NativeMember::Function(#definition)));
            }
        }
    }
    let execute = match execute {
        Some(ident) => quote!(Some(#ident)),
        None => quote!(None),
    };
    items.push(syn::parse_quote! {
        /// The description of this module.
        #[allow(unreachable_pub, reason = "the module may be private")]
        pub static MODULE: #native::NativeModule = #native::NativeModule {
            name: #name,
            doc: #doc,
            members: &[#(#members),*],
            execute: #execute,
        };
    });
    Ok(quote! {
        #[allow(
            clippy::module_inception,
            non_snake_case,
            reason = "a file and the block in it are named for the module, constants as in Python"
        )]
        #module
    })
}
