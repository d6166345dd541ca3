"""The stages in their order, and the one function that runs them."""
