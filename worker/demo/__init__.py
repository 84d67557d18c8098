"""A real WordPress and one article, for trying and for the tests."""
