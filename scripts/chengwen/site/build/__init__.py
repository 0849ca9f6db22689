"""Build the site: pages into MkDocs' frame, the search index, all into its place."""
