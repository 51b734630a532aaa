import type { LoginFigures } from "./logins";
import { median } from "./statistics";

export interface CpuComparison {
  application: number;
  hash: number;
  bare: number;
  /** (application − hash) / bare, batch by batch: what disturbs both at the same time cancels out. */
  ratio: number;
}

export function compareCpu(
  application: LoginFigures,
  bare: LoginFigures,
  hashes: readonly number[],
): CpuComparison {
  const hash = median(hashes);
  const ratios = application.cpu.map((used, batch) => (used - hash) / (bare.cpu[batch] ?? Number.NaN));
  return { application: median(application.cpu), hash, bare: median(bare.cpu), ratio: median(ratios) };
}
