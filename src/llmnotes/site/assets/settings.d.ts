/** The exports of the module settings.js, which site/files/scripts.py writes for each site. */

/** URL of the site's root. */
export const root: URL;
export const language: string;
export const way: { href: string; title: string };
export const words: Record<string, string>;
export function phrase(key: string, value: string): string;
export function number(value: number): string;
export function page(path: string): string;
