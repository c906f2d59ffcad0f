import {UserError} from '../../domain/errors.ts';
import {type Extension, limitsLacking} from '../../domain/sweep/extension.ts';
import type {Budget} from '../../domain/sweep.ts';
import {parseDurationMs, parseEnergyJ, writeDuration, writeEnergy} from '../../domain/unit.ts';

/** Options of `resume` that raise a budget: `+50` by so much, `150` to so much in all. */
export type ExtensionFlags = {
	readonly trials: string | undefined;
	readonly time: string | undefined;
	readonly energy: string | undefined;
};

const LIMITS = [
	{flag: 'trials', key: 'trials', limit: 'trials', parse: parseCount, write: String, example: '+50'},
	{flag: 'time', key: 'time_ms', limit: 'timeMs', parse: parseDurationMs, write: writeDuration, example: '+10m'},
	{flag: 'energy', key: 'energy_j', limit: 'energyJ', parse: parseEnergyJ, write: writeEnergy, example: '+5kJ'},
] as const;

type Limit = (typeof LIMITS)[number];

/**
 * What the options grant beyond a budget; undefined where none is given.
 * @param budgetNow the budget with all that was granted before; asked only where an option gives a total.
 * @throws UserError for what is no amount, and for a total that grants nothing.
 */
export function parseExtension(flags: ExtensionFlags, budgetNow: () => Budget): Extension | undefined {
	const given = LIMITS.flatMap(limit => {
		const text = flags[limit.flag]?.trim();
		return text === undefined ? [] : [[limit.key, amountOf(limit, text, budgetNow)] as const];
	});
	return given.length === 0 ? undefined : Object.fromEntries(given);
}

function amountOf({flag, limit, parse, write, example}: Limit, text: string, budgetNow: () => Budget): number {
	const amount = parse(text.replace(/^\+/, ''));
	if (amount === undefined || amount <= 0)
		throw new UserError(`--${flag} cannot be "${text}"`, `write how much more: --${flag} ${example}`);
	if (text.startsWith('+')) return amount;
	const now = budgetNow()[limit];
	if (now === undefined) throw lacksLimit(`--${flag} ${text}`, flag === 'trials' ? 'trial' : flag);
	if (amount > now) return amount - now;
	throw new UserError(
		`--${flag} ${text} is no more than the ${write(now)} that it has`,
		`write how much more: --${flag} +${text}`,
	);
}

function parseCount(text: string): number | undefined {
	return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** As on the command line: `--trials +50 --time +10m`. */
export function describeExtension(flags: ExtensionFlags): string {
	return LIMITS.flatMap(({flag}) => (flags[flag] === undefined ? [] : [`--${flag} ${flags[flag].trim()}`])).join(' ');
}

/** @throws UserError where an option is to raise a limit that the budget does not have. */
export function refuseLacking(flags: ExtensionFlags, extension: Extension, budget: Budget): void {
	const [lacking] = limitsLacking(budget, extension);
	if (lacking !== undefined) throw lacksLimit(describeExtension(flags), lacking);
}

function lacksLimit(given: string, lacking: string): UserError {
	return new UserError(
		`${given} extends nothing: the sweep has no ${lacking} budget`,
		'leave it out: what is not limited goes on',
	);
}
