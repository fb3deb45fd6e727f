//! The wrapper of one native function.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, LitStr, Result, Type};

use crate::docs::doc_text;
use crate::literal::Literal;
use crate::options::{Options, plain_name};
use crate::signature::{Kind, Parameter, Signature};

/// The path of the `rpy-vm` crate as seen from where the macro is used.
pub(crate) fn vm_crate() -> TokenStream {
    match std::env::var("CARGO_CRATE_NAME") {
        Ok(name) if name == "rpy_vm" => quote!(crate),
        _ => quote!(::rpy_vm),
    }
}

/// What the first parameter of a function stands for, and how the wrapper gets it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// `self`: the object, the first of the arguments.
    Instance,
    /// The class, the first of the arguments.
    Class,
    /// Nothing: a static method.
    None,
    /// Nothing: a function of a module.
    Module,
    /// The class, beside the arguments: `__new__`.
    Constructor,
    /// The object, beside the arguments: `__init__`.
    Initializer,
    /// The object, beside the arguments: `__call__`.
    Call,
}

impl Receiver {
    fn is_first_argument(self) -> bool {
        matches!(self, Receiver::Instance | Receiver::Class)
    }

    /// The first parameter in the text signature.
    fn text(self) -> Option<&'static str> {
        match self {
            Receiver::Instance => Some("$self"),
            Receiver::Class => Some("$type"),
            Receiver::Module => Some("$module"),
            _ => None,
        }
    }
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
    /// Python's name of the function, if the options give none.
    pub(crate) name: Option<String>,
}

/// Python's name of a member.
pub(crate) fn member_name(options: &Options, ident: &Ident) -> String {
    match &options.name {
        Some(name) => name.value(),
        None => plain_name(ident),
    }
}

/// The last name in a path of a type: `Option` of `std::option::Option<T>`.
pub(crate) fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::Paren(inner) => last_segment(&inner.elem),
        _ => None,
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment == name)
}

/// Whether this is `&mut Vm` or `&Vm`.
pub(crate) fn is_vm(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if is_named(&reference.elem, "Vm"))
}

/// The types of the parameters.
pub(crate) fn parameter_types(signature: &syn::Signature) -> Result<Vec<&Type>> {
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

/// The parts of a function's parameters: whether there is a first one for the object or class, and
/// whether there is a last one for the VM, and the types of those between.
struct Parameters<'a> {
    arguments: Vec<&'a Type>,
    takes_vm: bool,
}

impl Native<'_> {
    fn signature_text(&self) -> Result<&LitStr> {
        let missing = || syn::Error::new(self.signature.ident.span(), "a signature is missing");
        self.options.signature.as_ref().ok_or_else(missing)
    }

    fn name(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => member_name(self.options, &self.signature.ident),
        }
    }

    /// The constant `SIGNATURE`, for the wrapper.
    fn constant(&self, signature: &Signature) -> TokenStream {
        let krate = self.krate;
        let name = self.name();
        let doc = doc_text(self.attributes);
        let text = match &self.options.text {
            Some(text) => text.value(),
            None if self.options.hidden => String::new(),
            None => signature.text_with(self.receiver.text()),
        };
        let parameters = signature.to_tokens(krate);
        quote! {
            const SIGNATURE: #krate::function::native::NativeSignature =
                #krate::function::native::NativeSignature::new(#name, #doc, #text, #parameters);
        }
    }

    /// The expression that makes the function's `NativeDefinition`.
    pub(crate) fn definition(&self) -> Result<TokenStream> {
        let krate = self.krate;
        let signature = Signature::parse(self.signature_text()?)?;
        let constant = self.constant(&signature);
        let body = self.body(&signature)?;
        Ok(quote! {{
            #constant
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

    /// The expression of the function for the slot `new`, `init` or `call`; without a signature the
    /// function takes its arguments as they are.
    pub(crate) fn slot(&self) -> Result<TokenStream> {
        let krate = self.krate;
        let everything = LitStr::new("(*args, **kwargs)", self.signature.ident.span());
        let signature = Signature::parse(self.options.signature.as_ref().unwrap_or(&everything))?;
        let constant = self.constant(&signature);
        let body = self.body(&signature)?;
        let (this, result) = match self.receiver {
            Receiver::Constructor => (
                quote!(#krate::Ref<#krate::builtins::type_::Type>),
                quote!(#krate::PyResult),
            ),
            Receiver::Initializer => (quote!(#krate::Value), quote!(#krate::PyResult<()>)),
            _ => (quote!(#krate::Value), quote!(#krate::PyResult)),
        };
        Ok(quote! {{
            #constant
            fn slot(
                this: &#this,
                args: #krate::Args<'_>,
                vm: &mut #krate::Vm,
            ) -> #result {
                let _ = &SIGNATURE;
                #body
            }
            slot
        }})
    }

    /// The text signature of a class with this constructor.
    pub(crate) fn class_signature(&self) -> String {
        match (&self.options.text, &self.options.signature) {
            (Some(text), _) => text.value(),
            (None, Some(text)) if !self.options.hidden => text.value(),
            _ => String::new(),
        }
    }

    fn parameters(&self) -> Result<Parameters<'_>> {
        let mut types = parameter_types(self.signature)?;
        let takes_vm = types.last().is_some_and(|ty| is_vm(ty));
        if takes_vm {
            types.pop();
        }
        if !matches!(self.receiver, Receiver::None | Receiver::Module) {
            if types.is_empty() {
                return Err(syn::Error::new(
                    self.signature.ident.span(),
                    "the object or class is missing",
                ));
            }
            types.remove(0);
        }
        Ok(Parameters {
            arguments: types,
            takes_vm,
        })
    }

    fn body(&self, signature: &Signature) -> Result<TokenStream> {
        let krate = self.krate;
        let Parameters {
            arguments: types,
            takes_vm,
        } = self.parameters()?;
        let first = self.receiver.is_first_argument();
        let convert_receiver = match self.receiver {
            Receiver::Instance | Receiver::Class => quote! {
                let this = #krate::function::bind::FromReceiver::from_receiver(
                    this, &SIGNATURE, vm)?;
            },
            Receiver::Initializer | Receiver::Call => {
                quote!(let this = #krate::function::slot::SlotReceiver::from_slot(this);)
            }
            _ => quote!(),
        };
        let this_argument =
            (!matches!(self.receiver, Receiver::None | Receiver::Module)).then(|| quote!(this,));
        let vm_argument = takes_vm.then(|| quote!(vm));
        let path = &self.path;
        let finish = match self.receiver {
            Receiver::Initializer => {
                quote!(#krate::function::slot::SlotResult::into_slot_result(result))
            }
            _ => quote!(#krate::function::convert::IntoResult::into_result(result, vm)),
        };

        if let [only] = types[..]
            && is_named(only, "Args")
        {
            let split = first.then(
                || quote!(let (this, args) = #krate::function::bind::split(args, &SIGNATURE, vm)?;),
            );
            return Ok(quote! {
                #split
                #convert_receiver
                let result = #path(#this_argument args, #vm_argument);
                #finish
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
        let bind = self.bind(signature, &locals);
        let convert = signature
            .parameters
            .iter()
            .zip(&locals)
            .zip(&types)
            .enumerate()
            .map(|(index, ((parameter, local), ty))| convert(krate, parameter, local, index, ty))
            .collect::<Result<Vec<_>>>()?;
        Ok(quote! {
            #bind
            #convert_receiver
            #(#convert)*
            let result = #path(#this_argument #(#locals,)* #vm_argument);
            #finish
        })
    }

    /// Binds `this`, if it is the first argument, and one local for each parameter: a `&Value`, or
    /// an `Option<&Value>` if it may be missing, a `&[Value]` for `*args`, `Keywords` for
    /// `**kwargs`.
    fn bind(&self, signature: &Signature, locals: &[Ident]) -> TokenStream {
        let krate = self.krate;
        let first = self.receiver.is_first_argument();
        let owner = match self.receiver {
            Receiver::Instance => quote!(Instance),
            Receiver::Class => quote!(Class),
            Receiver::None => quote!(None),
            Receiver::Module => {
                let module = self.module;
                quote!(Module(#module))
            }
            Receiver::Constructor | Receiver::Initializer | Receiver::Call => quote!(Constructor),
        };
        let owner = quote!(#krate::function::bind::Owner::#owner);
        let this = first.then(|| quote!(this,));
        let parameters = &signature.parameters;
        let required = parameters.iter().filter(|p| p.required()).count();
        // A class that overrides the other half of construction may be given keywords for that.
        let ignore_keywords = match self.receiver {
            Receiver::Constructor => {
                quote!(let args = #krate::function::bind::new_arguments(args, this, vm);)
            }
            Receiver::Initializer => {
                quote!(let args = #krate::function::bind::init_arguments(args, this, vm);)
            }
            _ => quote!(),
        };

        if signature.is_positional_only() && required == parameters.len() {
            // All are needed: the slice itself is the pattern.
            return quote! {
                #ignore_keywords
                let ([#this #(#locals),*], []) = (args.values(), args.names()) else {
                    return Err(#krate::function::bind::arity_error(args, &SIGNATURE, #owner, vm));
                };
            };
        }
        if signature.is_positional_only() {
            let offset = usize::from(first);
            let (minimum, maximum) = (offset + required, offset + parameters.len());
            let take = locals
                .iter()
                .zip(parameters)
                .enumerate()
                .map(|(index, (local, p))| {
                    let index = index + offset;
                    if p.required() {
                        quote!(let #local = &values[#index];)
                    } else {
                        quote!(let #local = values.get(#index);)
                    }
                });
            let take_this = first.then(|| quote!(let this = &values[0];));
            let too_few = (minimum > 0).then(|| quote!(values.len() < #minimum ||));
            return quote! {
                #ignore_keywords
                let values = args.values();
                if args.has_keywords() || #too_few values.len() > #maximum {
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
                #ignore_keywords
                if args.has_keywords() {
                    return Err(#krate::function::bind::arity_error(args, &SIGNATURE, #owner, vm));
                }
            }
        });
        let split = first.then(
            || quote!(let (this, args) = #krate::function::bind::split(args, &SIGNATURE, vm)?;),
        );
        let has = |kind| parameters.iter().any(|p| p.kind == kind);
        let count = parameters.iter().filter(|p| !p.is_variable()).count();
        let mut index = 0_usize;
        let take = locals.iter().zip(parameters).map(|(local, parameter)| {
            match parameter.kind {
                Kind::VarPositional => return quote!(let #local = rest;),
                Kind::VarKeyword => {
                    return quote!(let #local = #krate::function::args::Keywords::new(
                        args, &SIGNATURE););
                }
                _ => {}
            }
            let slot = index;
            index += 1;
            if parameter.required() {
                quote!(let #local = slots[#slot].expect("a bound argument");)
            } else {
                quote!(let #local = slots[#slot];)
            }
        });
        let rest = if has(Kind::VarPositional) {
            quote!(let rest =)
        } else {
            quote!()
        };
        let mutable = (count > 0).then(|| quote!(mut));
        let slots = if count > 0 {
            quote!(&mut slots)
        } else {
            quote!(&mut [])
        };
        // What is left for `**kwargs` is looked for in the arguments afterwards.
        let again = has(Kind::VarKeyword).then(|| quote!(.again()));
        let declare = mutable.map(|mutable| quote!(let #mutable slots = [None; #count];));
        quote! {
            #refuse_keywords
            #split
            #declare
            #rest #krate::function::bind::bind(args #again, &SIGNATURE, #slots, vm)?;
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
    ty: &Type,
) -> Result<TokenStream> {
    let span = ty.span();
    let convert = quote!(#krate::function::convert);
    match parameter.kind {
        Kind::VarPositional => {
            return Ok(quote_spanned! {span=>
                let #local = #convert::FromRest::from_rest(#local, vm)?;
            });
        }
        Kind::VarKeyword => {
            return Ok(quote_spanned! {span=>
                let #local = #convert::FromKeywords::from_keywords(#local, vm)?;
            });
        }
        _ => {}
    }
    let position = quote!(#convert::Position { signature: &SIGNATURE, index: #index });
    let Some(default) = &parameter.default else {
        return Ok(quote_spanned! {span=>
            let #local = #convert::FromArgument::from_argument_at(#local, #position, vm)?;
        });
    };
    // `Option<T>` is a default that Rust cannot tell, or None.
    if is_named(ty, "Option") && *default == Literal::None {
        return Ok(quote_spanned! {span=>
            let #local = #convert::Optional::from_nullable_argument(#local, #position, vm)?;
        });
    }
    let literal = default.to_tokens(krate);
    let (Some(default), false, false) = (literal, is_named(ty, "Option"), is_named(ty, "Optional"))
    else {
        return Ok(quote_spanned! {span=>
            let #local = #convert::FromOptionalArgument::from_optional_argument(
                #local, #position, vm)?;
        });
    };
    Ok(quote_spanned! {span=>
        let #local = match #local {
            Some(given) => #convert::FromArgument::from_argument_at(given, #position, vm)?,
            None => #krate::function::default::FromDefault::from_default(#default, vm),
        };
    })
}
