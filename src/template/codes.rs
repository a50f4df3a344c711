//! Classification lists (支出功能分类, 部门经济分类, 政府采购品目): a code typed gives its name.
//!
//! The lists are CSV under `templates/codes/`; what they are worth is said in the README there. They help, they
//! do not judge: a name stays editable, and a code that no list has is allowed.

use std::collections::BTreeMap;

use serde::Deserialize;

/// All lists, by file name without ending.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    lists: BTreeMap<String, Vec<Code>>,
}

/// One code with one of its names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Code {
    /// Digits, in some lists after a letter.
    pub code: String,
    /// Its name.
    pub name: String,
    /// First budget year of this name; blank where not known.
    pub from: Option<u16>,
    /// Last budget year of this name; blank where still valid or not known.
    pub until: Option<u16>,
    /// Whether the name is today's.
    pub status: CodeStatus,
}

/// Standing of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeStatus {
    /// Valid.
    Current,
    /// A name or code of former years.
    Former,
    /// A local way to write it.
    Variant,
}

/// What a year's list says of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<'a> {
    /// The name in that year.
    Current(&'a str),
    /// Only known under this former name, or from other years.
    Former(&'a str),
    /// Not in the list.
    Unknown,
}

impl Codes {
    /// Adds a list; the rows of a code stand together.
    ///
    /// # Errors
    /// Line and reason of the first row that cannot be read.
    pub fn add(&mut self, name: &str, csv: &str) -> Result<(), (usize, String)> {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let mut codes: Vec<Code> = Vec::new();
        for row in reader.deserialize() {
            codes.push(row.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                (usize::try_from(line).unwrap_or(1), error.to_string())
            })?);
        }
        // Stable: among the rows of one code the file's order stays.
        codes.sort_by(|a, b| a.code.cmp(&b.code));
        self.lists.insert(name.into(), codes);
        Ok(())
    }

    /// What the list says of a code in a budget year. A name whose known years hold the year goes first, then today's
    /// name, then the former name that was valid last. Local ways to write a name are never offered.
    #[must_use]
    pub fn look_up(&self, list: &str, code: &str, year: u16) -> Known<'_> {
        let rows = self.rows(list, code).iter().filter(|row| row.status != CodeStatus::Variant);
        let valid = |row: &&Code| row.from.is_none_or(|from| from <= year) && row.until.is_none_or(|until| year <= until);
        let dated = rows.clone().filter(valid).find(|row| row.from.is_some() || row.until.is_some());
        let current = |row: &&Code| row.status == CodeStatus::Current;
        if let Some(row) = dated.or_else(|| rows.clone().filter(valid).find(current)) {
            return Known::Current(&row.name);
        }
        let latest = rows.clone().find(current).or_else(|| rows.max_by_key(|row| (row.until, std::cmp::Reverse(row.from))));
        latest.map_or(Known::Unknown, |row| Known::Former(&row.name))
    }

    /// The name of a code in a year, however old.
    #[must_use]
    pub fn name(&self, list: &str, code: &str, year: u16) -> Option<&str> {
        match self.look_up(list, code, year) {
            Known::Current(name) | Known::Former(name) => Some(name),
            Known::Unknown => None,
        }
    }

    /// The row of a code under that name, blanks and brackets aside.
    #[must_use]
    pub fn called(&self, list: &str, code: &str, name: &str) -> Option<&Code> {
        self.rows(list, code).iter().find(|row| bare(&row.name) == bare(name))
    }

    /// The other code of today that alone has this name.
    #[must_use]
    pub fn code_called(&self, list: &str, name: &str) -> Option<&str> {
        let mut rows = self.lists.get(list)?.iter().filter(|row| row.status == CodeStatus::Current && bare(&row.name) == bare(name));
        let first = rows.next()?;
        rows.all(|row| row.code == first.code).then_some(first.code.as_str())
    }

    /// Codes of the year that begin with what was typed, or whose name holds it, in code order.
    #[must_use]
    pub fn suggest(&self, list: &str, typed: &str, year: u16, most: usize) -> Vec<(&str, &str)> {
        let codes = self.lists.get(list).map_or(&[][..], Vec::as_slice);
        let mut out: Vec<(&str, &str)> = Vec::new();
        for row in codes.iter().filter(|row| row.code.starts_with(typed) || row.name.contains(typed)) {
            if out.len() == most {
                break;
            }
            if out.last().is_none_or(|(code, _)| *code != row.code)
                && let Known::Current(name) = self.look_up(list, &row.code, year)
            {
                out.push((&row.code, name));
            }
        }
        out
    }

    /// Whether there is such a list.
    #[must_use]
    pub fn has(&self, list: &str) -> bool {
        self.lists.contains_key(list)
    }

    fn rows(&self, list: &str, code: &str) -> &[Code] {
        let Some(codes) = self.lists.get(list) else { return &[] };
        let start = codes.partition_point(|row| row.code.as_str() < code);
        let end = start + codes[start..].partition_point(|row| row.code == code);
        &codes[start..end]
    }
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !"（）()、，".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_year_comes_first() {
        let mut codes = Codes::default();
        codes
            .add(
                "functions",
                "code,name,from,until,status\n210,卫生健康支出,2019,,current\n210,医疗卫生与计划生育支出,2014,2018,former\n210,医疗卫生支出,,2013,former\n21399,其他,,,current\n",
            )
            .unwrap();
        assert_eq!(codes.look_up("functions", "210", 2024), Known::Current("卫生健康支出"));
        assert_eq!(codes.look_up("functions", "210", 2016), Known::Current("医疗卫生与计划生育支出"));
        assert_eq!(codes.look_up("functions", "999", 2024), Known::Unknown);
        assert_eq!(codes.suggest("functions", "21", 2024, 9), [("210", "卫生健康支出"), ("21399", "其他")]);
        assert_eq!(codes.add("bad", "code,name,from,until,status\n1,x,二,,current\n").unwrap_err().0, 2);
    }
}
