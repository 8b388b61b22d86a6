"""How surely and how fast a person is found, whatever office spelt the name."""
