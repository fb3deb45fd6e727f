//! String literals, f-strings and t-strings.

use std::borrow::Cow;

use rpy_bytecode::{Constant, Location, Opcode, Text};
use rustpython_ast::token::TokenKind;
use rustpython_ast::{
    ConversionFlag, DebugText, ExprFString, ExprStringLiteral, ExprTString, FStringPart,
    InterpolatedElement, InterpolatedStringElement, InterpolatedStringElements,
    InterpolatedStringLiteralElement, StringLiteral, StringLiteralValue,
};
use rustpython_parser::ParseOptions;
use rustpython_text_size::Ranged;

use crate::compiler::Compiler;
use crate::constant;
use crate::error::Result;
use crate::rules::behind_blanks;

/// Parts of a string up to which they are joined on the stack.
const MAX_ON_STACK: usize = 30;

/// A part of an f-string: text, or an interpolation.
enum Part<'a> {
    Text(Vec<u8>),
    Interpolation(&'a InterpolatedElement),
}

impl<'a> Compiler<'a> {
    pub(super) fn string_value(&self, value: &StringLiteralValue) -> Constant {
        if let [part] = value.as_slice() {
            return Constant::Str(self.literal(part));
        }
        let mut text = Vec::new();
        for part in value {
            text.extend_from_slice(&self.literal(part));
        }
        Constant::Str(text.into())
    }

    fn literal(&self, literal: &StringLiteral) -> Text {
        constant::string_literal(&self.source.text, literal)
    }

    /// A documentation string with its indentation removed, as CPython stores it.
    pub(crate) fn docstring_constant(&self, literal: &ExprStringLiteral) -> Constant {
        match self.string_value(&literal.value) {
            Constant::Str(text) => Constant::Str(clean_docstring(&text).into()),
            constant => constant,
        }
    }

    /// Text between the interpolations. Like literals, it is read anew from the source if it may
    /// contain a lone surrogate.
    fn text(&self, element: &InterpolatedStringLiteralElement, is_raw: bool) -> Vec<u8> {
        if is_raw || !element.value.contains(char::REPLACEMENT_CHARACTER) {
            return element.value.as_bytes().to_vec();
        }
        let source = &self.source.text[element.range()];
        constant::unescape(&source.replace("{{", "{").replace("}}", "}"))
    }

    fn collect_parts(
        &self,
        elements: &'a InterpolatedStringElements,
        is_raw: bool,
        parts: &mut Vec<Part<'a>>,
    ) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(element) => {
                    add_text(parts, &self.text(element, is_raw));
                }
                InterpolatedStringElement::Interpolation(element) => {
                    if let Some(debug) = &element.debug_text {
                        let text = debug_text(debug, element, &self.source.text);
                        add_text(parts, text.as_bytes());
                    }
                    parts.push(Part::Interpolation(element));
                }
            }
        }
    }

    pub(super) fn format_string(&mut self, node: &'a ExprFString, location: Location) -> Result {
        let mut parts = Vec::new();
        for part in &node.value {
            match part {
                FStringPart::Literal(literal) => add_text(&mut parts, &self.literal(literal)),
                FStringPart::FString(part) => {
                    let is_raw = part.flags.prefix().is_raw();
                    self.collect_parts(&part.elements, is_raw, &mut parts);
                }
            }
        }
        self.join(&parts, location)
    }

    fn join(&mut self, parts: &[Part<'a>], location: Location) -> Result {
        if parts.len() > MAX_ON_STACK {
            // `"".join` of a list.
            self.load_str(location, "");
            let join = self.name_index(&rustpython_ast::name::Name::new_static("join"));
            self.op_n(location, Opcode::LoadMethod, join);
            self.op_n(location, Opcode::BuildList, 0);
            for part in parts {
                self.part(part, location)?;
                self.op_n(location, Opcode::ListAppend, 1);
            }
            self.op_n(location, Opcode::CallMethod, 1);
            return Ok(());
        }
        match parts {
            [] => self.load_str(location, ""),
            [single] => self.part(single, location)?,
            _ => {
                for part in parts {
                    self.part(part, location)?;
                }
                self.op_n(location, Opcode::BuildString, parts.len());
            }
        }
        Ok(())
    }

    fn part(&mut self, part: &Part<'a>, location: Location) -> Result {
        match part {
            Part::Text(text) => {
                self.load_const(location, Constant::Str(text.as_slice().into()));
                Ok(())
            }
            Part::Interpolation(element) => self.interpolation(element),
        }
    }

    fn interpolation(&mut self, element: &'a InterpolatedElement) -> Result {
        let location = self.location(element);
        self.expression(&element.expression)?;
        let conversion = conversion(element);
        if conversion != 0 {
            self.op_n(location, Opcode::ConvertValue, conversion);
        }
        match &element.format_spec {
            None => self.op(location, Opcode::FormatSimple),
            Some(spec) => {
                let spec_location = self.location(&**spec);
                let mut parts = Vec::new();
                self.collect_parts(&spec.elements, false, &mut parts);
                self.join(&parts, spec_location)?;
                self.op(location, Opcode::FormatWithSpec);
            }
        }
        Ok(())
    }

    /// A t-string: a tuple of strings and a tuple of interpolations (PEP 750).
    pub(super) fn template_string(&mut self, node: &'a ExprTString, location: Location) -> Result {
        let mut parts = Vec::new();
        for part in &node.value {
            let is_raw = part.flags.prefix().is_raw();
            self.collect_parts(&part.elements, is_raw, &mut parts);
        }
        // Strings and interpolations alternate, beginning and ending with a string.
        let mut strings: Vec<Vec<u8>> = vec![Vec::new()];
        let mut interpolations = Vec::new();
        for part in parts {
            match part {
                Part::Text(text) => strings.last_mut().expect("never empty").extend(text),
                Part::Interpolation(element) => {
                    interpolations.push(element);
                    strings.push(Vec::new());
                }
            }
        }
        let strings = strings
            .into_iter()
            .map(|text| Constant::Str(text.into()))
            .collect();
        self.load_const(location, Constant::Tuple(strings));
        for element in &interpolations {
            self.template_interpolation(element)?;
        }
        self.build_tuple(location, interpolations.len());
        self.op(location, Opcode::BuildTemplate);
        Ok(())
    }

    fn template_interpolation(&mut self, element: &'a InterpolatedElement) -> Result {
        let location = self.location(element);
        self.expression(&element.expression)?;
        match self.source.constant(element.range) {
            Some(text) => self.load_const(location, text.clone()),
            None => {
                let text = self.interpolation_text(element);
                self.load_str(location, &text);
            }
        }
        let mut flags = 0;
        let conversion = conversion(element);
        if let Some(spec) = &element.format_spec {
            let spec_location = self.location(&**spec);
            let mut parts = Vec::new();
            self.collect_parts(&spec.elements, false, &mut parts);
            self.join(&parts, spec_location)?;
            flags |= 1;
        }
        self.op_n(
            location,
            Opcode::BuildInterpolation,
            flags | conversion << 2,
        );
        Ok(())
    }

    /// The source text of an interpolated expression, up to what ends it: `=`, `!`, `:` or `}`.
    fn interpolation_text(&self, element: &InterpolatedElement) -> String {
        let source = &self.source.text;
        let start = usize::from(element.start()) + 1;
        let rest = &source[start..usize::from(element.end())];
        // Parentheses belong to the text but not to the expression's range.
        let mut end = usize::from(element.expression.end());
        let before = &source[start..usize::from(element.expression.start())];
        let mut open = before.matches('(').count();
        while open > 0 {
            match source[end..].find(')') {
                Some(offset) if end + offset < start + rest.len() => end += offset + 1,
                _ => break,
            }
            open -= 1;
        }
        let behind = &source[end..];
        let blanks = behind.len() - behind_blanks(behind).len();
        without_comments(&source[start..end + blanks])
    }
}

/// The text that `=` shows before the value of an interpolation.
pub(crate) fn debug_text(debug: &DebugText, element: &InterpolatedElement, source: &str) -> String {
    // Parentheses belong to the text but not to the expression's range.
    let expression = &source[element.expression.range()];
    without_comments(&format!("{}{expression}{}", debug.leading, debug.trailing))
}

/// The text of an expression, without the comments in it.
fn without_comments(text: &str) -> String {
    if !text.contains('#') {
        return text.to_owned();
    }
    const OPEN: &str = "(";
    let bracketed = format!("{OPEN}{text}\n)");
    let options = ParseOptions::from(rustpython_parser::Mode::Expression);
    let parsed = rustpython_parser::parse_unchecked(&bracketed, options);
    let comments = parsed.tokens().iter();
    let comments = comments.filter(|token| token.kind() == TokenKind::Comment);
    let mut kept = String::new();
    let mut from = OPEN.len();
    for comment in comments {
        let range = comment.range();
        kept += &bracketed[from..range.start().to_usize()];
        from = range.end().to_usize();
    }
    kept + &bracketed[from..OPEN.len() + text.len()]
}

/// The operand of `CONVERT_VALUE`, 0 for none. The `=` of `{x=}` implies `repr`, unless a format
/// follows.
fn conversion(element: &InterpolatedElement) -> usize {
    match element.conversion {
        ConversionFlag::None if implies_repr(element) => 2,
        ConversionFlag::Str => 1,
        ConversionFlag::Repr => 2,
        ConversionFlag::Ascii => 3,
        ConversionFlag::None => 0,
    }
}

/// Whether the `=` of an interpolation shows the value by `repr`.
pub(crate) fn implies_repr(element: &InterpolatedElement) -> bool {
    element.debug_text.is_some() && element.format_spec.is_none()
}

fn add_text(parts: &mut Vec<Part<'_>>, text: &[u8]) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(Part::Text(last)) => last.extend_from_slice(text),
        _ => parts.push(Part::Text(text.to_vec())),
    }
}

/// Removes the indentation that all lines but the first have in common.
///
/// Source: `inspect.cleandoc`, less its removal of blank lines at both ends.
fn clean_docstring(text: &[u8]) -> Vec<u8> {
    let text = match memchr::memchr(b'\t', text) {
        Some(_) => Cow::Owned(expand_tabs(text)),
        None => Cow::Borrowed(text),
    };
    let mut lines = text.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let indentation = |line: &[u8]| line.iter().take_while(|byte| **byte == b' ').count();
    let margin = lines
        .clone()
        .filter(|line| indentation(line) < line.len())
        .map(indentation)
        .min()
        .unwrap_or(0);
    let mut cleaned = first[indentation(first)..].to_vec();
    for line in lines {
        cleaned.push(b'\n');
        cleaned.extend_from_slice(&line[margin.min(indentation(line))..]);
    }
    cleaned
}

/// Expands tabs to multiples of eight columns.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut expanded = Vec::with_capacity(text.len());
    let mut column = 0;
    for byte in text {
        match byte {
            b'\t' => {
                let width = 8 - column % 8;
                expanded.extend(std::iter::repeat_n(b' ', width));
                column += width;
            }
            b'\n' | b'\r' => {
                expanded.push(*byte);
                column = 0;
            }
            // Continuation bytes of UTF-8 are no columns of their own.
            0x80..=0xBF => expanded.push(*byte),
            _ => {
                expanded.push(*byte);
                column += 1;
            }
        }
    }
    expanded
}
