/** `source.reportOnly`: what does not verify goes on, for a while that somebody has set an end to. */
import { member, type Report } from '../../checks/report.js';
import type { Scheme } from '../../schemes/spec.js';
import type { ReportOnlyConfig, SourceConfig } from '../config.js';
import type { RouteShape, SourceShape } from '../schema.js';
import type { Context } from './context.js';

const DAY = 86_400_000;
/** Longer than this nobody introduces anything. */
const MAX_DAYS = 90;

/** @returns undefined where nothing goes on; what is wrong or risky about it is told. */
export function resolveReportOnly(
  given: SourceShape['reportOnly'],
  scheme: Scheme,
  path: string,
  { report, now }: Context,
): ReportOnlyConfig | undefined {
  if (!given) return undefined;
  const { reason, until } = given;
  if (scheme.signature === undefined) {
    report.fault(path, 'under scheme none nothing is verified, and everything goes on; remove it');
    return undefined;
  }
  if (reason === undefined)
    report.missing(member(path, 'reason'), 'is required: reason: "why forgeries go on for now"');
  if (until === undefined) {
    report.missing(
      member(path, 'until'),
      `is required: the last day, at most ${MAX_DAYS} days ahead, such as 2027-01-31; from then on the route enforces`,
    );
  }
  if (reason === undefined || until === undefined) return undefined;
  if (now !== undefined) checkUntil(until, now, member(path, 'until'), report);
  return { reason, until };
}

/** A day that is over is no fault: a restart must not be what a route fails at. */
function checkUntil(until: number, now: number, path: string, report: Report): void {
  if (until <= now) {
    report.warn(path, 'is over: what does not verify is refused; remove reportOnly');
  } else if (until - now > (MAX_DAYS + 1) * DAY) {
    report.fault(
      path,
      `lies more than ${MAX_DAYS} days ahead; take an earlier day, and set it anew when it comes`,
    );
  }
}

/** What is stored is delivered under the destination's signature, whenever that is. */
export function checkLetsOn(
  { reportOnly }: SourceConfig,
  { delivery: { mode }, destinations = [] }: RouteShape,
  path: string,
  report: Report,
): void {
  if (!reportOnly) return;
  if (mode !== 'direct') {
    report.fault(
      path,
      `works with delivery.mode: direct only: ${mode} stores deliveries, and what does not verify is not kept; remove it, or take direct for now`,
    );
  }
  if (destinations.length > 1) {
    report.fault(
      path,
      'works with one destination only: nothing tells which of several should get what does not verify; give the route one for now',
    );
  }
}
