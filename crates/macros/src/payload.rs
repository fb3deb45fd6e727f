//! `#[derive(Payload)]` and `#[derive(Traverse)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Fields, Index, Result};

use crate::docs::doc_text;
use crate::expand::vm_crate;

/// How a field takes part in garbage collection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Shown to the collector and given up to it.
    Whole,
    /// `#[payload(keep)]`: shown, but never given up.
    Kept,
    /// `#[payload(skip)]`: holds no references.
    Skipped,
}

fn part(field: &Field) -> Result<Part> {
    let mut part = Part::Whole;
    for attribute in &field.attrs {
        if !attribute.path().is_ident("payload") {
            continue;
        }
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("skip") {
                part = Part::Skipped;
            } else if meta.path.is_ident("keep") {
                part = Part::Kept;
            } else {
                return Err(meta.error("write `skip` or `keep`"));
            }
            Ok(())
        })?;
    }
    Ok(part)
}

/// Whether the struct is marked `#[payload(begin_finalizing)]`: its own function of that name says
/// whether an object is to be finalised.
fn asks_before_freeing(input: &DeriveInput) -> Result<bool> {
    let mut asks = false;
    for attribute in &input.attrs {
        if attribute.path().is_ident("payload") {
            attribute.parse_nested_meta(|meta| {
                asks = meta.path.is_ident("begin_finalizing");
                match asks {
                    true => Ok(()),
                    false => Err(meta.error("write `begin_finalizing`")),
                }
            })?;
        }
    }
    Ok(asks)
}

/// Expands `#[derive(Payload)]`.
pub(crate) fn payload(item: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let krate = vm_crate();
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new(
            input.ident.span(),
            "a payload is a struct; an enum can be a field of it",
        ));
    };
    let field_trait = quote!(#krate::object::PayloadField);
    let (mut traverse, mut clear, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    let mut types = Vec::new();
    for (index, field) in data.fields.iter().enumerate() {
        let part = part(field)?;
        if part == Part::Skipped {
            continue;
        }
        let place = match &field.ident {
            Some(ident) => quote!(#ident),
            None => {
                let index = Index::from(index);
                quote!(#index)
            }
        };
        let span = field.ty.span();
        traverse.push(quote_spanned!(span=> #field_trait::show(&self.#place, visit);));
        if part == Part::Whole {
            clear.push(quote_spanned!(span=> #field_trait::give_up(&self.#place, garbage);));
        }
        bytes.push(quote_spanned!(span=> + #field_trait::buffer_bytes(&self.#place)));
        let ty = &field.ty;
        types.push(quote_spanned!(span=> <#ty as #field_trait>));
    }
    let ident = &input.ident;
    let name = ident.to_string();
    let doc = doc_text(&input.attrs);
    let finalizing = asks_before_freeing(&input)?.then(|| {
        quote! {
            fn begin_finalizing(&self) -> bool {
                #ident::begin_finalizing(self)
            }
        }
    });
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    Ok(quote! {
        impl #impl_generics #krate::Payload for #ident #type_generics #where_clause {
            const NAME: &'static str = #name;
            const DOC: &'static str = #doc;
            const IS_CONTAINER: bool = false #(|| #types::HOLDS_REFERENCES)*;
            const OWNS_BUFFERS: bool = false #(|| #types::OWNS_BUFFERS)*;

            fn traverse(&self, visit: &mut #krate::object::Visitor<'_>) {
                let _ = &visit;
                #(#traverse)*
            }

            fn clear(&self, garbage: &mut #krate::object::Garbage) {
                let _ = &garbage;
                #(#clear)*
            }

            fn buffer_bytes(&self) -> usize {
                0 #(#bytes)*
            }

            #finalizing

            #[inline(always)]
            fn class(vm: &mut #krate::Vm) -> &#krate::Ref<#krate::builtins::type_::Type> {
                <Self as #krate::function::native::NativeClass>::class(vm)
            }
        }
    })
}

/// The fields of a struct or variant: a pattern that binds them, and the names bound.
fn pattern(fields: &Fields) -> Result<(TokenStream, Vec<TokenStream>, Vec<TokenStream>)> {
    let mut binds = Vec::new();
    let (mut shown, mut given) = (Vec::new(), Vec::new());
    for (index, field) in fields.iter().enumerate() {
        let part = part(field)?;
        let local = format_ident!("field_{}", index);
        if part == Part::Skipped {
            if field.ident.is_none() {
                binds.push(quote!(_));
            }
            continue;
        }
        match &field.ident {
            Some(ident) => binds.push(quote!(#ident: #local)),
            None => binds.push(quote!(#local)),
        }
        let local = quote_spanned!(field.ty.span()=> #local);
        shown.push(local.clone());
        if part == Part::Whole {
            given.push(local);
        }
    }
    let pattern = match fields {
        Fields::Named(_) => quote!({ #(#binds,)* .. }),
        Fields::Unnamed(_) => quote!((#(#binds),*)),
        Fields::Unit => quote!(),
    };
    Ok((pattern, shown, given))
}

/// Expands `#[derive(Traverse)]`.
pub(crate) fn traverse(item: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(item)?;
    let krate = vm_crate();
    let trait_ = quote!(#krate::object::Traverse);
    let (mut traverse, mut drain) = (Vec::new(), Vec::new());
    let mut arm = |path: TokenStream, fields: &Fields| -> Result<()> {
        let (pattern, shown, given) = pattern(fields)?;
        traverse.push(quote!(#path #pattern => { #(#trait_::traverse(#shown, visit);)* }));
        drain.push(quote! {
            #[allow(unused_variables, reason = "some fields are kept")]
            #path #pattern => { #(#trait_::drain(#given, garbage);)* }
        });
        Ok(())
    };
    match &input.data {
        Data::Struct(data) => arm(quote!(Self), &data.fields)?,
        Data::Enum(data) => {
            for variant in &data.variants {
                let ident = &variant.ident;
                arm(quote!(Self::#ident), &variant.fields)?;
            }
        }
        Data::Union(_) => {
            return Err(syn::Error::new(
                input.ident.span(),
                "a union does not say what it holds",
            ));
        }
    }
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    Ok(quote! {
        impl #impl_generics #trait_ for #ident #type_generics #where_clause {
            fn traverse(&self, visit: &mut #krate::object::Visitor<'_>) {
                let _ = &visit;
                match self { #(#traverse)* }
            }

            fn drain(&mut self, garbage: &mut #krate::object::Garbage) {
                let _ = &garbage;
                match self { #(#drain)* }
            }
        }
    })
}
