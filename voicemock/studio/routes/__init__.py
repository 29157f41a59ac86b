"""What the page asks for beside an interview, a file for each subject."""
