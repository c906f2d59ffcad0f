import {type SettingOption, settingOptions} from '../../source/domain/settings.ts';
import type {Settings} from '../../source/domain/settings.ts';
import type {Line, Picture} from '../../source/plot/cells.ts';
import {findTheme, THEME_IDS} from '../../source/theme/registry.ts';
import {ui} from '../../source/store/intent.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {column, fitPicture, outside, run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, BEST, DIM, ERROR, INVERSE, WARNING} from '../style.ts';

const TITLES: Readonly<Record<keyof Settings, string>> = {
	theme: 'theme',
	background: 'background of the terminal',
	temperature: 'temperatures in',
	energy: 'energies in',
	framesPerSecond: 'frames a second at most (a key is shown at once)',
};

const OPTIONS = settingOptions(THEME_IDS);

type Entry = {readonly line: Line; readonly option: number | undefined};

function entries({model, glyphs}: ViewContext): readonly Entry[] {
	const {settings, scroll} = model.ui;
	return OPTIONS.flatMap((option, index): readonly Entry[] => {
		const isFirst = OPTIONS[index - 1]?.setting !== option.setting;
		const heading: readonly Entry[] = isFirst
			? [
					...(index === 0 ? [] : [{line: [], option: undefined}]),
					{line: [run(` ${TITLES[option.setting]}`, ACCENT_BOLD)], option: undefined},
				]
			: [];
		const isChosen = settings[option.setting] === option.value;
		const isUnder = index === Math.min(scroll, OPTIONS.length - 1);
		const mark = isChosen ? (glyphs === 'ascii' ? '*' : '●') : ' ';
		const line: Line = [
			run(isUnder ? (glyphs === 'ascii' ? ' > ' : ' ▌ ') : '   ', ACCENT),
			run(`${mark} `, BEST),
			column(nameOf(option), 14, 'start', glyphs, isUnder ? INVERSE : undefined),
			outside(`  ${describe(option)}`, glyphs, DIM),
		];
		return [...heading, {line, option: index}];
	});
}

function nameOf({setting, value}: SettingOption): string {
	return setting === 'theme' ? (findTheme(String(value))?.title ?? String(value)) : String(value);
}

function describe({setting, value}: SettingOption): string {
	if (setting === 'theme') {
		const theme = findTheme(String(value));
		return theme === undefined ? '' : theme.describe;
	}
	if (setting === 'background' && value === 'auto') return 'asked for (OSC 11), else taken from COLORFGBG, else dark';
	return '';
}

/** The colours of the theme as they are on this terminal, each with its word. */
function sample(): Line {
	return [
		run('   these colours: ', DIM),
		run('accent ', ACCENT),
		run('best ', BEST),
		run('warning ', WARNING),
		run('error ', ERROR),
		run('dim  ', DIM),
		...[0, 1, 2, 3, 4, 5].map(index => run(`line${index + 1} `, {foreground: {kind: 'role', role: 'series', index}})),
	];
}

function visible(context: ViewContext): readonly Entry[] {
	const all = entries(context);
	const rows = Math.max(1, context.size.rows - 2);
	const at = all.findIndex(entry => entry.option === Math.min(context.model.ui.scroll, OPTIONS.length - 1));
	const first = Math.max(0, Math.min(all.length - rows, at - Math.floor(rows / 2)));
	return all.slice(first, first + rows);
}

/** Theme, units and frames a second: chosen with enter, kept for the next start. */
export const settings: ViewDefinition = {
	id: 'settings',
	draw: context => {
		const {size, glyphs} = context;
		const lines: Picture = [sample(), [], ...visible(context).map(({line}) => line)];
		return fitPicture(lines, size.columns, size.rows, glyphs);
	},
	// The scroll of this view is its cursor: one line a page, as many lines as there are values.
	pageRows: () => 1,
	scrollLines: () => OPTIONS.length,
	click: (context, _column, row) => {
		const index = visible(context)[row - 2]?.option;
		const option = index === undefined ? undefined : OPTIONS[index];
		if (index === undefined || option === undefined) return [];
		return [ui({kind: 'scroll', top: index}), {kind: 'setting', option}];
	},
};
