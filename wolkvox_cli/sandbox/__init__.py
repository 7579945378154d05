"""A loopback stand-in for the API, for rehearsals and tests; it shares no code with the client."""
