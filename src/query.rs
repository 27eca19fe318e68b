//! Questions: which edges, around whom, how two are connected, who matters, what happened when, what does not fit. Local ones
//! read the store by index; those about the whole graph read its edges once, as compact rows.

mod adjacency;
mod common;
mod communities;
mod components;
mod conflicts;
mod count;
mod cycles;
pub mod cypher;
mod diff;
mod filter;
mod groups;
mod list;
mod money;
mod neighbors;
mod path;
mod rank;
mod timeline;

pub use common::{Common, Shared, common};
pub use communities::{Communities, communities};
pub use components::components;
pub use conflicts::{Claim, Conflict, Conflicts, Contradiction, conflicts};
pub use count::{cross_table, search, statistics};
pub use cycles::{Circle, Circles, CycleSearch, Follow, cycles};
pub use diff::{Aspect, Change, Difference, Fate, diff};
pub use filter::{Direction, Filter};
pub use groups::{Extent, Group, Groups};
pub use list::{Listing, Sort, list, walk};
pub use money::{COUNTING_RULE, money_relations};
pub use neighbors::{Near, Neighborhood, neighbors};
pub use path::{Hop, Path, Paths, all_paths, paths_via, shortest_path};
pub use rank::{Measure, RankBy, Ranked, Ranking, Score, rank};
pub use timeline::{Event, Timeline, events, timeline};
