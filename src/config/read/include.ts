/** `include`: routes and schemes in files of their own, and what a fault in one of them is called. */
import { basename, dirname, isAbsolute, join, resolve as resolvePath } from 'node:path';
import { Report, member, within } from '../../checks/report.js';
import { includeProblem } from './glob.js';
import { errorCode, type Reader } from './reader.js';
import { createSubstitution, type Environment } from './substitute.js';
import { isMapping, parseYaml, type Mapping } from './yaml.js';

export interface MainFile {
  /** As the user named it. */
  readonly name: string;
  /** What paths in it are relative to. */
  readonly folder: string;
  readonly data: Mapping;
  /** Texts that substitution turned into something else, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface Merged {
  readonly data: Mapping;
  readonly texts: ReadonlyMap<string, string>;
  /** A key path of the merged data as the user finds it: `routes.d/a.yaml: routes[0].path`. */
  readonly placeOf: (path: string) => string;
  /** The same for the key paths that a sentence names. */
  readonly told: (message: string) => string;
  /** The path of a file that the route at a place names, as the main file would name it. */
  readonly fileOf: (route: number, path: string) => string;
}

interface Way {
  readonly env: Environment;
  readonly report: Report;
  readonly reader: Reader;
}

/** The data with the routes and schemes of the files that it includes; what is wrong with them is told to the report. */
export function withIncluded(main: MainFile, way: Way): Merged {
  const merging = new Merging(main, way);
  const { include } = main.data;
  const patterns: readonly unknown[] = Array.isArray(include) ? include : [];
  patterns.forEach((pattern, i) => {
    if (typeof pattern !== 'string' || includeProblem(pattern) !== undefined) return;
    for (const file of filesOf(pattern, i, main.folder, way)) merging.add(file, member('include', i));
  });
  return merging.merged;
}

/** The files of a pattern, as the main file names them, by their names. */
function filesOf(pattern: string, i: number, base: string, { reader, report }: Way): readonly string[] {
  if (!pattern.includes('*')) return [pattern];
  const folder = dirname(pattern);
  let names: readonly string[] = [];
  try {
    names = reader.matching(resolvePath(base, folder), basename(pattern));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      report.fault(member('include', i), `the folder cannot be read (${errorCode(error)})`);
      return [];
    }
  }
  if (names.length === 0) report.warn(member('include', i), 'no file matches; nothing is included by it');
  return names.map((name) => (pattern.includes('/') ? join(folder, name) : name));
}

class Merging {
  readonly #main: MainFile;
  readonly #way: Way;
  readonly #data: Mapping;
  readonly #texts: Map<string, string>;
  /** By the beginning of a merged path: the file, and the same beginning inside it. */
  readonly #places = new Map<string, { readonly file: string; readonly inside: string }>();
  readonly #seen: Set<string>;

  constructor(main: MainFile, way: Way) {
    this.#main = main;
    this.#way = way;
    this.#data = main.data;
    this.#texts = new Map(main.texts);
    this.#seen = new Set([resolvePath(main.name)]);
  }

  get merged(): Merged {
    return {
      data: this.#data,
      texts: this.#texts,
      placeOf: (path) => this.#placeOf(path),
      told: (message) => this.#told(message),
      fileOf: (route, path) => {
        const place = this.#places.get(member('routes', route));
        return !place || isAbsolute(path) ? path : join(dirname(place.file), path);
      },
    };
  }

  /** @param at the key path that includes the file */
  add(file: string, at: string): void {
    const absolute = resolvePath(this.#main.folder, file);
    if (absolute === resolvePath(this.#main.name)) {
      this.#way.report.fault(
        at,
        'this is the file itself; give those that it includes a folder of their own',
      );
    }
    // Two patterns may name one file.
    if (this.#seen.has(absolute)) return;
    this.#seen.add(absolute);
    const own = new Report();
    const substitution = createSubstitution(this.#way.env, own);
    const text = this.#textOf(absolute, file, at);
    const data = text === undefined ? undefined : parseYaml(text, file, own, substitution.readText);
    const first = this.#routes()?.length ?? 0;
    this.#adopt(own, substitution.texts, file, first);
    if (data) this.#merge(data, file);
  }

  #textOf(absolute: string, file: string, at: string): string | undefined {
    const { reader, report } = this.#way;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(reader.configuration(absolute));
    } catch (error) {
      const why = error instanceof TypeError ? 'not UTF-8 text' : errorCode(error);
      report.fault(at, `the file ${file} cannot be read (${why})`);
      return undefined;
    }
  }

  /** Takes over what was found while a file was parsed, under the paths of the merged data. */
  #adopt(own: Report, texts: ReadonlyMap<string, string>, file: string, first: number): void {
    const moved = (path: string): string =>
      path.replace(/^routes\[(\d+)\]/, (_all, i: string) => member('routes', first + Number(i)));
    for (const [path, text] of texts) this.#texts.set(moved(path), text);
    const { report } = this.#way;
    for (const { path, message } of own.faults) {
      if (/^x-/.test(path) || /^\["x-/.test(path)) continue;
      const merged = within(path, 'routes') || within(path, 'schemes');
      report.fault(merged ? moved(path) : path.startsWith(file) ? path : `${file}: ${path}`, message);
    }
    report.warnings.push(...own.warnings);
  }

  #merge(data: Mapping, file: string): void {
    for (const [key, value] of Object.entries(data)) {
      if (key === 'routes') this.#addRoutes(value, file);
      else if (key === 'schemes') this.#addSchemes(value, file);
      else if (!key.startsWith('x-')) {
        const at = `${file}: ${member('', key)}`;
        this.#way.report.fault(
          at,
          'an included file holds routes and schemes only (your own keys start with x-)',
        );
      }
    }
  }

  #addRoutes(given: unknown, file: string): void {
    if (!Array.isArray(given)) {
      this.#way.report.fault(`${file}: routes`, 'expected a list of routes');
      return;
    }
    const routes = this.#routes();
    given.forEach((route: unknown, i) => {
      if (!routes) return;
      this.#places.set(member('routes', routes.length), { file, inside: member('routes', i) });
      routes.push(route);
    });
  }

  #addSchemes(given: unknown, file: string): void {
    if (!isMapping(given)) {
      this.#way.report.fault(`${file}: schemes`, 'expected a mapping of schemes by their names');
      return;
    }
    const { schemes = (this.#data['schemes'] = Object.create(null) as Mapping) } = this.#data;
    if (!isMapping(schemes)) return;
    for (const [name, scheme] of Object.entries(given)) {
      if (name.startsWith('x-')) continue;
      const at = member('schemes', name);
      if (Object.hasOwn(schemes, name)) {
        const other = this.#placeOf(at);
        const where = other === at ? `${this.#main.name}: ${at}` : other;
        this.#way.report.fault(`${file}: ${at}`, `${where} has the same name; each needs its own`);
        continue;
      }
      this.#places.set(at, { file, inside: at });
      schemes[name] = scheme;
    }
  }

  /** Undefined where the main file has something else there, which its shape refuses. */
  #routes(): unknown[] | undefined {
    const { routes = (this.#data['routes'] = []) } = this.#data;
    return Array.isArray(routes) ? routes : undefined;
  }

  #placeOf(path: string): string {
    const [start = ''] = PLACE.exec(path) ?? [];
    const place = this.#places.get(start);
    return place ? `${place.file}: ${place.inside}${path.slice(start.length)}` : path;
  }

  /** Where several files are read, a place without its file would be anywhere. */
  #told(message: string): string {
    if (this.#places.size === 0) return message;
    return message.replace(/\broutes\[\d+\]/g, (path) => {
      const place = this.#places.get(path);
      return place ? `${place.file}: ${place.inside}` : `${this.#main.name}: ${path}`;
    });
  }
}

/** The beginning of a path that a file may have given. */
const PLACE = /^(?:routes\[\d+\]|schemes(?:\.[A-Za-z_][\w-]*|\["(?:[^"\\]|\\.)*"\]))/;
