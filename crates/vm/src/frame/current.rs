//! The running frame as native functions see it: `globals()`, `locals()`, `sys._getframe()`.

use rpy_bytecode::{CodeFlags, LocalKind};

use crate::builtins::cell::Cell;
use crate::builtins::dict::Dict;
use crate::eval::cursor::Cursor;
use crate::frame::layout;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Vm {
    /// The frame `depth` calls above the running one, which is number 0; `None` past the outermost.
    fn cursor_at(&self, depth: usize) -> Option<Cursor> {
        let thread = &self.thread;
        let (mut fp, mut at, mut sp) = (thread.fp, thread.at, thread.stack_top);
        for _ in 0..depth {
            if fp.is_null() {
                return None;
            }
            // SAFETY: the header of a frame lies below its `fp`; the outermost frame's caller is
            // null.
            let (caller, address) = unsafe {
                (
                    *fp.sub(layout::CALLER) as *mut u64,
                    *fp.sub(layout::RETURN) as *const u32,
                )
            };
            (sp, fp, at) = (fp, caller, address.wrapping_sub(1));
        }
        let next = at.wrapping_add(1);
        (!fp.is_null()).then_some(Cursor { at, next, sp, fp })
    }

    /// The frame object `depth` calls above the running Python function; `None` past the
    /// outermost.
    pub fn frame_at(&mut self, depth: usize) -> Option<Value> {
        let cursor = self.cursor_at(depth)?;
        Some(self.frame_object(&cursor))
    }

    /// The global variables of the running Python function; those of `builtins` without one.
    pub fn current_globals(&self) -> Ref<Dict> {
        match self.cursor_at(0) {
            Some(cursor) => cursor.function().globals().clone(),
            None => self.builtins.clone(),
        }
    }

    /// The local variables of the running Python function: its namespace if it has one, else a
    /// new dict (PEP 667). The global variables without a running function.
    pub fn current_locals(&mut self) -> Value {
        let Some(cursor) = self.cursor_at(0) else {
            return self.builtins.to_value();
        };
        let code = cursor.code().clone();
        if !code.source().flags.contains(CodeFlags::OPTIMIZED) {
            return cursor.local(0).clone();
        }
        let locals = Dict::new(self);
        for (index, (name, kind)) in code.local_kinds().enumerate() {
            if kind.contains(LocalKind::HIDDEN) {
                continue;
            }
            let mut value = cursor.local(index).clone();
            if kind.intersects(LocalKind::CELL | LocalKind::FREE)
                && let Some(cell) = value.downcast::<Cell>()
            {
                let content = cell.content.cloned(self);
                value = content;
            }
            if !value.is_unbound() {
                let name = self.intern(name);
                locals.set_str(&name, value, self);
            }
        }
        locals.into_value()
    }

    /// How many Python calls are active.
    pub fn recursion_depth(&self) -> i32 {
        self.thread.recursion_limit - self.thread.depth
    }

    /// The exception that is being handled, or None.
    pub fn handled_exception(&self) -> Value {
        self.thread.topmost_handled()
    }

    /// Runs `code` with the builtins of its globals, as `exec` and `eval` do.
    pub fn exec_code(
        &mut self,
        code: std::sync::Arc<rpy_bytecode::CodeObject>,
        globals: &Ref<Dict>,
        locals: Value,
    ) -> PyResult {
        let name = self.names.__builtins__.clone();
        if globals.get_str(&name, self).is_none() {
            let builtins = self.builtins.to_value();
            globals.set_str(&name, builtins, self);
        }
        self.run_code(code, globals, locals)
    }
}
