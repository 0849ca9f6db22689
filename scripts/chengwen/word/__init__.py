"""Word files: a document laid out as GB/T 9704 sets it, and a file cleaned in place, with its ledger as revisions."""
