//! Statements: how they are made of texts, and kept to be used again.
//! Reference: <https://docs.python.org/3.14/library/sqlite3.html#sqlite3.connect>

use std::collections::HashMap;
use std::rc::Rc;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Vm};

use super::bind::utf8;
use super::exceptions::{DataError, InterfaceError, last_error, programming_error};
use super::system::{Inside, Lease, Statement, c_text};

/// The number of the limit for the length of statements.
pub(super) const SQL_LENGTH: i32 = 1;

/// A statement as the program gets it by calling a connection.
#[derive(Payload)]
pub(crate) struct StatementObject {
    #[payload(skip)]
    _statement: Rc<Statement>,
}

#[native_class(name = "sqlite3.Statement", flags(weakref, disallow_instantiation))]
impl StatementObject {}

impl StatementObject {
    /// Makes an object of a statement.
    pub(super) fn of(statement: Rc<Statement>, vm: &mut Vm) -> Ref<StatementObject> {
        let object = StatementObject {
            _statement: statement,
        };
        Ref::new(object, vm)
    }
}

/// A statement that is kept.
struct Kept {
    text: Box<str>,
    statement: Rc<Statement>,
    /// When it was last used, by the cache's own clock.
    used: u64,
}

/// The statements of a connection that were used last.
#[derive(Default)]
pub(super) struct Cache {
    /// By the hashes of their texts.
    kept: HashMap<u64, Kept>,
    room: usize,
    clock: u64,
}

impl Cache {
    /// A cache for so many statements.
    pub(super) fn new(room: usize) -> Cache {
        Cache {
            kept: HashMap::new(),
            room,
            clock: 0,
        }
    }

    fn get(&mut self, hash: u64, text: &str) -> Option<Rc<Statement>> {
        let kept = self.kept.get_mut(&hash)?;
        if *kept.text != *text {
            return None;
        }
        self.clock += 1;
        kept.used = self.clock;
        Some(kept.statement.clone())
    }

    /// Keeps a statement. What had to go for it is given back, to be dropped later.
    fn put(&mut self, hash: u64, text: &str, statement: Rc<Statement>) -> Option<Rc<Statement>> {
        if self.room == 0 {
            return None;
        }
        let mut gone = None;
        if self.kept.len() >= self.room && !self.kept.contains_key(&hash) {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used);
            let oldest = oldest.map(|(hash, _)| *hash);
            gone = oldest.and_then(|hash| self.kept.remove(&hash));
        }
        self.clock += 1;
        let kept = Kept {
            text: text.into(),
            statement,
            used: self.clock,
        };
        let replaced = self.kept.insert(hash, kept);
        gone.or(replaced).map(|kept| kept.statement)
    }
}

/// What is left of a text behind blanks and comments; `None` if there is nothing else.
fn without_comments(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\x0c', '\n', '\r']);
        if let Some(comment) = rest.strip_prefix("--") {
            rest = &comment[comment.find('\n')?..];
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = &comment[comment.find("*/")? + 2..];
        } else {
            return (!rest.is_empty()).then_some(rest);
        }
    }
}

/// Whether a statement changes rows, by its first word.
pub(super) fn changes_rows(text: &str) -> bool {
    let begins = |word: &str| {
        let start = without_comments(text).and_then(|rest| rest.as_bytes().get(..word.len()));
        start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    ["insert", "update", "delete", "replace"]
        .into_iter()
        .any(begins)
}

/// Makes a statement of a text, which has only one.
///
/// Raises the module's errors if it is too long or wrong.
pub(super) fn prepare(inside: &Inside, text: &str, vm: &mut Vm) -> PyResult<Rc<Statement>> {
    let limit = inside.limit(SQL_LENGTH, -1);
    if usize::try_from(limit).is_ok_and(|limit| text.len() > limit) {
        return Err(vm.native_error::<DataError>("query string is too large"));
    }
    let Some(copy) = c_text(text) else {
        return Err(programming_error("the query contains a null character", vm));
    };
    let Ok((statement, end)) = inside.prepare(&copy, vm) else {
        return Err(match last_error(inside, vm) {
            Some(raised) => raised,
            None => vm.native_error::<InterfaceError>("not an error"),
        });
    };
    if text.get(end..).and_then(without_comments).is_some() {
        let message = "You can only execute one statement at a time.";
        return Err(programming_error(message, vm));
    }
    statement.changes_rows.set(changes_rows(text));
    Ok(statement)
}

/// Takes a statement for a cursor: one that is kept, or a new one.
pub(super) fn lease(
    inside: &Inside,
    cache: &std::cell::RefCell<Cache>,
    text: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<Lease> {
    let hash = text.hash(vm);
    let text = utf8(text, vm)?;
    let kept = cache.borrow_mut().get(hash, text);
    if let Some(lease) = kept.and_then(|kept| kept.lease()) {
        return Ok(lease);
    }
    let statement = prepare(inside, text, vm)?;
    let gone = cache.borrow_mut().put(hash, text, statement.clone());
    drop(gone);
    let lease = statement.lease();
    Ok(lease.expect("nobody else has a new statement"))
}

#[cfg(test)]
mod tests {
    use super::{changes_rows, without_comments};

    #[test]
    fn blanks_and_comments_are_passed_over() {
        assert_eq!(without_comments(" \n-- a\n/* b */ select"), Some("select"));
        assert_eq!(without_comments("  -- a"), None);
        assert_eq!(without_comments("/* a"), None);
        assert_eq!(without_comments("/* a */"), None);
        assert_eq!(without_comments(";"), Some(";"));
    }

    #[test]
    fn the_first_word_tells_what_changes_rows() {
        assert!(changes_rows("/* a */ Insert into t values (1)"));
        assert!(changes_rows("replace into t values (1)"));
        assert!(!changes_rows("select 1"));
        assert!(!changes_rows("é"));
    }
}
