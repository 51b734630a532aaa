import { runStack } from "./stack";

/** The production build with everything around it. */
export function run(): Promise<number> {
  return runStack("start");
}
