import {isReservedColumn} from '../domain/column/columns.ts';
import type {Objective} from '../domain/metric.ts';

/** A parameter as it stood on the command line, and what a search may try around it. */
type Found = {readonly name: string; readonly value: string; readonly domain: string};

/** An argument of the command that is begun with, and the parameter that it became. */
type Argument = {readonly text: string; readonly found?: Found};

/** `--lr=0.1`, and `model.lr=0.1` as Hydra has it. */
const ASSIGNED = /^(?<before>-{0,2}(?<name>[A-Za-z_][\w.-]*)=)(?<value>.*)$/s;
const OPTION = /^-{1,2}(?<name>[A-Za-z_][\w.-]*)$/;

/**
 * A sweep file to begin with, from a command line as it is run by hand: each option with a value becomes a parameter
 * around that value, and the values of now are the first point.
 * @param argv empty for a file that only shows what goes where.
 */
export function starterSweep(argv: readonly string[], {metric, direction}: Objective): string {
	const given = argv.length === 0 ? ['./train', '--lr=0.01', '--batch', '32', '--optimizer', 'adam'] : argv;
	// Parameters and metrics share one name space.
	const parts = argumentsOf(given, new Set([metric]));
	const found = parts.flatMap(part => part.found ?? []);
	const width = Math.max(0, ...found.map(({name, domain}) => `${keyText(name)} = ${domain}`.length));
	const parameters = found.map(
		({name, value, domain}) => `${`${keyText(name)} = ${domain}`.padEnd(width)}  # now ${value}`,
	);
	const first = found.map(({name, value}) => `${keyText(name)} = ${valueText(value)}`);
	return `${[
		'# Every key: sweeptop schema --text',
		`command = [${parts.map(({text}) => JSON.stringify(text)).join(', ')}]`,
		'',
		'[parameters]',
		...(found.length === 0
			? ['# lr = { min = 1e-5, max = 1e-1, scale = "log" }  # and {lr} in the command']
			: parameters),
		...(found.length === 0 ? [] : ['', '# The values of now come first.', '[[enqueue]]', ...first]),
		'',
		'[metrics]',
		`${keyText(metric)} = { goal = "${direction}" }  # read from lines such as: ${metric}=0.31`,
		'',
		'[budget]',
		'trials = 50',
		'',
		'[run]',
		'jobs = 1',
		'# timeout = "1h"',
		'',
		'# [pruner]             # ends trials that fall behind, by lines such as: epoch=3 loss=0.5',
		'# name = "median"',
	].join('\n')}\n`;
}

function argumentsOf(argv: readonly string[], taken: Set<string>): readonly Argument[] {
	const parts: Argument[] = [];
	for (let place = 0; place < argv.length; place++) {
		const [text = '', next] = [argv[place], argv[place + 1]];
		const {before = '', name = '', value = ''} = place === 0 ? {} : (ASSIGNED.exec(text)?.groups ?? {});
		const option = place === 0 ? undefined : OPTION.exec(text)?.groups?.['name'];
		const assigned = before === '' ? undefined : parameterOf(name, value, taken);
		const spaced = option === undefined || next === undefined ? undefined : parameterOf(option, next, taken);
		if (assigned !== undefined) parts.push({text: `${braced(before)}{${assigned.name}}`, found: assigned});
		else parts.push({text: braced(text)});
		if (spaced === undefined) continue;
		parts.push({text: `{${spaced.name}}`, found: spaced});
		place += 1;
	}
	return parts;
}

/** Braces of a command's own stand twice. */
function braced(text: string): string {
	return text.replaceAll(/[{}]/g, '$&$&');
}

/** Undefined where the value is nothing that a search would vary: a path, nothing, a zero; or where the name is taken. */
function parameterOf(name: string, value: string, taken: Set<string>): Found | undefined {
	const domain = taken.has(name) || isReservedColumn(name) ? undefined : domainAround(value);
	if (domain === undefined) return undefined;
	taken.add(name);
	return {name, value, domain};
}

function domainAround(value: string): string | undefined {
	if (!/^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(value))
		return /^[A-Za-z_][\w-]*$/.test(value) ? `[${JSON.stringify(value)}]` : undefined;
	const number = Number(value);
	if (number === 0 || !Number.isFinite(number)) return undefined;
	if (/^\d+$/.test(value)) return `[${[...new Set([Math.ceil(number / 2), number, 2 * number])].join(', ')}]`;
	if (number < 1 && number * 10 > 1) return rangeText(number / 2, (1 + number) / 2, 'type = "real"');
	return rangeText(number / 10, number * 10, 'scale = "log"');
}

function rangeText(min: number, max: number, rest: string): string {
	return `{ min = ${realText(min)}, max = ${realText(max)}, ${rest} }`;
}

/** Without what doubles leave behind: 0.1 for 0.01 × 10. */
function realText(value: number): string {
	return String(Number(value.toPrecision(12)));
}

/** As TOML writes it: numbers as numbers. */
function valueText(value: string): string {
	return /^[A-Za-z_]/.test(value) ? JSON.stringify(value) : String(Number(value));
}

function keyText(name: string): string {
	return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
