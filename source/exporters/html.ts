import type {FileExporter} from '../domain/exporter.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {escapeXml} from '../plot/render-svg.ts';
import {htmlFacts} from './html-facts.ts';
import {htmlFigures} from './html-figures.ts';
import {REPORT_SCRIPT, REPORT_STYLE} from './html-style.ts';
import {htmlTable} from './html-table.ts';

/** What the page may load: nothing; what it may run: what stands in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** One page that needs nothing beside it: facts, pictures and a table that sorts, in light, dark and on paper. */
export const htmlExporter = {
	id: 'html',
	title: 'a report as one self-contained HTML page',
	extension: 'html',
	write: writeReport,
} as const satisfies FileExporter;

function* writeReport(state: SweepState): Generator<string> {
	const ranking = rankTrials(state);
	const name = escapeXml(safeText(state.sweep?.name ?? 'sweep'));
	yield [
		'<!doctype html>',
		'<html lang="en"><head><meta charset="utf-8">',
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		`<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
		`<title>${name} – sweeptop</title>`,
		`<style>${REPORT_STYLE}</style></head><body>`,
		`<h1>${name}</h1>`,
		...htmlFacts(state, ranking),
		'',
	].join('\n');
	const figures = htmlFigures(state, ranking);
	if (figures.length > 0) yield `<h2>Pictures</h2>\n${figures.join('\n')}\n`;
	yield '<h2>Trials</h2>\n';
	yield* htmlTable(state, ranking);
	yield `<script>${REPORT_SCRIPT}</script>\n</body></html>\n`;
}
