//! Rows on their way from the threads that make them to the one that gathers them: their cells, each behind its length.

/// Bytes of a length.
const LENGTH: usize = size_of::<u32>();

/// Adds a cell without a value.
pub(super) fn put_empty(row: &mut Vec<u8>) {
    row.extend(0u32.to_le_bytes());
}

/// Adds a cell.
pub(super) fn put_cell(row: &mut Vec<u8>, bytes: &[u8]) {
    put_cell_of(row, |row| row.extend_from_slice(bytes));
}

/// Adds a cell of what `add` adds.
pub(super) fn put_cell_of(row: &mut Vec<u8>, add: impl FnOnce(&mut Vec<u8>)) {
    let at = row.len();
    put_empty(row);
    add(row);
    // One more, so that an empty text is a value.
    let length = (row.len() - at - LENGTH + 1) as u32;
    row[at..at + LENGTH].copy_from_slice(&length.to_le_bytes());
}

/// Takes the next cell off; `Some(None)` for one without a value, `None` where there is none.
pub(super) fn take_cell<'r>(rows: &mut &'r [u8]) -> Option<Option<&'r [u8]>> {
    let (length, rest) = rows.split_first_chunk::<LENGTH>()?;
    let length = (u32::from_le_bytes(*length) as usize).checked_sub(1);
    let (cell, rest) = rest.split_at_checked(length.unwrap_or(0))?;
    *rows = rest;
    Some(length.map(|_| cell))
}
