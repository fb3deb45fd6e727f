//! Parameters, arguments, comprehensions, type parameters and names that are imported.

use rustpython_ast::{
    Alias, Comprehension, Expr, Keyword, Parameter, ParameterWithDefault, Parameters, TypeParam,
    TypeParams,
};
use rustpython_text_size::{Ranged, TextSize};

use super::{Builder, TreeValue, name, optional_name, unplaced};
use crate::error::Result;

impl Builder<'_> {
    pub(super) fn parameters(&mut self, parameters: Option<&Parameters>) -> Result<TreeValue> {
        let none = Parameters::default();
        let all = parameters.unwrap_or(&none);
        let positional = all.posonlyargs.iter().chain(&all.args);
        let defaults: Vec<&Expr> = positional.filter_map(|it| it.default.as_deref()).collect();
        let fields = vec![
            (
                "posonlyargs",
                self.list(&all.posonlyargs, Self::with_default)?,
            ),
            ("args", self.list(&all.args, Self::with_default)?),
            ("vararg", self.optional_parameter(all.vararg.as_deref())?),
            (
                "kwonlyargs",
                self.list(&all.kwonlyargs, Self::with_default)?,
            ),
            (
                "kw_defaults",
                self.list(&all.kwonlyargs, |builder, it| {
                    builder.optional(it.default.as_deref())
                })?,
            ),
            ("kwarg", self.optional_parameter(all.kwarg.as_deref())?),
            ("defaults", self.list(defaults, Self::expression)?),
        ];
        Ok(unplaced("arguments", fields))
    }

    fn with_default(&mut self, parameter: &ParameterWithDefault) -> Result<TreeValue> {
        self.parameter(&parameter.parameter, parameter.end())
    }

    fn optional_parameter(&mut self, parameter: Option<&Parameter>) -> Result<TreeValue> {
        match parameter {
            Some(parameter) => self.parameter(parameter, parameter.end()),
            None => Ok(TreeValue::None),
        }
    }

    /// A parameter, which ends at `end` with its default.
    fn parameter(&mut self, parameter: &Parameter, end: TextSize) -> Result<TreeValue> {
        let fields = vec![
            ("arg", name(&parameter.name)),
            (
                "annotation",
                self.optional(parameter.annotation.as_deref())?,
            ),
            ("type_comment", self.comments.of_parameter(end)),
        ];
        let mut range = parameter.name.range;
        if let Some(annotation) = &parameter.annotation {
            range = range.cover(annotation.range());
        }
        Ok(self.node("arg", fields, range))
    }

    pub(super) fn keyword(&mut self, keyword: &Keyword) -> Result<TreeValue> {
        let fields = vec![
            ("arg", optional_name(keyword.arg.as_ref())),
            ("value", self.expression(&keyword.value)?),
        ];
        Ok(self.node("keyword", fields, keyword.range))
    }

    pub(super) fn alias(&mut self, alias: &Alias) -> Result<TreeValue> {
        let fields = vec![
            ("name", name(&alias.name)),
            ("asname", optional_name(alias.asname.as_ref())),
        ];
        Ok(self.node("alias", fields, alias.range))
    }

    pub(super) fn comprehension(&mut self, part: &Comprehension) -> Result<TreeValue> {
        let fields = vec![
            ("target", self.expression(&part.target)?),
            ("iter", self.expression(&part.iter)?),
            ("ifs", self.expressions(&part.ifs)?),
            ("is_async", TreeValue::Int(part.is_async.into())),
        ];
        Ok(unplaced("comprehension", fields))
    }

    pub(super) fn type_params(&mut self, params: Option<&TypeParams>) -> Result<TreeValue> {
        let params = params.map_or(&[][..], |params| &params.type_params);
        self.list(params, |builder, param| {
            let (class, fields) = match param {
                TypeParam::TypeVar(node) => (
                    "TypeVar",
                    vec![
                        ("name", name(&node.name)),
                        ("bound", builder.optional(node.bound.as_deref())?),
                        ("default_value", builder.optional(node.default.as_deref())?),
                    ],
                ),
                TypeParam::ParamSpec(node) => (
                    "ParamSpec",
                    vec![
                        ("name", name(&node.name)),
                        ("default_value", builder.optional(node.default.as_deref())?),
                    ],
                ),
                TypeParam::TypeVarTuple(node) => (
                    "TypeVarTuple",
                    vec![
                        ("name", name(&node.name)),
                        ("default_value", builder.optional(node.default.as_deref())?),
                    ],
                ),
            };
            Ok(builder.node(class, fields, param.range()))
        })
    }
}
