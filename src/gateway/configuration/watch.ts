/** Watches the files that a configuration was read from. */
import type { GatewayConfig } from '../../config/config.js';
import type { WhatWasRead } from '../../config/read/reader.js';
import { Looks, differs, matchOthers, type Content } from './looks.js';

/** From one look to the next … */
const EVERY_MS = 1_000;
/** … and as much longer as keeps looking to a fiftieth of the time, however many files there are. */
const REST = 50;

export interface Found {
  /** Secrets, keys and certificates as they are now, by absolute path; those that stand still. */
  readonly secrets: ReadonlyMap<string, Content>;
  /** Whether another configuration would be read now than the last time. */
  readonly another: boolean;
}

export interface Standing {
  /** In force. */
  readonly config: GatewayConfig;
  readonly read: WhatWasRead;
  /** What was read last of all and refused; undefined if the last one read is in force. */
  readonly refused: WhatWasRead | undefined;
}

/** Looks until it is stopped, one look after the other. @returns what stops it */
export function watchFiles(standing: () => Standing, found: (found: Found) => Promise<void>): () => void {
  const looks = new Looks();
  const others = new Others();
  let timer: NodeJS.Timeout;
  let stopped = false;
  async function look(): Promise<void> {
    const began = performance.now();
    const { config, read, refused } = standing();
    const { secrets, files } = watchedBy(config, read, refused);
    const contents = await looks.contents([...secrets, ...files]);
    const matched = config.reload.config === 'watch' && (await others.match(refused ?? read));
    const another = isAnother(files, refused ?? read, contents) || matched;
    const took = performance.now() - began;
    await found({ secrets: only(secrets, contents), another });
    if (!stopped) again(Math.max(EVERY_MS, took * REST));
  }
  function again(ms: number): void {
    // A look reports what it finds and does not fail.
    timer = setTimeout(() => void look(), ms).unref();
  }
  again(EVERY_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

interface Watched {
  readonly secrets: readonly string[];
  /** Of the configuration itself. */
  readonly files: readonly string[];
}

function watchedBy({ reload }: GatewayConfig, read: WhatWasRead, refused: WhatWasRead | undefined): Watched {
  const { text } = refused ?? read;
  // One that was refused may have lacked a file which comes later.
  const lacked = refused ? [...refused.secrets.keys()] : [];
  return {
    secrets: reload.secrets === 'watch' ? [...read.secrets.keys()] : [],
    files: reload.config === 'watch' ? [...new Set([...text.files.keys(), ...lacked])] : [],
  };
}

/** Only once all stand still: several may belong together. */
function isAnother(
  files: readonly string[],
  { text, secrets }: WhatWasRead,
  contents: ReadonlyMap<string, Content>,
): boolean {
  const now = files.map((path) => ({
    before: text.files.get(path) ?? secrets.get(path)?.bytes,
    content: contents.get(path),
  }));
  const still = now.every(({ content }) => content !== undefined);
  return still && now.some(({ before, content }) => content && differs(before, content));
}

/** Names that match the patterns: believed when two looks find the same. */
class Others {
  #matched = false;

  async match({ text }: WhatWasRead): Promise<boolean> {
    let now = false;
    for (const pattern of text.patterns) now = now || (await matchOthers(pattern));
    const twice = now && this.#matched;
    this.#matched = now;
    return twice;
  }
}

function only(paths: readonly string[], contents: ReadonlyMap<string, Content>): Found['secrets'] {
  return new Map(
    paths.flatMap((path) => {
      const content = contents.get(path);
      return content ? [[path, content] as const] : [];
    }),
  );
}
