//! Benchmarks of the steps between a source text and its result; see `benches/README.md`.
