//! `rpy --bench`: what it measures, writes and says.

mod support;

use std::process::Command;

use serde_json::Value;
use support::{Place, binary};

const MODULE: &str =
    "import colorsys\nVALUES = [n * n for n in range(1000)]\ndef f():\n    return 1\n";

/// A place with a program that imports a module.
fn place() -> Place {
    let place = Place::new();
    let helper = place.write("helper.py", MODULE);
    // The cache of a file that is younger is looked at twice.
    let file = std::fs::File::options().write(true).open(helper).unwrap();
    let minute = std::time::Duration::from_secs(60);
    file.set_modified(std::time::SystemTime::now() - minute)
        .unwrap();
    place.write(
        "script.py",
        "import sys\nimport helper\nprint('output', sys.argv[1:])\n",
    );
    place
}

/// Runs the benchmark of the script, and gives what it prints and the result.
fn bench(place: &Place, more: &[&str]) -> (String, Value) {
    let mut words = vec!["--bench=3", "--bench-json", "result.json"];
    words.extend(more);
    words.extend(["script.py", "--flag"]);
    let run = place.run(&words);
    assert_eq!((run.err.as_str(), run.status), ("", 0), "{}", run.out);
    (run.out, json(place, "result.json"))
}

fn json(place: &Place, name: &str) -> Value {
    let text = std::fs::read_to_string(place.path().join(name)).expect("it was written");
    serde_json::from_str(&text).expect("it is JSON")
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn three_ways_of_caching_are_measured() {
    let place = place();
    let (text, result) = bench(&place, &[]);
    assert_eq!(result["schema"], "rpy-bench");
    assert_eq!(
        result["command"],
        serde_json::json!(["script.py", "--flag"])
    );
    let modes = result["modes"].as_array().unwrap();
    let names: Vec<&Value> = modes.iter().map(|mode| &mode["name"]).collect();
    assert_eq!(names, ["none", "cold", "warm"]);
    for (mode, cache, written) in [
        (0, "missing", false),
        (1, "missing", true),
        (2, "hit", false),
    ] {
        let samples = modes[mode]["samples"].as_array().unwrap();
        assert_eq!(samples.len(), 3);
        for sample in samples {
            let modules = sample["modules"].as_array().unwrap();
            let helper = modules.iter().find(|it| it["name"] == "helper");
            let helper = helper.expect("the module is there");
            assert_eq!(
                (&helper["cache"], &helper["written"]),
                (&cache.into(), &written.into())
            );
            let compiled =
                ["parse", "symbols", "generate", "assemble"].map(|it| number(&helper[it]));
            assert_eq!(compiled.iter().all(|&it| it > 0.0), mode < 2, "{helper}");
            assert_eq!(number(&helper["decode"]) > 0.0, mode == 2);
            assert!(number(&helper["execute"]) > 0.0);
            // What is inside is part of the cumulative time and not of its own.
            let inner = modules.iter().find(|it| it["name"] == "colorsys").unwrap();
            assert!(number(&helper["cumulative"]) >= number(&inner["cumulative"]));
            assert!(number(&inner["begin"]) >= number(&helper["begin"]));
            assert!(number(&inner["end"]) <= number(&helper["end"]));
            assert_eq!(number(&inner["depth"]), number(&helper["depth"]) + 1.0);
        }
    }
    // Nothing is left where the program is.
    assert_eq!(place.list("."), ["helper.py", "result.json", "script.py"]);
    assert!(!text.contains("output"), "{text}");
    for part in [
        "no caches",
        "warm",
        "wall time",
        "load",
        "parse",
        "main program",
        "helper",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn the_phases_of_a_run_are_its_wall_time() {
    let place = place();
    let (_, result) = bench(&place, &[]);
    for mode in result["modes"].as_array().unwrap() {
        for sample in mode["samples"].as_array().unwrap() {
            let main = &sample["main"];
            let mut sum = ["process_start", "runtime_start", "shutdown", "exit"]
                .map(|key| number(&sample[key]))
                .iter()
                .sum::<f64>();
            sum += [
                "read", "parse", "symbols", "generate", "assemble", "link", "execute",
            ]
            .map(|key| number(&main[key]))
            .iter()
            .sum::<f64>();
            for module in sample["modules"].as_array().unwrap() {
                sum += number(&module["self"]);
            }
            let wall = number(&sample["wall"]);
            assert!(sum <= wall * 1.02, "{sum} {wall}");
            assert!(sum >= wall * 0.6, "{sum} {wall}");
        }
        let memory = &mode["samples"][0]["memory"];
        assert!(number(&memory["end"]) > 1e6 && number(&memory["peak"]) >= number(&memory["end"]));
    }
}

#[test]
fn linking_is_a_phase_of_what_is_called() {
    const FUNCTIONS: usize = 400;
    let place = Place::new();
    let functions = (0..FUNCTIONS)
        .map(|it| format!("def f{it}(a, b=1):\n    return [a, b, 'text {it}', {it}.5]\n"));
    let calls = "def run():\n    for f in list(globals().values()):\n        \
                 if f is not run and callable(f): f(1)\n";
    place.write("helper.py", &(functions.collect::<String>() + calls));
    place.write("unused.py", "import helper\n");
    place.write("used.py", "import helper\nhelper.run()\n");
    let bench = |script: &str| {
        let run = place.run(&[
            "--bench=5",
            "--bench-json=r.json",
            "--bench-html=p.html",
            script,
        ]);
        assert_eq!(run.status, 0, "{}", run.err);
        let page = std::fs::read_to_string(place.path().join("p.html")).unwrap();
        (json(&place, "r.json"), page)
    };
    let (unused, _) = bench("unused.py");
    let (used, page) = bench("used.py");
    let phases = used["phases"].as_array().unwrap();
    let link = phases.iter().find(|it| it["name"] == "link").unwrap();
    assert_eq!(link["load"], true);
    let median = |mut numbers: Vec<f64>| {
        numbers.sort_by(f64::total_cmp);
        numbers[numbers.len() / 2]
    };
    let median_of = |mode: &Value, of: &dyn Fn(&Value) -> f64| {
        median(mode["samples"].as_array().unwrap().iter().map(of).collect())
    };
    let main = |sample: &Value| number(&sample["main"]["link"]);
    for mode in 0..3 {
        let (unused, used) = (&unused["modes"][mode], &used["modes"][mode]);
        // Functions are linked when they are called, which the main program does.
        assert!(median_of(used, &main) > 5.0 * median_of(unused, &main));
        let all = |sample: &Value| {
            let modules = sample["modules"].as_array().unwrap();
            main(sample) + modules.iter().map(|it| number(&it["link"])).sum::<f64>()
        };
        let link = &used["statistics"]["phases"]["link"]["median"];
        assert_eq!(number(link), median_of(used, &all));
        let name = used["name"].as_str().unwrap();
        let bar = format!("data-mode=\"{name}\" data-phase=\"link\" data-value=\"{link}\"");
        assert!(page.contains(&bar), "{bar}");
    }
    // What a cache file has of functions is decoded when they are called, too.
    let [compiled, cached] = [0, 2].map(|mode| median_of(&used["modes"][mode], &main));
    assert!(cached > 1.5 * compiled, "{cached} {compiled}");
}

#[test]
fn the_page_has_the_numbers_of_the_json() {
    let place = place();
    let (_, result) = bench(&place, &["--bench-html", "page.html"]);
    let page = std::fs::read_to_string(place.path().join("page.html")).unwrap();
    // Nothing comes from elsewhere.
    for word in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(word), "{word}");
    }
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let data = &page[start..start + page[start..].find("</script>").unwrap()];
    let data: Value = serde_json::from_str(&data.replace("\\u003c", "<")).unwrap();
    assert_eq!(data, result);
    for mode in result["modes"].as_array().unwrap() {
        let name = mode["name"].as_str().unwrap();
        for key in ["wall", "processor", "load", "execute"] {
            let median = &mode["statistics"][key]["median"];
            let cell = format!("data-mode=\"{name}\" data-key=\"{key}\" data-value=\"{median}\">");
            let shown = format!("{cell}{:.2} ", number(median) / 1e6);
            assert!(page.contains(&shown), "{shown}");
        }
        for (phase, summary) in mode["statistics"]["phases"].as_object().unwrap() {
            let median = &summary["median"];
            let bar =
                format!("data-mode=\"{name}\" data-phase=\"{phase}\" data-value=\"{median}\"");
            assert!(page.contains(&bar), "{bar}");
        }
        let typical = mode["typical"].as_u64().unwrap();
        let sample = &mode["samples"][typical as usize];
        for module in sample["modules"].as_array().unwrap() {
            let row = format!(
                "data-name=\"{}\" data-begin=\"{}\" data-end=\"{}\" data-self=\"{}\"",
                module["name"].as_str().unwrap(),
                module["begin"],
                module["end"],
                module["self"]
            );
            assert!(page.contains(&row), "{row}");
        }
    }
}

#[test]
fn the_status_of_the_program_is_respected() {
    let place = Place::new();
    place.write(
        "fails.py",
        "import sys\nprint('why', file=sys.stderr)\nsys.exit(7)\n",
    );
    let run = place.run(&["--bench=2", "fails.py"]);
    assert_eq!(run.status, 7);
    assert!(
        run.err.contains("why") && run.err.contains("status 7"),
        "{}",
        run.err
    );
    let run = place.run(&["--bench"]);
    assert_eq!(run.status, 2);
    let run = place.run(&["--bench-compare", "a.json", "b.json"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("a.json"), "{}", run.err);
}

#[test]
fn what_cannot_be_measured_is_told_with_its_name() {
    let place = place();
    let fails = |words: &[&str], status: i32, told: &str| {
        let run = place.run(words);
        assert_eq!(run.status, status, "{}", run.err);
        assert!(run.err.contains(told), "{}", run.err);
        assert_eq!(run.out, "");
    };
    let signal = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)";
    fails(&["--bench=1", "-c", signal], 143, "has ended by SIGTERM");
    fails(
        &["--bench=1", "--bench-against", "nobody", "-c", "1"],
        1,
        "nobody: No such file",
    );
    fails(
        &["--bench=1", "--bench-output=no/out", "-c", "1"],
        1,
        "no/out: No such file",
    );
    // That is seen before anything is measured.
    fails(
        &["--bench=9999", "--bench-json=no/r.json", "script.py"],
        1,
        "no/r.json: No such file",
    );
    fails(
        &["--bench=9999", "--bench-html=no/p.html", "script.py"],
        1,
        "no/p.html: No such file",
    );
    // Who ends without the interpreter tells nothing.
    let run = place.run(&[
        "--bench=1",
        "--bench-html=p.html",
        "-c",
        "import os; os._exit(0)",
    ]);
    assert_eq!(run.status, 0);
    let page = std::fs::read_to_string(place.path().join("p.html")).unwrap();
    for text in [&run.out, &page] {
        assert!(text.contains("only times from outside"), "{text}");
    }
    let run = place.run(&["--bench=1", "--bench-html=p.html", "script.py"]);
    assert!(run.out.starts_with("1 run of each"), "{}", run.out);
    assert!(!run.out.contains("only times from outside"), "{}", run.out);
}

#[test]
fn output_goes_where_it_is_wanted() {
    let place = place();
    let (_, _) = bench(&place, &["--bench-output", "out.txt"]);
    let out = std::fs::read_to_string(place.path().join("out.txt")).unwrap();
    assert_eq!(out, "output ['--flag']\n");
    let (text, _) = bench(&place, &["--bench-output=inherit"]);
    assert!(text.matches("output ['--flag']").count() > 9, "{text}");
}

#[test]
fn commands_and_modules_are_measured() {
    let place = place();
    for words in [["-c", "import helper"], ["-m", "helper"]] {
        let run = place.run(&["--bench=1", "--bench-json=r.json", words[0], words[1]]);
        assert_eq!(run.status, 0, "{}", run.err);
        let result = json(&place, "r.json");
        assert_eq!(result["command"], serde_json::json!(words));
        let load = &result["modes"][0]["statistics"]["load"]["median"];
        assert!(number(load) > 0.0);
    }
}

#[test]
fn results_are_compared() {
    let place = place();
    place.write("script.py", "import time\ntime.sleep(0)\n");
    let run = |name: &str| {
        let run = place.run(&["--bench=5", "--bench-json", name, "script.py"]);
        assert_eq!(run.status, 0, "{}", run.err);
    };
    run("a.json");
    place.write("script.py", "import time\ntime.sleep(0.2)\n");
    run("b.json");
    let compared = place.run(&["--bench-compare", "a.json", "b.json"]);
    assert_eq!(compared.status, 0, "{}", compared.err);
    let main = compared.out.lines().find(|it| it.contains("main program"));
    let main = main.expect("the phase is there");
    assert!(main.contains("slower"), "{}", compared.out);
}

#[test]
fn another_interpreter_is_measured_too() {
    // The binary itself stands for it: it has `-X importtime`.
    let place = place();
    let (text, result) = bench(&place, &["--bench-against", binary()]);
    let against = &result["against"];
    assert_eq!(against["samples"].as_array().unwrap().len(), 3);
    let imports = against["imports"].as_array().unwrap();
    let helper = imports.iter().find(|it| it["name"] == "helper").unwrap();
    assert!(number(&helper["cumulative"]) >= number(&helper["self"]));
    assert!(text.contains("times ours"), "{text}");
}

#[test]
fn import_times_are_told_as_others_tell_them() {
    let place = place();
    let lines = |level: &str| {
        let run = place.run(&["-X", level, "-c", "import helper, helper"]);
        let lines = run.err.lines().map(str::to_owned);
        lines.collect::<Vec<String>>()
    };
    let once = lines("importtime");
    assert_eq!(
        once[0],
        "import time: self [us] | cumulative | imported package"
    );
    let inner = once
        .iter()
        .position(|it| it.ends_with("|   colorsys"))
        .unwrap();
    let outer = once.iter().position(|it| it.ends_with("| helper")).unwrap();
    assert!(inner < outer);
    assert!(!once.iter().any(|it| it.contains("cached")));
    let twice = lines("importtime=2");
    let cached = "import time: cached    | cached     | helper";
    assert!(twice.iter().any(|it| it == cached), "{twice:?}");
}

/// A browser, if there is one.
fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok())
}

#[expect(clippy::print_stderr, reason = "says that it is skipped")]
#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no browser on the path to open the page in");
        return;
    };
    let place = place();
    let (_, result) = bench(&place, &["--bench-html", "page.html"]);
    // What a person would do: search, zoom in by a key with a module in focus, and out again.
    let page = place.path().join("page.html");
    let text = std::fs::read_to_string(&page).unwrap();
    let acts = "<script>\
        const press = (key) => document.activeElement.dispatchEvent(\
            new KeyboardEvent('keydown', {key, bubbles: true}));\
        const rows = () => [...document.querySelectorAll('svg:not([hidden]) .row')]\
            .filter((it) => it.style.display !== 'none').map((it) => it.dataset.name);\
        const times = () => document.querySelector('svg:not([hidden]) .axis text').textContent;\
        const told = [];\
        press('/'); told.push(document.activeElement.id);\
        document.activeElement.value = 'colors';\
        document.activeElement.dispatchEvent(new Event('input'));\
        told.push(rows().join());\
        press('Escape');\
        document.querySelector('svg:not([hidden]) .row:not([style*=none])').focus();\
        const whole = times(); press('+'); told.push(times() !== whole);\
        told.push(document.activeElement.dataset.name);\
        press('0'); told.push(times() === whole);\
        const box = document.querySelector('svg:not([hidden]).waterfall').getBoundingClientRect();\
        const names = document.querySelectorAll('svg:not([hidden]) .row:not([style*=none]) text');\
        told.push([...names].every((it) => {\
            const own = it.getBoundingClientRect();\
            return own.left >= box.left && own.right <= box.right; }));\
        document.querySelector('input[value=none]').click();\
        told.push(document.querySelector('svg:not([hidden]).waterfall').dataset.mode);\
        document.title = told.join(' ');</script></body>";
    std::fs::write(&page, text.replace("</body>", acts)).unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg(format!(
            "--user-data-dir={}",
            place.path().join("profile").display()
        ))
        .arg(format!(
            "file://{}",
            place.path().join("page.html").display()
        ))
        .output()
        .expect("the browser runs");
    let page = String::from_utf8_lossy(&output.stdout);
    // The script has sorted the rows of the shown drawing, and told the times of its axis anew.
    let modules = result["modes"][2]["samples"][0]["modules"]
        .as_array()
        .unwrap();
    assert!(
        page.matches("class=\"row").count() >= modules.len(),
        "{page}"
    );
    assert!(page.contains("transform=\"translate(0,22)\""));
    let told = "<title>search colorsys true colorsys true true none</title>";
    assert!(page.contains(told), "{:?}", page.get(..2000));
}
