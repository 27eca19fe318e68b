//! Gradient-boosted decision trees (Friedman 2001) for one yes-or-no question over some hundred numbers, by logistic loss.
//!
//! Where a linear model adds up what speaks for an answer, trees also see that one thing counts only beside another.

mod grow;

pub use grow::BoostedOptions;

/// A trained forest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Boosted {
    /// The log odds before any tree.
    base: f32,
    /// The nodes of all trees; the children of a split stand behind it.
    nodes: Vec<Node>,
    /// Where each tree begins.
    roots: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Node {
    /// Log odds added.
    Leaf(f32),
    /// To `low` where the column is at most `most`, else to `high`.
    Split { column: u16, most: f32, low: u32, high: u32 },
}

const MAGIC: &[u8; 4] = b"TGB1";

impl Boosted {
    /// The log odds of yes. Columns that `row` lacks count as 0.
    pub fn odds(&self, row: &[f32]) -> f32 {
        self.base + self.roots.iter().map(|root| self.tree(*root, row)).sum::<f32>()
    }

    /// What one tree adds.
    fn tree(&self, root: u32, row: &[f32]) -> f32 {
        let mut at = root;
        loop {
            match self.nodes[at as usize] {
                Node::Leaf(value) => return value,
                Node::Split { column, most, low, high } => {
                    let value = row.get(usize::from(column)).copied().unwrap_or(0.0);
                    at = if value <= most { low } else { high };
                }
            }
        }
    }

    /// The probability of yes, 0 to 1.
    pub fn probability(&self, row: &[f32]) -> f32 {
        1.0 / (1.0 + (-self.odds(row)).exp())
    }

    /// Whether it has learned nothing.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The weight file's bytes: `TGB1`, the base, how many trees, and their nodes from the root down, low side first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.base.to_le_bytes());
        out.extend((self.roots.len() as u32).to_le_bytes());
        for root in &self.roots {
            let mut open = vec![*root];
            while let Some(at) = open.pop() {
                match self.nodes[at as usize] {
                    Node::Leaf(value) => {
                        out.extend(u16::MAX.to_le_bytes());
                        out.extend(value.to_le_bytes());
                    }
                    Node::Split { column, most, low, high } => {
                        out.extend(column.to_le_bytes());
                        out.extend(most.to_le_bytes());
                        open.extend([high, low]);
                    }
                }
            }
        }
        out
    }

    /// Reads a weight file; `None` where the bytes are not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Boosted> {
        let mut from = bytes.strip_prefix(MAGIC)?;
        let base = f32::from_le_bytes(some(&mut from)?);
        let trees = u32::from_le_bytes(some(&mut from)?);
        let mut forest = Boosted { base, ..Boosted::default() };
        for _ in 0..trees {
            forest.roots.push(forest.nodes.len() as u32);
            // Splits that wait for their high side.
            let mut open: Vec<usize> = Vec::new();
            loop {
                let (column, value) = (u16::from_le_bytes(some(&mut from)?), f32::from_le_bytes(some(&mut from)?));
                let at = forest.nodes.len();
                if column < u16::MAX {
                    open.push(at);
                    forest.nodes.push(Node::Split { column, most: value, low: at as u32 + 1, high: 0 });
                    continue;
                }
                forest.nodes.push(Node::Leaf(value));
                let Some(waiting) = open.pop() else { break };
                if let Node::Split { high, .. } = &mut forest.nodes[waiting] {
                    *high = at as u32 + 1;
                }
            }
        }
        from.is_empty().then_some(forest)
    }
}

/// The next bytes, which are taken away.
fn some<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (some, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*some)
}
