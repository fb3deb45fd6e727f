//! `_CData`: an object with memory of C.

use std::cell::Cell;

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::buffer::{BufferFlags, BufferView, ExportCount, Format, MAX_DIMENSIONS};
use rpy_vm::object::{Buffer, Traverse, Visitor};
use rpy_vm::{BufferCell, HeapCell, PyResult, Ref, Value, Vm};

use super::info::{Kind, TypeInfo, concrete, info_of, info_of_object};
use super::keep;
use super::memory::{self, Block};

/// Memory that an object owns, if it does.
#[derive(Default)]
struct Own {
    block: Option<Block>,
    /// What it had before it was resized: others may refer to that.
    retired: Vec<Block>,
}

impl Buffer for Own {
    fn buffer_bytes(&self) -> usize {
        let blocks = self.block.iter().chain(&self.retired);
        blocks.map(|block| block.bytes().len()).sum()
    }
}

impl Traverse for Own {
    const HOLDS_REFERENCES: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

/// Where the memory of an object is.
pub(super) enum Place {
    /// The object's own.
    Own,
    /// A part of what another owns.
    Part { root: Ref<CData>, offset: usize },
    /// Memory that another object shows.
    View { view: BufferView, offset: usize },
    /// At an address.
    At(usize),
}

impl Traverse for Place {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        match self {
            Place::Part { root, .. } => visit(root.as_value()),
            Place::View { view, .. } => view.traverse(visit),
            Place::Own | Place::At(_) => {}
        }
    }
}

/// What functions have besides.
#[derive(Default, Traverse)]
pub(super) struct FunctionParts {
    pub(super) callable: Option<Value>,
    pub(super) restype: Option<Value>,
    pub(super) checker: Option<Value>,
    pub(super) errcheck: Option<Value>,
    pub(super) argtypes: Option<Value>,
    pub(super) converters: Option<Value>,
    pub(super) paramflags: Option<Value>,
}

/// An object with memory of C.
#[derive(Payload)]
pub(super) struct CData {
    /// Never changes, so that parts and views stay valid.
    #[payload(keep)]
    place: Place,
    own: BufferCell<Own>,
    /// The object of which this is a part.
    #[payload(keep)]
    base: Option<Ref<CData>>,
    /// Which part of the base it is.
    pub(super) index: isize,
    /// Number of items, as the type said when the object was made.
    pub(super) length: usize,
    size: Cell<usize>,
    /// `_objects`: what the memory refers to.
    pub(super) objects: HeapCell<Option<Value>>,
    pub(super) function: HeapCell<Option<Box<FunctionParts>>>,
    #[payload(skip)]
    exports: ExportCount,
}

/// Where something lies: in the memory of an object, by its offset, or at an address.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spot {
    In(usize),
    At(usize),
}

impl CData {
    /// Bytes of the memory.
    pub(super) fn size(&self) -> usize {
        self.size.get()
    }

    /// The object of which this is a part.
    pub(super) fn base(&self) -> Option<&Ref<CData>> {
        self.base.as_ref()
    }

    /// Whether the memory is the object's own.
    pub(super) fn is_owner(&self) -> bool {
        matches!(self.place, Place::Own)
    }

    /// The memory.
    pub(super) fn bytes<'a>(&'a self, vm: &'a Vm) -> &'a [u8] {
        let size = self.size.get();
        let all = match &self.place {
            Place::Own => {
                let block = self.own.get(vm).block.as_ref();
                block.and_then(|block| block.bytes().get(..size))
            }
            Place::Part { root, offset } => {
                let all = root.bytes(vm).get(*offset..);
                all.and_then(|rest| rest.get(..size))
            }
            Place::View { view, offset } => {
                let all = view.as_bytes(vm).and_then(|all| all.get(*offset..));
                all.and_then(|rest| rest.get(..size))
            }
            Place::At(address) => Some(memory::foreign(*address, size, vm)),
        };
        all.unwrap_or(&[])
    }

    /// The memory, to be changed.
    pub(super) fn bytes_mut<'a>(&'a self, vm: &'a mut Vm) -> &'a mut [u8] {
        let size = self.size.get();
        let all = match &self.place {
            Place::Own => {
                let block = self.own.get_mut_in_place(vm).block.as_mut();
                block.and_then(|block| block.bytes_mut().get_mut(..size))
            }
            Place::Part { root, offset } => {
                let all = root.bytes_mut(vm).get_mut(*offset..);
                all.and_then(|rest| rest.get_mut(..size))
            }
            Place::View { view, offset } => {
                let all = view.as_bytes_mut(vm).and_then(|all| all.get_mut(*offset..));
                all.and_then(|rest| rest.get_mut(..size))
            }
            Place::At(address) => Some(memory::foreign_mut(*address, size, vm)),
        };
        all.unwrap_or(&mut [])
    }

    /// Where the memory is.
    pub(super) fn address(&self, vm: &Vm) -> usize {
        match &self.place {
            Place::At(address) => *address,
            Place::Own | Place::Part { .. } | Place::View { .. } => memory::expose(self.bytes(vm)),
        }
    }

    /// The address that lies in the memory.
    pub(super) fn pointed(&self, vm: &Vm) -> usize {
        match self.bytes(vm).get(..size_of::<usize>()) {
            Some(bytes) => super::code::word(bytes),
            None => 0,
        }
    }

    /// A copy of what lies at a spot.
    ///
    /// Raises `ValueError` where there is no memory.
    pub(super) fn read(&self, spot: Spot, length: usize, vm: &mut Vm) -> PyResult<Vec<u8>> {
        let bytes = match spot {
            Spot::In(offset) => {
                let rest = self.bytes(vm).get(offset..);
                rest.and_then(|rest| rest.get(..length))
            }
            Spot::At(address) => {
                let bytes = memory::foreign(address, length, vm);
                (bytes.len() == length).then_some(bytes)
            }
        };
        match bytes {
            Some(bytes) => Ok(bytes.to_vec()),
            None => Err(out_of_memory(vm)),
        }
    }

    /// Puts bytes at a spot.
    ///
    /// Raises `ValueError` where there is no memory.
    pub(super) fn write(&self, spot: Spot, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
        let target = match spot {
            Spot::In(offset) => {
                let rest = self.bytes_mut(vm).get_mut(offset..);
                rest.and_then(|rest| rest.get_mut(..bytes.len()))
            }
            Spot::At(address) => {
                let target = memory::foreign_mut(address, bytes.len(), vm);
                (target.len() == bytes.len()).then_some(target)
            }
        };
        match target {
            Some(target) => {
                target.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(out_of_memory(vm)),
        }
    }

    fn make(
        class: &Ref<Type>,
        info: &Ref<TypeInfo>,
        (place, own): (Place, Own),
        base: Option<(Ref<CData>, isize)>,
        vm: &mut Vm,
    ) -> Ref<CData> {
        let parts = info.get_mut(vm);
        parts.is_final = true;
        let (size, length) = (parts.size, parts.length);
        let (base, index) = match base {
            Some((base, index)) => (Some(base), index),
            None => (None, 0),
        };
        let data = CData {
            place,
            own: BufferCell::new(own),
            base,
            index,
            length,
            size: Cell::new(size),
            objects: HeapCell::new(None),
            function: HeapCell::new(None),
            exports: ExportCount::new(),
        };
        Ref::with_class(data, class, vm)
    }

    /// An object with memory of its own, all zero.
    ///
    /// Raises `TypeError` for an abstract class, `MemoryError`.
    pub(super) fn new(class: &Ref<Type>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let info = concrete(class, vm)?;
        let (size, align) = {
            let parts = info.get(vm);
            (parts.size, parts.align)
        };
        vm.check_allocation(size)?;
        let Some(block) = Block::new(size, align) else {
            return Err(vm.memory_error());
        };
        let own = Own {
            block: Some(block),
            retired: Vec::new(),
        };
        Ok(CData::make(class, &info, (Place::Own, own), None, vm))
    }

    /// An object at an address.
    ///
    /// Raises `TypeError` for an abstract class.
    pub(super) fn at(class: &Ref<Type>, address: usize, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let info = concrete(class, vm)?;
        Ok(CData::make(
            class,
            &info,
            (Place::At(address), Own::default()),
            None,
            vm,
        ))
    }

    /// An object in the memory that another shows.
    ///
    /// Raises `TypeError` for an abstract class.
    pub(super) fn in_view(
        class: &Ref<Type>,
        view: BufferView,
        offset: usize,
        vm: &mut Vm,
    ) -> PyResult<Ref<CData>> {
        let info = concrete(class, vm)?;
        Ok(CData::make(
            class,
            &info,
            (Place::View { view, offset }, Own::default()),
            None,
            vm,
        ))
    }

    /// A part of an object, or what is pointed to by it.
    ///
    /// Raises `TypeError` for an abstract class.
    pub(super) fn part(
        class: &Ref<Type>,
        base: &Ref<CData>,
        index: isize,
        spot: Spot,
        vm: &mut Vm,
    ) -> PyResult<Ref<CData>> {
        let info = concrete(class, vm)?;
        let place = match spot {
            Spot::At(address) => Place::At(address),
            Spot::In(offset) => {
                let (root, start) = match &base.place {
                    Place::Part { root, offset } => (root.clone(), *offset),
                    _ => (base.clone(), 0),
                };
                Place::Part {
                    root,
                    offset: start + offset,
                }
            }
        };
        let base = Some((base.clone(), index));
        Ok(CData::make(class, &info, (place, Own::default()), base, vm))
    }

    /// Gives an object that owns its memory other memory, with what fits of what was in it.
    ///
    /// Raises `ValueError` if it does not own it, `MemoryError`.
    pub(super) fn resize(&self, size: usize, vm: &mut Vm) -> PyResult<()> {
        if !self.is_owner() {
            return Err(
                vm.value_error("Memory cannot be resized because this object doesn't own it")
            );
        }
        let room = self
            .own
            .get(vm)
            .block
            .as_ref()
            .map_or(0, |block| block.bytes().len());
        if size > room {
            vm.check_allocation(size)?;
            let Some(mut block) = Block::new(size, 0) else {
                return Err(vm.memory_error());
            };
            let mut own = self.own.get_mut(vm);
            if let Some(old) = own.block.take() {
                block.bytes_mut()[..room].copy_from_slice(old.bytes());
                own.retired.push(old);
            }
            own.block = Some(block);
        }
        self.size.set(size);
        Ok(())
    }
}

fn out_of_memory(vm: &mut Vm) -> rpy_vm::Raised {
    vm.value_error("there is no memory at this place")
}

/// The objects of a value that are known to be of C.
pub(super) fn data_of(value: &Value) -> Option<&Ref<CData>> {
    value.downcast::<CData>()
}

/// Memory in the form of a type of C.
#[native_class(name = "_ctypes._CData", flags(base, disallow_instantiation))]
impl CData {
    #[slot]
    fn hash(_this: &Ref<CData>, vm: &mut Vm) -> PyResult<i64> {
        Err(vm.type_error("unhashable type"))
    }

    #[slot]
    pub(super) fn buffer(
        this: &Ref<CData>,
        flags: BufferFlags,
        vm: &mut Vm,
    ) -> PyResult<BufferView> {
        let (item, format, mut shape) = {
            let Some(info) = info_of_object(this.as_value(), vm) else {
                return Err(vm.type_error("abstract class"));
            };
            let mut item = info.clone();
            while item.kind == Kind::Array {
                let Some(class) = item.get(vm).item.clone() else {
                    break;
                };
                let Some(inner) = info_of(class.as_value(), vm) else {
                    break;
                };
                item = inner;
            }
            let parts = info.get(vm);
            let format = parts.format.clone().unwrap_or_else(|| "B".to_owned());
            let is_aggregate = matches!(item.kind, Kind::Structure | Kind::Union);
            let size = match is_aggregate && parts.shape.is_empty() {
                // All of it, where `resize` has made it larger than the type is.
                true => item.get(vm).size.max(this.bytes(vm).len()),
                false => item.get(vm).size,
            };
            (size, format, parts.shape.clone())
        };
        if shape.len() > MAX_DIMENSIONS {
            return Err(vm.value_error(format!(
                "memoryview: number of dimensions must not exceed {MAX_DIMENSIONS}"
            )));
        }
        let mut length = item;
        for extent in &shape {
            length = length.saturating_mul(*extent);
        }
        if length > this.bytes(vm).len() {
            // The memory is not there, or is another type's by now.
            length = 0;
            shape = vec![0];
        }
        let bytes = this.bytes_mut(vm);
        let start = std::ptr::NonNull::from(bytes).cast();
        let owner = (this.as_value(), &this.exports);
        let view = memory::show(owner, (start, length), flags, vm)?;
        Ok(view.into_cast((Format::new(format), item), &shape))
    }

    /// The object of which this is a part.
    #[getter(member)]
    fn _b_base_(this: &Ref<CData>) -> Option<Ref<CData>> {
        this.base.clone()
    }

    /// Whether the memory is the object's own.
    #[getter(member)]
    fn _b_needsfree_(this: &Ref<CData>) -> i64 {
        i64::from(this.is_owner())
    }

    /// What the memory refers to; not to be changed.
    #[getter(member)]
    fn _objects(this: &Ref<CData>, vm: &mut Vm) -> Value {
        this.objects.cloned(vm).unwrap_or(Value::NONE)
    }

    #[method(signature = "($self, /)")]
    pub(super) fn __ctypes_from_outparam__(this: &Ref<CData>) -> Ref<CData> {
        this.clone()
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<CData>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        if let Some(info) = info_of_object(this.as_value(), vm) {
            let parts = info.get(vm);
            if parts.is_pointer || parts.has_pointer {
                return Err(vm.value_error("ctypes objects containing pointers cannot be pickled"));
            }
        }
        let name = vm.names.__dict__.clone();
        let dict = this.as_value().get_attribute(&name, vm)?;
        let bytes = this.bytes(vm).to_vec();
        let bytes = vm.new_bytes(&bytes);
        let module = vm.intern("_ctypes");
        let name = vm.intern("_unpickle");
        let unpickle = vm.import_name(&module)?.get_attribute(&name, vm)?;
        let state = Tuple::from_array([dict, bytes], vm).into_value();
        let class = this.class().to_value();
        let arguments = Tuple::from_array([class, state], vm).into_value();
        Ok(Tuple::from_array([unpickle, arguments], vm))
    }

    #[method(signature = "($self, dict, data, /)", hidden)]
    fn __setstate__(
        this: &Ref<CData>,
        dict: &Ref<Dict>,
        data: &Ref<rpy_vm::builtins::bytes::Bytes>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let source = data.as_slice();
        let target = this.bytes_mut(vm);
        let length = source.len().min(target.len());
        target[..length].copy_from_slice(&source[..length]);
        let name = vm.names.__dict__.clone();
        let own = this.as_value().get_attribute(&name, vm)?;
        match own.downcast::<Dict>() {
            Some(own) => own.update_from(dict.as_value(), vm),
            None => {
                let (of, given) = (this.class().name(vm), own.type_name(vm));
                Err(vm.type_error(format!("{of}.__dict__ must be a dictionary, not {given}")))
            }
        }
    }
}

/// A memoryview of the memory of an object that keeps `from_buffer` alive.
pub(super) fn kept_view(this: &Ref<CData>, view: Ref<MemoryView>, vm: &mut Vm) -> PyResult<()> {
    keep::keep(this, -1, view.into_value(), vm)
}
