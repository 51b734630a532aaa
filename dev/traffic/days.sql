-- What :days days of a middling site leave behind, up to now: people who exist already are the ones that log in.
-- The same every time for the same people. One day the provider was down, and on two others somebody pumped texts to
-- one country until the breaker of that block stopped it.
select setseed(0.42);

create temporary table visits as
select u.id, gen_random_uuid() as login_id, gen_random_uuid() as challenge_id, at,
  (array['GB', 'GB', 'GB', 'GB', 'FR', 'FR', 'DE', 'DE', 'US', 'IE'])[1 + u.n % 10] as country,
  case when u.n % 100 < 18 then 'passkey' when u.n % 100 < 30 then 'authenticator' when u.n % 100 < 38 then 'approval'
    when u.n % 100 < 44 then 'phone' else 'pin' end as way,
  random() as luck, random() as slow, date_trunc('day', now()) - date_trunc('day', at) as ago
from (select id, row_number() over (order by created_at, id) as n from users) u,
  generate_series(0, :days - 1) day,
  -- Of each person and day: what names neither is asked for once.
  lateral (select now() - (day + random() + 0 * u.n) * interval '1 day' as at, random() + 0 * u.n + 0 * day as roll) moment
-- Fewer at weekends, a few more every week.
where moment.roll < 0.22 * (1 - day / (3.0 * :days)) * case when extract(isodow from moment.at) > 5 then 0.55 else 1 end;

insert into audit (at, event, outcome, user_id, factor, browser)
select at, 'login.password', case when luck < 0.06 then 'wrong' else 'right' end, id, 'pwd', 'Firefox on Linux'
from visits where way <> 'phone' and (way <> 'passkey' or luck < 0.5) order by at;

-- On the tenth day before today the provider was down from noon on.
create temporary table sent as
select *, (ago = interval '10 days' and extract(hour from at) >= 12) as down,
  case when country = 'US' and ago < interval '7 days' then 0.62 else 0.9 end as arrives,
  exp(1.1 + 0.75 * (slow + random() + random() - 1.5) * 2 + case when country = 'US' then 0.6 else 0 end) as took
from visits where way in ('pin', 'phone') and luck >= 0.06;

insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, at, result, estimated_price, price, currency, used_at)
select challenge_id, case when way = 'phone' then 'phone' else 'login' end, 'vonage', 'sms', country, '+' || country || '100', md5(id::text), at,
  case when down then 'refused' when luck > 0.06 + 0.94 * arrives then 'undelivered' else 'delivered' end,
  0.06, case country when 'GB' then 0.041 when 'FR' then 0.058 when 'DE' then 0.083 when 'IE' then 0.062 else 0.009 end, 'EUR',
  case when not down and luck <= 0.06 + 0.94 * arrives and slow < 0.93 then at + interval '20 seconds' end
from sent;

-- Every twelfth text that was late was followed by a call.
insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, at, result, estimated_price, price, currency, used_at)
select challenge_id, 'login', 'vonage', 'voice', country, '+' || country || '100', md5(id::text), at + interval '150 seconds', 'delivered',
  0.08, 0.11, 'EUR', case when slow < 0.6 then at + interval '190 seconds' end
from sent where way = 'pin' and not down and luck > 0.06 + 0.94 * arrives;

insert into provider_events (provider, request_id, challenge_id, scope, channel, status, meaning, occurred_at, received_at)
select 'vonage', gen_random_uuid(), challenge_id, 'step', 'sms', 'completed', 'delivered', at + took * interval '1 second', at + took * interval '1 second'
from sent where not down and luck <= 0.06 + 0.94 * arrives
union all
select 'vonage', gen_random_uuid(), challenge_id, 'step', 'voice', 'completed', 'delivered', at + interval '150 seconds' + took * 3 * interval '1 second',
  at + interval '150 seconds' + took * 3 * interval '1 second'
from sent where way = 'pin' and not down and luck > 0.06 + 0.94 * arrives;

insert into audit (at, event, outcome, user_id, login_id, factor, browser)
select v.at + interval '25 seconds', 'login.session', 'opened', v.id, v.login_id,
  case v.way when 'passkey' then case when v.luck < 0.5 then 'pwd pop uv' else 'pop uv' end when 'authenticator' then 'pwd otp'
    when 'approval' then 'pwd swk' when 'phone' then 'sms' else 'pwd sms' end, 'Firefox on Linux'
from visits v left join sent s using (login_id)
where v.luck >= 0.06 and (s.login_id is null or not s.down and (s.luck <= 0.06 + 0.94 * s.arrives and s.slow < 0.93 or s.luck > 0.06 + 0.94 * s.arrives and s.slow < 0.6));

insert into audit (at, event, outcome, user_id, factor, browser)
select at + interval '30 seconds', 'login.pin', 'wrong', id, 'sms', 'Firefox on Linux' from sent where luck between 0.3 and 0.34;

-- Sign-ups, and the two nights of the pumping.
create temporary table newcomers as
select gen_random_uuid() as challenge_id, at, random() as luck, false as pumped,
  (array['GB', 'GB', 'FR', 'DE', 'US'])[1 + floor(random() * 5)::int] as country
from generate_series(0, :days - 1) day, generate_series(1, 14) n, lateral (select now() - (day + random() + 0 * n) * interval '1 day' as at) m
union all
select gen_random_uuid(), date_trunc('day', now()) - interval '16 days' + random() * interval '5 hours' + night * interval '1 day', 1, true, 'LV'
from generate_series(0, 1) night, generate_series(1, 130);

insert into audit (at, event, outcome, browser) select at, 'signup.started', 'asked', 'Firefox on Linux' from newcomers order by at;
insert into audit (at, event, outcome, factor, browser)
select at + interval '40 seconds', 'signup.phone', 'proved', 'sms', 'Firefox on Linux' from newcomers where luck < 0.74;
insert into audit (at, event, outcome, factor, browser)
select at + interval '41 seconds', 'signup.account', 'created', 'sms', 'Firefox on Linux' from newcomers where luck < 0.72;
insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, at, result, estimated_price, price, currency, used_at)
select challenge_id, 'signup', 'vonage', 'sms', country, '+' || country || '200', md5(challenge_id::text), at, 'delivered', 0.06,
  case country when 'LV' then 0.12 when 'FR' then 0.058 when 'DE' then 0.083 when 'US' then 0.009 else 0.041 end, 'EUR', case when luck < 0.74 then at + interval '40 seconds' end
from newcomers;
insert into provider_events (provider, request_id, challenge_id, scope, channel, status, meaning, occurred_at, received_at)
select 'vonage', gen_random_uuid(), challenge_id, 'step', 'sms', 'completed', 'delivered', at + (1.5 + 6 * luck) * interval '1 second', at + interval '9 seconds'
from newcomers;

drop table visits, sent, newcomers;
