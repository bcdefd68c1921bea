/** How a delivery came, as the API shows it. A viewer may see it: nothing of it was sent or answered but a status. */
import type { LoggedWay } from '../../model/log-entry.js';
import { readSteps, totalMs, type TimedStep } from '../../model/way-text.js';

export interface WayView {
  /** The name of the one that matched. */
  readonly secret: string | null;
  readonly scheme: string | null;
  readonly client: string | null;
  readonly steps: readonly TimedStep[];
  readonly answered: { readonly status: number; readonly afterMs: number } | null;
}

export function wayView({
  secret,
  scheme,
  client,
  steps: text = '',
  status,
}: Partial<LoggedWay> = {}): WayView {
  const steps = readSteps(text);
  return {
    secret: secret ?? null,
    scheme: scheme ?? null,
    client: client ?? null,
    steps,
    answered: status === undefined || steps.length === 0 ? null : { status, afterMs: totalMs(steps) },
  };
}
