/**
 * Stops a deployment whose configuration the server would refuse, so that the one before stays live.
 * Run: node --conditions=react-server --import tsx dev/checks/environment.ts
 */
import { ConfigurationError, env } from "../../lib/env";

try {
  env();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
