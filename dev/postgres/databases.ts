import postgres from "postgres";

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, onnotice: () => {} });
}

function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Makes the database unless it is there, as a copy of `template` if one is named; gives its address. */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<string> {
  const sql = connect(adminUrl);
  try {
    const [known] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!known && template)
      await sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`;
    else if (!known) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
  return databaseUrl(adminUrl, name);
}

/** Removes the database, and closes whatever connection is still open to it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  const sql = connect(adminUrl);
  try {
    await sql`drop database if exists ${sql(name)} with (force)`;
  } finally {
    await sql.end();
  }
}
