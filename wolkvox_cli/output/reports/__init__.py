"""The failed-row report and its kin: the user's own rows, as CSV and as Excel."""
