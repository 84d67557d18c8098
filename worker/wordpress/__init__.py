"""One WordPress site, by REST or XML-RPC."""
