"""YAML that people write: read strictly, edited without changing the rest of the file.

strict.py  every value keeps its place and stays a string
edit.py    edits that keep the layout
"""
