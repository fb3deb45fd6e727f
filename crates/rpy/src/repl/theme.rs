//! The colours of the prompt.
//! Reference: <https://docs.python.org/3.14/using/cmdline.html#controlling-color>

use std::collections::HashSet;
use std::sync::Arc;

use rpy_compiler::{Token, TokenClass};
use rpy_vm::builtins::str::Str;
use rpy_vm::{Value, Vm};

/// Escape sequences, one for each kind of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Theme {
    pub(super) prompt: String,
    keyword: String,
    constant: String,
    builtin: String,
    comment: String,
    string: String,
    number: String,
    operator: String,
    definition: String,
    soft_keyword: String,
    pub(super) reset: String,
}

impl Default for Theme {
    fn default() -> Theme {
        let code = |code: &str| format!("\x1b[{code}m");
        Theme {
            prompt: code("1;35"),
            keyword: code("1;34"),
            constant: code("1;34"),
            builtin: code("36"),
            comment: code("31"),
            string: code("32"),
            number: code("33"),
            operator: code("0"),
            definition: code("1"),
            soft_keyword: code("1;34"),
            reset: code("0"),
        }
    }
}

/// The colours that the program has set (`_colorize.set_theme`), or the usual ones.
pub(super) fn current(vm: &mut Vm) -> Theme {
    let mut theme = Theme::default();
    let name = vm.intern("_colorize");
    let modules = vm.modules.clone();
    let Some(module) = modules.get_str(&name, vm).cloned() else {
        return theme;
    };
    let Some(syntax) = attribute(&module, "_theme", vm).and_then(|it| attribute(&it, "syntax", vm))
    else {
        return theme;
    };
    for (name, place) in [
        ("prompt", &mut theme.prompt),
        ("keyword", &mut theme.keyword),
        ("keyword_constant", &mut theme.constant),
        ("builtin", &mut theme.builtin),
        ("comment", &mut theme.comment),
        ("string", &mut theme.string),
        ("number", &mut theme.number),
        ("op", &mut theme.operator),
        ("definition", &mut theme.definition),
        ("soft_keyword", &mut theme.soft_keyword),
        ("reset", &mut theme.reset),
    ] {
        let value = attribute(&syntax, name, vm);
        if let Some(text) = value.as_ref().and_then(|it| it.downcast::<Str>()) {
            *place = text.to_string_lossy().into_owned();
        }
    }
    theme
}

fn attribute(object: &Value, name: &str, vm: &mut Vm) -> Option<Value> {
    let name = vm.intern(name);
    object.get_attribute(&name, vm).ok()
}

/// The names of `builtins` that have a colour of their own.
pub(super) fn builtin_names(vm: &mut Vm) -> Arc<HashSet<String>> {
    let keys = vm.builtins.clone().keys_vec(vm);
    let names = keys.iter().filter_map(|it| it.downcast::<Str>());
    let names = names.map(|it| it.to_string_lossy().into_owned());
    Arc::new(names.filter(|it| !it.starts_with('_')).collect())
}

impl Theme {
    /// The colour of a token; None for that of the terminal. `before` is the token in front of it.
    pub(super) fn of(
        &self,
        token: Token,
        before: Option<Token>,
        text: &str,
        builtins: &HashSet<String>,
    ) -> Option<&str> {
        let before = before.map(|it| &text[it.start..it.end]);
        let word = &text[token.start..token.end];
        Some(match token.class {
            TokenClass::Name if matches!(before, Some("def" | "class")) => &self.definition,
            TokenClass::Name if before != Some(".") && builtins.contains(word) => &self.builtin,
            TokenClass::Keyword => &self.keyword,
            TokenClass::Constant => &self.constant,
            TokenClass::SoftKeyword => &self.soft_keyword,
            TokenClass::Number => &self.number,
            TokenClass::String => &self.string,
            TokenClass::Unknown if word.contains(['\'', '"']) => &self.string,
            TokenClass::Comment => &self.comment,
            TokenClass::Open | TokenClass::Close | TokenClass::Operator => &self.operator,
            _ => return None,
        })
    }
}
