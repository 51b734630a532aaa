-- Made-up people without phones: nothing can be sent to them, and nobody can log in as one.
insert into users (username, username_key, username_skeleton, email, email_key, created_at)
select name, name, name, name || '@example.org', name || '@example.org', now() - :days * interval '1 day' - n * interval '1 hour'
from generate_series(1, :people) n, lateral (select 'visitor-' || n as name) named
on conflict do nothing;
