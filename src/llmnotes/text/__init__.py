"""Find harmful and invisible characters, and make text from strangers safe for terminals, workflow logs and Markdown.

characters.py   characters that a text may not hold, and invisible characters
mojibake.py     text that was decoded in the wrong encoding
normal_form.py  NFKC of long texts, in linear time
phrases.py      search a text for phrases that are not negated
terminal.py     text for terminals, workflow logs and workflow annotations
markdown.py     text for GitHub's Markdown
"""
