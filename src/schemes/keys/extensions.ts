/** Which extensions a certificate has: Node does not tell, and their bytes may stand in a name as well. */

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements of a DER content, one behind the other. @returns undefined where it is none */
function elementsOf(bytes: Buffer): readonly Element[] | undefined {
  const found: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1];
    if (first === undefined || (tag & 0x1f) === 0x1f) return undefined;
    const more = first < 0x80 ? 0 : first & 0x7f;
    if (more > 4 || (first >= 0x80 && more === 0) || at + 2 + more > bytes.length) return undefined;
    const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
    const start = at + 2 + more;
    if (start + length > bytes.length) return undefined;
    found.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

const EXTENSIONS = 0xa3;
const OBJECT_IDENTIFIER = 0x06;

/** RFC 5280: Certificate, tbsCertificate, its extensions, each of which begins with its identifier. */
export function hasExtension(certificate: Buffer, identifier: string): boolean {
  const wanted = encodeIdentifier(identifier);
  const [whole] = elementsOf(certificate) ?? [];
  const [signed] = (whole && elementsOf(whole.content)) ?? [];
  const fields = (signed && elementsOf(signed.content)) ?? [];
  const tagged = fields.find(({ tag }) => tag === EXTENSIONS);
  const [list] = (tagged && elementsOf(tagged.content)) ?? [];
  const extensions = (list && elementsOf(list.content)) ?? [];
  return extensions.some(({ content }) => {
    const [name] = elementsOf(content) ?? [];
    return name?.tag === OBJECT_IDENTIFIER && name.content.equals(wanted);
  });
}

/** Seven bits a byte, the first two numbers in one. */
function encodeIdentifier(identifier: string): Buffer {
  const [first = 0, second = 0, ...others] = identifier.split('.').map(Number);
  const bytes = [first * 40 + second, ...others].flatMap((number) => {
    const digits = [number & 0x7f];
    for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) {
      digits.unshift((rest & 0x7f) | 0x80);
    }
    return digits;
  });
  return Buffer.from(bytes);
}
