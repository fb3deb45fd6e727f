//! The imports of a run over time.

use std::fmt::Write;

use serde_json::Value;

use super::{milliseconds, word};

/// Height of a row in pixels.
const ROW: usize = 20;
/// Height of the axis in pixels.
const AXIS: usize = 22;

/// How far a bar goes, in percent, behind which there is room for its name.
const ROOM_BEHIND: f64 = 60.0;
/// Where a bar begins, in percent, in front of which there is room.
const ROOM_BEFORE: f64 = 40.0;

/// Where the name of a bar stands, in percent, and whether it ends there: behind it if there is room,
/// else before it, else where what is loaded and executed of it ends. The script does the same.
fn place_of_name(begin: f64, own: f64, end: f64) -> (f64, bool) {
    if end <= ROOM_BEHIND {
        (end, false)
    } else if begin >= ROOM_BEFORE {
        (begin, true)
    } else {
        (own.min(ROOM_BEHIND), false)
    }
}

/// Draws the modules of a run. Rows tell their times in nanoseconds, for the script.
pub(super) fn draw<'m>(
    page: &mut String,
    mode: &str,
    hidden: &str,
    modules: impl Iterator<Item = &'m Value>,
) {
    let number = |it: &Value, key: &str| it[key].as_f64().unwrap_or(0.0);
    let mut rows: Vec<&Value> = modules.collect();
    rows.sort_by(|a, b| number(a, "begin").total_cmp(&number(b, "begin")));
    let start = rows.first().map_or(0.0, |it| number(it, "begin"));
    let end = rows
        .iter()
        .map(|it| number(it, "end"))
        .fold(start + 1.0, f64::max);
    let percent = |time: f64| 100.0 * (time - start) / (end - start);
    let height = AXIS + ROW * rows.len();
    let _ = write!(
        page,
        "<svg class=\"waterfall\" data-mode=\"{mode}\" data-start=\"{start}\" data-end=\"{end}\" \
         width=\"100%\" height=\"{height}\"{hidden} role=\"group\" aria-label=\"imports, {mode}\">\n\
         <g class=\"axis\">"
    );
    for part in 0..4 {
        let x = 25 * part;
        let time = (start + (end - start) * f64::from(part) / 4.0) / 1e6;
        let _ = write!(
            page,
            "<line x1=\"{x}%\" x2=\"{x}%\" y1=\"0\" y2=\"{height}\"/><text x=\"{x}%\" dx=\"3\" \
             y=\"14\">{time:.2} ms</text>"
        );
    }
    page.push_str("</g>\n");
    for (index, module) in rows.iter().enumerate() {
        let (begin, end) = (number(module, "begin"), number(module, "end"));
        let load = number(module, "self") - number(module, "execute");
        let execute = number(module, "execute");
        let name = word(&module["name"]);
        let cache = match module["reason"].as_str() {
            Some(_) => format!("refused, {}", word(&module["reason"])),
            None => word(&module["cache"]),
        };
        let own = percent(begin + load + execute);
        let (place, ends) = place_of_name(percent(begin), own, percent(end));
        let (dx, anchor) = match ends {
            true => (-4, "end"),
            false => (4, "start"),
        };
        let _ = writeln!(
            page,
            "<g class=\"row {}\" tabindex=\"0\" transform=\"translate(0,{})\" data-name=\"{name}\" \
             data-begin=\"{begin}\" data-end=\"{end}\" data-self=\"{}\" data-load=\"{load}\" \
             data-execute=\"{execute}\" data-cumulative=\"{}\"><title>{name}, {}: self {:.3} ms (load \
             {:.3}, execute {:.3}), cumulative {:.3} ms; cache: {}; {} bytes of code</title>\
             <rect class=\"hit\" width=\"100%\" height=\"{ROW}\"/>\
             <rect class=\"inner\" x=\"{:.3}%\" width=\"{:.3}%\" y=\"2\" height=\"16\"/>\
             <rect class=\"load\" x=\"{:.3}%\" width=\"{:.3}%\" y=\"4\" height=\"12\"/>\
             <rect class=\"execute\" x=\"{:.3}%\" width=\"{:.3}%\" y=\"4\" height=\"12\"/>\
             <text x=\"{:.3}%\" dx=\"{dx}\" text-anchor=\"{anchor}\" y=\"14\">{name}</text></g>",
            word(&module["origin"]),
            AXIS + ROW * index,
            module["self"],
            module["cumulative"],
            word(&module["origin"]),
            milliseconds(&module["self"]),
            load / 1e6,
            execute / 1e6,
            milliseconds(&module["cumulative"]),
            cache,
            module["code_bytes"],
            percent(begin),
            percent(end) - percent(begin),
            percent(begin),
            percent(begin + load) - percent(begin),
            percent(begin + load),
            percent(begin + execute) - percent(begin),
            place,
        );
    }
    page.push_str("</svg>\n");
}
