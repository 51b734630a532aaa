-- Users $from to $to with what a year leaves behind for each, and what is open on an ordinary day.
-- Their numbers, names and hashes are made up; nobody of them ever logs in.
insert into users (id, username, username_key, username_skeleton, email, email_key, password_hash, created_at)
select gen_random_uuid(), 'crowd' || n, 'crowd' || n, 'crowd' || n, 'crowd' || n || '@example.org',
  'crowd' || n || '@example.org', template.password_hash, now() - (n % 365) * interval '1 day'
from generate_series(:from, :to) n, (select password_hash from users where password_hash is not null limit 1) template;

create temporary table crowd on commit preserve rows as
select id, row_number() over () as n from users
where username_key = any (select 'crowd' || g from generate_series(:from, :to) g);

insert into phones (user_id, number, confirmed_at)
select id, '+4474' || lpad((:from + n)::text, 8, '0'), now() - interval '100 days' from crowd;

insert into browsers (user_id, browser_hash, first_seen_at, last_seen_at)
select id, encode(sha256((id::text || b)::bytea), 'hex'), now() - interval '200 days', now() - (n % 200) * interval '1 day'
from crowd, generate_series(1, 2) b;

insert into audit (at, event, outcome, user_id, factor, browser, address)
select now() - ((n * 7 + e * 36) % 365) * interval '1 day', (array['login.password', 'login.pin', 'login.session'])[1 + e % 3],
  'ok', id, 'sms', 'Firefox on Linux', '198.51.100.' || n % 250
from crowd, generate_series(1, 10) e;

insert into sessions (sid_hash, user_id, amr, browser, created_at, stepped_up_at, last_seen_at, revoked_at)
select encode(sha256((id::text || s)::bytea), 'hex'), id, 'pwd sms', 'Firefox on Linux', moment, moment, moment,
  case when s > 1 then moment + interval '1 hour' end
from crowd, generate_series(1, 3) s, lateral (select now() - ((n + s * 29) % 90) * interval '1 day' as moment) m;

insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, at, result, estimated_price,
  currency, used_at)
select gen_random_uuid(), 'login', 'vonage', 'sms', (array['GB', 'FR', 'DE', 'US'])[1 + n % 4], '+4474' || lpad((n / 1000)::text, 5, '0'),
  encode(sha256(id::text::bytea), 'hex'), moment, 'delivered', 0.06, 'EUR', moment
from crowd, generate_series(1, 5) s, lateral (select now() - ((n + s * 73) % 365) * interval '1 day' as moment) m;

insert into notices (user_id, kind, channel, recipient, details, created_at, due_at, sent_at)
select id, 'new-browser', 'email', 'crowd@example.org', '{}', moment, moment, moment
from crowd, lateral (select now() - (n % 90) * interval '1 day' as moment) m where n % 4 = 0;

-- One in twenty logged in today: pending logins and their challenges wait for the sweep for a day.
insert into logins (id, handle_hash, user_id, state, amr, browser, created_at, expires_at, ended_at)
select gen_random_uuid(), encode(sha256(('login' || id)::bytea), 'hex'), id, 'completed', 'pwd sms', 'Firefox on Linux', moment,
  moment + interval '10 minutes', moment + interval '20 seconds'
from crowd, lateral (select now() - (n % 1440) * interval '1 minute' as moment) m where n % 20 = 0;

insert into challenges (purpose, login_id, user_id, number, phone, state, tries_left, created_at, sent_at, resend_at,
  expires_at, closed_at, provider_request_id)
select 'login', logins.id, logins.user_id, 1, phones.number, 'approved', 3, logins.created_at, logins.created_at,
  logins.created_at + interval '30 seconds', logins.created_at + interval '5 minutes', logins.ended_at, gen_random_uuid()
from logins join phones on phones.user_id = logins.user_id join crowd on crowd.id = logins.user_id;

insert into throttles (key, name, count, window_ends_at)
select encode(sha256(('throttle' || id)::bytea), 'hex'), 'loginByAccount', 1, now() + interval '30 minutes'
from crowd where n % 20 = 0;

insert into provider_events (provider, request_id, challenge_id, scope, channel, status, meaning, occurred_at, received_at)
select 'vonage', gen_random_uuid(), gen_random_uuid(), 'channel', 'sms', 'delivered', 'delivered', moment, moment
from crowd, lateral (select now() - (n % 30) * interval '1 day' as moment) m where n % 3 = 0;

drop table crowd;
