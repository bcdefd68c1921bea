/** Who may hold how much of the room for bodies on their way in, and when one must go. */
import { describe, expect, it } from 'vitest';
import { clientOf } from '../../../src/model/addresses.js';
import { Upload, Uploads } from '../../../src/http/uploads.js';
import { Outcome } from '../../../src/model/outcome.js';

const KB = 1024;
/** Of the room: a route may have 256 KB of it, a client 64 KB, once 512 KB are taken. */
const ROOM = 1024 * KB;
const LARGEST = 100 * KB;

class Room {
  now = 0;
  readonly uploads: Uploads;
  #names = 0;

  constructor(maxUploads = 80) {
    this.uploads = new Uploads(
      () => ({ maxBufferedBytes: ROOM, maxUploads }),
      () => this.now,
    );
  }

  begin(route: string, client: string | undefined, maxBodySize = LARGEST): Upload {
    const upload = this.uploads.begin(route, maxBodySize, client);
    if (upload instanceof Outcome) throw new Error(upload.reason);
    return upload;
  }

  /** Somebody else, elsewhere, who holds so much. */
  fill(bytes: number, route = 'elsewhere'): Upload {
    const upload = this.begin(route, `filler-${this.#names++}`, ROOM);
    upload.take(bytes);
    return upload;
  }

  refusal(route: string, client: string): string | undefined {
    const upload = this.uploads.begin(route, LARGEST, client);
    if (upload instanceof Outcome) return upload.reason;
    upload.end();
    return undefined;
  }
}

function reasonOf(outcome: Outcome | undefined): string | undefined {
  expect(outcome === undefined || outcome.code === 'overloaded').toBe(true);
  return outcome?.reason;
}

describe('shares', () => {
  it('do not bind while half of the room is free', () => {
    const room = new Room();
    const uploads = Array.from({ length: 5 }, () => room.begin('a', 'stranger'));
    expect(uploads.map((upload) => reasonOf(upload.take(LARGEST)))).toEqual(Array(5).fill(undefined));
  });

  it('of a client are a sixteenth of the room, over all its uploads and routes', () => {
    const room = new Room();
    room.fill(513 * KB);
    const first = room.begin('a', 'stranger', 10 * KB);
    const second = room.begin('b', 'stranger', 10 * KB);
    expect(reasonOf(first.take(60 * KB))).toBeUndefined();
    expect(reasonOf(second.take(4 * KB))).toBeUndefined();
    expect(reasonOf(second.take(1))).toBe('client_share');
  });

  it('of a route are a quarter of the room, whoever sends', () => {
    const room = new Room();
    room.fill(513 * KB);
    for (let i = 0; i < 4; i++) expect(reasonOf(room.fill(64 * KB, 'a').take(0))).toBeUndefined();
    // Behind a proxy that nobody named: no share of its own.
    const upload = room.begin('a', undefined, 10 * KB);
    expect(reasonOf(upload.take(1))).toBe('route_share');
    expect(reasonOf(room.begin('b', undefined, 10 * KB).take(1))).toBeUndefined();
  });

  it('never keep out one body of a client, however many strangers share its route', () => {
    const room = new Room();
    room.fill(513 * KB);
    for (let i = 0; i < 10; i++) room.fill(40 * KB, 'a');
    const genuine = room.begin('a', 'provider');
    expect(reasonOf(genuine.take(LARGEST))).toBeUndefined();
    expect(reasonOf(room.begin('a', 'provider').take(1))).toBe('client_share');
  });

  it('never keep out one body of a route, larger than its quarter though it is', () => {
    const room = new Room();
    room.fill(513 * KB);
    expect(reasonOf(room.begin('a', undefined, 300 * KB).take(300 * KB))).toBeUndefined();
    expect(reasonOf(room.begin('a', undefined, 300 * KB).take(1))).toBe('route_share');
  });

  it('are free again once the uploads have ended', () => {
    const room = new Room();
    const filler = room.fill(513 * KB);
    const first = room.begin('a', 'stranger', 10 * KB);
    first.take(64 * KB);
    expect(reasonOf(first.take(KB))).toBe('client_share');
    first.end();
    const second = room.begin('a', 'stranger', 10 * KB);
    expect(reasonOf(second.take(64 * KB))).toBeUndefined();
    filler.end();
    expect(reasonOf(second.take(64 * KB))).toBeUndefined();
    second.end();
    expect(room.uploads.count).toBe(0);
  });

  it('of IPv6 are those of a /64', () => {
    expect(clientOf('2001:db8:1:2:3:4:5:6')).toBe(clientOf('2001:db8:1:2::99'));
    expect(clientOf('2001:0DB8:0001:0002::1')).toBe(clientOf('2001:db8:1:2:ffff::'));
    expect(clientOf('2001:db8:1:2::1')).not.toBe(clientOf('2001:db8:1:3::1'));
    expect(clientOf('2001:db8::1')).toBe(clientOf('2001:db8:0:0:1::'));
    expect(clientOf('::1')).not.toBe(clientOf('2001::1'));
    expect(clientOf('fe80::1%eth0')).toBe(clientOf('fe80::2%eth1'));
    expect(clientOf('192.0.2.1')).toBe('192.0.2.1');
  });
});

describe('uploads at the same time', () => {
  it('of a client are an eighth of all', () => {
    const room = new Room(80);
    const held = Array.from({ length: 10 }, () => room.begin('a', 'stranger'));
    expect(room.refusal('b', 'stranger')).toBe('client_uploads');
    expect(room.refusal('a', 'provider')).toBeUndefined();
    held[0]?.end();
    expect(room.refusal('b', 'stranger')).toBeUndefined();
  });

  it('are bounded; one that stood still for a second makes room', () => {
    const room = new Room(8);
    const ended: (string | undefined)[] = [];
    const held = Array.from({ length: 8 }, (_, i) => {
      const upload = room.begin('a', `stranger-${i}`);
      upload.onStop((outcome) => {
        ended.push(`${i} ${outcome.status} ${outcome.reason}`);
        upload.end();
      });
      return upload;
    });
    room.now = 2_000;
    held.forEach((upload, i) => upload.take(i === 1 ? KB : 4 * KB));
    expect(room.refusal('a', 'provider')).toBeUndefined();
    expect(ended).toEqual(['1 408 slow_upload']);
  });
});

describe('where all places are taken', () => {
  function busy(clients: readonly string[]) {
    const room = new Room(clients.length);
    const ended: string[] = [];
    for (const client of clients) {
      const upload = room.begin('a', client);
      upload.onStop(({ reason }) => {
        ended.push(`${client} ${reason}`);
        upload.end();
      });
    }
    return { room, ended };
  }

  it('the client with the most of them loses its oldest to one with fewer', () => {
    const { room, ended } = busy(['x', 'x', 'x', ...Array.from({ length: 21 }, (_, i) => `c${i}`)]);
    expect(room.refusal('b', 'provider')).toBeUndefined();
    expect(ended).toEqual(['x uploads']);
  });

  it('nobody loses one to a client that has as many', () => {
    const { room, ended } = busy(Array.from({ length: 24 }, (_, i) => `c${i % 8}`));
    expect(room.refusal('b', 'c3')).toBe('client_uploads');
    expect(ended).toEqual([]);
  });
});

describe('where all room is taken', () => {
  it('the largest body of a route over its share gives way to a smaller one', () => {
    const room = new Room();
    const ended: string[] = [];
    for (let i = 0; i < 10; i++) {
      const upload = room.begin('a', `stranger-${i}`);
      upload.take((90 + i) * KB);
      upload.onStop(({ reason }) => {
        ended.push(`${i} ${reason}`);
        upload.end();
      });
    }
    const genuine = room.begin('b', 'provider');
    genuine.take(50 * KB);
    expect(genuine.makeRoom()).toBe(true);
    expect(ended).toEqual(['9 route_share']);
  });

  it('nobody gives way whose route is within its share', () => {
    const room = new Room();
    room.fill(200 * KB, 'a');
    expect(room.begin('b', 'provider').makeRoom()).toBe(false);
  });
});

describe('a slow upload', () => {
  function watched(room: Room) {
    const upload = room.begin('a', 'client');
    const ended: Outcome[] = [];
    upload.onStop((outcome) => ended.push(outcome));
    return { upload, ended };
  }

  /** Looks every second, as the server does, and sends so many bytes each time. */
  function run(room: Room, upload: Upload, seconds: number, bytes: number): void {
    for (let i = 0; i < seconds; i++) {
      room.now += 1_000;
      upload.take(bytes);
      room.uploads.endSlow();
    }
  }

  it('has five seconds, then must make a kilobyte a second', () => {
    const room = new Room();
    const { upload, ended } = watched(room);
    run(room, upload, 6, 0);
    expect(ended).toEqual([]);
    run(room, upload, 2, 0);
    expect(ended[0]).toMatchObject({ code: 'malformed', reason: 'slow_upload', status: 408 });
  });

  it('is not saved by what it made in its first seconds', () => {
    const room = new Room();
    const { upload, ended } = watched(room);
    upload.take(50 * KB);
    run(room, upload, 8, 100);
    expect(ended).toHaveLength(1);
  });

  it('goes on for as long as it keeps the pace', () => {
    const room = new Room();
    const { upload, ended } = watched(room);
    run(room, upload, 60, KB);
    expect(ended).toEqual([]);
    run(room, upload, 4, 0);
    expect(ended).not.toEqual([]);
  });
});
