"""From a lead file to a prepared run: no network, no terminal."""
