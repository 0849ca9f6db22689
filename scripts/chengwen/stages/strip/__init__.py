"""Take away what others laid over the document: adverts, frames, copies."""
