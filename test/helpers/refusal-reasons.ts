/** Why deliveries were refused, by the counts: lines of the log are sampled, and may follow the answer. */
import type { TestGateway } from './gateway.js';

/** @returns the result, and the reason that one more delivery was refused for meanwhile; empty if none was */
export async function withReason<T>(gw: TestGateway, work: () => Promise<T>): Promise<readonly [T, string]> {
  const before = await counts(gw);
  const result = await work();
  const after = await counts(gw);
  const risen = [...after].filter(([reason, count]) => count > (before.get(reason) ?? 0));
  return [result, risen.map(([reason]) => reason).join(' ')];
}

async function counts({ metrics }: TestGateway): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const text = await metrics.scrape();
  for (const [, reason = '', count] of text.matchAll(
    /^webhook_gateway_refused_total\{[^}]*reason="(\w+)"[^}]*\} (\d+)$/gm,
  )) {
    found.set(reason, (found.get(reason) ?? 0) + Number(count));
  }
  return found;
}
