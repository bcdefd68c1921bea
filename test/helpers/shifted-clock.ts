/** A wall clock that is wrong, for a process of its own; its timers and its monotonic clock stay right. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = `
import { readFileSync } from 'node:fs';
const Real = Date;
const read = () => { try { shift = Number(readFileSync(process.env.CLOCK_FILE, 'utf8')); } catch {} };
let shift = 0;
read();
setInterval(read, 20).unref();
globalThis.Date = class Date extends Real {
  constructor(...parts) { if (parts.length > 0) super(...parts); else super(Real.now() + shift); }
  static now() { return Real.now() + shift; }
};
`;

export interface ShiftedClock {
  /** For the process that is to go by it. */
  readonly env: Readonly<Record<string, string>>;
  /** @param ms by which it goes ahead of the machine's from now on */
  set(ms: number): void;
  remove(): void;
}

export function shiftedClock(ms: number): ShiftedClock {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'ahead');
  const set = (ahead: number): void => {
    writeFileSync(file, String(ahead));
  };
  set(ms);
  return {
    env: {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PROGRAM)}`,
      CLOCK_FILE: file,
    },
    set,
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
