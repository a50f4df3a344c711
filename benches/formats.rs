//! How long the sample takes in all formats, by the command line from its start to the files, and published: each file read again.
//! `README.md` keeps the figures.

use std::path::Path;
use std::process::Command;

use divan::Bencher;
use gongkai::export::Format;
use gongkai::store;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10)]
fn all_formats(bencher: Bencher) {
    bench(bencher, &[]);
}

#[divan::bench(sample_count = 10)]
fn all_formats_published(bencher: Bencher) {
    bench(bencher, &["--publish"]);
}

fn bench(bencher: Bencher, more: &[&str]) {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let draft = folder.path().join("draft.ron");
    store::save(&store::sample("unit-2024.ron").expect("the sample opens"), &draft).expect("the sample is saved");
    bencher.bench_local(|| {
        let mut export = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        export.arg("export").arg(&draft).args(more);
        for format in Format::ALL {
            export.arg("-o").arg(folder.path().join(Path::new("draft").with_extension(format.ending())));
        }
        assert!(export.status().expect("the program starts").success(), "the export failed");
    });
}
