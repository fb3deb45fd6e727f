//! Parameters, arguments, comprehensions, type parameters and names that are imported.

use rustpython_ast::{
    self as ast, Arguments, AtomicNodeIndex, Parameter, ParameterWithDefault, Parameters,
    TypeParam, TypeParams,
};

use super::{Fields, Lowering, node};
use crate::tree::TreeValue;

impl Lowering {
    pub(super) fn parameters(&mut self, parameters: TreeValue) -> Parameters {
        let start = self.open();
        let mut fields = Fields::of(node(parameters));
        let positional_only = self.list(fields.next(), Self::parameter);
        let positional = self.list(fields.next(), Self::parameter);
        let vararg = self.optional_parameter(fields.next());
        let keyword_only = self.list(fields.next(), Self::parameter);
        let keyword_defaults = self.list(fields.next(), Self::optional);
        let kwarg = self.optional_parameter(fields.next());
        let defaults = self.expressions(fields.next());
        let without = positional_only.len() + positional.len() - defaults.len();
        let no_defaults = std::iter::repeat_with(|| None).take(without);
        let mut defaults = no_defaults.chain(defaults.into_iter().map(|it| Some(Box::new(it))));
        let range = self.close(start);
        let with_default = |(parameter, default): (Parameter, _)| ParameterWithDefault {
            range: parameter.range,
            node_index: AtomicNodeIndex::NONE,
            parameter,
            default,
        };
        let posonlyargs = positional_only.into_iter().zip(defaults.by_ref());
        let posonlyargs = posonlyargs.map(with_default).collect();
        Parameters {
            range,
            node_index: AtomicNodeIndex::NONE,
            posonlyargs,
            args: positional
                .into_iter()
                .zip(defaults)
                .map(with_default)
                .collect(),
            vararg,
            kwonlyargs: keyword_only
                .into_iter()
                .zip(keyword_defaults)
                .map(with_default)
                .collect(),
            kwarg,
        }
    }

    fn optional_parameter(&mut self, parameter: TreeValue) -> Option<Box<Parameter>> {
        match parameter {
            TreeValue::None => None,
            parameter => Some(Box::new(self.parameter(parameter))),
        }
    }

    fn parameter(&mut self, parameter: TreeValue) -> Parameter {
        let parameter = node(parameter);
        self.at(parameter.location, |lowering, start| {
            let mut fields = Fields::of(parameter);
            let name = lowering.identifier(fields.next());
            let annotation = lowering.optional(fields.next());
            let range = lowering.close(start);
            Parameter {
                range,
                node_index: AtomicNodeIndex::NONE,
                name,
                annotation,
            }
        })
    }

    pub(super) fn arguments(&mut self, positional: TreeValue, keywords: TreeValue) -> Arguments {
        let start = self.open();
        let args = self.expressions(positional).into();
        let keywords = self.list(keywords, |lowering, keyword| {
            let keyword = node(keyword);
            lowering.at(keyword.location, |lowering, start| {
                let mut fields = Fields::of(keyword);
                let mut arg = lowering.optional_identifier(fields.next());
                let value = lowering.expression(node(fields.next()));
                let range = lowering.close(start);
                if let Some(arg) = &mut arg {
                    // The name of a keyword is where the keyword begins.
                    arg.range = rustpython_text_size::TextRange::new(start, arg.range.end());
                }
                ast::Keyword {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    arg,
                    value,
                }
            })
        });
        let range = self.close(start);
        Arguments {
            range,
            node_index: AtomicNodeIndex::NONE,
            args,
            keywords: keywords.into(),
        }
    }

    pub(super) fn aliases(&mut self, aliases: TreeValue) -> Vec<ast::Alias> {
        self.list(aliases, |lowering, alias| {
            let alias = node(alias);
            lowering.at(alias.location, |lowering, start| {
                let mut fields = Fields::of(alias);
                let name = lowering.identifier(fields.next());
                let asname = lowering.optional_identifier(fields.next());
                let range = lowering.close(start);
                ast::Alias {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    name,
                    asname,
                }
            })
        })
    }

    pub(super) fn comprehensions(&mut self, generators: TreeValue) -> Vec<ast::Comprehension> {
        self.list(generators, |lowering, generator| {
            let start = lowering.open();
            let mut fields = Fields::of(node(generator));
            let target = lowering.expression(node(fields.next()));
            let iter = lowering.expression(node(fields.next()));
            let ifs = lowering.expressions(fields.next());
            let is_async = fields.next().as_int() != 0;
            let range = lowering.close(start);
            ast::Comprehension {
                range,
                node_index: AtomicNodeIndex::NONE,
                target,
                iter,
                ifs,
                is_async,
            }
        })
    }

    pub(super) fn with_items(&mut self, items: TreeValue) -> Vec<ast::WithItem> {
        self.list(items, |lowering, item| {
            let start = lowering.open();
            let mut fields = Fields::of(node(item));
            let context_expr = lowering.expression(node(fields.next()));
            let optional_vars = lowering.optional(fields.next());
            let range = lowering.close(start);
            ast::WithItem {
                range,
                node_index: AtomicNodeIndex::NONE,
                context_expr,
                optional_vars,
            }
        })
    }

    pub(super) fn type_params(&mut self, params: TreeValue) -> Option<Box<TypeParams>> {
        if matches!(&params, TreeValue::List(items) if items.is_empty()) {
            return None;
        }
        let start = self.open();
        let type_params = self.list(params, |lowering, param| {
            let param = node(param);
            lowering.at(param.location, |lowering, start| {
                let mut fields = Fields::of(param);
                let name = lowering.identifier(fields.next());
                match fields.class {
                    "TypeVar" => {
                        let bound = lowering.optional(fields.next());
                        let default = lowering.optional(fields.next());
                        let range = lowering.close(start);
                        TypeParam::TypeVar(ast::TypeParamTypeVar {
                            node_index: AtomicNodeIndex::NONE,
                            range,
                            name,
                            bound,
                            default,
                        })
                    }
                    "ParamSpec" => {
                        let default = lowering.optional(fields.next());
                        let range = lowering.close(start);
                        TypeParam::ParamSpec(ast::TypeParamParamSpec {
                            node_index: AtomicNodeIndex::NONE,
                            range,
                            name,
                            default,
                        })
                    }
                    _ => {
                        let default = lowering.optional(fields.next());
                        let range = lowering.close(start);
                        TypeParam::TypeVarTuple(ast::TypeParamTypeVarTuple {
                            node_index: AtomicNodeIndex::NONE,
                            range,
                            name,
                            default,
                        })
                    }
                }
            })
        });
        let range = self.close(start);
        Some(Box::new(TypeParams {
            range,
            node_index: AtomicNodeIndex::NONE,
            type_params,
        }))
    }
}
