"""Remove what others added to the document: adverts, frames, copies."""
