#!/bin/sh
# Tells of the unit $1 that failed: by the machine's own mail to $ALARM_TO, where it has any, and in the journal.
# Once a day while it lasts; a run of the unit that ends well takes the mark away.
set -eu
mark=/var/lib/inspection-watch/alarm-$1
if [ -n "$(find "$mark" -mmin -1440 2>/dev/null)" ]; then
  exit 0
fi
said=$(journalctl --unit "$1.service" --since -1h --output cat --no-pager | tail -n 60)
echo "<2>$1.service failed: see journalctl -u $1.service"
if [ -x /usr/sbin/sendmail ]; then
  printf 'To: %s\nSubject: inspection-watch: %s failed on %s\n\n%s\n' "$ALARM_TO" "$1" "$(uname -n)" "$said" |
    /usr/sbin/sendmail -t
fi
touch "$mark"
