/** docs/doctor.md around what the doctor really prints; tests/integration/doctor/command.test.ts holds that it does. */
export const doctorDocs = (broken: string, right: string): string => `# The doctor

\`npm run doctor\` looks at a deployment and says what is wrong with it, with the cure under each line. It reads the variables
that are set, then \`.env.local\` and \`.env\`; it changes nothing, and sends nobody anything unless it is told to.

| option | |
|---|---|
| \`--url ADDRESS\` | look at the deployment there; without it at \`APP_URL\` |
| \`--env-file FILE\` | read this file in place of \`.env.local\` and \`.env\`; may be given more than once |
| \`--mail ADDRESS\` | send one mail there |
| \`--send NUMBER\` | send one PIN to your own phone, ask for it, check it, and wait for the provider's callback |
| \`--ci\` | fail for what is to be looked at too |
| \`--json\` | an array of \`{matter, title, verdict, told, cure?}\`; \`verdict\` is \`right\`, \`note\`, \`warning\`, \`wrong\` or \`skipped\` |

It ends with 0, or with 1 when something is wrong. Options go behind two dashes: \`npm run doctor -- --ci\`. For a deployment on
Vercel take its variables first: \`npx vercel env pull .env.local --environment=production\`.

Every check has five seconds, and all of them run at once. No secret is ever printed: names of variables, numbers and codes
of errors only. Colours are for terminals, and not for whoever has set \`NO_COLOR\`.

## What it looks at

- **Configuration and secrets.** What the server would refuse to start with, all of it at once; examples that were left;
  secrets that were typed, or that serve twice.
- **Messages.** The key signs, and the provider lets it in: Vonage is asked to cancel a request that does not exist, and
  says 404 to whom it knows and 401 to whom it does not. Telnyx is asked for a message that does not exist.
- **Database.** How far it is, whether it is encrypted and verified, its version and encoding, migrations, what the role may
  do and whether that is more than it needs, whether a pooler is in between and keeps prepared statements, connections.
- **Clocks.** Of this machine, the database, the provider and the deployment.
- **Notifications and mail.** The key pair belongs together, push services can be reached, the mail server lets us in.
- **Deployment.** It answers; its pages have their headers; http leads to https; it has the same secrets and the same
  database as are looked at; and it does not believe an address that a visitor makes up.
- **Callbacks.** One that is not signed is refused. One that is signed as Vonage signs, about a request that does not exist, is
  taken, and comes to the database. Only Telnyx has the key that signs for Telnyx.

The deployment says what it knows of itself at \`/api/doctor\`, to whoever has \`CRON_SECRET\`; to everybody else there is nothing.
The callback that is not signed leaves a line \`callback.refused\` in the deployment's log and, once an hour at most, an alert
to \`ALERT_URL\`: it is the proof that both work.

\`/admin/doctor\` runs the same checks from inside the deployment (docs/admin.md). The build on Vercel runs those that need
nothing but the variables.

## The whole way

\`npm run doctor -- --send +447911123456\` costs one message. It goes through the provider as a login's does, to a country that
\`ALLOWED_COUNTRIES\` has; it is not in the ledger, which counts what visitors ask for. Then it asks for the PIN and has it
checked, and waits up to a minute for the provider's own callback to come to the database: after that a login works too.

What follows is what it really prints; \`npx vitest run tests/integration/doctor/command.test.ts -u\` writes it anew.

## With a configuration that is broken, and with \`--mail\`

\`\`\`
${broken.trimEnd()}
\`\`\`

## With one that is right

That of \`npm run demo\`, on one machine with a simulated provider:

\`\`\`
${right.trimEnd()}
\`\`\`
`;
