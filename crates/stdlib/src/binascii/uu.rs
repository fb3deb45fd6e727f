//! Lines of uuencoded data: the number of bytes, then four characters for each three of them.

/// Bytes of a line.
const MAX_BYTES: usize = 45;

/// The line of some bytes, or what is wrong with them.
pub(super) fn encode(bytes: &[u8], backtick: bool) -> Result<Vec<u8>, String> {
    if bytes.len() > MAX_BYTES {
        return Err("At most 45 bytes at once".to_owned());
    }
    let character = |value: u32| match value as u8 & 0x3f {
        0 if backtick => b'`',
        value => b' ' + value,
    };
    let mut line = vec![character(bytes.len() as u32)];
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        line.extend([18, 12, 6, 0].map(|shift| character(word >> shift)));
    }
    line.push(b'\n');
    Ok(line)
}

/// The bytes of a line, or what is wrong with it.
pub(super) fn decode(line: &[u8]) -> Result<Vec<u8>, String> {
    let Some((&first, rest)) = line.split_first() else {
        return Err("Missing length byte".to_owned());
    };
    let length = usize::from(first.wrapping_sub(b' ') & 0x3f);
    let mut bytes = Vec::with_capacity(length);
    let (mut bits, mut count) = (0u32, 0);
    let mut characters = rest.iter();
    while bytes.len() < length {
        // What is missing, be it cut off as trailing spaces, counts as zeros.
        let value = match characters.next() {
            None | Some(b'\n' | b'\r') => 0,
            Some(&character @ b' '..=b'`') => character.wrapping_sub(b' ') & 0x3f,
            Some(_) => return Err("Illegal char".to_owned()),
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    if characters.any(|character| !matches!(character, b' ' | b'`' | b'\n' | b'\r')) {
        return Err("Trailing garbage".to_owned());
    }
    Ok(bytes)
}
