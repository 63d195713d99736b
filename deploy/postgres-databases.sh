#!/bin/sh
# Run once by PostgreSQL's image, on an empty volume: a role and a database each for Prefect and for the memory.
set -eu
for name in prefect inspection_watch; do
  psql --set ON_ERROR_STOP=1 --username postgres --set name="$name" \
    --set password="$(cat "/run/secrets/${name}_database_password")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
SQL
done
