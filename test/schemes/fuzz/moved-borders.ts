/** Bytes change sides between two values that are signed beside each other. */
import fc from 'fast-check';
import { piecesOf } from '../../../src/schemes/rules/template.js';
import { documentOf, encodeDocument, setAt, valueAt, type Json } from '../documents.js';
import type { Subject } from '../subject.js';
import type { Sent } from '../writer.js';
import { bytesOf, linesOf, pick, queryOf, withBytes, withHeader, withQuery, type Step } from './step.js';

/** A place that holds a signed value. */
interface Slot {
  readonly read: (sent: Sent) => string;
  readonly write: (sent: Sent, text: string) => Sent;
}

/** An entry beside the signatures. */
function entrySlot({ signature }: Subject, tag: string): Slot {
  const { separator = ',', assign = '=' } = signature.entries ?? {};
  const header = headerSlot(signature.header ?? '');
  const lead = tag + assign;
  return {
    read: (sent) =>
      header
        .read(sent)
        .split(separator)
        .find((entry) => entry.startsWith(lead))
        ?.slice(lead.length) ?? '',
    write: (sent, text) =>
      header.write(
        sent,
        header
          .read(sent)
          .split(separator)
          .map((entry) => (entry.startsWith(lead) ? lead + text : entry))
          .join(separator),
      ),
  };
}

const BODY: Slot = { read: bytesOf, write: withBytes };
const QUERY: Slot = { read: queryOf, write: withQuery };

function headerSlot(name: string): Slot {
  return {
    read: (sent) => linesOf(sent).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1] ?? '',
    write: (sent, text) => withHeader(sent, name, text),
  };
}

function memberSlot({ scheme }: Subject, pointer: string): Slot {
  return {
    read: (sent) => {
      const value = valueAt(documentOf(scheme, sent.body), pointer);
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    },
    write: (sent, text) => {
      const document = documentOf(scheme, sent.body);
      if (typeof document !== 'object' || document === null) return sent;
      setAt(document as Json, pointer, text);
      return { ...sent, body: encodeDocument(scheme, document) };
    },
  };
}

function parameterSlot(name: string): Slot {
  return {
    read: (sent) => new URLSearchParams(queryOf(sent)).get(name) ?? '',
    write: (sent, text) => {
      const pairs = new URLSearchParams(queryOf(sent));
      pairs.set(name, text);
      return withQuery(sent, pairs.toString());
    },
  };
}

function fieldSlot(name: string): Slot {
  return {
    read: (sent) => new URLSearchParams(bytesOf(sent)).get(name) ?? '',
    write: (sent, text) => {
      const form = new URLSearchParams(bytesOf(sent));
      form.set(name, text);
      return withBytes(sent, form.toString());
    },
  };
}

function slotOf(subject: Subject, name: string, argument: string): Slot | undefined {
  const { idHeader, time } = subject.scheme;
  switch (name) {
    case 'body':
    case 'form':
      return BODY;
    case 'url':
      return argument === 'base' ? undefined : QUERY;
    case 'id':
      return headerSlot(idHeader ?? '');
    case 'time':
      if (time?.header !== undefined) return headerSlot(time.header);
      if (time?.field !== undefined) return fieldSlot(time.field);
      return time?.json === undefined ? undefined : memberSlot(subject, time.json);
    case 'header':
      return headerSlot(argument);
    case 'entry':
      return entrySlot(subject, argument.replace('|quoted', ''));
    case 'json':
      return memberSlot(subject, argument);
    case 'field':
      return fieldSlot(argument);
    case 'query':
      return argument === 'sorted' ? QUERY : parameterSlot(argument.replace('|lower', ''));
    default:
      return undefined;
  }
}

interface Border {
  readonly before: Slot;
  readonly text: string;
  readonly after: Slot;
}

function bordersOf(subject: Subject): readonly Border[] {
  const borders: Border[] = [];
  let before: Slot | undefined;
  let text = '';
  for (const piece of piecesOf(subject.signature.content ?? '')) {
    if (piece.kind === 'text') {
      text += piece.text;
      continue;
    }
    const after = slotOf(subject, piece.name, piece.argument);
    if (!after) continue;
    if (before) borders.push({ before, text, after });
    before = after;
    text = '';
  }
  return borders;
}

/** Every place at which the two values and what stands between them could be cut in the same way. */
function cutsOf(joined: string, text: string): readonly number[] {
  const cuts: number[] = [];
  for (let at = joined.indexOf(text); at >= 0 && at <= joined.length; at = joined.indexOf(text, at + 1)) {
    cuts.push(at);
    if (text === '' && at === joined.length) break;
  }
  return cuts;
}

function moved({ before, text, after }: Border, sent: Sent, at: number): Sent {
  const joined = before.read(sent) + text + after.read(sent);
  const cut = pick(cutsOf(joined, text), at) ?? 0;
  const written = before.write(sent, joined.slice(0, cut));
  return after.write(written, joined.slice(cut + text.length));
}

/** Between a signed value and any header at all. */
const strayed = fc
  .record({ header: fc.nat(12), bytes: fc.integer({ min: 1, max: 20 }), toBody: fc.boolean() })
  .map(({ header, bytes, toBody }): Step => ({
    what: `${bytes} bytes between header ${header} and the body`,
    to(sent) {
      const [name, value] = pick(linesOf(sent), header) ?? ['x', ''];
      const body = bytesOf(sent);
      return toBody
        ? withBytes(withHeader(sent, name, value.slice(0, -bytes)), value.slice(-bytes) + body)
        : withBytes(withHeader(sent, name, value + body.slice(0, bytes)), body.slice(bytes));
    },
  }));

const between = fc.record({ border: fc.nat(5), at: fc.nat(400) }).map(({ border, at }): Step => ({
  what: `border ${border} at cut ${at}`,
  to(sent, subject) {
    const chosen = pick(bordersOf(subject), border);
    return chosen ? moved(chosen, sent, at) : sent;
  },
}));

export const movedBorders: fc.Arbitrary<Step> = fc.oneof({ weight: 4, arbitrary: between }, strayed);
