//! A goal card (项目绩效目标表) out of a table in any of its layouts, and tables of indicators.

use super::caption::is_right;
use super::table::Table;
use super::words::{is_figure, joined, plain};
use crate::model::Indicator;
use crate::read::RawGrid;
use crate::template::IndicatorField;

/// What a card's table says, before any template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawCard {
    /// Texts by field: `code`, `name`, `budget`, `fiscal`, `other`, `purpose`; blank ones, too, where the card has the label.
    pub fields: Vec<(&'static str, String)>,
    /// Dates of the payment plan with their values, as printed.
    pub plan: Vec<(String, String)>,
    /// The label of the plan, which should say 万元 or %.
    pub plan_label: String,
    /// Goals without their numbers.
    pub goals: Vec<String>,
    /// Indicators with both kinds filled in.
    pub indicators: Vec<Indicator>,
    /// Columns of its indicator table.
    pub columns: Vec<IndicatorField>,
    /// Texts that found no place.
    pub left_over: Vec<String>,
}

impl RawCard {
    /// A field; `None` where the card has no such label.
    pub(super) fn field(&self, id: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| *known == id).map(|(_, text)| text.as_str())
    }
}

/// The field that a label of a card names.
fn card_label(text: &str) -> Option<&'static str> {
    let text = plain(text);
    let text = text.trim_end_matches(':').trim_start_matches("其中:");
    Some(match text {
        "项目编码" | "项目代码" | "预算项目编码" => "code",
        "项目名称" | "预算项目名称" => "name",
        "预算数" | "预算数(万元)" | "项目预算" | "预算金额" | "预算规模" | "预算总额" | "年度资金总额" | "项目资金总额" | "资金总额" => {
            "budget"
        }
        "财政资金" | "财政拨款" => "fiscal",
        "其他资金" => "other",
        "资金用途" | "项目资金主要用途" | "资金主要用途" | "主要用途" => "purpose",
        "预算规模及资金用途" => "scale",
        "绩效目标"
        | "项目绩效目标"
        | "年度绩效目标"
        | "年度目标"
        | "总体目标"
        | "年度总体目标"
        | "年度绩效总目标"
        | "项目总目标"
        | "总体绩效目标" => "goals",
        _ if text.starts_with("资金支出计划") => "plan",
        _ => return None,
    })
}

/// The column that a label of an indicator table heads.
pub(super) fn indicator_label(text: &str) -> Option<IndicatorField> {
    let text = plain(text);
    Some(match text.as_str() {
        "一级指标" => IndicatorField::Level1,
        "二级指标" => IndicatorField::Level2,
        "三级指标" => IndicatorField::Level3,
        "绩效指标描述" | "指标描述" | "指标解释" | "指标说明" | "指标内容" | "绩效指标" => IndicatorField::Description,
        "指标值" | "绩效指标值" | "目标值" | "年度指标值" => IndicatorField::Value,
        "符号" | "运算符号" => IndicatorField::Operator,
        "值" | "数值" => IndicatorField::Number,
        "计量单位" | "单位" => IndicatorField::Unit,
        "指标值确定依据" | "确定依据" | "指标值依据" | "依据" => IndicatorField::Basis,
        _ => return None,
    })
}

/// The row of a grid that heads its indicators.
pub(super) fn indicator_head(grid: &RawGrid) -> Option<usize> {
    grid.rows.iter().position(|row| {
        let fields: Vec<IndicatorField> = row.iter().filter_map(|cell| indicator_label(cell)).collect();
        fields.contains(&IndicatorField::Level1) && fields.len() >= 3
    })
}

/// Whether a table is a goal card: labels of its own above the head of its indicators.
pub(super) fn is_card(grid: &RawGrid) -> bool {
    indicator_head(grid)
        .is_some_and(|head| grid.rows[..head].iter().any(|row| row.iter().any(|cell| matches!(card_label(cell), Some("goals" | "code" | "name")))))
}

/// Whether a table is the rest, behind a page break, of a card or of a table of indicators.
pub(super) fn goes_on(earlier: &Table, later: &Table) -> bool {
    indicator_head(&earlier.grid).is_some() && indicator_head(&later.grid) == Some(0)
}

/// Whether a table is what a page has cut off a card: its indicators, with rows above their head or without one, and no name of another project.
pub(super) fn is_rest_of(earlier: &Table, later: &Table) -> bool {
    let labels = |grid: &RawGrid| -> Vec<&'static str> { grid.rows.iter().flatten().filter_map(|cell| card_label(cell)).collect() };
    let named = |grid: &RawGrid| labels(grid).iter().any(|label| matches!(*label, "code" | "name"));
    if named(&later.grid) || !named(&earlier.grid) {
        return false;
    }
    let cut_above = indicator_head(&earlier.grid).is_none() && indicator_head(&later.grid).is_some();
    // Rows of indicators say first what kind they are of.
    let is_kind = |cell: &String| is_level2(cell) || plain(cell).ends_with("指标") && plain(cell).chars().count() <= 8;
    let begins = later.grid.rows.first().is_some_and(|row| row.iter().take(3).any(is_kind));
    let same = later.grid.width() == earlier.grid.width() || later.width == earlier.width;
    let cut_within = indicator_head(&earlier.grid).is_some() && indicator_head(&later.grid).is_none() && same && begins;
    cut_above || cut_within
}

/// Puts the indicators of a later page below those of an earlier one, column by column.
pub(super) fn append(earlier: &mut Table, later: Table) {
    let (Some(head), Some(from)) = (indicator_head(&earlier.grid), indicator_head(&later.grid)) else { return };
    let columns = heads(&earlier.grid, head);
    let width = earlier.grid.width();
    for (n, row) in body_rows(&later.grid, from).into_iter().enumerate() {
        let rest = n == 0 && is_rest(&row);
        let mut cells = vec![String::new(); width];
        for (field, text) in row {
            let Some((at, _)) = columns.iter().find(|(_, known)| *known == field) else { continue };
            match earlier.grid.rows.last_mut().filter(|_| rest) {
                Some(above) => above[*at].push_str(&text),
                None => cells[*at] = text,
            }
        }
        if !rest {
            earlier.grid.rows.push(cells);
        }
    }
    earlier.notes.extend(later.notes);
}

/// Whether the first row of a page is what was left of the last one: no kinds of its own, and not every cell.
fn is_rest(row: &[(IndicatorField, String)]) -> bool {
    let cell = |field: &IndicatorField| row.iter().find(|(known, _)| known == field).map_or("", |(_, text)| text.as_str());
    let level2 = cell(&IndicatorField::Level2);
    let blank = [IndicatorField::Level3, IndicatorField::Description, IndicatorField::Value].iter().any(|field| cell(field).is_empty());
    cell(&IndicatorField::Level1).is_empty() && blank && (level2.is_empty() || !level2.contains("指标") || !is_level2(level2))
}

/// The columns of an indicator table: where each begins, and what it holds. A second header row splits 指标值.
fn heads(grid: &RawGrid, head: usize) -> Vec<(usize, IndicatorField)> {
    let mut out: Vec<(usize, IndicatorField)> = Vec::new();
    let below = has_second_head(grid, head).then(|| &grid.rows[head + 1]);
    for column in 0..grid.width() {
        let lower = below.and_then(|row| indicator_label(&row[column])).filter(|_| grid.rows[head][column].is_empty() || below.is_some());
        let upper = plain(&grid.rows[head][column]);
        // What stands below a label that nobody knows (分值) is not the target's. A running number is nothing.
        let unknown = || (!upper.is_empty() && !out.is_empty() && upper != "序号").then(|| IndicatorField::More(upper.clone()));
        let field = lower.or_else(|| indicator_label(&upper)).or_else(unknown);
        // 符号, 值, 符号: the third one is the unit, misnamed.
        let field =
            field.map(
                |field| if field == IndicatorField::Operator && out.iter().any(|(_, known)| *known == field) { IndicatorField::Unit } else { field },
            );
        if let Some(field) = field.filter(|field| !out.iter().any(|(_, known)| known == field)) {
            out.push((column, field));
        }
    }
    if below.is_some() && out.iter().any(|(_, field)| *field == IndicatorField::Operator) {
        out.retain(|(_, field)| *field != IndicatorField::Value);
    }
    out
}

fn has_second_head(grid: &RawGrid, head: usize) -> bool {
    grid.rows.get(head + 1).is_some_and(|row| {
        let filled = row.iter().filter(|cell| !cell.is_empty());
        let labels: Vec<_> = filled.clone().filter_map(|cell| indicator_label(cell)).collect();
        labels.len() > 1 && labels.len() == filled.count()
    })
}

/// The cells of a row that no cell to their left reaches over, with their columns.
fn origins(grid: &RawGrid, row: usize) -> Vec<usize> {
    let covered = |column: usize| grid.spans.iter().any(|span| span.covers(row, column) && span.column < column);
    (0..grid.width()).filter(|column| !covered(*column)).collect()
}

/// The rows below the head, each as texts by field.
fn body_rows(grid: &RawGrid, head: usize) -> Vec<Vec<(IndicatorField, String)>> {
    let columns = heads(grid, head);
    let from = head + 1 + usize::from(has_second_head(grid, head));
    let head_origins: Vec<usize> = origins(grid, head).into_iter().filter(|column| columns.iter().any(|(at, _)| at == column)).collect();
    let fields = |column: usize| columns.iter().rev().find(|(at, _)| *at <= column).map(|(_, field)| field.clone());
    (from..grid.rows.len())
        .map(|row| {
            let cells = origins(grid, row);
            // Rows whose cells do not stand exactly below their heads are read by order.
            let by_order = !grid.spans.is_empty() && cells.len() == head_origins.len() && cells != head_origins && from == head + 1;
            let mut shift = 0;
            let first = &grid.rows[row][0];
            let second = grid.rows[row].get(1).map_or("", String::as_str);
            // A second-level kind in the first column: the blank cell of the first level is missing.
            if is_level2(first) && !second.ends_with("指标") && columns.first().is_some_and(|(_, field)| *field == IndicatorField::Level1) {
                shift = 1;
            }
            let mut out: Vec<(IndicatorField, String)> = Vec::new();
            for (n, column) in cells.iter().enumerate() {
                let field = if by_order { columns.get(n).map(|(_, field)| field.clone()) } else { fields(column + shift) };
                let text = &grid.rows[row][*column];
                let Some(field) = field.filter(|_| !text.is_empty()) else { continue };
                match out.iter_mut().find(|(known, _)| *known == field) {
                    Some((_, known)) => {
                        known.push('\n');
                        known.push_str(text);
                    }
                    None => out.push((field, text.clone())),
                }
            }
            out
        })
        .filter(|row| !row.is_empty())
        .collect()
}

/// 数量指标, 社会效益指标 and the like.
pub(super) fn is_level2(text: &str) -> bool {
    let text = plain(text);
    ["数量", "质量", "时效", "成本", "经济效益", "社会效益", "生态效益", "可持续影响", "可持续性影响", "服务对象满意度"]
        .iter()
        .any(|kind| text == *kind || text.strip_suffix("指标") == Some(kind))
}

/// The indicators of a grid below its head; kinds that are printed once for several rows are on each of them.
pub(super) fn indicators(grid: &RawGrid, head: usize) -> Vec<Indicator> {
    let mut out: Vec<Indicator> = Vec::new();
    for cells in body_rows(grid, head) {
        let mut row = Indicator::default();
        for (field, text) in cells {
            let text = match field {
                IndicatorField::Level1 | IndicatorField::Level2 => text.split_whitespace().collect(),
                _ => joined(&text),
            };
            row.set(&field, text);
        }
        if let Some(above) = out.last() {
            if row.level1.is_empty() {
                row.level1.clone_from(&above.level1);
                if row.level2.is_empty() {
                    row.level2.clone_from(&above.level2);
                }
            } else if row.level2.is_empty() && row.level1 == above.level1 {
                row.level2.clone_from(&above.level2);
            }
        }
        out.push(row);
    }
    out
}

/// The card that a table holds.
pub(super) fn card(table: &Table) -> Option<RawCard> {
    let grid = &table.grid;
    let head = indicator_head(grid).filter(|_| is_card(grid))?;
    let mut card = RawCard { columns: heads(grid, head).into_iter().map(|(_, field)| field).collect(), ..RawCard::default() };
    let mut section = "";
    let mut dates: Vec<(usize, usize)> = Vec::new();
    let mut goals = String::new();
    for (n, row) in grid.rows[..head].iter().enumerate() {
        let origins: Vec<usize> = origins(grid, n).into_iter().filter(|column| !row[*column].is_empty()).collect();
        let mut label = None;
        let mut named: Option<usize> = None;
        for column in origins {
            let text = row[column].as_str();
            let found = card_label(text);
            if let Some(found) = found.filter(|_| !(column > 0 && matches!(label, Some("name")) && card.field("name").is_none_or(str::is_empty))) {
                match found {
                    "scale" => section = "purpose",
                    "plan" => {
                        section = "plan";
                        card.plan_label = plain(text);
                    }
                    "goals" => section = "goals",
                    field => {
                        card.fields.push((field, String::new()));
                        if field == "purpose" {
                            section = "purpose";
                        }
                    }
                }
                label = Some(found);
                continue;
            }
            match label {
                // A figure is one cell; what stands behind it is another label's.
                Some(field @ ("code" | "name" | "budget" | "fiscal" | "other"))
                    if field == "name" || card.field(field).is_none_or(str::is_empty) || is_figure(text) && field == "code" =>
                {
                    if let Some((_, value)) = card.fields.iter_mut().rev().find(|(known, _)| *known == field) {
                        value.push_str(text);
                    }
                }
                _ if section == "plan" && is_date(text) => {
                    dates.push((column, card.plan.len()));
                    card.plan.push((plain(text), String::new()));
                }
                _ if section == "plan" => match dates.iter().rev().find(|(at, _)| *at <= column) {
                    Some((_, date)) => card.plan[*date].1 = plain(text),
                    None => card.left_over.push(text.to_owned()),
                },
                _ if section == "goals" => {
                    goals.push('\n');
                    goals.push_str(text);
                }
                // A row that was cut: the figures of the labels above it, and again what is known.
                _ if section == "purpose" && is_figure(text) && card.fields.iter().any(|(field, _)| *field == "budget") => {
                    if let Some((_, value)) = card.fields.iter_mut().find(|(field, value)| ["budget", "fiscal"].contains(field) && value.is_empty()) {
                        value.push_str(text);
                    } else if !card.fields.iter().any(|(_, value)| value == text) {
                        card.left_over.push(text.to_owned());
                    }
                }
                _ if section == "purpose" => match card.fields.iter_mut().find(|(known, _)| *known == "purpose") {
                    Some((_, value)) => value.push_str(text),
                    None => card.fields.push(("purpose", text.to_owned())),
                },
                _ if is_right(text) => {}
                // What the card does not know is kept by its own label.
                _ => {
                    if let Some(at) = named.take() {
                        card.left_over[at] = format!("{}：{text}", card.left_over[at].trim_end_matches(['：', ':']));
                    } else {
                        named = Some(card.left_over.len());
                        card.left_over.push(text.to_owned());
                    }
                }
            }
        }
    }
    for (field, text) in &mut card.fields {
        *text = match *field {
            "code" => text.split_whitespace().collect(),
            _ => joined(text),
        };
    }
    card.goals = split_goals(&goals);
    card.indicators = indicators(grid, head);
    sentence(&mut card);
    Some(card)
}

/// 预算数1174万元。其中：财政资金1174元。主要用于…: money inside the sentence of the purpose.
pub(super) fn sentence(card: &mut RawCard) {
    let Some(text) = card.field("purpose").filter(|_| card.field("budget").is_none()).map(str::to_owned) else { return };
    let mut rest = text.trim();
    let mut amounts = Vec::new();
    for (field, starts) in [("budget", &["预算数"][..]), ("fiscal", &["其中：财政资金", "其中:财政资金", "财政资金"]), ("other", &["其他资金"])]
    {
        let Some(after) = starts.iter().find_map(|start| rest.strip_prefix(start)) else { continue };
        let after = after.trim_start_matches([' ', '：', ':']);
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        // The unit is 万元; where 元 is printed for one of two equal figures it is a slip, and both are kept as they are printed.
        let tail = after[digits..].trim_start();
        let Some(tail) = tail.strip_prefix("万元").or_else(|| tail.strip_prefix('元')).filter(|_| digits > 0) else { break };
        amounts.push((field, after[..digits].to_owned()));
        rest = tail.trim_start_matches(['。', '，', ',', '；', ' ']);
    }
    if amounts.is_empty() {
        return;
    }
    let rest = rest.to_owned();
    if let Some((_, purpose)) = card.fields.iter_mut().find(|(known, _)| *known == "purpose") {
        *purpose = rest;
    }
    card.fields.extend(amounts);
}

fn is_date(text: &str) -> bool {
    let text = plain(text);
    text.strip_suffix("月底").is_some_and(is_figure)
}

/// Goals one by one without their numbers; text that is not numbered is one goal.
pub(super) fn split_goals(text: &str) -> Vec<String> {
    let text = text.trim();
    let mut out: Vec<String> = Vec::new();
    let mut rest = text;
    // The number is taken only where it is the next one: 2. behind 1.
    let begins = |text: &str, n: usize| -> Option<usize> {
        let digits = n.to_string();
        let after = text.strip_prefix(digits.as_str())?;
        let sign = after.chars().next().filter(|c| matches!(c, '.' | '、' | '．'))?;
        let behind = &after[sign.len_utf8()..];
        let fraction = sign == '.' && behind.starts_with(|c: char| c.is_ascii_digit()) && !behind.starts_with("20");
        (!fraction).then_some(digits.len() + sign.len_utf8())
    };
    let Some(first) = begins(rest, 1) else {
        return if text.is_empty() { Vec::new() } else { vec![paragraphs(text)] };
    };
    rest = &rest[first..];
    loop {
        let n = out.len() + 2;
        let next = rest.char_indices().find(|(at, c)| {
            let before = rest[..*at].chars().next_back();
            c.is_ascii_digit() && before.is_some_and(|c| c.is_whitespace() || matches!(c, '。' | '；' | ';')) && begins(&rest[*at..], n).is_some()
        });
        let Some((at, _)) = next else { break };
        out.push(paragraphs(&rest[..at]));
        rest = &rest[at + begins(&rest[at..], n).unwrap_or(0)..];
    }
    out.push(paragraphs(rest));
    out
}

/// Lines of a goal; the breaks of a wrapped line are none.
fn paragraphs(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&str]) -> Table {
        Table { grid: RawGrid::of(rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect()), ..Table::default() }
    }

    #[test]
    fn a_card_with_money_plan_and_carried_kinds() {
        let card = card(&table(&[
            "项目编码|13032423P0044281013 9H||项目名称|巡查经费||",
            "预算规模及 资金用途|预算数|5.00|其中：财政 资金|5.00|其他资金|",
            "|巡查支出|||||",
            "资金支出计 划（%）|3月底||6月底|10月底|12月底|",
            "|0%||50%||100%|",
            "绩效目标|1.甲乙。 2.丙3.5丁|||||",
            "一级指标|二级指标|三级指标|绩效指标描述|指标值|指标值确定 依据|",
            "产出指标|数量指标|次 数|巡查次数|≥6次|计划|",
            "|质量指标|率|合格率|100%|计划|",
            "成本指标|成本|总成本|5万元|计划||",
        ]))
        .expect("a card");
        assert_eq!(card.field("code"), Some("13032423P00442810139H"));
        assert_eq!(
            (card.field("name"), card.field("budget"), card.field("other"), card.field("purpose")),
            (Some("巡查经费"), Some("5.00"), Some(""), Some("巡查支出"))
        );
        let plan: Vec<&str> = card.plan.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(plan, ["0%", "50%", "", "100%"]);
        assert_eq!(card.goals, ["甲乙。", "丙3.5丁"]);
        let kinds: Vec<(&str, &str, &str, &str)> =
            card.indicators.iter().map(|row| (row.level1.as_str(), row.level2.as_str(), row.level3.as_str(), row.value.as_str())).collect();
        assert_eq!(
            kinds,
            [("产出指标", "数量指标", "次数", "≥6次"), ("产出指标", "质量指标", "率", "100%"), ("产出指标", "成本指标", "成本", "5万元")]
        );
        assert!(card.left_over.is_empty(), "{:?}", card.left_over);
    }

    #[test]
    fn a_column_that_nobody_knows_is_not_added_to_its_neighbour() {
        let rows = indicators(&table(&["一级指标|二级指标|三级指标|指标值|分值（90）", "产出指标|数量指标|件数|≥35件|50"]).grid, 0);
        assert_eq!((rows[0].value.as_str(), rows[0].get(&IndicatorField::More("分值(90)".into()))), ("≥35件", "50"));
    }

    #[test]
    fn money_inside_a_sentence() {
        let mut card = RawCard {
            fields: vec![("purpose", "预算数 345.52 万元。其中：财政资金 345.52 元。主要用于租赁。".into())],
            ..RawCard::default()
        };
        sentence(&mut card);
        assert_eq!((card.field("budget"), card.field("fiscal"), card.field("purpose")), (Some("345.52"), Some("345.52"), Some("主要用于租赁。")));
    }

    #[test]
    fn goals_are_split_at_the_next_number_only() {
        assert_eq!(split_goals("1.《2019年8月13日》要求.遵循 2.通过1.5万"), ["《2019年8月13日》要求.遵循", "通过1.5万"]);
        assert_eq!(split_goals("1.甲\n乙\n2.丙"), ["甲\n乙", "丙"]);
        assert_eq!(split_goals("及时支付"), ["及时支付"]);
    }
}
