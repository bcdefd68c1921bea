/** What a route that only reports would have refused within the hour: it tells when it may enforce. */
import type { EpochMs } from '../../model/time.js';
import { anyoneCauses, OUTCOMES, type OutcomeCode } from '../../model/outcome.js';
import type { Counts } from './counts.js';

/** What stands before the outcome that a delivery would have had, among the reasons that are counted. */
const LET_ON = 'unverified:';

export interface LetOnOverview {
  /** The route enforces from here on. */
  readonly until: EpochMs;
  /** Deliveries that verified. */
  readonly genuine: number;
  /** Those that went on although they do not, by the outcome they would have had. */
  readonly wouldBeRefused: Readonly<Record<string, number>>;
}

/** Under which reason such a delivery is counted. */
export function letOnReason(outcome: OutcomeCode): string {
  return LET_ON + outcome;
}

export function isLetOn(reason: string): boolean {
  return reason.startsWith(LET_ON);
}

/** @param until undefined: the route enforces, and there is nothing to tell */
export function letOnOverview(
  until: EpochMs | undefined,
  { outcomes, reasons }: Pick<Counts, 'outcomes' | 'reasons'>,
): LetOnOverview | undefined {
  if (until === undefined) return undefined;
  const refused = [...reasons].filter(([reason]) => isLetOn(reason));
  return {
    until,
    genuine: genuineOf(outcomes),
    wouldBeRefused: Object.fromEntries(
      refused.map(([reason, count]) => [reason.slice(LET_ON.length), count]),
    ),
  };
}

/** How many verified. */
export function genuineOf(outcomes: ReadonlyMap<string, number>): number {
  let genuine = 0;
  for (const [code, count] of outcomes) if (!provesNothing(code)) genuine += count;
  return genuine;
}

function provesNothing(code: string): boolean {
  return code === 'challenge' || isAnyones(code);
}

/** What a newer replica counts may have a name that is not known here. */
export function isAnyones(code: string): boolean {
  if (!Object.hasOwn(OUTCOMES, code)) return false;
  return anyoneCauses({ code: code as OutcomeCode, kind: OUTCOMES[code as OutcomeCode].kind });
}
