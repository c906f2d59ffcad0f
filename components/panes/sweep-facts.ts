import {counted} from '../../source/domain/text/counted.ts';
import {assertNever} from '../../source/domain/errors.ts';
import {samplerWords, saysGrid} from '../../source/domain/space/auto-sampler.ts';
import {separationText} from '../../source/domain/statistics/separation.ts';
import {type Domain, formatScalar, formatValue} from '../../source/domain/space.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import type {Choice, Command, Sweep} from '../../source/domain/sweep.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {column, outside, run} from '../lines.ts';
import {ACCENT_BOLD, DIM} from '../style.ts';
import {formatClock} from '../units.ts';

const NAME_COLUMNS = 18;

/** Values of a list that are named before it is cut. */
const NAMED_VALUES = 12;

function heading(title: string): Line {
	return [run(` ${title}`, ACCENT_BOLD)];
}

function fact(name: string, value: string, glyphs: Glyphs): Line {
	return [column(`   ${name}`, NAME_COLUMNS, 'start', glyphs, DIM), run(' '), outside(value, glyphs)];
}

/** Parameters, goals, how it searches, how it runs; one section each. */
export function planSections(sweep: Sweep | undefined, glyphs: Glyphs): readonly Picture[] {
	if (sweep === undefined) return [[[run('   the plan comes with the first word of the engine', DIM)]]];
	const facts = (title: string, rows: readonly (readonly [name: string, value: string])[]): Picture => [
		heading(title),
		...rows.map(([name, value]) => fact(name, value, glyphs)),
	];
	return [
		facts('parameters', parameterRows(sweep)),
		facts('goals', goalRows(sweep)),
		facts('search', searchRows(sweep)),
		facts('each trial', runRows(sweep)),
	];
}

type Rows = readonly (readonly [name: string, value: string])[];

function parameterRows({space}: Sweep): Rows {
	return [
		...space.parameters.map(({name, domain, when, knob}) => {
			const notes = [...(when === undefined ? [] : [`when ${when}`]), ...(knob === undefined ? [] : [`sets ${knob}`])];
			return [name, [domainText(domain), ...notes].join('   ')] as const;
		}),
		...space.exclude.map(expression => ['without', expression] as const),
	];
}

function domainText(domain: Domain): string {
	switch (domain.kind) {
		case 'constant':
			return `always ${formatScalar(domain.value)}`;
		case 'choice':
			return listText(domain.values.map(formatScalar));
		case 'tuple':
			return `${listText(domain.values.map(formatValue))}  (${domain.fields.join(',')})`;
		case 'integer':
		case 'real': {
			const step = domain.step === undefined ? '' : ` in steps of ${domain.step}`;
			const points = domain.points === undefined ? '' : `, ${domain.points} points`;
			return `${domain.min} to ${domain.max}${step}${points}${domain.scale === 'log' ? ', log' : ''}`;
		}
		default:
			return assertNever(domain);
	}
}

function listText(values: readonly string[]): string {
	const rest = values.length - NAMED_VALUES;
	return `${values.slice(0, NAMED_VALUES).join(' ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function goalRows({objectives, constraints, metrics}: Sweep): Rows {
	return [
		...objectives.map(({metric, direction}) => [direction, metric] as const),
		...constraints.map(expression => ['must hold', expression] as const),
		...metrics.map(({name, unit, formula}) => {
			const parts = [
				...(unit === undefined || unit === '' ? [] : [unit]),
				...(formula === undefined ? [] : [`= ${formula}`]),
			];
			return ['metric', [name, ...parts].join('   ')] as const;
		}),
	];
}

function searchRows(sweep: Sweep): Rows {
	const {sampler, pruner, seed} = sweep;
	const words = samplerWords(sweep);
	return [
		['sampler', choiceText({...sampler, name: words})],
		['pruner', choiceText(pruner)],
		...(saysGrid(words) ? [['order', sweep.run.order] as const] : []),
		['seed', String(seed)],
	];
}

function choiceText({name, options}: Choice): string {
	const given = Object.entries(options).map(([key, value]) => `${key}=${formatScalar(value)}`);
	return [name, ...given].join('   ');
}

function runRows({command, workdir, run: settings, gate}: Sweep): Rows {
	const measured = settings.repeats - settings.discardFirst;
	const parts = [
		...(settings.warmup > 0 ? [`${settings.warmup} warm-up`] : []),
		...(settings.discardFirst > 0 ? [`${settings.discardFirst} discarded`] : []),
		`${measured} measured`,
	];
	const limits = [
		...(gate.maxTemperatureC === undefined ? [] : [`below ${gate.maxTemperatureC} °C`]),
		...(gate.maxSlope === undefined ? [] : [`warming less than ${gate.maxSlope} °C/s`]),
	];
	const lineOf = (what: Command): string => (what.kind === 'shell' ? what.script : what.argv.join(' '));
	return [
		['command', lineOf(command)],
		...(settings.setup === undefined ? [] : [['once a trial', lineOf(settings.setup)] as const]),
		...(settings.prepare === undefined ? [] : [['before each', lineOf(settings.prepare)] as const]),
		['in', workdir],
		['executions', `${parts.join(' + ')}, ${counted(settings.jobs, 'trial')} at a time`],
		...(settings.separate === undefined ? [] : [['then', separationText(settings.separate)] as const]),
		...(settings.retries > 0 ? [['retries', String(settings.retries)] as const] : []),
		...(settings.timeoutMs === undefined ? [] : [['timeout', formatClock(settings.timeoutMs)] as const]),
		...(limits.length === 0
			? []
			: [['waits until', `${limits.join(' and ')}, at most ${formatClock(gate.timeoutMs)}`] as const]),
	];
}

/** The machine as `metadata.json` describes it, flattened; sources of readings with what they give. */
export function hostLines({host, sources, engine}: SweepState, glyphs: Glyphs): Picture {
	const rows = [...flatten(host, ''), ...(engine === undefined ? [] : [['sweeptop', engine.version] as const])];
	const open = sources.map(
		({source, channels, closed}) =>
			[
				source,
				closed === undefined ? channels.map(({channel}) => channel).join(' ') : `not used: ${closed.reason}`,
			] as const,
	);
	return [
		heading('host'),
		...(rows.length === 0
			? [[run('   not described yet', DIM)]]
			: rows.map(([name, value]) => fact(name, value, glyphs))),
		...open.map(([name, value]) => fact(`source ${name}`, value, glyphs)),
	];
}

/** Leaves of a record with their paths; lists of plain values on one line. */
function flatten(value: unknown, path: string): readonly (readonly [name: string, value: string])[] {
	if (value === undefined || value === null || value === '') return [];
	if (typeof value === 'string') return [[path, value]];
	if (typeof value === 'number' || typeof value === 'boolean') return [[path, String(value)]];
	if (typeof value !== 'object') return [];
	if (Array.isArray(value)) {
		const items: readonly unknown[] = value;
		if (items.every(item => typeof item !== 'object')) return items.length === 0 ? [] : [[path, items.join(' ')]];
		return items.flatMap((item, index) => flatten(item, `${path}.${index + 1}`));
	}
	return Object.entries(value).flatMap(([key, item]) => flatten(item, path === '' ? key : `${path}.${key}`));
}

/** A text file of the run; what is missing is said. */
export function fileLines(title: string, lines: readonly string[] | undefined, glyphs: Glyphs): Picture {
	if (lines === undefined) return [];
	const body =
		lines.length === 0
			? [[run('   there is none in the run directory', DIM)]]
			: lines.map((line): Line => [run('   '), outside(line, glyphs)]);
	return [heading(title), ...body];
}
