//! Code units of UTF-16 and UTF-32.

use crate::builtins::str::codecs::{Order, Width};

/// Appends a code unit.
pub(super) fn push_unit(unit: u32, width: Width, order: Order, result: &mut Vec<u8>) {
    match (width, order) {
        (Width::Two, Order::Big) => result.extend((unit as u16).to_be_bytes()),
        (Width::Two, _) => result.extend((unit as u16).to_le_bytes()),
        (Width::Four, Order::Big) => result.extend(unit.to_be_bytes()),
        (Width::Four, _) => result.extend(unit.to_le_bytes()),
    }
}

/// Appends a code point that is no surrogate.
pub(super) fn push(code_point: u32, width: Width, order: Order, result: &mut Vec<u8>) {
    if width == Width::Two && code_point >= 0x1_0000 {
        let bits = code_point - 0x1_0000;
        push_unit(0xd800 + (bits >> 10), width, order, result);
        push_unit(0xdc00 + (bits & 0x3ff), width, order, result);
    } else {
        push_unit(code_point, width, order, result);
    }
}

/// The first code unit of some bytes, if there are enough.
pub(super) fn unit_at(bytes: &[u8], width: Width, order: Order) -> Option<u32> {
    Some(match width {
        Width::Two => {
            let unit = *bytes.first_chunk()?;
            u32::from(match order {
                Order::Big => u16::from_be_bytes(unit),
                _ => u16::from_le_bytes(unit),
            })
        }
        Width::Four => {
            let unit = *bytes.first_chunk()?;
            match order {
                Order::Big => u32::from_be_bytes(unit),
                _ => u32::from_le_bytes(unit),
            }
        }
    })
}
