/** What to do about what needs somebody: the sections of docs/operations.md, as they were when the program was built. */
import type { Section } from '*.md';
import { useEffect, useState } from 'preact/hooks';
import { hrefOf, useAddress } from '../../address/address.js';
import { Copyable } from '../../parts/copy.js';
import { Blocks, MeantRoute } from '../../parts/markdown.js';

export function RunbookPage() {
  const {
    path: [, anchor = ''],
    query: { route },
  } = useAddress();
  const sections = useSections();
  const section = sections?.find((one) => one.anchor === anchor);
  return (
    <article class="runbook">
      <p>
        <a href={hrefOf([''], route === undefined ? {} : { open: route, at: route })}>Overview</a>
      </p>
      <h1>{section?.title ?? 'Runbook'}</h1>
      <p class="quiet">
        <Copyable text={`docs/operations.md#${anchor}`} what="the place in the documentation" />
      </p>
      {sections && !section && <p>The documentation of this console has no such heading.</p>}
      {section && (
        <MeantRoute.Provider value={route}>
          <Blocks blocks={section.blocks} />
        </MeantRoute.Provider>
      )}
    </article>
  );
}

/** Loaded when somebody asks: it is as long as the rest of the console. */
function useSections(): readonly Section[] | undefined {
  const [sections, show] = useState<readonly Section[]>();
  useEffect(() => {
    import('../../../docs/operations.md').then(({ default: all }) => {
      show(all);
    }, reportError);
  }, []);
  return sections;
}
