/**
 * The bill of materials of a tarball, as CycloneDX has it. `npm sbom` cannot make it: it lists what npm would install, and
 * here nothing is installed. What the tarball holds of others is what the bundler took into it.
 */
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseExpression from 'spdx-expression-parse';
import type { Bundled } from './bundled.js';

export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  /** A git repository's address. */
  readonly repository: string;
  /** SHA-512 of the tarball, in hex. */
  readonly sha512: string;
}

const licenses = new Contrib.License.Factories.LicenseFactory(parseExpression);
const SPEC = Spec.Spec1dot6;

/** @returns JSON, the same for the same tarball */
export function billOf(subject: Subject, packages: readonly Bundled[]): string {
  const root = componentOf(Enums.ComponentType.Application, subject);
  root.description = subject.description;
  root.externalReferences.add(
    new Models.ExternalReference(subject.repository, Enums.ExternalReferenceType.VCS),
  );
  const bom = new Models.Bom({ serialNumber: serialNumberOf(subject.sha512) });
  bom.metadata.component = root;
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build);
  for (const one of packages) {
    const component = componentOf(Enums.ComponentType.Library, one);
    for (const part of one.parts) component.properties.add(new Models.Property(PART, part));
    bom.components.add(component);
    root.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(SPEC));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** Which part of the tarball holds code of the package. */
const PART = 'standard-webhooks-gateway:part';

function componentOf(
  type: Enums.ComponentType,
  { name, version, license, sha512 }: Pick<Bundled, 'name' | 'version' | 'license' | 'sha512'>,
): Models.Component {
  const [, group, plain = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = new PackageURL('npm', group, plain, version, null, null).toString();
  const component = new Models.Component(type, plain, { bomRef: purl, purl, version });
  if (group !== undefined) component.group = group;
  component.hashes.set(Enums.HashAlgorithm['SHA-512'], sha512);
  component.licenses.add(licenses.makeFromString(license));
  return component;
}

/** A UUID of the tarball's own: of version 8, whose bits are anybody's (RFC 9562). */
function serialNumberOf(sha512: string): string {
  const hex = `${sha512.slice(0, 12)}8${sha512.slice(13, 16)}8${sha512.slice(17, 32)}`;
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}
