//! Shapes: which attribute of an instance lies in which slot (hidden classes).
//!
//! The instances of a class share a tree of shapes. Its root has no attributes; adding attribute
//! `name` leads to a child. Names are interned, so they compare by identity. An instance that
//! outgrows its inline slots, or whose attributes are reached through `__dict__`, changes to the
//! class's dict shape: its first inline slot then holds a dict with all attributes.

use std::collections::HashSet;

use crate::builtins::str::Str;
use crate::object::reference::Ref;

/// Shapes that may follow on one.
const MAX_TRANSITIONS: usize = 64;

/// Shapes that a class may have.
const MAX_SHAPES: u32 = 1024;

/// Number of a shape. Numbers below [`ShapeId::FIRST_DYNAMIC`] tell exact built-in types apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct ShapeId(pub u32);

impl ShapeId {
    /// Objects without attributes and without a number of their own.
    pub const NONE: ShapeId = ShapeId(0);
    /// First number of a shape in the table.
    pub const FIRST_DYNAMIC: u32 = 1024;
    /// Shapes are numbered below: the collector uses the bit for a mark.
    pub(crate) const END: u32 = 1 << 31;
}

/// What a shape says.
pub(crate) struct Shape {
    /// Attribute names in the order of their slots.
    names: Vec<Ref<Str>>,
    /// The shape without the last attribute.
    pub(crate) parent: Option<ShapeId>,
    /// Whether the attributes are in a dict in the first inline slot.
    pub(crate) is_dict: bool,
    transitions: Vec<(Ref<Str>, ShapeId)>,
    /// The shape without attributes that the tree starts from.
    root: ShapeId,
    /// Number of shapes in the tree, if this is the root.
    tree_size: u32,
}

impl Shape {
    /// The slot of an attribute, counted from the first inline slot.
    pub(crate) fn find(&self, name: &Ref<Str>) -> Option<usize> {
        self.names.iter().position(|known| known.is(name))
    }

    /// The attribute names in the order of their slots.
    pub(crate) fn names(&self) -> &[Ref<Str>] {
        &self.names
    }
}

/// Shapes whose memory is freed together.
const BLOCK: usize = 64;

/// A run of shapes by their numbers, in which those of classes that are gone leave a gap.
type Block = Box<[Option<Shape>; BLOCK]>;

/// All shapes of an interpreter. Numbers are not used again, as caches compare them.
#[derive(Default)]
pub(crate) struct ShapeTable {
    /// Blocks without a shape are not there.
    blocks: Vec<Option<Block>>,
    /// Numbers that were given out.
    count: usize,
    /// Shapes that there are.
    living: usize,
}

impl ShapeTable {
    /// Makes the root of a class, or its dict shape.
    pub(crate) fn add_root(&mut self, is_dict: bool) -> ShapeId {
        let next = self.next();
        self.push(Shape {
            names: Vec::new(),
            parent: None,
            is_dict,
            transitions: Vec::new(),
            root: next,
            tree_size: 1,
        })
    }

    /// The number of the next shape that is made.
    fn next(&self) -> ShapeId {
        let number = ShapeId::FIRST_DYNAMIC as usize + self.count;
        assert!(number < ShapeId::END as usize, "shapes have run out");
        ShapeId(number as u32)
    }

    fn push(&mut self, shape: Shape) -> ShapeId {
        let number = self.next();
        let (block, index) = (self.count / BLOCK, self.count % BLOCK);
        if block == self.blocks.len() {
            self.blocks.push(None);
        }
        let block = self.blocks[block].get_or_insert_with(|| Box::new([const { None }; BLOCK]));
        block[index] = Some(shape);
        self.count += 1;
        self.living += 1;
        number
    }

    /// How many shapes there are.
    pub(crate) fn living(&self) -> usize {
        self.living
    }

    /// The root of the tree that a shape is in.
    pub(crate) fn root(&self, id: ShapeId) -> Option<ShapeId> {
        Some(self.get(id)?.root)
    }

    /// Drops the shapes of all trees but those with these roots.
    pub(crate) fn retain(&mut self, roots: &HashSet<ShapeId>) {
        let mut living = 0;
        for block in &mut self.blocks {
            let Some(shapes) = block else { continue };
            let mut kept = 0;
            for shape in shapes.iter_mut() {
                if shape
                    .as_ref()
                    .is_some_and(|shape| roots.contains(&shape.root))
                {
                    kept += 1;
                } else {
                    *shape = None;
                }
            }
            // The last block is still being filled, or will be made again.
            if kept == 0 {
                *block = None;
            }
            living += kept;
        }
        self.living = living;
    }

    /// The shape with this number, or `None` for the number of a built-in type.
    pub(crate) fn get(&self, id: ShapeId) -> Option<&Shape> {
        let number = id.0.checked_sub(ShapeId::FIRST_DYNAMIC)? as usize;
        self.blocks.get(number / BLOCK)?.as_ref()?[number % BLOCK].as_ref()
    }

    fn get_mut(&mut self, id: ShapeId) -> Option<&mut Shape> {
        let number = id.0.checked_sub(ShapeId::FIRST_DYNAMIC)? as usize;
        self.blocks.get_mut(number / BLOCK)?.as_mut()?[number % BLOCK].as_mut()
    }

    /// The shape that an instance of shape `id` gets when attribute `name` is added.
    pub(crate) fn transition(&mut self, id: ShapeId, name: &Ref<Str>) -> ShapeId {
        if let Some(child) = self.existing_transition(id, name) {
            return child;
        }
        let shape = self.get(id).expect("only shapes of instances grow");
        let root = shape.root;
        let mut names = shape.names.clone();
        names.push(name.clone());
        let child = self.push(Shape {
            names,
            parent: Some(id),
            is_dict: false,
            transitions: Vec::new(),
            root,
            tree_size: 0,
        });
        let parent = self.get_mut(id).expect("it was there just now");
        parent.transitions.push((name.clone(), child));
        let root = self
            .get_mut(root)
            .expect("a root is there as long as its tree");
        root.tree_size += 1;
        child
    }

    fn existing_transition(&self, id: ShapeId, name: &Ref<Str>) -> Option<ShapeId> {
        let shape = self.get(id)?;
        let (_, child) = shape.transitions.iter().find(|(known, _)| known.is(name))?;
        Some(*child)
    }

    /// As [`ShapeTable::transition`]; `None` if that would be one shape too many. Where attributes are
    /// rather keys, there would be no end of shapes: such instances change to a dict.
    pub(crate) fn try_transition(&mut self, id: ShapeId, name: &Ref<Str>) -> Option<ShapeId> {
        if let Some(child) = self.existing_transition(id, name) {
            return Some(child);
        }
        let shape = self.get(id)?;
        let has_room = shape.transitions.len() < MAX_TRANSITIONS
            && self.get(shape.root)?.tree_size < MAX_SHAPES;
        has_room.then(|| self.transition(id, name))
    }

    /// The shape that an instance of shape `id` gets when the attribute in slot `index` is removed and
    /// those behind it move up; `None` if that would be one shape too many.
    pub(crate) fn without(&mut self, id: ShapeId, index: usize) -> Option<ShapeId> {
        let behind = self.get(id)?.names.get(index + 1..)?.to_vec();
        let mut at = id;
        for _ in 0..=behind.len() {
            at = self.get(at)?.parent?;
        }
        for name in &behind {
            at = self.try_transition(at, name)?;
        }
        Some(at)
    }
}
