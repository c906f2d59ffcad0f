import assert from 'node:assert/strict';
import {globSync} from 'node:fs';
import {basename, join} from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {renderToString} from 'ink';
import type {Story, StorySize} from '../../components/story.tsx';
import {PresentContext} from '../../components/surface.tsx';
import type {Picture} from '../../source/plot/cells.ts';
import {displayWidth, isPlainAscii} from '../../source/plot/width.ts';
import {paintRows} from '../../source/theme/painter.ts';
import {createTheme} from '../../source/theme/theme.ts';
import {assertFrame} from '../helpers/frames.ts';

const COMPONENTS = join(import.meta.dirname, '..', '..', 'components');

const SIZES: readonly StorySize[] = [
	{columns: 60, rows: 20, glyphs: 'unicode', depth: 'none'},
	{columns: 80, rows: 24, glyphs: 'unicode', depth: 'none'},
	{columns: 80, rows: 24, glyphs: 'ascii', depth: 'none'},
	{columns: 120, rows: 40, glyphs: 'unicode', depth: 'none'},
];

/** Where Ink must print the same. */
const [INK_SIZE] = SIZES;

/** Sizes that are checked for their shape only. */
const MORE_SIZES: readonly StorySize[] = [
	{columns: 200, rows: 50, glyphs: 'unicode', depth: 'true'},
	{columns: 79, rows: 23, glyphs: 'ascii', depth: '16'},
	{columns: 61, rows: 37, glyphs: 'unicode', depth: '256'},
	{columns: 161, rows: 33, glyphs: 'unicode', depth: 'none'},
	{columns: 500, rows: 200, glyphs: 'unicode', depth: 'none'},
	{columns: 59, rows: 20, glyphs: 'unicode', depth: 'none'},
	{columns: 20, rows: 5, glyphs: 'ascii', depth: 'none'},
	{columns: 5, rows: 2, glyphs: 'unicode', depth: 'none'},
	{columns: 1, rows: 1, glyphs: 'unicode', depth: 'none'},
];

/** So large that one story of a component is drawn in it, and all only by `npm run faults`. */
function isHuge({columns, rows}: StorySize): boolean {
	return columns * rows > 20_000 && process.env['SWEEPTOP_FAULTS'] !== '1';
}

const SGR = /\u001B\[[\d;]*m/g;

/** What Ink prints. */
function print(story: Story, size: StorySize): string {
	return renderToString(story.render(size), {columns: size.columns});
}

/**
 * What the frame writer is handed for the terminal, as text. Ink takes many times as long for the same rows, and is asked
 * where it must: for components that bring no picture, and once for each story.
 */
function paint(story: Story, size: StorySize): string {
	const pictures: Picture[] = [];
	const present = (picture: Picture): void => void pictures.push(picture);
	const printed = renderToString(<PresentContext value={present}>{story.render(size)}</PresentContext>, {
		columns: size.columns,
	});
	const [picture] = pictures;
	if (picture === undefined) return printed;
	// As Ink ends its lines.
	return paintRows(picture, createTheme(size))
		.map(row => row.trimEnd())
		.join('\n');
}

/** Every row has the width of the terminal at most, there are as many as it has, and ASCII is ASCII. */
function assertShape(text: string, {columns, rows, glyphs}: StorySize, what: string): void {
	const lines = text.replaceAll(SGR, '').split('\n');
	assert.ok(lines.length <= rows, `${what}: ${lines.length} rows`);
	for (const line of lines) {
		assert.ok(displayWidth(line) <= columns, `${what}: ${line}`);
		if (glyphs === 'ascii') assert.ok(isPlainAscii(line), `${what}: ${line}`);
	}
}

const paths = globSync('**/*.story.tsx', {cwd: COMPONENTS}).toSorted();

for (const path of paths) {
	const name = basename(path, '.story.tsx');
	test(`stories of ${name}`, async () => {
		const module: {readonly stories: readonly Story[]} = await import(pathToFileURL(join(COMPONENTS, path)).href);
		assert.ok(module.stories.length > 0);
		for (const size of SIZES) {
			const frames = module.stories.map(story => {
				const text = paint(story, size).replaceAll(SGR, '');
				if (size === INK_SIZE) assert.equal(print(story, size).replaceAll(SGR, ''), text);
				assertShape(text, size, `${name} ${story.title}`);
				return `== ${story.title} ==\n${text}\n`;
			});
			const kind = size.glyphs === 'ascii' ? '-ascii' : '';
			assertFrame(`components/${name}-${size.columns}x${size.rows}${kind}`, frames.join('\n'));
		}
		for (const size of MORE_SIZES) {
			for (const story of isHuge(size) ? module.stories.slice(0, 1) : module.stories)
				assertShape(paint(story, size), size, `${name} ${story.title} ${size.columns}`);
		}
	});
}
