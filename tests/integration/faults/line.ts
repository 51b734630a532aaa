import { testDatabase } from "../../support/database";
import { faultProxy } from "../../support/fault-proxy";
import { browseWith } from "../../support/requests";
import { testSimulator } from "../../support/simulator";

/**
 * The application's own connections go through a line that can be cut, the test's do not: called before the first
 * statement. `begin` is an empty database, a simulator that knows nothing, and a browser without a session.
 */
export async function lineThatBreaks() {
  const { sql, reset, url } = await testDatabase();
  const proxy = await faultProxy(url);
  process.env.DATABASE_URL = proxy.url;
  const { control } = await testSimulator();
  const begin = async (): Promise<void> => {
    control.reset();
    await reset();
    await browseWith({ sid: null });
  };
  return { sql, proxy, control, begin };
}
