import { runStack } from "./stack";

/** Next's development server with everything around it. */
export function run(): Promise<number> {
  return runStack("dev");
}
