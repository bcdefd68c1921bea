/** Deliveries for people: a line each in lists, or one with everything the log has of it. */
import type {
  AttemptView,
  DeliveryDetailView,
  DeliveryListView,
  DeliveryView,
  ListView,
} from '../http/api/view.js';
import type { Io } from './io.js';
import { placesIn } from './place.js';
import { cut, jsonText, printable, table } from './print.js';
import { wayMembers, wayTable, type OlderWay } from './way-print.js';

/** An older gateway says neither why a list is empty nor how far it reaches. */
type Older<View extends ListView<unknown>> = Omit<View, 'note' | 'scope'> & Partial<View>;

export function printDeliveries(list: Older<DeliveryListView>, asJson: boolean, io: Io): void {
  const { data, next, note = null } = list;
  if (asJson) {
    io.out(jsonText(list));
    return;
  }
  io.out(deliveryTable(data));
  if (note !== null) io.err(`${printable(note)}\n`);
  if (next !== null)
    io.err(`There are more: take a larger --limit, or go on with --cursor ${printable(next)}\n`);
  printScope(list, io);
}

/** How far a list reaches, unless there is but one replica. */
export function printScope({ scope }: Older<ListView<unknown>>, io: Io): void {
  if (!scope) return;
  const isAlone = scope.kind === 'replicas' ? scope.replicas === 1 : scope.says === 'this replica';
  if (!isAlone) io.err(`${printable(scope.says)}\n`);
}

function deliveryTable(deliveries: readonly DeliveryView[]): string {
  const placeOf = placesIn(deliveries);
  const rows = deliveries.map((delivery) => [
    shortTime(delivery.receivedAt),
    placeOf(delivery),
    cut(delivery.event ?? '-'),
    outcomeOf(delivery),
    String(delivery.attempts.length),
    lastOf(delivery.attempts),
    delivery.id ?? '-',
  ]);
  return table([['RECEIVED', 'ROUTE', 'EVENT', 'OUTCOME', 'ATTEMPTS', 'LAST', 'ID'], ...rows]);
}

export function deliveryText(delivery: Omit<DeliveryDetailView, keyof OlderWay> & OlderWay): string {
  const members: readonly (readonly [name: string, value: string | null])[] = [
    ['id', delivery.id],
    ["provider's id", delivery.sourceId],
    ['route', delivery.route],
    ['destination', delivery.destination],
    ['event', delivery.event],
    ['outcome', outcomeOf(delivery)],
    ['received', delivery.receivedAt],
    ...wayMembers(delivery),
    ['ended', delivery.endedAt],
    ['next attempt', delivery.nextAttemptAt],
    ['body', `${delivery.bytes} bytes, ${delivery.bodyKept ? 'kept' : 'not kept, so it cannot be replayed'}`],
  ];
  const head = members
    .filter((member): member is readonly [string, string] => member[1] !== null)
    .map(([name, value]) => `${`${name}:`.padEnd(15)}${printable(value)}\n`);
  const attempts = delivery.attempts.length === 0 ? '' : `\n${attemptTable(delivery.attempts)}`;
  const steps = wayTable(delivery);
  return head.join('') + (steps === '' ? '' : `\n${steps}`) + attempts + bodyText(delivery);
}

export function attemptTable(attempts: readonly AttemptView[]): string {
  const rows = attempts.map(({ number, at, result, reason, status, durationMs, answer }) => [
    String(number),
    shortTime(at),
    reason === null ? result : `${result} (${reason})`,
    status === null ? '-' : String(status),
    `${Math.round(durationMs)} ms`,
    cut(answer ?? '', 80),
  ]);
  return table([['ATTEMPT', 'AT', 'RESULT', 'STATUS', 'TOOK', 'ANSWER'], ...rows]);
}

/** Line breaks stay, so that a body can be read; nothing else moves the cursor. */
function bodyText({ body, bodyEncoding }: Pick<DeliveryDetailView, 'body' | 'bodyEncoding'>): string {
  if (body === null) return '';
  const lines = body.split(/\r?\n/).map((line) => printable(line));
  return `\n${bodyEncoding === 'base64' ? 'base64 of the body, which is no text:\n' : ''}${lines.join('\n')}\n`;
}

/** What came of the same delivery elsewhere. */
export function othersText(shown: DeliveryView, all: readonly DeliveryView[]): string {
  const others = all.filter(
    ({ id, route, destination }) =>
      id === shown.id && route === shown.route && destination !== shown.destination && destination !== '',
  );
  if (others.length === 0) return '';
  const rows = others.map(
    (one) => `  --destination ${printable(one.destination)}: ${printable(outcomeOf(one))}\n`,
  );
  return `\nThis is one destination of several. The others:\n${rows.join('')}`;
}

function outcomeOf({ outcome, reason, dead }: DeliveryView): string {
  const why = [dead === null ? undefined : `dead: ${dead}`, reason ?? undefined].filter(
    (part) => part !== undefined,
  );
  return why.length === 0 ? outcome : `${outcome} (${why.join(', ')})`;
}

function lastOf(attempts: readonly AttemptView[]): string {
  const last = attempts.at(-1);
  return last ? String(last.status ?? last.reason ?? last.result) : '-';
}

/** To the second, and still what `--since` takes. */
export function shortTime(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z');
}
