/** Which official SDK judged which scheme: made of the judges' own data and lockfile, without the SDKs. */
import { ELSEWHERE } from '../../judges/elsewhere/judges.js';
import { versionsIn } from '../../judges/engine/install.js';
import { JUDGES } from '../../judges/sdks/index.js';
import { code, rowLink, table } from './table.js';

interface Row {
  readonly language: string;
  readonly name: string;
  readonly version: string;
  readonly schemes: readonly string[];
  readonly signs: boolean;
}

function rows(): readonly Row[] {
  const versions = versionsIn();
  const node = JUDGES.map(({ package: name, schemes, signs }): Row => {
    const version = versions[name];
    if (version === undefined) throw new Error(`the judges' lockfile does not have ${name}`);
    return { language: 'Node', name, version, schemes, signs: signs !== undefined };
  });
  return [...node, ...ELSEWHERE.map((one): Row => ({ ...one, signs: false }))];
}

export function judges(): string {
  const body = rows().map(({ language, name, version, schemes, signs }) => [
    language,
    code(name),
    version,
    schemes.map(rowLink).join(' '),
    signs ? 'both ways' : 'what is signed here',
  ]);
  return table(['language', 'SDK', 'version', 'schemes', 'judged'], body);
}

/** The schemes that an official SDK has judged, in whatever language. */
export function judgedSchemes(): ReadonlySet<string> {
  return new Set(rows().flatMap(({ schemes }) => schemes));
}
