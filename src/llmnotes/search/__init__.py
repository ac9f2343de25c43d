"""The search index: documents → the files that a browser searches. Knows neither entries nor pages; the format stands in `index`."""
