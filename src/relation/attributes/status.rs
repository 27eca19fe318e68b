//! Status: how far the relation is true, by the words that stand around and between its two ends.

use super::Cue;
use super::context::{Context, Features, Regions, bucket};
use super::ends::Ends;
use super::reach::Reach;
use super::survey::Said;
use super::verdict::{Row, Verdicts};
use crate::learn::Linear;
use crate::mention::{Phrases, Piece, scan};
use crate::text::Tag;
use crate::value::{Span, Status};
use crate::vocab::Lexicon;
use rustc_hash::FxHashSet;

/// A word that tells of the truth of something else, for features.
const BESIDE: &str = "<beside>";

/// Where a cue must stand to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Any,
    Near,
    Next,
    After,
}

/// The cues of status.
#[derive(Debug, Clone)]
pub(super) struct StatusCues {
    cues: Phrases<(Status, Where)>,
    /// Names of months: "may" is a cue too.
    months: FxHashSet<String>,
    reach: Reach,
    verdicts: Verdicts,
}

/// A cue as found in a sentence.
struct Hit {
    status: Status,
    region: &'static str,
    /// Tokens to the nearer end.
    distance: usize,
    place: Where,
    phrase: String,
    tokens: std::ops::Range<usize>,
}

impl StatusCues {
    pub(super) fn new(lexicon: &Lexicon) -> StatusCues {
        let cues = lexicon.rows("status_cues").iter().filter_map(|row| {
            let place = match row.get(2)?.as_str() {
                "any" => Where::Any,
                "near" => Where::Near,
                "next" => Where::Next,
                "after" => Where::After,
                _ => return None,
            };
            Some((row[0].as_str(), (row.get(1)?.parse().ok()?, place)))
        });
        let months = lexicon.rows("date_words").iter().filter(|row| row.get(1).is_some_and(|kind| kind == "month"));
        let months = months.map(|row| row[0].clone()).collect();
        StatusCues { cues: Phrases::new(cues), months, reach: Reach::new(lexicon), verdicts: Verdicts::new(lexicon) }
    }

    fn hits(&self, context: &Context) -> Vec<Hit> {
        let text = context.span.of(&context.doc.text);
        let pieces: Vec<Piece> = scan(text);
        let regions = context.regions();
        let mut hits = Vec::new();
        for at in 0..pieces.len() {
            let Some((len, (status, place))) = self.cues.start(&pieces, at) else { continue };
            let offset = context.span.start as usize;
            let last = &pieces[at + len - 1];
            let span = Span::new(pieces[at].start + offset, last.end + offset);
            let tokens = context.tokens(span);
            if self.is_month(&pieces[at..at + len], context.tag(tokens.start as isize)) {
                continue;
            }
            let gap = |end: &std::ops::Range<usize>| match (tokens.end <= end.start, end.end <= tokens.start) {
                (true, _) => end.start - tokens.end,
                (_, true) => tokens.start - end.end,
                _ => 0,
            };
            let ends = [&context.subject, &context.object];
            let distance = ends.into_iter().flatten().map(gap).min().unwrap_or(99);
            let phrase = pieces[at..at + len].iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
            hits.push(Hit {
                status: *status,
                region: regions.of(tokens.start),
                distance,
                place: *place,
                phrase,
                tokens,
            });
        }
        hits
    }

    /// The cues of a sentence, wherever they stand.
    fn said(&self, text: &str) -> Vec<Said> {
        let pieces = scan(text);
        let cue = |at: usize| Some((self.cues.start(&pieces, at)?.1.0, pieces[at].text.as_str().into()));
        (0..pieces.len()).filter_map(cue).collect()
    }

    /// Whether a cue is a month, and no modal of the same letters.
    fn is_month(&self, pieces: &[Piece], tag: Tag) -> bool {
        matches!(pieces, [piece] if self.months.contains(piece.text.as_str())) && tag != Tag::MD
    }

    /// Whether the two ends are a title and its bearer, and no cue is in their phrase: it takes for given what it says, whatever the
    /// sentence around it tells.
    fn takes_for_given(&self, context: &Context) -> bool {
        self.reach.title(context).is_some_and(|words| {
            let speaks =
                |hit: &Hit| hit.status != Status::Confirmed && hit.tokens.clone().any(|at| words.contains(&at));
            !self.hits(context).iter().any(speaks)
        })
    }

    /// The features of a cue's sentence.
    pub(super) fn features(&self, context: &Context, cue: &Cue) -> Vec<u32> {
        let mut f = Features::default();
        let (relation, regions) = (cue.relation, context.regions());
        let title = if context.title_case { "T" } else { "t" };
        f.both("bias", relation, &["1"]);
        f.both("order", relation, &[regions.order, title]);
        let end = context.word(context.len() as isize - 1);
        f.both("last", relation, &[if end == "?" { "?" } else { "." }]);
        let governs = self.reach.features(&mut f, context, relation);
        let word = |at: usize| match self.reach.is_beside(context, &governs, at as isize) {
            true => BESIDE,
            false => context.masked(at as isize),
        };

        let between = regions.between.clone();
        f.both("gap", relation, &[bucket(between.len())]);
        let (from, to) = (between.start, between.end);
        for at in between.clone().filter(|at| *at < from + 12 || at + 8 >= to) {
            f.add("mid", &[word(at)]);
            f.add("mid-order", &[regions.order, word(at)]);
            if at + 1 < to {
                f.both("mid2", regions.order, &[word(at), word(at + 1)]);
            }
        }
        let left = regions.before.end;
        for at in left.saturating_sub(2)..left {
            f.add("left-at", &[regions.order, if left - at == 1 { "1" } else { "2" }, word(at)]);
        }
        for (name, end) in [("S", &context.subject), ("O", &context.object)] {
            let Some(end) = end else { continue };
            let (a, b) = (end.start as isize, end.end as isize);
            f.both("next", relation, &[name, "-1", context.masked(a - 1)]);
            f.both("next", relation, &[name, "+1", context.masked(b)]);
            f.add("next2", &[name, "-", context.masked(a - 2), context.masked(a - 1)]);
            f.both("next2", title, &[name, "+", context.masked(b), context.masked(b + 1)]);
            f.add("next3", &[name, "+", context.masked(b), context.masked(b + 1), context.masked(b + 2)]);
            f.both("ending", title, &[name, ending(context.masked(b))]);
            f.both("ending2", title, &[name, context.masked(b), ending(context.masked(b + 1))]);
        }
        verbs(&mut f, context, relation, &regions);
        self.elsewhere(&mut f, context, cue);
        for hit in self.hits(context) {
            let status = hit.status.as_str();
            if !hit.tokens.is_empty()
                && hit.tokens.clone().all(|at| self.reach.is_beside(context, &governs, at as isize))
            {
                f.both("cue-beside", relation, &[status, hit.region]);
                continue;
            }
            f.both("cue", relation, &[status, hit.region]);
            f.add("cue-word", &[&hit.phrase, hit.region]);
            f.add("cue-far", &[status, hit.region, bucket(hit.distance)]);
            let counts = match hit.place {
                Where::Any => true,
                Where::Near => hit.region == "between" || hit.distance <= 5,
                Where::Next => hit.region != "after" && hit.distance == 0,
                Where::After => hit.region == "after",
            };
            if counts {
                f.both("cue-fits", relation, &[status]);
            }
        }
        f.done()
    }

    /// What the article says of the same two in its other sentences: the cues there, by which of the two is named.
    fn elsewhere(&self, f: &mut Features, context: &Context, cue: &Cue) {
        let ends = Ends::new(context.survey, cue);
        let mut both = 0;
        for n in (0..context.doc.sentences.len()).filter(|n| *n as u32 != cue.sentence) {
            let place = if n == 0 {
                "title"
            } else if n as u32 + 1 == cue.sentence || n as u32 == cue.sentence + 1 {
                "beside"
            } else {
                "far"
            };
            let who = ends.named(n);
            if matches!((who, place), ("subject", "far") | ("none", "far" | "title")) {
                continue;
            }
            both += usize::from(who == "both");
            for (status, word) in context.survey.said(n, |text| self.said(text)) {
                f.both("other", cue.relation, &[status.as_str(), who, place]);
                if who == "both" {
                    f.both("other-any", cue.relation, &[status.as_str(), who]);
                    f.add("other-word", &[word, who]);
                }
            }
        }
        f.both("other-count", cue.relation, &[bucket(both)]);
    }

    /// The status as read, under what syntax and phrases forbid: they take from what is told as fact, but from what is
    /// announced, or taken for given in a person's title, only where it is denied or over. Phrases that speak for a fact
    /// ("existing") take from what is told as a guess.
    pub(super) fn status(&self, model: &Linear, context: &Context, cue: &Cue, of_person: bool) -> Status {
        let over = |row: &Row| !row.guards && matches!(row.status, Status::Denied | Status::Ended);
        if of_person && self.takes_for_given(context) {
            return self.verdicts.of(context, cue.relation, over).unwrap_or(Status::Confirmed);
        }
        let read = self.read(model, context, cue);
        let forbidden = match read {
            Status::Confirmed => {
                self.reach.forbids(context).or_else(|| self.verdicts.of(context, cue.relation, |_| true))
            }
            Status::Announced => self.verdicts.of(context, cue.relation, over),
            Status::Speculative => self.verdicts.of(context, cue.relation, |row| row.status == Status::Confirmed),
            _ => None,
        };
        forbidden.unwrap_or(read)
    }

    /// The model's status where there is a model; else that of the nearest cue, and `confirmed` without any.
    fn read(&self, model: &Linear, context: &Context, cue: &Cue) -> Status {
        if model.is_empty() {
            let mut hits = self.hits(context);
            hits.retain(|h| h.place == Where::Any || h.distance <= 5 && h.region != "end");
            hits.sort_by_key(|h| h.distance);
            return hits.first().map_or(Status::Confirmed, |h| h.status);
        }
        let mut scores = Vec::new();
        model.score(&self.features(context, cue), &mut scores);
        model.labels.get(Linear::best(&scores)).and_then(|l| l.parse().ok()).unwrap_or(Status::Confirmed)
    }
}

/// The last two letters of a word: enough to tell "buys" from "bought" and "buying".
fn ending(word: &str) -> &str {
    let start = word.char_indices().rev().nth(1).map_or(0, |(i, _)| i);
    &word[start..]
}

/// The verb groups around the ends: the first after the first end, the last before the second, those before and after.
fn verbs(f: &mut Features, context: &Context, relation: &str, regions: &Regions) {
    let groups = groups(context);
    let title = if context.title_case { "T" } else { "t" };
    let first = groups.iter().find(|g| regions.between.contains(&g.start));
    let last = groups.iter().rfind(|g| regions.between.contains(&g.start));
    let before = groups.iter().rfind(|g| g.end <= regions.before.end);
    let after = groups.iter().find(|g| g.start >= regions.after.start);
    for (name, group) in [("first", first), ("last", last), ("before", before), ("after", after)] {
        let Some(group) = group else {
            f.both("verb-none", relation, &[name, regions.order]);
            continue;
        };
        let at = |i: usize| i as isize;
        let verb = context.lemma(at(group.end - 1));
        // "will have bought" and "has agreed to buy", without the words that stand for things.
        let shape: Vec<&str> = group
            .clone()
            .map(|i| if i + 1 == group.end { context.tag(at(i)).as_str() } else { context.word(at(i)) })
            .collect();
        let shape = shape.join(" ");
        f.both("verb", relation, &[name, verb]);
        f.both("verb-shape", relation, &[name, &shape, title]);
        f.add("verb-shape", &[name, regions.order, &shape]);
        f.add("verb-all", &[name, verb, &shape]);
        f.add("verb-tag", &[name, verb, context.tag(at(group.end - 1)).as_str(), title]);
    }
    let chain: Vec<&str> = groups
        .iter()
        .filter(|g| regions.between.contains(&g.start))
        .map(|g| context.lemma(g.end as isize - 1))
        .collect();
    f.add("verb-chain", &[regions.order, &chain.join(" ")]);
    for (name, end) in [("S", &context.subject), ("O", &context.object)] {
        let Some(end) = end else { continue };
        let tags = |range: std::ops::Range<isize>| range.map(|i| context.tag(i).as_str()).collect::<Vec<_>>().join(" ");
        let (a, b) = (end.start as isize, end.end as isize);
        f.both("tags", relation, &[name, "+", &tags(b..b + 2)]);
        f.add("tags", &[name, "-", &tags(a - 2..a)]);
        f.add("tags3", &[name, "+", &tags(b..b + 3)]);
    }
}

/// Runs of auxiliaries, adverbs and "to" that end in a verb.
fn groups(context: &Context) -> Vec<std::ops::Range<usize>> {
    let mut all = Vec::new();
    let mut start: Option<usize> = None;
    let mut last = 0;
    for i in 0..=context.len() {
        let tag = context.tag(i as isize);
        let verb = tag.is_verb();
        let part = i < context.len() && (verb || matches!(tag, Tag::MD | Tag::TO | Tag::RB));
        match (part, start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                if last > s || context.tag(s as isize).is_verb() {
                    all.push(s..last.max(s) + 1);
                }
                start = None;
            }
            _ => {}
        }
        if verb {
            last = i;
        }
    }
    all
}
