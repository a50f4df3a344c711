//! Everything the window can do, once: buttons, shortcuts and tests all send a [`Command`].

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::icons;
use super::import::Reading;
use crate::export::Options;
use crate::model::{Draft, Edit, Place};
use crate::report::Report;
use crate::session::View;
use crate::store;

/// What the user asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// The dialogue for a new draft.
    New,
    /// Choose a file and open it.
    Open,
    /// Open this file.
    OpenFile(PathBuf),
    /// Choose files to import.
    Import,
    /// Import these files, which together are one document.
    ImportFiles(Vec<PathBuf>),
    /// Import files once more, with what is hidden in them.
    ImportHidden(Box<Reading>),
    /// Show what was made of imported files.
    Take(Box<(Draft, Report)>),
    /// Give up reading files.
    StopReading,
    /// Show what the import came to, or hide it.
    Report,
    /// A doubt of the import is settled, by its place in the report: true takes the computed figure.
    Settle(usize, bool),
    /// Choose files whose parts are taken over into the open draft.
    ImportInto,
    /// Take parts of these files over into the open draft.
    ImportFilesInto(Vec<PathBuf>),
    /// Take a table or text over that was copied from somewhere else.
    PasteWhole,
    /// Choose lists of the finance system for the open draft.
    List,
    /// Look at these lists' columns.
    ListFiles(Vec<PathBuf>),
    /// What the draft was when it was saved before.
    Versions,
    /// Open a draft that is in no file, from its journal.
    Restore(PathBuf),
    /// Ask whether a draft that is in no file, of that title, is to be deleted.
    DropUnsaved(PathBuf, String),
    /// Ask for next year's draft.
    Roll,
    /// Open the sample of that name as a new, unnamed draft.
    Sample(&'static str),
    /// Save under the name it has.
    Save,
    /// Save under another name.
    SaveAs,
    /// Ask what is to be exported, and what for.
    Export,
    /// Export to these files.
    ExportFiles(Vec<PathBuf>, Options),
    /// Give up an export.
    StopExport,
    /// Hand the pages to the system's viewer, which prints them.
    Print,
    /// Take the last step back.
    Undo,
    /// Do the last undone step again.
    Redo,
    /// Show the findings, or hide them.
    Findings,
    /// Show the next problem.
    NextProblem,
    /// Show the problem before.
    PreviousProblem,
    /// Choose a file to compare with.
    Compare,
    /// Compare with this file.
    CompareFile(PathBuf),
    /// Choose last year's disclosure, for its figures.
    LastYear,
    /// Take last year's figures out of this file.
    LastYearFile(PathBuf),
    /// Take over what the other document says in these places, by their numbers.
    TakeOver(Vec<usize>),
    /// No longer compare.
    StopComparing,
    /// Show how far the draft is on its way to publishing, or hide it.
    Review,
    /// Show the pages as they will be printed beside the part, or hide them.
    Preview,
    /// Show where the figure that is worked at comes from and where it goes, or hide it.
    Trace,
    /// Show all keys, or no longer.
    Keys,
    /// Take the tour.
    Tour,
    /// Draw everything larger.
    Larger,
    /// Draw everything smaller.
    Smaller,
    /// Draw everything as large as usual.
    UsualSize,
    /// Find words, figures and codes, or no longer.
    Search,
    /// Ask for a command or a part by a few letters.
    Palette,
    /// Ask for a part by a few letters.
    GoToPart,
    /// Show a part.
    Part(View),
    /// Begin a remark on the place that is worked at.
    AddRemark,
    /// Put the remark that was written into the draft.
    PutRemark,
    /// Show a remark and its place, by its id.
    ShowRemark(String),
    /// Show the next open remark.
    NextRemark,
    /// Show the open remark before.
    PreviousRemark,
    /// Take a step of the way in the role that is worked in.
    Step {
        /// Back to the drafter.
        sent_back: bool,
    },
    /// Compare with what the draft was at a step, by its id.
    CompareStep(String),
    /// Choose where to write the approval sheet.
    ApprovalSheet,
    /// Write the approval sheet there.
    ApprovalSheetFile(PathBuf),
    /// Show a place.
    GoTo(Place),
    /// Ask whether a card or an item of a tree is to be classified.
    Classify(Place),
    /// Add a section, a text or a table after the part that is shown.
    Add(AddKind),
    /// The part before this one in the outline.
    PreviousPart,
    /// The part after this one in the outline.
    NextPart,
    /// Light or dark.
    Theme,
    /// Leave the draft, to the start page.
    Close,
    /// Leave the program.
    Quit,
}

/// What the draft can have beside its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddKind {
    /// A heading.
    Section,
    /// Running text.
    Text,
    /// A free table.
    Table,
}

impl Command {
    /// Commands with a shortcut.
    pub const SHORTCUTS: [(Self, KeyboardShortcut); 23] = [
        (Self::Palette, KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::P)),
        (Self::SaveAs, KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S)),
        (Self::Save, KeyboardShortcut::new(Modifiers::COMMAND, Key::S)),
        (Self::Redo, KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z)),
        (Self::Redo, KeyboardShortcut::new(Modifiers::COMMAND, Key::Y)),
        (Self::Undo, KeyboardShortcut::new(Modifiers::COMMAND, Key::Z)),
        (Self::Open, KeyboardShortcut::new(Modifiers::COMMAND, Key::O)),
        (Self::New, KeyboardShortcut::new(Modifiers::COMMAND, Key::N)),
        (Self::Export, KeyboardShortcut::new(Modifiers::COMMAND, Key::E)),
        (Self::Print, KeyboardShortcut::new(Modifiers::COMMAND, Key::P)),
        (Self::Review, KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::R)),
        (Self::GoToPart, KeyboardShortcut::new(Modifiers::COMMAND, Key::G)),
        (Self::Search, KeyboardShortcut::new(Modifiers::COMMAND, Key::F)),
        (Self::Preview, KeyboardShortcut::new(Modifiers::NONE, Key::F9)),
        (Self::Trace, KeyboardShortcut::new(Modifiers::NONE, Key::F4)),
        (Self::Keys, KeyboardShortcut::new(Modifiers::NONE, Key::F1)),
        (Self::AddRemark, KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::ALT), Key::M)),
        (Self::PreviousRemark, KeyboardShortcut::new(Modifiers::SHIFT, Key::F7)),
        (Self::NextRemark, KeyboardShortcut::new(Modifiers::NONE, Key::F7)),
        (Self::PreviousProblem, KeyboardShortcut::new(Modifiers::SHIFT, Key::F8)),
        (Self::NextProblem, KeyboardShortcut::new(Modifiers::NONE, Key::F8)),
        (Self::PreviousPart, KeyboardShortcut::new(Modifiers::COMMAND, Key::PageUp)),
        (Self::NextPart, KeyboardShortcut::new(Modifiers::COMMAND, Key::PageDown)),
    ];

    /// Files from outside: a draft is opened, anything else is imported.
    #[must_use]
    pub fn for_files(files: Vec<PathBuf>) -> Self {
        match files.as_slice() {
            [file] if store::is_draft(file) => Self::OpenFile(file.clone()),
            _ => Self::ImportFiles(files),
        }
    }

    /// Whether it takes the open draft away, so that unsaved work is asked about first. Choosing a file takes nothing away yet: the
    /// draft can be worked on until one is chosen.
    #[must_use]
    pub fn needs_saved(&self) -> bool {
        matches!(self, Self::New | Self::OpenFile(_) | Self::Restore(_) | Self::Take(_) | Self::Roll | Self::Sample(_) | Self::Close | Self::Quit)
    }

    /// Whether it changes the open draft, which one that is open for reading does not let it do.
    #[must_use]
    pub fn changes(&self) -> bool {
        matches!(
            self,
            Self::ImportInto
                | Self::ImportFilesInto(_)
                | Self::PasteWhole
                | Self::LastYear
                | Self::LastYearFile(_)
                | Self::TakeOver(_)
                | Self::Settle(_, true)
                | Self::PutRemark
                | Self::Step { .. }
                | Self::Classify(_)
                | Self::Add(_)
        )
    }

    /// As a button says it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::New => "新建",
            Self::Open | Self::OpenFile(_) => "打开",
            Self::Import | Self::ImportFiles(_) | Self::ImportHidden(_) | Self::Take(_) => "导入",
            Self::StopReading => "停止读取",
            Self::Report => "核对清单",
            Self::ImportInto | Self::ImportFilesInto(_) => "导入到当前公开稿",
            Self::PasteWhole => "粘贴整张表或整篇文字",
            Self::List | Self::ListFiles(_) => "批复清单",
            Self::Versions => "历史版本",
            Self::Restore(_) => "恢复未保存的公开稿",
            Self::DropUnsaved(..) => "删除未保存的公开稿",
            Self::Roll => "生成下年度稿",
            Self::Settle(..) => "已核对",
            Self::Sample(_) => "打开示例",
            Self::Save => "保存",
            Self::SaveAs => "另存为",
            Self::Export | Self::ExportFiles(..) => "导出",
            Self::StopExport => "停止导出",
            Self::Print => "打印",
            Self::Undo => "撤销",
            Self::Redo => "重做",
            Self::Findings => "核查问题",
            Self::NextProblem => "下一个问题",
            Self::PreviousProblem => "上一个问题",
            Self::Compare | Self::CompareFile(_) => "与另一份比较",
            Self::LastYear | Self::LastYearFile(_) => "取上年数",
            Self::TakeOver(_) => "采用",
            Self::Review => "审核",
            Self::Preview => "页面预览",
            Self::Trace => "来源与影响",
            Self::Keys => "快捷键",
            Self::Tour => "操作指引",
            Self::Larger => "放大界面",
            Self::Smaller => "缩小界面",
            Self::UsualSize => "界面恢复原大",
            Self::Search => "查找和替换",
            Self::Palette => "命令",
            Self::AddRemark | Self::PutRemark => "加意见",
            Self::ShowRemark(_) => "查看意见",
            Self::NextRemark => "下一条意见",
            Self::PreviousRemark => "上一条意见",
            Self::Step { sent_back: false } => "以当前身份通过",
            Self::Step { sent_back: true } => "退回修改",
            Self::CompareStep(_) => "逐处对照",
            Self::ApprovalSheet | Self::ApprovalSheetFile(_) => "公开审批表",
            Self::StopComparing => "结束比较",
            Self::GoTo(_) | Self::GoToPart | Self::Part(_) => "转到",
            Self::Classify(_) => "标为涉密",
            Self::Add(AddKind::Section) => "添加章节",
            Self::Add(AddKind::Text) => "添加文字",
            Self::Add(AddKind::Table) => "添加表格",
            Self::PreviousPart => "上一部分",
            Self::NextPart => "下一部分",
            Self::Theme => "浅色／深色",
            Self::Close => "回到起始页",
            Self::Quit => "退出",
        }
    }

    /// Its icon.
    #[must_use]
    pub fn icon(&self) -> &'static str {
        match self {
            Self::New => icons::FILE_PLUS,
            Self::Open | Self::OpenFile(_) => icons::FOLDER_OPEN,
            Self::DropUnsaved(..) => icons::TRASH,
            Self::Versions => icons::CLOCK,
            Self::Report | Self::List | Self::ListFiles(_) => icons::ROWS,
            Self::Roll | Self::PasteWhole | Self::LastYear | Self::LastYearFile(_) => icons::COPY,
            Self::Settle(..) | Self::TakeOver(_) | Self::Review | Self::Step { sent_back: false } | Self::CompareStep(_) => icons::CHECK_CIRCLE,
            Self::Sample(_) | Self::Compare | Self::CompareFile(_) | Self::Preview | Self::Keys | Self::Tour => icons::BOOK_OPEN,
            Self::Save | Self::SaveAs => icons::FLOPPY_DISK,
            Self::Print | Self::ApprovalSheet | Self::ApprovalSheetFile(_) => icons::FILE_PDF,
            Self::Restore(_)
            | Self::Import
            | Self::ImportFiles(_)
            | Self::ImportHidden(_)
            | Self::Take(_)
            | Self::ImportInto
            | Self::ImportFilesInto(_) => icons::FILE_TEXT,
            Self::Export | Self::ExportFiles(..) => icons::EXPORT,
            Self::Undo | Self::Step { sent_back: true } => icons::ARROW_U_UP_LEFT,
            Self::Redo => icons::ARROW_U_UP_RIGHT,
            Self::Findings | Self::NextProblem | Self::PreviousProblem => icons::WARNING_CIRCLE,
            Self::GoTo(_) | Self::Search | Self::Palette | Self::GoToPart | Self::Part(_) | Self::Larger | Self::Smaller | Self::UsualSize => {
                icons::MAGNIFYING_GLASS
            }
            Self::Classify(_) => icons::LOCK,
            Self::AddRemark | Self::PutRemark | Self::ShowRemark(_) | Self::NextRemark | Self::PreviousRemark => icons::PENCIL_SIMPLE,
            Self::Add(AddKind::Section) => icons::PLUS,
            Self::Add(AddKind::Text) => icons::TEXT,
            Self::Add(AddKind::Table) => icons::TABLE,
            Self::PreviousPart => icons::ARROW_UP,
            Self::NextPart => icons::ARROW_DOWN,
            Self::Theme => icons::CIRCLE_HALF,
            Self::Trace => icons::LINK_SIMPLE,
            Self::Close => icons::HOUSE,
            Self::Quit | Self::StopReading | Self::StopExport | Self::StopComparing => icons::X,
        }
    }
}

/// What a panel wants done after the frame.
#[allow(clippy::large_enum_variant)] // few, and gone after the frame
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A change of the draft.
    Edit {
        /// The change.
        edit: Edit,
        /// What undo calls it.
        label: String,
        /// The field, where a burst of typing is to be one step.
        key: Option<String>,
    },
    /// The burst in the field is over.
    Pause,
    /// What was typed in this burst is taken back.
    Rollback(String),
    /// A command.
    Command(Command),
    /// A remark at the foot of the window.
    Say(String),
    /// Copy to the clipboard.
    Copy(String),
}

impl Action {
    /// A change that is a step of its own.
    #[must_use]
    pub fn edit(edit: Edit, label: &str) -> Self {
        Self::Edit { edit, label: label.into(), key: None }
    }

    /// A change that goes on while the same field is typed in.
    #[must_use]
    pub fn typing(edit: Edit, label: &str, key: impl Into<String>) -> Self {
        Self::Edit { edit, label: label.into(), key: Some(key.into()) }
    }
}

/// The shortcut of a command in words, for tooltips.
#[must_use]
pub fn shortcut_text(command: &Command) -> Option<String> {
    let (_, shortcut) = Command::SHORTCUTS.iter().find(|(known, _)| known == command)?;
    let mut words = Vec::new();
    if shortcut.modifiers.command {
        words.push("Ctrl");
    }
    if shortcut.modifiers.alt {
        words.push("Alt");
    }
    if shortcut.modifiers.shift {
        words.push("Shift");
    }
    words.push(shortcut.logical_key.name());
    Some(words.join("+"))
}
