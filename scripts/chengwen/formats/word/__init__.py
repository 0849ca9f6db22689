"""Word documents, .docx and .doc."""
