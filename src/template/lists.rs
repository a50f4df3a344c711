//! What the finance system's flat lists say, as data: the wordings of their heads and cells, and where a line's money goes.
//! `templates/lists.ron` holds it for every template; a `lists.ron` beside a template has places of its own.

use serde::{Deserialize, Serialize};

/// What a column of a list holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ListField {
    /// Unit: code, name or both in one cell.
    Unit,
    /// Kind of project: 人员类, 公用经费, 其他运转类, 特定目标类.
    Kind,
    /// Project.
    Project,
    /// Functional item.
    Function,
    /// Departmental economic item.
    Economic,
    /// Government economic item.
    GovEconomic,
    /// Whether it is bought by government procurement.
    Procurement,
    /// The fund that pays.
    Fund,
    /// Where the money comes from: a finer fund, or a carry-over.
    Source,
    /// Whether it is carried over.
    Carried,
    /// The money, where the fund stands in a column of its own.
    Amount,
    /// The money of one fund.
    FundAmount {
        /// Fund by id.
        fund: String,
        /// Whether it is carried over.
        carried: bool,
    },
    /// Sum of the line's funds; compared, not taken.
    Total,
    /// 一级指标
    Level1,
    /// 二级指标
    Level2,
    /// 三级指标
    Level3,
    /// 指标描述
    Description,
    /// 指标值
    Value,
    /// 符号
    Operator,
    /// 值 without its unit
    Number,
    /// 计量单位
    Measure,
    /// 依据
    Basis,
    /// Nothing that is needed.
    Ignored,
}

/// A field with its wordings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// Which.
    pub field: ListField,
    /// What a clerk calls it.
    pub label: String,
    /// Heads that mean it: whole, or as a part of a longer one.
    pub words: Vec<String>,
}

/// A fund with its wordings, in heads and in cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundWords {
    /// As targets name it.
    pub id: String,
    /// What a clerk calls it.
    pub label: String,
    /// Its wordings.
    pub words: Vec<String>,
}

/// A kind of expenditure with its wordings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWords {
    /// As targets name it.
    pub id: String,
    /// Its wordings.
    pub words: Vec<String>,
    /// Where the wording does not tell 人员 from 公用: beginnings of economic codes, and the kind that each makes it; the first that fits.
    #[serde(default)]
    pub by_economic: Vec<(String, String)>,
}

/// Which row of a pane a line belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RowBy {
    /// Of its functional item.
    Function,
    /// Of its departmental economic item.
    Economic,
    /// Of its government economic item.
    GovEconomic,
    /// A fixed row, by id.
    Row(String),
}

/// A column of a form and the lines whose money adds up in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Pane, as equations name it.
    pub pane: String,
    /// The row.
    pub row: RowBy,
    /// The column.
    pub column: String,
    /// Funds that count; all if not said.
    #[serde(default)]
    pub funds: Vec<String>,
    /// Kinds that count; all if not said.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Only what is carried over, or only what is not; both if not said.
    #[serde(default)]
    pub carried: Option<bool>,
    /// Departmental economic items that count; all if not said.
    #[serde(default)]
    pub economic: Vec<String>,
}

/// How lines fill the goal cards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardTargets {
    /// Kinds whose projects have a card.
    pub kinds: Vec<String>,
    /// Money fields, and the funds that add up in each.
    pub amounts: Vec<(String, Vec<String>)>,
}

/// Everything that a template says of lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListWords {
    /// Heads.
    pub fields: Vec<FieldWords>,
    /// Funds.
    pub funds: Vec<FundWords>,
    /// Kinds.
    pub kinds: Vec<KindWords>,
    /// Words of a carry-over.
    pub carried: Vec<String>,
    /// Cells that say yes.
    pub yes: Vec<String>,
    /// Words of the amounts that count where several stand side by side.
    pub approved: Vec<String>,
    /// Words of those that do not.
    pub proposed: Vec<String>,
    /// First words of rows that add up others.
    pub totals: Vec<String>,
    /// Where money goes.
    pub targets: Vec<Target>,
    /// The cards.
    pub cards: CardTargets,
    /// Places of templates that have their own, by template.
    #[serde(skip)]
    pub own: std::collections::BTreeMap<String, Vec<Target>>,
}

impl ListWords {
    /// The places of a template.
    #[must_use]
    pub fn targets_of(&self, template: &str) -> &[Target] {
        self.own.get(template).unwrap_or(&self.targets)
    }

    /// What a clerk calls a field.
    #[must_use]
    pub fn label(&self, field: &ListField) -> String {
        if let ListField::FundAmount { fund, carried } = field {
            let label = self.funds.iter().find(|words| words.id == *fund).map_or(fund.as_str(), |words| &words.label);
            return if *carried { format!("上年结转{label}") } else { label.to_owned() };
        }
        self.fields.iter().find(|words| words.field == *field).map_or_else(String::new, |words| words.label.clone())
    }

    /// The field that a clerk calls so.
    #[must_use]
    pub fn named(&self, label: &str) -> Option<ListField> {
        let (fund, carried) = label.strip_prefix("上年结转").map_or((label, false), |rest| (rest, true));
        let fund = self.funds.iter().find(|words| words.label == fund).map(|words| ListField::FundAmount { fund: words.id.clone(), carried });
        fund.or_else(|| self.fields.iter().find(|words| words.label == label).map(|words| words.field.clone()))
    }

    /// Every label that [`Self::named`] understands, a carry-over's aside.
    #[must_use]
    pub fn labels(&self) -> Vec<&str> {
        self.fields.iter().map(|words| words.label.as_str()).chain(self.funds.iter().map(|words| words.label.as_str())).collect()
    }
}
