"""The search index: make, from documents, the files that a script in the browser searches. This package doesn't depend on entries or pages.

document.py        a document, and the keys by which a search finds it
index.py           the format of the files, and the whole index of all documents
revision.py        the files that differ after a change of a few documents
cut.py             the form in which texts are searched, and their words
inverted.py        the grams of all texts, sorted into buckets
inverted_numpy.py  the same with numpy, which is faster
bucket.py          one file with keys and their postings
postings.py        lists of documents and places as bytes
"""
