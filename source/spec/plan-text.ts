import {samplerWords, saysGrid} from '../domain/space/auto-sampler.ts';
import {counted, formatCount} from '../domain/text/counted.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {separationText} from '../domain/statistics/separation.ts';
import {shellLine, shellWord} from '../domain/text/shell-text.ts';
import {type Command, hasGate} from '../domain/sweep.ts';
import type {Plan, PlanAxis, PlanTrial} from './plan.ts';

/** The plan as lines of text, safe to print. The run directory's files are those of CONTRACTS section 4. */
export function planLines(plan: Plan): readonly string[] {
	const {sweep} = plan;
	const head = [
		`sweep ${sweep.name}, sampler ${samplerText(sweep)}, seed ${sweep.seed}`,
		'',
		'parameters',
		...axisLines(plan.axes),
		...spaceLines(plan),
		'',
		'executions',
		...executionLines(plan),
		...knobLines(plan),
		'',
		sweep.command.kind === 'shell' ? 'first trials (one shell line; parameters in the environment)' : 'first trials',
	];
	const tail = [
		'',
		'will be written',
		`  ${plan.runDirectory === undefined ? 'a new run directory' : plan.runDirectory}: sweep file, journal, telemetry, trials.csv, trials.json, logs`,
		...logLines(plan),
	];
	const commands = plan.first.flatMap(trial => trialLines(plan, trial).flatMap(pastableLines));
	return [...head.map(safeText), ...commands, ...tail.map(safeText)];
}

/** Line ends and tabs of a script stay: as escapes between quotes they would be other text to the shell it is pasted into. */
function pastableLines(command: string): readonly string[] {
	return command.split('\n').map(line => line.split('\t').map(safeText).join('\t'));
}

/** Nobody means the bound of all logs together who did not set that of one. */
function logLines({sweep, mostLogBytes}: Plan): readonly string[] {
	const each = formatBytes(BigInt(sweep.run.maxOutputBytes));
	const all = mostLogBytes === undefined ? '' : `, so less than ${formatBytes(mostLogBytes)} in all`;
	return [`  logs: what is printed, cut at ${each} an execution (run.max_output)${all}`];
}

/** The sampler, and the order where it is one of a grid: only that is walked in one. */
function samplerText(sweep: Plan['sweep']): string {
	const words = samplerWords(sweep);
	return saysGrid(words) ? `${words}, order ${sweep.run.order}` : words;
}

function axisLines(axes: readonly PlanAxis[]): string[] {
	const rows = axes.map(axis => [axis.name, countText(axis.count), axis.kind, axis.values]);
	const width = (column: number): number => Math.max(0, ...rows.map(row => row[column]?.length ?? 0));
	return rows.map(([name = '', count = '', kind = '', values = ''], index) => {
		const when = axes[index]?.when;
		const row = `  ${name.padEnd(width(0))}  ${count.padStart(width(1))}  ${kind.padEnd(width(2))}  ${values}`;
		return when === undefined ? row : `${row}   when ${when}`;
	});
}

function countText(count: number | bigint | undefined): string {
	return count === undefined ? '∞' : formatCount(count);
}

function spaceLines({sweep, axes, product, folded, excluded, size}: Plan): string[] {
	if (product === undefined || size === undefined) return ['  points: endless'];
	const lines = [`  product: ${axes.map(axis => countText(axis.count)).join(' × ')} = ${formatCount(product)}`];
	if (folded !== undefined && folded > 0n) lines.push(`  conditions fold away: ${formatCount(folded)}`);
	if (sweep.space.exclude.length > 0)
		lines.push(`  exclude removes: ${excluded === undefined ? 'not counted, too entangled' : formatCount(excluded)}`);
	lines.push(`  points: ${size.exact ? '' : 'at most '}${formatCount(size.count)}`);
	return lines;
}

function executionLines(plan: Plan): string[] {
	const {sweep, trials, size, executionsPerTrial} = plan;
	const {run, budget} = sweep;
	const parts = [
		...(run.warmup > 0 ? [`${run.warmup} warm-up`] : []),
		...(run.discardFirst > 0 ? [`${run.discardFirst} discarded`] : []),
		`${run.repeats - run.discardFirst} measured`,
	];
	const bound = size?.exact === false ? 'at most ' : '';
	const total =
		trials === undefined
			? 'until the budget is spent'
			: `${bound}${formatCount(trials)} × ${executionsPerTrial} = ${formatCount(trials * BigInt(executionsPerTrial))}`;
	const limits = [
		...(budget.trials === undefined ? [] : [counted(budget.trials, 'trial')]),
		...(budget.timeMs === undefined ? [] : [formatDuration(budget.timeMs)]),
		...(budget.energyJ === undefined ? [] : [`${budget.energyJ} J, idle time and pauses included`]),
		...(budget.failures === undefined ? [] : [`${budget.failures} failures`]),
		...(budget.target === undefined ? [] : [budget.target]),
	];
	const race = run.separate;
	return [
		`  each trial: ${parts.join(' + ')}${run.retries > 0 ? `, up to ${counted(run.retries, 'retry', 'retries')}` : ''}`,
		...(run.setup === undefined ? [] : [`  before each trial, unmeasured: ${commandText(run.setup)}`]),
		...(run.prepare === undefined ? [] : [`  before each execution, unmeasured: ${commandText(run.prepare)}`]),
		`  in all: ${total}, ${run.jobs} at once`,
		...(race === undefined ? [] : [`  then: ${separationText(race)}`]),
		`  budget: ${limits.length === 0 ? 'none' : limits.join(', ')}`,
		...gateLines(sweep),
		`  time: ${timeText(plan)}`,
	];
}

/** What each trial waits for before it starts. */
function gateLines({gate}: Plan['sweep']): string[] {
	if (!hasGate(gate)) return [];
	const {maxTemperatureC, maxSlope, settleMs, timeoutMs} = gate;
	const conditions = [
		...(maxTemperatureC === undefined ? [] : [`at most ${maxTemperatureC} °C`]),
		...(maxSlope === undefined ? [] : [`at most ${maxSlope} °C/s over ${formatDuration(settleMs)}`]),
	];
	return [
		`  gate: before each trial a wait for ${conditions.join(' and ')}, ${formatDuration(timeoutMs)} at the longest`,
	];
}

function timeText({longestMs, longestGateMs}: Plan): string {
	const runs = longestMs === undefined ? 'unknown (no timeout)' : `at most ${formatDuration(longestMs)}`;
	return longestGateMs === undefined
		? runs
		: `${runs}, and at most ${formatDuration(longestGateMs)} of waits in the gate`;
}

function knobLines({axes, settings, absent}: Plan): string[] {
	const knobs = axes.filter(axis => axis.knob !== undefined);
	if (knobs.length === 0) return [];
	return [
		'',
		'hardware settings, put back at the end',
		...knobs.flatMap(axis => [
			`  ${axis.knob}: ${axis.values}`,
			...settings
				.filter(({knob}) => knob === axis.knob)
				.map(({path, now}) => `    writes ${path} (now ${now === '' ? '?' : now})`),
			...absent
				.filter(({knob}) => knob === axis.knob)
				.map(({reason, mend}) => `    not on this machine: ${[reason, mend].filter(text => text !== '').join('; ')}`),
		]),
	];
}

function trialLines({sweep}: Plan, {trial, argv, environment, aside}: PlanTrial): string[] {
	// A shell takes it for a comment.
	const rest = aside.length === 0 ? '' : `  # ${aside.join(' ')}`;
	if (sweep.command.kind === 'argv') return [`  ${trial}  ${shellLine(argv)}${rest}`];
	const variables = Object.entries(environment).map(([name, value]) => `${name}=${shellWord(value)}`);
	return [`  ${trial}  ${variables.join(' ')} sh -c ${shellWord(sweep.command.script)}`];
}

function commandText(command: Command): string {
	return command.kind === 'shell' ? command.script : shellLine(command.argv);
}

function formatBytes(bytes: bigint): string {
	const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
	let amount = Number(bytes);
	let unit = 0;
	while (amount >= 1024 && unit < units.length - 1) {
		amount /= 1024;
		unit += 1;
	}
	return `${Number(amount.toPrecision(3))} ${units[unit] ?? ''}`;
}

function formatDuration(ms: number): string {
	if (ms < 1000) return `${ms} ms`;
	const seconds = Math.round(ms / 1000);
	const parts = [
		[Math.floor(seconds / 86_400), 'd'],
		[Math.floor(seconds / 3600) % 24, 'h'],
		[Math.floor(seconds / 60) % 60, 'm'],
		[seconds % 60, 's'],
	] as const;
	const shown = parts.filter(([amount]) => amount > 0).slice(0, 2);
	return shown.map(([amount, unit]) => `${amount}${unit}`).join(' ');
}
