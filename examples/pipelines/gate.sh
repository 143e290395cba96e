#!/bin/sh
# Any system that runs a command and looks at its exit code. plan.json is what `terraform show -json tfplan` prints.
set -u

costgate check plan.json --warn-exit-code 10 --output json=costgate/result.json --output html=costgate/report.html
code=$?

case $code in
0) echo "Passed." ;;
1) echo "The gate says no; the reasons are above." ;;
10) echo "Passed with warnings." && code=0 ;;
*) echo "No verdict (exit code $code): the message above says why." ;;
esac
exit $code
