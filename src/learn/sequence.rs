//! A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001), trained by AdaGrad on sequences of which
//! some labels may be unknown (Tsuboi et al. 2008: the probability of all labellings that agree with what is known).
//!
//! The transitions are weights of features as well, so the whole model is one [`Linear`].

mod decode;
mod lattice;
mod train;

pub use decode::Decoder;
pub use lattice::Lattice;
pub use train::{Sample, SequenceOptions};

use super::{Linear, feature};

const TRANSITION: u32 = 0xffff_0001;
const START: u64 = u64::MAX;

/// A trained sequence model with at most 32 labels.
#[derive(Debug, Clone, Default)]
pub struct Sequence {
    model: Linear,
    /// `from * labels + to`; negative infinity where illegal. Row `labels` is the start.
    transitions: Vec<f32>,
}

fn arcs(n: usize, legal: &impl Fn(Option<usize>, usize) -> bool) -> Vec<(u8, u8)> {
    (0..n)
        .flat_map(|a| (0..n).map(move |b| (a, b)))
        .filter(|(a, b)| legal(Some(*a), *b))
        .map(|(a, b)| (a as u8, b as u8))
        .collect()
}

fn transition_features(n: usize) -> Vec<u32> {
    (0..n).map(|from| feature(TRANSITION, from as u64)).chain([feature(TRANSITION, START)]).collect()
}

impl Sequence {
    /// What each label is called.
    pub fn labels(&self) -> &[String] {
        &self.model.labels
    }

    /// How many features have a weight.
    pub fn len(&self) -> usize {
        self.model.len()
    }

    /// Whether the model has learned nothing.
    pub fn is_empty(&self) -> bool {
        self.model.is_empty()
    }

    /// The weight file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }

    /// Reads a weight file; `legal(from, to)` says which labels may follow which (`None`: the start).
    /// `None` where the bytes are not a model.
    pub fn from_bytes(bytes: &[u8], legal: impl Fn(Option<usize>, usize) -> bool) -> Option<Sequence> {
        Some(Sequence::from_linear(Linear::from_bytes(bytes)?, &legal))
    }

    fn from_linear(model: Linear, legal: &impl Fn(Option<usize>, usize) -> bool) -> Sequence {
        let n = model.labels.len();
        let mut transitions = Vec::with_capacity((n + 1) * n);
        let mut scores = Vec::new();
        for (from, f) in transition_features(n).into_iter().enumerate() {
            model.score(&[f], &mut scores);
            let from = (from < n).then_some(from);
            transitions
                .extend(scores.iter().enumerate().map(|(to, s)| if legal(from, to) { *s } else { f32::NEG_INFINITY }));
        }
        Sequence { model, transitions }
    }
}
