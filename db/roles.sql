-- The role that the application runs as: it reads and writes rows, and nothing else.
--
-- Run once, after the first migration, as the role that owns the tables and goes on to migrate
-- (DATABASE_URL of `npm run db:migrate`):
--
--   psql "$DATABASE_URL" -f db/roles.sql
--   psql "$DATABASE_URL" -c "alter role countersign_app password '…'"
--
-- and give the application an address with countersign_app and that password. Running it again does no harm.
-- Plain SQL: a provider's console will do instead of psql. See docs/deploy.md, "A role for the application".

do $$
begin
  if not exists (select from pg_roles where rolname = 'countersign_app') then
    create role countersign_app login;
  end if;
  execute format('grant connect on database %I to countersign_app', current_database());
end $$;

-- Whatever goes wrong, nothing waits for ever. Set on the role, so that it also holds behind a pooler.
alter role countersign_app set statement_timeout = '3s';
alter role countersign_app set lock_timeout = '2s';
alter role countersign_app set idle_in_transaction_session_timeout = '5s';

-- Before PostgreSQL 15 everybody could make tables here.
revoke create on schema public from public;

-- Rows of every table, those of later migrations included. Neither TRUNCATE nor REFERENCES nor TRIGGER.
grant usage on schema public to countersign_app;
grant select, insert, update, delete on all tables in schema public to countersign_app;
grant usage on all sequences in schema public to countersign_app;
alter default privileges in schema public grant select, insert, update, delete on tables to countersign_app;
alter default privileges in schema public grant usage on sequences to countersign_app;

-- What is written once stays. A migration that adds such a table (its name begins with "audit") ends with this block.
do $$
declare kept regclass;
begin
  for kept in
    select oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname like 'audit%'
  loop
    execute format('revoke update, delete on %s from countersign_app', kept);
  end loop;
end $$;

-- At its start the application looks whether the database has every migration of its build.
grant usage on schema drizzle to countersign_app;
grant select on drizzle.__drizzle_migrations to countersign_app;
