//! Strings, f-strings and t-strings.

use rpy_bytecode::Constant;
use rustpython_ast::{
    self as ast, AtomicNodeIndex, ConversionFlag, Expr, InterpolatedElement,
    InterpolatedStringElement, InterpolatedStringElements,
};
use rustpython_text_size::{TextRange, TextSize};

use super::{Fields, Lowering, node};
use crate::tree::{TreeNode, TreeValue};

impl Lowering {
    /// A string. The compiler reads those with lone surrogates anew from the text, so that is where
    /// these stand.
    pub(super) fn string(&mut self, text: &[u8], start: TextSize) -> Expr {
        let (value, is_escaped) = lossy(text);
        let literal_start = TextSize::of(&self.text);
        if is_escaped {
            self.write("\"");
            self.write_escaped(text);
            self.write("\"");
        }
        let literal_end = TextSize::of(&self.text);
        let range = self.close(start);
        let literal = ast::StringLiteral {
            range: match is_escaped {
                true => TextRange::new(literal_start, literal_end),
                false => range,
            },
            node_index: AtomicNodeIndex::NONE,
            value: value.into(),
            flags: ast::StringLiteralFlags::empty(),
        };
        let value = ast::StringLiteralValue::single(literal);
        ast::ExprStringLiteral {
            node_index: AtomicNodeIndex::NONE,
            range,
            value,
        }
        .into()
    }

    fn write(&mut self, text: &str) {
        for character in text.chars() {
            self.put(character, self.location.line, self.location.column);
        }
    }

    /// Writes a string with everything escaped that has a meaning in literals.
    fn write_escaped(&mut self, text: &[u8]) {
        let mut rest = text;
        let mut escaped = String::new();
        while let Some(chunk) = rest.utf8_chunks().next() {
            for character in chunk.valid().chars() {
                escaped += &format!("\\U{:08x}", u32::from(character));
            }
            rest = &rest[chunk.valid().len()..];
            // A lone surrogate has three bytes, of which the decoder refuses each.
            if let [first, second, third, ..] = rest {
                let code = (u32::from(first & 0xF) << 12)
                    | (u32::from(second & 0x3F) << 6)
                    | u32::from(third & 0x3F);
                escaped += &format!("\\U{code:08x}");
                rest = &rest[3..];
            } else {
                break;
            }
        }
        self.write(&escaped);
    }

    pub(super) fn format_string(&mut self, mut fields: Fields, start: TextSize) -> Expr {
        let mut elements = Vec::new();
        self.elements(fields.next(), &mut elements);
        self.finish_format_string(elements, start)
    }

    fn finish_format_string(
        &mut self,
        elements: Vec<InterpolatedStringElement>,
        start: TextSize,
    ) -> Expr {
        let range = self.close(start);
        let part = ast::FString {
            range,
            node_index: AtomicNodeIndex::NONE,
            elements: elements.into(),
            flags: ast::FStringFlags::empty(),
        };
        let value = ast::FStringValue::single(part);
        ast::ExprFString {
            node_index: AtomicNodeIndex::NONE,
            range,
            value,
        }
        .into()
    }

    pub(super) fn template(&mut self, mut fields: Fields, start: TextSize) -> Expr {
        let mut elements = Vec::new();
        self.elements(fields.next(), &mut elements);
        self.finish_template(elements, start)
    }

    fn finish_template(
        &mut self,
        elements: Vec<InterpolatedStringElement>,
        start: TextSize,
    ) -> Expr {
        let range = self.close(start);
        let part = ast::TString {
            range,
            node_index: AtomicNodeIndex::NONE,
            elements: elements.into(),
            flags: ast::TStringFlags::empty(),
        };
        let value = ast::TStringValue::single(part);
        ast::ExprTString {
            node_index: AtomicNodeIndex::NONE,
            range,
            value,
        }
        .into()
    }

    /// A formatted value that stands outside an f-string is one of its own.
    pub(super) fn lone_formatted_value(&mut self, fields: Fields, start: TextSize) -> Expr {
        let element = self.interpolation(fields, false);
        self.finish_format_string(vec![element], start)
    }

    pub(super) fn lone_interpolation(&mut self, fields: Fields, start: TextSize) -> Expr {
        let element = self.interpolation(fields, true);
        self.finish_template(vec![element], start)
    }

    fn elements(&mut self, values: TreeValue, elements: &mut Vec<InterpolatedStringElement>) {
        let TreeValue::List(values) = values else {
            unreachable!("the grammar has a list here");
        };
        for value in values {
            self.element(node(value), elements);
        }
    }

    fn element(&mut self, mut value: TreeNode, elements: &mut Vec<InterpolatedStringElement>) {
        match value.class {
            "FormattedValue" | "Interpolation" => {
                let is_template = value.class == "Interpolation";
                let element = self.at(value.location, |lowering, _| {
                    lowering.interpolation(Fields::of(value), is_template)
                });
                elements.push(element);
            }
            "JoinedStr" => self.elements(Fields::of(value).next(), elements),
            "Constant" if matches!(value.fields[0].1, TreeValue::Constant(Constant::Str(_))) => {
                let content = std::mem::replace(&mut value.fields[0].1, TreeValue::None);
                let TreeValue::Constant(Constant::Str(text)) = content else {
                    unreachable!("it is a string");
                };
                let element = self.at(value.location, |lowering, _| {
                    let (value, is_escaped) = lossy(&text);
                    let start = TextSize::of(&lowering.text);
                    if is_escaped {
                        lowering.write_escaped(&text);
                    } else {
                        lowering.open();
                    }
                    let range = lowering.close(start);
                    ast::InterpolatedStringLiteralElement {
                        range,
                        node_index: AtomicNodeIndex::NONE,
                        value: value.into(),
                    }
                });
                elements.push(InterpolatedStringElement::Literal(element));
            }
            // Any other expression is formatted without further ado.
            _ => {
                let start = self.open();
                let expression = Box::new(self.expression(value));
                let range = self.close(start);
                elements.push(InterpolatedStringElement::Interpolation(
                    InterpolatedElement {
                        range,
                        node_index: AtomicNodeIndex::NONE,
                        expression,
                        debug_text: None,
                        conversion: ConversionFlag::None,
                        format_spec: None,
                    },
                ));
            }
        }
    }

    /// `FormattedValue` or `Interpolation`, at the position of the node under way.
    fn interpolation(
        &mut self,
        mut fields: Fields,
        is_template: bool,
    ) -> InterpolatedStringElement {
        let start = self.open();
        let expression = self.boxed(fields.next());
        if is_template && let TreeValue::Constant(text) = fields.next() {
            self.constants.insert(start, text);
        }
        let conversion = match fields.next().as_int() {
            115 => ConversionFlag::Str,
            114 => ConversionFlag::Repr,
            97 => ConversionFlag::Ascii,
            _ => ConversionFlag::None,
        };
        let format_spec = match fields.next() {
            TreeValue::Node(spec) => Some(Box::new(self.format_spec(*spec))),
            _ => None,
        };
        let range = self.close(start);
        InterpolatedStringElement::Interpolation(InterpolatedElement {
            range,
            node_index: AtomicNodeIndex::NONE,
            expression,
            debug_text: None,
            conversion,
            format_spec,
        })
    }

    fn format_spec(&mut self, spec: TreeNode) -> ast::InterpolatedStringFormatSpec {
        self.at(spec.location, |lowering, start| {
            let mut elements = Vec::new();
            lowering.element(spec, &mut elements);
            let elements = InterpolatedStringElements::from(elements);
            let range = lowering.close(start);
            ast::InterpolatedStringFormatSpec {
                range,
                node_index: AtomicNodeIndex::NONE,
                elements,
            }
        })
    }
}

/// A string with replacement characters for lone surrogates, and whether it has any: then its text is
/// read from the source.
fn lossy(text: &[u8]) -> (String, bool) {
    let text = String::from_utf8_lossy(text).into_owned();
    let is_escaped = text.contains(char::REPLACEMENT_CHARACTER);
    (text, is_escaped)
}
