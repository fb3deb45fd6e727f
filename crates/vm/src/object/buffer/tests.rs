//! Tests of views that need no eval loop.

use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::MemoryView;
use crate::builtins::slice::Slice;
use crate::object::buffer::{BufferFlags, BufferView, Format, Order, PinnedBytes, PinnedMemory};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

fn view_of(bytes: &[u8], vm: &mut Vm) -> (Ref<ByteArray>, BufferView) {
    let array = ByteArray::new(bytes.to_vec(), vm);
    let view = array.as_value().buffer(BufferFlags::FULL, vm);
    (array, view.expect("bytearrays export"))
}

#[test]
fn every_view_counts_until_it_ends() {
    let vm = &mut crate::interpreter::TestVm::new();
    let (array, view) = view_of(b"abc", vm);
    let copy = view.clone();
    assert_eq!(array.bytes.exports(), 2);
    assert!(array.bytes.resize(vm).is_err());
    drop(view);
    assert!(copy.owner().is(array.as_value()));
    drop(copy);
    assert_eq!(array.bytes.exports(), 0);
    assert!(array.bytes.resize(vm).is_ok());
}

#[test]
fn a_view_keeps_its_exporter_alive() {
    let vm = &mut crate::interpreter::TestVm::new();
    let (array, view) = view_of(b"abc", vm);
    drop(array);
    vm.collect_garbage();
    assert_eq!(view.as_bytes(vm), Some(&b"abc"[..]));
}

#[test]
fn what_changes_through_a_view_changes_in_the_exporter() {
    let vm = &mut crate::interpreter::TestVm::new();
    let (array, view) = view_of(b"abcd", vm);
    view.set_item(&[1], b"x", vm);
    view.as_bytes_mut(vm).expect("bytearrays are writable")[2] = b'y';
    assert_eq!(array.as_slice(vm), b"axyd");
    let read_only = view.into_read_only();
    assert!(read_only.as_bytes_mut(vm).is_none());
}

#[test]
fn slices_select_what_the_indices_say() {
    let vm = &mut crate::interpreter::TestVm::new();
    let bytes: Vec<u8> = (0..24).collect();
    let (_array, view) = view_of(&bytes, vm);
    let rows = view.into_cast((Format::BYTES, 1), &[6, 4]);
    for start in -7..7 {
        for stop in -7..7 {
            for step in [-3, -1, 1, 2] {
                let [start, stop, step] = [start, stop, step].map(Value::from_i32);
                let slice = Slice::new(start, stop, step, vm);
                let indices = slice.indices(6, vm).expect("ints are indices");
                let part = rows.clone().into_slice(indices);
                let expected: Vec<u8> = indices
                    .iter()
                    .flat_map(|row| bytes[row * 4..row * 4 + 4].to_vec())
                    .collect();
                assert_eq!(part.to_vec(vm), expected);
                for (position, row) in indices.iter().enumerate() {
                    assert_eq!(
                        part.item(&[position, 3], vm),
                        &bytes[row * 4 + 3..row * 4 + 4]
                    );
                }
            }
        }
    }
}

#[test]
fn elements_are_copied_in_the_order_asked_for() {
    let vm = &mut crate::interpreter::TestVm::new();
    let (_array, view) = view_of(b"abcdef", vm);
    let grid = view.into_cast((Format::BYTES, 1), &[2, 3]);
    assert_eq!(grid.to_vec_ordered(Order::C, vm), b"abcdef");
    assert_eq!(grid.to_vec_ordered(Order::Fortran, vm), b"adbecf");
    assert_eq!(grid.to_vec_ordered(Order::Any, vm), b"abcdef");
    grid.copy_from(b"ABCDEF", vm);
    assert_eq!(grid.to_vec(vm), b"ABCDEF");
}

#[test]
#[should_panic(expected = "the caller has checked indices")]
fn an_element_that_does_not_exist_is_not_read() {
    let vm = &mut crate::interpreter::TestVm::new();
    let (_array, view) = view_of(b"abc", vm);
    view.item(&[3], vm);
}

#[test]
fn pinned_bytes_stay_what_they_are() {
    let vm = &mut crate::interpreter::TestVm::new();
    let bytes = Bytes::new(b"abc", vm);
    let pinned = PinnedBytes::new(bytes.as_value(), vm).expect("bytes export");
    assert_eq!(pinned.as_slice().as_ptr(), bytes.as_slice().as_ptr());
    let (array, view) = view_of(b"abc", vm);
    let pinned = PinnedBytes::of_view(view, vm);
    array.bytes.get_mut(vm)[0] = b'x';
    assert_eq!(pinned.as_slice(), b"abc");
    let slice = pinned.as_slice();
    let sum = std::thread::scope(|scope| {
        let thread = scope.spawn(|| slice.iter().map(|&byte| u32::from(byte)).sum::<u32>());
        thread.join().expect("adding does not panic")
    });
    assert_eq!(sum, 97 + 98 + 99);
}

#[test]
fn pinned_memory_is_where_the_exporter_has_it() {
    let vm = &mut crate::interpreter::TestVm::new();
    let (array, view) = view_of(b"abc", vm);
    drop(view);
    let pinned = PinnedMemory::writable(array.as_value(), vm).expect("bytearrays are writable");
    let raw = pinned.raw();
    assert_eq!(raw.start.as_ptr().cast_const(), array.as_slice(vm).as_ptr());
    assert_eq!((raw.length, array.bytes.exports()), (3, 1));
    let bytes = vm.new_bytes(b"abc");
    assert!(PinnedMemory::writable(&bytes, vm).is_err());
    assert!(PinnedMemory::new(&bytes, vm).is_ok());
}

#[test]
fn a_cycle_through_a_view_is_collected() {
    let vm = &mut crate::interpreter::TestVm::new();
    let before = vm.tracked_objects(None).len();
    let list = vm.new_list(Vec::new());
    let memory = vm.new_bytes(b"abc");
    let view = MemoryView::new(&memory, vm)
        .expect("bytes export")
        .into_value();
    let items = list
        .downcast::<crate::builtins::list::List>()
        .expect("a list");
    items.push(view.clone(), vm);
    items.push(list.clone(), vm);
    drop((list, view));
    vm.collect_garbage();
    assert_eq!(vm.tracked_objects(None).len(), before);
}
