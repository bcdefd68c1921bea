/** Reads a stream to its end, if that comes soon enough: whoever sends it does not choose how much is kept. */

/** @param limit bytes. @returns undefined past the limit; the rest is not read */
export async function bytesUpTo(
  limit: number,
  stream: AsyncIterable<Uint8Array>,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
