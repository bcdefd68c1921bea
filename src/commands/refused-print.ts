/** Refused deliveries for people: a line each in lists, or one with what explains it. */
import type { RefusedDetailView, RefusedView } from '../http/api/refused/refused-view.js';
import type { ListView } from '../http/api/view.js';
import { printScope, shortTime } from './delivery-print.js';
import type { Io } from './io.js';
import { cut, jsonText, printable, table } from './print.js';

type Explanations = RefusedDetailView['explanations'];

export function printRefused(list: ListView<RefusedView>, asJson: boolean, io: Io): void {
  if (asJson) {
    io.out(jsonText(list));
    return;
  }
  io.out(refusedTable(list.data));
  if (list.next !== null)
    io.err(`There are more: take a larger --limit, or go on with --cursor ${printable(list.next)}\n`);
  printScope(list, io);
}

function refusedTable(entries: readonly RefusedView[]): string {
  const rows = entries.map((entry) => [
    shortTime(entry.receivedAt),
    cut(entry.route),
    outcomeOf(entry),
    entry.client,
    String(entry.count),
    cut(`${entry.method} ${entry.path}`),
    lastOf(entry),
    entry.id,
  ]);
  return table([['RECEIVED', 'ROUTE', 'OUTCOME', 'CLIENT', 'COUNT', 'REQUEST', 'LAST', 'ID'], ...rows]);
}

export function refusedText(entry: RefusedDetailView): string {
  const { answer, query, bytes, bodyCut, body } = entry;
  const members: readonly (readonly [name: string, value: string | null])[] = [
    ['id', entry.id],
    ['route', entry.route],
    ['nearest route', entry.nearest],
    ['outcome', outcomeOf(entry)],
    ['client', entry.client],
    ['received', `${entry.receivedAt}${entry.count > 1 ? `, and ${entry.count - 1} times more` : ''}`],
    ['request', `${entry.method} ${entry.path}${query.length > 0 ? `?${query.join('=…&')}=…` : ''}`],
    ['message id', entry.messageId],
    [
      'last try',
      answer && `${answer.outcome}${answer.status === null ? '' : ` (${answer.status})`}, ${answer.at}`,
    ],
    ['body', `${bytes} bytes read${bodyCut ? ', and more came' : ''}${body === null ? ', not shown' : ''}`],
  ];
  const head = members
    .filter((member): member is readonly [string, string] => member[1] !== null)
    .map(([name, value]) => `${`${name}:`.padEnd(15)}${printable(value)}\n`);
  const headers = entry.headers.map(([name, value]) => `${printable(name)}: ${printable(value ?? '…')}\n`);
  return [...head, '\n', causesText(entry.explanations), '\n', ...headers, bodyText(entry)].join('');
}

export function causesText(explanations: Explanations): string {
  if (explanations.length === 0) return 'Nothing is to be said of it.\n';
  return explanations
    .map(
      ({ cause, text, evidence, line }, i) =>
        `${i + 1}. ${printable(text)}\n   evidence: ${printable(evidence)}  [${printable(cause)}]\n` +
        (line === null ? '' : `   change:   ${printable(line)}\n`),
    )
    .join('');
}

/** Line breaks stay, so that a body can be read; nothing else moves the cursor. */
function bodyText({ body, bodyEncoding }: RefusedDetailView): string {
  if (body === null || body === '') return '';
  const lines = body.split(/\r?\n/).map((line) => printable(line));
  return `\n${bodyEncoding === 'base64' ? 'base64 of the body, which is no text:\n' : ''}${lines.join('\n')}\n`;
}

function outcomeOf({ outcome, reason }: RefusedView): string {
  return reason === null ? outcome : `${outcome} (${reason})`;
}

function lastOf({ answer, nearest }: RefusedView): string {
  if (nearest !== null) return `nearest: ${nearest}`;
  return answer ? String(answer.status ?? answer.outcome) : '-';
}
