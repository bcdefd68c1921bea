/**
 * `demo`: shows the main job in half a minute, with nothing but this package. It runs the real gateway on its in-memory
 * store, sends five deliveries and says before each one how it will end. With `--keep` a scene follows.
 */
import { readVersion } from '../../model/version.js';
import type { DEMO } from '../declared/running.js';
import type { ArgsOf } from '../frame/declaration.js';
import { PROGRAM } from '../frame/help.js';
import type { ExitCode, Io } from '../io.js';
import { calledAgain } from '../shells/called.js';
import { playScene } from './scene.js';
import { openStage, type Stage } from './stage.js';
import { playSteps, tryIt } from './steps.js';

const EVERY_MS = 2_000;

export async function demo({ values }: ArgsOf<typeof DEMO>, io: Io): Promise<ExitCode> {
  // From here on Ctrl-C leaves no folder behind.
  const stop = io.interrupted?.() ?? new AbortController().signal;
  const program = io.script === undefined ? PROGRAM : calledAgain(io.script, io.env['PATH']);
  const stage = await openStage();
  try {
    io.out(introduction(stage));
    const asPromised = await playSteps(stage, io.out);
    io.out(invitation(stage, values.keep, program));
    if (!values.keep) return asPromised ? 0 : 1;
    const told = await playScene(stage, { every: EVERY_MS, say: io.out, stop, program });
    return asPromised && told ? 0 : 1;
  } finally {
    await stage.close();
  }
}

function introduction({ url, adminUrl, receivers }: Stage): string {
  const { name, because } = receivers.judge;
  return `
Standard Webhooks Gateway ${readVersion()}

  provider ──▶ gateway ${url} ──▶ receiver ${receivers.url}
               verify · deduplicate · sign again · forward
               metrics on port ${new URL(adminUrl).port}

  Signatures of Standard Webhooks are judged by ${name}${because === undefined ? '' : ` (${because})`},
  ActuallyCare's by hand, as its guide says.

`;
}

function invitation(stage: Stage, keep: boolean, program: string): string {
  const how = keep
    ? 'Try one yourself:'
    : `To see a secret changed and mended, or to send one yourself, keep it running:\n\n  ${program} demo --keep\n\nIt prints a line such as this one:`;
  return `\n${how}\n\n${tryIt(stage)}`;
}
