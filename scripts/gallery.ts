import {globSync} from 'node:fs';
import {basename, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import type {Story, StorySize} from '../components/story.tsx';
import {detectCapabilities} from '../source/theme/capabilities.ts';

/** Prints stories of components: `npm run gallery [name] -- --columns 60 --rows 20 --ascii --no-color`. */
async function main(): Promise<void> {
	// Read when React is loaded, by the imports below.
	process.env['NODE_ENV'] ??= 'production';
	const {values, positionals} = parseArgs({
		allowPositionals: true,
		options: {
			columns: {type: 'string'},
			rows: {type: 'string'},
			ascii: {type: 'boolean', default: false},
			'no-color': {type: 'boolean', default: false},
		},
	});
	const {glyphs, depth} = detectCapabilities(process.env, {
		ascii: values.ascii,
		noColor: values['no-color'] || !process.stdout.isTTY,
	});
	const size: StorySize = {
		columns: toSize(values.columns, process.stdout.columns ?? 80),
		rows: toSize(values.rows, 24),
		glyphs: process.stdout.isTTY ? glyphs : values.ascii ? 'ascii' : 'unicode',
		depth,
	};
	const root = join(import.meta.dirname, '..', 'components');
	const wanted = positionals[0] ?? '';
	const paths = globSync('**/*.story.tsx', {cwd: root})
		.toSorted()
		.filter(path => path.includes(wanted));
	if (paths.length === 0) {
		process.stderr.write(`no story is called ${wanted}\n`);
		process.exitCode = 2;
	}
	for (const path of paths) await printStories(join(root, path), size);
}

async function printStories(path: string, size: StorySize): Promise<void> {
	const {renderToString} = await import('ink');
	const module: {readonly stories: readonly Story[]} = await import(pathToFileURL(path).href);
	for (const story of module.stories) {
		const text = renderToString(story.render(size), {columns: size.columns});
		process.stdout.write(`== ${basename(path, '.story.tsx')}: ${story.title} ==\n${text}\n\n`);
	}
}

function toSize(text: string | undefined, fallback: number): number {
	const value = Number(text);
	return Number.isInteger(value) && value > 0 ? value : fallback;
}

// A pager that is left early closes the pipe.
process.stdout.on('error', () => process.exit(0));
await main();
