/** What the bundler takes beside programs. */
declare module '*.css';

/** A page of the documentation; scripts/markdown-sections.js makes it. */
declare module '*.md' {
  type Inline =
    | { readonly is: 'text' | 'code'; readonly text: string }
    | { readonly is: 'strong' | 'em'; readonly inline: readonly Inline[] }
    | { readonly is: 'link'; readonly href: string; readonly inline: readonly Inline[] };
  type Block =
    | { readonly is: 'p'; readonly inline: readonly Inline[] }
    | { readonly is: 'code'; readonly text: string }
    | { readonly is: 'ul' | 'ol'; readonly items: readonly (readonly Block[])[] }
    | {
        readonly is: 'table';
        readonly head: readonly (readonly Inline[])[];
        readonly rows: readonly (readonly (readonly Inline[])[])[];
      };
  interface Section {
    readonly anchor: string;
    readonly title: string;
    readonly blocks: readonly Block[];
  }
  const sections: readonly Section[];
  export default sections;
  export type { Block, Inline, Section };
}
