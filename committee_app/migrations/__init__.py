"""The shape of the closed store, step by step, up and down."""
