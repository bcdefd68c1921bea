/**
 * What of a receiver's answer is kept for people: its beginning. Some receivers echo the request that they got, so what
 * the attempt sent as a secret or a signature is taken out, however it is spelt there.
 */
import type { ReceiverAnswer } from '../../model/outcome.js';

/** Bytes that are kept. */
const KEPT = 256;
/** Looked at beyond them: a secret that the end cuts in two is known by its whole. */
const BEYOND = 4_096;
/** What a value is made of beside words such as `Bearer` and tags such as `v1`. */
const PIECES = /[\w.~+/-]{8,}=*/g;
const TAKEN_OUT = '‹hidden›';

/**
 * @param sent names and values of the attempt's headers, in turn
 * @param hidden names in lower case of those whose values are not told
 * @returns undefined if it has no body that can be read
 */
export function saidBy(
  { body, contentEncoding }: ReceiverAnswer,
  sent: readonly string[],
  hidden: ReadonlySet<string>,
): string | undefined {
  if (body.length === 0 || contentEncoding !== undefined) return undefined;
  const pieces = piecesOf(sent, hidden);
  if (pieces.length === 0) return body.toString('utf8', 0, KEPT);
  let text = body.toString('utf8', 0, KEPT + BEYOND);
  for (const piece of pieces) {
    // Most answers are shorter than any secret, and no spelling is shorter than the piece.
    if (piece.length > text.length) continue;
    for (const spelt of spellingsOf(piece)) text = text.replaceAll(spelt, TAKEN_OUT);
  }
  return Buffer.from(text).toString('utf8', 0, KEPT);
}

function piecesOf(sent: readonly string[], hidden: ReadonlySet<string>): readonly string[] {
  const pieces: string[] = [];
  for (let i = 0; i + 1 < sent.length; i += 2) {
    if (!hidden.has((sent[i] ?? '').toLowerCase())) continue;
    const value = sent[i + 1] ?? '';
    pieces.push(value, ...(value.match(PIECES) ?? []));
  }
  // The longest first, so that nothing of it is left.
  return pieces.filter((piece) => piece !== '').sort((a, b) => b.length - a.length);
}

/** As it is, in JSON, in JSON with `\/` for a slash, and in a URL. */
function spellingsOf(piece: string): readonly string[] {
  const inJson = JSON.stringify(piece).slice(1, -1);
  return [...new Set([piece, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(piece)])];
}
