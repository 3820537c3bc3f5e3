"""Trust: secrets we hand out and what we keep of them, and later what we sign and verify."""
