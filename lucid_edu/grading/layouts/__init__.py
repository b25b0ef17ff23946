"""How course systems name what was handed in; one file a system."""
