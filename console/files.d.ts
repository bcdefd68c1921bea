/** What the bundler takes beside programs. */
declare module '*.css';
