"""Hide what identifies private people, and places where the author hid them."""
