/**
 * Parts of packages that take a fifth of the time to the first frame and that a start does not need: they are made
 * when they are first used.
 */
import {readFile} from 'node:fs/promises';

/** Modules as they are, and what is made of a line of them. A package that changed stops the build. */
const PATCHES = [
	{
		// The table of all emoji (35 ms), for text that has some.
		files: /string-width[/\\]index\.js$/,
		eager: /^const (?<name>\w+) = (?<pattern>\/.*\\p\{RGI_Emoji\}.*\/v);$/m,
		lazy: 'const $<name> = new LazyPattern(() => $<pattern>);',
	},
	{
		// A table of all licences (20 ms), for package data that nobody reads.
		files: /meow[/\\]build[/\\]dependencies\.js$/,
		eager: /^var normalizeExports = requireNormalize\(\);$/m,
		lazy: 'var normalizeExports = data => requireNormalize()(data);',
	},
];

/** What esbuild needs for all of it. */
export const LAZY_PARTS = {
	// It loads the tables of Unicode's breaks (7 to 40 ms), and ten modules make one as they are loaded.
	define: {'Intl.Segmenter': 'LazySegmenter'},
	inject: ['scripts/lazy-shims.mjs'],
	plugins: PATCHES.map(({files, eager, lazy}) => ({
		name: 'lazy-parts',
		setup(build) {
			build.onLoad({filter: files}, async ({path}) => {
				const text = await readFile(path, 'utf8');
				if (!eager.test(text)) throw new Error(`${path} has changed: see scripts/lazy-parts.mjs`);
				return {contents: text.replace(eager, lazy), loader: 'js'};
			});
		},
	})),
};
