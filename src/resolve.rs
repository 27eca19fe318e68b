//! Resolution: which entity, across articles, each end of a relation mention is.
