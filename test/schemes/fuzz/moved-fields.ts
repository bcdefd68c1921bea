/** Fields of a form change places: into the query, out of it, into another field's name or value. */
import fc from 'fast-check';
import type { Sent } from '../writer.js';
import { bytesOf, pick, queryOf, withBytes, withQuery, type Step } from './step.js';

const parts = (text: string): readonly string[] => text.split('&').filter((part) => part !== '');
const plain = (field: string): string => {
  try {
    return decodeURIComponent(field.replaceAll('+', ' ')).replace('=', '');
  } catch {
    return field.replace('=', '');
  }
};

interface Place {
  readonly field: number;
  readonly target: number;
}
type Move = (sent: Sent, place: Place) => Sent;

const place: fc.Arbitrary<Place> = fc.record({ field: fc.nat(12), target: fc.nat(60) });

function without(fields: readonly string[], at: number): readonly string[] {
  return fields.toSpliced(at % Math.max(1, fields.length), 1);
}

const MOVES: Readonly<Record<string, Move>> = {
  'a field becomes a parameter'(sent, { field, target }) {
    const fields = parts(bytesOf(sent));
    const query = parts(queryOf(sent));
    const moved = pick(fields, field) ?? '';
    const next = query.toSpliced(target % (query.length + 1), 0, moved);
    return withBytes(withQuery(sent, next.join('&')), without(fields, field).join('&'));
  },
  'a parameter becomes a field'(sent, { field, target }) {
    const fields = parts(bytesOf(sent));
    const query = parts(queryOf(sent));
    const next = fields.toSpliced(target % (fields.length + 1), 0, pick(query, field) ?? '');
    return withBytes(withQuery(sent, without(query, field).join('&')), next.join('&'));
  },
  'the first fields as signed text behind the query'(sent, { field }) {
    const fields = [...parts(bytesOf(sent))].sort();
    const count = field % (fields.length + 1);
    const text = fields.slice(0, count).map(plain).join('');
    const query = queryOf(sent);
    return withBytes(withQuery(sent, query + text), fields.slice(count).join('&'));
  },
  'a field as text in the value of another'(sent, { field, target }) {
    const fields = [...parts(bytesOf(sent))].sort();
    const moved = pick(fields, field) ?? '';
    const rest = without(fields, field);
    if (rest.length === 0) return sent;
    const at = target % rest.length;
    return withBytes(sent, rest.with(at, `${rest[at] ?? ''}${encodeURIComponent(plain(moved))}`).join('&'));
  },
  'a name ends elsewhere'(sent, { field, target }) {
    const fields = parts(bytesOf(sent));
    const text = plain(pick(fields, field) ?? '');
    const cut = target % (text.length + 1);
    const written = `${encodeURIComponent(text.slice(0, cut))}=${encodeURIComponent(text.slice(cut))}`;
    return fields.length === 0
      ? sent
      : withBytes(sent, fields.with(field % fields.length, written).join('&'));
  },
  'a field twice'(sent, { field, target }) {
    const fields = parts(bytesOf(sent));
    return withBytes(
      sent,
      fields.toSpliced(target % (fields.length + 1), 0, pick(fields, field) ?? '').join('&'),
    );
  },
  'another order'(sent, { field }) {
    const fields = parts(bytesOf(sent));
    const at = field % Math.max(1, fields.length);
    return withBytes(sent, [...fields.slice(at), ...fields.slice(0, at)].join('&'));
  },
  'the border of query and form at any byte'(sent, { target }) {
    const text = parts(bytesOf(sent)).map(plain).join('');
    const joined = queryOf(sent) + text;
    const cut = target % (joined.length + 1);
    const rest = joined.slice(cut);
    const name = target % 11;
    return withBytes(
      withQuery(sent, joined.slice(0, cut)),
      `${encodeURIComponent(rest.slice(0, name))}=${encodeURIComponent(rest.slice(name))}`,
    );
  },
};

export const movedFields: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...Object.keys(MOVES)), place)
  .map(([name, at]): Step => ({
    what: `${name} (${at.field}, ${at.target})`,
    to: (sent) => MOVES[name]?.(sent, at) ?? sent,
  }));
