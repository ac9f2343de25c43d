/** What the module settings.js exports, which site/files/scripts.py makes with each site. */

/** The site's root. */
export const root: URL;
export const language: string;
export const way: { href: string; title: string };
export const words: Record<string, string>;
export function phrase(key: string, value: string): string;
export function number(value: number): string;
export function page(path: string): string;
