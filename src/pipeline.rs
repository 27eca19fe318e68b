//! The whole way from an article to its relation mentions.
