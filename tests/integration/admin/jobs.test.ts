import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import JobsPage from "@/app/admin/jobs/page";
import { isJob, jobStates, runJob } from "@/lib/jobs";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { browseWith } from "../../support/requests";
import { enteredAs } from "../approvals/scenes";
import { asIntruder, writeRows } from "../audit/audits";
import { asAdmin } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);

const { sql, reset } = await testDatabase();
beforeEach(reset);

const shown = async () => renderToStaticMarkup(await JobsPage()).replace(/<[^>]+>/g, " ");

test("The page of the jobs tells what has run, how it ended and what is overdue", async () => {
  await asAdmin();
  expect(await shown()).toMatch(/Never ran.+Overdue.+Nothing was sealed yet/s);
  await writeRows(sql, 1500);
  await writeRows(sql, 2, "1 minute");
  for (const { name } of await jobStates()) if (isJob(name)) await runJob(name);
  const [head] = await sql`select hash from audit_seals order by number desc limit 1`;
  const text = await shown();
  expect(text).toContain("rows: 1,500, seals: 2");
  expect(text).toContain(`${head?.hash} (seal 2)`);
  expect(text).not.toMatch(/Never ran|Overdue|CRON_SECRET/);
  expect(text).toMatch(/Rows that wait for a seal\s+2\b/);
});

test("A failure is told by the name of its error alone", async () => {
  await writeRows(sql, 1);
  await runJob("seal");
  await asIntruder(sql, (intruder) => intruder`update audit_seals set mac = 'x'`);
  await runJob("seal");
  await asAdmin();
  expect(await shown()).toContain("Failed: BrokenChainError");
});

test("Nobody else sees it: for them there is no such page", async () => {
  const { sid } = await enteredAs(await newPerson());
  await browseWith({ sid });
  await expect(shown()).rejects.toMatchObject({ digest: "NEXT_HTTP_ERROR_FALLBACK;404" });
});
