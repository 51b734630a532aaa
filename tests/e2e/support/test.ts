import { test as base } from "@playwright/test";
import { type Approvals, approvalsOf } from "./approvals";
import { type Database, databaseAt } from "./database";
import { type Errands, errandsOf } from "./errands";
import { type Factors, factorsOf } from "./factors";
import { type People, peopleOf } from "./people";
import { type Simulator, simulatorAt } from "./simulator";
import { type Environment, type Subject, sharedSubject } from "./subject";

type Around = {
  environment: Environment;
  subject: Subject;
  database: Database;
  simulator: Simulator;
  people: People;
  errands: Errands;
  approvals: Approvals;
  factors: Factors;
};

/** Playwright's test, with what stands around the application. */
export const test = base.extend<object, Around>({
  environment: [process.env, { scope: "worker", option: true }],
  subject: [async ({ environment }, use) => use(sharedSubject(environment)), { scope: "worker" }],
  database: [
    async ({ subject }, use) => {
      const database = databaseAt(subject.databaseUrl);
      await use(database);
      await database.close();
    },
    { scope: "worker" },
  ],
  simulator: [async ({ subject }, use) => use(simulatorAt(subject.simulatorUrl)), { scope: "worker" }],
  people: [
    async ({ subject, database, simulator }, use) => use(peopleOf(subject, database, simulator)),
    { scope: "worker" },
  ],
  errands: [
    async ({ people, simulator, database }, use) => use(errandsOf(people, simulator, database)),
    { scope: "worker" },
  ],
  approvals: [async ({ people }, use) => use(approvalsOf(people)), { scope: "worker" }],
  factors: [async ({ people, database }, use) => use(factorsOf(people, database)), { scope: "worker" }],
  baseURL: async ({ subject }, use) => use(subject.baseUrl),
});

export { expect } from "@playwright/test";
