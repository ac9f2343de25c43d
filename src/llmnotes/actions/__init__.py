"""What can be done with a reading list. Commands, workflows and the MkDocs plugin call these functions; nothing here prints, asks or exits."""
