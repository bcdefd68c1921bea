/** CHANGELOG.md: what is unreleased, and how it becomes the section of a version. */

const UNRELEASED = '## Unreleased\n';

/** @returns what stands below a heading, up to the next one; undefined where the heading is not there */
function below(changelog: string, heading: RegExp): string | undefined {
  const found = heading.exec(changelog);
  if (found === null) return undefined;
  const rest = changelog.slice(found.index + found[0].length);
  const end = rest.search(/^## /m);
  return (end < 0 ? rest : rest.slice(0, end)).trim();
}

function hasEntry(section: string): boolean {
  return /^- \S/m.test(section);
}

/** A first line that says what the section will be is no part of it. */
function released(section: string): string {
  return section.replace(/^Will be \d[^\n]*\n+/, '');
}

/** What a release of now would tell; undefined if there is no entry. */
export function unreleasedOf(changelog: string): string | undefined {
  const section = below(changelog, /^## Unreleased\n/m);
  return section !== undefined && hasEntry(section) ? released(section) : undefined;
}

/** What a release told; undefined if there is no such section, or no entry in it. */
export function sectionOf(changelog: string, version: string): string | undefined {
  const section = below(changelog, new RegExp(`^## ${version.replaceAll('.', '\\.')} \\([\\d-]+\\)\\n`, 'm'));
  return section !== undefined && hasEntry(section) ? section : undefined;
}

/** @param day as 2026-12-24 */
export function withSection(changelog: string, version: string, day: string): string {
  const section = unreleasedOf(changelog) ?? '';
  const start = changelog.indexOf(UNRELEASED);
  const rest = changelog.slice(start + UNRELEASED.length);
  const end = rest.search(/^## /m);
  const after = end < 0 ? '' : `\n${rest.slice(end)}`;
  return `${changelog.slice(0, start)}${UNRELEASED}\n## ${version} (${day})\n\n${section}\n${after}`;
}
