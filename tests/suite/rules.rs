//! The table of rules and the checks of the templates, held against the page that explains each of them to a clerk.

use std::fs;

use crate::common::repository;
use gongkai::rules::{PUBLISHING, RULES, Rule, Severity};
use gongkai::template::{Library, Template};

/// A section of the page.
struct Section {
    heading: String,
    code: String,
    text: String,
}

fn page() -> String {
    fs::read_to_string(repository("docs/rules.md")).expect("the page of the rules")
}

fn sections() -> Vec<Section> {
    let page = page();
    let section = |text: &str| {
        let heading = text.lines().next().expect("a heading");
        Section { heading: heading.to_owned(), code: heading.split(' ').next().expect("a code").to_owned(), text: text.to_owned() }
    };
    page.split("\n## ").skip(1).map(section).collect()
}

fn codes_of_checks(template: &Template) -> impl Iterator<Item = &str> {
    let panes = template.forms.iter().flat_map(|form| &form.panes).flat_map(|pane| &pane.checks);
    panes.chain(template.card.iter().flat_map(|card| &card.checks)).map(|check| check.code.as_str())
}

/// Every code that a finding may have, with its severity.
fn rules(library: &Library) -> Vec<(&str, Severity)> {
    let mut out = Vec::new();
    for rule in RULES.iter().copied().flatten() {
        match rule {
            Rule::Own { code, severity, .. } | Rule::Piece { code, severity, .. } | Rule::Text { code, severity, .. } => out.push((*code, *severity)),
            Rule::Template { severity, .. } => {
                let mut codes: Vec<&str> = library.templates.iter().flat_map(codes_of_checks).collect();
                codes.sort_unstable();
                codes.dedup();
                out.extend(codes.into_iter().map(|code| (code, *severity)));
            }
        }
    }
    out.extend(PUBLISHING.iter().map(|(code, severity, _)| (*code, *severity)));
    out.sort_unstable_by_key(|(code, _)| *code);
    out
}

#[test]
fn every_rule_is_explained_under_its_severity_and_nothing_else_is() {
    let library = Library::load(None);
    let rules: Vec<(String, String)> = rules(&library).iter().map(|(code, severity)| ((*code).to_owned(), severity.label().to_owned())).collect();
    let severity = |text: &str| text.split_once("\n级别：").and_then(|(_, rest)| Some(rest.split_once('　')?.0.to_owned())).unwrap_or_default();
    let mut explained: Vec<(String, String)> = sections().iter().map(|section| (section.code.clone(), severity(&section.text))).collect();
    explained.sort();
    assert_eq!(explained, rules);
}

#[test]
fn no_code_means_two_things() {
    let library = Library::load(None);
    let twice: Vec<&str> = rules(&library).array_windows().filter(|[a, b]| a.0 == b.0).map(|[a, _]| a.0).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_section_says_why_it_matters_and_what_to_do() {
    for section in sections() {
        for said in ["位置：", "为什么重要：", "怎么改："] {
            assert!(section.text.contains(said), "{}: {said}", section.heading);
        }
    }
}

#[test]
fn the_list_on_top_leads_to_every_section() {
    let page = page();
    let listed: Vec<&str> = page.lines().filter_map(|line| Some(line.strip_prefix("- [")?.split_once("](#")?.0)).collect();
    assert_eq!(listed, sections().iter().map(|section| section.heading.as_str()).collect::<Vec<_>>());
}
