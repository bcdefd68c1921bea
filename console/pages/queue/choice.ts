/** Which queues and dead letters are chosen, as it stands in the address. */
import type { components, operations } from '../../api/openapi.js';

/** Why a message is a dead letter. */
export type Reason = NonNullable<NonNullable<operations['listDead']['parameters']['query']>['reason']>;

export interface Place {
  readonly route?: string;
  /** Only with a route. */
  readonly destination?: string;
}

export interface Choice extends Place {
  readonly reason?: Reason;
}

export const SHOWN = ['dead', 'pending'] as const;
export type Shown = (typeof SHOWN)[number];

type Query = Readonly<Record<string, string>>;

export function placeIn({ route, destination }: Query): Place {
  if (route === undefined || route === '') return {};
  return { route, ...(destination !== undefined && destination !== '' && { destination }) };
}

/** A reason that there is none of is left to the API, which says so. */
export function choiceIn(query: Query): Choice {
  const { reason } = query;
  return { ...placeIn(query), ...(reason !== undefined && reason !== '' && { reason: reason as Reason }) };
}

export function shownIn({ show }: Query): Shown {
  return show === 'pending' ? 'pending' : 'dead';
}

/** `of leads to mailer, with the reason final`; empty if all are meant. */
export function inWords({ route, destination, reason }: Choice): string {
  const place =
    route === undefined ? '' : ` of ${route}${destination === undefined ? '' : ` to ${destination}`}`;
  return `${place}${reason === undefined ? '' : `${place === '' ? '' : ','} with the reason ${reason}`}`;
}

type JobRequest = components['schemas']['JobRequest'];
type Work = Pick<JobRequest, 'do' | 'filter' | 'all'>;

/** Everything is meant on that word alone. */
export function redriveOf(choice: Choice): Work {
  return isAll(choice) ? { do: 'redrive', all: true } : { do: 'redrive', filter: choice };
}

export function dropDeadOf(choice: Choice): Work {
  const filter = { ...choice, outcome: 'dead' as const };
  return isAll(choice) ? { do: 'drop', all: true, filter } : { do: 'drop', filter };
}

export function dropPendingOf(place: Place): Work {
  return { do: 'drop', filter: { ...place, outcome: 'queued' } };
}

function isAll(choice: Choice): boolean {
  return Object.keys(choice).length === 0;
}
