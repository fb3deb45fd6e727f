//! The wrapper of one native function.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, Result, Type};

use crate::docs::doc_text;
use crate::options::{Options, plain_name};
use crate::signature::{Kind, Parameter, Signature};

/// The path of the `rpy-vm` crate as seen from where the macro is used.
pub(crate) fn vm_crate() -> TokenStream {
    match std::env::var("CARGO_CRATE_NAME") {
        Ok(name) if name == "rpy_vm" => quote!(crate),
        _ => quote!(::rpy_vm),
    }
}

/// What the first parameter of a function stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// `self`: the object.
    Instance,
    /// The class.
    Class,
    /// Nothing: a static method.
    None,
    /// Nothing: a function of a module.
    Module,
}

/// A function that is given a wrapper.
pub(crate) struct Native<'a> {
    pub(crate) krate: &'a TokenStream,
    pub(crate) signature: &'a syn::Signature,
    pub(crate) attributes: &'a [syn::Attribute],
    pub(crate) options: &'a Options,
    pub(crate) receiver: Receiver,
    /// How the function is called: `<List>::append` or `super::isqrt`.
    pub(crate) path: TokenStream,
    /// `__name__` of the module, for functions.
    pub(crate) module: &'a str,
}

/// Python's name of a member.
pub(crate) fn member_name(options: &Options, ident: &Ident) -> String {
    match &options.name {
        Some(name) => name.value(),
        None => plain_name(ident),
    }
}

fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::Paren(inner) => last_segment(&inner.elem),
        _ => None,
    }
}

/// Whether this is `&mut Vm` or `&Vm`.
pub(crate) fn is_vm(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference)
        if last_segment(&reference.elem).is_some_and(|name| name == "Vm"))
}

fn parameter_types(signature: &syn::Signature) -> Result<Vec<&Type>> {
    signature
        .inputs
        .iter()
        .map(|input| match input {
            FnArg::Typed(typed) => Ok(&*typed.ty),
            FnArg::Receiver(receiver) => Err(syn::Error::new(
                receiver.span(),
                "take the object as `this: &Ref<T>` or `this: &Value`",
            )),
        })
        .collect()
}

impl Native<'_> {
    /// The expression that makes the function's `NativeDefinition`.
    pub(crate) fn definition(&self) -> Result<TokenStream> {
        let krate = self.krate;
        let ident = &self.signature.ident;
        let Some(text) = &self.options.signature else {
            return Err(syn::Error::new(ident.span(), "a signature is missing"));
        };
        let signature = Signature::parse(text)?;
        let name = member_name(self.options, ident);
        let doc = doc_text(self.attributes);
        let (text, parameters) = (&signature.text, signature.to_tokens(krate));
        let body = self.body(&signature)?;
        Ok(quote! {{
            const SIGNATURE: #krate::function::native::NativeSignature =
                #krate::function::native::NativeSignature {
                    name: #name,
                    doc: #doc,
                    text: #text,
                    parameters: #parameters,
                };
            fn wrapper(
                args: #krate::Args<'_>,
                vm: &mut #krate::Vm,
            ) -> #krate::PyResult {
                #body
            }
            #krate::function::native::NativeDefinition {
                signature: SIGNATURE,
                function: wrapper,
            }
        }})
    }

    fn body(&self, signature: &Signature) -> Result<TokenStream> {
        let krate = self.krate;
        let mut types = parameter_types(self.signature)?;
        let takes_vm = types.last().is_some_and(|ty| is_vm(ty));
        if takes_vm {
            types.pop();
        }
        let has_receiver = matches!(self.receiver, Receiver::Instance | Receiver::Class);
        if has_receiver {
            if types.is_empty() {
                return Err(syn::Error::new(
                    self.signature.ident.span(),
                    "the object or class is missing",
                ));
            }
            types.remove(0);
        }
        let convert_receiver = has_receiver.then(
            || quote!(let this = #krate::function::bind::FromReceiver::from_receiver(this, &SIGNATURE, vm)?;),
        );
        let this_argument = has_receiver.then(|| quote!(this,));
        let vm_argument = takes_vm.then(|| quote!(vm));
        let path = &self.path;

        if let [only] = types[..]
            && last_segment(only).is_some_and(|name| name == "Args")
        {
            let split = has_receiver.then(
                || quote!(let (this, args) = #krate::function::bind::split(args, &SIGNATURE, vm)?;),
            );
            return Ok(quote! {
                #split
                #convert_receiver
                let result = #path(#this_argument args, #vm_argument);
                #krate::function::convert::IntoResult::into_result(result, vm)
            });
        }

        if types.len() != signature.parameters.len() {
            return Err(syn::Error::new(
                self.signature.ident.span(),
                format!(
                    "the signature has {} parameters, the function {}",
                    signature.parameters.len(),
                    types.len()
                ),
            ));
        }
        let locals: Vec<Ident> = (0..types.len())
            .map(|index| format_ident!("argument_{}", index))
            .collect();
        let bind = self.bind(signature, &locals, has_receiver);
        let convert = signature
            .parameters
            .iter()
            .zip(&locals)
            .zip(&types)
            .enumerate()
            .map(|(index, ((parameter, local), ty))| {
                convert(krate, parameter, local, index, ty.span())
            });
        Ok(quote! {
            #bind
            #convert_receiver
            #(#convert)*
            let result = #path(#this_argument #(#locals,)* #vm_argument);
            #krate::function::convert::IntoResult::into_result(result, vm)
        })
    }

    /// Binds `this` and one local for each parameter: a `&Value`, or an `Option<&Value>` if it
    /// may be missing, or a `&[Value]` for `*args`.
    fn bind(&self, signature: &Signature, locals: &[Ident], has_receiver: bool) -> TokenStream {
        let krate = self.krate;
        let owner = match self.receiver {
            Receiver::Instance => quote!(Instance),
            Receiver::Class => quote!(Class),
            Receiver::None => quote!(None),
            Receiver::Module => {
                let module = self.module;
                quote!(Module(#module))
            }
        };
        let owner = quote!(#krate::function::bind::Owner::#owner);
        let this = has_receiver.then(|| quote!(this,));
        let parameters = &signature.parameters;
        let required = parameters.iter().filter(|p| p.required).count();

        if signature.is_positional_only() && required == parameters.len() {
            // All are needed: the slice itself is the pattern.
            return quote! {
                let ([#this #(#locals),*], []) = (args.values(), args.names()) else {
                    return Err(#krate::function::bind::arity_error(args, &SIGNATURE, #owner, vm));
                };
            };
        }
        if signature.is_positional_only() {
            let offset = usize::from(has_receiver);
            let (minimum, maximum) = (offset + required, offset + parameters.len());
            let take = locals
                .iter()
                .zip(parameters)
                .enumerate()
                .map(|(index, (local, p))| {
                    let index = index + offset;
                    if p.required {
                        quote!(let #local = &values[#index];)
                    } else {
                        quote!(let #local = values.get(#index);)
                    }
                });
            let take_this = has_receiver.then(|| quote!(let this = &values[0];));
            return quote! {
                let values = args.values();
                if args.has_keywords() || values.len() < #minimum || values.len() > #maximum {
                    return Err(#krate::function::bind::arity_error(args, &SIGNATURE, #owner, vm));
                }
                #take_this
                #(#take)*
            };
        }
        let takes_keywords = parameters
            .iter()
            .any(|p| !matches!(p.kind, Kind::PositionalOnly | Kind::VarPositional));
        let refuse_keywords = (!takes_keywords).then(|| {
            quote! {
                if args.has_keywords() {
                    return Err(#krate::function::bind::arity_error(args, &SIGNATURE, #owner, vm));
                }
            }
        });
        let split = has_receiver.then(
            || quote!(let (this, args) = #krate::function::bind::split(args, &SIGNATURE, vm)?;),
        );
        let variable = parameters
            .iter()
            .position(|p| p.kind == Kind::VarPositional);
        let count = parameters.len() - usize::from(variable.is_some());
        let mut index = 0_usize;
        let take = locals.iter().zip(parameters).map(|(local, parameter)| {
            if parameter.kind == Kind::VarPositional {
                return quote!(let #local = rest;);
            }
            let slot = index;
            index += 1;
            if parameter.required {
                quote!(let #local = slots[#slot].expect("a bound argument");)
            } else {
                quote!(let #local = slots[#slot];)
            }
        });
        let rest = if variable.is_some() {
            quote!(let rest =)
        } else {
            quote!()
        };
        quote! {
            #refuse_keywords
            #split
            let mut slots = [None; #count];
            #rest #krate::function::bind::bind(args, &SIGNATURE, &mut slots, vm)?;
            #(#take)*
        }
    }
}

/// Converts one argument.
fn convert(
    krate: &TokenStream,
    parameter: &Parameter,
    local: &Ident,
    index: usize,
    span: Span,
) -> TokenStream {
    if parameter.kind == Kind::VarPositional {
        return quote!();
    }
    let position =
        quote!(#krate::function::convert::Position { signature: &SIGNATURE, index: #index });
    if parameter.required {
        quote_spanned! {span=>
            let #local = #krate::function::convert::FromArgument::from_argument_at(
                #local, #position, vm)?;
        }
    } else {
        quote_spanned! {span=>
            let #local = #krate::function::convert::FromOptionalArgument::from_optional_argument(
                #local, #position, vm)?;
        }
    }
}
