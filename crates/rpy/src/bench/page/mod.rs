//! `--bench-html`: the result as a page of its own, without anything from elsewhere.
//!
//! Tables and drawings are written here, so that the page shows its numbers without scripts; the script
//! adds zooming, searching and sorting. The result as JSON is part of the page.

mod waterfall;

use std::fmt::Write;

use serde_json::Value;

use super::phases::{self, PHASES};
use super::table::{CACHES, TELLS_NOTHING, cost, count, modules, tells_nothing, typical};

/// The page for a result.
pub(super) fn html(result: &Value) -> String {
    let modes = result["modes"].as_array().cloned().unwrap_or_default();
    let words = result["command"].as_array().into_iter().flatten();
    let words: Vec<&str> = words.filter_map(Value::as_str).collect();
    let command = escape(&words.join(" "));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>rpy --bench {command}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        include_str!("page.css")
    );
    head(&mut page, &command, result);
    if tells_nothing(&modes) {
        let _ = writeln!(page, "<p><strong>{TELLS_NOTHING}</strong></p>");
    }
    times(&mut page, &modes);
    bars(&mut page, &modes);
    waterfalls(&mut page, &modes);
    other(&mut page, result, &modes);
    let cost = escape(&cost(result));
    let _ = writeln!(page, "<footer><p>{cost}</p></footer>");
    // `<` within the data could end the element.
    let data = result.to_string().replace('<', "\\u003c");
    let _ = writeln!(
        page,
        "<script type=\"application/json\" id=\"data\">{data}</script>\n<script>\n{}</script>\n\
         </body>\n</html>",
        include_str!("page.js")
    );
    page
}

/// A text as HTML.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

fn milliseconds(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0) / 1e6
}

fn word(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn head(page: &mut String, command: &str, result: &Value) {
    let machine = &result["machine"];
    let _ = writeln!(
        page,
        "<header><h1>Where the time goes</h1>\n<p><code>rpy {command}</code></p>\n\
         <p class=\"note\">{} of each way of caching, interleaved, each in a process of its own; \
         rpy {}, {} {}, {} processors{}.</p></header>",
        count(&result["runs"]),
        word(&result["interpreter"]["version"]),
        word(&machine["system"]),
        word(&machine["architecture"]),
        machine["processors"],
        match result["interpreter"]["optimised"].as_bool() {
            Some(true) => "",
            _ => "; <strong>not an optimised build</strong>",
        }
    );
}

/// The table of times by mode.
fn times(page: &mut String, modes: &[Value]) {
    page.push_str(
        "<section><h2>Load against execute</h2>\n<div class=\"scroll\"><table id=\"times\">\n\
         <thead><tr><th>ms, median</th>",
    );
    for mode in modes {
        let _ = write!(page, "<th>{}</th>", word(&mode["title"]));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (key, title) in [
        ("wall", "wall time"),
        ("processor", "processor time"),
        ("load", "load"),
        ("execute", "execute"),
    ] {
        let _ = write!(page, "<tr><th>{title}</th>");
        for mode in modes {
            let summary = &mode["statistics"][key];
            let outliers = summary["outliers"].as_array().map_or(0, Vec::len);
            let flag = match outliers {
                0 => String::new(),
                1 => " <span class=\"flag\">1 outlier</span>".to_owned(),
                count => format!(" <span class=\"flag\">{count} outliers</span>"),
            };
            let _ = write!(
                page,
                "<td data-mode=\"{}\" data-key=\"{key}\" data-value=\"{}\">{:.2} \
                 <small>{:.2}–{:.2}</small>{flag}</td>",
                word(&mode["name"]),
                summary["median"],
                milliseconds(&summary["median"]),
                milliseconds(&summary["low"]),
                milliseconds(&summary["high"])
            );
        }
        page.push_str("</tr>\n");
    }
    sizes(page, modes);
    page.push_str(
        "</tbody></table></div>\n<p class=\"note\">Small: the 95 % interval of the median. \
         Memory: when process and runtime have started, when the program has ended, at its peak. \
         Bytecode: what cache files hold.</p></section>\n",
    );
}

/// Rows for the caches, memory and code.
fn sizes(page: &mut String, modes: &[Value]) {
    let mut row = |title: &str, of: &dyn Fn(&Value) -> String| {
        let _ = write!(page, "<tr><th>{title}</th>");
        for mode in modes {
            let _ = write!(page, "<td>{}</td>", of(mode));
        }
        page.push_str("</tr>\n");
    };
    let count = |mode: &Value, verdict| typical(mode).map_or(0, |it| phases::verdicts(it, verdict));
    let mut any = false;
    for (verdict, title) in CACHES {
        if modes.iter().any(|mode| count(mode, verdict) > 0) {
            row(title, &|mode| count(mode, verdict).to_string());
            any = true;
        }
    }
    if !any {
        row("cache files", &|_| "no module needs one".to_owned());
    }
    let median = |summary: &Value| summary["median"].as_f64().unwrap_or(0.0);
    for &mark in phases::MEMORY {
        row(&format!("memory {mark}, MB"), &|mode| {
            format!("{:.1}", median(&mode["statistics"]["memory"][mark]) / 1e6)
        });
    }
    row("bytecode, KB", &|mode| {
        format!("{:.1}", median(&mode["statistics"]["code_bytes"]) / 1e3)
    });
}

/// The phases as bars, and as a table.
fn bars(page: &mut String, modes: &[Value]) {
    let median =
        |mode: &Value, key: &str| milliseconds(&mode["statistics"]["phases"][key]["median"]);
    let sum = |mode: &Value| PHASES.iter().map(|it| median(mode, it.key)).sum::<f64>();
    let longest = modes.iter().map(sum).fold(1e-9, f64::max);
    page.push_str("<section><h2>Phases</h2>\n");
    for mode in modes {
        let _ = writeln!(
            page,
            "<h3>{} <small>{:.2} ms</small></h3>\n<svg class=\"bar\" role=\"img\" \
             aria-label=\"phases, {}\" width=\"100%\" height=\"28\">",
            word(&mode["title"]),
            sum(mode),
            word(&mode["title"])
        );
        let mut x = 0.0;
        for (number, phase) in PHASES.iter().enumerate() {
            let value = median(mode, phase.key);
            let width = 100.0 * value / longest;
            let _ = writeln!(
                page,
                "<rect class=\"p{number}\" data-mode=\"{}\" data-phase=\"{}\" data-value=\"{}\" \
                 x=\"{x:.3}%\" width=\"{width:.3}%\" height=\"28\"><title>{}: {value:.3} ms</title>\
                 </rect>",
                word(&mode["name"]),
                phase.key,
                mode["statistics"]["phases"][phase.key]["median"],
                phase.title
            );
            x += width;
        }
        page.push_str("</svg>\n");
    }
    page.push_str("<div class=\"scroll\"><table><thead><tr><th>ms, median</th>");
    for mode in modes {
        let _ = write!(page, "<th>{}</th>", word(&mode["title"]));
    }
    page.push_str("</tr></thead><tbody>\n");
    for (number, phase) in PHASES.iter().enumerate() {
        let load = if phase.is_load {
            " <small>load</small>"
        } else {
            ""
        };
        let _ = write!(
            page,
            "<tr><th><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"p{number}\" \
             width=\"12\" height=\"12\"/></svg> {}{load}</th>",
            phase.title
        );
        for mode in modes {
            let _ = write!(page, "<td>{:.3}</td>", median(mode, phase.key));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div></section>\n");
}

/// The imports over time, one drawing a mode.
fn waterfalls(page: &mut String, modes: &[Value]) {
    page.push_str(
        "<section id=\"imports\"><h2>Imports</h2>\n<p class=\"note\">The run whose wall time is \
         nearest to the median. <span class=\"key load-key\"></span> loading, \
         <span class=\"key execute-key\"></span> executing the module itself, \
         <span class=\"key inner-key\"></span> with what it imports.</p>\n<div class=\"controls\">\n",
    );
    for (number, mode) in modes.iter().enumerate() {
        let checked = if number + 1 == modes.len() {
            " checked"
        } else {
            ""
        };
        let _ = writeln!(
            page,
            "<label><input type=\"radio\" name=\"mode\" value=\"{}\"{checked}> {}</label>",
            word(&mode["name"]),
            word(&mode["title"])
        );
    }
    page.push_str(
        "<label>Search <input type=\"search\" id=\"search\" placeholder=\"module\"></label>\n\
         <label>Order <select id=\"order\"><option value=\"begin\">time</option>\
         <option value=\"self\">self</option><option value=\"cumulative\">cumulative</option>\
         </select></label>\n<label><input type=\"checkbox\" id=\"inner\" checked> with inner</label>\n\
         <span><button id=\"out\" aria-label=\"zoom out\">−</button>\
         <button id=\"in\" aria-label=\"zoom in\">+</button>\
         <button id=\"left\" aria-label=\"earlier\">←</button>\
         <button id=\"right\" aria-label=\"later\">→</button>\
         <button id=\"all\">all</button></span>\n\
         <p class=\"note keys\">Keys: <kbd>/</kbd> search, <kbd>+</kbd> <kbd>−</kbd> zoom, \
         <kbd>←</kbd> <kbd>→</kbd> move, <kbd>0</kbd> all, <kbd>↑</kbd> <kbd>↓</kbd> modules</p>\n\
         </div>\n<p id=\"detail\" role=\"status\">Point at a module, touch it, or go to it by keys.</p>\n",
    );
    for (number, mode) in modes.iter().enumerate() {
        let Some(sample) = typical(mode) else {
            continue;
        };
        let hidden = if number + 1 == modes.len() {
            ""
        } else {
            " hidden"
        };
        waterfall::draw(page, &word(&mode["name"]), hidden, modules(sample));
    }
    page.push_str("</section>\n");
}

/// The other interpreter.
fn other(page: &mut String, result: &Value, modes: &[Value]) {
    let other = &result["against"];
    let Some(ours) = modes.last().filter(|_| !other.is_null()) else {
        return;
    };
    let _ = writeln!(
        page,
        "<section><h2>Against {}</h2>\n<div class=\"scroll\"><table><thead><tr>\
         <th>ms, median, warm caches</th><th>theirs</th><th>rpy</th><th>ratio</th></tr></thead>\
         <tbody>",
        word(&other["executable"])
    );
    for (key, title) in [("wall", "wall time"), ("processor", "processor time")] {
        let theirs = milliseconds(&other["statistics"][key]["median"]);
        let ours = milliseconds(&ours["statistics"][key]["median"]);
        let _ = writeln!(
            page,
            "<tr><th>{title}</th><td>{theirs:.2}</td><td>{ours:.2}</td><td>{:.2}</td></tr>",
            theirs / ours
        );
    }
    page.push_str("</tbody></table></div>\n");
    let imports = other["imports"].as_array().cloned().unwrap_or_default();
    if !imports.is_empty() {
        page.push_str(
            "<details><summary>Its imports (-X importtime, in a run of its own)</summary>\
             <div class=\"scroll\"><table><thead><tr><th>module</th><th>self, ms</th>\
             <th>cumulative, ms</th></tr></thead><tbody>\n",
        );
        for row in imports {
            let _ = writeln!(
                page,
                "<tr><td>{}</td><td>{:.3}</td><td>{:.3}</td></tr>",
                word(&row["name"]),
                milliseconds(&row["self"]),
                milliseconds(&row["cumulative"])
            );
        }
        page.push_str("</tbody></table></div></details>\n");
    }
    page.push_str("</section>\n");
}
