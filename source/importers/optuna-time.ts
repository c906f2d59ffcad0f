/** How a time without a zone is meant: Optuna wrote naive local time before 5.0, naive UTC since. */
export type TimeRule = 'utc' | 'local';

const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d{1,3})?\d*(Z|[+-]\d{2}:\d{2})?$/;

/** A time of Optuna (`2026-11-21 19:27:48.726345`, with or without a zone) in ms since 1970; undefined for none. */
export function parseOptunaTime(text: string, rule: TimeRule): number | undefined {
	const match = TIME.exec(text.trim());
	if (match === null) return undefined;
	const [, day, clock, fraction = '', zone = rule === 'utc' ? 'Z' : ''] = match;
	const time = Date.parse(`${day}T${clock}${fraction}${zone}`);
	return Number.isNaN(time) ? undefined : time;
}

/** The rule of the release that made a storage: its version is all that tells. */
export function ruleOfVersion(version: string | undefined): TimeRule {
	const major = Number(/^(\d+)\./.exec(version ?? '')?.[1] ?? Number.NaN);
	return major >= 5 ? 'utc' : 'local';
}
