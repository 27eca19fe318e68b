//! The dependency parser: greedy, arc-hybrid (Kuhlmann et al. 2011), one averaged perceptron for transition and relation,
//! features after Zhang & Nivre (2011). Training with the dynamic oracle of Goldberg & Nivre (2013) is in `train`.

use super::train::PARSER_VERSION;
use super::word::Word;
use super::{Dep, Tag};
use crate::learn::{Linear, feature, mix};

/// No token.
const NONE: u32 = u32::MAX;
/// How many relations there are.
const DEPS: usize = Dep::NAMES.len();

/// What the parser does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// The next word goes on the stack.
    Shift,
    /// The top of the stack depends on the next word.
    Left(Dep),
    /// The top of the stack depends on the one below it.
    Right(Dep),
}

impl Move {
    /// All classes of the model, by number.
    pub(super) const COUNT: usize = 1 + 2 * DEPS;

    pub(super) fn class(self) -> usize {
        match self {
            Move::Shift => 0,
            Move::Left(dep) => 1 + dep.0 as usize,
            Move::Right(dep) => 1 + DEPS + dep.0 as usize,
        }
    }

    pub(super) fn of_class(class: usize) -> Move {
        match class {
            0 => Move::Shift,
            c if c <= DEPS => Move::Left(Dep((c - 1) as u8)),
            c => Move::Right(Dep((c - 1 - DEPS) as u8)),
        }
    }

    /// The labels of a model.
    pub(super) fn labels() -> Vec<String> {
        let side = |side: &'static str| Dep::NAMES.iter().map(move |d| format!("{side} {d}"));
        std::iter::once("shift".to_string()).chain(side("left")).chain(side("right")).collect()
    }
}

/// The words of a sentence as the parser sees them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Input {
    pub(super) word: u64,
    pub(super) suffix: u64,
    pub(super) class: u64,
    pub(super) tag: u64,
    pub(super) pos: Tag,
}

impl Input {
    pub(super) fn new(word: &Word, tag: Tag) -> Input {
        Input { word: word.lower, suffix: word.suffix[2], class: word.class, tag: u64::from(tag.0) + 2, pos: tag }
    }
}

/// What a token has got so far.
#[derive(Debug, Clone, Copy)]
struct Node {
    head: u32,
    dep: Dep,
    /// The outermost and the second child on each side.
    left: [u32; 2],
    right: [u32; 2],
    /// How many children on each side, and the set of their relations.
    count: [u64; 2],
    set: [u64; 2],
}

const BARE: Node = Node { head: NONE, dep: Dep::ROOT, left: [NONE; 2], right: [NONE; 2], count: [0; 2], set: [0; 2] };

/// What a feature hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The words on top of the stack, for as long as the topmost stays there.
    Stack,
    /// The next words, until one of them goes on the stack.
    Ahead,
    /// Both of them, or what has been attached.
    Moment,
}

/// A parse under way. The root stands behind the last word.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) stack: Vec<u32>,
    /// The next word; the number of words where only the root is left.
    pub(super) next: u32,
    pub(super) len: u32,
    /// The word that must become the root, where one must.
    root: Option<u32>,
    nodes: Vec<Node>,
}

impl State {
    /// Begins a sentence of `len` words.
    pub(super) fn begin(&mut self, len: usize) {
        self.stack.clear();
        self.next = 0;
        self.len = len as u32;
        self.root = None;
        self.nodes.clear();
        self.nodes.resize(len, BARE);
    }

    pub(super) fn done(&self) -> bool {
        self.next == self.len && self.stack.is_empty()
    }

    /// The only move there is, where there is no choice: the sentence gets one root.
    pub(super) fn forced(&self) -> Option<Move> {
        match (self.stack.len(), self.next == self.len) {
            (0, _) => Some(Move::Shift),
            (1, true) => Some(Move::Left(Dep::ROOT)),
            _ => None,
        }
    }

    /// Whether a kind of move is allowed: shift, left, right.
    pub(super) fn allowed(&self) -> [bool; 3] {
        let rest = self.next < self.len;
        let (shift, left, right) = (rest, rest && !self.stack.is_empty(), self.stack.len() > 1);
        match self.root {
            // Nothing stays below the root to be, and it is taken off the stack last.
            Some(root) if root == self.next => [self.stack.is_empty(), left, right],
            Some(root) if self.stack.last() == Some(&root) => [shift, false, false],
            _ => [shift, left, right],
        }
    }

    pub(super) fn apply(&mut self, step: Move) {
        match step {
            Move::Shift => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Move::Left(dep) => {
                if let Some(child) = self.stack.pop() {
                    self.attach(child, self.next, dep);
                }
            }
            Move::Right(dep) => {
                if let (Some(child), Some(&head)) = (self.stack.pop(), self.stack.last()) {
                    self.attach(child, head, dep);
                }
            }
        }
    }

    fn attach(&mut self, child: u32, head: u32, dep: Dep) {
        let node = &mut self.nodes[child as usize];
        (node.head, node.dep) = (head, dep);
        let Some(parent) = self.nodes.get_mut(head as usize) else { return };
        let side = usize::from(child > head);
        let outer = if side == 0 { &mut parent.left } else { &mut parent.right };
        *outer = [child, outer[0]];
        parent.count[side] += 1;
        parent.set[side] |= 1 << (dep.0 & 63);
    }

    /// Head and relation of a word; a root's head is the word itself.
    pub(super) fn head(&self, word: usize) -> (u32, Dep) {
        let node = &self.nodes[word];
        if node.head >= self.len { (word as u32, Dep::ROOT) } else { (node.head, node.dep) }
    }

    /// The features of this moment, each with what it hangs on.
    #[inline]
    pub(super) fn features(&self, input: &[Input], mut take: impl FnMut(Of, u32)) {
        let depth = self.stack.len();
        let stack = |n: usize| if n < depth { self.stack[depth - 1 - n] } else { NONE };
        let buffer = |n: u32| if self.next + n < self.len { self.next + n } else { NONE };
        const OUT: Input = Input { word: 1, suffix: 1, class: 1, tag: 1, pos: Tag::XX };
        const ROOT: Input = Input { word: 3, suffix: 3, class: 3, tag: 0, pos: Tag::XX };
        let look = |t: u32| input.get(t as usize).copied().unwrap_or(OUT);
        let node = |t: u32| self.nodes.get(t as usize).copied().unwrap_or(BARE);
        let (s0, s1, b0) = (stack(0), stack(1), buffer(0));
        let (i_s0, i_s1, i_s2) = (look(s0), look(s1), look(stack(2)));
        let i_b0 = if b0 == NONE { ROOT } else { look(b0) };
        let (i_b1, i_b2) = (look(buffer(1)), look(buffer(2)));
        let (n_s0, n_s1, n_b0) = (node(s0), node(s1), node(b0));
        let (s0l, s0l2, s0r, s0r2) = (n_s0.left[0], n_s0.left[1], n_s0.right[0], n_s0.right[1]);
        let (b0l, b0l2, s1r, s1l) = (n_b0.left[0], n_b0.left[1], n_s1.right[0], n_s1.left[0]);
        let label = |t: u32| node(t).dep.0 as u64 + if t == NONE { 100 } else { 0 };
        let distance = |a: u32, b: u32| match (a, b) {
            (NONE, _) | (_, NONE) => 0,
            (a, b) => match b.abs_diff(a) {
                d @ 0..=4 => u64::from(d),
                5..=6 => 5,
                7..=10 => 6,
                _ => 7,
            },
        };
        let (d, d1) = (distance(s0, self.next), distance(s1, s0));
        let wp = |i: Input| mix(i.word, i.tag);
        let mut template = 0;
        let mut add = |of: Of, content: u64| {
            take(of, feature(template, content));
            template += 1;
        };
        use Of::{Ahead, Moment, Stack};
        let (sw, sp, swp) = (i_s0.word, i_s0.tag, wp(i_s0));
        let (tw, tp, twp) = (i_s1.word, i_s1.tag, wp(i_s1));
        let (bw, bp, bwp) = (i_b0.word, i_b0.tag, wp(i_b0));
        let (cp, ep) = (i_b1.tag, i_b2.tag);
        let sb = mix(sp, bp);
        let ts = mix(tp, sp);
        // Single words.
        for one in [sw, sp, swp, tw, tp, twp] {
            add(Stack, one);
        }
        for one in [bw, bp, bwp, i_b1.word, cp, wp(i_b1), i_b2.word, ep] {
            add(Ahead, one);
        }
        for one in [i_s2.word, i_s2.tag] {
            add(Stack, one);
        }
        add(Moment, mix(i_s0.suffix, bp));
        add(Moment, mix(i_b0.suffix, sp));
        // What else a word could be: tags may be wrong.
        let (sc, bc, cc) = (i_s0.class, i_b0.class, i_b1.class);
        for class in [mix(sc, bc), mix(sc, bp), mix(sp, bc)] {
            add(Moment, class);
        }
        add(Ahead, mix(bc, cc));
        for class in [mix(mix(tp, sc), bc), mix(mix(sp, bc), cc)] {
            add(Moment, class);
        }
        // Top of the stack and next word.
        for pair in [mix(swp, bwp), mix(swp, bw), mix(sw, bwp), mix(swp, bp), mix(sp, bwp), mix(sw, bw), sb] {
            add(Moment, pair);
        }
        // The two topmost, and others.
        for pair in [mix(tw, sw), ts, mix(twp, sp), mix(tp, swp)] {
            add(Stack, pair);
        }
        for pair in [mix(tw, bw), mix(tp, bp)] {
            add(Moment, pair);
        }
        for pair in [mix(bp, cp), mix(bw, cp)] {
            add(Ahead, pair);
        }
        add(Moment, mix(tw, sb));
        add(Moment, mix(sb, cp));
        add(Ahead, mix(mix(bp, cp), ep));
        add(Moment, mix(ts, bp));
        add(Stack, mix(mix(i_s2.tag, tp), sp));
        for triple in [
            mix(sb, look(s0l).tag),
            mix(sb, look(s0r).tag),
            mix(sb, look(b0l).tag),
            mix(ts, look(s0l).tag),
            mix(ts, look(s0r).tag),
            mix(ts, look(s1r).tag),
            mix(ts, look(s1l).tag),
            mix(mix(ts, bp), cp),
            mix(mix(sb, cp), ep),
            mix(mix(tp, swp), bp),
            mix(mix(twp, sp), bp),
            mix(ts, bwp),
            mix(sw, mix(bp, cp)),
            mix(ts, bw),
        ] {
            add(Moment, triple);
        }
        // How far apart.
        for far in [mix(sw, d), mix(sp, d), mix(bw, d), mix(bp, d), mix(mix(sw, bw), d), mix(sb, d)] {
            add(Moment, far);
        }
        for far in [mix(ts, d1), mix(tw, mix(sp, d1))] {
            add(Stack, far);
        }
        // How many children, and which.
        let ([sl, sr], [_, tr], [bl, _]) = (n_s0.count, n_s1.count, n_b0.count);
        let c = |n: u64| n.min(4) + 10;
        for count in [
            mix(sw, c(sr)),
            mix(sp, c(sr)),
            mix(sw, c(sl)),
            mix(sp, c(sl)),
            mix(bw, c(bl)),
            mix(bp, c(bl)),
            mix(tp, c(tr)),
        ] {
            add(Moment, count);
        }
        for set in [
            mix(sw, n_s0.set[1]),
            mix(sp, n_s0.set[1]),
            mix(sw, n_s0.set[0]),
            mix(sp, n_s0.set[0]),
            mix(bw, n_b0.set[0]),
            mix(bp, n_b0.set[0]),
            mix(tw, n_s1.set[1]),
            mix(ts, n_s1.set[1]),
            mix(sb, mix(n_s0.set[0], n_b0.set[0])),
        ] {
            add(Moment, set);
        }
        for child in [s0l, s0r, b0l, s1r] {
            add(Moment, look(child).word);
            add(Moment, mix(look(child).tag, label(child)));
        }
        for child in [s0l2, s0r2, b0l2] {
            add(Moment, mix(look(child).tag, label(child)));
        }
        add(Moment, mix(sp, mix(look(s0l).tag, look(s0l2).tag)));
        add(Moment, mix(bp, mix(look(b0l).tag, look(b0l2).tag)));
        add(Moment, mix(swp, mix(label(s0l), label(s0r))));
        // The word before the next one: a comma or a conjunction may have been attached already.
        let last = if self.next > 0 { look(self.next - 1) } else { OUT };
        add(Moment, mix(last.word, sb));
        add(Moment, mix(last.tag, mix(ts, bp)));
    }
}

/// The parser.
#[derive(Debug, Default)]
pub(super) struct Parser {
    model: Linear,
}

impl Parser {
    /// The parser of a weight file; `None` where the bytes are not one or are of another version.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Parser> {
        let mut model = Linear::from_bytes(bytes)?;
        (model.labels.pop()? == PARSER_VERSION && model.labels == Move::labels()).then_some(Parser { model })
    }

    /// Parses one sentence; heads are read from the state.
    ///
    /// A greedy parser often takes the subject of a long news sentence for a fragment, with the verb somewhere below it
    /// ("Acme, which makes chips, bought Widgetworks."). Where the root is no predicate but a main verb was there to be had,
    /// the sentence is parsed again with that verb as its root.
    pub(super) fn parse(&self, input: &[Input], state: &mut State) {
        state.begin(input.len());
        let steps = self.run(input, state);
        if let Some(root) = missed_root(input, state) {
            state.begin(input.len());
            state.root = Some(root);
            // Until it is the next word all is as before.
            for step in steps {
                if state.next == root {
                    break;
                }
                state.apply(step);
            }
            self.run(input, state);
        }
    }

    /// Goes on to the end of the sentence; gives the moves that were made.
    fn run(&self, input: &[Input], state: &mut State) -> Vec<Move> {
        let (mut sums, mut steps) = (Sums::default(), Vec::with_capacity(2 * input.len()));
        while !state.done() {
            let step = state.forced().unwrap_or_else(|| best(sums.of(&self.model, input, state), state.allowed()));
            state.apply(step);
            steps.push(step);
        }
        steps
    }
}

/// The scores of the moves, of which those that hang on the stack or the next words alone are kept while these stay.
#[derive(Default)]
struct Sums {
    /// For each word on the stack from below, when it was on top: which it is, and its sums.
    stack: Vec<(u32, [f32; Move::COUNT])>,
    /// For the next words: where they begin, and their sums.
    ahead: Option<(u32, [f32; Move::COUNT])>,
    scores: Vec<f32>,
    seen: [Vec<u32>; 3],
}

impl Sums {
    /// The sums of a moment with words on the stack, in the model's unit.
    fn of(&mut self, model: &Linear, input: &[Input], state: &State) -> &[f32] {
        let Some((&top, below)) = state.stack.split_last() else { return &[] };
        // A word is on the stack once, always on the same ones.
        let new_top = self.stack.get(below.len()).is_none_or(|(word, _)| *word != top);
        let new_ahead = self.ahead.is_none_or(|(next, _)| next != state.next);
        self.seen.iter_mut().for_each(Vec::clear);
        let seen = &mut self.seen;
        state.features(input, |of, feature| {
            if match of {
                Of::Stack => new_top,
                Of::Ahead => new_ahead,
                Of::Moment => true,
            } {
                seen[of as usize].push(feature);
            }
        });
        let sums = |of: Of| {
            let mut sums = [0.0; Move::COUNT];
            model.add_to(&self.seen[of as usize], &mut sums);
            sums
        };
        if new_top {
            self.stack.resize(below.len(), (NONE, [0.0; Move::COUNT]));
            self.stack.push((top, sums(Of::Stack)));
        }
        if new_ahead {
            self.ahead = Some((state.next, sums(Of::Ahead)));
        }
        let kept = self.stack.get(below.len()).into_iter().chain(&self.ahead);
        self.scores.clear();
        self.scores.resize(Move::COUNT, 0.0);
        for (_, sums) in kept {
            self.scores.iter_mut().zip(sums).for_each(|(score, sum)| *score += sum);
        }
        model.add_to(&self.seen[Of::Moment as usize], &mut self.scores);
        &self.scores
    }
}

/// The first finite verb that nothing marks as subordinate, where the parse has neither a verb nor a copula at its root.
fn missed_root(input: &[Input], state: &State) -> Option<u32> {
    let len = input.len();
    let finite = |w: usize| matches!(input[w].pos, Tag::VBD | Tag::VBZ | Tag::VBP | Tag::MD);
    // What each word has below it: a finite auxiliary, a mark of subordination, a copula.
    let (mut helped, mut marked, mut copula) = (vec![false; len], vec![false; len], vec![false; len]);
    let mut root = None;
    for (w, word) in input.iter().enumerate() {
        let (head, dep) = state.head(w);
        let head = head as usize;
        if head == w {
            root = Some(w);
            continue;
        }
        helped[head] |= finite(w) && matches!(dep, Dep::AUX | Dep::AUX_PASS | Dep::COP);
        copula[head] |= dep == Dep::COP;
        marked[head] |= dep == Dep::MARK || matches!(word.pos, Tag::WDT | Tag::WP | Tag::WRB | Tag::WP_POSS);
    }
    let root = root?;
    if input[root].pos.is_verb() || copula[root] || helped[root] {
        return None;
    }
    let main = |w: &usize| {
        let dep = state.head(*w).1;
        let verb = input[*w].pos.is_verb() && (finite(*w) || helped[*w]);
        verb && !marked[*w] && !matches!(dep, Dep::AUX | Dep::AUX_PASS | Dep::COP | Dep::CCOMP | Dep::PARATAXIS)
    };
    (root + 1..len).find(main).map(|w| w as u32)
}

/// The move with the highest score of those allowed.
pub(super) fn best(scores: &[f32], [shift, left, right]: [bool; 3]) -> Move {
    let mut best = (f32::NEG_INFINITY, 0);
    let mut look = |range: std::ops::Range<usize>| {
        for class in range {
            if scores[class] > best.0 {
                best = (scores[class], class);
            }
        }
    };
    if shift {
        look(0..1);
    }
    // The first relation is that of the root, which is no choice.
    if left {
        look(2..1 + DEPS);
    }
    if right {
        look(2 + DEPS..Move::COUNT);
    }
    // Something is always allowed while the parse is not done.
    Move::of_class(best.1)
}
