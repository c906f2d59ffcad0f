/**
 * Draws every plot of the registry from the seeded demo sweep into docs/pictures/plots as SVG, and lists them in
 * docs/plots.md. `npm run pictures:plots`.
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {drawPlotPages} from './draw-plots.ts';

const DOCS = new URL('../docs/', import.meta.url);

mkdirSync(new URL('pictures/plots/', DOCS), {recursive: true});
for (const [path, text] of drawPlotPages()) writeFileSync(new URL(path, DOCS), text);
