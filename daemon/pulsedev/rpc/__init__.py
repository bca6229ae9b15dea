"""The wire: frames, messages, and the server that speaks them."""
