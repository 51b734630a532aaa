import { errors, importSPKI, jwtVerify } from "jose";
import type { ProblemName } from "./problems";

export type TokenCheck = (authorization: string | undefined) => Promise<ProblemName | undefined>;

const leewaySeconds = 30;

/**
 * Checks the application's RS256 token. Real time is used and never the simulated one, because the SDK
 * stamps its tokens by the machine's clock.
 */
export async function createTokenCheck(publicKey: string, applicationId: string): Promise<TokenCheck> {
  const key = await importSPKI(publicKey, "RS256");
  return async (authorization) => {
    const token = /^Bearer ([^\s,]+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return "unauthorized";
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
  };
}
