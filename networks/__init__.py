"""International networks of cities and the home city's roles in them."""
