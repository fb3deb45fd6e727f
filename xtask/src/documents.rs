//! Tests of what the documents say about each other.

use std::fs;
use std::path::{Path, PathBuf};

/// The targets of the links in a page that are files.
fn links(page: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(page).expect("a page can be read");
    let folder = page.parent().expect("a page lies in a folder");
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split(')').next());
    let files = targets.filter(|it| !it.contains(':') && !it.contains(char::is_whitespace));
    let names = files.filter_map(|it| it.split('#').next());
    let names = names.filter(|it| !it.is_empty());
    names.map(|name| folder.join(name)).collect()
}

/// The pages in a folder.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect()
}

fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("this lies in the repository")
}

#[test]
fn links_lead_to_files() {
    let docs = root().join("docs");
    let mut all = [pages(&docs), pages(&docs.join("adr")), pages(root())].concat();
    all.sort();
    assert!(all.len() > 40, "only {} pages were found", all.len());
    let broken: Vec<_> = all
        .iter()
        .flat_map(|page| links(page).into_iter().map(move |link| (page, link)))
        .filter(|(_, link)| !link.exists())
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_architecture_links_all_pages() {
    let docs = root().join("docs");
    let start = docs.join("architecture.md");
    let linked = links(&start);
    let missing: Vec<_> = pages(&docs)
        .into_iter()
        .filter(|page| *page != start && !linked.contains(page))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
