//! Days as people write them: when something was said, approved or published, and how long ago that is.
//!
//! A day is kept as it was typed; only where days are counted is it read.

use chrono::{Days, FixedOffset, NaiveDate, Utc};

/// The clock in China.
fn there() -> chrono::DateTime<FixedOffset> {
    // Eight hours are a whole number of seconds within a day.
    Utc::now().with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| FixedOffset::east_opt(0).expect("no offset is an offset")))
}

/// The day of the clock in China.
#[must_use]
pub fn today() -> NaiveDate {
    there().date_naive()
}

/// Day and time of the clock in China, as a remark is dated: `2026年2月5日 09:30`.
#[must_use]
pub fn now() -> String {
    let now = there();
    format!("{} {}", said(now.date_naive()), now.format("%H:%M"))
}

/// A day in words: `2026年2月5日`.
#[must_use]
pub fn said(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

/// The day that a text begins with: `2026年2月5日`, `2026-2-5`, `2026.02.05`, `2026/2/5`; `None` where that is no day.
#[must_use]
pub fn read(text: &str) -> Option<NaiveDate> {
    let mut numbers = text.trim().split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
    let (year, month, day) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| (1949..=2100).contains(year))?, month, day)
}

/// The last of so many days after a day: within 20 days of 1 February is until the 21st.
#[must_use]
pub fn until(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for text in ["2026年2月5日", "2026-2-5", "2026.02.05", " 2026/02/05 09:30"] {
            assert_eq!(read(text).map(said).as_deref(), Some("2026年2月5日"), "{text}");
        }
        for text in ["", "2月5日", "2026年2月", "2026年2月30日", "1026-2-5"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn twenty_days_are_counted_over_the_end_of_a_month() {
        assert_eq!(said(until(read("2024-2-10").expect("a day"), 20)), "2024年3月1日");
    }
}
