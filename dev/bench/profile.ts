import path from "node:path";
import type { Contender } from "./logins";

const profiledLogins = 100;

/** Takes a CPU profile of each server during warm logins; Chrome's developer tools open the files. */
export async function takeProfiles(contenders: Readonly<Record<string, Contender>>): Promise<void> {
  for (const [name, { journey, meter, people }] of Object.entries(contenders)) {
    const file = path.resolve(".data/bench", `${name}.cpuprofile`);
    await meter.beginProfile();
    for (let login = 0; login < profiledLogins; login += 1) await journey(people.next().value);
    await meter.saveProfile(file);
    console.log(`  ${profiledLogins} logins of ${name}: ${path.relative(".", file)}`);
  }
}
