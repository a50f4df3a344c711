//! How a draft is looked through: remarks at places, the steps of the way from drafting to publishing, and the days that the law counts
//! from. All of it is in the draft and changed by edits; none of it is in the disclosure.
//!
//! What a step says of the draft's content, and what has changed since, is for `review` to say.

use serde::{Deserialize, Serialize};

use super::place::Place;

/// A stage of the way to publishing, and the role that has its say there. Roles are modes of working, not accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// 编制: the drafter hands it over.
    #[default]
    Drafting,
    /// 复核
    Review,
    /// 保密审查: a role of its own.
    Secrecy,
    /// 审签: whoever is responsible.
    SignOff,
    /// 公开
    Publishing,
}

impl Stage {
    /// In the order of the way.
    pub const ALL: [Self; 5] = [Self::Drafting, Self::Review, Self::Secrecy, Self::SignOff, Self::Publishing];

    /// As a finance office says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Drafting => "编制",
            Self::Review => "复核",
            Self::Secrecy => "保密审查",
            Self::SignOff => "审签",
            Self::Publishing => "公开",
        }
    }
}

/// What somebody said, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The words; may be empty where an act says enough.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Who.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Day and time, as printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on: String,
}

/// A remark (意见) at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// Stays.
    pub id: String,
    /// Where.
    pub place: Place,
    /// The paragraph that it is about, where the place is a running text; found again by its words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quote: String,
    /// What the place was called and what it said when the remark was made: all that is left of it once the place is gone.
    pub about: String,
    /// The role of who made it.
    pub stage: Stage,
    /// The remark.
    pub said: Said,
    /// What was answered, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Said>,
    /// Who has settled it; `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Said>,
}

/// A step of the way: somebody has passed the draft on or sent it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Stays.
    pub id: String,
    /// Whose say it was.
    pub stage: Stage,
    /// Whether it was sent back (退回修改).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sent_back: bool,
    /// Words, name, time.
    pub said: Said,
    /// The digest of what was printed then.
    pub digest: String,
    /// The draft as it was, packed; only of the last step of each stage, and where no other step has kept the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kept: String,
}

/// The days that the law counts from (预算法 article 14, 预算法实施条例 article 6), as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// 财政批复日期: the finance bureau's approval of the department's budget.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub approved: String,
    /// 部门批复日期: the department's approval of the unit's budget.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub passed_on: String,
    /// 公开日期
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub published: String,
}

impl Days {
    /// Whether no day is stated.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

impl Remark {
    /// Whether it still waits for somebody.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    /// Whether any of its words holds the text.
    #[must_use]
    pub fn mentions(&self, text: &str) -> bool {
        let words = self.answers.iter().chain(&self.settled).chain([&self.said]).map(|said| said.text.as_str());
        words.chain([self.quote.as_str(), &self.about]).any(|words| words.contains(text))
    }
}
