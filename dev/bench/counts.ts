import type { Journey } from "./journeys";
import type { Person } from "./people";
import { databases, type Stage } from "./stage";

export interface LoginCounts {
  posts: number;
  statements: number;
  providerCalls: number;
}

const counted = 10;

/** What one login costs in posts, statements and provider calls: the most that any of ten took. */
export async function countLogins(
  { postgres, simulator }: Stage,
  journey: Journey,
  people: Iterator<Person, never>,
  database: string = databases.application,
): Promise<LoginCounts> {
  const most = { posts: 0, statements: 0, providerCalls: 0 };
  for (let login = 0; login < counted; login += 1) {
    const calls = simulator.control.calls().length;
    const statements = await postgres.statements(database);
    let posts = 0;
    await journey(people.next().value, (step) => {
      if (step.startsWith("POST ")) posts += 1;
    });
    most.posts = Math.max(most.posts, posts);
    most.statements = Math.max(most.statements, (await postgres.statements(database)) - statements);
    most.providerCalls = Math.max(most.providerCalls, simulator.control.calls().length - calls);
  }
  return most;
}
