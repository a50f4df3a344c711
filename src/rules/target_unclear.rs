//! C108: a target that is none: a question, a lone unit or stroke, the name of what ought to be said.

use super::shared::{Case, Found};
use super::targets::{Kind, Shape, TargetRow, numbers};

/// What a bare noun ends in.
const NOUNS: &[&str] = &[
    "率",
    "度",
    "数",
    "量",
    "额",
    "性",
    "费",
    "标准",
    "时间",
    "时限",
    "情况",
    "水平",
    "程度",
    "收入",
    "支出",
    "进度",
    "金额",
    "人数",
    "价格",
    "面积",
    "天数",
    "数量",
    "预算数",
    "名称",
    "单价",
    "成本",
];

/// What makes words a target: change, state, keeping, doing, a grade or rank.
const CLEAR: &[&str] = &[
    "提升",
    "提高",
    "增强",
    "增长",
    "增加",
    "改善",
    "优化",
    "降低",
    "下降",
    "减少",
    "减轻",
    "缓解",
    "扩大",
    "普及",
    "完善",
    "健全",
    "有效",
    "显著",
    "明显",
    "稳步",
    "持续",
    "不断",
    "逐年",
    "有所",
    "得到",
    "进一步",
    "较上年",
    "同比",
    "稳定",
    "安全",
    "正常",
    "良好",
    "优",
    "合格",
    "达标",
    "符合",
    "满足",
    "规范",
    "合规",
    "及时",
    "按",
    "完整",
    "准确",
    "到位",
    "可控",
    "全覆盖",
    "零",
    "无",
    "不",
    "保障",
    "保证",
    "确保",
    "维护",
    "保持",
    "维持",
    "防止",
    "杜绝",
    "完成",
    "建立",
    "落实",
    "执行",
    "配合",
    "处置",
    "化解",
    "处理",
    "高",
    "低",
    "较",
    "一般",
    "级",
    "前",
    "名列",
    "全年",
    "长期",
    "年内",
    "实时",
    "要求",
    "促进",
    "推动",
    "加强",
    "加大",
    "控制",
    "全部",
    "全面",
    "达到",
    "实现",
    "根据",
    "依据",
    "以内",
];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let (questions, others): (Vec<&TargetRow<'_>>, Vec<&TargetRow<'_>>) = case
        .targets()
        .iter()
        .filter(|row| row.said.contains('^') || !matches!(row.target.shape, Shape::Number | Shape::Date | Shape::Several))
        .partition(|row| row.target.shape == Shape::Question);
    let mut out: Vec<Found> = others.into_iter().filter_map(|row| Some(row.found_at_value(message(row)?))).collect();
    let cards: Vec<&[&TargetRow<'_>]> = questions.chunk_by(|a, b| a.owner == b.owner).collect();
    // Whoever asks in many cards asks in all: one fault, which is said once.
    if let [first, _, _, _, ..] = cards[..] {
        let named: Vec<String> = cards.iter().map(|rows| format!("{}第{}行", case.project_of(rows[0]), numbers(rows))).collect();
        let said = format!("{}个项目有指标值是问句（例如“{}”），没有说明要达到什么：{}", cards.len(), first[0].said, named.join("；"));
        out.push(first[0].found_at_value(said));
        return out;
    }
    for rows in cards {
        let said: Vec<String> = rows.iter().map(|row| format!("“{}”的“{}”", row.name, row.said)).collect();
        out.push(rows[0].found_at_value(match rows {
            [row] => format!("“{}”的指标值“{}”是问句，没有说明要达到什么", row.name, row.said),
            _ => format!("第{}行的指标值是问句，没有说明要达到什么：{}", numbers(rows), said.join("、")),
        }));
    }
    out
}

fn message(row: &TargetRow<'_>) -> Option<String> {
    let (name, said) = (&row.name, &row.said);
    if said.contains('^') {
        return Some(format!("“{name}”的指标值“{said}”里有多余的“^”"));
    }
    match row.target.shape {
        Shape::Unit => Some(format!("“{name}”的指标值只有单位“{said}”，没有数")),
        Shape::Blank => Some(format!("“{name}”没有填写指标值")),
        // 无 is nothing where the name is a bad thing, and a placeholder elsewhere.
        Shape::Mark if matches!(said.as_str(), "/" | "\\" | "-" | "—" | "——" | "--") => {
            Some(format!("“{name}”的指标值“{said}”没有说明目标，应填写数字或者明确的文字"))
        }
        Shape::Words if row.kind != Some(Kind::Satisfaction) && is_bare(said) => {
            Some(format!("“{name}”的指标值“{said}”只有名称，没有说明要达到什么"))
        }
        _ => None,
    }
}

fn is_bare(said: &str) -> bool {
    let long = said.chars().count();
    NOUNS.iter().any(|noun| said.ends_with(noun))
        && !said.contains(['《', '≥', '≤', '，', '。', '；'])
        && !said.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
        && long <= 14
        // Of 及时率 and 完善率 the first half is no statement.
        && (long <= 3 || !CLEAR.iter().any(|word| said.contains(word)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, said, sample, with_target};

    fn with(value: &str) -> Vec<String> {
        said(&with_target(0, "", "线路数量", value), "C108")
    }

    #[test]
    fn what_says_nothing_of_the_aim_is_told() {
        assert_eq!(with("是否及时"), ["“线路数量”的指标值“是否及时”是问句，没有说明要达到什么"]);
        let mut draft = sample();
        for row in &mut draft.cards[0].indicators[..2] {
            (row.level3, row.value) = ("线路数量".into(), "是否及时".into());
        }
        let found = found(&draft, "C108");
        assert_eq!(found.len(), 1);
        assert!(found[0].1.starts_with("第1、2行的指标值是问句"), "{found:?}");
        assert_eq!(with("万元"), ["“线路数量”的指标值只有单位“万元”，没有数"]);
        assert_eq!(with("/"), ["“线路数量”的指标值“/”没有说明目标，应填写数字或者明确的文字"]);
        assert_eq!(with(""), ["“线路数量”没有填写指标值"]);
        assert_eq!(with("在册吸毒人员数量"), ["“线路数量”的指标值“在册吸毒人员数量”只有名称，没有说明要达到什么"]);
        assert_eq!(with("≥99^%"), ["“线路数量”的指标值“≥99^%”里有多余的“^”"]);
        assert_eq!(with("及时率"), ["“线路数量”的指标值“及时率”只有名称，没有说明要达到什么"]);
    }

    #[test]
    fn questions_in_many_cards_are_one_fault() {
        let mut draft = sample();
        for card in &mut draft.cards[..4] {
            card.indicators[1].value = "是否及时".into();
        }
        let found = found(&draft, "C108");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.starts_with("4个项目有指标值是问句（例如“是否及时”），没有说明要达到什么：项目1“"), "{found:?}");
        assert!(found[0].1.contains("；项目4“") && found[0].1.ends_with("第2行"), "{found:?}");
    }

    #[test]
    fn numbers_dates_and_clear_words_are_targets() {
        for said in ["≥3条", "2024年6月底前", "有效提高破案率", "前三名", "全年", "按国家规定标准", "无"] {
            assert_eq!(with(said), [""; 0], "{said}");
        }
    }
}
