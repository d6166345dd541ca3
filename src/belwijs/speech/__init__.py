"""Sound to words, behind one Recogniser."""
