"""The search index: turns documents into files that a browser searches. `index` describes the format. It doesn't depend on entries or pages."""
