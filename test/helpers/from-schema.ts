/** Values that a schema of the OpenAPI document describes, and some that it does not, for fast-check. */
import fc from 'fast-check';

export type Schema = Readonly<Record<string, unknown>>;

/** What strangers to the API write: nothing, much, other alphabets, names that objects have by themselves. */
const HOSTILE = [
  ...['', ' ', '0', '-1', '1e999', 'null', 'true', '[]', '{}', '__proto__', 'constructor', 'toString'],
  ...['..', '../..', 'a/b', 'a%2Fb', '%', '%zz', 'ü', '\u{1f600}', '\u0000', '\u2028', '*', '{a}', ':', '"'],
  ...[
    '9999999999999',
    '0000000000',
    '99999999999999999999',
    '275760-09-14T00:00:00Z',
    '0000-01-01T00:00:00Z',
  ],
  ...['9999999999999999-ffffffffffffffffffffffffffffffff', '0-0', '1-', '-1-0', 'c0', '1764324000000-00'],
  'x'.repeat(5_000),
];

/** @param known words that mean something to the gateway under test, such as ids */
export function hostileText(known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...known), weight: 20 },
    { arbitrary: fc.constantFrom(...HOSTILE), weight: 3 },
    {
      arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed()),
      weight: 1,
    },
  );
}

/** Mostly what the schema says. */
export function fromSchema(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  const right = rightBy(schema, schemas, known);
  return fc.oneof(
    { arbitrary: right, weight: 30 },
    { arbitrary: fc.oneof(fc.jsonValue(), hostileText(known)), weight: 1 },
  );
}

function rightBy(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  const {
    $ref,
    enum: words,
    type,
    properties,
    items,
    minimum,
    maximum,
    anyOf,
  } = schema as {
    $ref?: string;
    enum?: readonly unknown[];
    type?: string | readonly string[];
    properties?: Readonly<Record<string, Schema>>;
    items?: Schema;
    minimum?: number;
    maximum?: number;
    anyOf?: readonly Schema[];
  };
  const below = (inner: Schema): fc.Arbitrary<unknown> => fromSchema(inner, schemas, known);
  if ($ref !== undefined) return rightBy(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas, known);
  if ('const' in schema) return fc.constant(schema['const']);
  if (words) return fc.constantFrom(...words);
  if (anyOf) return fc.oneof(...anyOf.map(below));
  if (properties) return objectOf(schema, properties, below, known);
  if (items) return fc.array(below(items), { maxLength: 5 });
  if (type === 'integer' || type === 'number')
    return fc.integer({ min: minimum ?? -10, max: Math.min(maximum ?? 1_000_000, 1_000_000) });
  if (type === 'boolean') return fc.boolean();
  return hostileText(known);
}

function objectOf(
  { required = [] }: Schema,
  properties: Readonly<Record<string, Schema>>,
  below: (inner: Schema) => fc.Arbitrary<unknown>,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, below(inner)]));
  const needed = required as readonly string[];
  const recordOf = (left: readonly string[], also: readonly string[] = []): fc.Arbitrary<object> =>
    fc.record(Object.fromEntries(Object.entries(members).filter(([name]) => !left.includes(name))), {
      requiredKeys: [...needed, ...also],
    });
  // `all: true` stands without a filter; to leave that to chance would leave little that is right.
  const right =
    'all' in members
      ? fc.oneof(recordOf(['all']), recordOf(['filter', 'route', 'ids'], ['all']))
      : recordOf([]);
  const more = fc.dictionary(hostileText(known), fc.jsonValue(), { maxKeys: 2 });
  return fc.oneof(
    { arbitrary: right, weight: 30 },
    { arbitrary: fc.tuple(right, more).map(([one, other]) => ({ ...one, ...other })), weight: 1 },
  );
}
