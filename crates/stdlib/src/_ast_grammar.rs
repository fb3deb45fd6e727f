//! `_ast_grammar`: what the module `_ast` makes its classes of, which the compiler reads too.

/// The classes of syntax trees.
#[rpy_macros::native_module(name = "_ast_grammar")]
pub mod _ast_grammar {
    /// Returns a line for each class: its fields with their types, and what is above it.
    #[function(signature = "($module, /)")]
    fn classes() -> &'static str {
        rpy_compiler::TREE_CLASSES
    }
}
