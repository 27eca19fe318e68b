//! Questions: which edges, around whom, how two are connected. Local ones read the store by index.

mod filter;
mod list;
mod neighbors;
mod path;

pub use filter::{Direction, Filter};
pub use list::{Listing, Sort, list, walk};
pub use neighbors::{Near, Neighborhood, neighbors};
pub use path::{Hop, Path, Paths, all_paths, shortest_path};
