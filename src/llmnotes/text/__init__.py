"""Characters: which of them do harm, and how strangers' words become fit for terminals, logs and Markdown.

characters.py   the kinds of characters that a text may not hold, or that can't be seen
normal_form.py  NFKC of long texts, in linear time
phrases.py      where a phrase occurs in a text as words that are not negated
terminal.py     words for terminals, logs and workflow annotations
markdown.py     words for GitHub's Markdown
"""
