/** The body of `POST /api/jobs`: what is to be done with which deliveries, and how fast. */
import type { JobRequest } from '../../../operate/jobs/job-operations.js';
import { DROPPED_OUTCOMES } from '../../../operate/jobs/drop-work.js';
import { JOB_KINDS, type JobFilter, type JobKind } from '../../../operate/jobs/work.js';
import { OUTCOME_CODES } from '../../../model/outcome.js';
import type { EpochMs } from '../../../model/time.js';
import { readTime } from '../../../schemes/text/time-text.js';
import type { Body } from '../body.js';
import { Problem } from '../problem.js';
import { MAX_IDS, MAX_RATE } from '../selection.js';

export const JOB_MEMBERS = ['do', 'filter', 'all', 'rate', 'dryRun'] as const;
/** Items a second. */
export const DEFAULT_JOB_RATE = 10;

const COMMON = ['route', 'destination', 'outcome', 'event', 'since', 'until', 'ids'] as const;
type FilterMember = (typeof COMMON)[number] | 'reason' | 'client';

export const FILTER_MEMBERS: Readonly<Record<JobKind, readonly FilterMember[]>> = {
  replay: COMMON,
  redrive: [...COMMON, 'reason'],
  verify: [...COMMON, 'reason', 'client'],
  drop: [...COMMON, 'reason'],
};

/** @throws Problem */
export function readJobRequest(body: Body): Omit<JobRequest, 'by'> {
  const kind = oneOf(JOB_KINDS, body.get('do'), 'do');
  const filter = readFilter(kind, body.get('filter'));
  checkAll(kind, filter, body.get('all'));
  return {
    do: kind,
    filter,
    rate: readRate(body.get('rate') ?? DEFAULT_JOB_RATE),
    dryRun: readSwitch(body.get('dryRun')),
  };
}

function readFilter(kind: JobKind, given: unknown): JobFilter {
  if (given === undefined) return checked(kind, {});
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid('filter: an object');
  const known = FILTER_MEMBERS[kind];
  const members = new Map(Object.entries(given));
  for (const name of members.keys()) {
    if (!(known as readonly string[]).includes(name))
      throw invalid(
        `filter: ${kind} knows no member ${JSON.stringify(name.slice(0, 64))}; known are ${known.join(', ')}`,
      );
  }
  const texts = (['route', 'destination', 'event', 'reason', 'client'] as const).filter((name) =>
    members.has(name),
  );
  return checked(kind, {
    ...Object.fromEntries(texts.map((name) => [name, text(members.get(name), `filter.${name}`)])),
    ...(members.has('outcome') && {
      outcome: oneOf(['dead', ...OUTCOME_CODES] as const, members.get('outcome'), 'filter.outcome'),
    }),
    ...(members.has('since') && { since: moment(members.get('since'), 'filter.since') }),
    ...(members.has('until') && { until: moment(members.get('until'), 'filter.until') }),
    ...(members.has('ids') && { ids: idList(members.get('ids')) }),
  });
}

function checked(kind: JobKind, filter: JobFilter): JobFilter {
  const { outcome, since, until } = filter;
  if (since !== undefined && until !== undefined && since > until)
    throw invalid('filter.since: later than filter.until');
  if (kind === 'drop' && !DROPPED_OUTCOMES.some((word) => word === outcome))
    throw invalid('filter.outcome: dead to drop dead letters, queued to drop what is pending');
  return filter;
}

/** Everything is meant on that very word alone; which list something is dropped from is no filter. */
function checkAll(kind: JobKind, filter: JobFilter, all: unknown): void {
  const narrows = Object.keys(filter).some((name) => name !== 'outcome' || kind !== 'drop');
  if (all !== undefined && all !== true) throw invalid('all: true, or leave it out');
  if (all === true && narrows) throw invalid('all: true stands without a filter');
  if (all === undefined && !narrows) throw invalid('name a filter; all: true means everything');
}

function oneOf<Word extends string>(words: readonly Word[], value: unknown, member: string): Word {
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw invalid(`${member}: one of ${words.join(', ')}`);
}

function text(value: unknown, member: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${member}: a text that is not empty`);
}

function moment(value: unknown, member: string): EpochMs {
  const time = typeof value === 'string' ? readTime(value, ['iso', 's', 'ms']) : undefined;
  if (time !== undefined) return time;
  throw invalid(
    `${member}: a text with a time: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13)`,
  );
}

function idList(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= MAX_IDS)
    return [...new Set(value.map((id: unknown) => text(id, 'filter.ids')))];
  throw invalid(`filter.ids: a list of 1 to ${MAX_IDS} ids`);
}

function readRate(value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_RATE) return Number(value);
  throw invalid(`rate: a whole number a second, from 1 to ${MAX_RATE}`);
}

function readSwitch(value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw invalid('dryRun: true or false');
}

function invalid(detail: string): Problem {
  return new Problem('invalid_body', detail);
}
