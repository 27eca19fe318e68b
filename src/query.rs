//! Questions: which edges, around whom, how two are connected. Local ones read the store by index.

pub mod cypher;
mod filter;
mod list;
mod neighbors;
mod path;

pub use filter::{Direction, Filter};
pub use list::{COUNTED, Listing, Sort, list};
pub use neighbors::{Near, Neighborhood, neighbors};
pub use path::{Hop, Path, Paths, all_paths, shortest_path};
