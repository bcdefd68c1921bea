/** Whether an address is one of a list: of a configuration's, or of those that are known to be private. */
import { BlockList, isIP } from 'node:net';

/** @param list addresses and CIDRs, v4 and v6; validated by the configuration */
export function createAddressMatcher(list: readonly string[]): (address: string) => boolean {
  const blocks = new BlockList();
  for (const entry of list) {
    const [network = '', bits] = entry.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) blocks.addAddress(network, family);
    else blocks.addSubnet(network, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && blocks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
