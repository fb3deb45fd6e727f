//! Windows in files: what is looked at before the library reads one.

/// How the library begins a file.
const BEGINNING: &[u8] = &[0x88; 4];

/// Lines and columns of a window that was saved. `None` if it is none, or says of itself what only the library could have
/// set, and what could not be looked at afterwards.
pub(super) fn size(saved: &[u8]) -> Option<(i32, i32)> {
    let lines = saved.strip_prefix(BEGINNING)?;
    let (mut height, mut width) = (1, 1);
    for line in lines.split(|&byte| byte == b'\n') {
        if line.starts_with(b"rows:") {
            return Some((height, width));
        }
        let Some(equals) = line.iter().position(|&byte| byte == b'=') else {
            continue;
        };
        let (name, value) = (&line[..equals], &line[equals + 1..]);
        let number = || {
            let number = std::str::from_utf8(value)
                .ok()?
                .trim()
                .parse::<i16>()
                .ok()?;
            Some(i32::from(number) + 1)
        };
        match name {
            b"_maxy" => height = number()?,
            b"_maxx" => width = number()?,
            b"_yoffset" if value != b"0" => return None,
            _ => {}
        }
    }
    None
}
