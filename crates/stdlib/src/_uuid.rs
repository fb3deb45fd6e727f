//! `_uuid`: identifiers by time and place (version 1 of RFC 9562).
//! Reference: <https://docs.python.org/3.14/library/uuid.html>

/// Identifiers by time and place.
#[rpy_macros::native_module(name = "_uuid")]
pub mod _uuid {
    use std::collections::hash_map::RandomState;
    use std::hash::{BuildHasher, Hasher};
    use std::time::{SystemTime, UNIX_EPOCH};

    use rpy_vm::{Value, Vm};

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        // The node may be made up, so it does not tell the machine.
        ("has_stable_extractable_node", 0),
        ("has_uuid_generate_time_safe", 1),
    ];

    /// From the beginning of the Gregorian calendar to 1970, in units of 100 nanoseconds.
    const GREGORIAN: u64 = 0x01b2_1dd2_1381_4000;

    /// What has been given out.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        last_time: u64,
        /// The node and the clock sequence.
        place: Option<([u8; 6], u16)>,
    }

    /// The address of the first network card that has one.
    fn card() -> Option<[u8; 6]> {
        let mut cards: Vec<_> = std::fs::read_dir("/sys/class/net")
            .ok()?
            .flatten()
            .collect();
        cards.sort_by_key(std::fs::DirEntry::file_name);
        cards.iter().find_map(|card| {
            let text = std::fs::read_to_string(card.path().join("address")).ok()?;
            let mut address = [0; 6];
            let mut parts = text.trim().split(':');
            for byte in &mut address {
                *byte = u8::from_str_radix(parts.next()?, 16).ok()?;
            }
            (address != [0; 6] && parts.next().is_none()).then_some(address)
        })
    }

    fn place(vm: &mut Vm) -> ([u8; 6], u16) {
        if let Some(place) = vm.module_state::<State>().place {
            return place;
        }
        // The keys of its hash functions are random.
        let random = RandomState::new().build_hasher().finish();
        let [s1, s2, made_up @ ..] = random.to_be_bytes();
        let node = card().unwrap_or_else(|| {
            let mut node: [u8; 6] = made_up;
            // The bit of addresses of groups, which no card has.
            node[0] |= 1;
            node
        });
        let place = (node, u16::from_be_bytes([s1, s2]) & 0x3fff);
        vm.module_state::<State>().place = Some(place);
        place
    }

    /// Returns the bytes of a new identifier, and -1, as other processes may make the same.
    #[function(signature = "()", text = "($self, /)")]
    fn generate_time_safe(vm: &mut Vm) -> (Value, i32) {
        let (node, sequence) = place(vm);
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let state = vm.module_state::<State>();
        let now = GREGORIAN.wrapping_add((since.as_nanos() / 100) as u64);
        // No time is given out twice.
        let time = now.max(state.last_time + 1);
        state.last_time = time;
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&(time as u32).to_be_bytes());
        bytes[4..6].copy_from_slice(&((time >> 32) as u16).to_be_bytes());
        bytes[6..8].copy_from_slice(&((time >> 48) as u16 & 0x0fff | 0x1000).to_be_bytes());
        bytes[8..10].copy_from_slice(&(sequence | 0x8000).to_be_bytes());
        bytes[10..].copy_from_slice(&node);
        (vm.new_bytes(&bytes), -1)
    }
}
