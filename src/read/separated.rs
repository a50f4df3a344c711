//! Cells apart by a sign and rows by line ends, as spreadsheets give them to the clipboard and into .csv files.

/// A text as rows of cells, with quotes round cells that hold the sign or line ends themselves. A cell is quoted only where its last quote stands
/// before the sign or the line's end: `"三公"经费` has quotes of its own. Empty lines are rows, too: a column copied with gaps keeps its gaps.
#[must_use]
pub fn separated(text: &str, sign: char) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    loop {
        let (cell, behind) = quoted(rest, sign).unwrap_or_else(|| plain(rest, sign));
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        if let Some(behind) = behind.strip_prefix(sign) {
            rest = behind;
        } else if let Some(behind) = behind.strip_prefix('\n') {
            rows.push(Vec::new());
            rest = behind;
        } else {
            break;
        }
    }
    // The last line's end is no row.
    if rows.len() > 1 && rows.last().is_some_and(|row| row.len() == 1 && row[0].is_empty()) {
        rows.pop();
    }
    rows
}

/// A cell without quotes, and what follows it.
fn plain(text: &str, sign: char) -> (String, &str) {
    let end = text.find([sign, '\n']).unwrap_or(text.len());
    let (cell, behind) = text.split_at(end);
    let cell = cell.strip_suffix('\r').filter(|_| !behind.starts_with(sign)).unwrap_or(cell);
    (cell.to_owned(), behind)
}

/// A cell in quotes, and what follows it; `None` where the quotes are its own. One that is longer than any cell is none.
fn quoted(text: &str, sign: char) -> Option<(String, &str)> {
    const LONGEST: usize = 40_000;
    let mut cell = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let (piece, behind) = rest.split_once('"')?;
        cell.push_str(piece);
        if cell.len() > LONGEST {
            return None;
        }
        if let Some(more) = behind.strip_prefix('"') {
            cell.push('"');
            rest = more;
            continue;
        }
        let end = behind.strip_prefix('\r').filter(|rest| rest.is_empty() || rest.starts_with('\n')).unwrap_or(behind);
        return (end.is_empty() || end.starts_with([sign, '\n'])).then_some((cell, end));
    }
}

#[cfg(test)]
mod tests {
    use super::separated;

    #[test]
    fn a_table_from_a_spreadsheet_keeps_its_cells() {
        assert_eq!(separated("1\t2\r\n3\t\r\n", '\t'), [["1", "2"], ["3", ""]]);
        assert_eq!(separated("\"两\n行\"\tb", '\t'), [["两\n行", "b"]]);
        assert_eq!(separated("12.5", '\t'), [["12.5"]]);
        assert_eq!(separated("1\r\n\r\n3\r\n", '\t'), [["1"], [""], ["3"]]);
        assert_eq!(separated("\"他说\"\"好\"\"\"\t2", '\t'), [["他说\"好\"", "2"]]);
        assert_eq!(separated("\u{feff}甲,\"乙,丙\"\r\n\"1,234.50\",\r\n", ','), [["甲", "乙,丙"], ["1,234.50", ""]]);
    }

    #[test]
    fn quotes_of_a_cell_s_own_stay() {
        assert_eq!(separated("\"三公\"经费\t12.5\n\"两\n行\"\t3", '\t'), [["\"三公\"经费", "12.5"], ["两\n行", "3"]]);
        assert_eq!(separated("5\" 屏\t\"甲\t乙", '\t'), [["5\" 屏", "\"甲", "乙"]]);
        assert_eq!(separated("\"一\"、\"二\"\t1", '\t'), [["\"一\"、\"二\"", "1"]]);
    }

    #[test]
    fn quotes_that_nothing_closes_cost_no_time() {
        let begun = std::time::Instant::now();
        assert_eq!(separated(&"\"甲\t1\n".repeat(40_000), '\t').len(), 40_000);
        assert_eq!(separated(&"\"甲\"\"\t1\n".repeat(40_000), '\t').len(), 40_000);
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}
