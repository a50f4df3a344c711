//! Flat lists of the finance system: made from a draft's typed figures, put into an empty draft, and compared with one.

use std::collections::BTreeSet;

use crate::common::desk::Desk;
use crate::common::{self, NINE, TEMPLATE, copy_folder, document, empty, errors, repository, sample, table, type_into};
use gongkai::amount::{Amount, MoneyUnit};
use gongkai::lists::columns::{Confidence, Mapping, map};
use gongkai::lists::lines::{self, Coded, Lines, split};
use gongkai::lists::verify::{Verified, page, verify};
use gongkai::lists::{self, is_list};
use gongkai::model::{Draft, Indicator, PaneName, Place};
use gongkai::read::RawGrid;
use gongkai::template::Library;
use gongkai::template::lists::ListField;
use gongkai::workings::Workings;
use gongkai::write;
use rust_decimal::Decimal;

/// What a line of the list holds before it is laid out; money in 元.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    unit: String,
    kind: &'static str,
    project: String,
    function: String,
    economic: String,
    fund: &'static str,
    carried: bool,
    amount: Decimal,
}

const FUNDS: [(&str, &str, &str); 9] = [
    ("general", "一般公共预算资金", ""),
    ("fund", "政府性基金预算资金", ""),
    ("capital", "国有资本经营预算资金", ""),
    ("special", "财政专户管理资金", ""),
    ("service", "单位资金", "事业收入"),
    ("business", "单位资金", "事业单位经营收入"),
    ("superior", "单位资金", "上级补助收入"),
    ("affiliated", "单位资金", "附属单位上缴收入"),
    ("other", "单位资金", "其他收入"),
];

fn put(draft: &mut Draft, grid: &RawGrid, mapping: &Mapping, library: &Library) -> Result<Vec<String>, Vec<String>> {
    let mut work = Workings::of(draft.clone()).expect("a template that works");
    let said = lists::put_list(&mut work, grid, mapping, library);
    *draft = work.into_draft();
    said
}

fn compare(draft: &Draft, lines: &Lines, library: &Library) -> Result<Verified, Vec<String>> {
    verify(&Workings::of(draft.clone()).expect("a template that works"), lines, library)
}

fn library() -> Library {
    Library::load(None)
}

/// The typed figures of a column by code, in 元.
fn typed(draft: &Draft, pane: &str, column: &str) -> Vec<(String, Decimal)> {
    let rows = draft.rows(&pane.into()).iter().filter(|row| row.code.len() > 3);
    let figures = rows.filter_map(|row| Some((row.code.clone(), row.amounts.get(column)?.converted(draft.entry_unit, MoneyUnit::Yuan).0)));
    figures.collect()
}

fn named(draft: &Draft, list: &str, code: &str) -> String {
    format!("{code}-{}", draft.name_of(&library().codes, list, code))
}

/// Basic expenditure by function and by economic item, both at once: form 5 and form 6 only tell their sums, so money is dealt out
/// in their order until both are used up.
fn basic(draft: &Draft, prefix: &str, unit: &str) -> Vec<Leaf> {
    let mut functions = typed(draft, &format!("{prefix}general"), "basic");
    let with = |column: &str, kind: &'static str| {
        typed(draft, &format!("{prefix}basic"), column).into_iter().map(move |(code, amount)| (code, amount, kind)).collect::<Vec<_>>()
    };
    let mut out = Vec::new();
    for (economic, mut left, kind) in [with("personnel", "人员类"), with("operating", "公用经费")].concat() {
        while left > Decimal::ZERO {
            let (function, there) = functions.iter_mut().find(|(_, there)| *there > Decimal::ZERO).expect("forms 5 and 6 agree");
            let amount = left.min(*there);
            *there -= amount;
            left -= amount;
            out.push(Leaf {
                unit: unit.to_owned(),
                kind,
                project: format!("13101824R0000{economic}-{kind}"),
                function: named(draft, "functions", function),
                economic: named(draft, "economic", &economic),
                fund: "general",
                carried: false,
                amount,
            });
        }
    }
    assert!(functions.iter().all(|(_, left)| left.is_zero()), "forms 5 and 6 agree");
    out
}

/// The projects of the cards.
fn projects(draft: &Draft, owner: &str, unit: &str) -> Vec<Leaf> {
    let cards = draft.cards.iter().filter(|card| card.unit == owner);
    let leaf = |(n, card): (usize, &gongkai::model::Card)| Leaf {
        unit: unit.to_owned(),
        kind: if n % 2 == 0 { "特定目标类" } else { "其他运转类" },
        project: format!("{}-{}", card.text("code"), card.text("name")),
        function: named(draft, "functions", card.text("function")),
        economic: named(draft, "economic", "30227"),
        fund: "general",
        carried: false,
        amount: card.amounts["fiscal"].converted(draft.entry_unit, MoneyUnit::Yuan).0,
    };
    cards.enumerate().map(leaf).collect()
}

/// Every line of the sample.
pub(crate) fn leaves(draft: &Draft) -> Vec<Leaf> {
    let unit = format!("{}-{}", draft.identity.unit_code, draft.identity.unit_name);
    [basic(draft, "", &unit), projects(draft, "", &unit)].concat()
}

/// The fund's words in a list with one amount.
fn fund_words(id: &str) -> (&'static str, &'static str) {
    let found = FUNDS.iter().find(|(fund, ..)| *fund == id).expect("a fund");
    (found.1, found.2)
}

/// One amount with fund, source and carry-over in columns; 申报, 审核 and 批复 side by side.
pub(crate) fn narrow(leaves: &[Leaf]) -> RawGrid {
    let mut rows = vec![
        vec!["2024年部门预算批复明细表".to_owned()],
        vec!["单位：元".to_owned()],
        [
            "批复金额",
            "功能分类科目",
            "申报金额",
            "资金性质",
            "部门预算支出经济分类",
            "资金来源",
            "预算单位",
            "是否结转",
            "审核金额",
            "项目名称",
            "项目类别",
            "是否政府采购",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let mut total = Decimal::ZERO;
    for leaf in leaves {
        let (fund, source) = fund_words(leaf.fund);
        total += leaf.amount;
        rows.push(vec![
            leaf.amount.to_string(),
            leaf.function.clone(),
            "1.00".into(),
            fund.into(),
            leaf.economic.clone(),
            source.into(),
            leaf.unit.clone(),
            if leaf.carried { "是" } else { "否" }.into(),
            "2.00".into(),
            leaf.project.clone(),
            leaf.kind.into(),
            "否".into(),
        ]);
    }
    let mut last = vec![String::new(); 12];
    (last[0], last[6]) = (total.to_string(), "合计".into());
    rows.push(last);
    RawGrid { name: "批复".into(), ..RawGrid::of(rows) }
}

/// A column for each fund, under a head in two rows, code and name in columns of their own, 合计 above its lines.
fn wide(leaves: &[Leaf]) -> RawGrid {
    let mut upper: Vec<String> = ["序号", "项目类别", "功能科目", "", "单位", "", "资金合计"].map(str::to_owned).to_vec();
    let mut lower: Vec<String> = ["", "", "编码", "名称", "编码", "名称", ""].map(str::to_owned).to_vec();
    for group in ["本年预算", "上年结转"] {
        for (n, (_, fund, source)) in FUNDS.iter().enumerate() {
            upper.push(if n == 0 { group.to_owned() } else { String::new() });
            lower.push(if source.is_empty() { (*fund).to_owned() } else { (*source).to_owned() });
        }
    }
    upper.extend(["部门经济分类科目", "项目编码", "项目名称"].map(str::to_owned));
    lower.extend(["", "", ""].map(str::to_owned));
    let width = upper.len();
    let mut rows = vec![vec![String::new(), "批复表".into()], upper, lower];
    let body: Vec<Vec<String>> = leaves
        .iter()
        .enumerate()
        .map(|(n, leaf)| {
            let pair = |text: &str| text.split_once('-').map(|(code, name)| [code.to_owned(), name.to_owned()]).expect("code and name");
            let mut row = vec![(n + 1).to_string(), leaf.kind.to_owned()];
            row.extend(pair(&leaf.function));
            row.extend(pair(&leaf.unit));
            row.push(leaf.amount.to_string());
            for carried in [false, true] {
                row.extend(
                    FUNDS
                        .iter()
                        .map(|(fund, ..)| if *fund == leaf.fund && carried == leaf.carried { leaf.amount.to_string() } else { String::new() }),
                );
            }
            row.push(leaf.economic.clone());
            row.extend(pair(&leaf.project));
            row
        })
        .collect();
    let mut total = vec![String::new(); width];
    total[1] = "合计".into();
    total[6] = leaves.iter().map(|leaf| leaf.amount).sum::<Decimal>().to_string();
    rows.push(total);
    rows.extend(body);
    RawGrid::of(rows)
}

fn mapped(grid: &RawGrid) -> Mapping {
    map(grid, &library().lists).expect("a list")
}

fn read(grid: &RawGrid) -> Lines {
    lines::lines(grid, &mapped(grid), &library().lists)
}

fn empty_like(draft: &Draft) -> Draft {
    Draft::new(draft.template.clone(), &draft.identity.unit_code, &draft.identity.unit_name, draft.identity.year)
}

fn filled(draft: &Draft, grid: &RawGrid) -> Draft {
    let mut out = empty_like(draft);
    put(&mut out, grid, &mapped(grid), &library()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    out
}

#[track_caller]
fn assert_same_forms(found: &Draft, expected: &Draft) {
    for form in NINE {
        assert_eq!(table(found, form), table(expected, form), "{form}");
    }
}

/// The sample with money of every other fund, of last year, and of every kind.
fn rich() -> (Draft, Vec<Leaf>) {
    let mut draft = sample();
    let mut leaves = leaves(&draft);
    let unit = leaves[0].unit.clone();
    let mut more = |fund: &'static str, carried: bool, kind: &'static str, function: &str, economic: &str, wan: &str| {
        leaves.push(Leaf {
            unit: unit.clone(),
            kind,
            project: "13101824P00009999999X-其他资金项目".into(),
            function: named(&sample(), "functions", function),
            economic: named(&sample(), "economic", economic),
            fund,
            carried,
            amount: wan.parse::<Decimal>().expect("a number") * Decimal::from(10_000),
        });
    };
    more("fund", false, "特定目标类", "2120803", "30231", "3.1");
    more("fund", true, "特定目标类", "2120803", "30227", "2.25");
    more("capital", false, "其他运转类", "2230105", "30227", "7");
    more("general", true, "特定目标类", "2040220", "30217", "1.5");
    more("special", false, "公用经费", "2040201", "30201", "4.04");
    more("service", false, "特定目标类", "2040202", "30227", "0.123456");
    more("business", false, "经营支出", "2040202", "30227", "6");
    more("superior", false, "特定目标类", "2040202", "30227", "5");
    more("affiliated", true, "特定目标类", "2040202", "30227", "8");
    more("other", false, "人员类", "2080505", "30108", "9.99");
    for (pane, row, column, figure) in [
        ("fund", "2120803", "project", "5.35"),
        ("fund", "2120803", "carried", "2.25"),
        ("capital", "2230105", "project", "7"),
        ("general", "2040220", "project", "71.50"),
        ("general", "2040220", "carried", "1.5"),
        ("three", "run", "fund", "3.1"),
        ("three", "guests", "by_projects", "1.5"),
        ("outlay", "2040201", "other_basic", "4.04"),
        ("outlay", "2080505", "other_basic", "9.99"),
        ("outlay", "2040202", "other_project", "13.123456"),
        ("outlay", "2040202", "business", "6"),
        ("income", "2040201", "special", "4.04"),
        ("income", "2040202", "service", "0.123456"),
        ("income", "2040202", "business", "6"),
        ("income", "2040202", "superior", "5"),
        ("income", "2040202", "other_carried", "8"),
        ("income", "2080505", "other", "9.99"),
    ] {
        type_into(&mut draft, pane, row, column, figure);
    }
    (draft, leaves)
}

/// A draft in 元 prints what it rounds to 万元: what is compared has to be in 元, too.
fn in_yuan(draft: &Draft) -> Draft {
    let mut out = draft.clone();
    let amounts = out.forms.values_mut().flatten().flat_map(|row| row.amounts.values_mut());
    let cards = out.cards.iter_mut().flat_map(|card| card.amounts.values_mut().chain(card.plan.iter_mut().flatten()));
    amounts.chain(cards).for_each(|amount: &mut Amount| *amount = amount.converted(MoneyUnit::Wan, MoneyUnit::Yuan));
    out.entry_unit = MoneyUnit::Yuan;
    out
}

#[test]
fn a_list_of_the_samples_leaves_gives_its_nine_forms_and_its_cards_money() {
    let draft = sample();
    let leaves = leaves(&draft);
    assert!(leaves.len() > 50, "{} lines", leaves.len());
    for grid in [narrow(&leaves), wide(&leaves)] {
        let found = filled(&draft, &grid);
        assert_eq!(found.entry_unit, MoneyUnit::Yuan, "nothing is rounded");
        assert_same_forms(&found, &draft);
        assert_eq!(found.cards.len(), draft.cards.len());
        let json = (common::json(&found), common::json(&draft));
        for (card, expected) in json.0["cards"].as_array().expect("cards").iter().zip(json.1["cards"].as_array().expect("cards")) {
            for field in ["code", "name", "budget", "fiscal", "other"] {
                assert_eq!(card[field], expected[field], "{field} of {}", expected["name"]);
            }
        }
        assert!(found.cards.iter().zip(&draft.cards).all(|(card, expected)| card.text("function") == expected.text("function")));
        let broken: Vec<_> = errors(&found).into_iter().filter(|(code, _)| code.starts_with('T') || code.starts_with('A')).collect();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

#[test]
fn every_fund_and_every_kind_has_its_cell() {
    let (draft, leaves) = rich();
    for grid in [narrow(&leaves), wide(&leaves)] {
        let found = filled(&draft, &grid);
        assert_same_forms(&found, &in_yuan(&draft));
        let card = found.cards.iter().find(|card| card.text("name") == "其他资金项目").expect("a card");
        let money = |field: &str| card.amounts[field].to_string().parse::<Decimal>().expect("a number");
        assert_eq!(money("fiscal"), Decimal::from(138_500));
        assert_eq!(money("other"), "131234.56".parse().expect("a number"));
    }
}

#[test]
fn columns_are_known_by_their_heads_and_the_approved_amount_is_taken() {
    let mapping = mapped(&narrow(&leaves(&sample())));
    let at = |head: &str| mapping.columns.iter().find(|column| column.head == head).unwrap_or_else(|| panic!("no column {head}"));
    assert_eq!(at("批复金额").field, ListField::Amount);
    for head in ["申报金额", "审核金额"] {
        assert_eq!(at(head).field, ListField::Ignored);
        assert!(at(head).reason.contains("取批复数"), "{}", at(head).reason);
    }
    assert_eq!(mapping.unit, Some(MoneyUnit::Yuan));
    let mapping = mapped(&wide(&leaves(&sample())));
    let field = |head: &str| mapping.columns.iter().find(|column| column.head == head).map(|column| column.field.clone());
    assert_eq!(field("上年结转·一般公共预算资金"), Some(ListField::FundAmount { fund: "general".into(), carried: true }));
    assert_eq!(field("本年预算·事业收入"), Some(ListField::FundAmount { fund: "service".into(), carried: false }));
    assert_eq!(field("资金合计"), Some(ListField::Total));
    assert!(mapping.columns.iter().all(|column| column.confidence != Confidence::Unsure), "{:#?}", mapping.columns);
}

#[test]
fn an_unknown_column_is_flagged_corrected_and_remembered() {
    let mut grid = narrow(&leaves(&sample()));
    grid.rows[2][10] = "口径".into();
    let mut mapping = mapped(&grid);
    let column = mapping.columns.iter().find(|column| column.head == "口径").expect("the column");
    assert_eq!((&column.field, column.confidence), (&ListField::Ignored, Confidence::Unsure));
    let mut draft = empty_like(&sample());
    let faults = put(&mut draft, &grid, &mapping, &library()).expect_err("no kind");
    assert!(faults[0].starts_with("工作表“批复”第4行") && faults[0].contains("没有写明项目类别"), "{}", faults[0]);
    assert!(draft == empty_like(&sample()), "nothing is filled in by halves");

    assert!(mapping.correct("口径", &library().lists.named("项目类别").expect("a field")));
    put(&mut draft, &grid, &mapping, &library()).expect("a list");
    assert_same_forms(&draft, &sample());

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deep/lists.ron");
    assert!(!lists::recall(&mut mapped(&grid), &file));
    lists::remember(&mapping, &file).expect("kept");
    let mut next = mapped(&grid);
    assert!(lists::recall(&mut next, &file));
    assert!(next.columns.iter().any(|column| column.head == "口径" && column.field == ListField::Kind));
}

#[test]
fn a_row_that_cannot_be_read_is_told_with_its_place() {
    let mut grid = narrow(&leaves(&sample()));
    grid.rows[3][0] = "12a".into();
    grid.rows[4][1] = "行政运行".into();
    grid.rows[5][1] = "20103-政府办公厅".into();
    grid.rows[6][3] = "别的钱".into();
    let mut draft = empty_like(&sample());
    let faults = put(&mut draft, &grid, &mapped(&grid), &library()).expect_err("faults");
    for (row, reason) in
        [(4, "“批复金额”一栏“12a”“a”不是数字"), (5, "功能科目“行政运行”不是数字编码"), (6, "“20103”不是7位"), (7, "资金性质“别的钱”没有认出")]
    {
        assert!(faults.iter().any(|fault| fault.starts_with(&format!("工作表“批复”第{row}行")) && fault.contains(reason)), "{row}: {faults:#?}");
    }
    assert_eq!(faults.len(), 4, "{faults:#?}");
    assert!(draft.forms.is_empty());
}

#[test]
fn a_total_that_is_none_is_told_and_not_taken() {
    let mut grid = narrow(&leaves(&sample()));
    let last = grid.rows.len() - 1;
    grid.rows[last][0] = "1.00".into();
    let said = put(&mut empty_like(&sample()), &grid, &mapped(&grid), &library()).expect("filled");
    assert!(said.iter().any(|line| line.contains(&format!("第{}行的合计1.00", last + 1))), "{said:?}");
}

#[test]
fn codes_and_names_come_apart() {
    let coded = |code: &str, name: &str| Coded { code: code.into(), name: name.into() };
    for cell in ["2010301-行政运行", "2010301 行政运行", "[2010301]行政运行", "2010301行政运行", "【2010301】 行政运行"] {
        assert_eq!(split(cell), coded("2010301", "行政运行"), "{cell}");
    }
    assert_eq!(split("2010301"), coded("2010301", ""));
    assert_eq!(split("13101824P00001010001T-线路租用"), coded("13101824P00001010001T", "线路租用"));
    for name in ["行政运行", "2024年水费", "2024-2025年供暖", "5G项目"] {
        assert_eq!(split(name), coded("", name));
    }
}

#[test]
fn a_list_of_another_unit_is_refused_and_foreign_lines_are_left() {
    let mut leaves = leaves(&sample());
    let own = leaves[0].unit.clone();
    leaves.push(Leaf { unit: "999-别的单位".into(), ..leaves[0].clone() });
    assert_same_forms(&filled(&sample(), &narrow(&leaves)), &sample());
    leaves.iter_mut().filter(|leaf| leaf.unit == own).for_each(|leaf| leaf.unit = "888-又一单位".into());
    let grid = narrow(&leaves);
    let faults = put(&mut empty_like(&sample()), &grid, &mapped(&grid), &library()).expect_err("refused");
    assert!(faults[0].contains("清单里没有本单位") && faults[0].contains("888 又一单位"), "{faults:?}");
}

#[test]
fn the_units_of_a_department_each_get_their_own() {
    let template = library().template("hebei-department-2021").expect("built in").clone();
    let mut draft = Draft::new(template, "103", "某局", 2024);
    let first = leaves(&sample());
    let mut lines: Vec<Leaf> = first.iter().cloned().map(|leaf| Leaf { unit: "103001-甲单位".into(), ..leaf }).collect();
    lines.extend(first.iter().cloned().map(|leaf| Leaf { unit: "103002-乙单位".into(), amount: leaf.amount * Decimal::from(2), ..leaf }));
    let grid = narrow(&lines);
    put(&mut draft, &grid, &mapped(&grid), &library()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let units: Vec<(&str, &str)> = draft.units.iter().map(|unit| (unit.code.as_str(), unit.name.as_str())).collect();
    assert_eq!(units, [("103001", "甲单位"), ("103002", "乙单位")]);
    let (plan, totals) = common::totals(&draft);
    let total = |unit: &str, pane: &str, row: &str, column: &str| {
        let pane = PaneName::called(unit, pane);
        totals.at(&plan, &pane, &row.into(), column).and_then(|cell| cell.shown).map(|value| value.normalize().to_string())
    };
    assert_eq!(total(&draft.units[0].id, "outlay", "=total", "total").as_deref(), Some("28601200"));
    assert_eq!(total(&draft.units[1].id, "outlay", "=total", "total").as_deref(), Some("57202400"));
    assert_eq!(total("", "outlay", "=total", "total").as_deref(), Some("85803600"));
    assert_eq!(draft.cards.iter().filter(|card| card.unit == draft.units[1].id).count(), sample().cards.len());

    let lines = read(&grid);
    assert_eq!(compare(&draft, &lines, &library()).expect("compared").differences, []);
    let second = draft.units[1].id.clone();
    type_into(&mut draft, &format!("{second}/general"), "2040220", "project", "1");
    let verified = compare(&draft, &lines, &library()).expect("compared");
    let typed: Vec<&str> = verified.differences.iter().filter(|found| found.typed).map(|found| found.form.as_str()).collect();
    assert_eq!(typed, ["乙单位 5 一般公共预算支出表"]);
}

#[test]
fn filling_again_changes_nothing_and_what_the_list_does_not_say_stays() {
    let (draft, leaves) = rich();
    let grid = narrow(&leaves);
    let mut again = draft.clone();
    type_into(&mut again, "general", "2040220", "left", "3");
    type_into(&mut again, "general", "2049999", "project", "77");
    put(&mut again, &grid, &mapped(&grid), &library()).expect("filled");
    assert_eq!(again.entry_unit, MoneyUnit::Wan, "a draft with figures keeps its unit");
    assert_eq!(again.text("duties_list"), draft.text("duties_list"));
    assert_eq!(again.cards[0].indicators, draft.cards[0].indicators);
    assert_eq!(again.rows(&"procurement".into()), draft.rows(&"procurement".into()));
    assert!(!again.rows(&"general".into()).iter().any(|row| row.code == "2049999"), "what is not approved is gone");
    let kept = again.rows(&"general".into()).iter().find(|row| row.code == "2040220").expect("a row");
    assert_eq!(kept.amounts["left"].to_string(), "3");
    type_into(&mut again, "general", "2040220", "left", "0");
    let mut expected = draft;
    type_into(&mut expected, "general", "2040220", "left", "0");
    for form in NINE {
        let plain =
            |draft: &Draft| table(draft, form).rows.iter().map(|row| row.iter().map(|cell| trimmed(cell)).collect()).collect::<Vec<Vec<String>>>();
        assert_eq!(plain(&again), plain(&expected), "{form}");
    }
}

/// A figure without the zeros that it was typed with.
fn trimmed(cell: &str) -> String {
    cell.parse::<Decimal>().map_or_else(|_| cell.to_owned(), |value| value.normalize().to_string())
}

#[test]
fn the_draft_that_a_list_gave_agrees_with_it() {
    let (draft, leaves) = rich();
    for grid in [narrow(&leaves), wide(&leaves)] {
        let found = filled(&draft, &grid);
        let verified = compare(&found, &read(&grid), &library()).expect("compared");
        assert_eq!(verified.differences, []);
        assert!(verified.compared > 250, "{}", verified.compared);
        assert!(write::text(&page(&found, &verified)).contains("全部一致"));
    }
}

#[test]
fn one_changed_cell_is_the_only_typed_difference() {
    let draft = sample();
    let lines = read(&narrow(&leaves(&draft)));
    let mut changed = draft.clone();
    type_into(&mut changed, "general", "2040220", "project", "70.01");
    let verified = compare(&changed, &lines, &library()).expect("compared");
    let typed: Vec<_> = verified.differences.iter().filter(|found| found.typed).collect();
    assert_eq!(typed.len(), 1, "{typed:#?}");
    assert_eq!(typed[0].place, Place::Cell { pane: "general".into(), row: "r5".into(), column: "project".into() });
    assert_eq!(typed[0].difference().to_string(), "0.01");
    // Of the 43 printed figures that follow a cent (see tests/totals.rs) one is typed.
    assert_eq!(verified.differences.len(), 43);
    let text = write::text(&page(&changed, &verified));
    for word in ["批复核对表", "2040220", "70.01", "0.01"] {
        assert!(text.contains(word), "{word}: {text}");
    }

    // A total that was typed over differs by itself.
    let mut changed = draft.clone();
    type_into(&mut changed, "general", "total", "project", "2337.10");
    let verified = compare(&changed, &lines, &library()).expect("compared");
    assert!(verified.differences.iter().any(|found| found.typed && found.row == "合计"), "{:#?}", verified.differences);

    // So does a card, and a line that the approval does not have.
    let mut changed = draft.clone();
    changed.cards[0].amounts.insert("fiscal".into(), common::amount("28"));
    let verified = compare(&changed, &lines, &library()).expect("compared");
    assert_eq!(verified.differences.len(), 1, "{:#?}", verified.differences);
    assert_eq!(verified.differences[0].difference(), Decimal::from(-1));
    let mut changed = draft;
    changed.cards.push(gongkai::model::Card { id: "c99".into(), amounts: [("fiscal".into(), common::amount("5"))].into(), ..Default::default() });
    let verified = compare(&changed, &lines, &library()).expect("compared");
    assert_eq!(verified.differences.iter().map(|found| found.in_list).collect::<Vec<_>>(), [None]);
}

#[test]
fn a_list_of_indicators_fills_the_cards() {
    let draft = sample();
    let mut rows = vec![["依据", "项目名称", "项目编码", "一级指标", "指标值", "二级指标", "指标描述", "三级指标"].map(str::to_owned).to_vec()];
    for card in &draft.cards {
        for (n, indicator) in card.indicators.iter().enumerate() {
            let first = |text: &str| if n == 0 { text.to_owned() } else { String::new() };
            rows.push(vec![
                indicator.basis.clone(),
                first(card.text("name")),
                first(card.text("code")),
                indicator.level1.clone(),
                indicator.value.clone(),
                indicator.level2.clone(),
                indicator.description.clone(),
                indicator.level3.clone(),
            ]);
        }
    }
    let grid = RawGrid::of(rows);
    assert!(is_list(&grid, &library()));
    let mut found = draft.clone();
    for card in &mut found.cards {
        card.indicators.clear();
    }
    put(&mut found, &grid, &mapped(&grid), &library()).expect("filled");
    for (card, expected) in found.cards.iter().zip(&draft.cards) {
        let said = |rows: &[Indicator]| rows.iter().map(|row| Indicator { id: String::new(), ..row.clone() }).collect::<Vec<_>>();
        assert_eq!(said(&card.indicators), said(&expected.indicators), "{}", expected.text("name"));
        let ids: BTreeSet<&str> = card.indicators.iter().map(|row| row.id.as_str()).collect();
        assert!(ids.len() == card.indicators.len() && !ids.contains(""), "each row can be spoken of");
    }
    let faults = put(&mut empty(), &grid, &mapped(&grid), &library()).expect_err("no cards");
    assert!(faults[0].starts_with("第2行：项目“13101824P") && faults[0].contains("没有绩效目标表"), "{}", faults[0]);
}

#[test]
fn the_nine_forms_themselves_are_no_list() {
    let document = document(&sample());
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        if let gongkai::document::Block::Grid(grid) = block {
            let head = grid.columns.iter().map(|path| path.concat()).collect();
            let raw = RawGrid::of([vec![head], grid.body()].concat());
            assert!(!is_list(&raw, &library()), "{}", grid.title);
        }
    }
}

#[test]
fn a_template_may_say_itself_where_money_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(&repository("tests/fixtures/lanhe-unit-2025"), &folder.path().join("lanhe-unit-2025"));
    let own = "[(pane: \"income\", row: Function, column: \"service\", funds: [\"general\"])]";
    std::fs::write(folder.path().join("lanhe-unit-2025/lists.ron"), own).expect("written");
    let library = Library::load(Some(folder.path()));
    assert!(library.faults.is_empty(), "{:?}", library.faults);
    let template = library.template("lanhe-unit-2025").expect("the made-up province").clone();
    let mut draft = Draft::new(template, "103001", "某单位", 2025);
    let grid = lists::text_grid("", "单位\t项目类别\t功能科目\t金额（元）\n103001\t人员类\t2010301\t30000\n");
    put(&mut draft, &grid, &map(&grid, &library.lists).expect("a list"), &library).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(draft.rows(&"income".into())[0].amounts["service"].to_string(), "30000");
    assert!(draft.rows(&"general".into()).is_empty());
}

#[test]
fn the_command_line_fills_and_compares() {
    let draft = sample();
    let list = narrow(&leaves(&draft)).rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n");
    let desk = Desk::new().with_file("批复.txt", &list);
    let new = format!("list 批复.txt --template {TEMPLATE} --unit-code 103001 --unit-name 某单位 --year 2024 -o 新.ron");
    desk.run(&new).ends(0).says("第1列 批复金额 → 金额").prints("张绩效目标表");
    let mut found = desk.draft("新.ron");
    found.identity = draft.identity.clone();
    assert_same_forms(&found, &draft);
    // What is there is not written over.
    desk.run(&new).ends(2);

    desk.run("verify 新.ron 批复.txt").ends(0).prints("全部一致");
    type_into(&mut found, "general", "2040220", "project", "700100");
    let desk = desk.with("改.ron", &found);
    desk.run("verify 改.ron 批复.txt -o 核对表.pdf").ends(1);
    desk.run("verify 改.ron 批复.txt -o 核对表.txt").ends(1);
    assert!(desk.bytes("核对表.pdf").starts_with(b"%PDF-"));
    assert!(desk.text("核对表.txt").contains("1处录入的数与批复不一致"));
    desk.run("list 批复.txt --into 改.ron").ends(0);
    desk.run("verify 改.ron 批复.txt").ends(0);

    let desk = desk.with_file("坏.txt", &list.replace("项目类别", "口径"));
    desk.run("list 坏.txt --into 改.ron").ends(2).says("第4行").says("没有写文件");
    desk.run("list 坏.txt --into 改.ron --column 口径=项目类别").ends(0);
    // The correction is remembered.
    desk.run("list 坏.txt --into 改.ron").ends(0);
}
