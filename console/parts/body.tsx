/** A body that is kept: read easily where it is JSON, and as it came. */
import { useState } from 'preact/hooks';
import { CopyButton } from './copy.js';
import { laidOut } from './laid-out.js';

interface BodyProps {
  readonly body: string;
  readonly encoding: 'utf8' | 'base64';
}

export function Body({ body, encoding }: BodyProps) {
  const pretty = encoding === 'utf8' ? laidOut(body) : undefined;
  const [raw, showRaw] = useState(false);
  const shown = raw || pretty === undefined ? body : pretty;
  return (
    <figure class="body">
      <figcaption>
        {encoding === 'base64'
          ? 'Bytes that are no text, in base64'
          : raw || pretty === undefined
            ? 'As it came'
            : 'JSON, laid out'}
        {pretty !== undefined && (
          <button
            type="button"
            class="plain"
            aria-pressed={raw}
            onClick={() => {
              showRaw(!raw);
            }}
          >
            {raw ? 'Lay out' : 'As it came'}
          </button>
        )}
        <CopyButton text={body} what="the body as it came" />
      </figcaption>
      <pre tabIndex={0}>
        <code>{shown}</code>
      </pre>
    </figure>
  );
}
