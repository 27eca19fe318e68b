//! The whole way from an article to its relation mentions.

use crate::article::Article;
use crate::mention::{Detector, Mentions};
use crate::relation::{AttributeModels, AttributeReader, Engine, FastEngine, RelationMention};
use crate::text::{Analyser, Document};
use crate::value::PartialDate;
use crate::vocab::{self, Vocabulary};

/// The stages from text to relation mentions, with their models.
///
/// ```
/// use techgraph::{article::Article, pipeline::Pipeline};
/// let article = Article::from_text("1", "Acme buys Widget", "Acme said on Monday that it bought Widget for $2 billion.");
/// for relation in Pipeline::builtin().annotate(&article) {
///     assert!(article.text.contains(&relation.evidence.text));
/// }
/// ```
pub struct Pipeline {
    analyser: &'static Analyser,
    detector: &'static Detector,
    engine: &'static dyn Engine,
    least: f32,
}

impl Pipeline {
    /// The pipeline with the built-in vocabulary and weights.
    pub fn builtin() -> Pipeline {
        let engine = FastEngine::builtin();
        Pipeline { analyser: Analyser::builtin(), detector: Detector::builtin(), engine, least: engine.least() }
    }

    /// The pipeline with the built-in weights over another vocabulary, such as one with a user's names.
    ///
    /// Made once and kept as long as the program runs.
    pub fn over(vocab: &'static Vocabulary) -> Pipeline {
        let detector =
            vocab::model("entities.bin").and_then(|bytes| Detector::from_bytes(bytes, vocab)).unwrap_or_default();
        let attributes = Box::leak(Box::new(AttributeReader::new(vocab, AttributeModels::builtin())));
        let analyser = Box::leak(Box::new(Analyser::new(vocab)));
        let engine: &'static FastEngine = Box::leak(Box::new(FastEngine::over(vocab, analyser, attributes)));
        Pipeline { analyser, detector: Box::leak(Box::new(detector)), engine, least: engine.least() }
    }

    /// The same pipeline with another engine.
    pub fn with_engine(self, engine: &'static dyn Engine) -> Pipeline {
        Pipeline { engine, least: engine.least(), ..self }
    }

    /// The same pipeline telling relations of at least this confidence (0 to 1): less for recall, more for precision.
    pub fn with_least(self, least: f32) -> Pipeline {
        Pipeline { least, ..self }
    }

    /// The relations that an article says, each with its evidence. Cost: linear in the text but for sentences with very
    /// many names.
    pub fn annotate(&self, article: &Article) -> Vec<RelationMention> {
        let (mut doc, mentions) = self.read(&article.text, article.publisher.as_deref());
        self.relations(&mut doc, &mentions, article.published, None)
    }

    /// The relations between the mentions of a document that was [read](Pipeline::read), of at least the confidence given (0
    /// to 1), else of the pipeline's. Sentences are parsed as the engine needs them.
    pub fn relations(
        &self,
        doc: &mut Document,
        mentions: &Mentions,
        published: Option<PartialDate>,
        least: Option<f32>,
    ) -> Vec<RelationMention> {
        self.engine.relations(doc, mentions, published, least.unwrap_or(self.least))
    }

    /// A text's document and mentions; no sentence is parsed yet.
    pub fn read(&self, text: &str, publisher: Option<&str>) -> (Document, Mentions) {
        let doc = self.analyser.analyse(text);
        let mentions = self.detector.detect(&doc, publisher);
        (doc, mentions)
    }
}

/// What makes statements, as the store keeps it: the program's version and what extraction goes by.
pub fn extractor(vocab: &Vocabulary) -> String {
    format!("techgraph {} {}", env!("CARGO_PKG_VERSION"), vocab.fingerprint())
}
