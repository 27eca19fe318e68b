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

/// A split, or a leaf, whose children are itself: who has come to one stays there.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    /// Which number of a row a split asks for.
    column: u16,
    /// The most that goes to the low side of a split; the log odds that a leaf adds.
    value: f32,
    /// The low side and the high side.
    children: [u32; 2],
}

impl Node {
    fn leaf(at: u32, value: f32) -> Node {
        Node { column: 0, value, children: [at; 2] }
    }

    fn is_leaf(&self, at: u32) -> bool {
        self.children == [at; 2]
    }

    /// Where a row goes from here.
    #[inline]
    fn next(&self, row: &[f32]) -> u32 {
        let value = row.get(usize::from(self.column)).copied().unwrap_or(0.0);
        self.children[1 - usize::from(value <= self.value)]
    }
}

/// So many trees are gone down side by side: where one waits for its next node, the others go on.
const ABREAST: usize = 8;

const MAGIC: &[u8; 4] = b"TGB1";

impl Boosted {
    /// The log odds of yes. Columns that `row` lacks count as 0. Cost: the trees times their depth.
    pub fn odds(&self, row: &[f32]) -> f32 {
        self.base + self.roots.chunks(ABREAST).flat_map(|roots| self.leaves(roots, row)).sum::<f32>()
    }

    /// What each of some trees adds, at most [`ABREAST`] of them.
    fn leaves(&self, roots: &[u32], row: &[f32]) -> impl Iterator<Item = f32> {
        let mut at = [roots[0]; ABREAST];
        at[..roots.len()].copy_from_slice(roots);
        loop {
            let next = at.map(|at| self.nodes[at as usize].next(row));
            if next == at {
                break at.into_iter().take(roots.len()).map(|at| self.nodes[at as usize].value);
            }
            at = next;
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
                let node = &self.nodes[at as usize];
                let [low, high] = node.children;
                let column = if node.is_leaf(at) { u16::MAX } else { node.column };
                out.extend(column.to_le_bytes());
                out.extend(node.value.to_le_bytes());
                if !node.is_leaf(at) {
                    open.extend([high, low]);
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
                    forest.nodes.push(Node { column, value, children: [at as u32 + 1, 0] });
                    continue;
                }
                forest.nodes.push(Node::leaf(at as u32, value));
                let Some(waiting) = open.pop() else { break };
                forest.nodes[waiting].children[1] = at as u32 + 1;
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
