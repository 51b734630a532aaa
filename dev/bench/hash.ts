import { hash, verify } from "@node-rs/argon2";
import { policy } from "../../lib/policy";
import { password } from "./people";

const checks = 10;

/** Everybody's password, hashed as the application does it. */
export const storedHash = (): Promise<string> => hash(password, policy.password.argon2);

/** CPU milliseconds of one password check by itself, one after the other as sequential logins make them. */
export async function createHashMeter(): Promise<() => Promise<number>> {
  const stored = await storedHash();
  return async () => {
    const from = process.cpuUsage();
    for (let check = 0; check < checks; check += 1) await verify(stored, password);
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000 / checks;
  };
}
