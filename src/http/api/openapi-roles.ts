/** The role that each operation needs, put into the OpenAPI document from the table of endpoints. */
import { may, type Role } from '../../model/role.js';
import type { Endpoint } from './endpoint.js';
import { ref } from './openapi-schemas.js';
import { PROBLEMS } from './problem.js';

type Part = Readonly<Record<string, unknown>>;
type Paths = Readonly<Record<string, Readonly<Record<string, Part>>>>;
type Needs = Pick<Endpoint, 'method' | 'path' | 'role'>;

/** `/routes/:name` as OpenAPI writes it. */
export function documentedPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

export function withRoles<Document extends { readonly paths: object }>(
  document: Document,
  endpoints: readonly Needs[],
): Document {
  const needed = new Map(endpoints.map((one) => [`${one.method} ${documentedPath(one.path)}`, one.role]));
  const paths = mapped(document.paths as Paths, (methods, path) =>
    mapped(methods, (operation, method) => withRole(operation, needed.get(`${method} ${path}`))),
  );
  return { ...document, paths };
}

function withRole(operation: Part, role: Role | undefined): Part {
  if (role === undefined) return operation;
  const refused = may('viewer', role) ? {} : { '403': REFUSED };
  return {
    ...operation,
    description: `Needs the role \`${role}\`.`,
    'x-role': role,
    responses: { ...(operation['responses'] as Part), ...refused },
  };
}

const REFUSED = {
  description: `\`forbidden_role\`: ${PROBLEMS.forbidden_role.title}`,
  content: { 'application/problem+json': { schema: ref('Problem') } },
};

function mapped<Value, Made>(
  members: Readonly<Record<string, Value>>,
  make: (value: Value, name: string) => Made,
): Readonly<Record<string, Made>> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, make(value, name)]));
}
