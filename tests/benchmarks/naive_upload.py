"""The script most people would write: no checks, no journal, one post for every 10,000 rows.

python naive_upload.py FILE URL
"""

import json
import sys

import httpx
import pandas as pd

FIELDS = (
    *("customer_name", "customer_last_name", "id_type", "customer_id", "age", "gender", "country", "state"),
    *("city", "zone", "address", "tel1", "tel2", "email", "opt1", "opt2"),
)
ROWS = 10_000
CALL = {"api": "add_record", "type_campaign": "predictive", "campaign_id": "1", "campaign_status": "start"}


def main() -> None:
    """Read everything, then post it."""
    path, url = sys.argv[1:]
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.columns = pd.Index(FIELDS)
    for start in range(0, len(table), ROWS):
        body = json.dumps(table[start : start + ROWS].to_dict("records"))
        headers = {"wolkvox-token": "naive", "Content-Type": "application/json"}
        answer = httpx.post(
            f"{url}/api/v2/campaign.php", params=CALL, content=body, headers=headers, timeout=180
        )
        answer.raise_for_status()


if __name__ == "__main__":
    main()
