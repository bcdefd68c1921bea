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

/** @returns undefined if the answer has no body that can be read. `sent`: the attempt's headers, names and values in turn */
type SaidBy = (answer: ReceiverAnswer, sent: readonly string[]) => string | undefined;

/** @param hidden names in lower case of those whose values are not told */
export function createSaidBy(hidden: ReadonlySet<string>): SaidBy {
  const lengths = new Set(Array.from(hidden, (name) => name.length));
  /** The length of a name tells most of them apart without a copy of it. */
  const isHidden = (name: string): boolean => lengths.has(name.length) && hidden.has(name.toLowerCase());

  return function saidBy({ body, contentEncoding }, sent) {
    if (body.length === 0 || contentEncoding !== undefined) return undefined;
    let text = body.toString('utf8', 0, KEPT + BEYOND);
    let pieces: string[] | undefined;
    for (let i = 0; i + 1 < sent.length; i += 2) {
      if (isHidden(sent[i] ?? '')) addPieces(sent[i + 1] ?? '', text.length, (pieces ??= []));
    }
    if (!pieces) return body.toString('utf8', 0, KEPT);
    // The longest first, so that nothing of it is left.
    if (pieces.length > 1) pieces.sort((a, b) => b.length - a.length);
    for (const piece of pieces)
      for (const spelt of spellingsOf(piece)) text = text.replaceAll(spelt, TAKEN_OUT);
    return Buffer.byteLength(text) <= KEPT ? text : Buffer.from(text).toString('utf8', 0, KEPT);
  };
}

/** Most answers are shorter than any secret, and no spelling is shorter than the piece. */
function addPieces(value: string, longest: number, pieces: string[]): void {
  if (value !== '' && value.length <= longest) pieces.push(value);
  for (const piece of value.match(PIECES) ?? []) if (piece.length <= longest) pieces.push(piece);
}

/** As it is, in JSON, in JSON with `\/` for a slash, and in a URL. */
function spellingsOf(piece: string): readonly string[] {
  const inJson = JSON.stringify(piece).slice(1, -1);
  return [...new Set([piece, inJson, inJson.replaceAll('/', '\\/'), encodeURIComponent(piece)])];
}
