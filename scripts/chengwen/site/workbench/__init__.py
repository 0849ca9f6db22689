"""The writing desk (写作台): how others wrote the same part, frames of their sentences, their outlines, a basket."""
