import { GET as ready } from "./ready/route";

/** The same as /api/health/ready, at the address that everybody knows. */
export const GET = (request: Request): Promise<Response> => ready(request);
