//! Questions: which edges, around whom, how two are connected, who matters, what happened when. Local ones read the store by
//! index; those about the whole graph read its edges once, as compact rows.

mod adjacency;
mod filter;
mod list;
mod money;
mod neighbors;
mod path;
mod rank;
mod timeline;

pub use filter::{Direction, Filter};
pub use list::{Listing, Sort, list};
pub use money::{COUNTING_RULE, money_relations};
pub use neighbors::{Near, Neighborhood, neighbors};
pub use path::{Hop, Path, Paths, all_paths, shortest_path};
pub use rank::{Measure, RankBy, Ranked, Ranking, Score, rank};
pub use timeline::{Event, Timeline, events, timeline};
