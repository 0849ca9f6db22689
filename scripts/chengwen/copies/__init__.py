"""Near-duplicates: of one text among samples, and among millions of rows."""
