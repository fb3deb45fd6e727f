//! The options of attributes: `signature = "…"`, `name = "…"`, `flags(…)`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Path, Result, Token, parenthesized};

/// What an attribute such as `#[method(…)]` says.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) signature: Option<LitStr>,
    pub(crate) name: Option<LitStr>,
    /// A bare name, as in `#[setter(real)]`.
    pub(crate) target: Option<String>,
    /// `text = "…"`: what Python is told instead of the signature.
    pub(crate) text: Option<LitStr>,
    /// `hidden`: the signature is only for us, Python is not told.
    pub(crate) hidden: bool,
    /// `member`: the descriptor of an attribute is a `member_descriptor`.
    pub(crate) member: bool,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Options> {
        let mut options = Options::default();
        while !input.is_empty() {
            if input.peek(LitStr) {
                options.target = Some(input.parse::<LitStr>()?.value());
            } else {
                let key = input.call(<Ident as syn::ext::IdentExt>::parse_any)?;
                if input.peek(Token![=]) {
                    input.parse::<Token![=]>()?;
                    let value = input.parse::<LitStr>()?;
                    match key.to_string().as_str() {
                        "signature" => options.signature = Some(value),
                        "name" => options.name = Some(value),
                        "text" => options.text = Some(value),
                        _ => return Err(syn::Error::new(key.span(), "unknown option")),
                    }
                } else if key == "hidden" {
                    options.hidden = true;
                } else if key == "member" {
                    options.member = true;
                } else {
                    options.target = Some(plain_name(&key));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

/// A class in the list of a module: its Rust type, and the name in the module if it has another
/// there.
pub(crate) struct Listed {
    pub(crate) class: Path,
    pub(crate) name: Option<LitStr>,
}

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> Result<Listed> {
        let class = input.parse()?;
        let name = if input.peek(Token![as]) {
            input.parse::<Token![as]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Listed { class, name })
    }
}

/// A function in the list `slots(…)` of a class.
pub(crate) struct SlotFunction {
    pub(crate) slot: Ident,
    pub(crate) function: Path,
}

impl Parse for SlotFunction {
    fn parse(input: ParseStream<'_>) -> Result<SlotFunction> {
        let slot = input.call(<Ident as syn::ext::IdentExt>::parse_any)?;
        input.parse::<Token![=]>()?;
        let function = input.parse()?;
        Ok(SlotFunction { slot, function })
    }
}

/// What an attribute of a class or module says.
#[derive(Default)]
pub(crate) struct Declaration {
    pub(crate) name: Option<LitStr>,
    /// `base = OSError`, or `base = path::to::Class`.
    pub(crate) bases: Vec<Path>,
    /// `payload = Dict`: what instances hold, if not the type itself.
    pub(crate) payload: Option<Path>,
    /// `metaclass = path::to::Class`: the class of the class, a native one that inherits from `type`.
    pub(crate) metaclass: Option<Path>,
    /// `registry = list`: the field of `Types`, or `exceptions.os_error`.
    pub(crate) registry: Option<Expr>,
    /// `values = 1`: how many values instances hold behind their payload.
    pub(crate) values: Option<Expr>,
    pub(crate) flags: Vec<Ident>,
    /// `signature = "(…)"`: that of a constructor among `slots(…)`.
    pub(crate) signature: Option<LitStr>,
    /// `slots(hash = path)`: functions that have the type of the slot.
    pub(crate) slots: Vec<SlotFunction>,
    /// `table = SLOTS`: a constant with further slots.
    pub(crate) table: Option<Path>,
    /// `methods(Self::SEARCH)`: tables of `#[methods]` blocks.
    pub(crate) methods: Vec<Path>,
    pub(crate) classes: Vec<Listed>,
    pub(crate) parts: Vec<Path>,
    /// `generic`: the class can be subscripted.
    pub(crate) generic: bool,
    /// `undocumented`: `__doc__` is None.
    pub(crate) undocumented: bool,
    pub(crate) part: bool,
}

fn list<T: Parse>(input: ParseStream<'_>) -> Result<Vec<T>> {
    let content;
    parenthesized!(content in input);
    let items = Punctuated::<T, Token![,]>::parse_terminated(&content)?;
    Ok(items.into_iter().collect())
}

impl Declaration {
    /// Parses the options in `known`.
    pub(crate) fn parse_known(input: ParseStream<'_>, known: &[&str]) -> Result<Declaration> {
        let mut options = Declaration::default();
        while !input.is_empty() {
            let key: Ident = input.call(<Ident as syn::ext::IdentExt>::parse_any)?;
            let text = key.to_string();
            if !known.contains(&text.as_str()) {
                let message = format!("unknown option; there are: {}", known.join(", "));
                return Err(syn::Error::new(key.span(), message));
            }
            if input.peek(Token![=]) {
                input.parse::<Token![=]>()?;
            }
            match text.as_str() {
                "name" => options.name = Some(input.parse()?),
                "base" => options.bases = vec![input.parse()?],
                "bases" => options.bases = list(input)?,
                "metaclass" => options.metaclass = Some(input.parse()?),
                "payload" => options.payload = Some(input.parse()?),
                "registry" => options.registry = Some(input.parse()?),
                "values" => options.values = Some(input.parse()?),
                "flags" => options.flags = list(input)?,
                "signature" => options.signature = Some(input.parse()?),
                "slots" => options.slots = list(input)?,
                "table" => options.table = Some(input.parse()?),
                "methods" => options.methods = list(input)?,
                "classes" => options.classes = list(input)?,
                "parts" => options.parts = list(input)?,
                "generic" => options.generic = true,
                "undocumented" => options.undocumented = true,
                _ => options.part = true,
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

/// The text of an identifier without `r#`.
pub(crate) fn plain_name(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

/// Takes the first attribute with one of these names out of `attributes`.
pub(crate) fn take(
    attributes: &mut Vec<Attribute>,
    names: &[&'static str],
) -> Option<(&'static str, Attribute)> {
    for index in 0..attributes.len() {
        let path = attributes[index].path();
        if let Some(name) = names.iter().find(|name| path.is_ident(name)) {
            return Some((name, attributes.remove(index)));
        }
    }
    None
}

/// As [`take`], with the options of a member.
pub(crate) fn take_attribute(
    attributes: &mut Vec<Attribute>,
    names: &[&'static str],
) -> Result<Option<(&'static str, Options)>> {
    let Some((name, attribute)) = take(attributes, names) else {
        return Ok(None);
    };
    let options = match &attribute.meta {
        Meta::Path(_) => Options::default(),
        _ => attribute.parse_args::<Options>()?,
    };
    Ok(Some((name, options)))
}

/// The options in the parentheses of an attribute, if it has any.
pub(crate) fn declaration(attribute: &Attribute, known: &[&str]) -> Result<Declaration> {
    match &attribute.meta {
        Meta::Path(_) => Ok(Declaration::default()),
        _ => attribute
            .parse_args_with(|input: ParseStream<'_>| Declaration::parse_known(input, known)),
    }
}
