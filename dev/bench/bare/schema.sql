create table people (id int primary key generated always as identity, name text not null unique);
create table logins (
  id uuid primary key,
  person int not null references people,
  pin text,
  created_at timestamptz not null default now()
);
