"""The use cases of a reading list, such as adding a link or checking all links.

Commands, workflows and the MkDocs plugin call these functions. No function here prints, asks the user, or ends the process.
"""
