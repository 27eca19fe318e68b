//! What the syntax tells of a candidate: the dependency path between the two, and the frames of verbs and nouns.

use super::super::scene::Scene;
use super::{Bag, FeatureMaker, Sink, bucket};
use crate::learn::{hash, mix};
use crate::mention::Mention;
use crate::text::Dep;

impl FeatureMaker<'_> {
    /// The dependency path between the two, plain and from the heads of their coordinations.
    pub(super) fn syntax<S: Sink>(&self, scene: &Scene<'_>, a: &Mention, b: &Mention, bag: &mut Bag<'_, S>) {
        let (ha, hb) = (scene.head(a), scene.head(b));
        self.path(scene, ha, hb, 100, bag);
        let (la, lb) = (scene.lift(ha), scene.lift(hb));
        if (la, lb) != (ha, hb) {
            self.path(scene, la, lb, 150, bag);
        }
        let hits = self.frames.hits(scene, a.sentence, ha, hb);
        for hit in &hits {
            let way = u64::from(hit.forward);
            bag.both(210, mix(hit.relation, way));
            bag.typed(211, mix(mix(hit.relation, way), hit.word));
        }
        bag.typed(212, bucket(hits.len()));
        bag.typed(200, u64::from(la == lb));
        for (side, h) in [(1u64, la), (2, lb)] {
            let token = &scene.doc.tokens[h as usize];
            let dep = hash(token.dep.as_str());
            bag.typed(201, mix(mix(dep, scene.symbol(token.head)), side));
            bag.typed(202, mix(dep, side));
        }
    }

    fn path<S: Sink>(&self, scene: &Scene<'_>, a: u32, b: u32, base: u32, bag: &mut Bag<'_, S>) {
        let (up, down) = (scene.ancestors(a), scene.ancestors(b));
        let Some((i, j)) = up.iter().enumerate().find_map(|(i, t)| down.iter().position(|d| d == t).map(|j| (i, j)))
        else {
            return;
        };
        let tokens = &scene.doc.tokens;
        let case = |t: u32| -> u64 {
            // The preposition tells more than "obl" or "nmod" alone.
            let token = &tokens[t as usize];
            let dep = hash(token.dep.as_str());
            if !matches!(token.dep, Dep::OBL | Dep::NMOD | Dep::OBL_AGENT | Dep::ACL | Dep::ADVCL) {
                return dep;
            }
            scene.case(t).map_or(dep, |m| mix(dep, m))
        };
        let top = up[i];
        let mut plain = hash("path");
        let mut worded = hash("worded");
        let mut cased = hash("cased");
        for &t in &up[..i] {
            plain = mix(plain, hash(tokens[t as usize].dep.as_str()));
            cased = mix(cased, case(t));
            worded = mix(mix(worded, case(t)), scene.symbol(tokens[t as usize].head));
        }
        (plain, worded, cased) = (mix(plain, 7), mix(worded, 7), mix(cased, 7));
        for &t in down[..j].iter().rev() {
            plain = mix(plain, hash(tokens[t as usize].dep.as_str()));
            cased = mix(cased, case(t));
            worded = mix(mix(worded, case(t)), scene.symbol(t));
        }
        let length = i + j;
        bag.typed(base, bucket(length));
        if length <= 7 {
            bag.typed(base + 1, plain);
            bag.both(base + 2, worded);
            bag.typed(base + 3, cased);
            bag.both(base + 4, mix(cased, scene.symbol(top)));
        }
        if i > 0 && j > 0 {
            // A word above both: the verb or noun that relates them.
            bag.both(base + 5, scene.symbol(top));
            bag.typed(base + 6, mix(case(up[i - 1]), scene.symbol(top)));
            bag.typed(base + 7, mix(scene.symbol(top), case(down[j - 1])));
            bag.both(base + 8, mix(mix(case(up[i - 1]), scene.symbol(top)), case(down[j - 1])));
        }
        for &t in up[1.min(i)..i].iter().chain(&down[1.min(j)..j]) {
            bag.both(base + 9, scene.symbol(t));
            if let Some(relations) = self.triggers.get(&scene.symbol(t)) {
                relations.iter().for_each(|r| bag.both(base + 10, *r));
            }
        }
        if let Some(relations) = self.triggers.get(&scene.symbol(top)) {
            let (u, d) = (i.checked_sub(1).map_or(0, |k| case(up[k])), j.checked_sub(1).map_or(0, |k| case(down[k])));
            for r in relations {
                bag.both(base + 11, *r);
                bag.typed(base + 12, mix(mix(*r, u), d));
            }
        }
    }
}
