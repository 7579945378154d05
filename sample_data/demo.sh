#!/bin/sh
# Uploads the sample leads to a local sandbox; leaves everything it writes in .demo/.
set -eu
cd "$(dirname "$0")/.."
rm -rf .demo
mkdir -p .demo
cp sample_data/25000_leads_and_11_bad_rows.csv.gz .demo/leads.csv.gz
echo '$ wolkvox add-records .demo/leads.csv.gz --sandbox --country CO'
# Exit code 3 is what the demo is meant to end in: finished, and some rows were rejected.
code=0
WOLKVOX_HOME=.demo/state wolkvox add-records .demo/leads.csv.gz --sandbox --country CO --no-input || code=$?
echo "exit code $code"
test "$code" -eq 3
echo
echo '$ head -n 3 .demo/leads.failed-*.csv'
head -n 3 .demo/leads.failed-*.csv
