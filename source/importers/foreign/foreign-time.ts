import type {TableCell} from '../table/table-cells.ts';

const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * A foreign time in ms since 1970: ISO 8601 (without a zone it is UTC) or a number whose unit follows from its size, as
 * no result is from before 2001: seconds up to 1e11, then ms, µs, ns. Undefined for anything else.
 */
export function parseTime(cell: TableCell | null): number | undefined {
	if (typeof cell === 'number') return fromNumber(cell);
	if (typeof cell !== 'string') return undefined;
	const text = cell.trim();
	if (!ISO.test(text)) return text === '' ? undefined : fromNumber(Number(text));
	const time = Date.parse(`${text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')}${ZONE.test(text) ? '' : 'Z'}`);
	return Number.isNaN(time) ? undefined : time;
}

function fromNumber(value: number): number | undefined {
	if (!(value > 9e8)) return undefined;
	if (value < 1e11) return value * 1000;
	if (value < 1e14) return value;
	return value < 1e17 ? value / 1e3 : value / 1e6;
}

const TIMEDELTA = /^(?:(\d+) days? )?(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/;

/** A duration in s: a number of seconds, or `1 days 02:03:04.5` as pandas prints it. */
export function parseDurationS(cell: TableCell | null): number | undefined {
	if (typeof cell === 'number') return cell >= 0 ? cell : undefined;
	if (typeof cell !== 'string' || cell.trim() === '') return undefined;
	const match = TIMEDELTA.exec(cell.trim());
	if (match !== null) {
		const [, days = '0', hours, minutes, seconds] = match;
		return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
	}
	const value = Number(cell);
	return value >= 0 ? value : undefined;
}
