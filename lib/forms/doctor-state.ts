import type { Result } from "../doctor/check";
import type { FormState } from "./state";

/** What the doctor tells its form; the results are in the answer, and stored nowhere. */
export type DoctorState = FormState<never> & Readonly<{ results?: readonly Result[]; summary?: string }>;
