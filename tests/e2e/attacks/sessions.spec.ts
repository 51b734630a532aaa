import { sessionAttacks } from "./sessions";

sessionAttacks();
