"""From outcomes to people and scripts."""
