//! `_zoneinfo`: time zones of the IANA database.
//! Reference: <https://docs.python.org/3.14/library/zoneinfo.html>

mod cache;
mod class;
mod load;
mod rule;
mod table;

pub use _zoneinfo::MODULE;
pub(crate) use class::period_of;
pub(crate) use table::Table;

/// The class of `zoneinfo`.
#[rpy_macros::native_module(name = "_zoneinfo", classes(super::class::ZoneInfo))]
mod _zoneinfo {
    use std::collections::HashMap;

    use rpy_vm::builtins::module::Module;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::cache;
    use crate::_datetime::delta::Delta;
    use crate::_datetime::zone::TzInfo;

    /// What the module has from others, and what it keeps.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        others: Option<Others>,
        /// The zones that were asked for last, the latest first.
        pub(super) strong: Vec<(Value, Ref<TzInfo>)>,
        /// Differences by their seconds: most zones share them.
        pub(super) deltas: HashMap<i64, Ref<Delta>>,
    }

    /// What is of other modules.
    #[derive(Clone)]
    pub(super) struct Others {
        /// `zoneinfo._tzpath.find_tzfile`
        pub(super) find_file: Value,
        /// `zoneinfo._common`
        pub(super) common: Value,
        /// `io.open`
        pub(super) open: Value,
        /// The zones that still exist, by their keys.
        pub(super) weak: Value,
    }

    impl Others {
        fn import(vm: &mut Vm) -> PyResult<Others> {
            let mut attribute = |module: &str, name: &str| {
                let (module, name) = (vm.intern(module), vm.intern(name));
                vm.import_name(&module)?.get_attribute(&name, vm)
            };
            let find_file = attribute("zoneinfo._tzpath", "find_tzfile")?;
            let open = attribute("io", "open")?;
            let name = vm.intern("zoneinfo._common");
            let common = vm.import_name(&name)?;
            let weak = cache::new_weak(vm)?;
            Ok(Others {
                find_file,
                common,
                open,
                weak,
            })
        }
    }

    /// What is of other modules. The class may be used where importing the module has failed.
    pub(super) fn others(vm: &mut Vm) -> PyResult<Others> {
        if let Some(others) = &vm.module_state::<State>().others {
            return Ok(others.clone());
        }
        let others = Others::import(vm)?;
        vm.module_state::<State>().others = Some(others.clone());
        Ok(others)
    }

    /// Takes what the class needs from other modules, and begins without zones.
    #[execute]
    fn execute(_module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let others = Others::import(vm)?;
        let state = vm.module_state::<State>();
        let strong = std::mem::take(&mut state.strong);
        let others = state.others.replace(others);
        drop((others, strong));
        Ok(())
    }
}
