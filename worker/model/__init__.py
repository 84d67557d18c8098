"""One language model."""
