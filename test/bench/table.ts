import {renderText} from '../../source/plot/render-text.ts';
import {renderTable, textColumn} from '../../source/plot/text-table.ts';
import {type Figure, isKept} from './measurement.ts';

/** Figures with the measurement that they are of. */
export type Section = {readonly id: string; readonly figures: readonly Figure[]};

type Row = {
	readonly name: string;
	readonly ours: string;
	readonly budget: string;
	readonly peer: string;
	readonly ratio: string;
	readonly verdict: string;
};

/** The figures as a table for a person, a line for each peer. */
export function renderFigures(sections: readonly Section[]): string {
	const rows = sections.flatMap(({id, figures}) => figures.flatMap(figure => rowsOf(id, figure)));
	const column = (title: string, key: keyof Row, align: 'start' | 'end') => ({
		...textColumn(
			title,
			rows.map(row => row[key]),
			'unicode',
		),
		align,
	});
	const {picture} = renderTable(
		[
			column('what', 'name', 'start'),
			column('ours', 'ours', 'end'),
			column('budget', 'budget', 'end'),
			column('beside it', 'peer', 'start'),
			column('ours/its', 'ratio', 'end'),
			column('kept', 'verdict', 'start'),
		],
		{glyphs: 'unicode'},
	);
	return renderText(picture, () => '');
}

function rowsOf(id: string, figure: Figure): readonly Row[] {
	const {name, ours, unit, budget, peers = []} = figure;
	const kept = isKept(figure);
	const first: Row = {
		name: `${id}: ${name}`,
		ours: withUnit(ours, unit),
		budget: budget === undefined ? '' : `≤ ${withUnit(budget, unit)}`,
		peer: '',
		ratio: '',
		verdict: kept === undefined ? '' : kept ? 'yes' : 'NO',
	};
	const besides = peers.map(peer => ({
		peer:
			peer.value === undefined ? `${peer.name}: ${peer.missing ?? ''}` : `${peer.name} ${withUnit(peer.value, unit)}`,
		ratio: peer.value === undefined || peer.value === 0 ? '' : shortNumber(ours / peer.value),
	}));
	const [beside, ...others] = besides;
	const blank: Row = {name: '', ours: '', budget: '', peer: '', ratio: '', verdict: ''};
	return [{...first, ...beside}, ...others.map(other => ({...blank, ...other}))];
}

function withUnit(value: number, unit: string): string {
	return unit === '' ? shortNumber(value) : `${shortNumber(value)} ${unit}`;
}

/** Three significant digits; whole numbers whole. */
function shortNumber(value: number): string {
	if (Number.isInteger(value) || Math.abs(value) >= 1000) return String(Math.round(value));
	return String(Number(value.toPrecision(3)));
}
