import { errors, importSPKI, jwtVerify } from "jose";
import { type Account, ownsBasic } from "./account";

/** Callbacks belong to the application, so a request of the account alone gets none. */
export type Caller = "application" | "account";
type RefusedCredentials = "unauthorized" | "jwt-expired";
export type CredentialsCheck = (
  authorizations: readonly string[],
) => Promise<{ caller: Caller } | { refused: RefusedCredentials }>;

const leewaySeconds = 30;

/**
 * Checks the application's RS256 token, or the account's key and secret. Real time is used and never the simulated
 * one, because the SDK stamps its tokens by the machine's clock.
 */
export async function createCredentialsCheck(
  publicKey: string,
  applicationId: string,
  account: Account,
): Promise<CredentialsCheck> {
  const key = await importSPKI(publicKey, "RS256");

  async function refusalOf(token: string): Promise<RefusedCredentials | undefined> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ["RS256"],
        requiredClaims: ["iat", "jti", "exp"],
        clockTolerance: leewaySeconds,
      });
      const known = payload.application_id === applicationId && typeof payload.jti === "string";
      const issued = payload.iat ?? Number.POSITIVE_INFINITY;
      return known && issued <= Date.now() / 1000 + leewaySeconds ? undefined : "unauthorized";
    } catch (error) {
      return error instanceof errors.JWTExpired ? "jwt-expired" : "unauthorized";
    }
  }

  return async ([authorization = "", ...more]) => {
    // The API takes a token or a key pair, never both.
    if (more.length > 0) return { refused: "unauthorized" };
    if (ownsBasic(account, authorization)) return { caller: "account" };
    const token = /^Bearer ([^\s,]+)$/i.exec(authorization)?.[1];
    const refused = token === undefined ? "unauthorized" : await refusalOf(token);
    return refused === undefined ? { caller: "application" } : { refused };
  };
}
