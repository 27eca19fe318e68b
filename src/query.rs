//! Questions: filters, neighbours, paths, statistics.
