//! What the module keeps for itself.

use std::sync::Arc;

use rpy_sre::CharacterTable;
use rpy_vm::function::native::ModuleState;
use rpy_vm::{Value, Vm};

use crate::_sre::characters::CHARACTERS;

/// What the module keeps.
pub(super) struct State {
    /// What all patterns know of characters.
    pub(super) table: Arc<CharacterTable>,
    /// The function `re._compile_template`, once it has been needed.
    pub(super) compile_template: Option<Value>,
}

impl ModuleState for State {
    fn new(_vm: &mut Vm) -> State {
        State {
            table: Arc::new(CharacterTable::new(CHARACTERS)),
            compile_template: None,
        }
    }
}
