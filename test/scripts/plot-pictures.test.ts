import {globSync} from 'node:fs';
import {test} from 'node:test';
import {drawPlotPages} from '../../scripts/draw-plots.ts';
import {assertIds} from '../helpers/assert-none.ts';
import {assertPages} from '../helpers/assert-page.ts';
import {REPOSITORY} from '../helpers/repository.ts';

test('docs/plots.md and its pictures are what the plots draw now', () => {
	const pages = Array.from(drawPlotPages(), ([path, text]) => ({path: `docs/${path}`, text}));
	assertPages(pages, 'npm run pictures:plots');
	assertIds(
		globSync('docs/pictures/plots/*', {cwd: REPOSITORY}),
		pages.map(page => page.path).filter(path => path.endsWith('.svg')),
		'pictures of plots that there are',
	);
});
