/** `schemes`: the catalogue, or one scheme as YAML that can be pasted into a configuration. */
import { schemes } from '../schemes/catalogue/index.js';
import type { Scheme } from '../schemes/spec.js';
import type { SCHEMES } from './declared/signing-commands.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './io.js';
import { cut, table as tableOf } from './print.js';

export async function schemesCommand(
  { values, positionals }: ArgsOf<typeof SCHEMES>,
  io: Io,
): Promise<ExitCode> {
  const asJson = values.output === 'json';
  const [name] = positionals;
  if (name === undefined) {
    io.out(asJson ? `${JSON.stringify(Object.entries(schemes).map(summary), undefined, 2)}\n` : table());
    return 0;
  }
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (!scheme) throw new UsageError(`no scheme "${name}"; without a name, all of them are listed`);
  if (asJson) {
    io.out(`${JSON.stringify(scheme, undefined, 2)}\n`);
    return 0;
  }
  const { toYaml } = await import('../config/read/yaml.js');
  // Under a name of one's own: a built-in one cannot be taken.
  io.out(toYaml({ schemes: { [`my-${name}`]: scheme } }));
  return 0;
}

function summary([name, scheme]: [string, Scheme]) {
  const { title, signature, trust, evidence, deadline, retries, rests, docs } = scheme;
  return {
    name,
    title,
    header: signature?.header,
    content: signature?.content,
    trust,
    evidence,
    deadline,
    retries,
    rests,
    docs,
  };
}

function table(): string {
  const rows = Object.entries(schemes).map(([name, scheme]) => [
    name,
    scheme.title,
    cut(placeOf(scheme)),
    cut(
      scheme.signature?.content ??
        (scheme.signature?.jwt
          ? 'a JWT'
          : scheme.signature?.message
            ? scheme.signature.message.components.join(' ')
            : '-'),
    ),
    scheme.deadline,
  ]);
  return tableOf([['SCHEME', 'PROVIDER', 'SIGNATURE HEADER', 'SIGNED CONTENT', 'DEADLINE'], ...rows]);
}

/** Where the signature stands, in short. */
function placeOf({ signature }: Scheme): string {
  return (
    signature?.header ??
    signature?.headers?.join(', ') ??
    ((signature?.json ?? signature?.field) === undefined ? '-' : 'in the body')
  );
}
