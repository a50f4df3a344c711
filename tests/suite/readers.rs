//! Word, Excel and `OpenDocument` files as they are read, and files that are made to harm whoever opens them.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use crate::common::office::{Book, package, package_of};
use gongkai::model::Span;
use gongkai::read::{self, Block, Kind, RawGrid, ReadError, Scope, Source, Text, read_bytes, read_bytes_scope};
use gongkai::recognise::recognise;
use gongkai::template::Library;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#;

/// A Word document with that body.
fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

fn docx_with(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(r#"<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>"#);
    let mut parts = vec![("word/document.xml", document.as_str())];
    parts.extend(others);
    package(&parts)
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="收支总表" sheetId="1" r:id="rId1"/><sheet name="底稿" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r##"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00"/><numFmt numFmtId="165" formatCode="yyyy-mm-dd"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>"##;

/// An Excel workbook with that first sheet, and a hidden second one.
fn xlsx(rows: &str, rest: &str) -> Vec<u8> {
    let sheet = |rows: &str, rest: &str| {
        format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{rest}</worksheet>"#)
    };
    let (first, second) = (sheet(rows, rest), sheet(r#"<row r="1"><c r="A1"><v>999</v></c></row>"#, ""));
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    package(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &first),
        ("xl/worksheets/sheet2.xml", &second),
    ])
}

fn inline(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// A form of an Excel file as finance systems give it out.
fn form() -> Vec<u8> {
    let rows = [
        format!(r#"<row r="2">{}</row>"#, inline("B2", "单位预算收支总表")),
        format!(r#"<row r="3">{}{}</row>"#, inline("B3", "103001 某市分局"), inline("D3", "单位：万元")),
        format!(r#"<row r="4">{}{}</row>"#, inline("B4", "收入"), inline("D4", "支出")),
        format!(r#"<row r="5">{}<c r="C5" s="1"><v>523</v></c>{}<c r="E5" s="1"><v>2860.1199999999999</v></c></row>"#, inline("B5", "一、拨款"), inline("D5", "一、支出")),
        r#"<row r="6"><c r="B6"><v>2010301</v></c><c r="C6"><v>0.30000000000000004</v></c><c r="D6" s="2"><v>45657</v></c><c r="E6" t="e"><v>#REF!</v></c></row>"#.to_owned(),
    ];
    xlsx(&rows.concat(), r#"<mergeCells count="2"><mergeCell ref="B4:C4"/><mergeCell ref="D4:E4"/></mergeCells>"#)
}

const ODS: &str = r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="表一"><table:table-row><table:table-cell office:value-type="string"><text:p>项目</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="12.5"><text:p>12.50</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;

fn ods() -> Vec<u8> {
    ods_of(ODS)
}

fn ods_of(content: &str) -> Vec<u8> {
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("META-INF/manifest.xml", manifest), ("content.xml", content)])
}

fn read(name: &str, bytes: &[u8]) -> Source {
    read_bytes(name, bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn texts(source: &Source) -> Vec<&str> {
    source.blocks.iter().filter_map(|block| if let Kind::Text(text) = &block.kind { Some(text.text.as_str()) } else { None }).collect()
}

fn grids(source: &Source) -> Vec<&RawGrid> {
    source.blocks.iter().filter_map(|block| if let Kind::Grid(grid) = &block.kind { Some(grid) } else { None }).collect()
}

#[test]
fn tracked_changes_are_final_and_fields_are_their_results() {
    let body = r#"<w:p><w:r><w:t xml:space="preserve">预算</w:t></w:r><w:del><w:r><w:delText>旧</w:delText><w:t>删</w:t></w:r></w:del><w:ins><w:r><w:t>新&amp;数</w:t></w:r></w:ins></w:p>
        <w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#;
    assert_eq!(texts(&read("a.docx", &docx(body))), ["预算新&数", "移来", "12"]);
}

#[test]
fn headings_by_style_by_outline_and_by_look() {
    let styles = format!(
        r#"<w:styles {W}><w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:name w:val="某样式"/><w:basedOn w:val="a1"/></w:style></w:styles>"#
    );
    let body = r#"<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>一、样式</w:t></w:r></w:p>
        <w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>二级</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:b/></w:rPr><w:t>加粗</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>正文</w:t></w:r><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:t>新页</w:t></w:r></w:p>"#;
    let source = read("a.docx", &docx_with(body, &[("word/styles.xml", &styles)]));
    let looks: Vec<(Option<u8>, bool, bool)> = source
        .blocks
        .iter()
        .filter_map(|block| if let Kind::Text(Text { level, strong, new_page, .. }) = block.kind { Some((level, strong, new_page)) } else { None })
        .collect();
    assert_eq!(looks, [(Some(1), false, false), (Some(2), false, false), (None, true, false), (None, false, false), (None, false, true)]);
    assert_eq!(source.blocks[2].at, "第3段");
}

#[test]
fn automatic_numbers_are_part_of_the_text() {
    let numbering = format!(
        r#"<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    );
    let item = |level: u8, text: &str| {
        format!(r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
    };
    let body = [item(0, "甲"), item(1, "子"), item(1, "丑"), item(0, "乙"), item(1, "寅")].concat();
    let source = read("a.docx", &docx_with(&body, &[("word/numbering.xml", &numbering)]));
    assert_eq!(texts(&source), ["一、甲", "（1）子", "（2）丑", "二、乙", "（1）寅"]);
}

#[test]
fn tables_have_their_spans_and_inner_tables_follow() {
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:tc>{}<w:tbl><w:tr>{}</w:tr></w:tbl></w:tc>{}</w:tr></w:tbl>{}",
        cell(r#"<w:vMerge w:val="restart"/>"#, "序号"),
        cell(r#"<w:gridSpan w:val="2"/>"#, "收入"),
        cell("<w:vMerge/>", ""),
        cell("", "项目"),
        cell("", "金额"),
        p("1"),
        cell("", "内表"),
        cell(r#"<w:gridSpan w:val="2"/>"#, "甲"),
        p("后文")
    );
    let source = read("a.docx", &docx(&body));
    let [outer, inner] = grids(&source)[..] else { panic!("{} tables", grids(&source).len()) };
    assert_eq!(outer.rows, [["序号", "收入", ""], ["", "项目", "金额"], ["1", "甲", ""]]);
    let span = |row, column, rows, columns| Span { row, column, rows, columns };
    assert_eq!(outer.spans, [span(0, 0, 2, 1), span(0, 1, 1, 2), span(2, 1, 1, 2)]);
    assert_eq!(inner.rows, [["内表"]]);
    assert_eq!(texts(&source), ["后文"]);
}

#[test]
fn text_boxes_are_read_once() {
    let shape = format!("<w:txbxContent>{}</w:txbxContent>", p("框内"));
    let body = format!(
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent></w:r></w:p>{}",
        p("后文")
    );
    assert_eq!(texts(&read("a.docx", &docx(&body))), ["正文", "框内", "后文"]);
}

#[test]
fn footnotes_are_kept_at_the_end() {
    let notes = format!(
        r#"<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{}</w:footnote><w:footnote w:id="1">{}</w:footnote></w:footnotes>"#,
        p("线"),
        p("脚注共3处")
    );
    assert_eq!(texts(&read("a.docx", &docx_with(&p("正文"), &[("word/footnotes.xml", &notes)]))), ["正文", "脚注共3处"]);
}

#[test]
fn sheets_are_tables_with_figures_as_they_are_shown() {
    let source = read("a.xlsx", &form());
    let [grid] = grids(&source)[..] else { panic!("{} tables", grids(&source).len()) };
    assert_eq!(
        grid.rows,
        [
            ["单位预算收支总表", "", "", ""],
            ["103001 某市分局", "", "单位：万元", ""],
            ["收入", "", "支出", ""],
            ["一、拨款", "523.00", "一、支出", "2,860.12"],
            ["2010301", "0.3", "2024-12-31", "#REF!"],
        ]
    );
    assert_eq!(grid.spans, [Span { row: 2, column: 0, rows: 1, columns: 2 }, Span { row: 2, column: 2, rows: 1, columns: 2 }]);
    assert_eq!((grid.name.as_str(), source.blocks[0].at.as_str()), ("收支总表", "工作表“收支总表”第2行"));
    assert!(source.remarks.iter().any(|remark| remark.contains("隐藏的工作表“底稿”")), "{:?}", source.remarks);
    assert!(source.remarks.iter().any(|remark| remark.contains("#REF!")), "{:?}", source.remarks);
}

#[test]
fn open_document_sheets_are_read_in_spite_of_their_endless_blanks() {
    let source = read("a.ods", &ods());
    assert_eq!(grids(&source)[0].rows, [["项目", "12.50"]]);
}

/// A sheet of an `OpenDocument` file as LibreOffice writes it: what is shown stands beside what is stored.
const SHOWN: &str = r#"<office:document-content><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="预算"><table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>支出预算</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>内部</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>完成</text:p><office:annotation><text:p>批注</text:p></office:annotation></table:table-cell><table:table-cell office:value-type="percentage" office:value="0.255"><text:p>25.5%</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="66.666666"><text:p>66.67</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell office:value-type="string"><text:p>作废</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>二<text:s text:c="2"/>行</text:p><text:p>乙</text:p></table:table-cell><table:table-cell table:formula="of:=SUM([.B2])"/></table:table-row>
</table:table><table:table table:name="底稿" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>过程</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;

#[test]
fn open_document_sheets_are_read_as_they_are_seen() {
    let source = read("a.ods", &ods_of(SHOWN));
    let [grid] = grids(&source)[..] else { panic!("{} tables", grids(&source).len()) };
    assert_eq!(grid.rows, [["支出预算", ""], ["完成", "25.5%"], ["甲", "66.67"], ["二  行\n乙", ""]]);
    assert_eq!(grid.spans, [Span { row: 0, column: 0, rows: 1, columns: 2 }]);
    let said = source.remarks.join("；");
    for wanted in ["隐藏的行没有读入：第4行", "隐藏的列没有读入：C列", "隐藏的工作表“底稿”", "第3行存66.666666，显示66.67"]
    {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(source.doubts[0].message.contains("公式"), "{:?}", source.doubts);
    let whole = read_bytes_scope("a.ods", &ods_of(SHOWN), Scope::Whole).expect("read");
    assert_eq!((whole.blocks.len(), grids(&whole)[0].rows[3][0].as_str()), (2, "作废"));
}

#[test]
fn a_workbook_that_is_one_xml_file_is_read_as_its_tables() {
    let text = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="s1"><NumberFormat ss:Format="Standard"/></Style><Style ss:ID="s2"><NumberFormat ss:Format="0.0%"/></Style><Style ss:ID="s3"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>
<Worksheet ss:Name="收入"><Table><Column ss:Index="4" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">收入预算表</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">项目</Data></Cell><Cell><Data ss:Type="String">预算数</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">占比</Data></Cell><Cell><Data ss:Type="String">密</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">作废</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">拨款</Data><Comment><Data>批注</Data></Comment></Cell><Cell ss:StyleID="s1"><Data ss:Type="Number">1234.5</Data></Cell><Cell ss:StyleID="s2"><Data ss:Type="Number">0.5</Data></Cell></Row>
<Row><Cell ss:StyleID="s3"><Data ss:Type="DateTime">2024-06-01T00:00:00.000</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="底稿"><Table><Row><Cell><Data ss:Type="String">过程</Data></Cell></Row></Table><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"#;
    let source = read("收入.xls", text.as_bytes());
    let [grid] = grids(&source)[..] else { panic!("{} tables", grids(&source).len()) };
    assert_eq!(grid.rows, [["收入预算表", "", ""], ["", "", ""], ["项目", "预算数", "占比"], ["拨款", "1,234.50", "50.0%"], ["2024年6月", "", ""]]);
    assert_eq!((grid.name.as_str(), grid.spans.len()), ("收入", 1));
    assert_eq!(source.remarks.len(), 3, "{:?}", source.remarks);
    assert!(refused("坏.xls", text.replace("</Workbook>", "").as_bytes()).contains("不完整"));
}

#[test]
fn a_web_page_is_read_as_its_tables_whatever_it_is_called() {
    let page = r#"<!DOCTYPE html><HTML><head><meta charset=utf-8><title>导出</title><style>td{a:b}</style><script>if(a<b)document.write("<td>")</script></head>
<body><h1>支出预算</h1><p>编制单位：柳溪市农技站<br>单位：元</p><!-- 注释 --><table border=1><caption>表1</caption>
<tr><td colspan=2 rowspan="2">项目<th>金额</tr><tr><td>基本&nbsp;支出</td></tr>
<tr><td>甲</td><td>乙&lt;丙&gt;</td><td style='mso-number-format:"\@";'>1,234.50</td></tr>
<tr style='display:none'><td>作废</td><td></td><td>9</td></tr>
</table><p>说明一<p>说明二<span style="display:none">密</span></body></html>"#;
    for name in ["支出.xls", "支出.doc", "支出.html"] {
        let source = read(name, page.as_bytes());
        assert_eq!(texts(&source), ["支出预算", "编制单位：柳溪市农技站", "单位：元", "表1", "说明一", "说明二"]);
        let [grid] = grids(&source)[..] else { panic!("{} tables", grids(&source).len()) };
        assert_eq!(grid.rows, [["项目", "", "金额"], ["", "", "基本 支出"], ["甲", "乙<丙>", "1,234.50"]]);
        assert_eq!(grid.spans, [Span { row: 0, column: 0, rows: 2, columns: 2 }]);
        assert!(source.hidden && source.remarks.len() == 2, "{:?}", source.remarks);
    }
    let (old, _, _) = encoding_rs::GB18030.encode("<table><tr><td>收支总表<td>5</table>");
    assert_eq!(grids(&read("a.xls", &old))[0].rows, [["收支总表", "5"]]);
    assert!(refused("空.xls", b"<html><frameset><frame src=a.htm></frameset></html>").contains("另存为 .xlsx"));
    assert!(refused("页.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related").contains("单个文件的网页"));
    assert!(refused("数据.doc", b"<?xml version=\"1.0\"?><data><a>1</a></data>").contains("XML"));
    assert_eq!(texts(&read("a.txt", "<!-- page 1 -->\n甲".as_bytes())).last(), Some(&"甲"), "a mark of a text is no page");
}

#[test]
fn a_file_of_commas_is_its_tables() {
    let text = "\u{feff}支出表,,\r\n编制单位：甲站,,单位：元\r\n项目,说明,金额\r\n\"车辆,维修\",\"两\n行\",\"1,200.50\"\r\n\"三公\"经费,,3\r\n,,\r\n收入表,,\r\n项目,金额,\r\n拨款,5,\r\n";
    for bytes in [text.as_bytes().to_vec(), encoding_rs::GB18030.encode(text.trim_start_matches('\u{feff}')).0.into_owned()] {
        let source = read("表.csv", &bytes);
        let [first, second] = grids(&source)[..] else { panic!("{} tables", grids(&source).len()) };
        assert_eq!(first.rows[3..], [["车辆,维修", "两\n行", "1,200.50"], ["\"三公\"经费", "", "3"]]);
        assert_eq!(second.rows[0][0], "收入表");
    }
}

#[test]
fn a_file_is_read_by_what_it_holds_whatever_it_is_called() {
    assert_eq!(texts(&read("公开.xls", &docx(&p("正文")))), ["正文"]);
    assert_eq!(grids(&read("公开.doc", &form())).len(), 1);
    assert_eq!(texts(&read("公开.docx", "甲\n乙".as_bytes())), ["甲", "乙"]);
}

/// Why a file is refused: in Chinese, soon, and with the file's name.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let start = Instant::now();
    let error: ReadError = read_bytes(name, bytes).expect_err("a refusal");
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
    assert_eq!(error.file, name);
    assert!(error.reason.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)), "{error}");
    error.to_string()
}

/// A part that unpacks to so many mebibytes of blanks.
fn bomb(name: &str, mebibytes: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).expect("a part");
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..mebibytes {
        zip.write_all(&blanks).expect("blanks");
    }
    zip.finish().expect("a package").into_inner()
}

#[test]
fn bombs_are_refused() {
    let bytes = bomb("word/document.xml", 1024);
    assert!(bytes.len() < 4 << 20, "{} bytes", bytes.len());
    assert!(refused("弹.docx", &bytes).contains("解压后超过"));
    assert!(refused("弹.ods", &bomb("content.xml", 1024)).contains("解压后超过"));
}

#[test]
fn deep_nesting_and_entities_are_refused() {
    let deep = "<w:sdt>".repeat(100_000);
    assert!(refused("深.docx", &docx(&deep)).contains("嵌套"));
    let entities = format!(
        r#"<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document {W}><w:body>{}</w:body></w:document>"#,
        p("&b;")
    );
    assert!(refused("体.docx", &package(&[("word/document.xml", &entities)])).contains("DOCTYPE"));
    let outside = format!(r#"<?xml version="1.0"?><!DOCTYPE d SYSTEM "file:///etc/passwd"><w:document {W}><w:body/></w:document>"#);
    assert!(refused("外.docx", &package(&[("word/document.xml", &outside)])).contains("DOCTYPE"));
}

#[test]
fn more_cells_than_anybody_publishes_are_refused() {
    // Two cells at the ends of a sheet claim all between them.
    let far = xlsx(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#, "");
    assert!(refused("远.xlsx", &far).contains("格"));
    let row = |n: usize| format!(r#"<row r="{n}">{}</row>"#, r"<c><v>1</v></c>".repeat(1_001));
    let many: String = (1..=1_000).map(row).collect();
    assert!(refused("多.xlsx", &xlsx(&many, "")).contains("1000000格"));
    let repeated = ODS.replace(r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>"#, r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>"#);
    assert_ne!(repeated, ODS);
    assert!(refused("复.ods", &ods_of(&repeated)).contains("1000000格"));
    let wide = format!("<w:tbl>{}</w:tbl>", format!("<w:tr>{}</w:tr>", cell(r#"<w:gridSpan w:val="99999999"/>"#, "宽")).repeat(2_000));
    assert!(refused("宽.docx", &docx(&wide)).contains("格"));
}

#[test]
fn what_is_not_read_is_said_with_what_to_do() {
    let ole = |stream: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize(1024, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert!(refused("密.docx", &ole("EncryptedPackage")).contains("密码"));
    assert!(refused("旧.doc", &ole("WordDocument")).contains("另存为 .docx"));
    assert!(refused("坏.xls", &ole("Workbook")).contains("损坏"));
    assert!(refused("稿.pdf", b"%PDF-1.7").contains("PDF"));
    assert!(refused("稿.rtf", b"{\\rtf1 }").contains("另存为 .docx"));
    assert!(refused("包.zip", &package(&[("a.txt", "甲")])).contains("压缩包"));
    assert!(refused("空.docx", b"").contains("没有文字"));
    assert!(refused("图.txt", &[0x89, 0x50, 0x4e, 0x47, 0, 0, 0]).contains("不是文本文件"));
    assert!(refused("空.xlsx", &xlsx("", "")).contains("没有文字和表格"));
}

/// LibreOffice is asked for a copy, and the copy is read. A script stands in for it here; what it is called with is what
/// LibreOffice takes.
#[cfg(unix)]
#[test]
fn an_old_word_file_is_read_through_a_converter() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let script = |name: &str, text: &str| {
        std::fs::write(at(name), format!("#!/bin/sh\n{text}\n")).expect("a script");
        std::fs::set_permissions(at(name), std::fs::Permissions::from_mode(0o755)).expect("made to run");
        at(name)
    };
    let old = at("-旧 稿.rtf");
    std::fs::write(&old, b"{\\rtf1 }").expect("an old file");
    std::fs::write(at("copy.docx"), docx(&p("旧稿里的一段"))).expect("its copy");
    assert!(read::read(&old).expect_err("a refusal").convertible);

    let copying = format!(
        r#"[ "$2 $4 $5 $6" = "--headless --convert-to docx --outdir" ] && [ -f "$8" ] && mkdir -p "$7" && cp '{}' "$7/""#,
        at("copy.docx").display()
    );
    let source = read::office::read_or_convert(&old, &script("office", &copying), Scope::Seen).expect("a copy");
    assert_eq!(texts(&source), ["旧稿里的一段"]);
    assert_eq!(source.name, "-旧 稿.rtf");
    assert_eq!(std::fs::read(&old).expect("the old file"), b"{\\rtf1 }");

    let failed = read::office::read_or_convert(&old, &script("failing", "exit 1"), Scope::Seen).expect_err("no copy").to_string();
    assert!(failed.contains("旧 稿.rtf") && failed.contains("没有转换出文件"), "{failed}");
    let absent = read::office::read_or_convert(&old, &at("absent"), Scope::Seen).expect_err("no converter").to_string();
    assert!(absent.contains("没有转换成功"), "{absent}");
}

fn document() -> Vec<u8> {
    docx_with(
        &format!(
            "{}{}<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
            p("一、部门职责"),
            p("负责本区的工作。"),
            cell("", "项目"),
            cell("", "金额"),
            cell("", "合计"),
            cell("", "12.50"),
            p("后文")
        ),
        &[("word/styles.xml", &format!("<w:styles {W}/>"))],
    )
}

/// Whatever the bytes are: a message or a draft, and soon.
fn survives(name: &str, bytes: &[u8], library: &Library) {
    let start = Instant::now();
    match read_bytes(name, bytes) {
        Ok(source) => {
            if let Ok(found) = recognise(&[source], library, Some("free-layout")) {
                assert_eq!(found.draft.misfits(), Vec::<String>::new());
            }
        }
        Err(error) => assert!(!error.reason.is_empty()),
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{name} took {:?}", start.elapsed());
}

#[test]
fn truncated_files_are_refused_or_read() {
    let library = Library::load(None);
    for (name, bytes) in [("a.docx", document()), ("a.xlsx", form()), ("a.ods", ods())] {
        for end in (0..bytes.len()).step_by(7) {
            survives(name, &bytes[..end], &library);
        }
        // Parts that are whole as files, but end too soon.
        if name == "a.docx" {
            let text = format!("<w:document {W}><w:body>{}</w:body></w:document>", p("一二三四五六七八九十").repeat(5));
            for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(3) {
                survives(name, &package(&[("word/document.xml", &text[..end])]), &library);
            }
        }
    }
}

#[test]
fn ten_thousand_flips_of_each_format() {
    let library = Library::load(None);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    let text = format!(
        "<w:document {W}><w:body>{}<w:tbl><w:tr>{}{}</w:tr></w:tbl></w:body></w:document>",
        p("一、职责"),
        cell(r#"<w:gridSpan w:val="2"/>"#, "甲"),
        cell("<w:vMerge/>", "1")
    );
    let files = [("a.docx", document()), ("a.xlsx", form()), ("a.ods", ods())];
    for (name, whole) in &files {
        for round in 0..10_000 {
            // Half of them inside the XML, which a flip in packed bytes rarely reaches.
            let mut bytes = if round % 2 == 0 {
                whole.clone()
            } else {
                let source = if *name == "a.ods" { ODS } else { text.as_str() };
                let mut inner = source.as_bytes().to_vec();
                for _ in 0..=random(3) {
                    let at = random(inner.len());
                    inner[at] = b' ' + u8::try_from(random(95)).expect("a byte");
                }
                let inner = String::from_utf8_lossy(&inner).into_owned();
                match *name {
                    "a.docx" => package(&[("word/document.xml", &inner)]),
                    "a.ods" => ods_of(&inner),
                    _ => xlsx(&inner[inner.len() / 2..].replace("w:t", "v"), ""),
                }
            };
            for _ in 0..=random(3) {
                if round % 2 == 0 {
                    let at = random(bytes.len());
                    bytes[at] = u8::try_from(random(256)).expect("a byte");
                }
            }
            survives(name, &bytes, &library);
        }
    }
}

#[test]
fn blocks_say_where_they_stand() {
    let source = read("a.docx", &document());
    let places: Vec<&str> = source.blocks.iter().map(|Block { at, .. }| at.as_str()).collect();
    assert_eq!(places, ["第1段", "第2段", "第1个表", "第3段"]);
}

#[test]
fn hidden_words_and_rows_of_a_document_are_left_out_and_told() {
    let styles = format!(r#"<w:styles {W}><w:style w:type="character" w:styleId="N"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#);
    let body = format!(
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>公开的话</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>待核实</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"N\"/></w:rPr><w:t>内情</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>照登。</w:t></w:r></w:p>\
         <w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("", "项目"),
        cell("", "金额"),
        cell("", "作废"),
        cell("", "9"),
        cell("", "甲"),
        cell("", "3")
    );
    let bytes = docx_with(&body, &[("word/styles.xml", &styles)]);
    let source = read("a.docx", &bytes);
    assert_eq!(texts(&source), ["公开的话照登。"]);
    assert_eq!(grids(&source)[0].rows, [["项目", "金额"], ["甲", "3"]]);
    assert!(source.hidden && source.remarks[0].contains("隐藏的文字没有读入，共5字，第一处在第1段"), "{:?}", source.remarks);
    let whole = read_bytes_scope("a.docx", &bytes, Scope::Whole).expect("read");
    assert_eq!((texts(&whole)[0], grids(&whole)[0].rows.len(), whole.hidden), ("公开的话待核实内情照登。", 3, false));
}

#[test]
fn a_paragraph_whose_end_was_deleted_goes_on() {
    let open = |text: &str, how: &str| format!("<w:p><w:pPr><w:rPr>{how}</w:rPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
    let del = r#"<w:del w:id="1" w:author="a"/>"#;
    let body = format!(
        "{}{}{}{}<w:tbl><w:tr><w:tc>{}{}</w:tc><w:tc>{}</w:tc></w:tr><w:tr><w:trPr>{del}</w:trPr>{}{}</w:tr></w:tbl>{}",
        open("办理档案的接收，", del),
        open("整理、", r#"<w:del w:id="2" w:author="a"></w:del>"#),
        p("保管和利用。"),
        p("另一段。"),
        open("上", del),
        p("下"),
        open("右", del),
        cell("", "删去的"),
        cell("", "9"),
        open("末段", del)
    );
    let source = read("a.docx", &docx(&body));
    assert_eq!(texts(&source), ["办理档案的接收，整理、保管和利用。", "另一段。", "末段"]);
    assert_eq!(grids(&source)[0].rows, [["上下", "右"]]);
}

#[test]
fn signs_boxes_and_formulas_stay_and_readings_above_characters_do_not() {
    let sym = |font: &str, code: &str| format!(r#"<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>"#);
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let tick = |inner: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="x"/><w:checkBox><w:sizeAuto/>{inner}</w:checkBox></w:ffData></w:fldChar></w:r>"#
        )
    };
    let body = format!(
        "<w:p>{}是{}否</w:p><w:p>{}是{}否</w:p><w:p>{}已公开{}未公开</w:p>\
         <w:p><w:r><w:t>陈</w:t></w:r><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>dí</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>頔</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>\
         <w:p xmlns:m=\"m\"><m:oMath><m:r><m:t>执行率=</m:t></m:r><m:f><m:num><m:r><m:t>93</m:t></m:r></m:num><m:den><m:r><m:t>100</m:t></m:r></m:den></m:f></m:oMath></w:p>\
         <w:p>{}</w:p>",
        sym("Wingdings 2", "F052"),
        sym("Wingdings 2", "F0A3"),
        run(r#"<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>"#, "R"),
        run(r#"<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>"#, "\u{f0a8}"),
        tick(r#"<w:default w:val="0"/><w:checked/>"#),
        tick(r#"<w:default w:val="0"/>"#),
        sym("Marlett", "F031"),
    )
    .replace("是", "<w:r><w:t>是 </w:t></w:r>")
    .replace("否", "<w:r><w:t>否</w:t></w:r>")
    .replace("已公开", "<w:r><w:t>已公开</w:t></w:r>")
    .replace("未公开", "<w:r><w:t>未公开</w:t></w:r>");
    let source = read("a.docx", &docx(&body));
    assert_eq!(texts(&source), ["☑是 □否", "☑是 □否", "☑已公开□未公开", "陈頔", "执行率=93/100"]);
    let said: Vec<&str> = source.doubts.iter().map(|doubt| doubt.message.as_str()).collect();
    assert!(said.iter().any(|said| said.contains("1个符号认不出")) && said.iter().any(|said| said.contains("1个公式按文字读入")), "{said:?}");
}

#[test]
fn a_workbook_within_a_document_is_read_and_pictures_are_told() {
    let book = Book::default().sheet("收入", &["项目|金额", "拨款|12.5~0.00", "底数|9"]).without_row(3).sheet("底稿", &["过程|1"]).bytes();
    let relations = r#"<Relationships xmlns="r"><Relationship Id="rId5" Type="t/package" Target="embeddings/a.xlsx"/><Relationship Id="rId6" Type="t/aFChunk" Target="/word/b.htm"/><Relationship Id="rId7" Type="t/oleObject" Target="embeddings/c.bin"/></Relationships>"#;
    let picture = r#"<w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r>"#;
    let object = |id: &str, program: &str| {
        format!(
            r#"<w:p><w:r><w:object><v:shape><v:imagedata r:id="rId9"/></v:shape><o:OLEObject Type="Embed" ProgID="{program}" r:id="{id}"/></w:object></w:r></w:p>"#
        )
    };
    let body = format!(
        r#"{}{}{}<w:altChunk r:id="rId6"/>{}<w:p>{picture}</w:p><w:p>{picture}<w:r><w:t>有字的段落</w:t></w:r></w:p>{}"#,
        p("收入预算表"),
        object("rId5", "Excel.Sheet.12"),
        p("表后"),
        p("图前"),
        object("rId7", "Visio.Drawing.11")
    );
    let document = format!(r#"<w:document {W} xmlns:r="r" xmlns:a="a" xmlns:v="v" xmlns:o="o"><w:body>{body}</w:body></w:document>"#);
    let page = "<html><table><tr><td>网页表</td><td>7</td></tr></table></html>";
    let bytes = package_of(&[
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/embeddings/a.xlsx", &book),
        ("word/b.htm", page.as_bytes()),
        ("word/embeddings/c.bin", b"unknown"),
    ]);
    let source = read("a.docx", &bytes);
    let order: Vec<String> = source
        .blocks
        .iter()
        .map(|block| match &block.kind {
            Kind::Text(text) => text.text.clone(),
            Kind::Grid(grid) => grid.rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join(";"),
        })
        .collect();
    assert_eq!(order, ["收入预算表", "项目|金额;拨款|12.50", "表后", "网页表|7", "图前", "有字的段落"]);
    let doubts: Vec<String> = source.doubts.iter().map(|doubt| format!("{}{}", doubt.at, doubt.message)).collect();
    assert_eq!(doubts.len(), 2, "{doubts:?}");
    assert!(doubts[0].contains("图片") && doubts[1].contains("嵌入的对象"), "{doubts:?}");
    assert!(
        source.remarks.iter().any(|remark| remark.contains("“底稿”没有显示")) && source.remarks.iter().any(|remark| remark.contains("隐藏的行")),
        "{:?}",
        source.remarks
    );
}
