/** One frame of a tqdm bar. Source: tqdm's `format_meter`. */
export type Bar = {
	/** Empty where it has none. */
	readonly description: string;
	/** Steps done, SI suffixes resolved. */
	readonly done: number;
	/** Steps in all; undefined where it is not known. */
	readonly total: number | undefined;
	readonly elapsedS: number;
	/** What stands behind the rate: `18.66/20000 seconds`, `loss=0.3`. */
	readonly postfix: string;
};

const COUNT = String.raw`(\d+(?:\.\d+)?[kMGTP]?)`;
const TIME = String.raw`(\d+:)?(\d+):(\d\d)`;
/** `{desc}: {percentage}%|{bar}| {n}/{total} [{elapsed}<{remaining}, {rate}{postfix}]`; the bar may be drawn in ASCII. */
const KNOWN_TOTAL = new RegExp(
	String.raw`^(?:(.*?): )?\s*\d+%\|[^|]*\| ${COUNT}/${COUNT} \[${TIME}<[^,\]]+, *([^,\]]*)(?:, ([^\]]*))?\]`,
);
/** `{n}it [{elapsed}, {rate}{postfix}]` */
const OPEN_TOTAL = new RegExp(String.raw`^(?:(.*?): )?${COUNT}[a-z]+ \[${TIME}, *([^,\]]*/[^,\]]*)(?:, ([^\]]*))?\]`);

const SUFFIXES: ReadonlyMap<string, number> = new Map([
	['k', 1e3],
	['M', 1e6],
	['G', 1e9],
	['T', 1e12],
	['P', 1e15],
]);

/** Reads a frame of a bar; undefined for any other line. */
export function parseBar(text: string): Bar | undefined {
	// Most lines are none: a look for its brackets costs nothing.
	if (!text.includes(' [') || !text.includes(']') || text.length > MAX_CHARACTERS) return undefined;
	const known = KNOWN_TOTAL.exec(text);
	if (known !== null) {
		const [, description = '', done = '', total = '', hours, minutes, seconds, , postfix = ''] = known;
		return {
			description,
			done: countOf(done),
			total: countOf(total),
			elapsedS: secondsOf(hours, minutes, seconds),
			postfix,
		};
	}
	const open = OPEN_TOTAL.exec(text);
	if (open === null) return undefined;
	const [, description = '', done = '', hours, minutes, seconds, , postfix = ''] = open;
	return {description, done: countOf(done), total: undefined, elapsedS: secondsOf(hours, minutes, seconds), postfix};
}

/** A bar is as wide as a terminal. */
const MAX_CHARACTERS = 1000;

function countOf(text: string): number {
	const factor = SUFFIXES.get(text.slice(-1));
	return factor === undefined ? Number(text) : Number(text.slice(0, -1)) * factor;
}

function secondsOf(hours: string | undefined, minutes: string | undefined, seconds: string | undefined): number {
	return Number(hours?.replace(':', '') ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}
