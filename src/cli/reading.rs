//! Articles read in one thread, made and extracted in many, handed on in the order of the input.

use super::filter::probability;
use crate::article::{Article, RawArticle, RawArticles, Skipped};
use crate::pipeline::Pipeline;
use crate::relation::RelationMention;
use crate::vocab::Vocabulary;
use crate::{Error, Result};
use clap::Args;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;

/// How many articles go into one batch, and how many bytes at most.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 8 << 20;

/// How many skipped files are named unless all are wanted.
pub(super) const NAMED: usize = 10;

/// What to read and with how many threads.
#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    /// Files and directories; - reads standard input
    #[arg(required = true, value_name = "ARTICLES")]
    pub(super) articles: Vec<PathBuf>,
    /// How many threads extract; 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Tell relations of at least this confidence (0 to 1): lower finds more, higher errs less
    #[arg(long, value_name = "P", value_parser = probability)]
    min_confidence: Option<f32>,
    /// Name every skipped file, not only the first 10
    #[arg(long, short)]
    pub(super) verbose: bool,
}

impl ReadingArgs {
    /// What extracts, at the confidence asked for.
    pub(super) fn pipeline(&self, vocab: &'static Vocabulary) -> Pipeline {
        let pipeline = pipeline(vocab);
        match self.min_confidence {
            Some(least) => pipeline.with_least(least),
            None => pipeline,
        }
    }

    /// What makes the statements: program version, what extraction goes by, and the confidence asked for.
    pub(super) fn extractor(&self, vocab: &Vocabulary) -> String {
        let asked = self.min_confidence.map(|p| format!(" from {p}")).unwrap_or_default();
        format!("techgraph {} {}{asked}", env!("CARGO_PKG_VERSION"), vocab.fingerprint())
    }

    /// The threads that extract.
    pub(super) fn pool(&self) -> Result<ThreadPool> {
        ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|e| Error::Failed(format!("cannot start {} threads: {e}", self.threads)))
    }

    /// The error of a reading that found no article.
    pub(super) fn nothing_read(&self, skipped: usize) -> Error {
        let inputs: Vec<String> = self.articles.iter().map(|p| p.display().to_string()).collect();
        let skipped = match skipped {
            0 => "no file there has a known ending".to_string(),
            1 => "one file was skipped".to_string(),
            n => format!("{n} files were skipped"),
        };
        Error::Failed(format!("no article was read from {}: {skipped}", inputs.join(", ")))
    }
}

/// What extracts by a vocabulary.
pub(super) fn pipeline(vocab: &'static Vocabulary) -> Pipeline {
    if std::ptr::eq(vocab, Vocabulary::builtin()) { Pipeline::builtin() } else { Pipeline::over(vocab) }
}

/// Some articles, and what was none, in the order of the input.
pub(super) type Articles = Vec<Result<Article, Skipped>>;

/// Hands the articles on, some at a time, in the order of the input.
pub(super) fn in_batches(
    raw: RawArticles,
    pool: &ThreadPool,
    take: impl FnOnce(&mut dyn Iterator<Item = Articles>) -> Result<()>,
) -> Result<()> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<Result<RawArticle, Skipped>>>(1);
        scope.spawn(move || {
            let (mut batch, mut bytes) = (Vec::new(), 0);
            for raw in raw {
                bytes += raw.as_ref().map_or(0, |r| r.bytes.len());
                batch.push(raw);
                if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                    bytes = 0;
                    if sender.send(std::mem::take(&mut batch)).is_err() {
                        return;
                    }
                }
            }
            let _ = sender.send(batch);
        });
        let make = |batch: Vec<Result<RawArticle, Skipped>>| {
            pool.install(|| batch.into_par_iter().map(|raw| raw.and_then(|r| r.read())).collect())
        };
        take(&mut receiver.into_iter().map(make))
    })
}

/// The relation mentions of an article.
///
/// # Errors
/// Where extraction fails on the article, which is a mistake in the program: the others go on.
pub(super) fn annotate(pipeline: &Pipeline, article: &Article) -> Result<Vec<RelationMention>, Skipped> {
    catch_unwind(AssertUnwindSafe(|| pipeline.annotate(article))).map_err(|_| Skipped {
        origin: article.origin.clone(),
        reason: "extraction failed on it, which is a bug of techgraph; please report it".to_string(),
    })
}
