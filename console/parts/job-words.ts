/** Jobs in words: what their buttons say, what a dry run found, and what came of one. */
import type { Job, JobRequest } from '../api/types.js';

type Kind = Job['do'];
type Counts = Readonly<Record<string, number>>;

/** As their buttons say it. Complete by the compiler: the API's document lists the kinds. */
export const WORK_TITLES: Readonly<Record<Kind, string>> = {
  replay: 'Replay',
  redrive: 'Send again',
  verify: 'Verify again',
  drop: 'Drop',
};

/** What cannot be sent, and takes no part. */
const BODY_NOT_KEPT = 'body_not_kept';
const GENUINE = 'genuine';

export interface DryRun {
  /** How many take part. With none there is nothing to start. */
  readonly meant: number;
  readonly says: string;
  /** By the words that `says` has not told. */
  readonly counts: Counts;
}

export function dryRunOf({ do: kind, filter }: Pick<JobRequest, 'do' | 'filter'>, matches: Counts): DryRun {
  if (kind === 'verify') return judged(matches);
  const { [BODY_NOT_KEPT]: without = 0, ...others } = matches;
  const meant = sumOf(others);
  if (meant === 0) return { meant, says: nothingOf(without), counts: {} };
  const lacking = without === 0 ? '' : ` ${total(without)} more, whose body is not kept, take no part.`;
  if (kind === 'replay') return { meant, says: `It matches ${total(meant)}.${lacking}`, counts: others };
  const isPending = kind === 'drop' && filter?.outcome === 'queued';
  const what = isPending ? 'pending' : meant === 1 ? 'dead letter' : 'dead letters';
  return { meant, says: `It matches ${total(meant)} ${what}.${lacking}`, counts: {} };
}

function nothingOf(without: number): string {
  return without === 0
    ? 'It matches nothing.'
    : `It matches ${total(without)} whose body is not kept: there is nothing to send.`;
}

/** Refused deliveries by what judging them again says. */
function judged(matches: Counts): DryRun {
  const { [GENUINE]: genuine = 0, ...others } = matches;
  const all = genuine + sumOf(others);
  if (all === 0) return { meant: 0, says: 'It matches nothing.', counts: {} };
  if (genuine > 0) {
    const says = `${total(genuine)} of ${total(all)} ${genuine === 1 ? 'is' : 'are'} genuine.`;
    return { meant: genuine, says, counts: others };
  }
  const who = all === 1 ? 'It is not' : `None of ${total(all)} is`;
  const cause = Object.keys(others).every((word) => word === 'mismatch') ? 'the secret' : 'the cause';
  return {
    meant: 0,
    says: `${who} genuine as the configuration is now: mend ${cause} first.`,
    counts: others,
  };
}

/** How far it came; of what was judged again, what became of it. */
export function progressWords(
  job: Pick<Job, 'do' | 'done' | 'left' | 'failed' | 'skipped' | 'matches'>,
): string {
  const { done, left, failed, skipped } = job;
  if (job.do !== 'verify')
    return `${total(done)} done · ${total(left)} left · ${total(failed)} failed · ${total(skipped)} skipped`;
  const { [GENUINE]: genuine = 0, ...others } = job.matches;
  const still = sumOf(others);
  const unwanted = Math.max(0, skipped - still);
  return [
    `${total(done)} done: taken, or known already`,
    `${total(left)} left of ${total(genuine)} genuine`,
    `${total(failed)} not taken`,
    ...(unwanted > 0 ? [`${total(unwanted)} with nothing to hand over`] : []),
    `${total(still)} not genuine, or a further copy`,
  ].join(' · ');
}

function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function total(count: number): string {
  return count.toLocaleString();
}
