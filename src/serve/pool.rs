//! Connections that only read, each used by one question at a time, with a deadline.

use super::answer::Failure;
use crate::store::Store;
use crate::{Error, Result};
use axum::http::StatusCode;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// At least so many questions are answered at once.
const LEAST: usize = 2;

pub(super) struct Pool {
    stores: Arc<Mutex<Vec<Store>>>,
    room: Arc<Semaphore>,
    deadline: Duration,
}

impl Pool {
    pub(super) fn open(graph: &Path, deadline: Duration) -> Result<Pool> {
        let size = std::thread::available_parallelism().map_or(LEAST, |n| n.get().max(LEAST));
        let stores = (0..size).map(|_| Store::open(graph)?.mapped()).collect::<Result<Vec<_>>>()?;
        Ok(Pool { stores: Arc::new(Mutex::new(stores)), room: Arc::new(Semaphore::new(size)), deadline })
    }

    /// Asks the graph. A question that takes longer than the deadline is broken off.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let busy =
            || Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "too many questions at once; ask again later");
        let place = tokio::time::timeout(self.deadline, Arc::clone(&self.room).acquire_owned()).await;
        let place = place.map_err(|_| busy())?.map_err(|_| busy())?;
        let held = |stores: &Mutex<Vec<Store>>| stores.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = held(&self.stores).ok_or_else(busy)?;
        let interrupt = store.interrupter();
        let stores = Arc::clone(&self.stores);
        // Whether the connection is free again: then it is another question's, and not to be broken off.
        let free = Arc::new(Mutex::new(false));
        let freed = Arc::clone(&free);
        let mut asked = tokio::task::spawn_blocking(move || {
            let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| question(&store)));
            *freed.lock().unwrap_or_else(PoisonError::into_inner) = true;
            stores.lock().unwrap_or_else(PoisonError::into_inner).push(store);
            drop(place);
            answer
                .unwrap_or_else(|_| Err(Error::Failed("the question failed, which is a bug of techgraph".to_string())))
        });
        if let Ok(answer) = tokio::time::timeout(self.deadline, &mut asked).await {
            return match answer {
                Ok(answer) => answer.map_err(Failure::from),
                Err(_) => Err(busy()),
            };
        }
        // A question is many statements: each that still runs is broken off, and the first error ends it.
        tokio::spawn(async move {
            loop {
                {
                    let free = free.lock().unwrap_or_else(PoisonError::into_inner);
                    if *free {
                        return;
                    }
                    interrupt.interrupt();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        Err(Failure::new(StatusCode::GATEWAY_TIMEOUT, "too_long", "the question took too long; ask for less"))
    }
}
