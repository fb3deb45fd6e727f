//! The options of member attributes: `signature = "…"`, `name = "…"`.

use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Meta, Result, Token};

/// What an attribute such as `#[method(…)]` says.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) signature: Option<LitStr>,
    pub(crate) name: Option<LitStr>,
    /// A bare name, as in `#[setter(real)]`.
    pub(crate) target: Option<String>,
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
                        _ => return Err(syn::Error::new(key.span(), "unknown option")),
                    }
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

/// The text of an identifier without `r#`.
pub(crate) fn plain_name(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

/// Takes the first attribute with one of these names out of `attributes`.
pub(crate) fn take_attribute(
    attributes: &mut Vec<Attribute>,
    names: &[&'static str],
) -> Result<Option<(&'static str, Options)>> {
    for index in 0..attributes.len() {
        let Some(name) = names
            .iter()
            .find(|name| attributes[index].path().is_ident(name))
        else {
            continue;
        };
        let attribute = attributes.remove(index);
        let options = match &attribute.meta {
            Meta::Path(_) => Options::default(),
            _ => attribute.parse_args::<Options>()?,
        };
        return Ok(Some((name, options)));
    }
    Ok(None)
}
