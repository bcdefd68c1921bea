/** Whether an address is one of a list: of a configuration's, or of those that are known to be private. */
import { BlockList, isIP, isIPv4 } from 'node:net';

/** As `isIP` says. To compile its pattern for IPv6 is a tenth of a start's own work, and such an address has a colon. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (text.includes(':')) return isIP(text) === 6 ? 6 : 0;
  return isIPv4(text) ? 4 : 0;
}

/**
 * The list is read with the first address that is asked about: a start need not wait for it.
 * @param list addresses and CIDRs, v4 and v6; validated by the configuration
 */
export function createAddressMatcher(list: readonly string[]): (address: string) => boolean {
  let blocks: BlockList | undefined;
  return (address) => {
    const version = ipVersion(address);
    if (version === 0) return false;
    blocks ??= blocksOf(list);
    return blocks.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}

function blocksOf(list: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const entry of list) {
    const [network = '', bits] = entry.split('/');
    const family = network.includes(':') ? 'ipv6' : 'ipv4';
    if (bits === undefined) blocks.addAddress(network, family);
    else blocks.addSubnet(network, Number(bits), family);
  }
  return blocks;
}

/** Whom an address stands for where shares are counted: of IPv6 a whole /64 belongs to one. */
export function clientOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - behind.length;
  const groups = [...before, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...behind];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}
