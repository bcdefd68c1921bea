/** Runs the conformance set, one rule after the other, so that trouble with one rule does not disturb the next. */
import type { ReadStatus } from '../policy/verdict.js';
import { ask, type ProbeAnswer } from './probe-request.js';
import type { Expectation, Rule } from './rules.js';

export interface Finding {
  readonly rule: string;
  readonly kept: boolean;
  /** What the receiver did, in short. */
  readonly got: string;
  readonly advice: string | undefined;
}

export interface RunOptions {
  readonly url: string;
  /** Behind which the receiver stands; undefined: it is reached over the network. */
  readonly socketPath: string | undefined;
  readonly timeoutMs: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** How the scheme's provider would read the answers. */
  readonly readStatus: ReadStatus;
  readonly onFinding: (finding: Finding) => void;
}

export async function runRules(rules: readonly Rule[], options: RunOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const answers = await answersTo(rule, options);
    if (findings.length === 0 && answers.some(isNobody)) throw new NobodyThere();
    const kept = answers.every((answer) => isKept(rule.expects, answer, options.readStatus));
    const got = answers.map(inShort).join(', ');
    const finding = { rule: rule.name, kept, got, advice: kept ? undefined : rule.advice };
    findings.push(finding);
    options.onFinding(finding);
  }
  return findings;
}

/** If nothing answers, no rule can be kept or broken. */
export class NobodyThere extends Error {
  constructor() {
    super('nothing listens there');
    this.name = 'NobodyThere';
  }
}

function isNobody(answer: ProbeAnswer): boolean {
  return 'trouble' in answer && answer.trouble === 'no_connection';
}

async function answersTo(
  { shots, atOnce }: Rule,
  { url, socketPath, timeoutMs, now }: RunOptions,
): Promise<readonly ProbeAnswer[]> {
  const to = { url, socketPath, timeoutMs, now };
  if (atOnce) return Promise.all(shots.map((shot) => ask({ ...to, ...shot })));
  const answers: ProbeAnswer[] = [];
  for (const shot of shots) answers.push(await ask({ ...to, ...shot }));
  return answers.slice(-1);
}

function isKept(expects: Expectation, answer: ProbeAnswer, readStatus: ReadStatus): boolean {
  if ('trouble' in answer) return false;
  const { status } = answer;
  switch (expects) {
    case 'taken':
      return status >= 200 && status < 300;
    case 'refused':
      return status >= 400 && status < 500;
    case 'taken_or_retried':
      return readStatus(status) !== 'final';
    case 'answered':
      return status < 500;
  }
}

function inShort(answer: ProbeAnswer): string {
  return 'trouble' in answer ? answer.trouble.replace('_', ' ') : String(answer.status);
}
