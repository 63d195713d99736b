#!/bin/sh
# Makes the secrets of deploy/compose.yaml where there are none yet; leaves those that are there.
# Only their owner may enter the folder; the files themselves are read in containers by other users.
set -eu
folder=$(dirname "$0")/secrets
mkdir -p -m 700 "$folder"
for name in postgres_password prefect_database_password inspection_watch_database_password; do
  [ -s "$folder/$name" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$folder/$name"
done
[ -s "$folder/inspection_watch_memory" ] ||
  printf 'postgresql://inspection_watch:%s@postgres/inspection_watch' \
    "$(cat "$folder/inspection_watch_database_password")" >"$folder/inspection_watch_memory"
[ -e "$folder/inspection_watch_smtp__password" ] || : >"$folder/inspection_watch_smtp__password"
echo "Write the mail server's password to $folder/inspection_watch_smtp__password."
