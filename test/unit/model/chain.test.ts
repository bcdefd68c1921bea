import { expect, test } from 'vitest';
import { Chain, type Linked } from '../../../src/model/chain.js';

class One implements Linked<One> {
  before: One | undefined;
  after: One | undefined;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

function namesOf(chain: Chain<One>): string {
  let names = '';
  for (let one = chain.first; one; one = one.after) names += one.name;
  return names;
}

test('its members stand as they came, whoever goes, and those that went hold nobody', () => {
  const all = ['a', 'b', 'c', 'd'].map((name) => new One(name));
  const [a, b, c, d] = all as [One, One, One, One];
  for (const going of [[a], [b], [d], [a, b], [b, c], [c, d], [d, a], [b, a, d, c]]) {
    const chain = new Chain<One>();
    for (const one of all) chain.add(one);
    for (const one of going) chain.delete(one);
    for (const one of going) expect([one.before, one.after]).toEqual([undefined, undefined]);
    const staying = all.filter((one) => !going.includes(one));
    expect(namesOf(chain)).toBe(staying.map(({ name }) => name).join(''));
    expect(chain.size).toBe(staying.length);
    for (const one of going) chain.add(one);
    expect(namesOf(chain)).toHaveLength(4);
    for (const one of all) chain.delete(one);
    expect(chain.first).toBeUndefined();
  }
});

test('one that is not in it is nobody’s business', () => {
  const chain = new Chain<One>();
  const [a, b] = [new One('a'), new One('b')];
  chain.delete(a);
  chain.add(b);
  chain.delete(a);
  chain.delete(a);
  expect(namesOf(chain)).toBe('b');
  expect(chain.size).toBe(1);
});

test('whom one is given on the way may leave meanwhile', () => {
  const chain = new Chain<One>();
  for (const name of ['a', 'b', 'c']) chain.add(new One(name));
  let names = '';
  for (const one of chain) {
    chain.delete(one);
    names += one.name;
  }
  expect([names, chain.size]).toEqual(['abc', 0]);
});
