"""Make the search index: from documents, make the files that a script in the browser searches. This package doesn't depend on entries or pages.

document.py        a document, and the keys by which a search finds it
index.py           the format of the files, and the whole index of all documents
revision.py        updates an index after a change of a few documents, without making all files again
cut.py             normalizes texts for the search, and splits them into words and grams (one to three characters)
inverted.py        the grams of all texts, sorted into buckets
inverted_numpy.py  the same with numpy, which is faster
bucket.py          one file with keys and their postings
postings.py        encodes, as bytes, the documents that contain a key, and the places of the key in them
"""
