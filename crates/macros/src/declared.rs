//! Classes that are declared by a struct: `#[exception]` and `#[struct_sequence]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Fields, ItemStruct, Result, Type, parse_quote};

use crate::class::{ClassItem, no_options};
use crate::docs::doc_text;
use crate::expand::member_name;
use crate::options::{Declaration, declaration, take, take_attribute};

/// The attributes, and the options that each knows.
pub(crate) const MARKS: &[&str] = &["exception", "struct_sequence"];
const EXCEPTION: &[&str] = &["name", "base", "bases", "methods"];
const STRUCT_SEQUENCE: &[&str] = &["name", "flags", "methods"];

/// Expands the attribute `mark` of a struct. `module` is the name of the module around it.
pub(crate) fn expand(
    mark: &str,
    attribute: &Attribute,
    item: &mut ItemStruct,
    module: Option<&str>,
    krate: &TokenStream,
) -> Result<TokenStream> {
    let known = if mark == "exception" {
        EXCEPTION
    } else {
        STRUCT_SEQUENCE
    };
    let options = declaration(attribute, known)?;
    let own = match &options.name {
        Some(name) => name.value(),
        None => member_name(&no_options(), &item.ident),
    };
    let name = match module {
        Some(module) if !own.contains('.') => format!("{module}.{own}"),
        _ => own,
    };
    if mark == "exception" {
        exception(&options, &name, item, krate)
    } else {
        struct_sequence(&options, &name, item, krate)
    }
}

fn exception(
    options: &Declaration,
    name: &str,
    item: &mut ItemStruct,
    krate: &TokenStream,
) -> Result<TokenStream> {
    if !matches!(item.fields, Fields::Unit) {
        return Err(syn::Error::new(
            item.fields.span(),
            "an exception class is written as `struct name;`",
        ));
    }
    let mut options = Declaration {
        bases: options.bases.clone(),
        methods: options.methods.clone(),
        payload: Some(parse_quote!(#krate::builtins::exceptions::BaseException)),
        ..Declaration::default()
    };
    if options.bases.is_empty() {
        options.bases = vec![parse_quote!(Exception)];
    }
    options.flags = vec![
        parse_quote!(base),
        parse_quote!(dict),
        parse_quote!(weakref),
        parse_quote!(mutable),
    ];
    let ident = &item.ident;
    let class: Type = parse_quote!(#ident);
    let doc = doc_text(&item.attrs);
    item.attrs.push(parse_quote!(#[allow(
        non_camel_case_types,
        dead_code,
        reason = "the type stands for a class, with its name in Python"
    )]));
    let description = ClassItem {
        krate,
        base: None,
        class: &class,
        generics: &item.generics,
        options: &options,
        name,
        doc: quote!(#doc),
        signature: quote!(""),
        slots: quote!(#krate::object::Slots::EMPTY),
        members: quote!(&[]),
    }
    .describe();
    Ok(quote!(#item #description))
}

fn struct_sequence(
    options: &Declaration,
    name: &str,
    item: &mut ItemStruct,
    krate: &TokenStream,
) -> Result<TokenStream> {
    let sequence = quote!(#krate::builtins::struct_sequence);
    let Fields::Named(fields) = &mut item.fields else {
        return Err(syn::Error::new(
            item.fields.span(),
            "a struct sequence has named fields",
        ));
    };
    let (mut descriptions, mut getters, mut items) = (Vec::new(), Vec::new(), Vec::new());
    let mut hidden = 0_u32;
    for field in &mut fields.named {
        let marked = take_attribute(&mut field.attrs, &["field"])?;
        let is_hidden = take(&mut field.attrs, &["hidden"]).is_some();
        let ident = field.ident.as_ref().expect("the fields are named");
        let mut python = member_name(&no_options(), ident);
        let mut unnamed = false;
        if let Some((_, options)) = marked {
            python = member_name(&options, ident);
            unnamed = options.target.as_deref() == Some("unnamed");
        }
        if is_hidden {
            hidden += 1;
        } else if hidden > 0 {
            return Err(syn::Error::new(
                ident.span(),
                "the hidden fields stand behind the others",
            ));
        }
        let doc = doc_text(&field.attrs);
        let index = descriptions.len();
        if is_hidden {
            let index = hidden as usize - 1;
            getters.push(quote!(#sequence::hidden_field::<#index>(#python, #doc)));
        } else if !unnamed {
            getters.push(quote!(#sequence::field::<#index>(#python, #doc)));
        }
        descriptions.push(quote!(#sequence::Field {
            name: #python,
            hidden: #is_hidden,
            unnamed: #unnamed,
        }));
        items.push(quote_spanned! {field.ty.span()=>
            #krate::function::convert::IntoResult::into_result(self.#ident, vm)?
        });
    }
    // Instances are made of the fields as arguments, not of a sequence.
    let by_fields = options.flags.iter().any(|flag| flag == "by_fields");
    let flags = options.flags.iter().filter(|flag| *flag != "by_fields");
    let options = Declaration {
        payload: Some(parse_quote!(#krate::builtins::tuple::Tuple)),
        flags: flags.cloned().collect(),
        methods: options.methods.clone(),
        ..Declaration::default()
    };
    let ident = &item.ident;
    let class: Type = parse_quote!(#ident);
    let doc = doc_text(&item.attrs);
    let new = if options.flags.iter().any(|f| f == "disallow_instantiation") {
        quote!(None)
    } else {
        quote!(Some(#sequence::new::<#ident>))
    };
    item.attrs.push(parse_quote!(#[allow(
        non_camel_case_types,
        reason = "the type stands for a class, with its name in Python"
    )]));
    let tuple = quote!(vm.types.tuple.clone());
    let description = ClassItem {
        krate,
        base: Some(&tuple),
        class: &class,
        generics: &item.generics,
        options: &Declaration {
            values: (hidden > 0).then(|| parse_quote!(#hidden)),
            ..options
        },
        name,
        doc: quote!(#doc),
        signature: quote!(""),
        slots: quote!(#sequence::slots::<#ident>(#new)),
        members: quote!(&[#(#getters),*], &#sequence::members::<#ident>()),
    }
    .describe();
    Ok(quote! {
        #item

        impl #sequence::StructSequence for #ident {
            const FIELDS: &'static [#sequence::Field] = &[#(#descriptions),*];
            const BY_FIELDS: bool = #by_fields;

            fn into_items(self, vm: &mut #krate::Vm) -> #krate::PyResult<Vec<#krate::Value>> {
                Ok(vec![#(#items),*])
            }
        }

        impl #krate::function::convert::IntoResult for #ident {
            fn into_result(self, vm: &mut #krate::Vm) -> #krate::PyResult {
                vm.new_native_struct_sequence(self)
            }
        }

        #description
    })
}
