import { seeded } from "../../random";

/**
 * When people arrive, in milliseconds from the beginning: as people do, each without regard to the others (a Poisson
 * process), so that now and then several come at once.
 */
export function arrivals(perSecond: number, seconds: number, seed: number): number[] {
  const random = seeded(seed);
  const moments: number[] = [];
  for (let at = 0; ; ) {
    at += (-Math.log(1 - random.next()) / perSecond) * 1000;
    if (at >= seconds * 1000) return moments;
    moments.push(at);
  }
}
