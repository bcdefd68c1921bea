/** The test bodies, as their manifest describes them. */
import { readFileSync } from 'node:fs';

interface Entry {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly features: readonly string[];
}

export interface Payload extends Entry {
  readonly body: Buffer;
  readonly isUtf8: boolean;
  /** Whether JavaScript parses it, a byte order mark being no part of JSON. */
  readonly isJson: boolean;
}

export function readPayloads(): readonly Payload[] {
  const folder = new URL('../payloads/', import.meta.url);
  const entries = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as Entry[];
  return entries.map((entry) => {
    const body = readFileSync(new URL(entry.file, folder));
    const text = body.toString('utf8');
    return { ...entry, body, isUtf8: Buffer.from(text, 'utf8').equals(body), isJson: parses(text) };
  });
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
