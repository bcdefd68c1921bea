/** `init`: writes a first configuration that `check` takes, asks for what was not given, and says what to do next. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { didYouMean } from '../checks/nearest.js';
import { schemes } from '../schemes/catalogue/index.js';
import { ownerFaults, type Owner } from '../schemes/engine/owner.js';
import { whyUnsignable } from '../schemes/engine/sign.js';
import type { Scheme } from '../schemes/spec.js';
import type { INIT } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import { configurationText, nextSteps, variableOf, type InitPlan, type InitSide } from './init-text.js';
import { manifestOf } from './init-manifests.js';
import { CommandFailure, UsageError, type ExitCode, type Io } from './io.js';
import { printable } from './print.js';
import { SCHEMA_FILE, schemaText } from './editor-schema.js';
import { asUrl } from '../model/as-url.js';

type Values = ArgsOf<typeof INIT>['values'];

export async function init({ values }: ArgsOf<typeof INIT>, io: Io): Promise<ExitCode> {
  const plan = await planOf(values, io);
  const folder = dirname(values.out);
  const files = new Map([[values.out, configurationText(plan)]]);
  const manifest = manifestOf(plan);
  if (manifest) files.set(join(folder, manifest.file), manifest.text);
  for (const path of files.keys()) {
    if (!values.force && existsSync(path))
      throw new CommandFailure(`${printable(path)} is there already; --force overwrites it`, 2);
  }
  const schema = join(folder, SCHEMA_FILE);
  // One that another configuration of the folder has is as good.
  if (values.force || !existsSync(schema)) files.set(schema, schemaText('gateway'));
  for (const [path, text] of files) write(path, text);
  io.out(
    [...files.keys()].map((path) => `wrote ${printable(path)}\n`).join('') + nextSteps(plan, values.out),
  );
  return 0;
}

/** @throws CommandFailure */
function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandFailure(
      `cannot write ${printable(path)} (${(error as { code?: string }).code ?? 'no reason given'})`,
    );
  }
}

/** @throws UsageError that names what is missing or wrong (rejects) */
async function planOf(values: Values, io: Io): Promise<InitPlan> {
  const source = await given(values.source, '--source NAME', "The provider's scheme: ", io);
  const owner = await ownerOf(checkScheme(source), values.owner, io);
  const destination = await given(values.destination, '--destination NAME', "The receiver's scheme: ", io);
  const reason = whyUnsignable(checkScheme(destination));
  if (reason !== undefined && destination !== 'none')
    throw new UsageError(`scheme ${destination} cannot be signed: ${reason}`);
  const url = await given(values.url, '--url URL', "The receiver's URL: ", io);
  if (!asUrl(url))
    throw new UsageError(`"${printable(url)}" is no URL; such as http://127.0.0.1:3000/webhooks`);
  const platform = values.for as InitPlan['platform'];
  const variable = `${variableOf(source)}_SECRET`;
  return {
    source: side(source, variable, 'secrets/source', platform),
    owner,
    destination: side(destination, 'RECEIVER_SECRET', 'secrets/receiver', platform),
    url,
    mode: values.mode as InitPlan['mode'],
    platform,
  };
}

/** By its parts' names. @throws UsageError that names the part that is missing or wrong (rejects) */
async function ownerOf(scheme: Scheme, text: string | undefined, io: Io): Promise<InitPlan['owner']> {
  const names = Object.keys(scheme.owner ?? {});
  const pairs = text?.split(/,(?=\w+=)/) ?? [];
  const said = new Map(pairs.map((pair) => splitPair(pair, names)));
  const owner: Record<string, string> = {};
  for (const name of names) {
    owner[name] = await given(said.get(name), `--owner ${name}=VALUE`, `Whose deliveries (${name}): `, io);
  }
  const [fault] = ownerFaults(scheme, byPart(owner), '--owner');
  if (fault) throw new UsageError(`${fault.path}: ${fault.says}`);
  return owner;
}

function splitPair(pair: string, names: readonly string[]): readonly [name: string, value: string] {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
  if (names.includes(name)) return [name, value];
  throw new UsageError(
    names.length === 0
      ? '--owner: the secret of this scheme is ours alone, so its deliveries are'
      : `--owner takes NAME=VALUE,… with ${names.join(', ')}`,
  );
}

function byPart(owner: Readonly<Record<string, string>>): Owner {
  return Object.fromEntries(Object.entries(owner).map(([name, value]) => [name, [value]]));
}

async function given(value: string | undefined, option: string, question: string, io: Io): Promise<string> {
  const text = value ?? (await io.ask?.(question))?.trim() ?? '';
  if (text !== '') return text;
  throw new UsageError(`give ${option}${io.ask ? '' : '; there is no terminal to ask at'}`);
}

function checkScheme(name: string): Scheme {
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme) return scheme;
  const names = Object.keys(schemes);
  throw new UsageError(
    `no built-in scheme "${printable(name)}"${didYouMean(name, names)}; \`webhook-gateway schemes\` lists them`,
  );
}

function side(name: string, variable: string, file: string, platform: InitPlan['platform']): InitSide {
  const scheme = checkScheme(name);
  const secret = platform === undefined ? { env: variable } : { file };
  return { name, scheme, secret: scheme.signature && !scheme.keys ? secret : undefined };
}
