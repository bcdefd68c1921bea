/** A V8 CPU profile, summed up: microseconds a delivery by package and by function, idle time left out. */

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const IDLE = new Set(['(idle)', '(root)']);
const MOST_FUNCTIONS = 45;

export function reportOf({ nodes, samples, timeDeltas }: CpuProfile, deliveries: number): string {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const packages = new Map<string, number>();
  const functions = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id);
    if (!frame || IDLE.has(frame.functionName)) continue;
    const us = timeDeltas[index] ?? 0;
    add(packages, packageOf(frame.url, frame.functionName), us);
    const place = `${frame.url.split('/').slice(-2).join('/')}:${frame.lineNumber + 1}`;
    add(functions, `${frame.functionName || '(anonymous)'}  ${frame.url === '' ? '' : place}`, us);
  }
  return [
    `own time, µs a delivery (of ${deliveries}), by package:`,
    ...listed(packages, deliveries, Infinity),
    '',
    'by function:',
    ...listed(functions, deliveries, MOST_FUNCTIONS),
  ].join('\n');
}

function packageOf(url: string, name: string): string {
  if (url === '') return name.startsWith('(') ? name : 'native code';
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const outside = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (outside !== undefined) return outside;
  return `ours: ${/\/dist[^/]*\/([^/]+)/.exec(url)?.[1] ?? url}`;
}

function add(sums: Map<string, number>, key: string, us: number): void {
  sums.set(key, (sums.get(key) ?? 0) + us);
}

function listed(sums: ReadonlyMap<string, number>, deliveries: number, most: number): string[] {
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, us]) => `${(us / deliveries).toFixed(2).padStart(8)}  ${name}`);
}
