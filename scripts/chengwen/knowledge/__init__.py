"""What the toolkit knows, as data (rules/, words/, models/), and the code that reads and checks it."""
