/** What has to hold before a release is made; all that does not is told at once. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionOf, unreleasedOf } from './changelog.js';
import type { Options } from './options.js';
import { read } from './run.js';
import { compareVersions, isVersion, versionsIn, type Place } from './versions.js';

/** What a release is made of. */
export interface Plan {
  readonly version: string;
  readonly places: readonly Place[];
  /** The change log's words for it. */
  readonly notes: string;
}

/** @throws Error with one line for each reason */
export function plan(root: string, { mode, version: wanted }: Options): Plan {
  const places = versionsIn(root);
  const current = places.find(({ file }) => file === 'package.json')?.version ?? '';
  const version = wanted ?? current;
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const notes = mode === 'from tag' ? sectionOf(changelog, version) : unreleasedOf(changelog);
  const reasons = [
    ...dirt(root),
    ...disagreements(places, current),
    ...(mode === 'from tag' ? untagged(root, version) : unfit(root, version, current)),
    ...withoutCharts(root, places),
    ...(notes === undefined
      ? [
          mode === 'from tag'
            ? `CHANGELOG.md has no section with entries for ${version}`
            : 'CHANGELOG.md has no entry under `## Unreleased`: write what changes for those who run the gateway',
        ]
      : []),
  ];
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  return { version, places, notes: notes ?? '' };
}

function dirt(root: string): readonly string[] {
  const changed = read(root, 'git', ['status', '--porcelain']).trim();
  return changed === '' ? [] : [`the tree is not clean: commit or remove\n${changed}`];
}

function disagreements(places: readonly Place[], current: string): readonly string[] {
  const others = places.filter(({ version }) => version !== current);
  const missing = ['package.json', 'package-lock.json'].filter(
    (file) => !places.some((place) => place.file === file),
  );
  return [
    ...missing.map((file) => `${file} has no version`),
    ...others.map(({ file, version }) => `${file} has version ${version}, and package.json ${current}`),
  ];
}

/** Each chart has a version of its own and that of the gateway, and both are the release's. */
function withoutCharts(root: string, places: readonly Place[]): readonly string[] {
  const charts = new Set(places.map(({ file }) => file).filter((file) => file.endsWith('/Chart.yaml')));
  const wrong = [...charts].filter((chart) => places.filter(({ file }) => file === chart).length !== 2);
  return [
    ...(charts.size === 0 ? ['there is no charts/NAME/Chart.yaml, so there is no chart to release'] : []),
    ...wrong.map((chart) => `${chart} does not say both version and appVersion as X.Y.Z`),
    ...(existsSync(join(root, 'scripts/pack-charts.js')) ? [] : ['there is no scripts/pack-charts.js']),
  ];
}

function tagsAt(root: string, args: readonly string[]): readonly string[] {
  return read(root, 'git', ['tag', ...args]).split('\n');
}

function unfit(root: string, version: string, current: string): readonly string[] {
  if (!isVersion(version)) return [`${version} is no version: it is X.Y.Z`];
  if (tagsAt(root, ['--list', `v${version}`]).includes(`v${version}`))
    return [`v${version} is tagged already: give a later one with --version`];
  return compareVersions(version, current) < 0 ? [`${version} is older than package.json's ${current}`] : [];
}

function untagged(root: string, version: string): readonly string[] {
  return tagsAt(root, ['--points-at', 'HEAD']).includes(`v${version}`)
    ? []
    : [`this commit is not tagged v${version}: check the tag out first`];
}
