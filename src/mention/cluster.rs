//! Word classes by the exchange algorithm (Kneser & Ney 1993; Martin, Liermann & Ney 1998): every word sits in the
//! class that makes the text most probable under a class bigram model, found by moving one word at a time.

use rustc_hash::FxHashMap;

/// Counts of neighbouring pairs of items, both ways.
pub(super) struct Bigrams {
    after: Vec<Vec<(u32, u32)>>,
    before: Vec<Vec<(u32, u32)>>,
    count: Vec<u64>,
}

impl Bigrams {
    /// From pair counts over `items` items.
    pub(super) fn new(pairs: &FxHashMap<(u32, u32), u32>, items: usize) -> Bigrams {
        let mut sorted: Vec<_> = pairs.iter().map(|(p, c)| (*p, *c)).collect();
        sorted.sort_unstable();
        let mut out =
            Bigrams { after: vec![Vec::new(); items], before: vec![Vec::new(); items], count: vec![0; items] };
        for ((a, b), c) in sorted {
            out.after[a as usize].push((b, c));
            out.before[b as usize].push((a, c));
            out.count[a as usize] += u64::from(c);
        }
        out
    }

    /// Puts the items into `classes` classes; `rounds` passes over all. Items must be sorted by falling frequency.
    /// Cost: rounds × items × classes × neighbouring classes.
    pub(super) fn cluster(&self, classes: usize, rounds: usize) -> Vec<u32> {
        let items = self.count.len();
        let mut class: Vec<u32> = (0..items).map(|i| (i % classes) as u32).collect();
        let mut pair = vec![0i64; classes * classes];
        let mut total = vec![0i64; classes];
        for (a, list) in self.after.iter().enumerate() {
            total[class[a] as usize] += self.count[a] as i64;
            for (b, c) in list {
                pair[class[a] as usize * classes + class[*b as usize] as usize] += i64::from(*c);
            }
        }
        let table: Vec<f64> =
            (0..1 << 16).map(|n| if n == 0 { 0.0 } else { f64::from(n) * f64::from(n).ln() }).collect();
        let h = |n: i64| match table.get(n as usize) {
            Some(v) => *v,
            None => n as f64 * (n as f64).ln(),
        };
        let (mut out, mut back) = (vec![0i64; classes], vec![0i64; classes]);
        let (mut seen_out, mut seen_back) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let mut moved = 0;
            for w in 0..items {
                let own = class[w] as usize;
                let mut itself = 0;
                for (b, c) in &self.after[w] {
                    if *b as usize == w {
                        itself = i64::from(*c);
                        continue;
                    }
                    let k = class[*b as usize] as usize;
                    if out[k] == 0 {
                        seen_out.push(k);
                    }
                    out[k] += i64::from(*c);
                }
                for (a, c) in self.before[w].iter().filter(|(a, _)| *a as usize != w) {
                    let k = class[*a as usize] as usize;
                    if back[k] == 0 {
                        seen_back.push(k);
                    }
                    back[k] += i64::from(*c);
                }
                let n = self.count[w] as i64;
                let neighbours = Neighbours { out: (&seen_out, &out), back: (&seen_back, &back), itself, n };
                neighbours.shift(&mut pair, &mut total, own, -1);
                let gain = |to: usize| {
                    let mut g = 0.0;
                    for &k in &seen_out {
                        // The pair of the class with itself may change in both directions: near enough as two changes.
                        let at = pair[to * classes + k];
                        g += h(at + out[k]) - h(at);
                    }
                    for &k in &seen_back {
                        let at = pair[k * classes + to];
                        g += h(at + back[k]) - h(at);
                    }
                    let at = pair[to * classes + to];
                    g + h(at + itself) - h(at) - 2.0 * (h(total[to] + n) - h(total[to]))
                };
                let mut best = (own, gain(own));
                for to in (0..classes).filter(|c| *c != own) {
                    let g = gain(to);
                    if g > best.1 + 1e-9 {
                        best = (to, g);
                    }
                }
                neighbours.shift(&mut pair, &mut total, best.0, 1);
                moved += usize::from(best.0 != own);
                class[w] = best.0 as u32;
                seen_out.drain(..).for_each(|k| out[k] = 0);
                seen_back.drain(..).for_each(|k| back[k] = 0);
            }
            if moved * 500 < items {
                break;
            }
        }
        class
    }

    /// Pair counts of classes.
    pub(super) fn pairs_of(&self, class: &[u32]) -> FxHashMap<(u32, u32), u32> {
        let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for (a, list) in self.after.iter().enumerate() {
            for (b, c) in list {
                *pairs.entry((class[a], class[*b as usize])).or_default() += c;
            }
        }
        pairs
    }
}

/// The classes around one word, with counts.
struct Neighbours<'a> {
    out: (&'a [usize], &'a [i64]),
    back: (&'a [usize], &'a [i64]),
    itself: i64,
    n: i64,
}

impl Neighbours<'_> {
    /// Puts the word into a class (`sign` 1) or takes it out (-1).
    fn shift(&self, pair: &mut [i64], total: &mut [i64], to: usize, sign: i64) {
        let classes = total.len();
        self.out.0.iter().for_each(|k| pair[to * classes + k] += sign * self.out.1[*k]);
        self.back.0.iter().for_each(|k| pair[k * classes + to] += sign * self.back.1[*k]);
        pair[to * classes + to] += sign * self.itself;
        total[to] += sign * self.n;
    }
}
