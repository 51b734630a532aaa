"use server";

import { ownChange } from "@/lib/account/own-change";
import { look } from "@/lib/admin/looks";
import { describeCounts } from "@/lib/doctor/check";
import { examine } from "@/lib/doctor/doctor";
import { readSettings } from "@/lib/doctor/settings";
import { givenEnvironment } from "@/lib/env";
import type { DoctorState } from "@/lib/forms/doctor-state";
import { answered, refused } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

/** Looks at this very deployment, as it sees itself. Sends nobody anything. */
export async function examineDeployment(_previous: DoctorState, form: FormData): Promise<DoctorState> {
  const change = await ownChange(form, "/admin/doctor#examineDeployment");
  if (change.kind === "refused") return refused(change.message);
  await look(change.session, await readVisitor(), { event: "admin.examined", outcome: "deployment" });
  const results = await examine(readSettings(givenEnvironment()));
  return answered({ results, summary: describeCounts(results) });
}
