//! Undo and redo: the inverses of what was done, one step for each gesture.

use super::draft::Draft;
use super::edit::{Edit, Misplaced};

/// What can be undone and redone.
#[derive(Debug, Default)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// The number given last.
    counter: u64,
    /// Names the draft as it was before the first step that can be undone.
    start: u64,
}

#[derive(Debug)]
struct Step {
    label: String,
    inverse: Edit,
    /// Names the draft as it is after this step.
    state: u64,
    /// Edits with the same key right after one another are one step: a burst of typing in one field.
    key: Option<String>,
}

/// A step that was taken back or done again.
#[derive(Debug)]
pub struct Turned {
    /// What it is called.
    pub label: String,
    /// What has been applied to the draft.
    pub edit: Edit,
}

impl History {
    /// Applies an edit. `key` names the field where a burst of typing is to be one step.
    ///
    /// # Errors
    /// [`Misplaced`] where the edit's place is not there; nothing has changed then.
    pub fn apply(&mut self, draft: &mut Draft, edit: Edit, label: &str, key: Option<&str>) -> Result<(), Misplaced> {
        let inverse = edit.apply(draft)?;
        self.counter += 1;
        self.redo.clear();
        match self.undo.last_mut().filter(|step| key.is_some() && step.key.as_deref() == key) {
            Some(step) => step.state = self.counter,
            None => self.undo.push(Step { label: label.to_owned(), inverse, state: self.counter, key: key.map(str::to_owned) }),
        }
        Ok(())
    }

    /// Ends a burst: the next edit is a step of its own, whatever its key.
    pub fn pause(&mut self) {
        if let Some(step) = self.undo.last_mut() {
            step.key = None;
        }
    }

    /// Whether the last step is a burst in the field of that key, still going on.
    #[must_use]
    pub fn is_burst(&self, key: &str) -> bool {
        self.undo.last().is_some_and(|step| step.key.as_deref() == Some(key))
    }

    /// Nothing can be undone or done again any more: a secret was dropped, and the steps before still hold it.
    pub fn clear(&mut self) {
        // The draft keeps the name that it has now.
        let state = self.state();
        self.undo.clear();
        self.redo.clear();
        self.start = state;
    }

    /// What was undone cannot be done again: it was not wanted in the first place.
    pub fn forget_redo(&mut self) {
        self.redo.clear();
    }

    /// Takes the last step back and says what it was.
    pub fn undo(&mut self, draft: &mut Draft) -> Option<String> {
        self.step_back(draft).map(|turned| turned.label)
    }

    /// Does the last undone step again and says what it was.
    pub fn redo(&mut self, draft: &mut Draft) -> Option<String> {
        self.step_forth(draft).map(|turned| turned.label)
    }

    /// As [`History::undo`], with the edit that did it.
    pub fn step_back(&mut self, draft: &mut Draft) -> Option<Turned> {
        let (step, turned) = Self::turn(self.undo.pop()?, draft)?;
        self.redo.push(step);
        self.pause();
        Some(turned)
    }

    /// As [`History::redo`], with the edit that did it.
    pub fn step_forth(&mut self, draft: &mut Draft) -> Option<Turned> {
        let (step, turned) = Self::turn(self.redo.pop()?, draft)?;
        self.undo.push(step);
        Some(turned)
    }

    fn turn(step: Step, draft: &mut Draft) -> Option<(Step, Turned)> {
        let inverse = step.inverse.clone().apply(draft).ok()?;
        let turned = Turned { label: step.label.clone(), edit: step.inverse };
        Some((Step { inverse, key: None, label: step.label, state: step.state }, turned))
    }

    /// What undo would take back.
    #[must_use]
    pub fn undoable(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// What redo would do again.
    #[must_use]
    pub fn redoable(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }

    /// Names the draft as it is now: the same number whenever undo and redo lead back here, another after every change.
    #[must_use]
    pub fn state(&self) -> u64 {
        self.undo.last().map_or(self.start, |step| step.state)
    }
}
