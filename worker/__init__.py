"""Rewrites WordPress drafts with a language model, and leaves publishing to a person."""
