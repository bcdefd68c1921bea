/**
 * The pages of the repository as a site: README.md is the first page, docs/ are the others, each where it lies in the
 * repository, so that one link serves in both places. What is no page is linked to where the source is published.
 */
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COPIES = fileURLToPath(new URL('../pages/', import.meta.url));
const PAGES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const SOURCE = `${manifest.homepage.replace(/#.*$/, '')}/blob/main/`;

// The generator finds its own packages from its folder alone, so the pages are copied there.
rmSync(COPIES, { recursive: true, force: true });
cpSync(`${ROOT}docs`, `${COPIES}docs`, { recursive: true });
for (const page of PAGES) copyFileSync(ROOT + page, COPIES + (page === 'README.md' ? 'index.md' : page));

export default defineConfig({
  title: 'Standard Webhooks Gateway',
  description: manifest.description,
  lang: 'en',
  srcDir: 'pages',
  outDir: '../dist-site',
  cacheDir: './node_modules/.vitepress',
  markdown: {
    anchor: { slugify: anchorOf },
    languageAlias: { haproxy: 'nginx', promql: 'sql' },
    config(markdown) {
      linkWhatIsNoPage(markdown);
      takeBracesAsText(markdown);
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Configuration', link: '/docs/configuration' },
      { text: 'Schemes', link: '/docs/schemes' },
      { text: 'Operations', link: '/docs/operations' },
      { text: 'Source', link: SOURCE.replace(/\/blob\/main\/$/, '') },
    ],
    sidebar: sidebarOf(readFileSync(`${ROOT}README.md`, 'utf8')),
  },
});

/** The README's own lists of where to read on. */
function sidebarOf(readme) {
  const [, section = ''] = /^## Where to read on\n([^]*?)^## /m.exec(readme) ?? [];
  const groups = [...section.matchAll(/^- ([^:]+): (.*)$/gm)];
  if (groups.length === 0) throw new Error('README.md does not say where to read on');
  return groups.map(([, text, links]) => ({
    text,
    items: [...links.matchAll(/\[([^\]]+)\]\(([^)]+)\.md\)/g)].map(([, name, page]) => ({
      text: `${name[0].toUpperCase()}${name.slice(1)}`,
      link: `/${page}`,
    })),
  }));
}

/** Links of a page lead to pages of the site, or to the source. */
function linkWhatIsNoPage(markdown) {
  markdown.core.ruler.push('links-to-the-source', ({ tokens, env }) => {
    const page = env.relativePath === 'index.md' ? 'README.md' : env.relativePath;
    for (const { children } of tokens) {
      for (const token of children ?? []) {
        if (token.type !== 'link_open') continue;
        const at = token.attrIndex('href');
        token.attrs[at][1] = targetOf(page, token.attrs[at][1]);
      }
    }
  });
}

function targetOf(page, href) {
  if (/^(?:[a-z]+:|#)/i.test(href)) return href;
  const [path, anchor] = href.split('#');
  const file = posix.normalize(posix.join(posix.dirname(page), decodeURI(path)));
  if (!existsSync(ROOT + file)) throw new Error(`${page}: nothing lies at ${href}`);
  const isPage = PAGES.includes(file) || /^docs\/[^/]+\.md$/.test(file);
  if (!isPage) return SOURCE + file;
  return `/${file === 'README.md' ? '' : file}${anchor === undefined ? '' : `#${anchor}`}`;
}

/** Vue would take two braces for a program of its own; here they are text. */
function takeBracesAsText({ renderer }) {
  for (const name of ['text', 'code_inline']) {
    const written = renderer.rules[name];
    renderer.rules[name] = (...all) => written(...all).replaceAll('{{', '&#123;&#123;');
  }
}

/** As the pages' own links have them, which are those of the repository's host. */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}
