/** Results as files: JSON with every round, a Markdown table, a drawing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LineResult } from '../rounds.js';
import type { Suite } from '../suites/suite.js';
import type { Machine } from './machine.js';
import { plot } from './plot.js';
import { tables } from './table.js';

export const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

export interface Results {
  readonly suite: Suite;
  readonly machine: Machine;
  readonly rounds: number;
  readonly seconds: number;
  readonly lines: readonly LineResult[];
  /** Lines that could not run here, and why. */
  readonly skipped: readonly string[];
}

/** @returns the table, for the terminal. */
export function writeResults({ suite, machine, rounds, seconds, lines, skipped }: Results): string {
  mkdirSync(RESULTS, { recursive: true });
  const { name, title } = suite;
  const method = `${rounds} interleaved rounds of fresh processes, ${seconds} s a phase`;
  const where = `${machine.processor}, Node ${machine.node.slice(1)}, Redis ${machine.redis}; ${machine.pinned}`;
  const notes = [`${where}.`, `${method}; medians, the least and the most in brackets.`, ...skipped];
  const table = `### ${title}\n\n${notes.join('\n')}\n\n${tables(lines)}`;
  writeFileSync(`${RESULTS}${name}.md`, table);
  writeFileSync(
    `${RESULTS}${name}.json`,
    `${JSON.stringify({ suite: name, at: new Date().toISOString(), machine, rounds, seconds, skipped, lines }, null, 2)}\n`,
  );
  writeFileSync(
    `${RESULTS}${name}.svg`,
    plot({ title, subtitle: `${method} · ${machine.processor}`, lines }),
  );
  return table;
}
