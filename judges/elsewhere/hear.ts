/** Hears the judges of other languages, where their toolchains are. */
import { rmSync } from 'node:fs';
import { onceFor, run } from '../engine/install.js';
import type { Result } from '../engine/results.js';
import { askedOf, type Asked } from './deliveries.js';
import { ELSEWHERE, FOLDER, type Language } from './judges.js';

interface Toolchain {
  /** Prints its version where it is there. */
  readonly found: readonly [string, ...string[]];
  /** Of what the packages are made; `mark` is told to have been made of it. */
  readonly files: readonly string[];
  readonly install: (folder: string) => Promise<void>;
  readonly judge: readonly [string, ...string[]];
}

const TOOLCHAINS: Readonly<Record<Language, Toolchain>> = {
  Python: {
    found: ['python3', '-m', 'pip', '--version'],
    files: ['requirements.txt'],
    install: async (folder) => {
      rmSync(`${folder}site`, { recursive: true, force: true });
      const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
      const into = ['--only-binary', ':all:', '--no-deps', '--target', 'site', '-r', 'requirements.txt'];
      await run(folder, 'python3', ['-m', 'pip', 'install', ...quiet, ...into]);
    },
    judge: ['python3', 'judge.py', 'site'],
  },
  Go: {
    found: ['go', 'version'],
    files: ['go.mod', 'go.sum', 'main.go'],
    install: async (folder) => {
      await run(folder, 'go', ['build', '-o', 'site/judge', '.']);
    },
    judge: ['./site/judge'],
  },
  Java: {
    found: ['mvn', '--version'],
    files: ['pom.xml'],
    install: async (folder) => {
      rmSync(`${folder}site`, { recursive: true, force: true });
      await run(folder, 'mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=site']);
    },
    judge: ['java', '-cp', 'site/*', 'Judge.java'],
  },
};

/** @param tell of a language that is not here, in a line */
export async function hearElsewhere(tell: (line: string) => void): Promise<readonly Result[]> {
  const languages = Object.keys(TOOLCHAINS) as Language[];
  const heard = await Promise.all(languages.map((language) => hearIn(language, tell)));
  return heard.flat();
}

async function hearIn(language: Language, tell: (line: string) => void): Promise<readonly Result[]> {
  const { found, files, install, judge } = TOOLCHAINS[language];
  const folder = `${FOLDER}${language.toLowerCase()}/`;
  const [tool, ...args] = found;
  let version;
  try {
    version = await run(folder, tool, args);
  } catch {
    tell(`${language}: ${tool} is not here, so its SDKs judge nothing`);
    return [];
  }
  const sources = files.map((file) => folder + file);
  await onceFor(`${folder}site/.judges`, sources, version, () => install(folder));
  const judges = ELSEWHERE.filter((one) => one.language === language);
  const asked = judges.flatMap(askedOf);
  const [program, ...rest] = judge;
  const said = await run(folder, program, rest, asked.map(lineOf).join(''));
  for (const { name, version: pinned, schemes } of judges) {
    tell(`${name} ${pinned} (${language}): ${schemes.join(', ')}`);
  }
  return compared(language, asked, said);
}

function lineOf({ judge, sent, secret }: Asked, n: number): string {
  const headers: Record<string, string> = {};
  for (let i = 0; i < sent.headers.length; i += 2) {
    headers[(sent.headers[i] ?? '').toLowerCase()] = sent.headers[i + 1] ?? '';
  }
  const { url } = sent;
  return `${JSON.stringify({ n, judge, secret, url, headers, body: sent.body.toString('base64') })}\n`;
}

function compared(language: Language, asked: readonly Asked[], said: string): readonly Result[] {
  const answers = new Map<number, { accepts: boolean; because: string }>();
  for (const line of said.trim().split('\n')) {
    const { n, ...answer } = JSON.parse(line) as { n: number; accepts: boolean; because: string };
    answers.set(n, answer);
  }
  const groups = new Map<string, { cases: number; faults: string[] }>();
  for (const [n, { judge, scheme, name, accepts }] of asked.entries()) {
    const key = `${judge} (${language}) judges ${scheme}: ${name.replace(/:.*/, '')}`;
    const group = groups.get(key) ?? { cases: 0, faults: [] };
    group.cases += 1;
    const answer = answers.get(n);
    if (answer?.accepts !== accepts) {
      const because = answer?.because ?? 'no answer';
      group.faults.push(`${name}: the gateway ${accepts ? 'accepts' : 'refuses'} it alone (${because})`);
    } else if (!accepts && name.startsWith('genuine: compact')) group.faults.push(`${name}: refused by both`);
    groups.set(key, group);
  }
  return [...groups].map(([name, group]) => ({ name, ...group }));
}
