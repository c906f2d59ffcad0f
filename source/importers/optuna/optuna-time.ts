/** How a time without a zone is meant: Optuna wrote naive local time before 5.0, naive UTC since. */
export type TimeRule = 'utc' | 'local';

const ZERO = 0x30;

const TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?\d*(Z|[+-]\d{2}:\d{2})?$/;
/** The same as SQLite stores it, in UTC: what a large storage holds twice a trial. */
const PLAIN_TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$/;

/** A time of Optuna (`2026-11-21 19:27:48.726345`, with or without a zone) in ms since 1970; undefined for none. */
export function parseOptunaTime(text: string, rule: TimeRule): number | undefined {
	if (rule === 'utc' && PLAIN_TIME.test(text)) return utcOf(text, digits(text, 20, 23));
	const match = TIME.exec(text);
	if (match === null) return undefined;
	const [, fraction = '', zone] = match;
	if (zone !== undefined || rule === 'local') {
		const time = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}${fraction.slice(0, 4)}${zone ?? ''}`);
		return Number.isNaN(time) ? undefined : time;
	}
	return utcOf(text, Number(fraction.slice(1, 4).padEnd(3, '0')));
}

function utcOf(text: string, milliseconds: number): number {
	return Date.UTC(
		digits(text, 0, 4),
		digits(text, 5, 7) - 1,
		digits(text, 8, 10),
		digits(text, 11, 13),
		digits(text, 14, 16),
		digits(text, 17, 19),
		milliseconds,
	);
}

/** The number that digits of a text are, without a text for each; NaN where one of them is none. */
function digits(text: string, from: number, to: number): number {
	let value = 0;
	for (let at = from; at < to; at++) {
		const digit = text.charCodeAt(at) - ZERO;
		value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
	}
	return value;
}

/** Where the seconds of a time begin. */
const SECONDS_AT = 17;
const POINT = 0x2e;

/**
 * {@link parseOptunaTime} for many times after each other, which often lie in the same minute: no zone changes its
 * offset within one.
 */
export function createOptunaTimes(rule: TimeRule): (text: string) => number | undefined {
	let minute = '';
	let minuteMs = 0;
	return text => {
		if (minute !== '' && text.length === 26 && text.startsWith(minute)) {
			const seconds = digits(text, SECONDS_AT, 19);
			const ms = digits(text, 20, 23);
			const isPlain =
				text.charCodeAt(19) === POINT && seconds >= 0 && seconds < 60 && ms >= 0 && digits(text, 23, 26) >= 0;
			if (isPlain) return minuteMs + seconds * 1000 + ms;
		}
		const time = parseOptunaTime(text, rule);
		// Only what stands in full, without a zone, says which minute it is.
		if (time === undefined || !PLAIN_TIME.test(text)) return time;
		minute = text.slice(0, SECONDS_AT);
		minuteMs = time - digits(text, SECONDS_AT, 19) * 1000 - digits(text, 20, 23);
		return time;
	};
}

/** The rule of the release that made a storage: its version is all that tells. */
export function ruleOfVersion(version: string | undefined): TimeRule {
	const major = Number(/^(\d+)\./.exec(version ?? '')?.[1] ?? Number.NaN);
	return major >= 5 ? 'utc' : 'local';
}
