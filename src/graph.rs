//! The graph in memory: entities as nodes, relations as edges with all their statements.
