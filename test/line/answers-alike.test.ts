/**
 * What our reader takes for an answer, undici's parser (llhttp, in its strict form) takes for the same: ours may refuse
 * more and reads nothing otherwise. More of them by hand: ANSWER_RUNS=100000 ANSWER_SEED=7.
 */
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Client } from 'undici';
import { broken, readAnswer, wellFormed } from '../helpers/answers.js';
import { size, tell } from '../helpers/larger-runs.js';

interface Told {
  readonly status: number;
  readonly body: string;
  readonly whole: boolean;
}

/** Interim answers: undici ends the connection at those whose headers it takes to end it. */
const INTERIM = /^(?:(?:\r\n)*HTTP\/1\.[01] 1(?!01)\d\d[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)+/;

/** What undici makes of bytes behind which the receiver closes. */
async function judged(bytes: Buffer): Promise<Told> {
  const final = bytes.toString('latin1').replace(INTERIM, '');
  const socket: Duplex = new Duplex({
    read: () => undefined,
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const client = new Client('http://receiver.example', {
    connect: (_options, connected) => {
      setImmediate(() => {
        connected(null, socket as never);
      });
    },
  });
  let status = 0;
  const chunks: Buffer[] = [];
  try {
    return await new Promise<Told>((resolve) => {
      const end = (whole: boolean) => (): void => {
        resolve({ status, whole, body: Buffer.concat(chunks).toString('latin1') });
      };
      client.dispatch(
        { method: 'POST', path: '/', body: 'x' },
        {
          onRequestStart: () => {
            setImmediate(() => {
              socket.push(Buffer.from(final, 'latin1'));
              socket.push(null);
            });
          },
          onResponseStart: (_controller, code) => {
            if (code >= 200) status = code;
          },
          onResponseData: (_controller, chunk) => chunks.push(Buffer.from(chunk)),
          onResponseEnd: end(true),
          onResponseError: end(false),
        },
      );
    });
  } finally {
    await client.destroy();
  }
}

const seed = size('ANSWER_SEED', 20_201);

test('answers that are well-formed are read alike, whole', async () => {
  await fc.assert(
    fc.asyncProperty(wellFormed, async ({ bytes, status, body }) => {
      expect(await judged(bytes)).toEqual({ status, whole: true, body: body.toString('latin1') });
      expect(readAnswer([bytes])).toMatchObject({ status, body, how: 'whole' });
    }),
    { seed, numRuns: size('ANSWER_RUNS', 500) / 2 },
  );
});

test('broken ones are refused, or read alike', async () => {
  const seen = { whole: 0, part: 0, fault: 0, stricter: 0 };
  await fc.assert(
    fc.asyncProperty(broken, async (bytes) => {
      const ours = readAnswer([bytes]);
      const theirs = await judged(bytes);
      seen[ours.how] += 1;
      if (ours.how !== 'whole' && theirs.whole) seen.stricter += 1;
      // Once we have read a status, the delivery's fate is told by it.
      if (ours.status !== 0) expect(theirs.status).toBe(ours.status);
      if (ours.how !== 'whole') return;
      expect(theirs).toEqual({ status: ours.status, whole: true, body: ours.body.toString('latin1') });
    }),
    { seed, numRuns: size('ANSWER_RUNS', 500) },
  );
  tell('broken answers', seen);
  for (const count of Object.values(seen)) expect(count, JSON.stringify(seen)).toBeGreaterThan(0);
});
